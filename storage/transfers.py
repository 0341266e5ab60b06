"""What was said in a handoff: a row an answer, question, piece and text, and one for the read-back."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, delete, insert, select

from flows.transfer import Answer, Filing, Piece, Question, ReadBack, Told, Transfer
from storage import notes as texts
from storage.tables import answers, handoffs, notes, numbers, pieces, questions, read_backs, understood
from storage.transaction import WS, Transaction, both, differing

_ONE: BindParameter[Any] = bindparam("handoff")
_KEYS: Mapping[Table, str] = {answers: "ask", questions: "id", pieces: "id"}
_FIELDS: Mapping[Table, tuple[str, ...]] = {
    table: tuple(field.name for field in fields(shape) if field.name != "id")
    for table, shape in ((answers, Answer), (questions, Question), (pieces, Piece), (read_backs, ReadBack))
}


def _of_handoff(table: Table, *names: str) -> Any:
    return (
        select(*(table.c[name] for name in names))
        .where(table.c.workspace_id == WS, table.c.handoff_id == _ONE)
        .order_by(*table.primary_key.columns)
    )


_ANSWERS = _of_handoff(answers, "ask", *_FIELDS[answers])
_UNDERSTOOD = _of_handoff(understood, "topic")
_QUESTIONS = _of_handoff(questions, "id", *_FIELDS[questions])
_PIECES = _of_handoff(pieces, "id", *_FIELDS[pieces])
_READ_BACK = _of_handoff(read_backs, *_FIELDS[read_backs])
_NOTES = _of_handoff(notes, "id", "body", "author", "at").where(notes.c.part == texts.Part.TRANSFER.value)


def _saving(table: Table) -> Any:
    key = [column.name for column in table.primary_key.columns]
    names = _FIELDS[table]
    return both(
        lambda insert: (
            (new := insert(table))
            .values(workspace_id=WS, **{name: bindparam(name) for name in (*key, *names)})
            .on_conflict_do_update(index_elements=key, set_={name: new.excluded[name] for name in names})
        )
    )


def _dropping(table: Table, key: str) -> Any:
    return delete(table).where(
        table.c.workspace_id == WS, table.c.handoff_id == _ONE, table.c[key] == bindparam("which")
    )


_SAVE = {table.name: _saving(table) for table in _FIELDS}
_DROP = {table.name: _dropping(table, key) for table, key in {**_KEYS, understood: "topic"}.items()}
_DROP_READ_BACK = delete(read_backs).where(read_backs.c.workspace_id == WS, read_backs.c.handoff_id == _ONE)
_UNDERSTAND = insert(understood).values(workspace_id=WS, handoff_id=_ONE, topic=bindparam("topic"))

_NEXT_ID = both(
    lambda insert: (
        insert(numbers)
        .values(workspace_id=WS, last=1)
        .on_conflict_do_update(index_elements=["workspace_id"], set_={"last": numbers.c.last + 1})
        .returning(numbers.c.last)
    )
)
_SOURCE: BindParameter[Any] = bindparam("source")
_ANSWER_FROM = (
    select(answers.c.handoff_id, answers.c.ask)
    .where(answers.c.workspace_id == WS, answers.c.source == _SOURCE)
    .order_by(answers.c.at.desc())
    .limit(1)
)
_REPLY_FROM = (
    select(questions.c.handoff_id, questions.c.id)
    .where(questions.c.workspace_id == WS, questions.c.source == _SOURCE, questions.c.reply.is_not(None))
    .order_by(questions.c.id.desc())
    .limit(1)
)
_LAST_OF_ACCOUNT = (
    select(handoffs.c.id)
    .where(handoffs.c.workspace_id == WS, handoffs.c.account_id == bindparam("account"))
    .where(handoffs.c.id != bindparam("but"), handoffs.c.accepted_at.is_not(None))
    .order_by(handoffs.c.accepted_at.desc(), handoffs.c.id.desc())
    .limit(1)
)


class Transfers:
    """The transfers of one workspace (`flows.ports.Transfers`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, handoff_id: int) -> Transfer:
        """The handoff's transfer, whole; an empty one when nothing was said yet."""
        found = {
            statement: self._tx.rows(statement, handoff=handoff_id)
            for statement in (_ANSWERS, _UNDERSTOOD, _QUESTIONS, _PIECES, _READ_BACK, _NOTES)
        }
        said = [ReadBack(**row._mapping) for row in found[_READ_BACK]]
        return Transfer(
            handoff_id,
            answers={row.ask: _answer(row._mapping) for row in found[_ANSWERS]},
            understood=frozenset(row.topic for row in found[_UNDERSTOOD]),
            questions={row.id: _question(row._mapping) for row in found[_QUESTIONS]},
            pieces={row.id: _piece(row._mapping) for row in found[_PIECES]},
            read_back=said[0] if said else None,
            notes=texts.read(found[_NOTES]),
        )

    def save(self, before: Transfer, after: Transfer) -> None:
        """Write what differs between the two values."""
        texts.save(self._tx, after.handoff_id, texts.Part.TRANSFER, before.notes, after.notes)
        self._save_each(answers, after.handoff_id, before.answers, after.answers)
        self._save_each(questions, after.handoff_id, before.questions, after.questions)
        self._save_each(pieces, after.handoff_id, before.pieces, after.pieces)
        self._save_understood(after.handoff_id, before.understood, after.understood)
        if before.read_back != after.read_back:
            self._save_read_back(after.handoff_id, after.read_back)

    def next_id(self) -> int:
        """A fresh id for a question or a piece; no other transaction of the workspace gets the same."""
        (row,) = self._tx.rows(_NEXT_ID[self._tx.dialect])
        return int(row.last)

    def by_source(self, source: str) -> tuple[int, str] | None:
        """The handoff, and the answer (`ask:topic.ask`) or reply (`question:7`), that came from a message."""
        answer = self._tx.first(_ANSWER_FROM, source=source)
        if answer is not None:
            return answer.handoff_id, f"ask:{answer.ask}"
        reply = self._tx.first(_REPLY_FROM, source=source)
        return (reply.handoff_id, f"question:{reply.id}") if reply is not None else None

    def last_of_account(self, account_id: int, *, but: int) -> Transfer | None:
        """The transfer of the account's latest accepted handoff other than that one."""
        row = self._tx.first(_LAST_OF_ACCOUNT, account=account_id, but=but)
        return self.get(row.id) if row is not None else None

    def _save_each(
        self, table: Table, handoff_id: int, before: Mapping[Any, Any], after: Mapping[Any, Any]
    ) -> None:
        for key, value in differing(before, after).items():
            row = {"handoff_id": handoff_id, **_row(value), _KEYS[table]: key}
            self._tx.write(_SAVE[table.name][self._tx.dialect], **row)
        gone = ({"handoff": handoff_id, "which": key} for key in before if key not in after)
        self._tx.write_each(_DROP[table.name], gone)

    def _save_understood(self, handoff_id: int, before: frozenset[str], after: frozenset[str]) -> None:
        new, gone = sorted(after - before), sorted(before - after)
        self._tx.write_each(_UNDERSTAND, ({"handoff": handoff_id, "topic": topic} for topic in new))
        self._tx.write_each(
            _DROP[understood.name], ({"handoff": handoff_id, "which": topic} for topic in gone)
        )

    def _save_read_back(self, handoff_id: int, said: ReadBack | None) -> None:
        if said is None:
            self._tx.write(_DROP_READ_BACK, handoff=handoff_id)
        else:
            self._tx.write(_SAVE[read_backs.name][self._tx.dialect], handoff_id=handoff_id, **_row(said))


def _row(value: Answer | Question | Piece | ReadBack) -> dict[str, Any]:
    """The value's fields, as the columns take them."""
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _answer(row: Mapping[Any, Any]) -> Answer:
    known = {name: row[name] for name in _FIELDS[answers]}
    return Answer(**{**known, "how": Told(row["how"]), "value": tuple(row["value"])})


def _question(row: Mapping[Any, Any]) -> Question:
    return Question(**{**row, "passed": tuple(row["passed"])})


def _piece(row: Mapping[Any, Any]) -> Piece:
    return Piece(**{**row, "kind": Filing(row["kind"])})
