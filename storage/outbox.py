"""What is to be said: one row an occasion, one row at a time in a conversation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, and_, bindparam, func, null, or_, select, tuple_, update
from sqlalchemy.sql.selectable import NamedFromClause

from flows.people import PersonId
from flows.ports import OutboxRow, Priority, Saying
from storage.tables import Instant, outbox
from storage.transaction import WS, Transaction, both

_C = outbox.c
_SAID = tuple(name for name in Saying.__dataclass_fields__)
_ROW = select(_C.id, *(_C[name] for name in _SAID), _C.state, _C.delivery_id, _C.sending_at, _C.attempts)
_HERE = _C.workspace_id == WS
_THIS = and_(_HERE, _C.id == bindparam("row"))
_NOW = bindparam("now", type_=Instant())

_SAY = both(
    lambda insert: (
        insert(outbox)
        .values(workspace_id=WS, state="waiting", **{name: bindparam(name) for name in _SAID})
        .values({name: bindparam(name) for name in ("conversation", "delivery_id", "queued_at")})
        .on_conflict_do_nothing(index_elements=["workspace_id", "key"])
    )
)


def _due(row: NamedFromClause) -> Any:
    return and_(
        row.c.workspace_id == WS,
        row.c.state == "waiting",
        or_(row.c.not_before.is_(None), row.c.not_before <= _NOW),
    )


_ahead = outbox.alias("ahead")
_busy = outbox.alias("busy")
_SOMETHING_AHEAD = (
    select(_ahead.c.id)
    .where(_due(_ahead), _ahead.c.conversation == _C.conversation)
    .where(tuple_(_ahead.c.priority, _ahead.c.id) < tuple_(_C.priority, _C.id))
    .exists()
)
_BEING_SENT = (
    select(_busy.c.id)
    .where(_busy.c.workspace_id == WS, _busy.c.conversation == _C.conversation, _busy.c.state == "sending")
    .exists()
)
_CLAIMABLE = (
    _ROW.where(_due(outbox), ~_SOMETHING_AHEAD, ~_BEING_SENT)
    .order_by(_C.priority, _C.id)
    .limit(bindparam("most"))
)
_CLAIMABLE_LOCKED = _CLAIMABLE.with_for_update(skip_locked=True, of=outbox)
_TAKE = update(outbox).where(_THIS).values(state="sending", sending_at=_NOW, attempts=_C.attempts + 1)
_SENT = (
    update(outbox)
    .where(_THIS)
    .values(state="sent", sending_at=null(), sent_at=_NOW)
    .values(sent_channel=bindparam("to_channel"), sent_ts=bindparam("as_ts"))
)
_RETRY = update(outbox).where(_THIS).values(state="waiting", sending_at=null(), not_before=_NOW)
_DROP = update(outbox).where(_THIS).values(state="dropped", sending_at=null(), why=bindparam("reason"))
_STUCK = (
    _ROW.where(_HERE, _C.state == "sending", _C.sending_at < bindparam("before"))
    .order_by(_C.sending_at, _C.id)
    .limit(bindparam("most"))
)
_ADOPT = (
    update(outbox)
    .where(_THIS, _C.state == "sending", _C.sending_at == bindparam("since"))
    .values(sending_at=_NOW, attempts=_C.attempts + 1)
)
_MAY_GO = func.coalesce(_C.not_before, _C.queued_at)
_NEXT = select(func.min(_MAY_GO)).where(_HERE, _C.state == "waiting", ~_BEING_SENT)

_LAST_SAID = (
    _ROW.where(_HERE, _C.conversation == bindparam("whose"), _C.state == "sent")
    .order_by(_C.sent_at.desc(), _C.id.desc())
    .limit(1)
)


def conversation_of(saying: Saying) -> str:
    """What the saying must wait its turn in: its channel, or the DM with its person."""
    if saying.channel is not None:
        return saying.channel
    if saying.person_id is None:
        raise ValueError(f"{saying.key} is said to nobody.")
    return _dm_with(saying.person_id)


def _dm_with(person: PersonId) -> str:
    return f"person:{person}"


def _outbox_row(row: Row[Any]) -> OutboxRow:
    said = {name: getattr(row, name) for name in _SAID}
    said["priority"] = Priority(row.priority)
    return OutboxRow(row.id, Saying(**said), row.state, row.delivery_id, row.sending_at, row.attempts)


class Outbox:
    """The outbox of one workspace (`flows.ports.Outbox`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def say(self, saying: Saying) -> bool:
        """Queue it. False when the occasion was already spoken for (same key)."""
        said = {name: getattr(saying, name) for name in _SAID}
        queued = self._tx.write(
            _SAY[self._tx.dialect],
            **{**said, "priority": saying.priority.value, "data": dict(saying.data)},
            conversation=conversation_of(saying),
            delivery_id=uuid4().hex,
            queued_at=self._tx.now(),
        )
        return queued > 0

    def claim(self, now: datetime, *, limit: int) -> Sequence[OutboxRow]:
        """Take the first due row of each conversation that has none being sent, answers first.

        The rows taken are marked as being sent since `now`. A partial unique index keeps a conversation from
        having two, whatever other processes do.
        """
        statement = _CLAIMABLE_LOCKED if self._tx.locking else _CLAIMABLE
        rows = [_outbox_row(row) for row in self._tx.rows(statement, now=now, most=limit)]
        self._tx.write_each(_TAKE, ({"row": row.id, "now": now} for row in rows))
        return [_taken(row, now) for row in rows]

    def sent(self, row_id: int, channel: str, ts: str | None, at: datetime) -> None:
        """It is out."""
        self._tx.write(_SENT, row=row_id, to_channel=channel, as_ts=ts, now=at)

    def retry(self, row_id: int, not_before: datetime) -> None:
        """It goes back to waiting until then."""
        self._tx.write(_RETRY, row=row_id, now=not_before)

    def drop(self, row_id: int, why: str) -> None:
        """It has become pointless, or can never be sent; `why` is a short code."""
        self._tx.write(_DROP, row=row_id, reason=why)

    def stuck(self, before: datetime, *, limit: int) -> Sequence[OutboxRow]:
        """Rows still `sending` since before that instant: their sender died or never heard back."""
        return [_outbox_row(row) for row in self._tx.rows(_STUCK, before=before, most=limit)]

    def adopt(self, row_id: int, sending_at: datetime, now: datetime) -> bool:
        """Take a stuck row over, if it is still `sending` since exactly `sending_at`."""
        return self._tx.write(_ADOPT, row=row_id, since=sending_at, now=now) == 1

    def next_due(self) -> datetime | None:
        """When the earliest waiting row may go; those behind one that is being sent do not count."""
        row = self._tx.first(_NEXT)
        return row[0] if row else None

    def last_said(self, person: PersonId) -> OutboxRow | None:
        """What was last sent to the person's DM."""
        row = self._tx.first(_LAST_SAID, whose=_dm_with(person))
        return _outbox_row(row) if row else None


def _taken(row: OutboxRow, now: datetime) -> OutboxRow:
    return OutboxRow(row.id, row.saying, "sending", row.delivery_id, now, row.attempts + 1)
