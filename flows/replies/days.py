"""Days and hours as people type them, read in the person's zone, with the future preferred.

`read` takes a whole plain text and gives every way to take it: none, one, or two that only the person can
tell apart ("3/4", "next thursday"). A day is a `date`; a day with an hour is an aware instant in UTC.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows import calendar
from flows.replies.figures import WORDS

When = date | datetime
Readings = tuple[When, ...]
Days = tuple[date, ...]

_DAY_NAMES = (
    "mon(?:day)?",
    "tue(?:s(?:day)?)?",
    "wed(?:s|nesday|nsday)?",
    "thu(?:r(?:s(?:day)?)?)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)
_MONTH_NAMES = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_WEEKDAY = f"(?:{'|'.join(_DAY_NAMES)})"
_MONTH = f"(?:{'|'.join(_MONTH_NAMES)})\\.?"
_COUNT = r"(?:[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of)"
_UNITS = "days?|weeks?|wks?|fortnights?|months?|working days?|workdays?|business days?"
_HOURS = {
    "morning": 9,
    "noon": 12,
    "midday": 12,
    "lunch": 12,
    "afternoon": 14,
    "evening": 18,
    "night": 18,
    "eod": 17,
}
_LEAP_SEARCH = 9
"""Years ahead in which a 29 February surely comes again."""


@dataclass(frozen=True, slots=True)
class _Now:
    """What the words count from."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return calendar.local_day(self.now, self.zone)


def read(text: str, now: datetime, zone: ZoneInfo) -> Readings:
    """The ways to take a whole plain text as a day, or as a day with an hour."""
    seen = _Now(now, zone)
    text = re.sub(r"^(?:on|from|the) (?=\S)", "", text.strip())
    text = re.sub(r"\b(?:end of (?:the )?(?:business )?day|cob|eob)\b", "eod", text).replace(
        "tonight", "this evening"
    )
    if span := re.fullmatch(
        rf"(?:in |after |for )?({_COUNT}) ?(hours?|hrs?|h|minutes?|mins?)(?: time)?", text
    ):
        return _after(seen, span[1], span[2])
    days: Readings = _days(text, seen)
    return days or _with_hour(text, seen)


def start_of_later(now: datetime, zone: ZoneInfo) -> date:
    """What "later" means when no day is said: the next working day."""
    return calendar.next_working_day(calendar.local_day(now, zone))


def _after(seen: _Now, count: str, unit: str) -> Readings:
    amount = _count(count)
    return (
        seen.now.astimezone(UTC) + (timedelta(hours=amount) if unit[0] == "h" else timedelta(minutes=amount)),
    )


def _count(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return 1 if word in ("a", "an") else WORDS.get(word, 2)


def _days(text: str, seen: _Now) -> Days:
    text = text.strip(" ,").removeprefix("on ")
    for pattern, days in _FORMS:
        if found := pattern.fullmatch(text):
            return tuple(dict.fromkeys(days(found, seen)))
    return ()


def _with_hour(text: str, seen: _Now) -> Readings:
    for pattern in (_DAY_FIRST, _HOUR_FIRST):
        if found := pattern.fullmatch(text):
            hour = _hour(found["hour"], bare=bool(found["at"]))
            days = _days(found["day"], seen)
            if hour is not None and days:
                return tuple(_at(day, hour, seen) for day in days)
    found = _HOUR_ALONE.fullmatch(text)
    hour = _hour(found["hour"], bare=bool(found["at"])) if found else None
    return () if hour is None else (_next_at(hour, seen),)


def _at(day: date, hour: time, seen: _Now) -> datetime:
    return datetime.combine(day, hour, seen.zone).astimezone(UTC)


def _next_at(hour: time, seen: _Now) -> datetime:
    at = _at(seen.today, hour, seen)
    return at if at > seen.now else _at(seen.today + timedelta(days=1), hour, seen)


def _hour(text: str, *, bare: bool) -> time | None:
    """An hour of the day: 10am, 10:30, 14h30, noon; a `bare` "at 3" is one in the day, never at night."""
    if text in _HOURS:
        return time(_HOURS[text])
    found = _CLOCK_PARTS.fullmatch(text)
    if found is None or not (found[2] or found[3] or bare):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half and half in "ap":
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif bare and not found[2] and hour < _EARLIEST_BARE:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


_CLOCK = r"[0-9]{1,2}(?:[:.h][0-9]{2})? ?(?:am|pm|a\.m\.?|p\.m\.?|h|oclock)?"
_CLOCK_PARTS = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))? ?(am|pm|a\.m\.?|p\.m\.?|h|oclock)?")
_PART = "morning|noon|midday|lunch|afternoon|evening|night|eod"
_HOUR = rf"(?:(?P<at>at |@ ?)|in the |this |by )?(?P<hour>{_CLOCK}|{_PART})"
_DAY_FIRST = re.compile(rf"(?P<day>.+?),? {_HOUR}")
_HOUR_FIRST = re.compile(rf"{_HOUR},? (?:on )?(?P<day>.+)")
_HOUR_ALONE = re.compile(_HOUR)
_EARLIEST_BARE = 7


def _weekday_of(name: str) -> int:
    return next(index for index, pattern in enumerate(_DAY_NAMES) if re.fullmatch(pattern, name))


def _month_of(name: str) -> int:
    name = name.rstrip(".")
    return next(index for index, pattern in enumerate(_MONTH_NAMES, 1) if re.fullmatch(pattern, name))


def _coming(weekday: int, seen: _Now) -> date:
    """The next such day, never today."""
    return seen.today + timedelta(days=(weekday - seen.today.weekday() - 1) % 7 + 1)


def _monday(seen: _Now, weeks: int) -> date:
    return seen.today - timedelta(days=seen.today.weekday()) + timedelta(weeks=weeks)


def _end_of_week(seen: _Now, weeks: int) -> date:
    friday = _monday(seen, weeks) + timedelta(days=4)
    return friday if friday >= seen.today else friday + timedelta(weeks=1)


def _month_end(day: date, months: int = 0) -> date:
    months += day.month - 1
    year, month = min(day.year + months // 12, date.max.year), months % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _end_of_month(month: int, seen: _Now) -> date:
    passed = month < seen.today.month
    return _month_end(date(seen.today.year + passed, month, 1))


def _later_by(seen: _Now, count: str, unit: str) -> Days:
    amount = _count(count)
    if unit.startswith("month"):
        end = _month_end(seen.today, amount)
        return (end.replace(day=min(seen.today.day, end.day)),)
    if unit.startswith(("work", "business")):
        day = seen.today
        for _ in range(amount):
            day = calendar.next_working_day(day)
        return (day,)
    return (seen.today + timedelta(days=amount * {"d": 1, "w": 7, "f": 14}[unit[0]]),)


def _next_weekday(found: re.Match[str], seen: _Now) -> Days:
    """ "Next Thursday" is the coming one to some, and the one of next week to others."""
    weekday = _weekday_of(found[1])
    return (_coming(weekday, seen), _monday(seen, 1) + timedelta(days=weekday))


def _in_year(day: int, month: int, seen: _Now, year: int | None = None) -> Days:
    """That day of the year said, else the next one to come (today counts)."""
    if year is not None:
        return _exactly(year + 2000 if year < 100 else year, month, day)
    for ahead in range(_LEAP_SEARCH):
        found = _exactly(seen.today.year + ahead, month, day)
        if found and found[0] >= seen.today:
            return found
    return ()


def _exactly(year: int, month: int, day: int) -> Days:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def _named_month(found: re.Match[str], seen: _Now) -> Days:
    year = found["year"]
    days = _in_year(int(found["day"]), _month_of(found["month"]), seen, int(year) if year else None)
    said = found["weekday"]
    return days if not said or all(day.weekday() == _weekday_of(said) for day in days) else ()


def _slashed(found: re.Match[str], seen: _Now) -> Days:
    """Day and month, in either order: both where both exist, and then only the person knows."""
    first, second, year = int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    return (*_in_year(first, second, seen, year), *_in_year(second, first, seen, year))


def _dotted(found: re.Match[str], seen: _Now) -> Days:
    return _in_year(int(found[1]), int(found[2]), seen, int(found[3]) if found[3] else None)


def _day_of_month(found: re.Match[str], seen: _Now) -> Days:
    """ "The 18th": the next one to come, in a month that has it."""
    for months in range(3):
        end = _month_end(seen.today, months)
        day = int(found[1])
        if 1 <= day <= end.day and end.replace(day=day) > seen.today:
            return (end.replace(day=day),)
    return ()


_Form = Callable[[re.Match[str], _Now], Iterable[date]]
_YEAR = r"(?:,? '?(?P<year>20[0-9]{2}))?"
_ORDINAL = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_NAMED_DAY = rf"(?:(?P<weekday>{_WEEKDAY}),? (?:the )?)?"
_FORMS: list[tuple[re.Pattern[str], _Form]] = [
    (re.compile(pattern), form)
    for pattern, form in [
        ("today", lambda _, seen: [seen.today]),
        ("tomm?orr?ow|tmrw|tmr|tmw|2moro", lambda _, seen: [seen.today + timedelta(days=1)]),
        ("(?:the )?day after tomm?orr?ow", lambda _, seen: [seen.today + timedelta(days=2)]),
        (
            rf"(?:this |coming |this coming )?({_WEEKDAY})",
            lambda found, seen: [_coming(_weekday_of(found[1]), seen)],
        ),
        (rf"next ({_WEEKDAY})", _next_weekday),
        (
            rf"(?:next week(?: on)? ({_WEEKDAY})|({_WEEKDAY})(?: of)? next week)",
            lambda found, seen: [_monday(seen, 1) + timedelta(days=_weekday_of(found[1] or found[2]))],
        ),
        (r"(?:(?:early |the )?next week|next wk|not this week)", lambda _, seen: [_monday(seen, 1)]),
        ("(?:the )?week after next", lambda _, seen: [_monday(seen, 2)]),
        ("next month", lambda _, seen: [_month_end(seen.today) + timedelta(days=1)]),
        ("(?:the )?end of (?:the |this )?week|eow|later this week", lambda _, seen: [_end_of_week(seen, 0)]),
        ("(?:the )?end of next week", lambda _, seen: [_end_of_week(seen, 1)]),
        ("(?:the )?end of (?:the |this )?month|eom", lambda _, seen: [_month_end(seen.today)]),
        ("(?:the )?end of next month", lambda _, seen: [_month_end(seen.today, 1)]),
        (
            "(?:the )?end of (?:the |this )?year|eoy",
            lambda _, seen: [date(seen.today.year, 12, 31)],
        ),
        (
            rf"(?:the )?end of ({_MONTH})",
            lambda found, seen: [_end_of_month(_month_of(found[1]), seen)],
        ),
        (
            rf"(?:in |for |after |another )?({_COUNT}) ({_UNITS})(?: time| from now)?",
            lambda found, seen: _later_by(seen, found[1], found[2]),
        ),
        (rf"{_NAMED_DAY}(?:the )?{_ORDINAL}(?: of)? ?(?P<month>{_MONTH}){_YEAR}", _named_month),
        (rf"{_NAMED_DAY}(?P<month>{_MONTH}) (?:the )?{_ORDINAL}{_YEAR}", _named_month),
        (
            r"(20[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})",
            lambda found, _: _exactly(int(found[1]), int(found[2]), int(found[3])),
        ),
        (r"([0-9]{1,2})/([0-9]{1,2})(?:/((?:20)?[0-9]{2}))?", _slashed),
        (r"([0-9]{1,2})\. ?([0-9]{1,2})\.? ?((?:20)?[0-9]{2})?", _dotted),
        (
            rf"(?:{_WEEKDAY},? )?(?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)(?: of (?:the|this) month)?",
            _day_of_month,
        ),
    ]
]
