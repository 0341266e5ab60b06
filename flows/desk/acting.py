"""What every use case shares: an act arrives once, is allowed or not, and is kept with all it causes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flows import calendar, permissions
from flows.handoff import By, Change, Event, Handoff, Note
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.playbook import Playbook, Step
from flows.ports import Priority, Saying, Surface, SurfaceKind, UnitOfWork
from flows.refusals import NotYours


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person, as it arrived: their Slack id, the instant, and what makes the act unique.

    `cause` is the same when Slack delivers the same act again: the second arrival changes nothing.
    """

    slack_id: str
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """What the workspace settled: who confirms a start, which facts it gives, the digest's local hour.

    `question_days`: working days after the acceptance in which the giver is asked. `again_days`: days until
    the receiver is asked what the customer was asked again. `full_within_days`: a renewal nearer than that
    makes a full handoff. All three are ours.
    """

    manager_confirms: bool = True
    facts: tuple[tuple[str, str], ...] = (("cta", "on"),)
    digest_hour: int = 9
    question_days: int = 20
    again_days: int = 30
    full_within_days: int = 90

    def facts_for(self, playbook: Playbook) -> dict[str, tuple[str, ...]]:
        """The facts of that playbook that settings give."""
        return {name: (given,) for name, given in self.facts if name in playbook.facts}


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act. `change` is the id to undo it by; `repeated`: it had arrived before."""

    handoff: Handoff
    change: int | None = None
    events: tuple[Event, ...] = ()
    repeated: bool = False


Decide = Callable[[Handoff, By], Change]


def note_id(act: Act, field: str) -> str:
    """The id of a text that an act brings: the same act brings the same text, under the same id."""
    return f"{act.cause}/{field}"


def actor(uow: UnitOfWork, act: Act) -> Person:
    """The person who acts. Raises NotYours for somebody we have never met, or who is deactivated."""
    person = uow.people.by_slack_id(act.slack_id)
    if person is None or person.deleted:
        raise NotYours
    return person


def allowed(
    uow: UnitOfWork, person: Person, action: Action, handoff_id: int, step_id: str | None = None
) -> tuple[Handoff, Step | None]:
    """The handoff, locked for a change, if the person may do that to it. Raises NotYours."""
    handoff = uow.handoffs.get(handoff_id, lock=True)
    if handoff is None:
        raise NotYours
    step = handoff.playbook.by_id.get(step_id) if step_id else None
    if not permissions.may(person.id, action, handoff, step):
        raise NotYours
    return handoff, step


def perform(
    uow: UnitOfWork,
    act: Act,
    action: Action,
    handoff_id: int,
    decide: Decide,
    *,
    step_id: str | None = None,
    rules: Rules | None = None,
) -> Done:
    """Judge the person, decide, and keep the change. Raises whatever `decide` refuses, or NotYours."""
    before = uow.history.seen(act.cause)
    if before is not None:
        return repeated(uow, before.handoff_id, before.id, before.events)
    person = actor(uow, act)
    handoff, _ = allowed(uow, person, action, handoff_id, step_id)
    change = decide(handoff, By(person.id, act.at))
    return keep(uow, act, person, handoff, change, rules or Rules())


def repeated(uow: UnitOfWork, handoff_id: int | None, change: int, events: tuple[Event, ...]) -> Done:
    """The answer to the second arrival of an act: the same as the first, and nothing happens."""
    handoff = uow.handoffs.get(handoff_id) if handoff_id is not None else None
    if handoff is None:
        raise NotYours
    return Done(handoff, change, events, repeated=True)


def keep(uow: UnitOfWork, act: Act, person: Person, before: Handoff, change: Change, rules: Rules) -> Done:
    """Save the change, its history, what it makes stale, and whom it wakes."""
    after = change.handoff
    if not change.events:
        return Done(after)
    uow.handoffs.save(before, after)
    recorded = uow.history.record(act.cause, person.id, act.at, after.id, change.events, {})
    uow.surfaces.touch(after.id, before.people | after.people)
    wake(uow, concerned(before, after, change.events), act.at, rules)
    return Done(after, recorded, change.events)


_QUIET = frozenset({"step_part", "step_decided", "fact", "objection", "held"})


def concerned(before: Handoff, after: Handoff, events: Iterable[Event]) -> frozenset[PersonId]:
    """People for whom a morning's digest may now say something new."""
    found: set[PersonId] = set()
    for event in events:
        if event.step is None:
            found |= set() if event.kind in _QUIET else after.people
            continue
        step = after.playbook.by_id[event.step]
        waiting = (*after.playbook.dependants[step.id], *(s for s in after.playbook.steps if s.after_all))
        found |= {owner for s in waiting if (owner := after.owner(s))}
        if event.kind not in ("step_done", "step_part", "step_not_applicable"):
            found |= {owner for owner in (before.owner(step), after.owner(step)) if owner}
        if event.data.get("for") is not None:
            found.add(event.data["for"])
    return frozenset(found)


def wake(uow: UnitOfWork, ids: Iterable[PersonId], now: datetime, rules: Rules) -> None:
    """Look at these people again at their next digest slot."""
    slots: dict[datetime, list[PersonId]] = {}
    wanted = frozenset(ids)
    for person in uow.people.get(wanted).values() if wanted else ():
        slots.setdefault(calendar.next_digest(now, rules.digest_hour, person.tz), []).append(person.id)
    for at, group in slots.items():
        uow.people.wake(group, at)


def note(act: Act, person_id: PersonId, field: str, body: str) -> Note:
    """The text a person wrote, ready to be kept."""
    return Note(note_id(act, field), body.strip(), person_id, act.at)


def show(uow: UnitOfWork, surface: Surface, *, priority: Priority = Priority.NEWS) -> None:
    """Have the surface's message posted, once for each generation."""
    uow.outbox.say(
        Saying(
            key=f"surface:{surface.id}:{surface.generation}",
            kind="surface",
            person_id=None if surface.kind is SurfaceKind.CARD else surface.person_id,
            channel=surface.channel if surface.kind is SurfaceKind.CARD else None,
            surface_id=surface.id,
            handoff_id=surface.handoff_id,
            priority=priority,
        )
    )


def tell(
    uow: UnitOfWork,
    kind: str,
    person: PersonId,
    handoff: Handoff,
    change: int,
    **data: object,
) -> None:
    """Say something about a change to one person, once for each change."""
    uow.outbox.say(
        Saying(
            key=f"{kind}:{change}:{person}",
            kind=kind,
            person_id=person,
            handoff_id=handoff.id,
            data={"change": change, **data},
        )
    )
