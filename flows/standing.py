"""Where each step stands now: derived from the handoff, never stored.

A step that its conditions take out of the play has fallen away: it is not shown and holds nobody up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from flows import conditions, gates
from flows.gates import Verdict
from flows.handoff import Handoff, StepState, StepStatus
from flows.people import PersonId
from flows.playbook import Advice, Gate, Part, Step, Variant
from flows.refusals import Blocker
from flows.vocabulary import CallKind, DraftKind


class Standing(StrEnum):
    """How a step looks to a person, in the order in which a list shows them."""

    OVERDUE = "overdue"
    READY = "ready"
    WAITING = "waiting"
    LOCKED = "locked"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the step is under the known facts. `asks` are facts without which that cannot be said."""

    title: str
    reason: str
    parts: tuple[Part, ...]
    after: tuple[str, ...]
    prefer_after: tuple[Advice, ...]
    solo: bool
    asks: tuple[str, ...] = ()
    draft: DraftKind | None = None
    call: CallKind | None = None


@dataclass(frozen=True, slots=True)
class PartView:
    """One part as it stands."""

    part: Part
    done: bool
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it stands, for whoever wants to show it or act on it."""

    step: Step
    state: StepState
    shape: Shape
    standing: Standing
    owner: PersonId | None
    parts: tuple[PartView, ...]
    blockers: tuple[Blocker, ...]

    @property
    def open(self) -> bool:
        """Whether something is still expected."""
        return not self.state.status.settled

    @property
    def actionable(self) -> bool:
        """Whether somebody could do something about it now."""
        return self.standing in (Standing.OVERDUE, Standing.READY)


def shape(handoff: Handoff, step: Step) -> Shape | None:
    """The step under the facts known so far; None when it has fallen away, or nothing has opened it yet.

    Nobody is asked the facts that would open a step: an answer in the conversation does.
    """
    needed = conditions.holds(step.when, handoff.facts)
    if needed is False or (step.opened and needed is None):
        return None
    asks = conditions.missing([step.when], handoff.facts)
    chosen: Variant | None = None
    for variant in step.variants if not asks else ():
        matches = conditions.holds(variant.when, handoff.facts)
        if matches is not False:
            chosen = variant if matches else None
            asks = conditions.missing([variant.when], handoff.facts)
            break
    return _settle_parts(handoff, _base(step, chosen), asks)


def _base(step: Step, variant: Variant | None) -> Shape:
    if variant is None:
        return Shape(
            step.title,
            step.reason,
            step.parts,
            step.after,
            step.prefer_after,
            step.solo,
            draft=step.draft,
            call=step.call,
        )
    return Shape(
        title=variant.title,
        reason=variant.reason or step.reason,
        parts=variant.parts,
        after=variant.after,
        prefer_after=(*step.prefer_after, *variant.prefer_after),
        solo=variant.solo,
        draft=variant.draft or step.draft,
        call=variant.call or step.call,
    )


def _settle_parts(handoff: Handoff, base: Shape, asks: tuple[str, ...]) -> Shape:
    judged = [(part, conditions.holds(part.when, handoff.facts)) for part in base.parts]
    unknown = conditions.missing((part.when for part, holds in judged if holds is None), handoff.facts)
    kept = tuple(part for part, holds in judged if holds is not False)
    return replace(base, parts=kept, asks=tuple(dict.fromkeys((*asks, *unknown))))


def settled(handoff: Handoff, ref: str) -> bool:
    """Whether a step, or one part of it (`step.part`), holds nobody up any more."""
    step_id, _, part_id = ref.partition(".")
    step = handoff.playbook.by_id[step_id]
    state = handoff.state(step_id)
    formed = shape(handoff, step)
    if state.status.settled or formed is None:
        return True
    gone = all(part.id != part_id for part in formed.parts)
    return bool(part_id) and not formed.asks and (part_id in state.parts or gone)


def _waits(handoff: Handoff, step_id: str, after: Iterable[str], *, solo: bool) -> tuple[Blocker, ...]:
    """What the step or part waits for; once it was released, only for other parts of its own step."""
    if handoff.state(step_id).released_by is not None:
        after, solo = (ref for ref in after if ref.partition(".")[0] == step_id), False
    found = [_blocker(handoff, ref) for ref in after if not settled(handoff, ref)]
    if solo and handoff.shadowing:
        found.append(Blocker("solo", owner=handoff.receiver))
    return tuple(found)


def gate_stands(handoff: Handoff, gate: Gate) -> Verdict:
    """How the gate stands in this handoff now."""
    there = not gate.accepted or handoff.accepted_at is not None
    return gates.verdict(
        gate, handoff.facts, arrived=there and all(settled(handoff, ref) for ref in gate.until)
    )


def keeps_acceptance(handoff: Handoff) -> bool:
    """Whether a gate holds the acceptance, or a fact has to be said before that is known."""
    held = (gate for gate in handoff.playbook.gates if gate.acceptance)
    return any(gate_stands(handoff, gate) is not Verdict.OPEN for gate in held)


def _gated(handoff: Handoff, step_id: str, part_id: str = "") -> tuple[Blocker, ...]:
    """The shut gates before a step or part. One that its step was released from is open."""
    ref = f"{step_id}.{part_id}" if part_id else step_id
    released = handoff.state(step_id).released_by is not None
    return tuple(
        Blocker("gate", step_id, gate.id, handoff.holder(gate.waived_by) if gate.waived_by else None)
        for gate in gates.holding(handoff.playbook, ref)
        if not (released and gate.waived_by) and gate_stands(handoff, gate) is Verdict.SHUT
    )


def _gate_asks(handoff: Handoff, step: Step, parts: Iterable[Part]) -> tuple[str, ...]:
    """The facts without which a gate of the step cannot be judged."""
    refs = (step.id, *(f"{step.id}.{part.id}" for part in parts))
    found = (gate for ref in refs for gate in gates.holding(handoff.playbook, ref))
    unknown = (gate.when for gate in found if gate_stands(handoff, gate) is Verdict.UNKNOWN)
    return conditions.missing(unknown, handoff.facts)


def _blocker(handoff: Handoff, ref: str) -> Blocker:
    step_id, _, part = ref.partition(".")
    return Blocker("step", step_id, part or None, handoff.owner(handoff.playbook.by_id[step_id]))


def open_before_close(handoff: Handoff) -> tuple[str, ...]:
    """Required steps, the close itself aside, that are still open."""
    return tuple(
        step.id
        for step in handoff.playbook.steps
        if not step.after_all and not step.optional and not settled(handoff, step.id)
    )


def _close_waits(handoff: Handoff) -> tuple[Blocker, ...]:
    steps = tuple(_blocker(handoff, step_id) for step_id in open_before_close(handoff))
    if handoff.accepted_at is None:
        return (*steps, Blocker("acceptance", owner=handoff.receiver))
    return steps


def view(handoff: Handoff, step: Step, today: date) -> StepView | None:
    """The step as it stands on that day (the reader's local day); None when it has fallen away."""
    formed = shape(handoff, step)
    if formed is None:
        return None
    state = handoff.state(step.id)
    if not state.status.settled and handoff.playbook.gates:
        asks = (*formed.asks, *_gate_asks(handoff, step, formed.parts))
        formed = replace(formed, asks=tuple(dict.fromkeys(asks)))
    blockers = (*_waits(handoff, step.id, formed.after, solo=formed.solo), *_gated(handoff, step.id))
    if step.after_all:
        blockers = (*blockers, *_close_waits(handoff))
    parts = tuple(
        PartView(part, part.id in state.parts, _part_waits(handoff, step, part) or blockers)
        for part in formed.parts
    )
    stuck = blockers or _all_stuck(parts)
    return StepView(
        step, state, formed, _standing(state, stuck, today), handoff.owner(step), parts, tuple(stuck)
    )


def _part_waits(handoff: Handoff, step: Step, part: Part) -> tuple[Blocker, ...]:
    return (*_waits(handoff, step.id, part.after, solo=part.solo), *_gated(handoff, step.id, part.id))


def _all_stuck(parts: Sequence[PartView]) -> tuple[Blocker, ...]:
    """The blockers of the parts that are left, when every one of them is blocked."""
    left = [part for part in parts if not part.done and not part.part.optional]
    if not left or not all(part.blockers for part in left):
        return ()
    return tuple(dict.fromkeys(blocker for part in left for blocker in part.blockers))


def _standing(state: StepState, blockers: Sequence[Blocker], today: date) -> Standing:
    match state.status:
        case StepStatus.DONE:
            return Standing.DONE
        case StepStatus.NOT_APPLICABLE:
            return Standing.NOT_APPLICABLE
        case StepStatus.WAITING if state.waiting_until is None or state.waiting_until > today:
            return Standing.WAITING
    if blockers:
        return Standing.LOCKED
    return Standing.OVERDUE if overdue(state, today) else Standing.READY


def overdue(state: StepState, today: date) -> bool:
    """Whether a day that a person set has passed. Default offsets never make a step overdue."""
    return state.due is not None and state.due < today


def views(handoff: Handoff, today: date) -> tuple[StepView, ...]:
    """Every step in play, by number."""
    found = (view(handoff, step, today) for step in handoff.playbook.steps)
    return tuple(seen for seen in found if seen is not None)


def in_order(seen: Iterable[StepView]) -> list[StepView]:
    """Overdue and ready first, then waiting, locked, done; inside, by set day, default offset and number."""
    order = list(Standing)
    return sorted(
        seen,
        key=lambda v: (
            order.index(v.standing),
            v.state.due or date.max,
            v.step.offset if v.step.offset is not None else 999,
            v.step.number,
        ),
    )


def progress(handoff: Handoff) -> tuple[int, int]:
    """How many of the numbered steps in play are settled, and how many there are; spare ones aside."""
    counted = (step for step in handoff.playbook.steps if step.number and not step.optional)
    numbered = [step for step in counted if shape(handoff, step) is not None]
    return sum(handoff.state(step.id).status.settled for step in numbered), len(numbered)


def unlocked_at(handoff: Handoff, step: Step) -> datetime | None:
    """When the last thing fell that a step in play waited for; None when nothing did, or something is left.

    A part that is done, or still waits, does not count: what matters is what became possible.
    """
    seen = view(handoff, step, date.min)
    if seen is None or seen.blockers:
        return None
    free = [part.part for part in seen.parts if not part.done and not part.blockers]
    refs = {*seen.shape.after, *(ref for part in free for ref in part.after)}
    refs |= {ref for gate in gates.holding(handoff.playbook, step.id) for ref in gate.until}
    moments = [handoff.state(ref.partition(".")[0]).moved_at for ref in refs]
    if seen.shape.solo or any(part.solo for part in free):
        moments.append(handoff.solo_at)
    if step.after_all:
        moments += [handoff.accepted_at, *_moves_of_others(handoff, step)]
    moments.append(seen.state.released_at)
    return max((moment for moment in moments if moment is not None), default=None)


def _moves_of_others(handoff: Handoff, step: Step) -> list[datetime | None]:
    return [state.moved_at for step_id, state in handoff.steps.items() if step_id != step.id]


def advice(handoff: Handoff, step: Step) -> tuple[str, ...]:
    """What is better done before this step and its open parts, in the playbook's words. It never blocks."""
    formed = shape(handoff, step)
    if formed is None:
        return ()
    left = (part for part in formed.parts if part.id not in handoff.state(step.id).parts)
    hints = (*formed.prefer_after, *(hint for part in left for hint in part.prefer_after))
    return tuple(dict.fromkeys(hint.say for hint in hints if not settled(handoff, hint.step)))
