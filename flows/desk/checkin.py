"""Thirty days after the baton: one question to the receiver, kept by topic, never by person."""

from datetime import datetime, timedelta

from flows import transfer
from flows.desk import bundles
from flows.desk.acting import Act, Rules
from flows.desk.passing import perform, settle
from flows.handoff import By, Handoff, Note
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.prompts import PromptKind
from flows.topics import Topic
from flows.transfer import Filing, Passed, Piece, Transfer


def plan(uow: UnitOfWork, handoff: Handoff, now: datetime, rules: Rules) -> None:
    """The receiver is asked that many days after `now` (aware UTC), in a bundle of theirs."""
    if not handoff.playbook.topics:
        return
    about = now + timedelta(days=rules.again_days)
    person = uow.people.get([handoff.receiver])[handoff.receiver]
    at = bundles.next_bundle(about, person.tz)
    uow.prompts.queue(person.id, handoff.id, PromptKind.AGAIN, "", now, not_before=at)
    uow.people.wake([person.id], at)


def say(uow: UnitOfWork, act: Act, handoff_id: int, text: str | None, rules: Rules) -> None:
    """What the customer had to be asked again (None: nothing). Raises NotYours."""
    words = (text or "").strip()
    number = uow.transfers.next_id() if words else 0

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        note = Note(f"{act.cause}/again", words, by.person, by.at)
        piece = Piece(number, Filing.AGAIN, topic_of(handoff, words), note.id, by.person, by.at)
        return transfer.file(handoff, told, piece, note)

    if words:
        perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)
    settle(uow, act, handoff_id, PromptKind.AGAIN)


def topic_of(handoff: Handoff, text: str) -> str:
    """The topic that the words are about, by the playbook's own words for it; empty when none is."""
    said = f" {text.casefold()} "
    found = {topic.id: _hits(topic, said) for topic in handoff.playbook.topics}
    best = max(found, key=lambda name: found[name], default="")
    return best if best and found[best] else ""


def _hits(topic: Topic, said: str) -> int:
    return sum(len(word) for word in (topic.title, *topic.words) if word.casefold() in said)
