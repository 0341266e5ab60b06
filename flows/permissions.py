"""Who may do what: the one answer, for the use cases and for what renderers show.

What a button carries is a hint; every action is judged here against the stored handoff (DESIGN §3).
"""

from enum import StrEnum

from flows.handoff import Handoff
from flows.people import PersonId
from flows.playbook import Step


class Action(StrEnum):
    """Everything a person may want to do with a handoff."""

    SEE = "see"
    WORK = "work"  # tick, not applicable, waiting, day, reassign, decide: needs the step
    RELEASE = "release"  # open a hard lock, with a reason
    ANSWER = "answer"  # say a fact
    CONFIRM = "confirm"  # right / not yet, before anyone hears
    OBJECT = "object"  # "something's wrong"
    STEER = "steer"  # edit, pause, resume, cancel, reopen
    ACCEPT = "accept"
    READY = "ready"  # say "ready to be solo"
    GO_SOLO = "go_solo"  # confirm it


def may(person: PersonId, action: Action, handoff: Handoff, step: Step | None = None) -> bool:
    """Whether the person may do that here; `step` is needed for WORK and RELEASE."""
    match action:
        case Action.SEE:
            return person in handoff.people or person == handoff.started_by
        case Action.WORK:
            return step is not None and _may_work(person, handoff, step)
        case Action.RELEASE if step is not None and person != handoff.manager:
            held = (gate for gate in handoff.playbook.gates if step.id in gate.step_ids and gate.waived_by)
            return any(person == handoff.holder(gate.waived_by or "") for gate in held)
        case Action.RELEASE | Action.CONFIRM:
            return person == handoff.manager
        case Action.ANSWER:
            return person in handoff.people
        case Action.OBJECT | Action.ACCEPT | Action.READY:
            return person == handoff.receiver
        case Action.STEER:
            return person in (handoff.started_by, handoff.giver, handoff.receiver, handoff.manager)
        case Action.GO_SOLO:
            return person in (handoff.giver, handoff.manager)


def _may_work(person: PersonId, handoff: Handoff, step: Step) -> bool:
    """Owner and manager; the counterpart on the owner's behalf, unless the step is `only_owner`."""
    owner = handoff.owner(step)
    if person == owner:
        return True
    if step.only_owner:
        return False
    return person == handoff.manager or person in counterparts(handoff, step)


def counterparts(handoff: Handoff, step: Step) -> frozenset[PersonId]:
    """Who may act for the step's owner: giver for receiver and receiver for giver; both for anyone else.

    Nobody acts for the manager: assigning the account is the manager's own act.
    """
    if step.owner == handoff.playbook.manager:
        return frozenset()
    owner = handoff.owner(step)
    return frozenset({handoff.giver, handoff.receiver} - {owner})


def on_behalf(person: PersonId, handoff: Handoff, step: Step) -> bool:
    """Whether the person acts for somebody else: the history says so and the owner hears."""
    return person != handoff.owner(step)
