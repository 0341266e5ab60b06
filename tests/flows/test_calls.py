"""Calls: how they come again, what is kept of them, and the guard against a gap."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import changes
from flows.calls import (
    FIRST,
    LAST,
    Call,
    Every,
    Known,
    following,
    gap,
    guests_in,
    kept,
    known,
    remember,
    weekday_of_month,
)
from flows.handoff import Handoff, Status, StepState, StepStatus
from flows.refusals import AlreadySo, Gone
from tests.support.handoffs import NOAH, at, by, note, refused, with_facts

TUESDAY = date(2026, 12, 1)
DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))
SERIES = [every for every in Every if every is not Every.ONCE]


def a_call(**other: object) -> Call:
    made: dict[str, object] = {
        "title": "Acme: call",
        "day": TUESDAY,
        "at": time(10),
        "minutes": 30,
        "every": Every.WEEK,
        "zone": "Europe/Berlin",
    }
    return Call(**{**made, **other})  # type: ignore[arg-type]


def remembering(**days: str) -> Handoff:
    """A handoff whose steps 11 and 12 keep these days."""
    made = with_facts()
    for step, key, body in (("old-events", LAST, days.get("last")), ("new-invite", FIRST, days.get("first"))):
        if body is not None:
            made = made.with_note(note(body)).with_step(step, StepState(evidence={key: note(body).id}))
    return made


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.ONCE, None),
        (Every.WEEK, date(2026, 12, 8)),
        (Every.TWO_WEEKS, date(2026, 12, 15)),
        (Every.MONTH, date(2027, 1, 5)),
    ],
)
def test_when_the_next_call_is(every: Every, expected: date | None) -> None:
    assert following(TUESDAY, every) == expected


def test_a_fifth_weekday_is_the_last_one() -> None:
    assert weekday_of_month(date(2026, 12, 29)) == -1
    assert following(date(2026, 12, 29), Every.MONTH) == date(2027, 1, 26)
    assert following(date(2027, 2, 23), Every.MONTH) == date(2027, 3, 23)


@given(DAYS)
def test_a_monthly_call_keeps_its_weekday_and_skips_no_month(day: date) -> None:
    after = following(day, Every.MONTH)
    assert after is not None
    assert after.weekday() == day.weekday()
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == 1


@pytest.mark.parametrize("every", SERIES)
def test_a_series_that_goes_on_in_step_has_no_gap(every: Every) -> None:
    assert gap(TUESDAY, following(TUESDAY, every), every) is None


@pytest.mark.parametrize(
    ("first", "every", "missed"),
    [
        (date(2026, 12, 15), Every.WEEK, [date(2026, 12, 8)]),
        (date(2026, 12, 10), Every.WEEK, [date(2026, 12, 8)]),
        (date(2026, 12, 22), Every.WEEK, [date(2026, 12, 8), date(2026, 12, 15)]),
        (date(2026, 12, 16), Every.TWO_WEEKS, [date(2026, 12, 15)]),
        (date(2027, 1, 6), Every.MONTH, [date(2027, 1, 5)]),
        (date(2026, 12, 8), Every.ONCE, []),
    ],
)
def test_days_without_a_call_are_named(first: date, every: Every, missed: list[date]) -> None:
    found = gap(TUESDAY, first, every)
    assert found is not None
    assert list(found.missed) == missed


@pytest.mark.parametrize("every", Every)
@pytest.mark.parametrize("first", [date(2026, 11, 24), TUESDAY, date(2026, 12, 2)])
def test_series_that_overlap_or_touch_have_no_gap(first: date, every: Every) -> None:
    assert gap(TUESDAY, first, every) is None


@pytest.mark.parametrize(("last", "first"), [(None, TUESDAY), (TUESDAY, None), (None, None)])
def test_a_day_that_nobody_gave_is_not_guessed(last: date | None, first: date | None) -> None:
    assert gap(last, first, Every.WEEK) is None


@given(DAYS, DAYS, st.sampled_from(SERIES))
def test_missed_days_lie_between_and_in_the_rhythm(last: date, first: date, every: Every) -> None:
    found = gap(last, first, every)
    days = [last, *found.missed] if found else [last]
    assert all(following(one, every) == other for one, other in pairwise(days))
    assert all(last < day < first for day in days[1:])
    assert (found is None) == (first <= (following(last, every) or last))


def test_what_the_steps_remember() -> None:
    assert known(with_facts()) == Known()
    made = remembering(last=kept(TUESDAY), first=kept(date(2026, 12, 15), Every.TWO_WEEKS))
    assert known(made) == Known(TUESDAY, date(2026, 12, 15), Every.TWO_WEEKS)
    assert known(made).gap is None
    late = known(remembering(last=kept(TUESDAY), first=kept(date(2026, 12, 15), Every.WEEK))).gap
    assert late is not None
    assert late.missed == (date(2026, 12, 8),)


def test_what_was_erased_is_not_known() -> None:
    assert known(remembering(last="", first="(erased)")) == Known()


def test_the_day_given_last_counts_whichever_step_keeps_it() -> None:
    made = remembering(last=kept(TUESDAY))
    later = note(kept(date(2026, 12, 8)), when=at(days=1))
    after = remember(made, by(NOAH, at(days=1)), "new-invite", {LAST: later}, None).handoff
    assert known(after).last_old == date(2026, 12, 8)


def test_a_day_is_remembered_without_a_tick_and_can_be_undone() -> None:
    call = note(a_call().as_text())
    change = remember(with_facts(), by(NOAH), "new-invite", {FIRST: note(kept(TUESDAY))}, call)
    assert change.handoff.state("new-invite").status is StepStatus.TODO
    assert change.handoff.notes[call.id] == call
    assert known(changes.undo(change.handoff, change.events).handoff) == Known()


def test_nothing_is_remembered_of_what_is_over() -> None:
    done = with_facts().with_step("new-invite", StepState(StepStatus.DONE))
    refused(AlreadySo, lambda: remember(done, by(NOAH), "new-invite", {}, None))
    paused = replace(with_facts(), status=Status.PAUSED)
    refused(Gone, lambda: remember(paused, by(NOAH), "new-invite", {}, None))


def test_a_call_is_kept_and_read_again() -> None:
    call = a_call(guests=("ana@customer.example",))
    assert Call.of_text(call.as_text()) == call
    assert Call.of_text("") is None


def test_a_call_begins_at_its_zones_hour() -> None:
    assert a_call().starts() == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_counts_after_the_gap() -> None:
    skipped = a_call(day=date(2027, 3, 28), at=time(2, 30)).starts()
    assert (skipped.hour, skipped.minute) == (3, 30)


def test_addresses_are_told_from_other_words() -> None:
    typed = "ana@customer.example, <ben@customer.example>;\nana@customer.example\tmailto:cy@a-b.example"
    assert guests_in(typed) == (("ana@customer.example", "ben@customer.example", "cy@a-b.example"), ())
    assert guests_in("") == ((), ())


@pytest.mark.parametrize(
    "wrong", ["ana", "ana@", "@customer.example", "a@b", "a@b@c.example", "a:b@c.example"]
)
def test_what_is_no_address_is_named(wrong: str) -> None:
    assert guests_in(f"{wrong} ben@customer.example") == (("ben@customer.example",), (wrong,))
