"""What people wrote, one row a text. A handoff's steps and its transfer each load their own."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete

from flows.handoff import Note
from storage.tables import notes
from storage.transaction import WS, Transaction, both, differing

_SAVE = both(
    lambda insert: (
        (new := insert(notes))
        .values(workspace_id=WS)
        .values({name: bindparam(name) for name in ("handoff_id", "part", "id", "body", "author", "at")})
        .on_conflict_do_update(
            index_elements=["handoff_id", "part", "id"],
            set_={name: new.excluded[name] for name in ("body", "author", "at")},
        )
    )
)
_DROP = delete(notes).where(
    notes.c.workspace_id == WS,
    notes.c.handoff_id == bindparam("handoff"),
    notes.c.part == bindparam("of_part"),
    notes.c.id == bindparam("which"),
)


class Part(StrEnum):
    """Which of the two aggregates a text belongs to, so that neither loads the other's."""

    STEPS = "steps"
    TRANSFER = "transfer"


def read(rows: Iterable[Row[Any]]) -> dict[str, Note]:
    """The notes in these rows, by id."""
    return {row.id: Note(row.id, row.body, row.author, row.at) for row in rows}


def save(
    tx: Transaction, handoff_id: int, part: Part, before: Mapping[str, Note], after: Mapping[str, Note]
) -> None:
    """Write the texts that differ, and drop those that are gone."""
    for note in differing(before, after).values():
        values = {"id": note.id, "body": note.body, "author": note.author, "at": note.at}
        tx.write(_SAVE[tx.dialect], handoff_id=handoff_id, part=part.value, **values)
    gone = (note for note in before if note not in after)
    tx.write_each(_DROP, ({"handoff": handoff_id, "of_part": part.value, "which": note} for note in gone))
