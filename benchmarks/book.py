"""A workspace's book of handoffs some days after their start, written by the bot's own use cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot import playbook_files, renderers
from bot.office import Office
from flows.desk import start, steps
from flows.desk.acting import Act, Rules
from flows.handoff import Handoff
from flows.lifecycle import Terms
from flows.people import Person
from flows.playbook import Playbook
from flows.ports import SurfaceKind, UnitOfWork
from storage import schema
from storage.database import Database
from storage.workspaces import workspace_for

TEAM_ID, BOT_USER, BOT_ID = "T0BENCH", "U0BOT", "B0BOT"
CHANNEL = "C0HANDOFFS"
RULES = Rules(manager_confirms=False)

ANSWERS = {"events_owner": "us", "upcoming_call": "yes", "collaboration_project": "yes"}
GIVEN = (
    ("update-records", "project-link", "https://git.example.com/acme/collaboration"),
    ("update-records", "notes-link", "https://docs.example.com/acme/notes"),
    ("leave-tickets", "list", "ZD-1041, ZD-1043 and ZD-1077"),
)
"""With these facts and links given, every step below waits for nothing but its Done."""

TICKED = (
    "outgoing-reads-page", "update-records", "incoming-reads-page", "internal-meeting", "slack-channels",
    "watch-project", "introduce", "follow-up", "assign-account", "reassign-work", "new-invite", "old-events",
    "subscribe-tickets", "leave-tickets",
)  # fmt: skip
"""The steps that one press of Done ticks, in an order that no lock forbids."""


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Team:
    """How many work here. Each CSM (two at least) gives some accounts and receives others."""

    csms: int = 40
    managers: int = 6
    executives: int = 6
    architects: int = 4

    def roles(self, people: Sequence[Person], number: int) -> dict[str, Person]:
        """Who holds which role in the handoff of that number."""
        round_ = number // self.csms % (self.csms - 1)
        others = people[self.csms :]
        return {
            "outgoing": people[number % self.csms],
            "incoming": people[(number + 1 + round_) % self.csms],
            "incoming_manager": others[number % self.managers],
            "account_executive": others[self.managers + number % self.executives],
            "solutions_architect": others[self.managers + self.executives + number % self.architects],
        }

    @property
    def size(self) -> int:
        """Everyone."""
        return self.csms + self.managers + self.executives + self.architects


@dataclass(frozen=True)
class Message:
    """A checklist in somebody's DM, as Slack sends it back with a click."""

    reader: str
    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]


@dataclass(frozen=True)
class Running:
    """A handoff under way: who owes which step, and each one's checklist by Slack id."""

    id: int
    owners: Mapping[str, str]
    checklists: Mapping[str, Message]


async def fill(url: str, handoffs: int, team: Team | None = None, ticked: int = 0) -> list[Running]:
    """Make the database's tables and write so many handoffs into it, all their messages sent.

    In each of them the first `ticked` of the steps below are done already.
    """
    team = team or Team()
    schema.upgrade(url)
    clock = SystemClock()
    database = Database.open(url, clock)
    try:
        workspace = await workspace_for(database, TEAM_ID, "Benchmark", BOT_USER, BOT_ID)
        office = Office(database, clock, workspace)
        people = await office.tick(lambda uow: _hire(uow, clock.now(), team.size))
        desk = _Desk(clock.now(), _playbook(), team, people, TICKED[:ticked])
        return [await office.tick(partial(desk.hand_over, number=number)) for number in range(handoffs)]
    finally:
        await database.close()


def slack_id(number: int) -> str:
    """The Slack id of the colleague of that number."""
    return f"U{number:07}"


def _playbook() -> Playbook:
    return next(one for one in playbook_files.offered(None) if one.id == "csm-to-csm")


def _hire(uow: UnitOfWork, now: datetime, count: int) -> list[Person]:
    """Everyone, each with a Home that was opened just now."""
    people = [
        uow.people.upsert(Person(0, slack_id(number), f"Colleague {number}", "Europe/Berlin"))
        for number in range(count)
    ]
    for person in people:
        home = uow.surfaces.add(SurfaceKind.HOME, person_id=person.id)
        uow.surfaces.opened(home.id, now)
        uow.surfaces.shown(home.id, home.wanted + 1, "", None)
    return people


@dataclass(frozen=True)
class _Desk:
    """Starts handoffs and brings them to where only Dones are missing."""

    now: datetime
    playbook: Playbook
    team: Team
    people: list[Person]
    ticked: Sequence[str]

    def hand_over(self, uow: UnitOfWork, number: int) -> Running:
        roles = self.team.roles(self.people, number)
        terms = Terms(
            f"Account {number}", {role: person.id for role, person in roles.items()}, channel=CHANNEL
        )
        manager = roles["incoming_manager"].slack_id
        act = Act(manager, f"start:{number}", self.now)
        handoff = start.start(uow, act, self.playbook, terms, RULES).handoff
        self._prepare(uow, handoff, manager)
        return self._posted(uow, handoff.id)

    def _prepare(self, uow: UnitOfWork, handoff: Handoff, manager: str) -> None:
        def act(what: str) -> Act:
            return Act(manager, f"{what}:{handoff.id}", self.now)

        for fact, answer in ANSWERS.items():
            steps.answer(uow, act(fact), handoff.id, fact, (answer,), RULES)
        for step, part, text in GIVEN:
            steps.give(uow, act(f"{step}.{part}"), handoff.id, step, part, text, RULES)
        for step in self.ticked:
            steps.complete(uow, act(step), handoff.id, step, RULES)

    def _posted(self, uow: UnitOfWork, handoff_id: int) -> Running:
        """Its messages count as sent and drawn; what they show is what a click will bring back."""
        checklists: dict[str, Message] = {}
        slack_ids = {person.id: person.slack_id for person in self.people}
        for surface in uow.surfaces.live_of(handoff_id):
            reader = slack_ids.get(surface.person_id or 0)
            channel = surface.channel or f"D{surface.person_id:07}"
            ts = f"{int(self.now.timestamp())}.{surface.id:06}"
            uow.surfaces.posted(surface.id, channel, ts, surface.wanted, "", None)
            drawn = renderers.draw(uow, surface, self.now)
            if reader is not None and drawn is not None:
                checklists[reader] = Message(reader, channel, ts, drawn.text, drawn.blocks)
        for row in uow.outbox.claim(self.now, limit=len(self.people)):
            uow.outbox.sent(row.id, CHANNEL, None, self.now)
        handoff = uow.handoffs.get(handoff_id)
        assert handoff is not None
        owners = {step.id: slack_ids[handoff.owner(step) or 0] for step in self.playbook.steps}
        return Running(handoff_id, owners, checklists)
