"""The calendar file: read back by the library, with the clocks of its zone, and nobody's words as syntax."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar, Event, Timezone

from bot.invitations import invitation
from flows.calls import Call, Every

MADE = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
CALL = Call("Acme: call", date(2026, 12, 1), time(10), 30, Every.WEEK, "Europe/Berlin")


def written(call: Call, revision: int = 0) -> str:
    return invitation(call, uid="one@handoff", made_at=MADE, revision=revision)


def event(call: Call) -> Event:
    (found,) = Calendar.from_ical(written(call)).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def test_the_file_says_when_in_the_zone_and_for_how_long() -> None:
    found = event(CALL)
    assert found.decoded("DTSTART").astimezone(UTC) == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert found.duration == timedelta(minutes=30)
    assert "DTSTART;TZID=Europe/Berlin:20261201T100000" in written(CALL)


def test_the_clocks_of_the_zone_are_in_the_file() -> None:
    (zone,) = Calendar.from_ical(written(CALL)).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    assert str(zone["TZID"]) == "Europe/Berlin"
    clocks = zone.to_tz()
    for day, hours in ((date(2027, 1, 5), 1), (date(2027, 7, 6), 2), (date(2035, 7, 3), 2)):
        assert datetime.combine(day, time(10), clocks).utcoffset() == timedelta(hours=hours)


def test_utc_needs_no_clocks() -> None:
    text = written(replace(CALL, zone="UTC"))
    assert "DTSTART:20261201T100000Z" in text
    assert "VTIMEZONE" not in text


@pytest.mark.parametrize(
    ("every", "day", "rule"),
    [
        (Every.ONCE, date(2026, 12, 1), None),
        (Every.WEEK, date(2026, 12, 1), "FREQ=WEEKLY"),
        (Every.TWO_WEEKS, date(2026, 12, 1), "FREQ=WEEKLY;INTERVAL=2"),
        (Every.MONTH, date(2026, 12, 1), "FREQ=MONTHLY;BYDAY=1TU"),
        (Every.MONTH, date(2026, 12, 31), "FREQ=MONTHLY;BYDAY=-1TH"),
    ],
)
def test_how_the_call_comes_again(every: Every, day: date, rule: str | None) -> None:
    lines = written(replace(CALL, every=every, day=day)).splitlines()
    assert [line for line in lines if line.startswith("RRULE")] == ([f"RRULE:{rule}"] if rule else [])


def test_guests_are_invited_and_nobody_is_the_organiser() -> None:
    found = event(replace(CALL, guests=("ana@customer.example", "ben@customer.example")))
    assert [guest.email for guest in found.attendees] == ["ana@customer.example", "ben@customer.example"]
    assert "ORGANIZER" not in found


def test_the_same_call_again_replaces_the_first() -> None:
    assert "SEQUENCE:3" in written(CALL, revision=3)
    assert written(CALL) == written(CALL)


@pytest.mark.parametrize("title", ["a\r\nATTENDEE:mailto:x@y.example", "a;b,c\\d:e", "ü" * 200, "END:VEVENT"])
def test_a_title_is_text_and_no_syntax(title: str) -> None:
    found = event(replace(CALL, title=title))
    assert str(found["SUMMARY"]) == title.replace("\r\n", "\n")
    assert "ATTENDEE" not in found
    assert all(len(line.encode()) <= 75 for line in written(replace(CALL, title=title)).splitlines())
