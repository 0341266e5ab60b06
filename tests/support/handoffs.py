"""People, instants and handoffs for tests of the domain: real values, made short."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import pytest

from flows import changes, lifecycle, standing
from flows.handoff import Account, By, Change, Handoff, Note, Pace, Phase, Status, StepState
from flows.lifecycle import Terms
from flows.loader import load
from flows.people import Person, PersonId
from flows.playbook import Playbook
from flows.refusals import Refused
from flows.standing import StepView

OLIVIA, NOAH, MAYA, ANNA, SAM, OTTO, PIA = range(1, 8)
"""Outgoing, incoming, incoming's manager, account executive, solutions architect, outsider, successor."""

MONDAY = date(2026, 11, 23)
"""The day on which the handoffs of these tests start."""

START = datetime(2026, 11, 23, 10, tzinfo=UTC)

ROLES = {
    "outgoing": OLIVIA,
    "incoming": NOAH,
    "incoming_manager": MAYA,
    "account_executive": ANNA,
    "solutions_architect": SAM,
}

NAMES = {
    OLIVIA: "Olivia Brandt",
    NOAH: "Noah Silva",
    MAYA: "Maya Chen",
    ANNA: "Anna Kowalska",
    SAM: "Sam Okafor",
    OTTO: "Otto Lind",
    PIA: "Pia Rossi",
}

US = {"events_owner": ("us",), "upcoming_call": ("yes",), "collaboration_project": ("yes",)}
"""The facts under which every one of the fifteen steps is in play."""


@cache
def csm() -> Playbook:
    """The CSM to CSM playbook that ships."""
    return load((resources.files("flows") / "playbooks" / "csm-to-csm.yml").read_text("utf-8")).playbook


def newer() -> Playbook:
    """A later version of that playbook, with its first steps only."""
    changed = {"version": 99, "steps": csm().model_dump()["steps"][:3]}
    return Playbook.model_validate({**csm().model_dump(), **changed})


def playbook(text: str) -> Playbook:
    """A small playbook: its `steps`, and `facts` if any, as YAML, beside the three roles every one has."""
    head = (
        "id: small\nversion: 1\nname: Small\nabout: A small one.\nroles:\n"
        "  outgoing: {label: Outgoing, gives: true}\n"
        "  incoming: {label: Incoming, receives: true}\n"
        "  incoming_manager: {label: Manager, manages: true}\n"
    )
    return load(head + text).playbook


def person(who: PersonId, zone: str = "UTC", **known: Any) -> Person:
    """One of the people above, working in that zone."""
    return Person(who, f"U{who:03}", NAMES[who], zone, **known)


def at(days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
    """That long after the start."""
    return START + timedelta(days=days, hours=hours, minutes=minutes)


def day(number: int) -> date:
    """That many days after the Monday of the start."""
    return MONDAY + timedelta(days=number)


def by(who: PersonId, when: datetime = START) -> By:
    """Somebody, at that instant."""
    return By(who, when)


def note(body: str = "because", author: PersonId = OLIVIA, when: datetime = START) -> Note:
    """A text; its id follows from its words, author and instant."""
    return Note(f"{author}:{when.isoformat()}:{body}", body, author, when)


def handoff(book: Playbook | None = None, **known: Any) -> Handoff:
    """A running handoff of Acme from Olivia to Noah, with every fact of the shipped playbook still open.

    The setting says that no CTA is kept, so that the fifteen steps are all there is.
    """
    made: dict[str, Any] = {
        "id": 1,
        "account": Account(1, "Acme"),
        "playbook": book or csm(),
        "participants": ROLES,
        "started_by": MAYA,
        "started_at": START,
        "facts": {"cta": ("off",)} if book is None else {},
    }
    return Handoff(**{**made, **known})


def with_facts(made: Handoff | None = None, **facts: str) -> Handoff:
    """The handoff with `US` answered, and these answers over it."""
    base = made or handoff()
    said = {name: (answer,) for name, answer in facts.items()}
    return replace(base, facts={**base.facts, **US, **said})


def terms(**other: Any) -> Terms:
    """What a person fills in to start that handoff."""
    return Terms(**{"account": "Acme", "participants": ROLES, **other})


R = TypeVar("R", bound=Refused)


def refused(kind: type[R], act: Callable[[], object]) -> R:
    """The refusal of that kind that the act meets."""
    with pytest.raises(kind) as caught:
        act()
    return caught.value


class Play:
    """A handoff played act by act: each a minute after the last, and remembered for an undo."""

    def __init__(self, start: Handoff, now: datetime = START) -> None:
        self.handoff = start
        self.now = now
        self.last = Change(start)

    def keep(self, change: Change) -> Change:
        """Go on from that change."""
        self.handoff, self.last = change.handoff, change
        return change

    def by(self, who: PersonId) -> By:
        """Who acts, a minute later than the last act."""
        self.now += timedelta(minutes=1)
        return By(who, self.now)

    def wait_for(self, **length: float) -> None:
        """Let that much time pass."""
        self.now += timedelta(**length)

    def said(self, body: str, who: PersonId) -> Note:
        """What somebody writes now."""
        return note(body, who, self.now)

    def done(self, *steps: str, who: PersonId = MAYA) -> None:
        """Tick these steps."""
        for step in steps:
            self.keep(changes.complete(self.handoff, self.by(who), step))

    def ticked(self, step: str, *parts: str, who: PersonId = MAYA) -> None:
        """Tick these parts."""
        self.keep(changes.tick(self.handoff, self.by(who), step, parts))

    def given(self, step: str, part: str, body: str = "ZD-1, ZD-2", who: PersonId = OLIVIA) -> None:
        """Give the link or text that a part wants."""
        self.keep(changes.give(self.handoff, self.by(who), step, part, self.said(body, who)))

    def aside(self, step: str, who: PersonId = MAYA) -> None:
        """Set a step aside."""
        self.keep(changes.not_applicable(self.handoff, self.by(who), step, self.said("not here", who)))

    def released(self, step: str) -> None:
        """Have the manager open a lock."""
        self.keep(changes.release(self.handoff, self.by(MAYA), step, self.said("agreed", MAYA)))

    def answered(self, fact: str, *answers: str, who: PersonId = OLIVIA) -> None:
        """Say a fact."""
        self.keep(changes.answer(self.handoff, self.by(who), fact, answers))

    def undone(self, change: Change | None = None) -> None:
        """Take a change back, the last one unless another is given."""
        self.keep(changes.undo(self.handoff, (change or self.last).events))

    def everything(self, *, but: tuple[str, ...] = ()) -> None:
        """Do every step before the close, as soon as its lock allows."""
        while left := [
            seen
            for seen in standing.views(self.handoff, self.now.date())
            if seen.actionable and not seen.step.after_all and seen.step.id not in but
        ]:
            self._work_on(left[0])

    def _work_on(self, seen: StepView) -> None:
        for part in seen.parts:
            if part.part.evidence and not part.done and not part.blockers:
                self.given(seen.step.id, part.part.id, "https://acme.example/it")
        free = [part.part.id for part in seen.parts if not part.blockers and not part.part.evidence]
        if free:
            self.ticked(seen.step.id, *free)
        elif not seen.parts:
            self.done(seen.step.id)

    def accepted(self) -> None:
        """The receiver takes the baton."""
        self.keep(lifecycle.accept(self.handoff, self.by(NOAH)))

    def state(self, step: str) -> StepState:
        """What was done to the step so far."""
        return self.handoff.state(step)


def playing(**facts: str) -> Play:
    """A running handoff with its facts said, ready to be played."""
    return Play(with_facts(None, **facts))


def slow(**known: Any) -> Handoff:
    """A slow transition, still shadowing, with its facts said."""
    return with_facts(handoff(pace=Pace.SLOW, **known))


def solo(**known: Any) -> Handoff:
    """A slow transition in which the incoming person leads alone."""
    return slow(phase=Phase.SOLO, solo_at=at(days=30), ready_for_solo=True, **known)


def closed() -> Play:
    """A handoff played to its end."""
    play = playing()
    play.everything()
    play.accepted()
    play.keep(lifecycle.close(play.handoff, play.by(NOAH)))
    assert play.handoff.status is Status.CLOSED
    return play
