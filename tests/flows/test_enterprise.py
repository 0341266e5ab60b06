"""Pre-sales to post-sales, Enterprise: the stages, the POV rule, the request, and the baton at Closed Won."""

from dataclasses import replace
from typing import Any

import pytest

from flows import changes, conditions, gates, lifecycle, standing
from flows.handoff import Handoff, StepStatus
from flows.lint import lint
from flows.playbook import Playbook
from flows.refusals import Incomplete, Invalid, Locked, Shut
from flows.standing import Standing
from tests.support import books
from tests.support.handoffs import ANNA, MAYA, MONDAY, NOAH, SAM, START, by, note

OWNERS = {
    "course": SAM,
    "request-tam": SAM,
    "assign-tam": MAYA,
    "account-team-meeting": SAM,
    "review-project": SAM,
    "welcome-call": SAM,
    "deck": NOAH,
    "introduce": NOAH,
    "stay-in-touch": NOAH,
    "kickoff": NOAH,
    "shift": SAM,
    "stay-in-onboarding": SAM,
    "order-types": NOAH,
    "close": NOAH,
}
FIELDS = ("account-link", "opportunity-link", "close-date", "lam")


@pytest.fixture(scope="module")
def enterprise() -> Playbook:
    return books.book("enterprise")


def running(**facts: str) -> Handoff:
    """A handoff from Sam to Noah in 4-Proposal, with these facts over it."""
    known: Any = {"stage": "proposal", "pov": "no", "collaboration_project": "yes", "services": "yes"}
    return books.running("enterprise", **{**known, **facts})


def given(now: Handoff, *fields: str) -> Handoff:
    """The handoff after Sam wrote these fields of the request."""
    for field in fields:
        now = changes.give(now, by(SAM), "request-tam", field, note(f"the {field}", SAM)).handoff
    return now


def test_it_is_sound_and_says_where_all_of_it_stands(enterprise: Playbook) -> None:
    assert lint(enterprise) == []
    assert all(step.source or step.id in ("close", "lost") for step in enterprise.steps)


def test_who_does_what() -> None:
    seen = standing.views(running(), MONDAY)
    assert {view.step.id: view.owner for view in seen} == OWNERS


def start(**facts: str) -> tuple[str, ...]:
    """What the playbook says to Sam, who wants to start."""
    said = {name: (answer,) for name, answer in facts.items()}
    waived = gates.may_start(books.book("enterprise"), said, roles=["solutions_architect"], waiver=None)
    return tuple(gate.id for gate in waived)


@pytest.mark.parametrize(
    ("facts", "gate"),
    [
        ({"stage": "earlier"}, "too-early"),
        ({"stage": "earlier", "pov": "done", "pov_results": "agreed"}, "too-early"),
        ({"stage": "evaluation", "pov": "no"}, "pov-first"),
        ({"stage": "evaluation", "pov": "running"}, "pov-first"),
        ({"stage": "evaluation", "pov": "done", "pov_results": "not-presented"}, "next-steps-first"),
        ({"stage": "evaluation", "pov": "done", "pov_results": "presented"}, "next-steps-first"),
        ({"stage": "lost"}, "lost"),
    ],
)
def test_enterprise_before_its_time_is_refused_with_the_reason(facts: dict[str, str], gate: str) -> None:
    with pytest.raises(Shut) as caught:
        start(**facts)
    refused = caught.value.gate
    assert refused.id == gate
    assert all((refused.reason, refused.opens, refused.meanwhile))


def test_enterprise_at_stage_2_refused_stage_3_without_pov_request_only_from() -> None:
    said = {gate.id: gate.sentence for gate in books.book("enterprise").gates}
    assert "request a {title} only from the end of stage 3 on" in said["pov-first"]
    assert "waits for the opportunity to reach 3-Technical Evaluation." in said["too-early"]


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": "evaluation", "pov": "done", "pov_results": "agreed"},
        *({"stage": stage} for stage in ("proposal", "won")),
    ],
)
def test_in_its_time_it_starts(facts: dict[str, str]) -> None:
    assert start(**facts) == ()


def test_what_decides_is_asked_first() -> None:
    for facts, wanted in (
        ({}, "stage"),
        ({"stage": "evaluation"}, "pov"),
        ({"stage": "evaluation", "pov": "done"}, "pov_results"),
    ):
        with pytest.raises(Invalid) as caught:
            start(**facts)
        assert wanted in caught.value.problems


def test_commented_out_reasons_are_never_offered(enterprise: Playbook) -> None:
    early = {fact for gate in enterprise.gates if gate.start for fact in gate.when}
    assert early == {"stage", "pov", "pov_results"}
    words = " ".join(books.words(enterprise.model_dump())).lower()
    assert "expertise" not in words
    assert "issue tracking" not in words


@pytest.mark.parametrize("stage", ["earlier", "evaluation"])
def test_a_stage_that_falls_back_shuts_the_request_again_and_keeps_what_was_written(stage: str) -> None:
    now = given(running(), *FIELDS)
    fallen = changes.answer(now, by(SAM), "stage", (stage,)).handoff
    assert fallen.state("request-tam").evidence == now.state("request-tam").evidence
    with pytest.raises(Shut):
        changes.complete(fallen, by(SAM), "request-tam")
    done = changes.complete(now, by(SAM), "request-tam").handoff
    back = changes.answer(done, by(SAM), "stage", (stage,)).handoff
    assert back.state("request-tam").status is StepStatus.DONE


@pytest.mark.parametrize("left", FIELDS)
def test_enterprise_request_with_3_of_4_fields_asks_for_the_fourth(left: str) -> None:
    now = given(running(), *(field for field in FIELDS if field != left))
    with pytest.raises(Incomplete) as caught:
        changes.complete(now, by(SAM), "request-tam")
    assert caught.value.part == left
    with pytest.raises(Locked):
        changes.tick(now, by(SAM), "request-tam", ["send"])
    whole = given(now, left)
    assert changes.complete(whole, by(SAM), "request-tam").handoff.state("request-tam").status.settled


def test_lam_unknown_keeps_a_draft_that_is_not_sent() -> None:
    draft = given(running(), "account-link", "opportunity-link", "close-date")
    state = draft.state("request-tam")
    assert state.status is StepStatus.TODO
    assert set(state.evidence) == {"account-link", "opportunity-link", "close-date"}
    assert "send" not in state.parts


def test_the_manager_may_waive_too_early_with_a_reason_but_not_the_four_fields(enterprise: Playbook) -> None:
    waived = gates.may_start(
        enterprise, {"stage": ("earlier",)}, roles=["incoming_manager"], waiver="They know Noah."
    )
    assert [gate.id for gate in waived] == ["too-early"]
    early = given(running(stage="earlier"), *FIELDS[:3])
    opened = changes.release(early, by(MAYA), "request-tam", note("They know Noah.", MAYA)).handoff
    with pytest.raises(Locked):
        changes.tick(opened, by(SAM), "request-tam", ["send"])
    assert changes.complete(given(opened, "lam"), by(SAM), "request-tam").events
    with pytest.raises(Shut):
        changes.release(early, by(SAM), "request-tam", note("Please.", SAM))


@pytest.mark.parametrize(
    ("stage", "open_"),
    [("evaluation", False), ("proposal", True), ("won", True)],
)
def test_the_introduction_is_near_the_end_of_stage_3_by_the_sas_word(stage: str, open_: bool) -> None:
    seen = books.step(running(stage=stage, pov="done", pov_results="agreed"), "welcome-call")
    assert seen is not None
    assert seen.actionable is open_


@pytest.mark.parametrize("stage", ["earlier", "evaluation", "proposal", "lost"])
def test_the_baton_cannot_pass_before_closed_won(stage: str) -> None:
    now = running(stage=stage)
    with pytest.raises(Shut) as caught:
        lifecycle.accept(now, by(NOAH))
    assert caught.value.gate.id == "won-first"
    for step_id in ("kickoff", "shift"):
        seen = books.step(now, step_id)
        assert seen is not None
        assert seen.standing is Standing.LOCKED
    with pytest.raises(Shut):
        changes.release(now, by(MAYA), "kickoff", note("Please.", MAYA))


def test_closed_won_opens_kickoff_shift_and_acceptance() -> None:
    won = running(stage="won")
    assert lifecycle.accept(won, by(NOAH)).handoff.responsible == NOAH
    assert won.responsible == SAM
    for step_id in ("kickoff", "shift"):
        assert changes.complete(won, by(won.owner(won.playbook.by_id[step_id]) or 0), step_id).events


@pytest.mark.parametrize(("stage", "there"), [("evaluation", True), ("proposal", True), ("won", False)])
def test_staying_in_touch_is_a_duty_until_closed_won(stage: str, there: bool) -> None:
    assert (books.step(running(stage=stage), "stay-in-touch") is not None) is there


def test_closed_lost_offers_to_pause_or_cancel_and_loses_nothing() -> None:
    now = given(running(), "lam")
    assert books.step(now, "lost") is None
    lost = changes.answer(now, by(SAM), "stage", ("lost",)).handoff
    assert books.step(lost, "lost") is not None
    assert lost.state("request-tam").evidence
    paused = lifecycle.pause(lost, by(SAM)).handoff
    again = lifecycle.resume(paused, by(SAM)).handoff
    assert changes.answer(again, by(SAM), "stage", ("proposal",)).handoff.state("request-tam").evidence
    assert lifecycle.cancel(lost, by(SAM), note("Closed Lost", SAM)).events


@pytest.mark.parametrize(("project", "there"), [("yes", True), ("no", False)])
def test_the_project_is_reviewed_if_there_is_one(project: str, there: bool) -> None:
    seen = books.step(running(collaboration_project=project), "review-project")
    assert (seen is not None) is there
    if seen is not None:
        assert [part.part.id for part in seen.parts] == ["readme", "issues"]


def agenda(**facts: str) -> list[str]:
    """The items of the internal meeting under these facts."""
    now = running(**facts)
    return [name for name, (_, ask) in now.playbook.asks.items() if conditions.holds(ask.when, now.facts)]


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({"pov": "done", "services": "yes"}, 16),
        ({"pov": "running", "services": "yes"}, 16),
        ({"pov": "no", "services": "yes"}, 12),
        ({"pov": "done", "services": "no"}, 14),
        ({"pov": "no", "services": "no"}, 10),
    ],
)
def test_the_agenda_has_16_items_and_the_pov_group_only_if_there_was_one(
    facts: dict[str, str], count: int
) -> None:
    items = agenda(**facts)
    assert len(items) == count
    assert any(item.startswith("pov.") for item in items) is (facts["pov"] != "no")


def test_the_agenda_has_the_pages_five_groups_and_links(enterprise: Playbook) -> None:
    assert [len(topic.ask) for topic in enterprise.topics] == [3, 3, 4, 2, 4]
    keys = {look.key for topic in enterprise.topics for look in topic.look}
    assert {"meeting-notes", "command-plan", "account-plan"} <= keys


def test_the_sa_may_stay_and_the_course_is_optional(enterprise: Playbook) -> None:
    assert {step.id for step in enterprise.steps if step.optional} == {
        "course",
        "stay-in-touch",
        "stay-in-onboarding",
        "order-types",
    }
    assert "{incoming}" in enterprise.by_id["stay-in-onboarding"].title


def test_the_account_leader_answers_where_there_is_one() -> None:
    assert running().holder("account_leader") == ANNA
    assert replace(running(), participants={"solutions_architect": SAM}).holder("account_leader") == SAM


def test_the_report_on_order_types_comes_with_the_account() -> None:
    won = running(stage="won")
    with pytest.raises(Shut):
        changes.complete(won, by(NOAH), "order-types")
    assert changes.complete(replace(won, accepted_at=START, accepted_by=NOAH), by(NOAH), "order-types").events


def test_it_closes_when_everything_required_is_done() -> None:
    now = running(stage="won", collaboration_project="no")
    now = given(now, *FIELDS)
    for step_id, owner in OWNERS.items():
        step = now.playbook.by_id[step_id]
        if not step.optional and step_id != "close" and books.step(now, step_id) is not None:
            now = changes.complete(now, by(owner), step_id).handoff
    now = lifecycle.accept(now, by(NOAH)).handoff
    assert lifecycle.close(now, by(NOAH)).events
