"""The walk through the topics: which question is next for whom, and what counts as its answer."""

from dataclasses import dataclass

from flows import leaving, transfer
from flows.handoff import Handoff
from flows.people import PersonId
from flows.replies.meaning import Day, Figure, Links, Persons, Picked, Value, Words
from flows.topics import Ask, AskKind, Topic
from flows.transfer import Told, Transfer

BUTTONS = {
    "nothing": Told.NOTHING,
    "document": Told.DOCUMENT,
    "unknown": Told.UNKNOWN,
    "in_person": Told.IN_PERSON,
}
"""What every question of the interview can be answered with in one tap."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in the walk: its number, and how many there are."""

    number: int
    total: int


def tellers(handoff: Handoff) -> tuple[PersonId, ...]:
    """Who is asked: the giver; when the giver has left, those who may know second-hand, the manager first."""
    if not handoff.giver_gone:
        return (handoff.giver,)
    parties = (handoff.playbook.giver, handoff.playbook.receiver)
    others = (person for role, person in handoff.participants.items() if role not in parties)
    return tuple(dict.fromkeys((handoff.manager, *others)))


def next_question(handoff: Handoff, told: Transfer, after: str | None = None) -> str | None:
    """The next unanswered question, in the order of `leaving.order`; those after `after` first, then none.

    Going only forward lets a person skip: what was skipped comes again when they begin anew.
    """
    order = leaving.order(handoff)
    start = order.index(after) + 1 if after in order else 0
    left = set(transfer.left_to_ask(handoff, told))
    return next((name for name in order[start:] if name in left), None)


def place(handoff: Handoff, name: str) -> Place:
    """The question's place among all that are asked here."""
    order = leaving.order(handoff)
    return Place(order.index(name) + 1 if name in order else len(order), len(order))


def first_about_people(handoff: Handoff, told: Transfer, name: str) -> bool:
    """Whether this is the first free text about persons: it says to write it as if they could read it."""
    order = [n for n, (_, ask) in transfer.asked(handoff).items() if ask.about_people]
    return name in order and not any(n in told.answers for n in order)


def value_of(value: Value) -> tuple[str, ...]:
    """An answer as stored: what was typed, in a form that can be compared; empty for free text."""
    match value:
        case Figure(number, _, to):
            return (str(number),) if to is None else (str(number), str(to))
        case Day(day):
            return (day.isoformat(),)
        case Links(urls):
            return urls
        case Persons(people):
            return tuple(str(person) for person in people)
        case Picked(choices):
            return choices
        case Words():
            return ()


def how_told(ask: Ask, value: Value) -> Told:
    """How a reply answers a question: one of the four taps, a link as a whole answer, or words."""
    if isinstance(value, Picked) and len(value.choices) == 1 and value.choices[0] in BUTTONS:
        known = {choice.id for choice in ask.choices}
        if value.choices[0] not in known:
            return BUTTONS[value.choices[0]]
    if isinstance(value, Links) and ask.kind is not AskKind.LINK:
        return Told.DOCUMENT
    return Told.SAID


def topic_of(handoff: Handoff, name: str) -> tuple[Topic, Ask] | None:
    """The question and its topic, by its full id."""
    return handoff.playbook.asks.get(name)


def agenda(handoff: Handoff, told: Transfer) -> list[str]:
    """Topics for the internal meeting: better said in person, still open, or with an open question."""
    left = set(transfer.left_to_ask(handoff, told))
    found: dict[str, None] = {}
    for name, (topic, _) in transfer.asked(handoff).items():
        answer = told.answers.get(name)
        if name in left or (answer is not None and answer.how in (Told.IN_PERSON, Told.UNKNOWN)):
            found[topic.id] = None
    found |= dict.fromkeys(q.topic for q in told.questions.values() if not q.settled)
    return list(found)
