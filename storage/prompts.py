"""What waits for people's words: one open prompt a person, the others queue behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, null, or_, select, update

from flows.people import PersonId
from flows.prompts import Prompt, PromptKind, PromptState
from storage.tables import Instant, prompts
from storage.transaction import WS, Transaction, both
from storage.transfer_tables import LIVE_PROMPT, OPEN_PROMPT, QUEUED_PROMPT

_C = prompts.c
_HERE = _C.workspace_id == WS
_THIS = and_(_HERE, _C.id == bindparam("prompt"))
_THEIRS = and_(_HERE, _C.person_id == bindparam("person"))
_PROMPT = select(*(_C[name] for name in Prompt.__dataclass_fields__))
_NEW = ("person_id", "handoff_id", "kind", "subject", "created_at", "not_before")

_GET = _PROMPT.where(_THIS)
_OPEN_OF = _PROMPT.where(_THEIRS, OPEN_PROMPT)
_LIVE = _PROMPT.where(
    _HERE,
    LIVE_PROMPT,
    _C.handoff_id == bindparam("handoff"),
    _C.person_id == bindparam("person"),
    _C.kind == bindparam("kind"),
    _C.subject == bindparam("subject"),
)
_QUEUE = both(
    lambda insert: (
        insert(prompts)
        .values(workspace_id=WS, state=PromptState.QUEUED.value, **{name: bindparam(name) for name in _NEW})
        .on_conflict_do_nothing(
            index_elements=["handoff_id", "person_id", "kind", "subject"], index_where=LIVE_PROMPT
        )
    )
)
_QUEUED = _PROMPT.where(_THEIRS, QUEUED_PROMPT).order_by(_C.id)
_QUEUED_OF_KIND = _QUEUED.where(_C.kind == bindparam("kind"))
_DUE = or_(_C.not_before.is_(None), _C.not_before <= bindparam("now", type_=Instant()))
_NEXT_QUEUED = _QUEUED.where(_DUE).limit(1)
_OF_HANDOFF = _PROMPT.where(_HERE, LIVE_PROMPT, _C.handoff_id == bindparam("handoff")).order_by(_C.id)

_MOVED = update(prompts).where(_THIS).values(state=bindparam("into"))
_AT = bindparam("moved_at", type_=Instant())
_BACK = _MOVED.values(opened_at=null(), closed_at=null())
_OPENED = _MOVED.values(opened_at=_AT, closed_at=null())
_CLOSED = _MOVED.values(closed_at=_AT)
_HOLD = update(prompts).where(_THIS, QUEUED_PROMPT).values(not_before=bindparam("until"))


def _prompt(row: Row[Any]) -> Prompt:
    return Prompt(**{**row._mapping, "kind": PromptKind(row.kind), "state": PromptState(row.state)})


class Prompts:
    """The prompts of one workspace (`flows.ports.Prompts`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, prompt_id: int) -> Prompt | None:
        """One prompt."""
        return self._one(_GET, prompt=prompt_id)

    def open_of(self, person: PersonId) -> Prompt | None:
        """The person's one open prompt."""
        return self._one(_OPEN_OF, person=person)

    def queue(
        self,
        person: PersonId,
        handoff_id: int,
        kind: PromptKind,
        subject: str,
        at: datetime,
        *,
        not_before: datetime | None = None,
    ) -> Prompt:
        """Queue a prompt, or return the same one as it is when it waits or is open already.

        `at` and `not_before` are aware.
        """
        self._tx.write(
            _QUEUE[self._tx.dialect],
            person_id=person,
            handoff_id=handoff_id,
            kind=kind.value,
            subject=subject,
            created_at=at,
            not_before=not_before,
        )
        found = self._one(_LIVE, person=person, handoff=handoff_id, kind=kind.value, subject=subject)
        assert found is not None
        return found

    def next_queued(self, person: PersonId, now: datetime) -> Prompt | None:
        """The oldest queued prompt of the person whose time has come."""
        return self._one(_NEXT_QUEUED, person=person, now=now)

    def queued(self, person: PersonId, kind: PromptKind | None = None) -> Sequence[Prompt]:
        """The person's queued prompts, oldest first."""
        if kind is None:
            return self._many(_QUEUED, person=person)
        return self._many(_QUEUED_OF_KIND, person=person, kind=kind.value)

    def of_handoff(self, handoff_id: int) -> Sequence[Prompt]:
        """The handoff's prompts that are queued or open, oldest first."""
        return self._many(_OF_HANDOFF, handoff=handoff_id)

    def move(self, prompt_id: int, state: PromptState, at: datetime) -> None:
        """Open, answer or leave a prompt at that instant (aware), or put it back into the queue.

        Raises IntegrityError when the person has another open prompt: ask `open_of` first.
        """
        moved = {"prompt": prompt_id, "into": state.value}
        if state is PromptState.QUEUED:
            self._tx.write(_BACK, **moved)
        else:
            self._tx.write(_OPENED if state is PromptState.OPEN else _CLOSED, moved_at=at, **moved)

    def hold(self, prompt_id: int, not_before: datetime) -> None:
        """Put a queued prompt off until then (aware)."""
        self._tx.write(_HOLD, prompt=prompt_id, until=not_before)

    def _one(self, statement: Any, **values: Any) -> Prompt | None:
        row = self._tx.first(statement, **values)
        return _prompt(row) if row is not None else None

    def _many(self, statement: Any, **values: Any) -> list[Prompt]:
        return [_prompt(row) for row in self._tx.rows(statement, **values)]
