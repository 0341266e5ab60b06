"""What the workspace settled in Slack: one row."""

from datetime import datetime

from sqlalchemy import bindparam, select

from flows.people import PersonId
from flows.preferences import Preferences
from storage.columns import Instant
from storage.tables import preferences
from storage.transaction import WS, Transaction, both

_GET = select(preferences.c.settled).where(preferences.c.workspace_id == WS)
_SAVE = both(
    lambda insert: (
        (new := insert(preferences))
        .values(
            workspace_id=WS,
            settled=bindparam("settled"),
            author=bindparam("author"),
            at=bindparam("at", type_=Instant()),
        )
        .on_conflict_do_update(
            index_elements=["workspace_id"],
            set_={name: new.excluded[name] for name in ("settled", "author", "at")},
        )
    )
)


class SettledPreferences:
    """The settings of one workspace (`flows.ports.SettledPreferences`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self) -> Preferences:
        """Everything that is settled; an empty one when nothing is."""
        row = self._tx.first(_GET)
        return Preferences() if row is None else Preferences.model_validate(row.settled)

    def save(self, preferences: Preferences, author: PersonId, at: datetime) -> None:
        """Let it be what is settled, from `at` (aware UTC) on."""
        settled = preferences.model_dump(mode="json", exclude_defaults=True)
        self._tx.write(_SAVE[self._tx.dialect], settled=settled, author=author, at=at)
