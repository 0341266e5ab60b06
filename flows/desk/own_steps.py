"""A step that people add to one handoff on the way: no list has everything.

The handoff then has a playbook of its own, pinned by its own hash: the step is in the lists, in the progress
and in the way of the close like any other.
"""

from dataclasses import replace
from datetime import date

from flows import calendar
from flows.adjust import OWN_STEP, STEPS, NewStep, with_steps
from flows.desk.acting import Act, Done, Rules, actor, perform
from flows.handoff import UNTOUCHED, By, Change, Event, Handoff
from flows.limits import OPTION
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Gone, Invalid

REASON = "Added on the way, for this handoff only."

MOST = 20
"""Steps that one handoff may get beside those of its playbook."""


def add(
    uow: UnitOfWork, act: Act, handoff_id: int, title: str, role: str, due: date | None, rules: Rules
) -> Done:
    """Add a step for the holder of that role, perhaps with a day. Whoever has a part in the handoff may.

    Raises NotYours, Gone when it has ended, or Invalid with the field that is wrong.
    """
    if due is not None and due < calendar.local_day(act.at, actor(uow, act).tz):
        raise Invalid({"due": "past"})
    words = " ".join(title.split())
    if not words or len(words) > OPTION:
        raise Invalid({"title": "too_long" if words else "missing"})
    return perform(
        uow,
        act,
        Action.ANSWER,
        handoff_id,
        lambda handoff, by: added(handoff, by, words, role, due),
        rules=rules,
    )


def added(handoff: Handoff, by: By, title: str, role: str, due: date | None) -> Change:
    """The handoff with one step more, behind the last number. Raises Gone or Invalid."""
    if not handoff.status.open:
        raise Gone(handoff.status.value)
    if role not in handoff.playbook.roles or handoff.holder(role) is None:
        raise Invalid({"owner": "unable"})
    own = sum(step.id.startswith(OWN_STEP) for step in handoff.playbook.steps)
    if own >= MOST or len(handoff.playbook.steps) >= STEPS:
        raise Invalid({"title": "too_many"})
    step = NewStep(id=f"{OWN_STEP}{own + 1}", title=title, reason=REASON, owner=role)
    playbook = with_steps(handoff.playbook, [step])
    state = replace(UNTOUCHED, due=due, changed_by=by.person, changed_at=by.at)
    return Change(
        replace(handoff, playbook=playbook).with_step(step.id, state), (Event("step_added", step.id),)
    )
