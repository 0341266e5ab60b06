"""Every legal change of a step: a handoff goes in, the next one and its history come out.

All of them are judged by the step as it is now, never by the version that a screen showed, and all are
idempotent in effect: whoever comes second is told who was first (`AlreadySo`). Permission is judged before,
by `flows.permissions`.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from flows import standing
from flows.handoff import By, Change, Event, Handoff, Note, Status, StepState, StepStatus
from flows.people import PersonId
from flows.playbook import Step
from flows.refusals import AlreadySo, Blocker, BuiltUpon, Gone, Incomplete, Locked, Shut
from flows.standing import PartView, StepView


def complete(handoff: Handoff, by: By, step_id: str, note: Note | None = None) -> Change:
    """Tick the whole step, with its link or text when it wants one.

    Raises Gone, AlreadySo, Locked, or Incomplete (a fact, a link, a text or an outcome is missing).
    """
    seen = _formed(_open_view(handoff, by, step_id))
    if seen.step.decision is not None:
        raise Incomplete(step_id, "outcome")
    if seen.blockers:
        raise locked(handoff, step_id, seen.blockers)
    left = [part for part in seen.parts if not part.done and not part.part.optional]
    for part in left:
        _require_free(handoff, seen, part, whole=True)
    state = seen.state
    if seen.step.evidence is not None and note is None and "" not in state.evidence:
        raise Incomplete(step_id, seen.step.evidence.value)
    evidence = dict(state.evidence) if note is None else {**state.evidence, "": note.id}
    parts = state.parts | {part.part.id for part in left}
    done = replace(state, status=StepStatus.DONE, parts=parts, evidence=evidence)
    return _changed(handoff.with_note(note), by, seen, _clean(done), "step_done")


def locked(handoff: Handoff, step_id: str, blockers: tuple[Blocker, ...]) -> Locked | Shut:
    """The refusal for a step or part that waits: its gate's, when there is one."""
    gate = next((blocker.part for blocker in blockers if blocker.kind == "gate"), None)
    found = (one for one in handoff.playbook.gates if one.id == gate)
    shut = next(found, None)
    return Shut(shut) if shut is not None else Locked(step_id, blockers)


def _require_free(handoff: Handoff, seen: StepView, part: PartView, *, whole: bool = False) -> None:
    """Raises Locked, Shut or Incomplete when the part cannot be ticked as it is.

    Ticked as a `whole`, a step does not wait for its own other parts.
    """
    waits = [one for one in part.blockers if not (whole and (one.kind, one.step) == ("step", seen.step.id))]
    if waits:
        raise locked(handoff, seen.step.id, part.blockers)
    if part.part.evidence and part.part.id not in seen.state.evidence:
        raise Incomplete(seen.step.id, part.part.evidence.value, part.part.id)


def tick(handoff: Handoff, by: By, step_id: str, on: Collection[str], off: Collection[str] = ()) -> Change:
    """Tick some parts and untick others; the step is done when every required part is.

    Raises Gone, AlreadySo (set aside), Locked (a part waits for something), Incomplete (a part wants a link
    or a text), or BuiltUpon (somebody went on from what would be unticked).
    """
    seen = _formed(_kept_view(handoff, by, step_id))
    for part in seen.parts:
        if part.part.id in on and not part.done:
            _require_free(handoff, seen, part)
    known = {part.part.id for part in seen.parts}
    parts = (seen.state.parts | (set(on) & known)) - set(off)
    if parts == seen.state.parts:
        return Change(handoff)
    change = _with_parts(handoff, by, seen, replace(seen.state, parts=frozenset(parts)))
    _require_unbuilt(handoff, change.handoff, step_id)
    return change


def give(handoff: Handoff, by: By, step_id: str, part_id: str, note: Note) -> Change:
    """Give the link or text a part wants, and tick that part.

    Raises Gone, AlreadySo (set aside), Locked, or Incomplete when the known facts leave no such part.
    """
    seen = _formed(_kept_view(handoff, by, step_id))
    part = next((part for part in seen.parts if part.part.id == part_id), None)
    if part is None:
        raise Incomplete(step_id, "part", part_id)
    if part.blockers:
        raise locked(handoff, step_id, part.blockers)
    state = replace(
        seen.state,
        parts=seen.state.parts | {part_id},
        evidence={**seen.state.evidence, part_id: note.id},
    )
    return _with_parts(handoff.with_note(note), by, seen, state)


def _with_parts(handoff: Handoff, by: By, seen: StepView, state: StepState) -> Change:
    """A step is done with its last required part, and open again when one of those is unticked."""
    required = {part.part.id for part in seen.parts if not part.part.optional}
    was_done = seen.state.status is StepStatus.DONE
    if was_done and not (seen.state.parts - state.parts) & required:
        done = True
    else:
        done = bool(required) and required <= state.parts
    status = StepStatus.DONE if done else StepStatus.TODO
    kind = "step_done" if done and not was_done else "step_part"
    return _changed(handoff, by, seen, _clean(replace(state, status=status)), kind)


def decide(handoff: Handoff, by: By, step_id: str, outcome_id: str) -> Change:
    """Take a step's decision. An outcome that closes is `lifecycle.close`; any other leaves the step open.

    Raises Gone, AlreadySo, Locked, or Incomplete when there is no such outcome.
    """
    seen = _formed(_open_view(handoff, by, step_id))
    outcomes = seen.step.decision.outcomes if seen.step.decision else ()
    outcome = next((outcome for outcome in outcomes if outcome.id == outcome_id), None)
    if outcome is None or outcome.closes:
        raise Incomplete(step_id, "outcome")
    if seen.blockers:
        raise locked(handoff, step_id, seen.blockers)
    state = replace(seen.state, outcome=outcome_id)
    return _changed(handoff, by, seen, state, "step_decided", outcome=outcome_id)


def not_applicable(handoff: Handoff, by: By, step_id: str, why: Note) -> Change:
    """Set the step aside for good, with a reason. Raises Gone, AlreadySo, or Locked for the close itself."""
    seen = _open_view(handoff, by, step_id)
    if seen.step.after_all:
        raise locked(handoff, step_id, seen.blockers)
    state = _clean(replace(seen.state, status=StepStatus.NOT_APPLICABLE, note=why.id))
    return _changed(handoff.with_note(why), by, seen, state, "step_not_applicable")


def wait(handoff: Handoff, by: By, step_id: str, on: Note, until: date | None) -> Change:
    """Say that the step waits on somebody, and until when. Raises Gone or AlreadySo."""
    seen = _open_view(handoff, by, step_id)
    state = replace(seen.state, status=StepStatus.WAITING, note=on.id, waiting_until=until)
    return _changed(handoff.with_note(on), by, seen, state, "step_waiting")


def set_due(handoff: Handoff, by: By, step_id: str, due: date | None) -> Change:
    """Set or clear the day by which the step should be done. Raises Gone or AlreadySo."""
    seen = _open_view(handoff, by, step_id)
    if seen.state.due == due:
        return Change(handoff)
    return _changed(handoff, by, seen, replace(seen.state, due=due, snoozed_until=None), "step_due")


def snooze(handoff: Handoff, by: By, step_id: str, until: date) -> Change:
    """Leave the owner alone about the step until that day; its date stays. Raises Gone or AlreadySo."""
    seen = _open_view(handoff, by, step_id)
    return _changed(handoff, by, seen, replace(seen.state, snoozed_until=until), "step_snoozed")


def reassign(handoff: Handoff, by: By, step_id: str, owner: PersonId) -> Change:
    """Hand one step to somebody else. Raises Gone or AlreadySo."""
    seen = _open_view(handoff, by, step_id)
    if seen.owner == owner:
        return Change(handoff)
    state = replace(seen.state, owner=owner, snoozed_until=None)
    return _changed(handoff, by, seen, state, "step_reassigned", owner=owner)


def release(handoff: Handoff, by: By, step_id: str, why: Note) -> Change:
    """Open a hard lock, with a reason. The close cannot be released, a gate only by whom it names.

    Raises Gone, AlreadySo (it is open, or was opened before), Locked (the close) or Shut.
    """
    seen = _open_view(handoff, by, step_id)
    if seen.step.after_all:
        raise locked(handoff, step_id, seen.blockers)
    if seen.state.released_by is not None:
        raise AlreadySo(step_id, "released", seen.state.released_by, seen.state.released_at)
    blockers = {*seen.blockers, *(blocker for part in seen.parts for blocker in part.blockers)}
    if not blockers:
        raise AlreadySo(step_id, "unlocked")
    for blocker in blockers:
        if blocker.kind == "gate" and blocker.owner != by.person:
            raise locked(handoff, step_id, (blocker,))
    state = replace(seen.state, released_by=by.person, released_at=by.at, release_note=why.id)
    return _changed(handoff.with_note(why), by, seen, state, "step_released")


def answer(handoff: Handoff, by: By, fact_id: str, answers: tuple[str, ...]) -> Change:
    """Say a fact, or say it anew: conditions are judged again, and what was done stays done.

    Raises Gone, or Incomplete when the playbook does not know the fact or the answer.
    """
    _require_running(handoff)
    fact = handoff.playbook.facts.get(fact_id)
    known = [choice.id for choice in fact.choices] if fact else []
    if fact is None or not answers or not set(answers) <= set(known):
        raise Incomplete("", "fact", fact_id)
    given = tuple(choice for choice in known if choice in answers)
    if len(given) > 1 and not fact.several:
        raise Incomplete("", "fact", fact_id)
    if handoff.facts.get(fact_id) == given:
        return Change(handoff)
    before = list(handoff.facts.get(fact_id, ()))
    after = replace(handoff, facts={**handoff.facts, fact_id: given})
    data = {"fact": fact_id, "before": before, "after": list(given)}
    return Change(after, (Event("fact", None, data),))


def undo(handoff: Handoff, events: Collection[Event]) -> Change:
    """Take back one change's effects on steps and facts, while nothing has been built on it.

    `events` are the events of the change to undo. Raises Gone, or BuiltUpon with who came after.
    """
    _require_running(handoff)
    after, undone = handoff, []
    for event in reversed(list(events)):
        if event.kind == "fact":
            after = _undo_fact(after, event)
        elif event.step is not None and "after" in event.data:
            after = _undo_step(after, event)
        else:
            raise BuiltUpon(event.step)
        undone.append(Event("undone", event.step, {"kind": event.kind}))
    return Change(after, tuple(undone))


def _undo_fact(handoff: Handoff, event: Event) -> Handoff:
    fact = event.data["fact"]
    if list(handoff.facts.get(fact, ())) != event.data["after"]:
        raise BuiltUpon(None)
    before = event.data["before"]
    rest = {name: given for name, given in handoff.facts.items() if name != fact}
    return replace(handoff, facts={**rest, fact: tuple(before)} if before else rest)


def _undo_step(handoff: Handoff, event: Event) -> Handoff:
    step_id = event.step or ""
    now = handoff.state(step_id)
    if now.as_data() != dict(event.data["after"]):
        raise BuiltUpon(step_id, now.changed_by)
    undone = handoff.with_step(step_id, StepState.from_data(event.data["before"]))
    _require_unbuilt(handoff, undone, step_id)
    return undone


def _require_unbuilt(now: Handoff, undone: Handoff, step_id: str) -> None:
    """Raises BuiltUpon when somebody already did what would be locked again without this step."""
    for later in now.playbook.dependants[step_id]:
        done = _done_refs(now, later)
        if any(standing.settled(now, ref) and not standing.settled(undone, ref) for ref in done):
            raise BuiltUpon(later.id, now.state(later.id).changed_by)


def _done_refs(handoff: Handoff, step: Step) -> set[str]:
    """What had to be settled before the step came as far as it is; nothing once its lock was opened."""
    state, formed = handoff.state(step.id), standing.shape(handoff, step)
    if formed is None or state.released_by is not None:
        return set()
    done = state.status is StepStatus.DONE
    refs = {ref for part in formed.parts if done or part.id in state.parts for ref in part.after}
    return refs | (set(formed.after) if done or state.parts else set())


def _require_running(handoff: Handoff) -> None:
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)


def _view(handoff: Handoff, by: By, step_id: str) -> StepView:
    _require_running(handoff)
    step = handoff.playbook.by_id.get(step_id)
    seen = standing.view(handoff, step, by.at.date()) if step else None
    if seen is None:
        raise AlreadySo(step_id, "fallen_away")
    return seen


def _kept_view(handoff: Handoff, by: By, step_id: str) -> StepView:
    """The step, unless it was set aside: what is not needed has no parts to tick."""
    seen = _view(handoff, by, step_id)
    if seen.state.status is StepStatus.NOT_APPLICABLE:
        raise _already(step_id, seen.state)
    return seen


def _open_view(handoff: Handoff, by: By, step_id: str) -> StepView:
    seen = _view(handoff, by, step_id)
    if not seen.open:
        raise _already(step_id, seen.state)
    return seen


def _already(step_id: str, state: StepState) -> AlreadySo:
    return AlreadySo(step_id, state.status.value, state.changed_by, state.changed_at)


def _formed(seen: StepView) -> StepView:
    """The step, once every fact is known that says what it is: only then can it be done."""
    if seen.shape.asks:
        raise Incomplete(seen.step.id, "fact", seen.shape.asks[0])
    return seen


def _clean(state: StepState) -> StepState:
    """A settled or taken-up step waits for nobody and is snoozed for nobody."""
    if state.status is StepStatus.NOT_APPLICABLE:
        return replace(state, waiting_until=None, snoozed_until=None)
    return replace(state, note=None, waiting_until=None, snoozed_until=None)


def _changed(handoff: Handoff, by: By, seen: StepView, state: StepState, kind: str, **data: object) -> Change:
    was = seen.state
    moved = (was.parts, was.status.settled) != (state.parts, state.status.settled)
    after = replace(
        state, changed_by=by.person, changed_at=by.at, moved_at=by.at if moved else state.moved_at
    )
    owner = seen.owner if seen.owner != by.person else None
    event = Event(
        kind,
        seen.step.id,
        {"before": was.as_data(), "after": after.as_data(), "for": owner, **data},
    )
    return Change(handoff.with_step(seen.step.id, after), (event,))
