"""Clocks. Message timestamps and response_url expiry follow the given one; triggers and acks real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        """Return the instant last set, in UTC."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to an aware instant; ValueError when it has no zone."""
        self._now = _aware(instant)

    def advance(self, **step: float) -> datetime:
        """Move forward by the keywords of `timedelta`, and return the new instant."""
        self._now += timedelta(**step)
        return self._now


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("A clock takes instants with a zone.")
    return instant.astimezone(UTC)
