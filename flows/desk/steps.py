"""People work on steps: tick, give a link, set aside, wait, date, hand over, release, undo."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from flows import calendar, changes, lifecycle, permissions
from flows.desk import whole
from flows.desk.acting import Act, Decide, Done, Rules, actor, keep, note, perform, repeated, tell
from flows.handoff import By, Change, Handoff, Note
from flows.people import PersonId
from flows.permissions import Action
from flows.ports import Recorded, UnitOfWork
from flows.refusals import Incomplete, Invalid, NotYours

EVIDENCE_LENGTH = 3000
"""Longest text a person may leave with a step: Slack's own limit for one input."""


def _work(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, rules: Rules, decide: Decide) -> Done:
    """Work on one step: what owner, manager and counterpart may do."""
    return perform(uow, act, Action.WORK, handoff_id, decide, step_id=step_id, rules=rules)


def complete(
    uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, rules: Rules, text: str | None = None
) -> Done:
    """Tick a step, with its link or text when it wants one."""

    def decide(handoff: Handoff, by: By) -> Change:
        given = _evidence(handoff, act, by, step_id, "", text) if text is not None else None
        return changes.complete(handoff, by, step_id, given)

    return _work(uow, act, handoff_id, step_id, rules, decide)


def tick(
    uow: UnitOfWork,
    act: Act,
    handoff_id: int,
    step_id: str,
    rules: Rules,
    *,
    on: Collection[str],
    off: Collection[str],
) -> Done:
    """Apply the difference between what a screen showed ticked and what is ticked on it now."""
    return _work(
        uow,
        act,
        handoff_id,
        step_id,
        rules,
        lambda handoff, by: changes.tick(handoff, by, step_id, on, off),
    )


def give(
    uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, part_id: str, text: str, rules: Rules
) -> Done:
    """Give the link or text that a part wants, which ticks it."""

    def decide(handoff: Handoff, by: By) -> Change:
        given = _evidence(handoff, act, by, step_id, part_id, text)
        return changes.give(handoff, by, step_id, part_id, given)

    return _work(uow, act, handoff_id, step_id, rules, decide)


def _evidence(handoff: Handoff, act: Act, by: By, step_id: str, part_id: str, text: str) -> Note:
    step = handoff.playbook.by_id[step_id]
    part = step.part(part_id)
    wanted = part.evidence if part else step.evidence
    if not text.strip():
        raise Incomplete(step_id, wanted or "text", part_id or None)
    if wanted == "link" and not looks_like_link(text):
        raise Invalid({"evidence": "link"})
    if len(text) > EVIDENCE_LENGTH:
        raise Invalid({"evidence": "too_long"})
    return note(act, by.person, f"{step_id}.{part_id}", text)


def looks_like_link(text: str) -> bool:
    """Whether the text is one web address, as people paste it."""
    address = text.strip()
    return address.startswith(("https://", "http://")) and len(address.split()) == 1 and "." in address[8:]


def not_applicable(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, why: str, rules: Rules) -> Done:
    """Set a step aside, with the reason."""
    if not why.strip():
        raise Incomplete(step_id, "reason")
    return _work(
        uow,
        act,
        handoff_id,
        step_id,
        rules,
        lambda handoff, by: changes.not_applicable(handoff, by, step_id, note(act, by.person, "why", why)),
    )


def wait(
    uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, on: str, until: date | None, rules: Rules
) -> Done:
    """Say on whom a step waits, and until when. Raises Invalid for a day in the past."""
    if not on.strip():
        raise Incomplete(step_id, "reason")
    _not_past(uow, act, "until", until)
    return _work(
        uow,
        act,
        handoff_id,
        step_id,
        rules,
        lambda handoff, by: changes.wait(handoff, by, step_id, note(act, by.person, "on", on), until),
    )


def _not_past(uow: UnitOfWork, act: Act, field: str, day: date | None) -> None:
    if day is not None and day < calendar.local_day(act.at, actor(uow, act).tz):
        raise Invalid({field: "past"})


def set_due(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, due: date | None, rules: Rules) -> Done:
    """Set the day by which a step should be done, or clear it. Raises Invalid for a day in the past."""
    _not_past(uow, act, "due", due)
    return _work(
        uow,
        act,
        handoff_id,
        step_id,
        rules,
        lambda handoff, by: changes.set_due(handoff, by, step_id, due),
    )


def snooze(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, until: date, rules: Rules) -> Done:
    """Leave the owner alone about a step until that day. Raises Invalid for a day in the past."""
    _not_past(uow, act, "until", until)
    return _work(
        uow,
        act,
        handoff_id,
        step_id,
        rules,
        lambda handoff, by: changes.snooze(handoff, by, step_id, until),
    )


def reassign(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, owner: PersonId, rules: Rules) -> Done:
    """Hand one step to somebody else, who hears of it. Raises Invalid for a person who cannot take it."""
    taker = uow.people.get([owner]).get(owner)

    def decide(handoff: Handoff, by: By) -> Change:
        if taker is None or taker.bot or taker.deleted or taker.external or taker.guest:
            raise Invalid({"owner": "unable"})
        return changes.reassign(handoff, by, step_id, owner)

    done = _work(uow, act, handoff_id, step_id, rules, decide)
    if done.change is not None and not done.repeated:
        whole.give_checklist(uow, done.handoff, owner)
        if taker is not None and taker.slack_id != act.slack_id:
            tell(uow, "reassigned", owner, done.handoff, done.change, step=step_id)
    return done


def release(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, why: str, rules: Rules) -> Done:
    """The manager opens a hard lock, with a reason; the step's owner hears."""
    if not why.strip():
        raise Incomplete(step_id, "reason")
    done = perform(
        uow,
        act,
        Action.RELEASE,
        handoff_id,
        lambda handoff, by: changes.release(handoff, by, step_id, note(act, by.person, "why", why)),
        step_id=step_id,
        rules=rules,
    )
    owner = done.handoff.owner(done.handoff.playbook.by_id[step_id])
    if done.change is not None and not done.repeated and owner is not None and owner != done.handoff.manager:
        tell(uow, "released", owner, done.handoff, done.change, step=step_id)
    return done


def decide(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, outcome: str, rules: Rules) -> Done:
    """Take a step's decision: one outcome closes the handoff, any other keeps it open."""

    def choose(handoff: Handoff, by: By) -> Change:
        decision = handoff.playbook.by_id[step_id].decision
        if decision is None:
            raise Incomplete(step_id, "outcome")
        if any(option.id == outcome and option.closes for option in decision.outcomes):
            return lifecycle.close(handoff, by)
        return changes.decide(handoff, by, step_id, outcome)

    done = _work(uow, act, handoff_id, step_id, rules, choose)
    if not done.repeated:
        whole.after_end(uow, done)
    return done


def answer(
    uow: UnitOfWork, act: Act, handoff_id: int, fact: str, answers: tuple[str, ...], rules: Rules
) -> Done:
    """Say a fact that the flow depends on, or say it anew."""
    return perform(
        uow,
        act,
        Action.ANSWER,
        handoff_id,
        lambda handoff, by: changes.answer(handoff, by, fact, answers),
        rules=rules,
    )


def undo(uow: UnitOfWork, act: Act, change_id: int, rules: Rules) -> Done:
    """Take one change back. Pressed twice, or by two people, it happens once.

    Allowed to whoever made the change, to the owner of its step and to the manager.
    Raises NotYours, Gone or BuiltUpon.
    """
    once = replace(act, cause=f"undo:{change_id}")
    person = actor(uow, act)
    recorded = uow.history.change(change_id)
    handoff = uow.handoffs.get(recorded.handoff_id, lock=True) if recorded and recorded.handoff_id else None
    if recorded is None or handoff is None or not _may_undo(person.id, recorded, handoff):
        raise NotYours
    seen = uow.history.seen(once.cause)
    if seen is not None:
        return repeated(uow, seen.handoff_id, seen.id, seen.events)
    return keep(uow, once, person, handoff, changes.undo(handoff, recorded.events), rules)


def _may_undo(person: PersonId, recorded: Recorded, handoff: Handoff) -> bool:
    if person in (recorded.actor, handoff.manager):
        return permissions.may(person, Action.SEE, handoff)
    steps = [handoff.playbook.by_id[event.step] for event in recorded.events if event.step]
    return any(handoff.owner(step) == person for step in steps)
