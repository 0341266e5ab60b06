"""Working time in every zone: gaps, repeats, weekends."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import calendar

BERLIN, NEW_YORK, KOLKATA, AUCKLAND, CAIRO = map(
    ZoneInfo, ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Africa/Cairo")
)
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_people_work_from_monday_to_friday() -> None:
    week = [MONDAY + timedelta(days=number) for number in range(7)]
    assert [calendar.is_working_day(day) for day in week] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(("day", "found"), [(FRIDAY, FRIDAY), (SATURDAY, MONDAY), (SUNDAY, MONDAY)])
def test_a_day_off_gives_way_to_the_next_working_day(day: date, found: date) -> None:
    assert calendar.working_day_on_or_after(day) == found


@pytest.mark.parametrize(("day", "found"), [(FRIDAY, MONDAY), (SUNDAY, MONDAY), (MONDAY, date(2026, 11, 24))])
def test_the_next_working_day_is_after_the_day(day: date, found: date) -> None:
    assert calendar.next_working_day(day) == found


@pytest.mark.parametrize(
    ("zone", "day"),
    [(UTC, 20), (NEW_YORK, 20), (KOLKATA, 21), (AUCKLAND, 21)],
)
def test_friday_evening_is_another_day_elsewhere(zone: ZoneInfo, day: int) -> None:
    assert calendar.local_day(utc("2026-11-20T22:30"), zone).day == day


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        (BERLIN, "2026-11-23T08:00"),
        (NEW_YORK, "2026-11-23T14:00"),
        (KOLKATA, "2026-11-23T03:30"),
        (AUCKLAND, "2026-11-22T20:00"),
    ],
)
def test_nine_oclock_is_an_instant_of_its_zone(zone: ZoneInfo, instant: str) -> None:
    assert calendar.slot(MONDAY, 9, zone) == utc(instant)


def test_nine_oclock_moves_with_the_clocks() -> None:
    spring = [calendar.slot(date(2026, 3, day), 9, BERLIN) for day in (27, 30)]
    autumn = [calendar.slot(date(2026, 10, day), 9, BERLIN) for day in (23, 26)]
    assert [slot.hour for slot in (*spring, *autumn)] == [8, 7, 7, 8]


def test_an_hour_that_the_clocks_skip_is_the_first_after_the_gap() -> None:
    assert calendar.slot(date(2026, 3, 29), 2, BERLIN) == utc("2026-03-29T01:00")
    assert calendar.slot(date(2026, 4, 24), 0, CAIRO) == utc("2026-04-23T22:00")


def test_an_hour_that_comes_twice_is_the_first() -> None:
    assert calendar.slot(date(2026, 10, 25), 2, BERLIN) == utc("2026-10-25T00:00")


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-03-29T00:30", "2026-03-29T22:00"),
        ("2026-10-25T00:30", "2026-10-25T23:00"),
        ("2026-11-23T22:59", "2026-11-23T23:00"),
        ("2026-11-23T23:00", "2026-11-24T23:00"),
    ],
)
def test_a_day_ends_at_its_own_midnight(at: str, ends: str) -> None:
    assert calendar.midnight_after(utc(at), BERLIN) == utc(ends)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-24T08:00"),
        ("2026-11-20T08:00", "2026-11-23T08:00"),
        ("2026-11-21T12:00", "2026-11-23T08:00"),
        ("2026-10-23T07:00", "2026-10-26T08:00"),
        ("2026-03-27T08:00", "2026-03-30T07:00"),
    ],
)
def test_the_next_digest_is_nine_on_a_working_day(after: str, found: str) -> None:
    assert calendar.next_digest(utc(after), 9, BERLIN) == utc(found)


def test_a_weekend_is_where_the_person_is() -> None:
    late_on_friday = utc("2026-11-20T21:00")
    assert calendar.next_digest(late_on_friday, 9, AUCKLAND) == utc("2026-11-22T20:00")
    assert calendar.next_digest(late_on_friday, 17, NEW_YORK) == utc("2026-11-20T22:00")


def test_the_digest_of_a_day_off_is_the_next_working_days() -> None:
    assert calendar.digest_on_or_after(SATURDAY, 9, BERLIN) == utc("2026-11-23T08:00")
    assert calendar.digest_on_or_after(MONDAY, 9, BERLIN) == utc("2026-11-23T08:00")


@given(
    minutes=st.integers(0, 6 * 365 * 24 * 60),
    hour=st.integers(0, 23),
    zone=st.sampled_from([BERLIN, NEW_YORK, KOLKATA, AUCKLAND, CAIRO]),
)
def test_a_digest_is_soon_after_on_a_working_day_and_not_at_night(
    minutes: int, hour: int, zone: ZoneInfo
) -> None:
    after = utc("2024-01-01T00:00") + timedelta(minutes=minutes)
    found = calendar.next_digest(after, hour, zone)
    local = found.astimezone(zone)
    assert timedelta(0) < found - after <= timedelta(days=3, hours=1)
    assert calendar.is_working_day(local.date())
    assert local.hour in (hour, hour + 1)
