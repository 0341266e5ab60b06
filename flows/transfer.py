"""What passes from one head to another: answers, questions, read-back, acceptance or return.

The second aggregate beside the handoff, loaded only where the conversation needs it. Texts are notes, kept
in one row each and referred to by id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from flows import conditions
from flows.handoff import By, Depth, Event, Handoff, Note
from flows.people import PersonId
from flows.refusals import AlreadySo, Gone, Incomplete
from flows.topics import Ask, Topic


class Told(StrEnum):
    """How a question was answered."""

    SAID = "said"
    NOTHING = "nothing"  # nothing special
    DOCUMENT = "document"  # it's in a document: a link is a complete answer
    UNKNOWN = "unknown"
    IN_PERSON = "in_person"  # stores only the topic's name, and goes on the internal meeting's agenda

    @property
    def complete(self) -> bool:
        """Whether nothing more is asked of anyone."""
        return self is not Told.UNKNOWN


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question (`topic.ask`). `note` holds the words, `value` what was typed or chosen.

    `second_hand`: by somebody else than the giver, because the giver had left or did not know. `source` is
    the Slack message it came from (`channel:ts`), so that editing the message edits the answer.
    """

    how: Told
    author: PersonId
    at: datetime
    note: str | None = None
    value: tuple[str, ...] = ()
    second_hand: bool = False
    source: str | None = None


class Reading(StrEnum):
    """How far the receiver is with a topic. A topic with an open question is derived, see `reading`."""

    UNREAD = "unread"
    UNDERSTOOD = "understood"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the receiver (or anyone here) about a topic, and what came back.

    It goes to `asked_of`, in their next bundle; `passed` are those who did not know.
    """

    id: int
    topic: str
    note: str
    asked_by: PersonId
    asked_of: PersonId
    asked_at: datetime
    reply: str | None = None
    replied_by: PersonId | None = None
    replied_at: datetime | None = None
    passed: tuple[PersonId, ...] = ()
    settled: bool = False
    source: str | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody still owes a reply."""
        return self.reply is None and not self.settled


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The receiver's own words, and what the giver says of them. Both stay in the brief."""

    note: str | None
    author: PersonId
    at: datetime
    confirmed_by: PersonId | None = None
    confirmed_at: datetime | None = None
    correction: str | None = None


class Filing(StrEnum):
    """Where a piece that belongs to no question came from."""

    OWN = "own"  # a topic or remark somebody added
    PASTED = "pasted"  # from notes the giver pasted
    MESSAGE = "message"  # a Slack message, by "Add to handoff"
    RETURNED = "returned"  # a reason for which the receiver returned the handoff
    AGAIN = "again"  # what the customer had to be asked again (by topic, never by person)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something said beside the questions: filed under a topic, or under none (`""`)."""

    id: int
    kind: Filing
    topic: str
    note: str
    author: PersonId
    at: datetime
    link: str | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Transfer:
    """All that was said in one handoff. `understood` are the topics the receiver ticked."""

    handoff_id: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    understood: frozenset[str] = frozenset()
    questions: Mapping[int, Question] = field(default_factory=dict)
    pieces: Mapping[int, Piece] = field(default_factory=dict)
    read_back: ReadBack | None = None
    notes: Mapping[str, Note] = field(default_factory=dict)

    def with_note(self, note: Note | None) -> "Transfer":
        """The transfer with that text remembered."""
        return self if note is None else replace(self, notes={**self.notes, note.id: note})

    def words(self, note_id: str | None) -> str:
        """What somebody wrote; empty when there is none, or it was erased."""
        note = self.notes.get(note_id) if note_id else None
        return note.body if note else ""


@dataclass(frozen=True, slots=True)
class Passed:
    """What one act did: the transfer after it, facts it settled, and the events to remember."""

    transfer: Transfer
    events: tuple[Event, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def asked(handoff: Handoff) -> dict[str, tuple[Topic, Ask]]:
    """The questions of this handoff in order, by full id: all of them, or the light ones.

    A question whose condition fails is left out; one whose condition is not known yet stays for later.
    """
    return {
        name: (topic, ask)
        for name, (topic, ask) in handoff.playbook.asks.items()
        if (handoff.depth is Depth.FULL or ask.light) and conditions.holds(ask.when, handoff.facts) is True
    }


def left_to_ask(handoff: Handoff, transfer: Transfer) -> list[str]:
    """The questions nobody has answered yet, in order; what a fact of the flow says already is not asked."""
    return [
        name
        for name, (_, ask) in asked(handoff).items()
        if name not in transfer.answers and (ask.fact is None or ask.fact not in handoff.facts)
    ]


def tell(handoff: Handoff, transfer: Transfer, name: str, answer: Answer, note: Note | None) -> Passed:
    """Answer a question, or answer it anew. A topic that was understood and changes is read again.

    Raises Gone when the handoff has ended, Incomplete for a question or choice that does not exist.
    """
    _require_open(handoff)
    if name not in handoff.playbook.asks:
        raise Incomplete("", "question", name)
    topic, ask = handoff.playbook.asks[name]
    known = {choice.id for choice in ask.choices}
    if known and answer.how is Told.SAID and answer.value and not set(answer.value) <= known:
        raise Incomplete("", "choice", name)
    after = replace(
        transfer.with_note(note),
        answers={**transfer.answers, name: answer},
        understood=transfer.understood - {topic.id},
    )
    facts = {ask.fact: answer.value} if ask.fact and answer.how is Told.SAID and answer.value else {}
    before = transfer.answers.get(name)
    data = {"ask": name, "how": answer.how.value, "before": before.how.value if before else None}
    return Passed(after, (Event("told", None, data),), facts)


def take_back(handoff: Handoff, transfer: Transfer, name: str) -> Passed:
    """Take an answer back, so that the question is open again. Raises Gone or AlreadySo."""
    _require_open(handoff)
    if name not in transfer.answers:
        raise AlreadySo(None, "open")
    rest = {ask: answer for ask, answer in transfer.answers.items() if ask != name}
    return Passed(replace(transfer, answers=rest), (Event("taken_back", None, {"ask": name}),))


def reading(transfer: Transfer, topic_id: str) -> Reading:
    """How far the receiver is with a topic: an unsettled question keeps it open."""
    if any(q.topic == topic_id and not q.settled for q in transfer.questions.values()):
        return Reading.QUESTION
    return Reading.UNDERSTOOD if topic_id in transfer.understood else Reading.UNREAD


def understand(handoff: Handoff, transfer: Transfer, topic_id: str) -> Passed:
    """The receiver has understood a topic: its answered questions are settled with it.

    Raises Gone, Incomplete (no such topic), or AlreadySo.
    """
    _require_open(handoff)
    if topic_id not in topics(handoff, transfer):
        raise Incomplete("", "topic", topic_id)
    if reading(transfer, topic_id) is Reading.UNDERSTOOD:
        raise AlreadySo(None, "understood")
    questions = {
        number: replace(q, settled=True) if q.topic == topic_id else q
        for number, q in transfer.questions.items()
    }
    after = replace(transfer, understood=transfer.understood | {topic_id}, questions=questions)
    return Passed(after, (Event("understood", None, {"topic": topic_id}),))


def topics(handoff: Handoff, transfer: Transfer) -> dict[str, str]:
    """Every topic of this handoff by id, with its title: the playbook's, then what people added."""
    found = {topic.id: topic.title for topic in handoff.playbook.topics}
    own = (piece for piece in transfer.pieces.values() if piece.kind is Filing.OWN and not piece.topic)
    return found | {f"own-{piece.id}": _first_line(transfer.words(piece.note)) for piece in own}


def _first_line(text: str) -> str:
    """What a topic of somebody's own is called; its words may have been erased."""
    return (text.splitlines() or ["…"])[0][:80]


def ask(handoff: Handoff, transfer: Transfer, question: Question, note: Note) -> Passed:
    """Ask somebody about a topic. Raises Gone, or Incomplete (no such topic)."""
    _require_open(handoff)
    if question.topic not in topics(handoff, transfer):
        raise Incomplete("", "topic", question.topic)
    after = replace(
        transfer.with_note(note),
        questions={**transfer.questions, question.id: question},
        understood=transfer.understood - {question.topic},
    )
    data = {"question": question.id, "topic": question.topic, "of": question.asked_of}
    return Passed(after, (Event("asked", None, data),))


def reply(transfer: Transfer, question_id: int, by: By, note: Note, source: str | None = None) -> Passed:
    """Reply to a question, or reply anew. The topic stays open until the asker has understood.

    Raises Incomplete when there is no such question, AlreadySo when it is settled.
    """
    question = _question(transfer, question_id)
    said = replace(question, reply=note.id, replied_by=by.person, replied_at=by.at, source=source)
    after = replace(transfer.with_note(note), questions={**transfer.questions, question_id: said})
    return Passed(after, (Event("replied", None, {"question": question_id, "topic": question.topic}),))


def pass_on(transfer: Transfer, question_id: int, to: PersonId) -> Passed:
    """The question goes to somebody else, because whoever had it does not know. Raises like `reply`."""
    question = _question(transfer, question_id)
    passed = tuple(dict.fromkeys((*question.passed, question.asked_of)))
    moved = replace(question, asked_of=to, passed=tuple(one for one in passed if one != to))
    after = replace(transfer, questions={**transfer.questions, question_id: moved})
    return Passed(after, (Event("passed_on", None, {"question": question_id, "to": to}),))


def not_known(transfer: Transfer, question_id: int) -> Passed:
    """Whoever was asked does not know; the question stays, for the asker to pass on. Raises like `reply`."""
    question = _question(transfer, question_id)
    after = replace(question, passed=(*question.passed, question.asked_of))
    questions = {**transfer.questions, question_id: after}
    data = {"question": question_id, "topic": question.topic}
    return Passed(replace(transfer, questions=questions), (Event("not_known", None, data),))


def _question(transfer: Transfer, question_id: int) -> Question:
    question = transfer.questions.get(question_id)
    if question is None:
        raise Incomplete("", "question", str(question_id))
    if question.settled:
        raise AlreadySo(None, "settled", question.replied_by, question.replied_at)
    return question


def read_back(handoff: Handoff, transfer: Transfer, by: By, note: Note | None) -> Passed:
    """The receiver tells the account back, in their own words (a light handoff: agrees to the summary).

    Raises Gone, AlreadySo once accepted, or Incomplete when a full handoff's words are missing.
    """
    _require_open(handoff)
    if handoff.accepted_at is not None:
        raise AlreadySo(None, "accepted", handoff.accepted_by, handoff.accepted_at)
    if note is None and handoff.depth is Depth.FULL:
        raise Incomplete("", "text")
    said = ReadBack(note.id if note else None, by.person, by.at)
    return Passed(replace(transfer.with_note(note), read_back=said), (Event("read_back"),))


def confirm(transfer: Transfer, by: By, correction: Note | None = None) -> Passed:
    """The giver says "that's right", or corrects it; a correction confirms the rest.

    Raises Incomplete before there is a read-back, AlreadySo after it was confirmed.
    """
    said = transfer.read_back
    if said is None:
        raise Incomplete("", "read_back")
    if said.confirmed_by is not None:
        raise AlreadySo(None, "confirmed", said.confirmed_by, said.confirmed_at)
    checked = replace(
        said,
        confirmed_by=by.person,
        confirmed_at=by.at,
        correction=correction.id if correction else None,
    )
    kind = "corrected" if correction else "read_back_right"
    return Passed(replace(transfer.with_note(correction), read_back=checked), (Event(kind),))


def may_accept(handoff: Handoff, transfer: Transfer) -> bool:
    """Whether nothing of the conversation is before the acceptance any more.

    Full: the receiver has read back and the giver has answered, unless the giver has left. Light: the
    receiver has agreed to the summary. A playbook without topics has nothing to read back.
    """
    if not handoff.playbook.topics:
        return True
    said = transfer.read_back
    if said is None or said.author != handoff.receiver:
        return False
    return said.confirmed_by is not None or handoff.giver_gone or handoff.depth is Depth.LIGHT


def file(handoff: Handoff, transfer: Transfer, piece: Piece, note: Note) -> Passed:
    """File a piece under a topic, or under none. Raises Gone, or Incomplete (no such topic).

    What the customer had to be asked again comes a month later, when the handoff is closed.
    """
    if piece.kind is not Filing.AGAIN:
        _require_open(handoff)
    if piece.topic and piece.topic not in topics(handoff, transfer):
        raise Incomplete("", "topic", piece.topic)
    after = replace(transfer.with_note(note), pieces={**transfer.pieces, piece.id: piece})
    if piece.topic:
        after = replace(after, understood=after.understood - {piece.topic})
    return Passed(after, (Event("filed", None, {"piece": piece.id, "kind": piece.kind.value}),))


def give_back(handoff: Handoff, transfer: Transfer, piece: Piece, note: Note) -> Passed:
    """The receiver returns the handoff with a reason, which becomes an open item; a new read-back follows.

    Raises Gone, or AlreadySo once accepted.
    """
    _require_open(handoff)
    if handoff.accepted_at is not None:
        raise AlreadySo(None, "accepted", handoff.accepted_by, handoff.accepted_at)
    after = replace(transfer.with_note(note), pieces={**transfer.pieces, piece.id: piece}, read_back=None)
    return Passed(after, (Event("returned", None, {"piece": piece.id}),))


def sort_out(transfer: Transfer, piece_id: int) -> Passed:
    """A reason for the return is sorted out. Raises Incomplete (no such item) or AlreadySo."""
    piece = transfer.pieces.get(piece_id)
    if piece is None or piece.kind is not Filing.RETURNED:
        raise Incomplete("", "item", str(piece_id))
    if piece.settled:
        raise AlreadySo(None, "settled")
    pieces = {**transfer.pieces, piece_id: replace(piece, settled=True)}
    return Passed(replace(transfer, pieces=pieces), (Event("sorted_out", None, {"piece": piece_id}),))


def for_another_receiver(transfer: Transfer) -> Transfer:
    """What was said stays; what one receiver understood says nothing of the next one."""
    return replace(transfer, understood=frozenset(), read_back=None)


def open_items(transfer: Transfer) -> list[Piece]:
    """The reasons of a return that nobody has settled yet."""
    return [p for p in transfer.pieces.values() if p.kind is Filing.RETURNED and not p.settled]


def _require_open(handoff: Handoff) -> None:
    if not handoff.status.open:
        raise Gone(handoff.status.value)
