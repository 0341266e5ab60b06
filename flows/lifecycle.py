"""The handoff as a whole: how it starts, moves, stops, passes the baton and closes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flows import conditions, standing
from flows.conditions import Facts
from flows.gates import Verdict
from flows.handoff import (
    Account,
    By,
    Cause,
    Change,
    Depth,
    Event,
    Handoff,
    Note,
    Pace,
    Phase,
    Status,
    StepState,
    StepStatus,
)
from flows.people import Person, PersonId
from flows.playbook import Playbook, Role, Step
from flows.refusals import AlreadySo, Gone, Incomplete, Invalid, NotYet, Shut

ACCOUNT_LENGTH = 80
"""Longest account name: it stands in headings, buttons and dialogs that Slack cuts short."""


CUSTOMER_NOTE_LENGTH = 500
"""Longest text on what we may tell the customer: it goes into drafts word for word."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person fills in to start a handoff, or to edit one. Days are calendar days.

    `facts` are those that gates of the start ask for, and `waiver` is why a gate is opened all the same.
    In an edit neither counts; a `customer_note` of None keeps the one there is, an empty one takes it away.
    """

    account: str
    participants: Mapping[str, PersonId]
    cause: Cause = Cause.OTHER
    customer_note: str | None = None
    last_day: date | None = None
    target: date | None = None
    pace: Pace = Pace.STANDARD
    depth: Depth = Depth.FULL
    channel: str | None = None
    facts: Facts = field(default_factory=dict)
    waiver: str | None = None


def check(terms: Terms, playbook: Playbook, people: Mapping[PersonId, Person], today: date) -> None:
    """Judge the terms of a start or an edit. Raises Invalid with a code for each field that is wrong.

    A giver who has left is not an error: the handoff then knows that the giver is gone.
    """
    problems = _text_problems(terms)
    for role, described in playbook.roles.items():
        code = _person_problem(people.get(terms.participants.get(role, 0)), described)
        if code is not None:
            problems[role] = code
    if terms.participants.get(playbook.giver) == terms.participants.get(playbook.receiver):
        problems.setdefault(playbook.receiver, "same_person")
    for name, day in (("last_day", terms.last_day), ("target", terms.target)):
        if day is not None and day < today:
            problems[name] = "past"
    if problems:
        raise Invalid(problems)


def _text_problems(terms: Terms) -> dict[str, str]:
    problems = {}
    if not terms.account.strip():
        problems["account"] = "missing"
    elif len(terms.account.strip()) > ACCOUNT_LENGTH:
        problems["account"] = "too_long"
    if len(terms.customer_note or "") > CUSTOMER_NOTE_LENGTH:
        problems["customer_note"] = "too_long"
    return problems


def _person_problem(person: Person | None, role: Role) -> str | None:
    if person is None:
        return None if role.optional else "missing"
    if person.bot:
        return "bot"
    if role.gives:
        return None
    if person.deleted:
        return "deactivated"
    return "external" if person.external or person.guest else None


def needs_confirmation(starter: PersonId, terms: Terms, playbook: Playbook) -> bool:
    """Whether the receiver's manager is asked first: yes, unless the receiver or that manager starts it."""
    return starter not in (
        terms.participants[playbook.receiver],
        terms.participants[playbook.manager],
    )


def confirm(handoff: Handoff, by: By) -> Change:
    """The manager says "right": it runs. Raises AlreadySo when it runs already, Gone when it ended."""
    if handoff.status is Status.RUNNING:
        raise AlreadySo(None, "running")
    if handoff.status is not Status.PROPOSED:
        raise Gone(handoff.status.value)
    running = replace(handoff, status=Status.RUNNING, started_at=by.at)
    return Change(running, (Event("confirmed"),))


def pause(handoff: Handoff, by: By) -> Change:
    """Stop reminders and clicks until it is resumed. Raises AlreadySo or Gone."""
    return _move(handoff, Status.PAUSED, (Status.RUNNING,), "paused")


def resume(handoff: Handoff, by: By) -> Change:
    """Go on where it stopped. Raises AlreadySo or Gone."""
    return _move(handoff, Status.RUNNING, (Status.PAUSED,), "resumed")


def _move(handoff: Handoff, to: Status, allowed: tuple[Status, ...], kind: str) -> Change:
    if handoff.status is to:
        raise AlreadySo(None, to.value)
    if handoff.status not in allowed:
        raise Gone(handoff.status.value)
    return Change(replace(handoff, status=to), (Event(kind),))


def cancel(handoff: Handoff, by: By, why: Note) -> Change:
    """End it without a handover; the account stays where it is. Raises AlreadySo or Gone."""
    if handoff.status is Status.CANCELLED:
        raise AlreadySo(None, "cancelled", handoff.ended_by, handoff.ended_at)
    if not handoff.status.open:
        raise Gone(handoff.status.value)
    ended = replace(
        handoff.with_note(why),
        status=Status.CANCELLED,
        ended_by=by.person,
        ended_at=by.at,
        end_note=why.id,
    )
    return Change(ended, (Event("cancelled", None, {"note": why.id, "was": handoff.status.value}),))


def reopen(handoff: Handoff, by: By, *, proposed: bool = False) -> Change:
    """Take up a closed or cancelled handoff again: its steps are as they were.

    One that was `proposed` when it was cancelled is proposed again: its manager has never said "right".
    Raises AlreadySo.
    """
    if handoff.status.open:
        raise AlreadySo(None, handoff.status.value)
    status = Status.PROPOSED if proposed else Status.RUNNING
    again = replace(handoff, status=status, ended_by=None, ended_at=None, end_note=None)
    for step in _closing_steps(handoff):
        state = replace(
            handoff.state(step.id),
            status=StepStatus.TODO,
            outcome=None,
            changed_by=by.person,
            changed_at=by.at,
            moved_at=by.at,
        )
        if handoff.state(step.id).status is StepStatus.DONE:
            again = again.with_step(step.id, state)
    return Change(again, (Event("reopened"),))


def _closing_steps(handoff: Handoff) -> list[Step]:
    return [step for step in handoff.playbook.steps if step.after_all]


def accept(handoff: Handoff, by: By) -> Change:
    """The receiver takes the baton: from here on the account is theirs. It passes once.

    It waits for no step of the handbook; in a slow transition it is offered at solo.
    Raises AlreadySo, Gone, NotYet while still shadowing, Shut, or Incomplete for a fact that a gate hangs on.
    """
    if handoff.accepted_at is not None:
        raise AlreadySo(None, "accepted", handoff.accepted_by, handoff.accepted_at)
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    if handoff.shadowing:
        raise NotYet(accepted=False)
    _require_gates(handoff)
    accepted = replace(handoff, accepted_by=by.person, accepted_at=by.at)
    return Change(accepted, (Event("accepted", None, {"from": handoff.responsible}),))


def _require_gates(handoff: Handoff) -> None:
    for gate in handoff.playbook.gates:
        match standing.gate_stands(handoff, gate) if gate.acceptance else Verdict.OPEN:
            case Verdict.SHUT:
                raise Shut(gate)
            case Verdict.UNKNOWN:
                raise Incomplete("", "fact", conditions.missing([gate.when], handoff.facts)[0])


def close(handoff: Handoff, by: By) -> Change:
    """Close it, with the step that closes. Raises AlreadySo, Gone, or NotYet with what is still open."""
    if handoff.status is Status.CLOSED:
        raise AlreadySo(None, "closed", handoff.ended_by, handoff.ended_at)
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    still_open = standing.open_before_close(handoff)
    if still_open or handoff.accepted_at is None:
        raise NotYet(still_open, accepted=handoff.accepted_at is not None)
    closed = replace(handoff, status=Status.CLOSED, ended_by=by.person, ended_at=by.at)
    for step in _closing_steps(handoff):
        closed = closed.with_step(step.id, _closed_state(handoff.state(step.id), step, by))
    return Change(closed, (Event("closed"),))


def _closed_state(state: StepState, step: Step, by: By) -> StepState:
    outcomes = step.decision.outcomes if step.decision else ()
    return replace(
        state,
        status=StepStatus.DONE,
        outcome=next((outcome.id for outcome in outcomes if outcome.closes), None),
        note=None,
        waiting_until=None,
        snoozed_until=None,
        changed_by=by.person,
        changed_at=by.at,
        moved_at=by.at,
    )


def ready_for_solo(handoff: Handoff, by: By) -> Change:
    """The incoming person says ready to lead alone. Raises AlreadySo or Gone."""
    if not handoff.shadowing or handoff.ready_for_solo:
        raise AlreadySo(None, "ready_for_solo")
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    return Change(replace(handoff, ready_for_solo=True), (Event("ready_for_solo"),))


def go_solo(handoff: Handoff, by: By) -> Change:
    """Outgoing person or manager confirms that the incoming person leads alone from now on.

    Raises AlreadySo, Gone, or Incomplete while the incoming person has not said ready.
    """
    if not handoff.shadowing:
        raise AlreadySo(None, "solo")
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    if not handoff.ready_for_solo:
        raise Incomplete("", "ready")
    solo = replace(handoff, phase=Phase.SOLO, solo_at=by.at)
    return Change(solo, (Event("solo"),))


def edit(handoff: Handoff, terms: Terms, account: Account, note: Note | None, *, giver_gone: bool) -> Change:
    """Change account, people, dates or pace of an open handoff; what was done stays done.

    A replaced person's open steps follow the role; steps handed to that person by name go to the newcomer.
    A new receiver says anew when to lead alone. `note` is what may be told to the customer from now on.
    Raises Gone, or Invalid when the receiver would change, or the slow transition begin, after accepting.
    """
    if not handoff.status.open:
        raise Gone(handoff.status.value)
    receiver = handoff.playbook.receiver
    same_receiver = terms.participants[receiver] == handoff.receiver
    if handoff.accepted_at is not None:
        _require_as_accepted(handoff, terms, same_receiver=same_receiver)
    after = replace(
        handoff.with_note(note),
        account=account,
        participants=dict(terms.participants),
        cause=terms.cause,
        last_day=terms.last_day,
        target=terms.target,
        pace=terms.pace,
        depth=terms.depth,
        customer_note=note.id if note else None,
        giver_gone=giver_gone,
        ready_for_solo=handoff.ready_for_solo and same_receiver,
    )
    after = _follow_people(handoff, after)
    changed = _differences(handoff, after)
    return Change(after, (Event("edited", None, {"fields": changed}),)) if changed else Change(handoff)


def _require_as_accepted(handoff: Handoff, terms: Terms, *, same_receiver: bool) -> None:
    if not same_receiver:
        raise Invalid({handoff.playbook.receiver: "accepted"})
    if terms.pace is Pace.SLOW and handoff.pace is not Pace.SLOW:
        raise Invalid({"pace": "accepted"})


def _follow_people(before: Handoff, after: Handoff) -> Handoff:
    moved = {
        holder: after.participants.get(role)
        for role, holder in before.participants.items()
        if after.participants.get(role) != holder
    }
    for step_id, state in before.steps.items():
        if (
            state.owner in moved
            and not state.status.settled
            and state.owner not in after.participants.values()
        ):
            after = after.with_step(step_id, replace(state, owner=moved[state.owner]))
    return after


def _differences(before: Handoff, after: Handoff) -> list[str]:
    fields = ("account", "cause", "last_day", "target", "pace", "depth", "customer_note")
    changed = [name for name in fields if getattr(before, name) != getattr(after, name)]
    roles = before.playbook.roles
    changed += [role for role in roles if before.participants.get(role) != after.participants.get(role)]
    return changed
