"""Calls as iCalendar (RFC 5545), for people to open in their own calendar. Nothing is sent from here."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from bot.drawing import Document, Spoken
from bot.views.drafts import gap_text
from bot.wording import account_name, day
from flows import calls
from flows.calls import EVERY, Call, Every, weekday_of_month
from flows.desk.calls import planned
from flows.handoff import Handoff
from flows.ports import Saying, UnitOfWork

YEARS = 10
"""For how long the file knows the clocks of its zone."""

NO_FILES = "I can't send files in this workspace: please enter the call by hand."

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


def compose(uow: UnitOfWork, saying: Saying) -> Spoken | None:
    """The file of a call that somebody planned, for them; None once what they wrote was erased."""
    handoff = uow.handoffs.get(saying.handoff_id) if saying.handoff_id is not None else None
    note_id, step = str(saying.data["note"]), str(saying.data["step"])
    call = planned(handoff, note_id) if handoff is not None else None
    if handoff is None or call is None:
        return None
    began, made_at = handoff.started_at, handoff.notes[note_id].at
    text = invitation(
        call,
        uid=f"{handoff.id}-{step}-{int(began.timestamp())}@handoff",
        made_at=made_at,
        revision=int((made_at - began).total_seconds()),
    )
    document = Document(call.title, "call.ics", text, otherwise=NO_FILES)
    return Spoken(_words(handoff, call), document=document)


def _words(handoff: Handoff, call: Call) -> str:
    rhythm = "" if call.every is Every.ONCE else f", {EVERY[call.every]}"
    known = calls.known(handoff)
    found = known.gap if known.first_new == call.day else None
    return "\n".join(
        [
            f"The call with *{account_name(handoff)}*: {day(call.day)}, {call.at:%H:%M}{rhythm}.",
            "Open the file, look at it, and invite from your own calendar: then you are its organiser.",
            *([gap_text(found)] if found else []),
        ]
    )


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
