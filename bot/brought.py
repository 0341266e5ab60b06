"""What is said about notes and briefs: a file was read, or here is yours."""

from datetime import datetime

from bot.brief_text import file_name, markdown
from bot.drawing import Document, Spoken
from bot.views import brief as brief_view
from bot.views import notes as notes_view
from bot.views.scene import Scene
from bot.wording import plain, safe
from flows import permissions
from flows.desk import briefs, notes
from flows.desk.acting import Act
from flows.people import Person
from flows.permissions import Action
from flows.ports import Saying, UnitOfWork

KINDS = frozenset({briefs.FILE, "notes_read", "notes_unread", "notes_away"})


def compose(uow: UnitOfWork, saying: Saying, now: datetime) -> Spoken | None:
    """The saying in words at `now` (aware UTC); None when it has become pointless."""
    person = uow.people.get([saying.person_id]).get(saying.person_id) if saying.person_id else None
    if person is None:
        return None
    match saying.kind:
        case briefs.FILE:
            return _brief(uow, saying, person, now)
        case "notes_read":
            return _notes(uow, saying, person, now)
        case "notes_unread":
            return Spoken(*notes_view.unread(str(saying.data.get("why"))))
    return Spoken(*notes_view.thrown_away())


def _notes(uow: UnitOfWork, saying: Saying, person: Person, now: datetime) -> Spoken | None:
    found = uow.unkept.get(int(saying.data["unkept"]))
    if found is None:
        return None
    chosen = uow.handoffs.get(found.handoff_id) if found.handoff_id is not None else None
    homes = [chosen] if chosen is not None else notes.homes(uow, person)
    scenes = [Scene.of(uow, handoff, now, person) for handoff in homes]
    pieces = len(notes.split(homes[0], found)) if homes else 0
    return Spoken(*notes_view.arrived(found.id, scenes, pieces)) if homes else None


def _brief(uow: UnitOfWork, saying: Saying, person: Person, now: datetime) -> Spoken | None:
    """The brief for one reader, while they still have a part in it; a canvas goes to its people only."""
    handoff = uow.handoffs.get(saying.handoff_id) if saying.handoff_id is not None else None
    if handoff is None or not permissions.may(person.id, Action.SEE, handoff):
        return None
    act = Act(person.slack_id, saying.key, now)
    found = briefs.read(uow, act, handoff.id)
    scene = brief_view.scene_of(uow, now, person, found)
    people = uow.people.get(handoff.people | {person.id}).values()
    agenda = brief_view.agenda_text(scene, found) if handoff.status.open else ""
    text = markdown(found.brief, handoff, scene.names, person.tz)
    if agenda:
        text += f"\n## Agenda of the internal meeting\n\n```\n{agenda.replace('```', '')}\n```\n"
    document = Document(
        f"{plain(handoff.account.name)}: handoff brief",
        file_name(found.brief),
        text,
        tuple(sorted(one.slack_id for one in people if not one.deleted)),
    )
    said = f"The brief of {safe(plain(handoff.account.name))}, as it stands now. {brief_view.INTERNAL}"
    return Spoken(said, None, document)
