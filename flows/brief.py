"""The brief: what a handoff leaves behind, as a neutral document that stands in the same order every time.

People are ids and texts are what people wrote; whoever shows it puts both into words. Every answer is
internal: nothing here is for the customer to see.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows import brief_said, looks, transfer
from flows.brief_said import Manner, Statement
from flows.handoff import Depth, Handoff
from flows.looks import Page
from flows.ports import Recorded
from flows.summary import summary
from flows.topics import UNKNOWN, Theme, Topic
from flows.transfer import Filing, Reading, Told, Transfer

__all__ = ["Brief", "Manner", "Section", "SectionKind", "Statement", "brief", "since", "summary"]

LIFTED = (Theme.TEMPERATURE, Theme.LOOPS, Theme.IF_THEN, Theme.PROMISES, Theme.ASKED)
"""What has a place of its own in the brief, and is not told a second time under its topic."""

MILESTONES = frozenset(
    {
        *("started", "confirmed", "paused", "resumed", "edited", "depth", "ready_for_solo", "solo", "left"),
        *("returned", "read_back", "read_back_right", "corrected"),
        *("accepted", "closed", "cancelled", "reopened"),
    }
)
"""The events that a timeline shows; ticks and answers are elsewhere in the brief."""


class SectionKind(StrEnum):
    """The sections, in their order. There is one `TOPIC` for each topic."""

    RESPONSIBLE = "responsible"
    TEMPERATURE = "temperature"
    LOOPS = "loops"
    IF_THEN = "if_then"
    TOPIC = "topic"
    CUSTOMER = "customer"
    PROMISES = "promises"
    READ_BACK = "read_back"
    LINKS = "links"
    NOTES = "notes"
    TIMELINE = "timeline"


@dataclass(frozen=True, slots=True)
class Section:
    """One section. A topic's has how far the receiver is with it (`reading`), and its `pages` to read."""

    kind: SectionKind
    statements: tuple[Statement, ...]
    title: str = ""
    topic: str = ""
    reading: Reading | None = None
    pages: tuple[Page, ...] = ()

    @property
    def asked(self) -> int:
        """How many questions belong to it: the interview's, and those people asked."""
        return sum(one.asked for one in self.statements)

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(one.answered for one in self.statements)

    @property
    def fresh(self) -> datetime | None:
        """The instant of its newest statement."""
        return max((one.at for one in self.statements if one.at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Brief:
    """All of it, as it was `at` that instant (aware UTC)."""

    handoff_id: int
    account: str
    at: datetime
    depth: Depth
    sections: tuple[Section, ...]

    @property
    def answered(self) -> tuple[int, int]:
        """How many questions have an answer, and how many there are."""
        return sum(one.answered for one in self.sections), sum(one.asked for one in self.sections)

    def of(self, kind: SectionKind) -> tuple[Section, ...]:
        """The sections of that kind: one, or the topics."""
        return tuple(one for one in self.sections if one.kind is kind)


def brief(handoff: Handoff, told: Transfer, now: datetime, history: Iterable[Recorded] = ()) -> Brief:
    """The brief of a handoff. `history` are its changes, in any order; without it the timeline is short."""
    kind = SectionKind
    sections = (
        Section(kind.RESPONSIBLE, (_responsible(handoff),)),
        _themed(handoff, told, kind.TEMPERATURE, Theme.TEMPERATURE),
        _themed(handoff, told, kind.LOOPS, Theme.LOOPS, brief_said.returns(told, settled=False)),
        _themed(handoff, told, kind.IF_THEN, Theme.IF_THEN),
        *_topics(handoff, told),
        _themed(handoff, told, kind.CUSTOMER, Theme.ASKED, _for_customer(handoff, told)),
        _themed(handoff, told, kind.PROMISES, Theme.PROMISES),
        Section(kind.READ_BACK, tuple(_read_back(told))),
        Section(kind.LINKS, tuple(_links(handoff))),
        Section(kind.NOTES, tuple(brief_said.pieces(told, "", (Filing.PASTED, Filing.MESSAGE)))),
        Section(kind.TIMELINE, tuple(_timeline(handoff, history))),
    )
    return Brief(handoff.id, handoff.account.name, now, handoff.depth, sections)


def since(found: Brief, instant: datetime) -> list[tuple[Section, Statement]]:
    """What was said after that instant, oldest first; who answers now and the timeline aside."""
    quiet = (SectionKind.RESPONSIBLE, SectionKind.TIMELINE)
    new = [
        (one.at, section, one)
        for section in found.sections
        if section.kind not in quiet
        for one in section.statements
        if one.at is not None and one.at > instant
    ]
    return [(section, one) for _, section, one in sorted(new, key=lambda entry: entry[0])]


def _responsible(handoff: Handoff) -> Statement:
    at = handoff.accepted_at or handoff.started_at
    return Statement(Manner.RESPONSIBLE, author=handoff.responsible, at=at, text=handoff.status.value)


def _themed(
    handoff: Handoff, told: Transfer, kind: SectionKind, theme: Theme, more: Iterable[Statement] = ()
) -> Section:
    """A section of its own for every question of that theme; those not asked here say so."""
    found = [name for name, (_, ask) in handoff.playbook.asks.items() if ask.theme is theme]
    statements = (brief_said.answer(handoff, told, name) for name in found)
    return Section(kind, (*statements, *more))


def _topics(handoff: Handoff, told: Transfer) -> Iterator[Section]:
    """The topics, the playbook's and then people's own. One that has only lifted answers is left out."""
    for topic_id, title in transfer.topics(handoff, told).items():
        topic = handoff.playbook.topic.get(topic_id)
        said = (*(_interview(handoff, told, topic) if topic else ()), *brief_said.around(told, topic_id))
        lifted = topic is not None and bool(topic.ask) and all(ask.theme in LIFTED for ask in topic.ask)
        if said or not lifted:
            reading = transfer.reading(told, topic_id)
            pages = looks.pages(handoff, topic) if topic else ()
            yield Section(SectionKind.TOPIC, said, title, topic_id, reading, pages)


def _interview(handoff: Handoff, told: Transfer, topic: Topic) -> Iterator[Statement]:
    """The topic's own questions. When a light handoff asks none of them, that is said once."""
    names = [f"{topic.id}.{ask.id}" for ask in topic.ask if ask.theme not in LIFTED]
    found = [brief_said.answer(handoff, told, name) for name in names]
    kept = [one for one in found if one.manner is not Manner.NOT_ASKED]
    yield from kept if kept or not found else [Statement(Manner.NOT_ASKED)]


def _for_customer(handoff: Handoff, told: Transfer) -> Iterator[Statement]:
    """What nobody here knows, and what the customer had to be asked again (by topic, never by person)."""
    for name, (_, ask) in handoff.playbook.asks.items():
        if not ask.for_customer:
            continue
        answer = told.answers.get(name)
        by_fact = UNKNOWN in handoff.facts.get(ask.fact or "", ())
        if by_fact or (answer is not None and (answer.how is Told.UNKNOWN or UNKNOWN in answer.value)):
            yield Statement(
                Manner.FOR_CUSTOMER,
                prompt=ask.question,
                author=answer.author if answer else None,
                at=answer.at if answer else None,
            )
    yield from brief_said.again(handoff, told)


def _read_back(told: Transfer) -> Iterator[Statement]:
    yield from brief_said.returns(told, settled=True)
    said = told.read_back
    if said is None:
        return
    yield Statement(Manner.READ_BACK, told.words(said.note), author=said.author, at=said.at)
    if said.confirmed_at is not None:
        manner = Manner.CORRECTION if said.correction else Manner.CONFIRMED
        words = told.words(said.correction)
        yield Statement(manner, words, author=said.confirmed_by, at=said.confirmed_at)


def _links(handoff: Handoff) -> Iterator[Statement]:
    """What was given as evidence of the steps, in their order."""
    for step in handoff.playbook.steps:
        for part_id, note_id in handoff.state(step.id).evidence.items():
            part, note = step.part(part_id), handoff.notes.get(note_id)
            title = part.title if part else step.title
            if note is not None:
                yield Statement(Manner.LINK, note.body, prompt=title, author=note.author, at=note.at)


def _timeline(handoff: Handoff, history: Iterable[Recorded]) -> list[Statement]:
    """The milestones, oldest first; what the handoff itself remembers, where there is no history."""
    found = [
        Statement(Manner.EVENT, event.kind, author=change.actor, at=change.at)
        for change in sorted(history, key=lambda change: (change.at, change.id))
        for event in change.events
        if event.kind in MILESTONES
    ]
    return found or [
        Statement(Manner.EVENT, kind, author=person, at=at)
        for kind, person, at in (
            ("started", handoff.started_by, handoff.started_at),
            ("solo", None, handoff.solo_at),
            ("accepted", handoff.accepted_by, handoff.accepted_at),
            (handoff.status.value, handoff.ended_by, handoff.ended_at),
        )
        if at is not None
    ]
