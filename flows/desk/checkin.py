"""Thirty days after the baton: one question to the receiver, kept by topic, never by person."""

from flows import transfer
from flows.desk import topics
from flows.desk.acting import Act, Rules
from flows.handoff import By, Handoff, Note
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.transfer import Filing, Passed, Piece, Transfer


def say(uow: UnitOfWork, act: Act, handoff_id: int, text: str | None, rules: Rules) -> None:
    """What the customer had to be asked again (None: nothing)."""
    number = uow.transfers.next_id()

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/again", (text or "").strip(), by.person, by.at)
        piece = Piece(number, Filing.AGAIN, "", words.id, by.person, by.at)
        return transfer.file(handoff, told, piece, words)

    if text and text.strip():
        topics.perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)
