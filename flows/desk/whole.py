"""The handoff as a whole: confirm, object, edit, pause, resume, cancel, reopen, accept, solo, close.

What a change of the whole makes people hear is decided here, in the same transaction.
"""

from collections.abc import Mapping

from flows import lifecycle
from flows.desk.acting import (
    Act,
    Decide,
    Done,
    Rules,
    actor,
    allowed,
    keep,
    note,
    perform,
    repeated,
    show,
    tell,
)
from flows.handoff import By, Change, Event, Handoff, Status
from flows.lifecycle import Terms
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import SurfaceKind, UnitOfWork
from flows.refusals import Gone, Incomplete, Invalid


def announce(uow: UnitOfWork, handoff: Handoff) -> None:
    """Everyone with a part gets their checklist, and the chosen channel gets the card."""
    if handoff.channel is not None:
        card = uow.surfaces.find(SurfaceKind.CARD, handoff_id=handoff.id)
        show(uow, card or uow.surfaces.add(SurfaceKind.CARD, handoff_id=handoff.id, channel=handoff.channel))
    people = uow.people.get(handoff.people)
    for person_id in sorted(handoff.people):
        if not people[person_id].deleted:
            give_checklist(uow, handoff, person_id)


def give_checklist(uow: UnitOfWork, handoff: Handoff, person: PersonId) -> None:
    """The person has a live checklist of this handoff in their DM."""
    if handoff.status is not Status.RUNNING:
        return
    live = uow.surfaces.find(SurfaceKind.CHECKLIST, handoff_id=handoff.id, person_id=person)
    show(uow, live or uow.surfaces.add(SurfaceKind.CHECKLIST, handoff_id=handoff.id, person_id=person))


def bring_down(uow: UnitOfWork, act: Act, handoff_id: int) -> Done:
    """Post the person's checklist anew at the end of their DM; the old message says that it moved."""
    person = actor(uow, act)
    handoff, _ = allowed(uow, person, Action.SEE, handoff_id)
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    live = uow.surfaces.find(SurfaceKind.CHECKLIST, handoff_id=handoff.id, person_id=person.id)
    if live is not None and live.ts is not None:
        uow.surfaces.end(live.id)
    give_checklist(uow, handoff, person.id)
    return Done(handoff)


def confirm(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The manager says "right": it runs, and only now the receiver hears."""
    done = perform(uow, act, Action.CONFIRM, handoff_id, lifecycle.confirm, rules=rules)
    if not done.repeated:
        _end_surfaces(uow, done.handoff, SurfaceKind.REQUEST)
        announce(uow, done.handoff)
    return done


def hold(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The manager says "not yet": it stays proposed, and whoever started it hears."""

    def decide(handoff: Handoff, by: By) -> Change:
        if handoff.status is not Status.PROPOSED:
            raise Gone(handoff.status.value)
        return Change(handoff, (Event("held"),))

    done = perform(uow, act, Action.CONFIRM, handoff_id, decide, rules=rules)
    if done.change is not None and not done.repeated:
        tell(uow, "held", done.handoff.started_by, done.handoff, done.change)
    return done


def object_to(uow: UnitOfWork, act: Act, handoff_id: int, why: str, rules: Rules) -> Done:
    """The receiver says that something is wrong: only their manager reads it."""
    if not why.strip():
        raise Incomplete("", "reason")

    def decide(handoff: Handoff, by: By) -> Change:
        said = note(act, by.person, "objection", why)
        return Change(handoff.with_note(said), (Event("objection", None, {"note": said.id}),))

    done = perform(uow, act, Action.OBJECT, handoff_id, decide, rules=rules)
    if done.change is not None and not done.repeated:
        said = done.events[0].data["note"]
        tell(uow, "objection", done.handoff.manager, done.handoff, done.change, note=said)
    return done


def accept(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The receiver takes the baton; giver and manager hear, and every surface says so."""
    done = perform(uow, act, Action.ACCEPT, handoff_id, lifecycle.accept, rules=rules)
    _spread(uow, done, "accepted", {done.handoff.giver, done.handoff.manager})
    return done


def ready(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The incoming person is ready to lead alone; outgoing person and manager are asked to confirm."""
    done = perform(uow, act, Action.READY, handoff_id, lifecycle.ready_for_solo, rules=rules)
    if not done.repeated:
        for person in {done.handoff.giver, done.handoff.manager} - {done.handoff.receiver}:
            request = uow.surfaces.add(
                SurfaceKind.REQUEST, handoff_id=done.handoff.id, person_id=person, subject="solo"
            )
            show(uow, request)
    return done


def go_solo(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """It is confirmed: the incoming person leads alone, and hears."""
    done = perform(uow, act, Action.GO_SOLO, handoff_id, lifecycle.go_solo, rules=rules)
    if not done.repeated:
        _end_surfaces(uow, done.handoff, SurfaceKind.REQUEST)
        _spread(uow, done, "solo", {done.handoff.receiver})
    return done


def pause(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """Stop the clocks: no reminders, no clicks, until it is resumed."""
    return _steer(uow, act, handoff_id, lifecycle.pause, "paused", rules)


def resume(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """Go on."""
    return _steer(uow, act, handoff_id, lifecycle.resume, "resumed", rules)


def cancel(uow: UnitOfWork, act: Act, handoff_id: int, why: str, rules: Rules) -> Done:
    """End it without a handover, with the reason."""
    if not why.strip():
        raise Incomplete("", "reason")

    def decide(handoff: Handoff, by: By) -> Change:
        return lifecycle.cancel(handoff, by, note(act, by.person, "why", why))

    return _steer(uow, act, handoff_id, decide, "cancelled", rules)


def reopen(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """Take it up again. Raises Invalid when the account has another open handoff by now."""

    def decide(handoff: Handoff, by: By) -> Change:
        other = uow.handoffs.open_for(handoff.account.id)
        if other is not None and other != handoff.id:
            raise Invalid({"account": "taken"})
        return lifecycle.reopen(handoff, by)

    done = _steer(uow, act, handoff_id, decide, "reopened", rules)
    if not done.repeated:
        announce(uow, done.handoff)
    return done


def _steer(uow: UnitOfWork, act: Act, handoff_id: int, decide: Decide, kind: str, rules: Rules) -> Done:
    done = perform(uow, act, Action.STEER, handoff_id, decide, rules=rules)
    if done.repeated:
        return done
    proposed = {done.handoff.started_by, done.handoff.manager}
    hearers = proposed if kind == "cancelled" and _never_ran(done) else done.handoff.people
    _spread(uow, done, kind, hearers)
    after_end(uow, done)
    return done


def _never_ran(done: Done) -> bool:
    """A proposal that was cancelled: the receiver has never heard of it, and does not hear now."""
    return any(event.data.get("was") == Status.PROPOSED for event in done.events)


def after_end(uow: UnitOfWork, done: Done) -> None:
    """When the handoff has ended, its surfaces are drawn one last time, and the others hear of a close."""
    if done.handoff.status.open:
        return
    if any(event.kind == "closed" for event in done.events):
        _spread(uow, done, "closed", done.handoff.people)
    for surface in uow.surfaces.live_of(done.handoff.id):
        uow.surfaces.end(surface.id)


def _spread(uow: UnitOfWork, done: Done, kind: str, hearers: set[PersonId] | frozenset[PersonId]) -> None:
    if done.change is None or done.repeated:
        return
    recorded = uow.history.change(done.change)
    for person in sorted(hearers):
        if recorded is None or person != recorded.actor:
            tell(uow, kind, person, done.handoff, done.change)


def edit(
    uow: UnitOfWork, act: Act, handoff_id: int, terms: Terms, people: Mapping[PersonId, Person], rules: Rules
) -> Done:
    """Change account, people, dates or pace. Replaced people lose their checklist, newcomers get one.

    Raises NotYours, Gone, or Invalid with the fields that are wrong.
    """
    seen = uow.history.seen(act.cause)
    if seen is not None:
        return repeated(uow, seen.handoff_id, seen.id, seen.events)
    person = actor(uow, act)
    before, _ = allowed(uow, person, Action.STEER, handoff_id)
    _check_edit(before, terms, people, act)
    account_id = _account_for(uow, before, terms)
    written = note(act, person.id, "customer", terms.customer_note) if terms.customer_note else None
    done = keep(uow, act, person, before, lifecycle.edit(before, terms, account_id, written), rules)
    _change_hands(uow, before, done)
    return done


def _account_for(uow: UnitOfWork, before: Handoff, terms: Terms) -> int:
    """The account the edit names: another one only while that has no open handoff of its own."""
    if terms.account.strip() == before.account.name:
        return before.account.id
    named = uow.accounts.named_or_new(terms.account)
    if uow.handoffs.open_for(named.id) not in (None, before.id):
        raise Invalid({"account": "taken"})
    return named.id


def _check_edit(before: Handoff, terms: Terms, people: Mapping[PersonId, Person], act: Act) -> None:
    """A date that was there before may have passed since: only a new one is judged against today."""
    try:
        lifecycle.check(terms, before.playbook, people, act.at.date())
    except Invalid as wrong:
        kept = {"last_day": terms.last_day == before.last_day, "target": terms.target == before.target}
        problems = {
            name: code for name, code in wrong.problems.items() if code != "past" or not kept.get(name)
        }
        if problems:
            raise Invalid(problems) from None


def _change_hands(uow: UnitOfWork, before: Handoff, done: Done) -> None:
    after = done.handoff
    if done.change is None or after.status is Status.PROPOSED:
        _ask_again(uow, before, after)
        return
    for person in before.people - after.people:
        live = uow.surfaces.find(SurfaceKind.CHECKLIST, handoff_id=after.id, person_id=person)
        if live is not None:
            uow.surfaces.end(live.id)
        tell(uow, "replaced", person, after, done.change)
    for person in after.people - before.people:
        give_checklist(uow, after, person)


def _ask_again(uow: UnitOfWork, before: Handoff, after: Handoff) -> None:
    """A proposal got another manager: the question goes to the new one."""
    if before.manager == after.manager:
        return
    _end_surfaces(uow, after, SurfaceKind.REQUEST)
    ask_manager(uow, after)


def ask_manager(uow: UnitOfWork, handoff: Handoff) -> None:
    """The receiver's manager is asked "right?" before anyone else hears."""
    request = uow.surfaces.add(
        SurfaceKind.REQUEST, handoff_id=handoff.id, person_id=handoff.manager, subject="start"
    )
    show(uow, request)


def _end_surfaces(uow: UnitOfWork, handoff: Handoff, kind: SurfaceKind) -> None:
    for surface in uow.surfaces.live_of(handoff.id):
        if surface.kind is kind:
            uow.surfaces.end(surface.id)
