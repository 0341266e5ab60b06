"""Prompts: one open at a time for each person; the next opens when the last has its answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flows import interview, permissions, transfer
from flows.desk import steps
from flows.desk.acting import Act, Rules, actor, note_id, show, wake
from flows.handoff import Event, Handoff, Note
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import Priority, Recorded, SurfaceKind, UnitOfWork
from flows.prompts import Prompt, PromptKind, PromptState
from flows.refusals import Gone, NotYours
from flows.transfer import Answer, Passed, Told, Transfer


def begin(uow: UnitOfWork, act: Act, handoff_id: int) -> Prompt | None:
    """Start the interview, or take it up where it stopped. None when nothing is left to ask.

    Raises NotYours for anyone who is not asked here, Gone when the handoff is not open.
    """
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is None or person.id not in interview.tellers(handoff):
        raise NotYours
    if not handoff.status.open:
        raise Gone(handoff.status.value)
    if uow.prompts.open_of(person.id) is None:
        queue_next(uow, handoff, person.id, act.at)
    return open_next(uow, person.id, act.at)


def queue_next(
    uow: UnitOfWork, handoff: Handoff, person: PersonId, now: datetime, after: str | None = None
) -> Prompt | None:
    """Queue the interview's next question to the person; known things come first, in one prompt."""
    told = uow.transfers.get(handoff.id)
    if after is None and not told.answers and known(uow, handoff):
        return uow.prompts.queue(person, handoff.id, PromptKind.KNOWN, "", now)
    name = interview.next_question(handoff, told, after)
    return uow.prompts.queue(person, handoff.id, PromptKind.ASK, name, now) if name else None


def known(uow: UnitOfWork, handoff: Handoff) -> Mapping[str, Answer]:
    """What an earlier handoff of the account left, for questions that are asked here too."""
    earlier = uow.transfers.last_of_account(handoff.account.id, but=handoff.id)
    if earlier is None:
        return {}
    asked = transfer.asked(handoff)
    return {
        name: answer
        for name, answer in earlier.answers.items()
        if name in asked and answer.how in (Told.SAID, Told.DOCUMENT)
    }


def open_next(uow: UnitOfWork, person: PersonId, now: datetime, *, asked: bool = True) -> Prompt | None:
    """The open prompt; else the oldest queued one whose time has come opens, and is posted.

    `asked`: the person is waiting for it, so it goes before reminders.
    """
    current = uow.prompts.open_of(person)
    if current is not None:
        return current
    waiting = uow.prompts.next_queued(person, now)
    if waiting is None:
        return None
    uow.prompts.move(waiting.id, PromptState.OPEN, now)
    surface = uow.surfaces.add(
        SurfaceKind.PROMPT, handoff_id=waiting.handoff_id, person_id=person, subject=str(waiting.id)
    )
    show(uow, surface, priority=Priority.ANSWER if asked else Priority.REMINDER)
    return replace(waiting, state=PromptState.OPEN, opened_at=now)


def close(uow: UnitOfWork, prompt: Prompt, state: PromptState, now: datetime) -> None:
    """The prompt has its answer, or is left: its message turns into that, one last time."""
    uow.prompts.move(prompt.id, state, now)
    surface = uow.surfaces.find(
        SurfaceKind.PROMPT,
        handoff_id=prompt.handoff_id,
        person_id=prompt.person_id,
        subject=str(prompt.id),
    )
    if surface is not None:
        uow.surfaces.end(surface.id)


def go_on(uow: UnitOfWork, handoff: Handoff, prompt: Prompt, now: datetime) -> Prompt | None:
    """After an answer: whatever queued meanwhile comes first, then the interview's next question."""
    if prompt.kind in (PromptKind.ASK, PromptKind.KNOWN):
        queue_next(uow, handoff, prompt.person_id, now, prompt.subject or None)
    return open_next(uow, prompt.person_id, now)


def stop(uow: UnitOfWork, act: Act) -> Prompt | None:
    """No more questions for now: the open prompt is left, and `next` or [Begin] takes it up again."""
    person = actor(uow, act)
    current = uow.prompts.open_of(person.id)
    if current is not None:
        close(uow, current, PromptState.LEFT, act.at)
    return current


def put_off(uow: UnitOfWork, act: Act, handoff_id: int, until: datetime, rules: Rules) -> None:
    """The interview begins, or goes on, at that instant (aware UTC). Raises NotYours."""
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is None or person.id not in interview.tellers(handoff):
        raise NotYours
    stop(uow, act)
    told = uow.transfers.get(handoff_id)
    name = interview.next_question(handoff, told)
    if name is not None:
        uow.prompts.queue(person.id, handoff_id, PromptKind.ASK, name, act.at, not_before=until)
        uow.people.wake([person.id], until)


def tell(
    uow: UnitOfWork,
    act: Act,
    handoff_id: int,
    name: str,
    how: Told,
    rules: Rules,
    *,
    text: str = "",
    value: tuple[str, ...] = (),
    source: str | None = None,
) -> Transfer:
    """Answer a question of the interview, or answer it anew, and settle the fact it is about.

    Raises NotYours for who has no part here, Gone, or Incomplete for what the playbook does not know.
    """
    person, handoff, told = _here(uow, act, handoff_id)
    if uow.history.seen(act.cause) is not None:
        return told
    written = note(act, person.id, name, text)
    second_hand = person.id != handoff.giver
    kept = told.answers.get(name)
    source = source or (kept.source if kept else None)
    answer = Answer(how, person.id, act.at, written.id if written else None, value, second_hand, source)
    uow.surfaces.redraw_prompts(handoff_id, PromptKind.ASK.value, name)
    passed = transfer.tell(handoff, told, name, answer, written)
    return keep(uow, act, person, handoff, told, passed, rules)


def note(act: Act, person: PersonId, field: str, text: str) -> Note | None:
    """The words of an act as a note; None when there are none."""
    said = text.strip()
    return Note(note_id(act, field), said, person, act.at) if said else None


def _here(uow: UnitOfWork, act: Act, handoff_id: int) -> tuple[Person, Handoff, Transfer]:
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id, lock=True)
    if handoff is None or not permissions.may(person.id, Action.ANSWER, handoff):
        raise NotYours
    return person, handoff, uow.transfers.get(handoff_id)


def keep(
    uow: UnitOfWork,
    act: Act,
    person: Person,
    handoff: Handoff,
    before: Transfer,
    passed: Passed,
    rules: Rules,
) -> Transfer:
    """Save what was said, the facts it settles, its history, and whom it concerns."""
    uow.transfers.save(before, passed.transfer)
    after = _settle(uow, handoff, passed.facts)
    events = (*passed.events, *_fact_events(handoff, passed.facts))
    uow.history.record(act.cause, person.id, act.at, handoff.id, events, {})
    uow.surfaces.touch(handoff.id, handoff.people)
    if passed.facts:
        wake(uow, after.people, act.at, rules)
    return passed.transfer


def _settle(uow: UnitOfWork, handoff: Handoff, facts: Mapping[str, tuple[str, ...]]) -> Handoff:
    if not facts:
        return handoff
    after = replace(handoff, facts={**handoff.facts, **facts})
    uow.handoffs.save(handoff, after)
    return after


def _fact_events(handoff: Handoff, facts: Mapping[str, tuple[str, ...]]) -> list[Event]:
    return [
        Event("fact", None, {"fact": n, "before": list(handoff.facts.get(n, ())), "after": list(given)})
        for n, given in facts.items()
        if handoff.facts.get(n) != given
    ]


def postpone(uow: UnitOfWork, prompt: Prompt, until: datetime, now: datetime) -> None:
    """Leave a prompt that is not of the interview, and ask it again at that instant (aware UTC)."""
    close(uow, prompt, PromptState.LEFT, now)
    uow.prompts.queue(prompt.person_id, prompt.handoff_id, prompt.kind, prompt.subject, now, not_before=until)
    uow.people.wake([prompt.person_id], until)


def keep_words(uow: UnitOfWork, act: Act, prompt: Prompt, text: str) -> str:
    """Keep what may be an answer, until the person says whether it is; returns the note's id."""
    told = uow.transfers.get(prompt.handoff_id)
    kept = Note(note_id(act, "perhaps"), text, prompt.person_id, act.at)
    uow.transfers.save(told, told.with_note(kept))
    return kept.id


def take_back(uow: UnitOfWork, act: Act, handoff_id: int, name: str, rules: Rules) -> None:
    """Take an answer back, so that its question is open again. Raises NotYours, Gone or AlreadySo."""
    person, handoff, before = _here(uow, act, handoff_id)
    if uow.history.seen(act.cause) is None:
        uow.surfaces.redraw_prompts(handoff_id, PromptKind.ASK.value, name)
        keep(uow, act, person, handoff, before, transfer.take_back(handoff, before, name), rules)


def undo(uow: UnitOfWork, act: Act, last: Recorded, rules: Rules) -> Handoff:
    """Take the person's last change back: an answer of the conversation, or a change of a step.

    Raises NotYours, Gone, AlreadySo or BuiltUpon.
    """
    told = next((event for event in last.events if event.kind == "told"), None)
    if told is None or last.handoff_id is None:
        return steps.undo(uow, act, last.id, rules).handoff
    _, handoff, _ = _here(uow, act, last.handoff_id)
    once = replace(act, cause=f"undo:{last.id}")
    take_back(uow, once, last.handoff_id, told.data["ask"], rules)
    return handoff


def confirm_known(uow: UnitOfWork, act: Act, handoff: Handoff, rules: Rules) -> None:
    """Everything an earlier handoff left is still true: it is kept, with its words and where it came from."""
    person, handoff, told = _here(uow, act, handoff.id)
    if uow.history.seen(act.cause) is not None:
        return
    earlier = uow.transfers.last_of_account(handoff.account.id, but=handoff.id)
    before = told
    events: list[Event] = []
    facts: dict[str, tuple[str, ...]] = {}
    for name, answer in known(uow, handoff).items():
        words = note(act, person.id, name, earlier.words(answer.note) if earlier else "")
        still = replace(answer, note=words.id if words else None, author=person.id, at=act.at, source=None)
        passed = transfer.tell(handoff, told, name, still, words)
        told = passed.transfer
        events += passed.events
        facts |= passed.facts
    keep(uow, act, person, handoff, before, Passed(told, tuple(events), facts), rules)
