"""Slack workspaces that the bot is installed in. Everything else belongs to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, null, select, update

from storage.database import Database
from storage.tables import workspaces
from storage.transaction import Transaction, both
from storage.unit_of_work import UnitOfWork

_NONE_YET = 0
"""Finding a workspace is the one thing done outside any."""

_TOLD = ("name", "bot_user_id", "bot_id")
_ALL = select(workspaces).order_by(workspaces.c.id)
_BY_TEAM = select(workspaces).where(workspaces.c.team_id == bindparam("team"))
_UPSERT = both(
    lambda insert: (
        (new := insert(workspaces))
        .values({name: bindparam(name) for name in ("team_id", *_TOLD, "installed_at")})
        .on_conflict_do_update(
            index_elements=["team_id"],
            set_={**{name: new.excluded[name] for name in _TOLD}, "removed_at": null()},
        )
    )
)
_REMOVE = (
    update(workspaces).where(workspaces.c.team_id == bindparam("team")).values(removed_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace; `removed_at` (aware UTC) is when the bot was uninstalled or its tokens were revoked."""

    id: int
    team_id: str
    name: str
    bot_user_id: str | None
    bot_id: str | None
    installed_at: datetime
    removed_at: datetime | None


async def workspace_for(
    database: Database, team_id: str, name: str, bot_user_id: str | None, bot_id: str | None
) -> int:
    """The id of the workspace that `auth.test` named, stored as Slack describes it now."""

    def work(uow: UnitOfWork) -> int:
        told = {"name": name, "bot_user_id": bot_user_id, "bot_id": bot_id}
        known = _find(uow.transaction, team_id)
        if known and not known.removed_at and all(getattr(known, key) == told[key] for key in _TOLD):
            return known.id
        tx = uow.transaction
        tx.write(_UPSERT[tx.dialect], team_id=team_id, installed_at=tx.now(), **told)
        stored = _find(tx, team_id)
        assert stored is not None
        return stored.id

    return await database.write(_NONE_YET, work)


async def find_workspace(database: Database, team_id: str) -> Workspace | None:
    """The workspace with that team id, if the bot has met it."""
    return await database.read(_NONE_YET, lambda uow: _find(uow.transaction, team_id))


async def all_workspaces(database: Database) -> Sequence[Workspace]:
    """Every workspace that the bot has met, removed ones too."""
    return await database.read(
        _NONE_YET, lambda uow: [Workspace(**row._mapping) for row in uow.transaction.rows(_ALL)]
    )


async def removed(database: Database, team_id: str, at: datetime) -> None:
    """The bot was uninstalled there, or its tokens were revoked (`app_uninstalled`, `tokens_revoked`)."""
    await database.write(_NONE_YET, lambda uow: uow.transaction.write(_REMOVE, team=team_id, at=at))


def _find(transaction: Transaction, team_id: str) -> Workspace | None:
    row = transaction.first(_BY_TEAM, team=team_id)
    return Workspace(**row._mapping) if row else None
