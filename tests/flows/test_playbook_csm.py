"""The playbook that ships: the fifteen tasks and their owners, every branch, and the hard orders."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import flows
from flows import standing
from flows.handoff import Account, Handoff, Pace, Phase, StepState, StepStatus
from flows.lint import lint
from flows.lint_texts import room
from flows.loader import Loaded, load
from flows.playbook import Evidence, Playbook
from flows.standing import Standing, StepView

FILE = Path(flows.__file__).parent / "playbooks" / "csm-to-csm.yml"
TODAY = date(2026, 11, 23)
OUTGOING, INCOMING, MANAGER = 1, 2, 3

GOLDEN = [
    (0, "open-cta", "incoming"),
    (1, "outgoing-reads-page", "outgoing"),
    (2, "update-records", "outgoing"),
    (3, "incoming-reads-page", "incoming"),
    (4, "internal-meeting", "outgoing"),
    (5, "slack-channels", "outgoing"),
    (6, "watch-project", "incoming"),
    (7, "introduce", "outgoing"),
    (8, "follow-up", "outgoing"),
    (9, "assign-account", "incoming_manager"),
    (10, "reassign-work", "outgoing"),
    (11, "old-events", "outgoing"),
    (12, "new-invite", "incoming"),
    (13, "subscribe-tickets", "incoming"),
    (14, "leave-tickets", "outgoing"),
    (15, "close", "incoming"),
]

OPENED = [
    (16, "discuss-project", "incoming"),
    (17, "stale-issues", "outgoing"),
    (18, "build-success-plan", "incoming"),
    (19, "notes-folder", "incoming"),
    (20, "move-notes", "outgoing"),
    (21, "ask-adoption", "incoming"),
]


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(FILE.read_text(encoding="utf-8"), FILE.name)


@pytest.fixture(scope="module")
def playbook(loaded: Loaded) -> Playbook:
    return loaded.playbook


def handoff(playbook: Playbook, **facts: str) -> Handoff:
    """A handoff between three people, with these facts known."""
    return Handoff(
        id=1,
        account=Account(1, "Acme"),
        playbook=playbook,
        participants={"outgoing": OUTGOING, "incoming": INCOMING, "incoming_manager": MANAGER},
        started_by=MANAGER,
        started_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        facts={name: (answer,) for name, answer in facts.items()},
    )


def seen(now: Handoff, step_id: str) -> StepView:
    """The step as it stands; it must be in play."""
    found = standing.view(now, now.playbook.by_id[step_id], TODAY)
    assert found is not None
    return found


def in_play(now: Handoff) -> set[str]:
    return {view.step.id for view in standing.views(now, TODAY)}


def ticked(now: Handoff, step_id: str, *parts: str) -> Handoff:
    """The handoff after those parts, or the whole step when none is named, were ticked."""
    state = StepState(parts=frozenset(parts)) if parts else StepState(status=StepStatus.DONE)
    return now.with_step(step_id, state)


def part_ids(view: StepView) -> list[str]:
    return [part.part.id for part in view.parts]


def test_the_fifteen_tasks_and_the_start(playbook: Playbook) -> None:
    found = [(step.number, step.id, step.owner) for step in playbook.steps]
    assert found == GOLDEN + OPENED
    assert [step.id for step in playbook.steps if step.opened] == [name for _, name, _ in OPENED]
    owners = Counter(step.owner for step in playbook.steps if step.number and not step.opened)
    assert owners == {"outgoing": 9, "incoming": 5, "incoming_manager": 1}


def test_nothing_is_wrong_with_it(loaded: Loaded) -> None:
    assert lint(loaded.playbook, loaded.lines) == []


def test_every_step_has_one_sentence_of_reason_and_its_section(playbook: Playbook) -> None:
    for step in playbook.steps:
        reasons = [step.reason, *(variant.reason for variant in step.variants if variant.reason)]
        assert all(reason.endswith(".") and reason.count(". ") == 0 for reason in reasons)
        assert step.source is not None
        assert step.opened or step.source.section.startswith("Account Handoff CTA")


def test_titles_fit_a_phone_and_name_no_title(playbook: Playbook) -> None:
    titles = [step.title for step in playbook.steps]
    titles += [variant.title for step in playbook.steps for variant in step.variants]
    assert all(room(title) <= 75 for title in titles)
    assert not any("CSM" in title or "TAM" in title for title in titles)


def test_what_a_running_handoff_keeps_is_the_whole_playbook(playbook: Playbook) -> None:
    again = Playbook.model_validate_json(playbook.canonical())
    assert again == playbook
    assert again.digest == playbook.digest


def test_the_label_is_a_setting(playbook: Playbook) -> None:
    assert playbook.label("outgoing") == "Outgoing CSM"
    assert playbook.model_copy(update={"title": "TAM"}).label("incoming") == "Incoming TAM"


def test_the_start_wants_the_link_unless_the_team_keeps_no_cta(playbook: Playbook) -> None:
    assert seen(handoff(playbook, cta="on"), "open-cta").step.evidence is Evidence.LINK
    assert "open-cta" not in in_play(handoff(playbook, cta="off"))


def test_the_links_that_the_handbook_asks_for(playbook: Playbook) -> None:
    parts = {part.id: part for part in playbook.by_id["update-records"].parts}
    links = {name for name, part in parts.items() if part.evidence is Evidence.LINK}
    assert list(parts) == ["success-plan", "ctas", "project-link", "notes-link", "triage-link"]
    assert links == {"project-link", "notes-link", "triage-link"}
    assert [name for name, part in parts.items() if part.optional] == ["triage-link"]


def test_without_a_collaboration_project_its_link_and_watch_fall_away(playbook: Playbook) -> None:
    without = handoff(playbook, collaboration_project="no")
    assert "watch-project" not in in_play(without)
    assert "project-link" not in part_ids(seen(without, "update-records"))
    there = handoff(playbook, collaboration_project="yes")
    assert "watch-project" in in_play(there)
    assert "project-link" in part_ids(seen(there, "update-records"))


def test_an_unknown_fact_is_asked_and_takes_nothing_away(playbook: Playbook) -> None:
    unknown = handoff(playbook)
    assert len(in_play(unknown)) == 16
    assert seen(unknown, "watch-project").shape.asks == ("collaboration_project",)
    assert seen(unknown, "introduce").shape.asks == ("upcoming_call",)
    assert seen(unknown, "old-events").shape.asks == ("events_owner",)
    assert {fact.ask for name, fact in playbook.facts.items() if name != "cta"} == {"outgoing"}
    assert playbook.facts["cta"].ask is None


def test_without_an_upcoming_call_one_is_planned(playbook: Playbook) -> None:
    assert part_ids(seen(handoff(playbook, upcoming_call="yes"), "introduce")) == []
    assert part_ids(seen(handoff(playbook, upcoming_call="no"), "introduce")) == ["schedule", "introduced"]


def test_our_own_events_wait_for_the_new_invite(playbook: Playbook) -> None:
    now = handoff(playbook, events_owner="us")
    blocked = seen(now, "old-events")
    assert blocked.standing is Standing.LOCKED
    assert [(blocker.step, blocker.owner) for blocker in blocked.blockers] == [("new-invite", INCOMING)]
    assert seen(now, "new-invite").standing is Standing.READY
    assert seen(ticked(now, "new-invite"), "old-events").standing is Standing.READY


def test_the_customers_events_are_asked_for_and_nothing_is_deleted(playbook: Playbook) -> None:
    now = handoff(playbook, events_owner="customer")
    asking, arriving = seen(now, "old-events"), seen(now, "new-invite")
    assert (asking.standing, arriving.standing) == (Standing.READY, Standing.READY)
    assert "delete" not in asking.shape.title.lower()
    assert "arrived" in arriving.shape.title
    (variant,) = (v for v in playbook.by_id["new-invite"].variants if v.when["events_owner"] == ("customer",))
    assert [hint.step for hint in variant.prefer_after] == ["old-events"]


def test_with_events_of_both_only_the_deletion_waits(playbook: Playbook) -> None:
    view = seen(handoff(playbook, events_owner="some"), "old-events")
    assert [(part.part.id, bool(part.blockers)) for part in view.parts] == [("ask", False), ("delete", True)]
    assert "own invite" in seen(handoff(playbook, events_owner="some"), "new-invite").shape.title


def test_without_calls_both_calendar_steps_fall_away(playbook: Playbook) -> None:
    assert in_play(handoff(playbook)) - in_play(handoff(playbook, events_owner="none")) == {
        "old-events",
        "new-invite",
    }


def test_the_tickets_go_from_list_to_subscription_to_leaving(playbook: Playbook) -> None:
    def free(now: Handoff, step_id: str) -> list[str]:
        return [part.part.id for part in seen(now, step_id).parts if not part.blockers]

    now = handoff(playbook)
    assert free(now, "leave-tickets") == ["list"]
    assert free(now, "subscribe-tickets") == ["review"]
    listed = ticked(now, "leave-tickets", "list")
    assert free(listed, "leave-tickets") == ["list"]
    assert free(listed, "subscribe-tickets") == ["review", "subscribe"]
    subscribed = ticked(listed, "subscribe-tickets")
    assert free(subscribed, "leave-tickets") == ["list", "watch", "cc"]
    assert playbook.by_id["leave-tickets"].part("list") == playbook.by_id["leave-tickets"].parts[0]


def test_in_a_slow_transition_only_what_breaks_things_waits_for_solo(playbook: Playbook) -> None:
    slow = replace(handoff(playbook, events_owner="us"), pace=Pace.SLOW)
    slow = ticked(ticked(slow, "leave-tickets", "list"), "subscribe-tickets")
    waiting = {view.step.id for view in standing.views(slow, TODAY) if _solo(view)}
    assert waiting == {"old-events", "new-invite", "leave-tickets", "close"}
    assert not seen(slow, "leave-tickets").parts[0].blockers
    solo = replace(slow, phase=Phase.SOLO)
    assert not any(_solo(view) for view in standing.views(solo, TODAY))


def _solo(view: StepView) -> bool:
    parts = (blocker for part in view.parts for blocker in part.blockers)
    return any(blocker.kind == "solo" for blocker in (*view.blockers, *parts))


def test_a_slow_transition_may_ask_the_customer_at_once(playbook: Playbook) -> None:
    slow = replace(handoff(playbook, events_owner="customer"), pace=Pace.SLOW)
    assert seen(slow, "old-events").standing is Standing.READY
    assert seen(slow, "new-invite").standing is Standing.READY


def test_the_advice(playbook: Playbook) -> None:
    advised = {(step.id, hint.step) for step in playbook.steps for hint in step.prefer_after}
    assert advised == {
        ("internal-meeting", "update-records"),
        ("introduce", "internal-meeting"),
        ("follow-up", "introduce"),
        ("reassign-work", "assign-account"),
        ("move-notes", "notes-folder"),
        ("ask-adoption", "introduce"),
    }
    internal, customer = playbook.by_id["slack-channels"].parts
    assert internal.prefer_after == ()
    assert [hint.step for hint in customer.prefer_after] == ["introduce"]


def test_only_three_orders_are_hard(playbook: Playbook) -> None:
    hard = {step.id: set(step.all_after()) for step in playbook.steps if step.all_after()}
    assert hard == {
        "old-events": {"new-invite"},
        "subscribe-tickets": {"leave-tickets.list"},
        "leave-tickets": {"subscribe-tickets"},
    }
    assert [step.id for step in playbook.steps if step.after_all] == ["close"]


def test_the_last_step_asks_and_may_stay_open(playbook: Playbook) -> None:
    decision = playbook.by_id["close"].decision
    assert decision is not None
    assert {outcome.id: outcome.closes for outcome in decision.outcomes} == {"sync": False, "close": True}
    assert seen(handoff(playbook), "close").standing is Standing.LOCKED


def test_the_other_step_in_several_parts(playbook: Playbook) -> None:
    parts = {part.id: part.optional for part in playbook.by_id["assign-account"].parts}
    assert parts == {"account": False, "child-accounts": True}
    assert [part.id for part in playbook.by_id["reassign-work"].parts] == [
        "ctas",
        "success-plan",
        "objectives",
        "tasks",
    ]
