"""A Slack message is filed under a topic: who wrote it, when, and where it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flows import transfer
from flows.desk import notes
from flows.desk.acting import Act, Rules, actor
from flows.desk.passing import perform
from flows.handoff import By, Handoff, Note
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Incomplete, NotYours
from flows.transfer import Filing, Passed, Piece, Transfer
from flows.unkept import Unkept

LONGEST = 12_000
"""Characters of a message that are kept; its link leads to the rest."""


class Place(StrEnum):
    """Who could read the message where it was written."""

    OPEN = "open"
    PRIVATE = "private"  # few: whoever files it is told who will read it now, and asked
    DIRECT = "direct"  # it was written to one or a few people: only its link is filed


@dataclass(frozen=True, slots=True)
class Found:
    """A Slack message: its link and words, who wrote it (None: no person we know) and when (aware UTC)."""

    link: str
    text: str
    place: Place
    author: PersonId | None
    said_at: datetime


def homes(uow: UnitOfWork, person: Person) -> list[Handoff]:
    """Open handoffs that the person may add a message to."""
    return [one for one in uow.handoffs.of_person(person.id) if notes.takes_notes(person, one)]


def bring(uow: UnitOfWork, act: Act, message: Found) -> tuple[Unkept, list[Handoff]]:
    """Let a message wait while its person chooses handoff and topic; also the handoffs to choose from.

    The words of a direct message are not stored, not even for a moment. Raises NotYours.
    """
    person = actor(uow, act)
    found = homes(uow, person)
    direct = message.place is Place.DIRECT
    waiting = Unkept(
        0,
        person.id,
        "" if direct else message.text.strip()[:LONGEST],
        act.at,
        found[0].id if found else None,
        link=message.link,
        author=None if direct else message.author,
        said_at=message.said_at,
        private=message.place is Place.PRIVATE,
    )
    return (replace(waiting, id=uow.unkept.add(waiting)) if found else waiting), found


def file(
    uow: UnitOfWork, act: Act, unkept_id: int, handoff_id: int, topic: str, remark: str, rules: Rules
) -> Transfer:
    """File the message that waits. `remark` is what its finder says of it: needed where there are no words.

    Raises NotYours, Gone, or Incomplete for no words or no such topic.
    """
    person = actor(uow, act)
    if uow.history.seen(act.cause) is not None:
        return uow.transfers.get(handoff_id)
    found = notes.mine(uow, act, unkept_id)
    if found.link is None:
        raise NotYours
    body = found.body or remark.strip()
    if not body:
        raise Incomplete("", "text")
    author = found.author if found.body and found.author is not None else person.id
    at = found.said_at if found.body and found.said_at is not None else act.at
    number = uow.transfers.next_id()

    def decide(handoff: Handoff, told: Transfer, _: By) -> Passed:
        words = Note(f"{act.cause}/message", body, author, at)
        piece = Piece(number, Filing.MESSAGE, topic, words.id, author, at, found.link)
        return transfer.file(handoff, told, piece, words)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    uow.unkept.drop(unkept_id)
    return told
