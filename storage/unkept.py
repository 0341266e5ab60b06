"""Texts that people brought and have not kept yet, a row each; a row goes after a day at the latest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from flows.unkept import Unkept as Text
from storage.columns import Instant
from storage.tables import unkept
from storage.transaction import WS, Transaction

_C = unkept.c
_THIS = and_(_C.workspace_id == WS, _C.id == bindparam("which"))
_FIELDS = tuple(Text.__dataclass_fields__)
_NEW = tuple(name for name in _FIELDS if name != "id")

_GET = select(*(_C[name] for name in _FIELDS)).where(_THIS)
_ADD = insert(unkept).values(workspace_id=WS, **{name: bindparam(name) for name in _NEW})
_SAVE = update(unkept).where(_THIS).values(handoff_id=bindparam("handoff"), places=bindparam("moved"))
_DROP = delete(unkept).where(_THIS)
_DROP_OLD = delete(unkept).where(_C.workspace_id == WS, _C.at <= bindparam("before", type_=Instant()))


class Unkept:
    """The texts of one workspace (`flows.ports.UnkeptTexts`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, unkept_id: int) -> Text | None:
        """One text."""
        row = self._tx.first(_GET, which=unkept_id)
        return Text(**row._mapping) if row is not None else None

    def add(self, text: Text) -> int:
        """Let a text wait (its `id` is ignored); return its id."""
        return self._tx.insert(_ADD, **{name: _plain(getattr(text, name)) for name in _NEW})

    def place(self, text: Text) -> None:
        """Write which handoff it is for, and where its pieces go."""
        self._tx.write(_SAVE, which=text.id, handoff=text.handoff_id, moved=dict(text.places))

    def drop(self, unkept_id: int) -> None:
        """Throw it away."""
        self._tx.write(_DROP, which=unkept_id)

    def drop_old(self, before: datetime) -> int:
        """Throw away what waits since then (aware) or longer; return how many."""
        return self._tx.write(_DROP_OLD, before=before)


def _plain(value: object) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
