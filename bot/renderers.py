"""From the state to what Slack shows: draws surfaces and puts sayings into words, from one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot import brought, invitations
from bot.drawing import Drawn, Spoken
from bot.views import (
    card,
    checklist,
    digest,
    heard,
    home,
    prompts,
    request,
    sayings,
    talk_rows,
    talk_sayings,
)
from bot.views.home import HomeView
from bot.views.prompts import PromptScene
from bot.views.scene import Scene
from flows import calendar, guide, limits, nudges, permissions
from flows.desk import calls, departures, depth, mornings
from flows.desk.acting import Rules
from flows.handoff import Depth, Handoff, Status
from flows.people import Person
from flows.permissions import Action
from flows.ports import Saying, Surface, SurfaceKind, UnitOfWork
from flows.transfer import Transfer

UNDO_DEPTH = 60
"""Changes of a handoff that are looked through for what an Undo could take back."""


def draw(uow: UnitOfWork, surface: Surface, now: datetime, rules: Rules | None = None) -> Drawn | None:
    """The surface as it stands at `now` (aware UTC); None when there is nothing left to show."""
    match surface.kind:
        case SurfaceKind.HOME:
            return _home(uow, surface, now)
        case SurfaceKind.DIGEST:
            return _digest(uow, surface, now)
    handoff = uow.handoffs.get(surface.handoff_id) if surface.handoff_id is not None else None
    if handoff is None:
        return None
    if surface.kind is SurfaceKind.CARD:
        return Drawn(*card.card(Scene.of(uow, handoff, now, None)), card.turns(handoff, now))
    person = _person(uow, surface)
    if person is None:
        return None
    scene = Scene.of(uow, handoff, now, person)
    if surface.kind is SurfaceKind.REQUEST:
        return Drawn(*_REQUESTS.get(surface.subject, request.start_request)(scene))
    if surface.kind is SurfaceKind.PROMPT:
        return _prompt(uow, surface, scene)
    return _checklist(uow, surface, scene, now, rules or Rules())


def _person(uow: UnitOfWork, surface: Surface) -> Person | None:
    if surface.person_id is None:
        return None
    return uow.people.get([surface.person_id]).get(surface.person_id)


def _checklist(uow: UnitOfWork, surface: Surface, scene: Scene, now: datetime, rules: Rules) -> Drawn:
    running = scene.handoff.status is Status.RUNNING
    if scene.reader is None or (surface.ended and running):
        return Drawn(*checklist.moved(scene))
    told = uow.transfers.get(scene.handoff.id) if scene.handoff.playbook.topics else None
    drawn = replace(scene, drawing=int(now.timestamp() * 1000), said=told)
    above = talk_rows.rows(drawn, told, settle=_to_settle(uow, scene, rules)) if told is not None else []
    text, blocks = checklist.checklist(drawn, undoable(uow, scene.handoff), told, above)
    dated = any(_has_days(state) for state in scene.handoff.steps.values())
    return Drawn(text, blocks, calendar.midnight_after(now, scene.reader.tz) if dated and running else None)


_REQUESTS = {"solo": request.solo_request, departures.ANSWERS: request.answers_request}


def _to_settle(uow: UnitOfWork, scene: Scene, rules: Rules) -> tuple[Depth, ...]:
    """Full and light, the one that is proposed first, while the manager has yet to settle it."""
    if scene.reader_id != scene.handoff.manager or not depth.open_question(uow, scene.handoff):
        return ()
    best = depth.proposed(uow, scene.handoff, scene.today, rules) or scene.handoff.depth
    return (best, Depth.LIGHT if best is Depth.FULL else Depth.FULL)


def _has_days(state: object) -> bool:
    return any(getattr(state, name) is not None for name in ("due", "waiting_until", "snoozed_until"))


def undoable(uow: UnitOfWork, handoff: Handoff) -> Mapping[str, int]:
    """For each step that is still as its last change left it: that change, which an Undo takes back."""
    found: dict[str, int] = {}
    for recorded in uow.history.last(handoff.id, limit=UNDO_DEPTH):
        for event in recorded.events:
            if event.step is None or event.step in found or "after" not in event.data:
                continue
            if handoff.state(event.step).as_data() == dict(event.data["after"]):
                found[event.step] = recorded.id
    return found


def _digest(uow: UnitOfWork, surface: Surface, now: datetime) -> Drawn | None:
    person = _person(uow, surface)
    if person is None or person.deleted:
        return None
    today, since = mornings.window(surface.subject)
    if surface.ended:
        return Drawn(*digest.yesterdays(today))
    handoffs = uow.handoffs.of_person(person.id)
    found = nudges.lines(person, handoffs, today, since)
    shown = [(Scene.of(uow, line.handoff, now, person), line) for line in found]
    return Drawn(*digest.digest(person, shown, _favours(uow, person, since, now)))


def _favours(uow: UnitOfWork, person: Person, since: datetime | None, now: datetime) -> list[str]:
    said = []
    for recorded, event in uow.history.favours(person.id, since, limit=nudges.LINES):
        handoff = uow.handoffs.get(recorded.handoff_id) if recorded.handoff_id is not None else None
        if handoff is not None and event.step is not None:
            said.append(digest.favour(Scene.of(uow, handoff, now, person), recorded, event.step, event.kind))
    return said


def _home(uow: UnitOfWork, surface: Surface, now: datetime) -> Drawn | None:
    person = _person(uow, surface)
    return home_of(uow, person, now) if person is not None else None


def home_of(uow: UnitOfWork, person: Person, now: datetime) -> Drawn:
    """The person's Home tab."""
    handoffs = uow.handoffs.of_person(person.id)
    today = calendar.local_day(now, person.tz)
    scenes = {handoff.id: Scene.of(uow, handoff, now, person) for handoff in handoffs}
    following = guide.next_of(handoffs, person.id, today, told_in(uow, handoffs))
    waiting = [(scenes[h.id], seen) for h, seen in guide.waits_on_others(handoffs, person.id, today)]
    view = HomeView(
        person,
        (scenes[following.handoff.id], following) if following else None,
        list(scenes.values()),
        waiting,
    )
    return Drawn("Home", home.home(view), calendar.midnight_after(now, person.tz))


def _heard(uow: UnitOfWork, saying: Saying, now: datetime) -> Spoken | None:
    """The answer to somebody's message: a line for each thing it meant."""
    person = uow.people.get([saying.person_id]).get(saying.person_id) if saying.person_id else None
    if person is None:
        return None
    found = [
        block for line in saying.data["lines"] for block in heard.heard(line, _of(uow, line, person, now))
    ]
    text = found[0].get("text", {}).get("text", "") if found else ""
    return Spoken(text, found[: limits.MESSAGE_BLOCKS])


def _of(uow: UnitOfWork, line: Mapping[str, object], person: Person, now: datetime) -> Scene | None:
    handoff_id = line.get("handoff")
    handoff = uow.handoffs.get(handoff_id) if isinstance(handoff_id, int) else None
    if handoff is None or not permissions.may(person.id, Action.SEE, handoff):
        return None
    return Scene.of(uow, handoff, now, person)


def _prompt(uow: UnitOfWork, surface: Surface, scene: Scene) -> Drawn | None:
    found = uow.prompts.get(int(surface.subject))
    if found is None:
        return None
    known = uow.transfers.last_of_account(scene.handoff.account.id, but=scene.handoff.id)
    told = uow.transfers.get(scene.handoff.id)
    return Drawn(*prompts.prompt(PromptScene(scene, found, told, known)))


def told_in(uow: UnitOfWork, handoffs: Iterable[Handoff]) -> dict[int, Transfer]:
    """What was said in each of these handoffs that has topics, by its id."""
    return {one.id: uow.transfers.get(one.id) for one in handoffs if one.playbook.topics}


def compose(uow: UnitOfWork, saying: Saying, now: datetime) -> Spoken | None:
    """The saying in words at `now` (aware UTC); None when it has become pointless."""
    if saying.kind in brought.KINDS:
        return brought.compose(uow, saying, now)
    if saying.kind == calls.FILE:
        return invitations.compose(uow, saying)
    if saying.kind == "heard":
        return _heard(uow, saying, now)
    handoff = uow.handoffs.get(saying.handoff_id) if saying.handoff_id is not None else None
    person = uow.people.get([saying.person_id]).get(saying.person_id) if saying.person_id else None
    if handoff is None or person is None:
        return None
    if saying.kind in talk_sayings.KINDS:
        spoken = talk_sayings.words(
            saying, Scene.of(uow, handoff, now, person), uow.transfers.get(handoff.id)
        )
        return Spoken(*spoken) if spoken else None
    recorded = uow.history.change(int(saying.data["change"]))
    by = recorded.actor if recorded is not None else None
    found = sayings.words(saying, Scene.of(uow, handoff, now, person), by)
    return Spoken(*found) if found else None
