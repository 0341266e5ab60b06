"""The append-only history: one change for each act, with the events it caused."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from flows.handoff import Event
from flows.people import PersonId
from flows.ports import Recorded
from storage.tables import changes, events
from storage.transaction import WS, Transaction

_CHANGE = select(changes.c.id, changes.c.handoff_id, changes.c.actor, changes.c.at, changes.c.answer).where(
    changes.c.workspace_id == WS
)
_BY_CAUSE = _CHANGE.where(changes.c.cause == bindparam("cause"))
_BY_ID = _CHANGE.where(changes.c.id == bindparam("change"))
_LAST = (
    _CHANGE.where(changes.c.handoff_id == bindparam("handoff"))
    .order_by(changes.c.id.desc())
    .limit(bindparam("most"))
)
_LAST_BY = (
    _CHANGE.where(changes.c.actor == bindparam("person"), changes.c.handoff_id.is_not(None))
    .order_by(changes.c.id.desc())
    .limit(1)
)
_EVENTS = (
    select(events.c.change_id, events.c.kind, events.c.step, events.c.data)
    .where(events.c.workspace_id == WS, events.c.change_id.in_(bindparam("ids", expanding=True)))
    .order_by(events.c.change_id, events.c.seq)
)
_FAVOURS = (
    select(*_CHANGE.selected_columns, events.c.kind, events.c.step, events.c.data)
    .join(events, events.c.change_id == changes.c.id)
    .where(changes.c.workspace_id == WS, events.c.for_person == bindparam("person"))
    .where(changes.c.at > bindparam("since"))
    .order_by(changes.c.id.desc(), events.c.seq)
    .limit(bindparam("most"))
)
_EVER = datetime(1, 1, 1, tzinfo=UTC)
_ADD_CHANGE = insert(changes).values(
    workspace_id=WS,
    **{name: bindparam(name) for name in ("cause", "actor", "at", "handoff_id", "answer")},
)
_ADD_EVENT = insert(events).values(
    workspace_id=WS,
    **{name: bindparam(name) for name in ("change_id", "seq", "kind", "step", "for_person", "data")},
)


class History:
    """The history of one workspace (`flows.ports.History`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def seen(self, cause: str) -> Recorded | None:
        """The change that this act already made, when it arrives a second time."""
        return self._one(self._tx.rows(_BY_CAUSE, cause=cause))

    def record(
        self,
        cause: str,
        actor: PersonId | None,
        at: datetime,
        handoff_id: int | None,
        events: Sequence[Event],
        answer: Mapping[str, Any],
    ) -> int:
        """Append one change with its events; return the change's id. `at` is aware.

        Raises IntegrityError when the cause was recorded before: ask `seen` first.
        """
        change = self._tx.insert(
            _ADD_CHANGE, cause=cause, actor=actor, at=at, handoff_id=handoff_id, answer=dict(answer)
        )
        lines = (_line(event, actor) for event in events)
        self._tx.write_each(
            _ADD_EVENT, ({"change_id": change, "seq": seq, **line} for seq, line in enumerate(lines))
        )
        return change

    def change(self, change_id: int) -> Recorded | None:
        """One change with its events."""
        return self._one(self._tx.rows(_BY_ID, change=change_id))

    def favours(
        self, person: PersonId, since: datetime | None, *, limit: int
    ) -> Sequence[tuple[Recorded, Event]]:
        """What others did since then (aware) on steps of that person, newest first."""
        rows = self._tx.rows(_FAVOURS, person=person, since=since or _EVER, most=limit)
        return [
            (Recorded(row.id, row.handoff_id, row.actor, row.at, (event,), row.answer), event)
            for row in rows
            for event in [Event(row.kind, row.step, row.data)]
        ]

    def last_by(self, person: PersonId) -> Recorded | None:
        """The newest change that the person made to a handoff."""
        return self._one(self._tx.rows(_LAST_BY, person=person))

    def last(self, handoff_id: int, *, limit: int = 20) -> Sequence[Recorded]:
        """The newest changes of a handoff, newest first."""
        return self._recorded(self._tx.rows(_LAST, handoff=handoff_id, most=limit))

    def _one(self, rows: Sequence[Row[Any]]) -> Recorded | None:
        return self._recorded(rows)[0] if rows else None

    def _recorded(self, rows: Sequence[Row[Any]]) -> list[Recorded]:
        lines: dict[int, list[Event]] = {row.id: [] for row in rows}
        for line in self._tx.rows(_EVENTS, ids=list(lines)) if lines else ():
            lines[line.change_id].append(Event(line.kind, line.step, line.data))
        return [
            Recorded(row.id, row.handoff_id, row.actor, row.at, tuple(lines[row.id]), row.answer)
            for row in rows
        ]


def _line(event: Event, actor: PersonId | None) -> dict[str, Any]:
    """The event's columns. `for_person` is set for what somebody else did on a person's step."""
    owner = event.data.get("for")
    return {
        "kind": event.kind,
        "step": event.step,
        "for_person": None if owner == actor else owner,
        "data": dict(event.data),
    }
