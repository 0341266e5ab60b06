"""What a morning says, and when the next one is looked at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows import changes, lifecycle, nudges
from flows.handoff import Handoff, Status, StepState, StepStatus
from flows.nudges import Why
from tests.support.handoffs import (
    MAYA,
    NOAH,
    OLIVIA,
    Play,
    at,
    day,
    handoff,
    note,
    person,
    playing,
    slow,
    with_facts,
)

Said = list[tuple[str, Why]]


def said(made: Handoff, who: int, today: date, since: datetime | None = None) -> Said:
    """The lines of the person's digest."""
    return [(line.view.step.id, line.why) for line in nudges.lines(person(who), [made], today, since)]


def after(**known: object) -> Handoff:
    """A handoff whose follow-up is in that state."""
    return with_facts().with_step("follow-up", StepState(**known))  # type: ignore[arg-type]


def test_a_handoff_that_just_started_says_nothing() -> None:
    for who in (OLIVIA, NOAH, MAYA):
        assert said(handoff(), who, day(1)) == []


@pytest.mark.parametrize("days", [1, 30, 400])
def test_offsets_never_nag(days: int) -> None:
    assert said(with_facts(), OLIVIA, day(days)) == []


def test_a_set_day_is_said_when_it_comes_and_every_morning_after() -> None:
    made = after(due=day(2))
    assert said(made, OLIVIA, day(1)) == []
    assert said(made, OLIVIA, day(2)) == [("follow-up", Why.DUE)]
    assert said(made, OLIVIA, day(3)) == [("follow-up", Why.OVERDUE)]
    assert said(made, OLIVIA, day(9)) == [("follow-up", Why.OVERDUE)]


def test_only_the_owner_hears() -> None:
    assert said(after(due=day(2)), NOAH, day(3)) == []


def test_a_locked_step_is_left_alone_whatever_its_day() -> None:
    made = with_facts().with_step("old-events", StepState(due=day(1)))
    assert said(made, OLIVIA, day(1)) == []
    assert said(made, OLIVIA, day(5)) == []


def test_what_was_done_is_left_alone() -> None:
    assert said(after(due=day(1), status=StepStatus.DONE), OLIVIA, day(3)) == []
    assert said(after(due=day(1), status=StepStatus.NOT_APPLICABLE), OLIVIA, day(3)) == []


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.PAUSED, Status.CLOSED, Status.CANCELLED])
def test_a_handoff_that_does_not_run_is_left_alone(status: Status) -> None:
    assert said(replace(after(due=day(1)), status=status), OLIVIA, day(3)) == []


def test_later_is_the_next_working_day_and_moves_nothing() -> None:
    friday = day(4)
    assert nudges.later(friday) == day(7)
    play = playing()
    play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "follow-up", day(3)))
    play.keep(changes.snooze(play.handoff, play.by(OLIVIA), "follow-up", nudges.later(friday)))
    assert said(play.handoff, OLIVIA, day(4)) == []
    assert said(play.handoff, OLIVIA, day(7)) == [("follow-up", Why.OVERDUE)]
    assert play.state("follow-up").due == day(3)


def test_a_snooze_without_a_day_ends_with_a_word() -> None:
    made = after(snoozed_until=day(3))
    assert said(made, OLIVIA, day(2), at(days=1)) == []
    assert said(made, OLIVIA, day(3), at(days=2)) == [("follow-up", Why.DUE)]
    assert said(made, OLIVIA, day(4), at(days=3)) == []


def test_a_snooze_that_ends_on_a_day_off_is_said_on_the_next_morning() -> None:
    made = after(snoozed_until=day(5))
    friday, monday = day(4), day(7)
    assert said(made, OLIVIA, friday, at(days=3)) == []
    assert said(made, OLIVIA, monday, at(days=4)) == [("follow-up", Why.DUE)]


def test_a_wait_is_respected_until_its_day() -> None:
    made = after(status=StepStatus.WAITING, waiting_until=day(3), due=day(2))
    assert said(made, OLIVIA, day(2)) == []
    assert said(made, OLIVIA, day(3)) == [("follow-up", Why.OVERDUE)]
    assert said(replace(after(status=StepStatus.WAITING, waiting_until=day(3))), OLIVIA, day(3)) == [
        ("follow-up", Why.WAIT_OVER)
    ]


def test_a_wait_without_an_end_is_left_alone() -> None:
    assert said(after(status=StepStatus.WAITING), OLIVIA, day(300)) == []


def test_what_became_possible_is_said_once() -> None:
    play = playing()
    play.wait_for(days=1)
    play.done("new-invite", who=NOAH)
    assert said(play.handoff, OLIVIA, day(2), at(days=1)) == [("old-events", Why.UNLOCKED)]
    assert said(play.handoff, OLIVIA, day(3), at(days=2)) == []


def test_what_became_possible_is_said_without_an_earlier_digest() -> None:
    play = playing()
    play.done("new-invite", who=NOAH)
    assert said(play.handoff, OLIVIA, day(1)) == [("old-events", Why.UNLOCKED)]


@pytest.mark.parametrize(
    "act",
    [
        lambda play: play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "leave-tickets", day(9))),
        lambda play: play.keep(changes.snooze(play.handoff, play.by(OLIVIA), "leave-tickets", day(9))),
        lambda play: play.keep(changes.reassign(play.handoff, play.by(OLIVIA), "leave-tickets", MAYA)),
        lambda play: play.ticked("subscribe-tickets", "review", who=NOAH),
        lambda play: play.given("leave-tickets", "list", "ZD-3"),
    ],
)
def test_news_does_not_become_news_again_by_other_changes(act: Callable[[Play], object]) -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.wait_for(days=2)
    act(play)
    assert said(play.handoff, NOAH, day(3), at(days=1)) == []


def test_a_step_that_was_free_all_along_is_no_news() -> None:
    play = playing()
    play.wait_for(days=1)
    play.ticked("subscribe-tickets", "review", who=NOAH)
    assert said(play.handoff, OLIVIA, day(2), at(hours=1)) == []


def test_solo_is_news_for_what_waited_for_it() -> None:
    play = Play(slow())
    play.wait_for(days=1)
    play.keep(lifecycle.ready_for_solo(play.handoff, play.by(NOAH)))
    play.keep(lifecycle.go_solo(play.handoff, play.by(OLIVIA)))
    assert said(play.handoff, NOAH, day(2), at(days=1)) == [("new-invite", Why.UNLOCKED)]
    assert said(play.handoff, OLIVIA, day(2), at(days=1)) == []


def test_a_release_is_news_for_the_owner() -> None:
    play = playing()
    play.wait_for(days=1)
    play.released("old-events")
    assert said(play.handoff, OLIVIA, day(2), at(days=1)) == [("old-events", Why.UNLOCKED)]


def test_the_close_is_news_when_nothing_is_left_but_it() -> None:
    play = playing()
    play.everything()
    play.wait_for(days=1)
    play.accepted()
    assert said(play.handoff, NOAH, day(2), at(days=1)) == [("close", Why.UNLOCKED)]
    play.keep(changes.decide(play.handoff, play.by(NOAH), "close", "sync"))
    assert said(play.handoff, NOAH, day(3), at(days=2)) == []


def test_the_most_pressing_comes_first_over_all_handoffs() -> None:
    play = Play(with_facts(handoff(id=2)))
    play.done("new-invite", who=NOAH)
    one = with_facts().with_step("introduce", StepState(due=day(2)))
    one = one.with_step("follow-up", StepState(due=day(1)))
    one = one.with_step("reassign-work", StepState(status=StepStatus.WAITING, waiting_until=day(1)))
    lines = nudges.lines(person(OLIVIA), [play.handoff, one], day(2), None)
    assert [(line.handoff.id, line.why) for line in lines] == [
        (1, Why.OVERDUE),
        (1, Why.DUE),
        (1, Why.WAIT_OVER),
        (2, Why.UNLOCKED),
    ]


def look(made: Handoff, now: datetime, zone: str = "UTC") -> datetime | None:
    return nudges.next_look(person(OLIVIA, zone), [made], now, 9)


def nine(days: int) -> datetime:
    """Nine in the morning, UTC, that many days after the start."""
    return datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(days=days)


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (StepState(), None),
        (StepState(due=day(3)), 3),
        (StepState(due=day(-3)), 1),
        (StepState(due=day(5)), 7),
        (StepState(due=day(3), status=StepStatus.DONE), None),
        (StepState(snoozed_until=day(2)), 2),
        (StepState(snoozed_until=day(2), due=day(1)), 2),
        (StepState(snoozed_until=day(2), due=day(4)), 2),
        (StepState(snoozed_until=day(0), due=day(4)), 4),
        (StepState(snoozed_until=day(0)), None),
        (StepState(status=StepStatus.WAITING, due=day(1)), None),
        (StepState(status=StepStatus.WAITING, waiting_until=day(3), due=day(1)), 3),
        (StepState(status=StepStatus.WAITING, waiting_until=day(0)), 1),
        (StepState(status=StepStatus.WAITING, waiting_until=day(1), snoozed_until=day(2)), 2),
        (StepState(status=StepStatus.WAITING, waiting_until=day(3), snoozed_until=day(2)), 3),
    ],
)
def test_the_next_look_is_on_the_morning_of_the_next_day_that_counts(
    state: StepState, days: int | None
) -> None:
    made = with_facts().with_step("follow-up", state)
    assert look(made, at()) == (nine(days) if days is not None else None)


def test_before_nine_the_next_look_is_today() -> None:
    assert look(after(due=day(0)), at(hours=-2)) == nine(0)


def test_the_nearest_day_counts() -> None:
    made = after(due=day(9)).with_step("introduce", StepState(due=day(3)))
    assert look(made, at()) == nine(3)


def test_the_next_look_is_in_the_persons_own_morning() -> None:
    assert look(after(due=day(3)), at(), "Pacific/Auckland") == datetime(2026, 11, 25, 20, tzinfo=UTC)
    assert look(after(due=day(3)), at(), "Asia/Kolkata") == datetime(2026, 11, 26, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED])
def test_a_handoff_that_rests_is_not_looked_at(status: Status) -> None:
    assert look(replace(after(due=day(3)), status=status), at()) is None


def test_a_note_on_a_wait_is_kept_for_the_digest() -> None:
    play = playing()
    written = note("the customer")
    play.keep(changes.wait(play.handoff, play.by(OLIVIA), "follow-up", written, day(2)))
    (line,) = nudges.lines(person(OLIVIA), [play.handoff], day(2), None)
    assert line.handoff.notes[line.view.state.note or ""].body == "the customer"
