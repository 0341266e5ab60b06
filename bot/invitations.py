"""Calls as iCalendar (RFC 5545), for people to open in their own calendar. Nothing is sent from here."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from flows.calls import Call, Every, weekday_of_month

YEARS = 10
"""For how long the file knows the clocks of its zone."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def invitation(call: Call, *, uid: str, made_at: datetime, revision: int = 0) -> str:
    """The call as an iCalendar file, with the clocks of its zone, so that a series keeps its hour all year.

    `uid` stays the same for one call: a newer `revision` replaces it in a calendar. `made_at` is aware UTC.
    There is no organiser: that is whoever sends it, from a calendar and address that we do not know.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//handoff//calls//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_event(call, uid, made_at, revision))
    calendar.add_missing_timezones(
        first_date=date(call.day.year, 1, 1), last_date=date(call.day.year + YEARS, 1, 1)
    )
    return bytes(calendar.to_ical()).decode()


def _event(call: Call, uid: str, made_at: datetime, revision: int) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", revision)
    event.add("dtstamp", made_at)
    event.add("summary", call.title)
    event.add("dtstart", _in_zone(call))
    event.add("duration", timedelta(minutes=call.minutes))
    rule = _rule(call)
    if rule:
        event.add("rrule", rule)
    for guest in call.guests:
        wanted = {"role": "REQ-PARTICIPANT", "partstat": "NEEDS-ACTION", "rsvp": "TRUE"}
        event.add("attendee", vCalAddress(f"mailto:{guest}"), parameters=wanted)
    return event


def _in_zone(call: Call) -> datetime:
    """The beginning in a zone as this machine has it; UTC needs no description in the file."""
    return call.starts() if call.zone != "UTC" else call.starts().astimezone(ZoneInfo("UTC"))


def _rule(call: Call) -> dict[str, Any]:
    """How the call comes again. Monthly means the same weekday: the 31st is missing from five months."""
    match call.every:
        case Every.WEEK:
            return {"freq": "weekly"}
        case Every.TWO_WEEKS:
            return {"freq": "weekly", "interval": 2}
        case Every.MONTH:
            nth = f"{weekday_of_month(call.day)}{_WEEKDAYS[call.day.weekday()]}"
            return {"freq": "monthly", "byday": nth}
    return {}
