"""Calls with the customer: when they begin, how often they come, and whether one falls between two series.

The page asks that cadence calls go on without disruption (csm-to-csm, Account Handoff CTA Tasks). Days come
from people only; nothing is guessed from anybody's calendar. They are local to the zone of the call.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from flows.handoff import By, Change, Event, Handoff, Note, Status
from flows.refusals import AlreadySo, Gone

FIRST, LAST = "call:first", "call:last"
"""Under what a step keeps the day of the first new, or of the last old call, as YYYY-MM-DD."""

MOST_GUESTS = 50
MOST_MISSED = 60
LENGTHS = (15, 25, 30, 45, 50, 60, 90)
"""How long a call may be, in minutes."""

_ADDRESS = re.compile(r"[^@\s<>,;:\"'\\()\[\]]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Every(StrEnum):
    """How often a call takes place."""

    ONCE = "once"
    WEEK = "week"
    TWO_WEEKS = "two-weeks"
    MONTH = "month"  # on the same weekday: every second Tuesday, or every last one


EVERY = {
    Every.ONCE: "once",
    Every.WEEK: "every week",
    Every.TWO_WEEKS: "every two weeks",
    Every.MONTH: "every month",
}
"""How often, in words."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call, or a series. `day` and `at` are local to `zone` (an IANA name), `guests` are e-mails."""

    title: str
    day: date
    at: time
    minutes: int
    every: Every
    zone: str
    guests: tuple[str, ...] = ()

    def starts(self) -> datetime:
        """When the first begins, aware, in its zone. A time that the clocks skip counts after the gap."""
        local = datetime.combine(self.day, self.at, ZoneInfo(self.zone))
        return datetime.fromtimestamp(local.timestamp(), local.tzinfo)

    def as_text(self) -> str:
        """The call as a text to keep; `of_text` reads it."""
        return _CALLS.dump_json(self).decode()

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        """The call that was kept; None when its text was erased meanwhile."""
        try:
            found = _CALLS.validate_json(text)
        except ValidationError:
            return None
        return found if isinstance(found, cls) else None


_CALLS = TypeAdapter(Call)


def guests_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The e-mail addresses that somebody typed, each once, and the words that are none."""
    words = [word.strip("<>\"'").removeprefix("mailto:") for word in re.split(r"[\s,;]+", text)]
    known = dict.fromkeys(word for word in words if _ADDRESS.fullmatch(word))
    return tuple(known), tuple(word for word in words if word and word not in known)


def following(day: date, every: Every) -> date | None:
    """The day of the next call of a series; None when there is only one."""
    match every:
        case Every.WEEK:
            return day + timedelta(weeks=1)
        case Every.TWO_WEEKS:
            return day + timedelta(weeks=2)
        case Every.MONTH:
            return _same_weekday_next_month(day)
    return None


def weekday_of_month(day: date) -> int:
    """Which of its weekday in the month a day is: 1 to 4, and -1 for a fifth, which is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def _same_weekday_next_month(day: date) -> date:
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    matching = first + timedelta(days=(day.weekday() - first.weekday()) % 7)
    nth = weekday_of_month(day)
    if nth > 0:
        return matching + timedelta(weeks=nth - 1)
    fifth = matching + timedelta(weeks=4)
    return fifth if fifth.month == first.month else matching + timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class Gap:
    """The old series ends before the new one takes over. On the `missed` days no call takes place."""

    last_old: date
    first_new: date
    missed: tuple[date, ...]


def gap(last_old: date | None, first_new: date | None, every: Every) -> Gap | None:
    """The gap between two series, if both days are known and there is one.

    `every` is how often the customer is used to a call. Where that is once, any day in between counts.
    """
    if last_old is None or first_new is None:
        return None
    usual = following(last_old, every) or last_old + timedelta(days=1)
    if first_new <= usual:
        return None
    return Gap(last_old, first_new, tuple(islice(_between(last_old, first_new, every), MOST_MISSED)))


def _between(last_old: date, first_new: date, every: Every) -> Iterator[date]:
    day = following(last_old, every)
    while day is not None and day < first_new:
        yield day
        day = following(day, every)


@dataclass(frozen=True, slots=True)
class Known:
    """What people have said of the two series so far."""

    last_old: date | None = None
    first_new: date | None = None
    every: Every | None = None

    @property
    def gap(self) -> Gap | None:
        """The gap between the two, judged by how often the new calls come."""
        return gap(self.last_old, self.first_new, self.every or Every.ONCE)


def known(handoff: Handoff) -> Known:
    """What the steps of a handoff remember of its calls."""
    first = _kept(handoff, FIRST)
    every = (every for every, words in EVERY.items() if first.endswith(f", {words}"))
    return Known(_day(_kept(handoff, LAST)), _day(first), next(every, None))


def kept(day: date, every: Every | None = None) -> str:
    """What a step keeps of a day, as colleagues can read it too: "2026-12-01, every week"."""
    return day.isoformat() if every is None else f"{day.isoformat()}, {EVERY[every]}"


def _kept(handoff: Handoff, key: str) -> str:
    """What was kept under a key last, by whichever step."""
    ids = (handoff.state(step.id).evidence.get(key, "") for step in handoff.playbook.steps)
    notes = [note for note_id in ids if (note := handoff.notes.get(note_id)) is not None]
    return max(notes, key=lambda note: note.at).body if notes else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def remember(handoff: Handoff, by: By, step_id: str, notes: Mapping[str, Note], call: Note | None) -> Change:
    """Keep days with a step, each under its key, and the words of a `call`; nothing is ticked by that.

    Raises Gone, or AlreadySo for a step that is settled.
    """
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    before = handoff.state(step_id)
    if before.status.settled:
        raise AlreadySo(step_id, before.status.value, before.changed_by, before.changed_at)
    evidence = {**before.evidence, **{key: note.id for key, note in notes.items()}}
    after = replace(before, evidence=evidence, changed_by=by.person, changed_at=by.at)
    made = handoff.with_step(step_id, after).with_note(call)
    for note in notes.values():
        made = made.with_note(note)
    return Change(
        made, (Event("step_call", step_id, {"before": before.as_data(), "after": after.as_data()}),)
    )
