"""What is known when a message arrives: which message it belongs to, what its numbers and names mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows import calendar, guide, nudges
from flows.desk import mornings
from flows.handoff import Depth, Handoff, Status
from flows.people import Person, PersonId
from flows.ports import Surface, SurfaceKind, UnitOfWork
from flows.prompts import Prompt, PromptKind
from flows.replies import Choice, Context
from flows.replies import Prompt as Asked
from flows.replies.context import Kind
from flows.replies.meaning import StepKey
from flows.topics import AskKind

FRESH = timedelta(minutes=30)
"""How long free text answers the open prompt without asking back (ours)."""

MENTION = re.compile(r"<@([UW][A-Z0-9]+)")

FOUR_TAPS: Final = (
    Choice("nothing", "Nothing special", ("nothing", "none", "no", "n/a", "all good")),
    Choice("document", "It's in a document", ("in a document", "see the doc", "its in the notes")),
    Choice("unknown", "Don't know", ("dont know", "no idea", "idk", "not sure", "dunno")),
    Choice("in_person", "Better said in person", ("in person", "tell you later", "lets talk")),
)
"""What every question of the interview offers beside its own choices."""

_KINDS: Mapping[AskKind, Kind] = {
    AskKind.TEXT: "text",
    AskKind.NUMBER: "number",
    AskKind.DATE: "date",
    AskKind.LINK: "link",
    AskKind.PEOPLE: "people",
    AskKind.CHOICE: "choice",
    AskKind.SEVERAL: "multi",
}

_ROLE_WORDS: Mapping[str, tuple[str, ...]] = {
    "solutions_architect": ("the sa", "sa", "solutions architect"),
    "account_executive": ("the ae", "ae", "account executive"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What a person wrote to us. `ts` and `thread_ts` are Slack's; `text` is as Slack sent it."""

    channel: str
    ts: str
    text: str
    thread_ts: str | None = None

    @property
    def source(self) -> str:
        """What identifies the message: the same for its retry, and for its edit."""
        return f"{self.channel}:{self.ts}"


@dataclass(frozen=True, slots=True)
class Ear:
    """Who wrote, in which handoffs they are, and what the message belongs to."""

    person: Person
    handoffs: Sequence[Handoff]
    prompt: Prompt | None
    context: Context


def listen(uow: UnitOfWork, person: Person, message: Message, now: datetime) -> Ear:
    """Everything that `understand` has to know about this message."""
    handoffs = uow.handoffs.of_person(person.id)
    above = uow.surfaces.at(message.channel, message.thread_ts) if message.thread_ts else None
    prompt = _prompt(uow, person, above)
    kind = above.kind.value if above is not None else None
    context = Context(
        now=now,
        zone=person.tz,
        numbers=_numbers(uow, person, handoffs, above, now),
        accounts={handoff.account.name: handoff.id for handoff in handoffs},
        people=_people(uow, person, handoffs, message.text),
        prompt=_asked(uow, handoffs, prompt, now),
        in_thread_of=kind if kind in ("prompt", "digest", "checklist") else None,  # type: ignore[arg-type]
        undoable=uow.history.last_by(person.id) is not None,
    )
    return Ear(person, handoffs, prompt, context)


def _prompt(uow: UnitOfWork, person: Person, above: Surface | None) -> Prompt | None:
    """The prompt that the message may answer: the one above it in the thread, else the open one."""
    if above is not None and above.kind is SurfaceKind.PROMPT and above.person_id == person.id:
        return uow.prompts.get(int(above.subject))
    return uow.prompts.open_of(person.id)


def _numbers(
    uow: UnitOfWork, person: Person, handoffs: Sequence[Handoff], above: Surface | None, now: datetime
) -> dict[int, tuple[StepKey, ...]]:
    today = calendar.local_day(now, person.tz)
    found: dict[int, list[StepKey]] = {}
    if above is not None and above.kind is SurfaceKind.DIGEST:
        day, since = mornings.window(above.subject)
        shown = nudges.lines(person, handoffs, day, since)
        pairs = [(line.handoff, line.view) for line in shown]
    else:
        meant = [one for one in handoffs if above is None or above.handoff_id in (None, one.id)]
        running = (one for one in meant if one.status is Status.RUNNING)
        pairs = [(one, seen) for one in running for seen in guide.mine(one, person.id, today)]
    for handoff, seen in pairs:
        found.setdefault(seen.step.number, []).append((handoff.id, seen.step.id))
    return {number: tuple(keys) for number, keys in found.items()}


def _people(
    uow: UnitOfWork, person: Person, handoffs: Sequence[Handoff], text: str
) -> dict[str, tuple[PersonId, ...]]:
    """Names, mentions and roles of everyone here, and of whoever the message mentions."""
    ids = {other for handoff in handoffs for other in handoff.people}
    mentioned = (uow.people.by_slack_id(slack_id) for slack_id in MENTION.findall(text))
    people = {**uow.people.get(ids), **{one.id: one for one in mentioned if one is not None}}
    found: dict[str, set[PersonId]] = {}
    for one in people.values():
        for name in (one.name, one.first_name, f"<@{one.slack_id}>"):
            found.setdefault(name.lower(), set()).add(one.id)
    for name, holder in _roles(person, handoffs):
        found.setdefault(name, set()).add(holder)
    return {name: tuple(sorted(holders)) for name, holders in found.items()}


def _roles(person: Person, handoffs: Iterable[Handoff]) -> Iterable[tuple[str, PersonId]]:
    for handoff in handoffs:
        yield from ((word, handoff.manager) for word in ("my manager", "the manager"))
        for role, words in _ROLE_WORDS.items():
            holder = handoff.participants.get(role)
            if holder is not None and holder != person.id:
                yield from ((word, holder) for word in words)


def _asked(
    uow: UnitOfWork, handoffs: Sequence[Handoff], prompt: Prompt | None, now: datetime
) -> Asked | None:
    handoff = next((one for one in handoffs if prompt and one.id == prompt.handoff_id), None)
    if prompt is not None and handoff is None:
        # Closed a month ago, or of colleagues who asked this person.
        handoff = uow.handoffs.get(prompt.handoff_id)
    if prompt is None or handoff is None:
        return None
    kind, topic, choices = _form(handoff, prompt)
    return Asked(kind, topic, choices, fresh=_fresh(uow, prompt, now))


def _form(handoff: Handoff, prompt: Prompt) -> tuple[Kind, str, tuple[Choice, ...]]:
    match prompt.kind:
        case PromptKind.ASK:
            topic, ask = handoff.playbook.asks[prompt.subject]
            own = tuple(Choice(one.id, one.label, (one.id.replace("-", " "),)) for one in ask.choices)
            ways = (tap for tap in FOUR_TAPS if tap.id not in {one.id for one in own})
            return _KINDS[ask.kind], topic.title, (*own, *ways)
        case PromptKind.KNOWN:
            choices = (Choice("all_true", "All true", ("yes", "still true")), Choice("change", "Change"))
            return "choice", "what is known", choices
        case PromptKind.CONFIRM:
            return "text", "the read-back", (Choice("right", "That's right", ("yes", "correct", "right")),)
        case PromptKind.AGAIN:
            return "text", "what was asked again", (Choice("nothing", "Nothing", ("none", "no")),)
        case PromptKind.QUESTION:
            return "text", "the question", (Choice("unknown", "I don't know", ("dont know", "idk")),)
        case PromptKind.READ_BACK:
            agree = (Choice("yes", "Yes", ("that's how i see it", "exactly")),)
            return "text", "your read-back", agree if handoff.depth is Depth.LIGHT else ()


def _fresh(uow: UnitOfWork, prompt: Prompt, now: datetime) -> bool:
    """Whether the prompt is recent, and the last thing we said to the person."""
    if prompt.opened_at is None or now - prompt.opened_at > FRESH:
        return False
    last = uow.outbox.last_said(prompt.person_id)
    surface = uow.surfaces.find(
        SurfaceKind.PROMPT,
        handoff_id=prompt.handoff_id,
        person_id=prompt.person_id,
        subject=str(prompt.id),
    )
    return last is None or surface is None or last.saying.surface_id == surface.id
