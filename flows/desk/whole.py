"""The handoff as a whole: confirm, object, edit, pause, resume, cancel, reopen, accept, solo, close.

What a change of the whole makes people hear is decided here, in the same transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from flows import calendar, lifecycle, questions, transfer
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
from flows.handoff import Account, By, Change, Event, Handoff, Note, Status
from flows.lifecycle import Terms
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import SurfaceKind, UnitOfWork
from flows.prompts import PromptKind, PromptState
from flows.refusals import Gone, Incomplete, Invalid


def announce(uow: UnitOfWork, handoff: Handoff) -> None:
    """Everyone with a part gets their checklist, and the chosen channel gets the card, once it runs."""
    if handoff.status is not Status.RUNNING:
        return
    if handoff.channel is not None:
        card = uow.surfaces.find(SurfaceKind.CARD, handoff_id=handoff.id)
        show(uow, card or uow.surfaces.add(SurfaceKind.CARD, handoff_id=handoff.id, channel=handoff.channel))
    _give_checklists(uow, handoff, handoff.people)


def _give_checklists(uow: UnitOfWork, handoff: Handoff, people: Iterable[PersonId]) -> None:
    for person in _present(uow, people):
        give_checklist(uow, handoff, person)


def _present(uow: UnitOfWork, people: Iterable[PersonId]) -> list[PersonId]:
    """Those who can be written to: Slack takes a DM to somebody deactivated, and nobody reads it."""
    return sorted(person.id for person in uow.people.get(people).values() if not person.deleted)


def give_checklist(uow: UnitOfWork, handoff: Handoff, person: PersonId) -> None:
    """The person has a live checklist of this handoff in their DM, while it runs."""
    if handoff.status is not Status.RUNNING:
        return
    live = uow.surfaces.find(SurfaceKind.CHECKLIST, handoff_id=handoff.id, person_id=person)
    show(uow, live or uow.surfaces.add(SurfaceKind.CHECKLIST, handoff_id=handoff.id, person_id=person))


def bring_down(uow: UnitOfWork, act: Act, handoff_id: int) -> Done:
    """Post the person's checklist anew at the end of their DM; the old message says that it moved."""
    seen = uow.history.seen(act.cause)
    if seen is not None:
        return repeated(uow, seen.handoff_id, seen.id, seen.events)
    person = actor(uow, act)
    handoff, _ = allowed(uow, person, Action.SEE, handoff_id)
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    live = uow.surfaces.find(SurfaceKind.CHECKLIST, handoff_id=handoff.id, person_id=person.id)
    if live is not None and live.ts is not None:
        uow.surfaces.end(live.id)
    give_checklist(uow, handoff, person.id)
    return Done(handoff, uow.history.record(act.cause, person.id, act.at, handoff.id, (), {}))


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
        if not handoff.status.open:
            raise Gone(handoff.status.value)
        said = note(act, by.person, "objection", why)
        return Change(handoff.with_note(said), (Event("objection", None, {"note": said.id}),))

    done = perform(uow, act, Action.OBJECT, handoff_id, decide, rules=rules)
    if done.change is not None and not done.repeated:
        said = done.events[0].data["note"]
        tell(uow, "objection", done.handoff.manager, done.handoff, done.change, note=said)
    return done


def accept(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The receiver takes the baton; giver and manager hear, and every surface says so.

    The giver hears until when they are asked. Raises Incomplete while the account has not been told back.
    """

    def decide(handoff: Handoff, by: By) -> Change:
        change = lifecycle.accept(handoff, by)
        told = uow.transfers.get(handoff_id)
        if not transfer.may_accept(handoff, told):
            raise Incomplete("", "read_back" if told.read_back is None else "read_back_check")
        return change

    done = perform(uow, act, Action.ACCEPT, handoff_id, decide, rules=rules)
    until = questions.last_day(done.handoff, rules.question_days)
    data = {"until": until.isoformat()} if until and done.handoff.playbook.topics else {}
    _spread(uow, done, "accepted", {done.handoff.giver, done.handoff.manager}, **data)
    if not done.repeated:
        _end_surfaces(uow, done.handoff, SurfaceKind.REQUEST)
    return done


def ready(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The incoming person is ready to lead alone; outgoing person and manager are asked to confirm."""
    done = perform(uow, act, Action.READY, handoff_id, lifecycle.ready_for_solo, rules=rules)
    if not done.repeated:
        _ask_for_solo(uow, done.handoff)
    return done


def _ask_for_solo(uow: UnitOfWork, handoff: Handoff) -> None:
    """Outgoing person and manager are each asked, once, to confirm that the receiver leads alone."""
    for person in _present(uow, {handoff.giver, handoff.manager} - {handoff.receiver}):
        request(uow, handoff, person, "solo")


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
    """Go on. Whoever joined during the pause gets a checklist now."""
    done = _steer(uow, act, handoff_id, lifecycle.resume, "resumed", rules)
    if not done.repeated:
        announce(uow, done.handoff)
    return done


def cancel(uow: UnitOfWork, act: Act, handoff_id: int, why: str, rules: Rules) -> Done:
    """End it without a handover, with the reason."""
    if not why.strip():
        raise Incomplete("", "reason")

    def decide(handoff: Handoff, by: By) -> Change:
        return lifecycle.cancel(handoff, by, note(act, by.person, "why", why))

    return _steer(uow, act, handoff_id, decide, "cancelled", rules)


def reopen(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """Take it up again. Raises Invalid when the account has another open handoff by now.

    What was cancelled before its manager had said "right" goes to that manager again.
    """

    def decide(handoff: Handoff, by: By) -> Change:
        other = uow.handoffs.open_for(handoff.account.id)
        if other is not None and other != handoff.id:
            raise Invalid({"account": "taken"})
        return lifecycle.reopen(handoff, by, proposed=_ended_as_proposal(uow, handoff))

    done = _steer(uow, act, handoff_id, decide, "reopened", rules)
    if done.repeated:
        return done
    if done.handoff.status is Status.PROPOSED:
        ask_manager(uow, done.handoff)
    announce(uow, done.handoff)
    return done


def _ended_as_proposal(uow: UnitOfWork, handoff: Handoff) -> bool:
    last = (event for recorded in uow.history.last(handoff.id) for event in recorded.events)
    ended = next((event for event in last if event.kind in ("cancelled", "closed")), None)
    return ended is not None and ended.data.get("was") == Status.PROPOSED


def _steer(uow: UnitOfWork, act: Act, handoff_id: int, decide: Decide, kind: str, rules: Rules) -> Done:
    done = perform(uow, act, Action.STEER, handoff_id, decide, rules=rules)
    if done.repeated:
        return done
    asked = {done.handoff.started_by, done.handoff.manager}
    hearers = asked if _never_ran(done) else done.handoff.people
    _spread(uow, done, kind, hearers)
    after_end(uow, done)
    return done


def _never_ran(done: Done) -> bool:
    """A proposal that was cancelled or reopened: the receiver has not heard of it, and does not hear now."""
    return done.handoff.status is Status.PROPOSED or any(
        event.data.get("was") == Status.PROPOSED for event in done.events
    )


def after_end(uow: UnitOfWork, done: Done) -> None:
    """When the handoff has ended, its surfaces are drawn one last time, and the others hear of a close."""
    if done.handoff.status.open:
        return
    if any(event.kind == "closed" for event in done.events):
        _spread(uow, done, "closed", done.handoff.people)
    for surface in uow.surfaces.live_of(done.handoff.id):
        uow.surfaces.end(surface.id)
    for prompt in uow.prompts.of_handoff(done.handoff.id):
        if prompt.kind is not PromptKind.AGAIN or done.handoff.status is Status.CANCELLED:
            uow.prompts.move(prompt.id, PromptState.LEFT, done.handoff.ended_at or prompt.created_at)


def _spread(
    uow: UnitOfWork, done: Done, kind: str, hearers: set[PersonId] | frozenset[PersonId], **data: str
) -> None:
    if done.change is None or done.repeated:
        return
    recorded = uow.history.change(done.change)
    for person in sorted(hearers):
        if recorded is None or person != recorded.actor:
            tell(uow, kind, person, done.handoff, done.change, **data)


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
    _check_edit(before, terms, people, calendar.local_day(act.at, person.tz))
    change = lifecycle.edit(
        before,
        terms,
        _account_for(uow, before, terms),
        _customer_note(before, terms, act, person),
        giver_gone=people[terms.participants[before.playbook.giver]].deleted,
    )
    done = keep(uow, act, person, before, change, rules)
    _change_hands(uow, before, done)
    return done


def _account_for(uow: UnitOfWork, before: Handoff, terms: Terms) -> Account:
    """The account the edit names: another one only while that has no open handoff of its own."""
    name = terms.account.strip()
    if name == before.account.name:
        return before.account
    named = uow.accounts.named_or_new(name)
    if named.id == before.account.id:
        uow.accounts.rename(named.id, name)
        return replace(named, name=name)
    if uow.handoffs.open_for(named.id) is not None:
        raise Invalid({"account": "taken"})
    return named


def _customer_note(before: Handoff, terms: Terms, act: Act, person: Person) -> Note | None:
    """What may be told to the customer after the edit: the text there was, another one, or none."""
    old = before.notes.get(before.customer_note) if before.customer_note else None
    text = terms.customer_note.strip() if terms.customer_note is not None else None
    if text is None or (old is not None and text == old.body):
        return old
    return note(act, person.id, "customer", text) if text else None


def _check_edit(before: Handoff, terms: Terms, people: Mapping[PersonId, Person], today: date) -> None:
    """A date that was there before may have passed since: only a new one is judged against today."""
    try:
        lifecycle.check(terms, before.playbook, people, today)
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
    gone = before.people - after.people
    for surface in uow.surfaces.live_of(after.id):
        asks_for_another = surface.kind is SurfaceKind.REQUEST and not after.ready_for_solo
        if surface.person_id in gone or asks_for_another:
            uow.surfaces.end(surface.id)
    for person in _present(uow, gone):
        tell(uow, "replaced", person, after, done.change)
    _change_heads(uow, before, after, gone)
    _give_checklists(uow, after, after.people - before.people)
    if after.shadowing and after.ready_for_solo:
        _ask_for_solo(uow, after)


def _change_heads(uow: UnitOfWork, before: Handoff, after: Handoff, gone: Collection[PersonId]) -> None:
    """A replaced person is asked nothing more, but for what colleagues wanted of them by name."""
    for prompt in uow.prompts.of_handoff(after.id):
        if prompt.person_id in gone and prompt.kind is not PromptKind.QUESTION:
            uow.prompts.move(prompt.id, PromptState.LEFT, prompt.opened_at or prompt.created_at)
    if before.receiver != after.receiver:
        told = uow.transfers.get(after.id)
        uow.transfers.save(told, transfer.for_another_receiver(told))


def _ask_again(uow: UnitOfWork, before: Handoff, after: Handoff) -> None:
    """A proposal got another manager: the question goes to the new one."""
    if before.manager == after.manager:
        return
    _end_surfaces(uow, after, SurfaceKind.REQUEST)
    ask_manager(uow, after)


def ask_manager(uow: UnitOfWork, handoff: Handoff) -> None:
    """The receiver's manager is asked "right?" before anyone else hears."""
    request(uow, handoff, handoff.manager, "start")


def request(uow: UnitOfWork, handoff: Handoff, person: PersonId, subject: str) -> None:
    """Ask one person for their yes, or their choice, in a message that stays until they say it."""
    kind = SurfaceKind.REQUEST
    live = uow.surfaces.find(kind, handoff_id=handoff.id, person_id=person, subject=subject)
    show(
        uow,
        live or uow.surfaces.add(kind, handoff_id=handoff.id, person_id=person, subject=subject),
    )


def _end_surfaces(uow: UnitOfWork, handoff: Handoff, kind: SurfaceKind) -> None:
    for surface in uow.surfaces.live_of(handoff.id):
        if surface.kind is kind:
            uow.surfaces.end(surface.id)
