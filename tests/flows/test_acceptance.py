"""The checks that a careless build of the CSM to CSM handoff would not pass, each named for what it asks."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.wording import Names, refusal
from flows import calendar, changes, guide, lifecycle, nudges, standing
from flows.handoff import Handoff, Phase, StepStatus
from flows.refusals import Locked, NotYet
from tests.support.handoffs import (
    MAYA,
    MONDAY,
    NAMES,
    NOAH,
    OLIVIA,
    Play,
    by,
    csm,
    day,
    handoff,
    newer,
    note,
    person,
    playing,
    refused,
    slow,
    with_facts,
)

NAMED = Names({who: person(who) for who in NAMES})


def numbers(made: Handoff) -> list[int]:
    return [seen.step.number for seen in standing.views(made, MONDAY)]


def blocked(made: Handoff) -> set[int]:
    """Numbers of steps that, as a whole or in the part that does harm, wait."""
    return {
        seen.step.number
        for seen in standing.views(made, MONDAY)
        if seen.blockers or any(part.blockers for part in seen.parts)
    }


def test_starting_csm_to_csm_gives_exactly_15_tasks_with_owners_9_5_1() -> None:
    seen = standing.views(with_facts(), MONDAY)
    assert [view.step.number for view in seen] == list(range(1, 16))
    assert Counter(view.owner for view in seen) == {OLIVIA: 9, NOAH: 5, MAYA: 1}


def test_no_task_says_csm_when_the_label_is_tam() -> None:
    book = csm().model_copy(update={"title": "TAM"})
    said = [book.label(role) for role in book.roles]
    for step in book.steps:
        parts = (part.title for part in step.all_parts())
        variants = (text for variant in step.variants for text in (variant.title, variant.reason or ""))
        hints = (hint.say for hint in step.prefer_after)
        said += [step.title, step.reason, *parts, *variants, *hints]
    said += [fact.question for fact in book.facts.values()]
    assert "Outgoing TAM" in said
    assert [text for text in said if re.search(r"\bCSM", text)] == []


def test_14_cannot_be_completed_while_13_is_open_and_the_message_names_the_blocker() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    told = refused(Locked, lambda: changes.complete(play.handoff, play.by(OLIVIA), "leave-tickets"))
    sentence = refusal(told, play.handoff, NAMED, OLIVIA)
    assert "Noah" in sentence
    assert "(13)" in sentence
    play.done("subscribe-tickets", who=NOAH)
    play.done("leave-tickets", who=OLIVIA)
    assert play.state("leave-tickets").status is StepStatus.DONE


def test_customer_created_events_hide_delete_and_turn_the_invite_into_theirs_has_arrived() -> None:
    seen = {view.step.number: view for view in standing.views(with_facts(events_owner="customer"), MONDAY)}
    shown = [seen[11].shape.title, *(part.part.title for part in seen[11].parts)]
    assert [text for text in shown if "elete" in text] == []
    assert "invite has arrived" in seen[12].shape.title


def test_without_a_collaboration_project_there_is_no_6_and_no_link_to_it() -> None:
    seen = {view.step.number: view for view in standing.views(with_facts(collaboration_project="no"), MONDAY)}
    assert 6 not in seen
    assert "project-link" not in [part.part.id for part in seen[2].parts]


def test_in_slow_mode_11_14_and_15_are_blocked_until_solo() -> None:
    play = Play(slow())
    play.everything()
    assert {11, 14, 15} <= blocked(play.handoff)
    assert not standing.settled(play.handoff, "leave-tickets")
    play.keep(lifecycle.ready_for_solo(play.handoff, play.by(NOAH)))
    play.keep(lifecycle.go_solo(play.handoff, play.by(OLIVIA)))
    assert play.handoff.phase is Phase.SOLO
    play.everything()
    play.accepted()
    assert blocked(play.handoff) == set()
    play.keep(lifecycle.close(play.handoff, play.by(NOAH)))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland"])
def test_no_reminder_at_23_local(zone: str) -> None:
    made = with_facts()
    made = changes.set_due(made, by(OLIVIA), "follow-up", day(2)).handoff
    now = datetime(2026, 11, 23, tzinfo=UTC)
    for _ in range(200):
        now += timedelta(hours=1)
        look = nudges.next_look(person(OLIVIA, zone), [made], now, 9)
        assert look is not None
        local = look.astimezone(ZoneInfo(zone))
        assert local.hour == 9
        assert calendar.is_working_day(local.date())


def test_a_blocked_owner_receives_no_nag() -> None:
    made = changes.set_due(with_facts(), by(OLIVIA), "old-events", day(1)).handoff
    for number in range(60):
        assert nudges.lines(person(OLIVIA), [made], day(number), None) == []


def test_a_new_version_of_the_playbook_leaves_a_running_handoff_unchanged() -> None:
    play = playing()
    play.done("introduce")
    assert newer().digest != play.handoff.playbook.digest
    assert numbers(play.handoff) == list(range(1, 16))


def test_when_the_outgoing_person_has_left_nothing_waits_for_them() -> None:
    made = with_facts(handoff(giver_gone=True))
    assert made.responsible == MAYA
    assert OLIVIA not in {seen.owner for seen in standing.views(made, MONDAY)}
    found = guide.next_in(made, MAYA, MONDAY)
    assert found is not None
    assert guide.next_in(made, OLIVIA, MONDAY) is None


def test_the_close_is_a_decision_and_comes_last() -> None:
    made = with_facts()
    assert refused(NotYet, lambda: lifecycle.close(made, by(NOAH))).open_steps == tuple(
        step.id for step in csm().steps if 0 < step.number < 15
    )
    close = csm().by_id["close"]
    assert close.decision is not None
    assert [outcome.closes for outcome in close.decision.outcomes] == [False, True]


def test_the_twins_1_and_3_are_two_steps_of_two_people() -> None:
    seen = {view.step.number: view for view in standing.views(with_facts(), MONDAY)}
    assert (seen[1].owner, seen[3].owner) == (OLIVIA, NOAH)
    assert seen[1].step.id != seen[3].step.id


def test_if_applicable_binds_to_the_triage_issue_only() -> None:
    play = playing()
    for part in ("project-link", "notes-link"):
        play.given("update-records", part, "https://docs.example.com/acme")
    play.ticked("update-records", "success-plan", "ctas")
    assert play.state("update-records").status is StepStatus.DONE


def test_the_calendar_has_no_gap_although_the_page_prints_11_before_12() -> None:
    play = playing()
    refused(Locked, lambda: changes.complete(play.handoff, play.by(OLIVIA), "old-events"))
    play.done("new-invite", who=NOAH)
    play.done("old-events", who=OLIVIA)


def test_customer_channels_before_the_introduction_are_advised_against_and_not_blocked() -> None:
    play = playing()
    assert standing.advice(play.handoff, csm().by_id["slack-channels"]) != ()
    play.ticked("slack-channels", "customer", who=OLIVIA)
    play.done("introduce", who=OLIVIA)
    assert standing.advice(play.handoff, csm().by_id["slack-channels"]) == ()


def test_no_deadline_is_invented() -> None:
    late = day(1000)
    for seen in standing.views(with_facts(), late):
        assert seen.state.due is None
        assert seen.standing is not standing.Standing.OVERDUE


def test_every_step_names_its_reason_and_its_place_in_the_handbook() -> None:
    for step in csm().steps:
        assert step.reason
        assert step.source is not None or step.ours


def test_undo_restores_what_a_reply_did_by_mistake() -> None:
    play = playing()
    before = standing.views(play.handoff, MONDAY)
    play.done("introduce", who=OLIVIA)
    introduced = play.last
    why = note("no project", OLIVIA, play.now)
    play.keep(changes.not_applicable(play.handoff, play.by(OLIVIA), "watch-project", why))
    assert standing.progress(play.handoff) == (2, 15)
    play.undone()
    assert standing.progress(play.handoff) == (1, 15)
    play.undone(introduced)
    assert standing.views(play.handoff, MONDAY) == before
