"""The people of a workspace. Their names are kept here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, union, update

from flows.people import Person, PersonId
from storage.tables import STILL_OPEN, Instant, handoffs, participants, people, steps
from storage.transaction import WS, Transaction, among, both

_FROM_SLACK = ("name", "zone", "deleted", "bot", "guest", "external")
_HERE = people.c.workspace_id == WS
_ANYBODY = select(
    people.c.id, people.c.slack_id, *(people.c[name] for name in _FROM_SLACK), people.c.digested_at
)
_PERSON = _ANYBODY.where(_HERE)
_BY_SLACK_ID = _PERSON.where(people.c.slack_id == bindparam("slack"))
_BY_IDS = _ANYBODY.where(among(people, bindparam("ids", expanding=True)))
_UPSERT = both(
    lambda insert: (
        (new := insert(people))
        .values(workspace_id=WS, **{name: bindparam(name) for name in ("slack_id", *_FROM_SLACK)})
        .on_conflict_do_update(
            index_elements=["workspace_id", "slack_id"],
            set_={name: new.excluded[name] for name in _FROM_SLACK},
        )
    )
)
_IN_OPEN = union(
    select(participants.c.person_id)
    .join(handoffs, handoffs.c.id == participants.c.handoff_id)
    .where(handoffs.c.workspace_id == WS, STILL_OPEN),
    select(steps.c.owner_id)
    .join(handoffs, handoffs.c.id == steps.c.handoff_id)
    .where(handoffs.c.workspace_id == WS, STILL_OPEN, steps.c.owner_id.is_not(None)),
)
_OF_OPEN = _PERSON.where(people.c.id.in_(_IN_OPEN)).order_by(people.c.id)
_AT = bindparam("new_wake_at", type_=Instant())
_WAKE = (
    update(people)
    .where(_HERE, people.c.id == bindparam("person"))
    .where(or_(people.c.wake_at.is_(None), people.c.wake_at > _AT))
    .values(wake_at=_AT)
)
_DUE = (
    _PERSON.where(people.c.wake_at <= bindparam("now"))
    .order_by(people.c.wake_at, people.c.id)
    .limit(bindparam("most"))
)
_DUE_LOCKED = _DUE.with_for_update(skip_locked=True)
_SLEEP = update(people).where(_HERE, people.c.id == bindparam("person")).values(wake_at=_AT)
_SLEEP_DIGESTED = _SLEEP.values(digested_at=bindparam("new_digested_at"))
_NEXT_WAKE = (
    select(people.c.wake_at).where(_HERE, people.c.wake_at.is_not(None)).order_by(people.c.wake_at).limit(1)
)


def _person(row: Row[Any]) -> Person:
    return Person(**row._mapping)


class People:
    """The people of one workspace (`flows.ports.People`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def by_slack_id(self, slack_id: str) -> Person | None:
        """The person, if we have met."""
        row = self._tx.first(_BY_SLACK_ID, slack=slack_id)
        return _person(row) if row else None

    def get(self, ids: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """Those people, by id. Unknown ids are left out."""
        wanted = list(set(ids))
        rows = self._tx.rows(_BY_IDS, ids=wanted) if wanted else ()
        return {row.id: _person(row) for row in rows}

    def upsert(self, person: Person) -> Person:
        """Store what Slack says of the person (the Slack id decides); return it as stored."""
        known = self.by_slack_id(person.slack_id)
        told = {name: getattr(person, name) for name in _FROM_SLACK}
        if known is not None and all(getattr(known, name) == value for name, value in told.items()):
            return known
        self._tx.write(_UPSERT[self._tx.dialect], slack_id=person.slack_id, **told)
        stored = self.by_slack_id(person.slack_id)
        assert stored is not None
        return stored

    def of_open_handoffs(self) -> Sequence[Person]:
        """Everyone with a role or a step in an open handoff."""
        return [_person(row) for row in self._tx.rows(_OF_OPEN)]

    def wake(self, ids: Iterable[PersonId], at: datetime) -> None:
        """Look at these people at `at` (aware) or before: keeps an earlier `wake_at`."""
        self._tx.write_each(_WAKE, ({"person": person, "new_wake_at": at} for person in sorted(set(ids))))

    def due(self, now: datetime, *, limit: int) -> Sequence[Person]:
        """People whose `wake_at` has come, the longest due first.

        In a writing transaction on PostgreSQL they are locked, and those locked by another are left out:
        several processes sweep without doing anything twice.
        """
        statement = _DUE_LOCKED if self._tx.locking else _DUE
        return [_person(row) for row in self._tx.rows(statement, now=now, most=limit)]

    def next_wake(self) -> datetime | None:
        """The earliest `wake_at` of anyone (aware UTC)."""
        row = self._tx.first(_NEXT_WAKE)
        return row.wake_at if row else None

    def sleep(self, person: PersonId, until: datetime | None, *, digested_at: datetime | None = None) -> None:
        """Set the person's next `wake_at`, and when the last digest was made."""
        if digested_at is None:
            self._tx.write(_SLEEP, person=person, new_wake_at=until)
        else:
            self._tx.write(_SLEEP_DIGESTED, person=person, new_wake_at=until, new_digested_at=digested_at)
