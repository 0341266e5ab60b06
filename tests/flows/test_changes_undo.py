"""What was done can be taken back, until somebody has built on it."""

from collections.abc import Callable
from typing import Any

import pytest

from flows import changes, standing
from flows.handoff import Handoff, StepStatus
from flows.refusals import BuiltUpon
from tests.support.handoffs import (
    ANNA,
    MAYA,
    MONDAY,
    NOAH,
    OLIVIA,
    Play,
    day,
    handoff,
    note,
    playing,
    refused,
)

UNDOABLE: dict[str, Callable[[Play], Any]] = {
    "complete": lambda play: play.done("follow-up"),
    "complete with parts": lambda play: play.done("slack-channels"),
    "tick": lambda play: play.ticked("slack-channels", "internal"),
    "give": lambda play: play.given("leave-tickets", "list"),
    "aside": lambda play: play.aside("follow-up"),
    "release": lambda play: play.released("old-events"),
    "answer": lambda play: play.answered("events_owner", "customer"),
    "wait": lambda play: play.keep(changes.wait(play.handoff, play.by(NOAH), "follow-up", note(), day(2))),
    "due": lambda play: play.keep(changes.set_due(play.handoff, play.by(NOAH), "follow-up", day(2))),
    "snooze": lambda play: play.keep(changes.snooze(play.handoff, play.by(NOAH), "follow-up", day(2))),
    "reassign": lambda play: play.keep(changes.reassign(play.handoff, play.by(NOAH), "follow-up", ANNA)),
}


def shown(made: Handoff) -> object:
    """All that people see of it."""
    return standing.views(made, MONDAY), made.facts, standing.progress(made)


@pytest.mark.parametrize("act", UNDOABLE)
def test_an_undo_restores_exactly(act: str) -> None:
    play = playing()
    before = shown(play.handoff)
    UNDOABLE[act](play)
    assert shown(play.handoff) != before
    play.undone()
    assert shown(play.handoff) == before
    assert [event.kind for event in play.last.events] == ["undone"]


@pytest.mark.parametrize("act", UNDOABLE)
def test_an_undo_works_once(act: str) -> None:
    play = playing()
    UNDOABLE[act](play)
    change = play.last
    play.undone(change)
    refused(BuiltUpon, lambda: changes.undo(play.handoff, change.events))


def test_an_undo_is_not_undone() -> None:
    play = playing()
    play.done("follow-up")
    play.undone()
    refused(BuiltUpon, lambda: changes.undo(play.handoff, play.last.events))


def test_a_fact_said_for_the_first_time_is_unknown_again() -> None:
    play = Play(handoff())
    play.answered("events_owner", "us")
    play.undone()
    assert "events_owner" not in play.handoff.facts


def test_a_fact_said_anew_since_is_not_undone() -> None:
    play = Play(handoff())
    play.answered("events_owner", "us")
    first = play.last
    play.answered("events_owner", "customer")
    refused(BuiltUpon, lambda: changes.undo(play.handoff, first.events))


def test_a_step_that_went_on_is_not_undone_and_says_by_whom() -> None:
    play = playing()
    play.ticked("slack-channels", "internal", who=OLIVIA)
    first = play.last
    play.ticked("slack-channels", "customer", who=NOAH)
    told = refused(BuiltUpon, lambda: changes.undo(play.handoff, first.events))
    assert (told.step, told.by) == ("slack-channels", NOAH)


def test_what_a_dependant_was_built_on_is_not_undone() -> None:
    play = playing()
    play.done("new-invite", who=NOAH)
    invite = play.last
    play.done("old-events", who=OLIVIA)
    told = refused(BuiltUpon, lambda: changes.undo(play.handoff, invite.events))
    assert (told.step, told.by) == ("old-events", OLIVIA)


def test_subscribing_is_not_undone_once_the_tickets_were_left() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.done("subscribe-tickets")
    subscribed = play.last
    play.ticked("leave-tickets", "watch", who=OLIVIA)
    refused(BuiltUpon, lambda: changes.undo(play.handoff, subscribed.events))


def test_setting_aside_is_not_undone_once_somebody_went_on_from_it() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.aside("subscribe-tickets")
    aside = play.last
    play.done("leave-tickets", who=OLIVIA)
    refused(BuiltUpon, lambda: changes.undo(play.handoff, aside.events))


def test_a_dependant_that_only_got_a_date_is_nothing_built() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.done("subscribe-tickets")
    subscribed = play.last
    play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "leave-tickets", day(3)))
    play.undone(subscribed)
    assert play.state("subscribe-tickets").status is StepStatus.TODO


def test_a_part_that_did_not_wait_is_nothing_built() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    listed = play.last
    play.ticked("subscribe-tickets", "review", who=NOAH)
    play.undone(listed)
    assert play.state("leave-tickets").parts == frozenset()


def test_what_was_done_with_an_open_lock_was_not_built_on_anything() -> None:
    play = playing()
    play.released("old-events")
    play.done("new-invite")
    invite = play.last
    play.done("old-events")
    play.undone(invite)
    assert play.state("new-invite").status is StepStatus.TODO


@pytest.mark.parametrize("act", ["tick", "list"])
def test_unticking_is_refused_where_an_undo_would_be(act: str) -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.done("subscribe-tickets")
    step, part = "leave-tickets", "list"
    if act == "tick":
        play.done("leave-tickets")
        step, part = "subscribe-tickets", "subscribe"
    refused(BuiltUpon, lambda: changes.tick(play.handoff, play.by(MAYA), step, [], [part]))


def test_an_undo_of_several_effects_takes_all_back() -> None:
    play = playing()
    before = shown(play.handoff)
    play.done("introduce")
    first = play.last
    play.done("follow-up")
    play.keep(changes.undo(play.handoff, (*first.events, *play.last.events)))
    assert shown(play.handoff) == before


def test_what_concerns_the_whole_handoff_is_not_undone() -> None:
    play = playing()
    play.accepted()
    refused(BuiltUpon, lambda: changes.undo(play.handoff, play.last.events))
