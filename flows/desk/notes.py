"""Notes that somebody has already: split, shown, moved about, and kept only when they say so.

Until then the text waits as `flows.unkept`: no brief, no search and no colleague sees it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flows import interview, permissions, sorting, transfer
from flows.desk import prompting
from flows.desk.acting import Act, Rules, actor
from flows.handoff import Event, Handoff, Note
from flows.people import Person
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Gone, Incomplete, NotYours
from flows.sorting import Piece as Sorted
from flows.transfer import Filing, Passed, Piece, Transfer
from flows.unkept import LEFT_OUT, Unkept

LONGEST: Final = 100_000
"""Characters of notes that are read (ours): more is a document, and its link is a complete answer."""

MOST: Final = 100
"""Pieces a person is shown; a longer list is gathered by topic first, so that it can be looked through."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of the notes, and where it goes: a topic, nowhere in particular (`""`), or `LEFT_OUT`."""

    number: int
    piece: Sorted
    place: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it: pieces kept under how many topics, pieces under none, and pieces left out."""

    handoff: Handoff
    filed: int
    topics: int
    aside: int
    left_out: int


def homes(uow: UnitOfWork, person: Person) -> list[Handoff]:
    """Open handoffs that the person's notes may be for: those they are asked about, else all they are in."""
    found = [one for one in uow.handoffs.of_person(person.id) if takes_notes(person, one)]
    return [one for one in found if person.id in interview.tellers(one)] or found


def takes_notes(person: Person, handoff: Handoff) -> bool:
    """Whether that person may add notes to the handoff as it stands."""
    topics = handoff.playbook.topics
    return bool(topics) and handoff.status.open and permissions.may(person.id, Action.ANSWER, handoff)


def bring(uow: UnitOfWork, act: Act, text: str, handoff_id: int | None) -> Unkept:
    """Let the text wait, for one handoff or until the person says for which.

    Raises NotYours, Gone, or Incomplete when there are no words.
    """
    person = actor(uow, act)
    if not text.strip():
        raise Incomplete("", "text")
    if handoff_id is not None:
        _allowed(person, uow.handoffs.get(handoff_id))
    waiting = Unkept(0, person.id, text.strip()[:LONGEST], act.at, handoff_id)
    return replace(waiting, id=uow.unkept.add(waiting))


def mine(uow: UnitOfWork, act: Act, unkept_id: int) -> Unkept:
    """The text that waits for this person. Raises NotYours, or Gone when its day is over."""
    person = actor(uow, act)
    found = uow.unkept.get(unkept_id)
    if found is None or found.gone(act.at):
        raise Gone("unkept")
    if found.person_id != person.id:
        raise NotYours
    return found


def choose(uow: UnitOfWork, act: Act, unkept_id: int, handoff_id: int) -> Unkept:
    """Say for which handoff the notes are. Raises NotYours or Gone."""
    found = mine(uow, act, unkept_id)
    _allowed(actor(uow, act), uow.handoffs.get(handoff_id))
    if found.handoff_id != handoff_id:
        found = replace(found, handoff_id=handoff_id, places={})
        uow.unkept.place(found)
    return found


def move(uow: UnitOfWork, act: Act, unkept_id: int, places: Mapping[str, str]) -> Unkept:
    """Remember where the person put these pieces (by number). Raises NotYours or Gone."""
    found = mine(uow, act, unkept_id)
    after = replace(found, places={**found.places, **places})
    if after != found:
        uow.unkept.place(after)
    return after


def split(handoff: Handoff, text: Unkept) -> list[Placed]:
    """The notes in pieces: where their words put them, or where the person did."""
    pieces = sorting.sort(text.body, handoff.playbook)
    pieces = pieces if len(pieces) <= MOST else _gathered(pieces)
    return [
        Placed(number, piece, text.places.get(str(number), piece.topic or ""))
        for number, piece in enumerate(pieces)
    ]


def _gathered(pieces: Sequence[Sorted]) -> list[Sorted]:
    """The pieces of one topic put together, as long as each may be: what was written first comes first."""
    found: dict[str | None, list[Sorted]] = {}
    for piece in pieces:
        group = found.setdefault(piece.topic, [])
        if group and len(group[-1].text) + len(piece.text) < sorting.PIECE:
            last = group[-1]
            why = tuple(dict.fromkeys((*last.why, *piece.why)))
            group[-1] = Sorted(f"{last.text}\n{piece.text}", piece.topic, why)
        else:
            group.append(piece)
    return [piece for group in found.values() for piece in group]


def keep(uow: UnitOfWork, act: Act, unkept_id: int, rules: Rules) -> Kept | None:
    """Keep the pieces where they are now, each with its author and instant; None at the second arrival.

    Raises NotYours, or Gone when their day or the handoff is over.
    """
    if uow.history.seen(act.cause) is not None:
        return None
    person = actor(uow, act)
    text = mine(uow, act, unkept_id)
    handoff = uow.handoffs.get(text.handoff_id or 0, lock=True)
    _allowed(person, handoff)
    if handoff is None:
        raise NotYours
    placed = split(handoff, text)
    kept = [one for one in placed if one.place != LEFT_OUT]
    before = uow.transfers.get(handoff.id)
    passed = _filed(uow, handoff, before, kept, act, person)
    uow.unkept.drop(unkept_id)
    prompting.keep(uow, act, person, handoff, before, passed, rules)
    filed = [one.place for one in kept if one.place]
    left_out = len(placed) - len(kept)
    return Kept(handoff, len(filed), len(set(filed)), len(kept) - len(filed), left_out)


def _filed(
    uow: UnitOfWork, handoff: Handoff, told: Transfer, kept: Sequence[Placed], act: Act, person: Person
) -> Passed:
    events: list[Event] = []
    for one in kept:
        words = Note(f"{act.cause}/{one.number}", one.piece.text, person.id, act.at)
        number = uow.transfers.next_id()
        piece = Piece(number, Filing.PASTED, one.place, words.id, person.id, act.at)
        passed = transfer.file(handoff, told, piece, words)
        told = passed.transfer
        events += passed.events
    return Passed(told, tuple(events))


def throw_away(uow: UnitOfWork, act: Act, unkept_id: int) -> None:
    """Nothing of it is kept; what is gone already stays gone. Raises NotYours."""
    found = uow.unkept.get(unkept_id)
    if found is None:
        return
    if found.person_id != actor(uow, act).id:
        raise NotYours
    uow.unkept.drop(unkept_id)


def _allowed(person: Person, handoff: Handoff | None) -> None:
    if handoff is None or not permissions.may(person.id, Action.ANSWER, handoff):
        raise NotYours
    if not handoff.status.open:
        raise Gone(handoff.status.value)
