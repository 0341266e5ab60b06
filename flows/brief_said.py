"""What was said, as statements: each with its author, its instant, and how it was said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flows import sorting, transfer
from flows.handoff import Handoff
from flows.people import PersonId
from flows.topics import Ask, AskKind
from flows.transfer import Answer, Filing, Question, Told, Transfer


class Manner(StrEnum):
    """How something was said, or why it was not."""

    SAID = "said"
    NOTHING = "nothing"
    DOCUMENT = "document"
    UNKNOWN = "unknown"
    IN_PERSON = "in_person"
    KNOWN = "known"  # settled as a fact of the flow, beside the interview
    OPEN = "open"  # asked, and not told yet
    NOT_ASKED = "not_asked"  # a light handoff
    FOR_CUSTOMER = "for_customer"
    QUESTION = "question"
    REPLY = "reply"
    READ_BACK = "read_back"
    CONFIRMED = "confirmed"
    CORRECTION = "correction"
    RETURNED = "returned"
    OWN = "own"
    PASTED = "pasted"
    MESSAGE = "message"
    AGAIN = "again"
    LINK = "link"
    EVENT = "event"
    RESPONSIBLE = "responsible"


_ASKED = (Manner.SAID, Manner.NOTHING, Manner.DOCUMENT, Manner.UNKNOWN, Manner.IN_PERSON, Manner.KNOWN)
_UNANSWERED = (Manner.UNKNOWN, Manner.IN_PERSON)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was said.

    `text` is a person's words as they wrote them; `prompt` and `chosen` are the playbook's, with
    placeholders. `people` were named in the answer, `to` was asked. No author: nobody is named for it.
    """

    manner: Manner
    text: str = ""
    prompt: str = ""
    chosen: tuple[str, ...] = ()
    people: tuple[PersonId, ...] = ()
    author: PersonId | None = None
    at: datetime | None = None
    second_hand: bool = False
    link: str | None = None
    to: PersonId | None = None
    replied: bool = False

    @property
    def asked(self) -> bool:
        """Whether it is a question, or the answer to one."""
        return self.manner in (*_ASKED, Manner.OPEN, Manner.QUESTION)

    @property
    def answered(self) -> bool:
        """Whether it is an answer, or a question that has one. "Don't know" and "in person" are none yet."""
        return self.replied or (self.manner in _ASKED and self.manner not in _UNANSWERED)


def answer(handoff: Handoff, told: Transfer, name: str) -> Statement:
    """What stands for one question of the interview (`topic.ask`), answered or not."""
    _, ask = handoff.playbook.asks[name]
    given = told.answers.get(name)
    if given is not None:
        return _told(ask, given, told.words(given.note))
    if known := handoff.facts.get(ask.fact or ""):
        return Statement(Manner.KNOWN, prompt=ask.question, chosen=_labels(ask, known))
    manner = Manner.OPEN if name in transfer.asked(handoff) else Manner.NOT_ASKED
    return Statement(manner, prompt=ask.question)


def _told(ask: Ask, given: Answer, words: str) -> Statement:
    people = given.value if ask.kind is AskKind.PEOPLE and given.how is Told.SAID else ()
    chosen = () if people else _chosen(ask, given, words)
    text = "" if sorting.key(words) in [sorting.key(one) for one in (*chosen, *given.value)] else words
    return Statement(
        Manner(given.how.value),
        text,
        ask.question,
        chosen,
        tuple(int(one) for one in people),
        given.author,
        given.at,
        given.second_hand,
    )


def _chosen(ask: Ask, given: Answer, words: str) -> tuple[str, ...]:
    """The choices by their labels, unless the words say them and more; else a value without words."""
    if ask.choices:
        labels = _labels(ask, given.value)
        begins = [one for one in (*labels, *given.value) if words.casefold().startswith(one.casefold())]
        return () if any(len(words) > len(one) for one in begins) else labels
    if ask.kind is AskKind.DATE and given.how is Told.SAID:
        return tuple(_day(value) for value in given.value)
    return () if words else given.value


def _labels(ask: Ask, values: tuple[str, ...]) -> tuple[str, ...]:
    known: Mapping[str, str] = {choice.id: choice.label for choice in ask.choices}
    return tuple(known.get(value, value) for value in values)


def _day(value: str) -> str:
    """A stored day as people write it; whatever else stands there as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%b %Y}"


def around(told: Transfer, topic: str) -> Iterator[Statement]:
    """What people put to a topic beside the interview: remarks, notes, and questions with their replies."""
    if topic.startswith("own-"):
        yield from pieces(told, "", (Filing.OWN,), only=int(topic.removeprefix("own-")))
    yield from pieces(told, topic, (Filing.OWN, Filing.PASTED, Filing.MESSAGE))
    for question in sorted(told.questions.values(), key=lambda one: (one.asked_at, one.id)):
        if question.topic == topic:
            yield from _exchange(told, question)


def _exchange(told: Transfer, question: Question) -> Iterator[Statement]:
    yield Statement(
        Manner.QUESTION,
        told.words(question.note),
        author=question.asked_by,
        at=question.asked_at,
        to=question.asked_of,
        replied=question.reply is not None,
    )
    if question.reply is not None:
        words = told.words(question.reply)
        yield Statement(Manner.REPLY, words, author=question.replied_by, at=question.replied_at)


def pieces(
    told: Transfer, topic: str, kinds: tuple[Filing, ...], *, only: int | None = None
) -> Iterator[Statement]:
    """The pieces of these kinds under a topic (`""`: under none), oldest first; or one of them alone."""
    for piece in sorted(told.pieces.values(), key=lambda one: (one.at, one.id)):
        if piece.topic == topic and piece.kind in kinds and only in (None, piece.id):
            yield Statement(
                Manner(piece.kind.value),
                told.words(piece.note),
                author=piece.author,
                at=piece.at,
                link=piece.link,
            )


def returns(told: Transfer, *, settled: bool) -> Iterator[Statement]:
    """The reasons for which the receiver gave the handoff back: those sorted out, or those still open."""
    for piece in told.pieces.values():
        if piece.kind is Filing.RETURNED and piece.settled is settled:
            words = told.words(piece.note)
            yield Statement(Manner.RETURNED, words, author=piece.author, at=piece.at)


def again(handoff: Handoff, told: Transfer) -> Iterator[Statement]:
    """What the customer had to be asked again: by topic, and nobody is named for it."""
    titles = transfer.topics(handoff, told)
    for piece in told.pieces.values():
        if piece.kind is Filing.AGAIN:
            words = told.words(piece.note)
            yield Statement(Manner.AGAIN, words, prompt=titles.get(piece.topic, ""), at=piece.at)
