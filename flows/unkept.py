"""What somebody brought and has not kept yet: pasted notes being sorted, a Slack message being filed.

A dialog's own memory takes 3,000 characters, so the text waits here. It belongs to nobody's brief: it goes
when its person keeps it or throws it away, and after a day in any case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from flows.people import PersonId

LIFE: Final = timedelta(days=1)
"""How long it waits."""

LEFT_OUT: Final = "-"
"""The place of a piece that is not to be kept. A topic's id has letters, and no topic is the empty text."""


@dataclass(frozen=True, slots=True)
class Unkept:
    """A text with its person. `places` say where pieces go, by their number, if not where words put them.

    Of a Slack message: its `link`, who wrote it and when (aware UTC), and whether few could read it there.
    """

    id: int
    person_id: PersonId
    body: str
    at: datetime
    handoff_id: int | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None
    author: PersonId | None = None
    said_at: datetime | None = None
    private: bool = False

    def gone(self, now: datetime) -> bool:
        """Whether its day is over at that instant (aware UTC)."""
        return now - self.at >= LIFE
