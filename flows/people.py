"""The people of a workspace, as far as a handoff needs to know them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PersonId = int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace. `zone` is an IANA name as Slack gives it; `deleted` means deactivated."""

    id: PersonId
    slack_id: str
    name: str
    zone: str = "UTC"
    deleted: bool = False
    bot: bool = False
    guest: bool = False
    external: bool = False
    digested_at: datetime | None = None

    @property
    def tz(self) -> ZoneInfo:
        """The person's zone; UTC when Slack gave none or one this machine does not know."""
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")

    @property
    def first_name(self) -> str:
        """What colleagues call the person: the first word of the name."""
        return self.name.split()[0] if self.name.split() else "Someone"
