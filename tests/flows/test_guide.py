"""The one best next thing for a person."""

from dataclasses import replace

import pytest

from flows import changes, guide, lifecycle
from flows.guide import Next
from flows.handoff import Handoff, Status, StepState, StepStatus
from tests.support.handoffs import (
    ANNA,
    MAYA,
    MONDAY,
    NOAH,
    OLIVIA,
    OTTO,
    Play,
    by,
    day,
    handoff,
    playing,
    slow,
    solo,
    with_facts,
)


def following(made: Handoff, who: int) -> tuple[str, str | None] | None:
    """The kind of the person's next thing, with its fact or step."""
    found = guide.next_in(made, who, MONDAY)
    if found is None:
        return None
    return found.kind, found.fact or (found.view.step.id if found.view else None)


def finished(made: Handoff, *steps: str) -> Handoff:
    for step in steps:
        made = made.with_step(step, StepState(status=StepStatus.DONE))
    return made


def test_each_begins_with_the_first_step_of_theirs() -> None:
    made = with_facts()
    assert following(made, OLIVIA) == ("step", "outgoing-reads-page")
    assert following(made, NOAH) == ("step", "incoming-reads-page")
    assert following(made, MAYA) == ("step", "assign-account")
    assert following(made, ANNA) is None
    assert following(made, OTTO) is None


def test_a_fact_is_asked_when_it_is_first_needed() -> None:
    made = finished(handoff(), "outgoing-reads-page")
    assert following(made, OLIVIA) == ("fact", "collaboration_project")


def test_a_fact_is_asked_of_the_person_who_knows() -> None:
    made = finished(handoff(), "incoming-reads-page", "subscribe-tickets")
    assert following(made, NOAH) == ("accept", None)


def test_a_fact_whose_person_has_gone_is_asked_of_whoever_stands_in() -> None:
    made = finished(handoff(giver_gone=True), "outgoing-reads-page", "assign-account")
    assert following(made, MAYA) == ("fact", "collaboration_project")


def test_overdue_comes_before_everything() -> None:
    made = with_facts().with_step("leave-tickets", StepState(due=day(-1)))
    assert following(made, OLIVIA) == ("step", "leave-tickets")


def test_a_set_day_comes_before_an_offset() -> None:
    made = with_facts().with_step("leave-tickets", StepState(due=day(30)))
    assert following(made, OLIVIA) == ("step", "leave-tickets")


def test_what_was_put_off_comes_last() -> None:
    made = with_facts().with_step("outgoing-reads-page", StepState(snoozed_until=day(1)))
    assert following(made, OLIVIA) == ("step", "update-records")
    others = (s.id for s in made.playbook.steps if s.owner == "outgoing" and s.number > 1)
    assert following(finished(made, *others), OLIVIA) == ("step", "outgoing-reads-page")


def test_locked_and_waiting_steps_are_not_next() -> None:
    mine = ("outgoing-reads-page", "update-records", "internal-meeting", "slack-channels", "introduce")
    made = finished(with_facts(), *mine, "reassign-work")
    made = made.with_step("follow-up", StepState(status=StepStatus.WAITING))
    made = made.with_step("leave-tickets", StepState(parts=frozenset({"list"})))
    assert following(made, OLIVIA) is None
    waits = [seen.step.id for _, seen in guide.waits_on_others([made], OLIVIA, MONDAY)]
    assert waits == ["follow-up", "leave-tickets", "old-events"]


def test_the_close_is_nothing_to_wait_for_aloud() -> None:
    waits = guide.waits_on_others([with_facts()], NOAH, MONDAY)
    assert "close" not in [seen.step.id for _, seen in waits]


def test_nothing_waits_in_a_handoff_that_rests() -> None:
    assert guide.waits_on_others([with_facts(handoff(status=Status.PAUSED))], OLIVIA, MONDAY) == []


def test_the_acceptance_is_offered_when_the_receivers_own_steps_are_done() -> None:
    play = playing()
    play.everything()
    assert following(play.handoff, NOAH) == ("accept", None)
    play.accepted()
    assert following(play.handoff, NOAH) == ("step", "close")
    assert following(play.handoff, OLIVIA) is None


def test_in_a_slow_transition_solo_comes_before_the_acceptance() -> None:
    play = Play(slow())
    play.everything()
    assert not guide.may_accept(play.handoff, NOAH)
    assert following(play.handoff, NOAH) == ("solo", None)
    play.keep(lifecycle.ready_for_solo(play.handoff, play.by(NOAH)))
    assert following(play.handoff, NOAH) is None
    assert guide.may_accept(solo(), NOAH)
    assert not guide.may_accept(solo(), OLIVIA)


def test_a_proposal_is_its_managers_to_confirm() -> None:
    made = handoff(status=Status.PROPOSED)
    assert following(made, MAYA) == ("confirm", None)
    assert following(made, OLIVIA) is None
    assert following(made, NOAH) is None


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED, Status.CANCELLED])
def test_nothing_is_next_in_a_handoff_that_does_not_run(status: Status) -> None:
    made = with_facts(handoff(status=status))
    assert [following(made, who) for who in (OLIVIA, NOAH, MAYA)] == [None, None, None]
    assert not guide.may_accept(made, NOAH)


def test_over_all_handoffs_overdue_is_first_then_the_nearer_day_then_the_older() -> None:
    plain = with_facts(handoff(id=1))
    older = with_facts(handoff(id=2, last_day=day(9)))
    nearer = with_facts(handoff(id=3, last_day=day(4)))
    late = with_facts(handoff(id=4)).with_step("follow-up", StepState(due=day(-1)))

    def first(*made: Handoff) -> int:
        found = guide.next_of(made, OLIVIA, MONDAY)
        assert isinstance(found, Next)
        return found.handoff.id

    assert first(plain, older, nearer, late) == 4
    assert first(plain, older, nearer) == 3
    assert first(older, plain) == 2
    assert first(replace(plain, id=7), plain) == 1
    assert guide.next_of([plain], OTTO, MONDAY) is None


def test_the_cards_next_step_is_anybodys() -> None:
    made = with_facts()
    found = guide.next_anywhere(made, MONDAY)
    assert found is not None
    assert found.step.number == 1
    play = playing()
    play.everything()
    assert guide.next_anywhere(play.handoff, MONDAY) is None


def test_a_step_handed_over_is_in_the_new_owners_list() -> None:
    made = changes.reassign(with_facts(), by(OLIVIA), "follow-up", ANNA).handoff
    assert following(made, ANNA) == ("step", "follow-up")
    assert "follow-up" not in [seen.step.id for seen in guide.mine(made, OLIVIA, MONDAY)]
