"""Working time: a person's zone, the digest's hour, weekends.

Instants go in and come out as aware UTC; days are calendar days in the zone that is named.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether people work on that day: Monday to Friday."""
    return day.weekday() < SATURDAY


def working_day_on_or_after(day: date) -> date:
    """The day itself, or the next one on which people work."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def next_working_day(day: date) -> date:
    """The first working day after that day."""
    return working_day_on_or_after(day + timedelta(days=1))


def working_day_on_or_before(day: date) -> date:
    """The day itself, or the last one before it on which people work."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_after(day: date, number: int) -> date:
    """The day that many working days after a day."""
    for _ in range(number):
        day = next_working_day(day)
    return day


def working_days_until(first: date, last: date) -> int:
    """How many working days there are from the first day to the last, both counted."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(is_working_day(day) for day in days)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The calendar day that an instant falls on in a zone."""
    return at.astimezone(zone).date()


def day_of(text: str) -> date:
    """The day that Slack's pickers write: YYYY-MM-DD. Raises ValueError for anything else."""
    return date.fromisoformat(text)


def slot(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """That hour on that day in the zone, as an instant (UTC).

    An hour that the clocks skip counts as the first one after the gap.
    """
    local = datetime.combine(day, time(hour), zone)
    return local.astimezone(UTC)


def midnight_after(at: datetime, zone: ZoneInfo) -> datetime:
    """When the local day ends: what is shown about days changes then, by itself."""
    return slot(local_day(at, zone) + timedelta(days=1), 0, zone)


def next_digest(after: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The first digest slot strictly after an instant: that hour, local, on a working day."""
    day = working_day_on_or_after(local_day(after, zone))
    found = slot(day, hour, zone)
    while found <= after:
        day = next_working_day(day)
        found = slot(day, hour, zone)
    return found


def digest_on_or_after(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The digest slot of that day, or of the next working day."""
    return slot(working_day_on_or_after(day), hour, zone)
