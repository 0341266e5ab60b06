"""What listeners share: a payload becomes an act, a refusal a sentence, a view a dialog."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from logging import getLogger
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot import wording
from bot.directory import Directory
from bot.errors import SlackFailure
from bot.logs import warn
from bot.office import Office
from bot.slack_calls import ask_slack
from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from flows import permissions
from flows.desk import adjusting, settling
from flows.desk.acting import Act, Rules
from flows.permissions import Action
from flows.playbook import Playbook
from flows.ports import Clock, UnitOfWork
from flows.preferences import Preferences
from flows.refusals import AlreadySo, BuiltUpon, Gone, Incomplete, Invalid, Locked, NotYet, NotYours, Refused
from storage.database import TooBusy

log = getLogger(__name__)

Body = Mapping[str, Any]
T = TypeVar("T")
Work = Callable[[UnitOfWork, Act], T]
Door = Callable[[Body, AsyncWebClient], Awaitable[None]]
"""What `/handoff` with one more word opens."""

Redraw = Callable[[UnitOfWork, Act, str], Block | None]
"""Draws an open dialog anew: from the state, for whoever acts, with the dialog's metadata."""

DIALOG_SECONDS = 2.0
"""How long Slack may take to open a dialog: its trigger, and our ack, live three seconds."""

BUSY = "A lot is going on right now. Nothing is lost; please press again in a moment."


@dataclass(frozen=True)
class Given:
    """What the environment and the files say, before anything is settled in Slack."""

    rules: Rules
    links: Mapping[str, str]
    bases: Mapping[str, Playbook]


@dataclass
class Desk:
    """Everything a listener needs, wired once by `bot.app`.

    `bases` are the playbooks of the files, by id; `playbooks` what was on offer when somebody last looked.
    `rules` and `links` are the environment's with what is settled in Slack over them (`renew`).
    `admins` are the Slack ids of the settings, and empty when whoever administers the workspace may.
    """

    office: Office
    directory: Directory
    clock: Clock
    rules: Rules
    playbooks: Sequence[Playbook]
    links: Mapping[str, str] = field(default_factory=dict)
    redraws: dict[str, Redraw] = field(default_factory=dict)
    bases: Mapping[str, Playbook] = field(default_factory=dict)
    admins: Collection[str] = ()
    doors: dict[str, Door] = field(default_factory=dict)
    clicked: Callable[[str, str], None] | None = None

    def __post_init__(self) -> None:
        self.given = Given(self.rules, self.links, self.bases)
        self.settled = Preferences()

    async def renew(self) -> None:
        """Read what is on offer and settled now: another process may have changed it."""

        def look(uow: UnitOfWork) -> tuple[Preferences, Sequence[Playbook]]:
            return uow.preferences.get(), adjusting.offered(uow, self.bases)

        settled, self.playbooks = await self.office.look(look)
        if settled != self.settled:
            self.settled = settled
            self.rules = settling.rules(settled, self.given.rules)
            self.links = {**self.given.links, **settled.links}
            self.bases = settling.titled(settled, self.given.bases)

    async def is_admin(self, slack_id: str) -> bool:
        """Whether the person may adjust playbooks and settings. Asked for every click, never of the click."""
        return slack_id in self.admins if self.admins else await self.directory.is_admin(slack_id)

    def act_of(self, body: Body) -> Act:
        """The act in a payload: whose, when, and what makes its second arrival recognisable (DESIGN §3)."""
        user = str(body.get("user", {}).get("id") or body.get("user_id") or "")
        return Act(user, _cause(body, user), self.clock.now())

    async def press(self, body: Body, client: AsyncWebClient, work: Work[T]) -> T | None:
        """Run a change for a click. What is refused is said in a dialog; None then.

        A click in a dialog redraws that dialog; everything else redraws itself after the commit.
        """
        act = self.act_of(body)
        try:
            done = await self.office.act(lambda uow: work(uow, act))
        except Refused as refused:
            await self._say_no(body, client, act, refused)
            return None
        except TooBusy:
            await self.open(body, client, blocks.notice("One moment", BUSY))
            return None
        self._hurry(body)
        await self._redraw(body, client, act)
        return done

    def _hurry(self, body: Body) -> None:
        """The message that was just clicked is redrawn before all others."""
        container = body.get("container", {})
        if self.clicked is not None and container.get("type") == "message":
            self.clicked(container["channel_id"], container["message_ts"])

    async def submit(self, body: Body, ack: Callable[..., Awaitable[Any]], work: Work[T]) -> T | None:
        """Run a change for a submitted dialog, and answer the dialog. None when it was refused."""
        act = self.act_of(body)
        try:
            done = await self.office.act(lambda uow: work(uow, act))
        except Refused as refused:
            await self._answer_refusal(body, ack, act, refused)
            return None
        except TooBusy:
            await ack(response_action="push", view=blocks.notice("One moment", BUSY))
            return None
        return done

    async def _say_no(self, body: Body, client: AsyncWebClient, act: Act, refused: Refused) -> None:
        view = await self.office.look(lambda uow: self.explain(uow, act, body, refused))
        await self.open(body, client, view)

    async def _answer_refusal(
        self, body: Body, ack: Callable[..., Awaitable[Any]], act: Act, refused: Refused
    ) -> None:
        errors = field_errors(refused, {block["block_id"] for block in body["view"]["blocks"]})
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        view = await self.office.look(lambda uow: self.explain(uow, act, body, refused))
        await ack(response_action="update", view=view)

    def explain(self, uow: UnitOfWork, act: Act, body: Body, refused: Refused) -> Block:
        """The refusal as a small dialog; nothing about the handoff for somebody who may not see it."""
        scene = self.scene(uow, act, _handoff_of(uow, body))
        if scene is None:
            return blocks.notice("Sorry", wording.NOT_YOURS)
        return refused_dialog(scene, refused)

    def scene(self, uow: UnitOfWork, act: Act, handoff_id: int | None) -> Scene | None:
        """The handoff as this person may see it; None when they may not, or there is none."""
        person = uow.people.by_slack_id(act.slack_id)
        handoff = uow.handoffs.get(handoff_id) if handoff_id is not None else None
        if person is None or handoff is None or not permissions.may(person.id, Action.SEE, handoff):
            return None
        scene = Scene.of(uow, handoff, act.at, person)
        reads = person.id == handoff.receiver and handoff.playbook.topics and handoff.accepted_at is None
        return replace(scene, said=uow.transfers.get(handoff.id)) if reads else scene

    async def show(self, body: Body, client: AsyncWebClient, draw: Work[Block | None]) -> None:
        """Open a dialog drawn from the current state; a plain sentence when there is nothing to show."""
        act = self.act_of(body)
        try:
            view = await self.office.look(lambda uow: draw(uow, act))
        except NotYours:
            view = None
        await self.open(body, client, view or blocks.notice("Sorry", wording.NOT_YOURS))

    async def open(self, body: Body, client: AsyncWebClient, view: Block) -> None:
        """Open the dialog, on top of the one in which the click was made. The trigger may be too old."""
        in_dialog = body.get("view", {}).get("type") == "modal"
        call = client.views_push if in_dialog else client.views_open
        try:
            await ask_slack(call(trigger_id=body["trigger_id"], view=view), seconds=DIALOG_SECONDS)
        except SlackFailure as failure:
            warn(log, "a dialog did not open", code=failure.code, dialog=view["callback_id"])

    async def _redraw(self, body: Body, client: AsyncWebClient, act: Act) -> None:
        shown = body.get("view") or {}
        redraw = self.redraws.get(shown.get("callback_id", ""))
        if shown.get("type") != "modal" or redraw is None:
            return
        view = await self.office.look(lambda uow: redraw(uow, act, shown.get("private_metadata", "")))
        if view is None:
            return
        try:
            await ask_slack(client.views_update(view_id=shown["id"], view=view), seconds=DIALOG_SECONDS)
        except SlackFailure as failure:
            warn(log, "a dialog was not redrawn", code=failure.code, dialog=view["callback_id"])


def refused_dialog(scene: Scene, refused: Refused) -> Block:
    """A refusal in a sentence that helps, for somebody who is part of the handoff."""
    if isinstance(refused, NotYours):
        return blocks.notice("Not yours to do", wording.SOMEBODY_ELSES)
    text = wording.refusal(refused, scene.handoff, scene.names, scene.reader_id)
    if isinstance(refused, NotYet) and refused.open_steps:
        show = blocks.button("Show them", actions.OPEN, str(Target(scene.handoff.id)))
        return blocks.dialog("notice", "Not yet", [blocks.section(text), *blocks.actions([show])], close="OK")
    if isinstance(refused, Incomplete) and refused.missing == "read_back":
        name = f"Tell {wording.clip(scene.handoff.account.name, 50)} back"
        tell = blocks.button(name, actions.TELL_BACK, str(Target(scene.handoff.id)), style="primary")
        return blocks.dialog("notice", "One thing first", [blocks.section(text), *blocks.actions([tell])])
    return blocks.notice(_TITLES.get(type(refused), "Not yet"), text)


_TITLES: Mapping[type[Refused], str] = {
    AlreadySo: "Done already",
    BuiltUpon: "Too late for that",
    Gone: "Not now",
    Incomplete: "One thing first",
    Invalid: "Please look again",
    Locked: "Still locked",
}


def field_errors(refused: Refused, fields: set[str]) -> dict[str, str]:
    """Sentences under the fields that a refusal names, when the dialog has them."""
    problems: Mapping[str, str] = getattr(refused, "problems", {})
    return {name: wording.problem(code) for name, code in problems.items() if name in fields}


def target_of(body: Body) -> Target:
    """What the pressed button, the chosen menu entry, or the row of boxes is about."""
    pressed = body["actions"][0]
    boxes = [*(pressed.get("selected_options") or ()), *(element_of(body).get("options") or ())]
    chosen = pressed.get("selected_option") or (boxes[0] if boxes else pressed)
    return Target.of_hint(chosen.get("value"))


def element_of(body: Body) -> Mapping[str, Any]:
    """The pressed element as the message or view carries it; empty when its row has changed since."""
    pressed = body["actions"][0]
    surface = body.get("message") or body.get("view") or {}
    found = (
        element
        for block in surface.get("blocks", [])
        if _row(block) == _row(pressed)
        for element in block.get("elements", [])
        if element.get("action_id") == pressed.get("action_id")
    )
    return next(found, {})


def _row(block: Mapping[str, Any]) -> str:
    """A block's id without the drawing it belongs to: the message may have been drawn anew meanwhile."""
    block_id = str(block.get("block_id", ""))
    return block_id.rpartition(":")[0] or block_id


def target_in(body: Body) -> Target:
    """What a submitted dialog is about."""
    return Target.of_hint(str(body["view"]["private_metadata"]).partition("\n")[0])


def _handoff_of(uow: UnitOfWork, body: Body) -> int | None:
    """The handoff that a click or a dialog is about. An Undo carries the change that it takes back."""
    if not body.get("actions"):
        return target_in(body).handoff
    pressed = body["actions"][0]
    hint = str(pressed.get("value"))
    if pressed.get("action_id") == actions.UNDO and hint.isdecimal():
        recorded = uow.history.change(int(hint))
        return recorded.handoff_id if recorded is not None else None
    return target_of(body).handoff


def _cause(body: Body, user: str) -> str:
    """The same for every arrival of one act, opaque, and without anybody's name in it."""
    if body.get("type") == "view_submission":
        parts = ["view", body["view"]["id"], body["view"].get("hash", "")]
    elif body.get("actions"):
        parts = ["action", user, body["actions"][0]["action_ts"], body["actions"][0]["action_id"]]
    elif "event_id" in body:
        parts = ["event", body["event_id"]]
    else:
        parts = ["trigger", user, str(body.get("trigger_id", ""))]
    team = str((body.get("team") or {}).get("id") or body.get("team_id") or "")
    return sha256("\x1f".join([team, *parts]).encode()).hexdigest()
