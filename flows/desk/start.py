"""A handoff starts: from the dialog's terms to the first messages, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows import calendar, gates, lifecycle
from flows.desk import whole
from flows.desk.acting import Act, Done, Rules, actor, note, repeated, wake
from flows.handoff import Event, Handoff, Note, Status, StepState
from flows.lifecycle import Terms
from flows.people import Person
from flows.playbook import Gate, Playbook
from flows.ports import UnitOfWork
from flows.refusals import Refused


@dataclass
class Taken(Refused):
    """The account has an open handoff already."""

    handoff: Handoff


def start(uow: UnitOfWork, act: Act, playbook: Playbook, terms: Terms, rules: Rules) -> Done:
    """Start a handoff on these terms.

    It runs at once when the receiver or the receiver's manager starts it; otherwise that manager is asked
    first, and the receiver hears after that (a setting). Raises Invalid, Shut, Taken or NotYours.
    """
    seen = uow.history.seen(act.cause)
    if seen is not None:
        return repeated(uow, seen.handoff_id, seen.id, seen.events)
    person = actor(uow, act)
    people = uow.people.get(terms.participants.values())
    lifecycle.check(terms, playbook, people, calendar.local_day(act.at, person.tz))
    waived = gates.may_start(
        playbook,
        {**rules.facts_for(playbook), **terms.facts},
        roles=[role for role, holder in terms.participants.items() if holder == person.id],
        waiver=terms.waiver,
    )
    account = uow.accounts.named_or_new(terms.account)
    other = uow.handoffs.open_for(account.id)
    if other is not None and (open_one := uow.handoffs.get(other)) is not None:
        raise Taken(open_one)
    ask_first = rules.manager_confirms and lifecycle.needs_confirmation(person.id, terms, playbook)
    draft = _draft(uow, act, person, playbook, terms, rules, proposed=ask_first)
    handoff = uow.handoffs.add(_waiving(draft, waived, note(act, person.id, "waiver", terms.waiver or "")))
    change = uow.history.record(act.cause, person.id, act.at, handoff.id, (Event("started"),), {})
    _make_known(uow, handoff)
    wake(uow, handoff.people, act.at, rules)
    uow.surfaces.touch(handoff.id, handoff.people)
    return Done(handoff, change, (Event("started"),))


def _draft(
    uow: UnitOfWork,
    act: Act,
    person: Person,
    playbook: Playbook,
    terms: Terms,
    rules: Rules,
    *,
    proposed: bool,
) -> Handoff:
    written = note(act, person.id, "customer", terms.customer_note) if terms.customer_note else None
    giver = uow.people.get([terms.participants[playbook.giver]])
    draft = Handoff(
        id=0,
        account=uow.accounts.named_or_new(terms.account),
        playbook=playbook,
        participants=dict(terms.participants),
        started_by=person.id,
        started_at=act.at,
        status=Status.PROPOSED if proposed else Status.RUNNING,
        pace=terms.pace,
        depth=terms.depth,
        cause=terms.cause,
        facts={**rules.facts_for(playbook), **terms.facts},
        customer_note=written.id if written else None,
        last_day=terms.last_day,
        target=terms.target,
        channel=terms.channel,
        giver_gone=any(gone.deleted for gone in giver.values()),
    )
    return draft.with_note(written)


def _waiving(draft: Handoff, waived: Sequence[Gate], why: Note) -> Handoff:
    """A gate that the start waives stays open for the steps it holds, with the same reason."""
    state = StepState(released_by=why.author, released_at=why.at, release_note=why.id)
    for step_id in sorted({step for gate in waived for step in gate.step_ids}):
        draft = draft.with_note(why).with_step(step_id, state)
    return draft


def _make_known(uow: UnitOfWork, handoff: Handoff) -> None:
    if handoff.status is Status.RUNNING:
        whole.announce(uow, handoff)
        return
    whole.ask_manager(uow, handoff)
