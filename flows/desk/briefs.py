"""The brief as somebody asks for it: read, found by its account's name, or sent to them as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows import interview, permissions, transfer
from flows.brief import Brief, brief
from flows.desk.acting import Act, actor
from flows.desk.passing import say
from flows.handoff import Handoff
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import NotYours
from flows.transfer import Question, Told, Transfer

HISTORY = 1_000
"""Changes of a handoff that its timeline is made from, the newest."""

MEETING = "internal-meeting"
"""The step in which the two meet, in every playbook that has it: its reason shows the agenda."""

FILE = "brief_file"
"""The saying that sends a brief as a canvas or a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """A brief with what it was made from. `before`: the account's last handoff had one too."""

    handoff: Handoff
    told: Transfer
    brief: Brief
    before: int | None = None

    @property
    def people(self) -> frozenset[PersonId]:
        """Everybody who is named in it."""
        said = [one for section in self.brief.sections for one in section.statements]
        named = {person for one in said for person in (one.author, one.to, *one.people)}
        return frozenset(person for person in named if person is not None) | self.handoff.people


def read(uow: UnitOfWork, act: Act, handoff_id: int) -> Found:
    """The brief as it stands now. Raises NotYours for who has no part in the handoff."""
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is None or not permissions.may(person.id, Action.SEE, handoff):
        raise NotYours
    earlier = _earlier(uow, handoff)
    return _made(uow, act, handoff, earlier.id if earlier else None)


def before(uow: UnitOfWork, act: Act, handoff_id: int) -> Found:
    """The brief that the account's last handoff left, for the people of this one. Raises NotYours.

    Its people were told so: whoever holds the account later reads what they say.
    """
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is None or not permissions.may(person.id, Action.SEE, handoff):
        raise NotYours
    earlier = _earlier(uow, handoff)
    if earlier is None:
        raise NotYours
    return _made(uow, act, earlier, None)


def _made(uow: UnitOfWork, act: Act, handoff: Handoff, earlier: int | None) -> Found:
    told = uow.transfers.get(handoff.id)
    history = uow.history.last(handoff.id, limit=HISTORY)
    return Found(handoff, told, brief(handoff, told, act.at, history), earlier)


def _earlier(uow: UnitOfWork, handoff: Handoff) -> Handoff | None:
    """The account's last accepted handoff, if it was before this one."""
    told = uow.transfers.last_of_account(handoff.account.id, but=handoff.id)
    found = uow.handoffs.get(told.handoff_id) if told is not None else None
    return found if found is not None and found.id < handoff.id else None


def named(uow: UnitOfWork, person: Person, text: str) -> Sequence[Handoff]:
    """The person's handoffs whose account is called so, else begins so; the newest of each account.

    Closed ones too: a brief outlives its handoff. Without a name, all of them.
    """
    wanted = text.casefold()
    found: dict[int, Handoff] = {}
    for handoff in uow.handoffs.of_person(person.id, open_only=False, limit=500):
        if handoff.account.name.casefold().startswith(wanted):
            newest = found.get(handoff.account.id)
            found[handoff.account.id] = handoff if newest is None or newest.id < handoff.id else newest
    exact = [one for one in found.values() if one.account.name.casefold() == wanted]
    return exact or list(found.values())


def send(uow: UnitOfWork, act: Act, handoff_id: int) -> None:
    """Send the brief to whoever asks, once for each press. Raises NotYours."""
    found = read(uow, act, handoff_id)
    say(uow, act.cause, FILE, actor(uow, act).id, found.handoff.id)


@dataclass(frozen=True, slots=True)
class Point:
    """A topic of the internal meeting: what it is called, and why it is there."""

    title: str
    in_person: bool
    untold: int
    questions: tuple[Question, ...]


def agenda(handoff: Handoff, told: Transfer) -> list[Point]:
    """What the two should talk about: better said in person, still open, or with an open question."""
    titles = transfer.topics(handoff, told)
    return [_point(handoff, told, topic, titles.get(topic, "")) for topic in interview.agenda(handoff, told)]


def _point(handoff: Handoff, told: Transfer, topic_id: str, title: str) -> Point:
    names = [name for name, (topic, _) in transfer.asked(handoff).items() if topic.id == topic_id]
    given = [told.answers.get(name) for name in names]
    return Point(
        title,
        any(answer is not None and answer.how is Told.IN_PERSON for answer in given),
        sum(answer is None or answer.how is Told.UNKNOWN for answer in given),
        tuple(q for q in told.questions.values() if q.topic == topic_id and not q.settled),
    )
