"""Handoffs as rows: one row a handoff, participant, touched step and note."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, delete, func, insert, select, union, update

from flows.handoff import Account, Cause, Depth, Handoff, Pace, Phase, Status, StepState
from flows.people import PersonId
from storage.notes import Part, read, save
from storage.playbooks import Playbooks
from storage.tables import STILL_OPEN, accounts, changes, handoffs, notes, participants, steps
from storage.transaction import WS, Transaction, among, both, differing

_PLAIN = (
    "started_by", "started_at", "customer_note", "last_day", "target", "channel", "giver_gone",
    "ready_for_solo", "solo_at", "accepted_by", "accepted_at", "ended_by", "ended_at", "end_note", "move_id",
)  # fmt: skip
_CHOICES = {"status": Status, "pace": Pace, "phase": Phase, "depth": Depth, "cause": Cause}
_COLUMNS = ("account_id", "playbook", "facts", *_CHOICES, *_PLAIN)

_H = handoffs.c
_HERE = _H.workspace_id == WS
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_ONE: BindParameter[Any] = bindparam("handoff")
_HANDOFF = select(_H.id, accounts.c.name.label("account_name"), *(_H[name] for name in _COLUMNS)).join_from(
    handoffs, accounts
)
_GET = _HANDOFF.where(_HERE, _H.id == _ONE)
_GET_LOCKED = _GET.with_for_update(of=handoffs, key_share=True)
_GET_MANY = _HANDOFF.where(among(handoffs, _IDS))


def _details(of: Callable[[Any], Any]) -> tuple[Any, Any, Any]:
    """The queries for participants, steps and the steps' notes of the handoffs that `of` chooses."""
    roles, states, texts = (
        select(table.c.handoff_id, *(table.c[name] for name in names)).where(
            table.c.workspace_id == WS, of(table.c.handoff_id)
        )
        for table, names in (
            (participants, ("role", "person_id")),
            (steps, ("step_id", "state")),
            (notes, ("id", "body", "author", "at")),
        )
    )
    return roles, states, texts.where(notes.c.part == Part.STEPS.value)


_DETAILS = _details(lambda column: column == _ONE)
_DETAILS_MANY = _details(lambda column: column.in_(_IDS))

_OPEN_FOR = select(_H.id).where(_HERE, _H.account_id == bindparam("account"), STILL_OPEN)
_IN_CHANNEL = select(_H.id).where(_HERE, _H.channel == bindparam("channel"), STILL_OPEN).order_by(_H.id)
_OVERVIEW = (
    select(_H.id)
    .where(_HERE, STILL_OPEN)
    .order_by(_H.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_PERSON: BindParameter[Any] = bindparam("person")
_TAKES_PART = union(
    select(participants.c.handoff_id).where(
        participants.c.workspace_id == WS, participants.c.person_id == _PERSON
    ),
    select(steps.c.handoff_id).where(steps.c.workspace_id == WS, steps.c.owner_id == _PERSON),
).subquery()
_LAST_CHANGE = select(func.max(changes.c.id)).where(changes.c.handoff_id == _H.id).scalar_subquery()
_OF_PERSON = (
    select(_H.id)
    .join_from(_TAKES_PART, handoffs, _TAKES_PART.c.handoff_id == _H.id)
    .where(_HERE)
    .order_by(func.coalesce(_LAST_CHANGE, 0).desc(), _H.id.desc())
    .limit(bindparam("most"))
)
_OPEN_OF_PERSON = _OF_PERSON.where(STILL_OPEN)

_ADD = insert(handoffs).values(workspace_id=WS, **{name: bindparam(name) for name in _COLUMNS})
_SAVE = update(handoffs).where(_HERE, _H.id == _ONE)
_ADD_PARTICIPANT = insert(participants).values(
    workspace_id=WS, handoff_id=_ONE, role=bindparam("role"), person_id=bindparam("person_id")
)
_DROP_PARTICIPANT = delete(participants).where(
    participants.c.workspace_id == WS,
    participants.c.handoff_id == _ONE,
    participants.c.role == bindparam("which"),
)
_SAVE_STEP = both(
    lambda insert: (
        (new := insert(steps))
        .values(workspace_id=WS, handoff_id=_ONE, step_id=bindparam("step"))
        .values(owner_id=bindparam("owner_id"), state=bindparam("state"))
        .on_conflict_do_update(
            index_elements=["handoff_id", "step_id"],
            set_={"owner_id": new.excluded.owner_id, "state": new.excluded.state},
        )
    )
)
_DROP_STEP = delete(steps).where(
    steps.c.workspace_id == WS, steps.c.handoff_id == _ONE, steps.c.step_id == bindparam("which")
)


def _as_row(handoff: Handoff) -> dict[str, Any]:
    """The handoff's own columns, without participants, steps and notes."""
    return {
        "account_id": handoff.account.id,
        "playbook": handoff.playbook.digest,
        "facts": {fact: list(given) for fact, given in handoff.facts.items()},
        **{name: getattr(handoff, name).value for name in _CHOICES},
        **{name: getattr(handoff, name) for name in _PLAIN},
    }


class Handoffs:
    """The handoffs of one workspace (`flows.ports.Handoffs`)."""

    def __init__(self, transaction: Transaction, playbooks: Playbooks) -> None:
        self._tx = transaction
        self._playbooks = playbooks

    def get(self, handoff_id: int, *, lock: bool = False) -> Handoff | None:
        """The handoff, whole. `lock` holds its row until the transaction ends (PostgreSQL)."""
        statement = _GET_LOCKED if lock and self._tx.locking else _GET
        row = self._tx.first(statement, handoff=handoff_id)
        if row is None:
            return None
        roles, states, texts = (self._tx.rows(query, handoff=handoff_id) for query in _DETAILS)
        return self._handoff(row, roles, states, texts)

    def add(self, handoff: Handoff) -> Handoff:
        """Store a new handoff (its `id` is ignored) and its playbook; return it with its id.

        Raises IntegrityError when the account has an open handoff: ask `open_for` first.
        """
        self._playbooks.keep(handoff.playbook)
        handoff_id = self._tx.insert(_ADD, **_as_row(handoff))
        self._save_participants(handoff_id, {}, handoff.participants)
        self._save_steps(handoff_id, {}, handoff.steps)
        save(self._tx, handoff_id, Part.STEPS, {}, handoff.notes)
        return replace(handoff, id=handoff_id)

    def save(self, before: Handoff, after: Handoff) -> None:
        """Write what differs between the two values."""
        if before.playbook is not after.playbook:
            self._playbooks.keep(after.playbook)
        columns = differing(_as_row(before), _as_row(after))
        if columns:
            self._tx.write(_SAVE.values(columns), handoff=after.id)
        self._save_participants(after.id, before.participants, after.participants)
        self._save_steps(after.id, before.steps, after.steps)
        save(self._tx, after.id, Part.STEPS, before.notes, after.notes)

    def open_for(self, account_id: int) -> int | None:
        """The id of the account's open handoff, if there is one."""
        row = self._tx.first(_OPEN_FOR, account=account_id)
        return row.id if row else None

    def of_person(self, person: PersonId, *, open_only: bool = True, limit: int = 100) -> Sequence[Handoff]:
        """Handoffs in which the person has a role or a step, newest activity first."""
        statement = _OPEN_OF_PERSON if open_only else _OF_PERSON
        return self._many(row.id for row in self._tx.rows(statement, person=person, most=limit))

    def overview(self, *, limit: int = 50, offset: int = 0) -> Sequence[Handoff]:
        """Open handoffs of the workspace, newest first."""
        return self._many(row.id for row in self._tx.rows(_OVERVIEW, most=limit, skipped=offset))

    def in_channel(self, channel: str) -> Sequence[int]:
        """Ids of open handoffs whose card lives in that channel."""
        return [row.id for row in self._tx.rows(_IN_CHANNEL, channel=channel)]

    def _many(self, chosen: Iterable[int]) -> list[Handoff]:
        """Those handoffs in that order, in four queries however many they are."""
        ids = list(chosen)
        if not ids:
            return []
        found = {row.id: row for row in self._tx.rows(_GET_MANY, ids=ids)}
        details = [_by_handoff(self._tx.rows(query, ids=ids)) for query in _DETAILS_MANY]
        return [self._handoff(found[one], *(detail[one] for detail in details)) for one in ids]

    def _handoff(
        self, row: Row[Any], roles: Sequence[Row[Any]], states: Sequence[Row[Any]], texts: Sequence[Row[Any]]
    ) -> Handoff:
        values = row._mapping
        playbook = self._playbooks.get(row.playbook)
        held = {one.role: one.person_id for one in roles}
        return Handoff(
            id=row.id,
            account=Account(row.account_id, row.account_name),
            playbook=playbook,
            participants={role: held[role] for role in playbook.roles if role in held} | held,
            steps={one.step_id: one.state for one in states},
            notes=read(texts),
            facts={fact: tuple(given) for fact, given in row.facts.items()},
            **{name: choice(values[name]) for name, choice in _CHOICES.items()},  # type: ignore[arg-type]
            **{name: values[name] for name in _PLAIN},
        )

    def _save_participants(
        self, handoff_id: int, before: Mapping[str, PersonId], after: Mapping[str, PersonId]
    ) -> None:
        changed = differing(before, after)
        gone = [role for role in before if role in changed or role not in after]
        self._drop(_DROP_PARTICIPANT, handoff_id, gone)
        self._tx.write_each(
            _ADD_PARTICIPANT,
            ({"handoff": handoff_id, "role": role, "person_id": person} for role, person in changed.items()),
        )

    def _save_steps(
        self, handoff_id: int, before: Mapping[str, StepState], after: Mapping[str, StepState]
    ) -> None:
        for step, state in differing(before, after).items():
            self._tx.write(
                _SAVE_STEP[self._tx.dialect],
                handoff=handoff_id,
                step=step,
                owner_id=state.owner,
                state=state,
            )
        self._drop(_DROP_STEP, handoff_id, [step for step in before if step not in after])

    def _drop(self, statement: Any, handoff_id: int, which: Iterable[str]) -> None:
        self._tx.write_each(statement, ({"handoff": handoff_id, "which": one} for one in which))


def _by_handoff(rows: Iterable[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.handoff_id].append(row)
    return found
