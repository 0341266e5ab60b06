"""The brief: opened, turned a page, sent as a file, with its agenda and topics of people's own."""

import re
from collections.abc import Callable
from logging import getLogger
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackFailure
from bot.listeners.desk import Desk, target_in, target_of
from bot.logs import warn
from bot.slack_calls import ask_slack
from bot.views import actions, blocks
from bot.views import brief as drawing
from bot.views.actions import Target
from bot.views.blocks import Block, value_of
from bot.views.scene import Scene
from flows.desk import briefs, topics
from flows.desk.acting import Act
from flows.desk.briefs import Found
from flows.ports import UnitOfWork
from flows.refusals import NotYours
from flows.transfer import Transfer

log = getLogger(__name__)

Draw = Callable[[Scene, Found], Block]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to everything that can be done with a brief."""
    listener = _Brief(desk)
    app.action(actions.BRIEF)(listener.opens(drawing.dialog))
    app.action(actions.BRIEF_AGENDA)(listener.opens(drawing.agenda))
    app.action(actions.BRIEF_ADD)(listener.opens(lambda scene, _: drawing.add_topic(scene)))
    app.action(actions.BRIEF_BEFORE)(listener.before)
    app.action(actions.BRIEF_FILE)(listener.file)
    app.action(re.compile(f"^{actions.BRIEF_PAGE}_"))(listener.turn_page)
    app.view("brief_add")(listener.add)


def scene_of(uow: UnitOfWork, act: Act, found: Found) -> Scene:
    """The brief's handoff as whoever acts sees it."""
    return drawing.scene_of(uow, act.at, uow.people.by_slack_id(act.slack_id), found)


def named(uow: UnitOfWork, act: Act, text: str) -> Block | None:
    """`/handoff brief acme`: the brief of that account, or a choice where several fit."""
    person = uow.people.by_slack_id(act.slack_id)
    if person is None:
        return None
    handoffs = briefs.named(uow, person, text)
    if len(handoffs) == 1:
        found = briefs.read(uow, act, handoffs[0].id)
        return drawing.dialog(scene_of(uow, act, found), found)
    return drawing.which([Scene.of(uow, one, act.at, person) for one in handoffs])


def with_agenda(uow: UnitOfWork, act: Act, handoff_id: int, view: Block) -> Block:
    """The dialog about the internal meeting, with what the two have to talk about. Raises NotYours."""
    found = briefs.read(uow, act, handoff_id)
    shown = drawing.agenda_block(scene_of(uow, act, found), found)
    return {**view, "blocks": [*view["blocks"], blocks.section("*Agenda*"), shown]}


class _Brief:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def opens(self, draw: Draw) -> Callable[..., Any]:
        """A listener for a button that opens a dialog about its handoff's brief."""

        async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            at = target_of(body)

            def drawn(uow: UnitOfWork, act: Act) -> Block:
                found = briefs.read(uow, act, at.handoff)
                return draw(scene_of(uow, act, found), found)

            await self._desk.show(body, client, drawn)
            await ack()

        return pressed

    async def before(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The brief that the account's last handoff left."""
        at = target_of(body)
        await self._desk.show(body, client, lambda uow, act: self._page(uow, act, at, 0, earlier=True))
        await ack()

    def _page(self, uow: UnitOfWork, act: Act, at: Target, page: int, *, earlier: bool) -> Block:
        found = briefs.before(uow, act, at.handoff) if earlier else briefs.read(uow, act, at.handoff)
        return drawing.dialog(scene_of(uow, act, found), found, page, opened=at.handoff, earlier=earlier)

    async def turn_page(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Back and More. The page is drawn from the state as it is now."""
        act, page = self._desk.act_of(body), int(body["actions"][0]["value"])
        at, earlier = target_in(body), body["view"]["private_metadata"].endswith("earlier")
        try:
            view = await self._desk.office.look(lambda uow: self._page(uow, act, at, page, earlier=earlier))
        except NotYours:
            view = blocks.notice("Sorry", "I can't show you that.")
        await _redraw(client, body["view"]["id"], view)
        await ack()

    async def file(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Send me the file": a worker makes it, and it comes into the person's direct messages."""
        at = target_of(body)

        def work(uow: UnitOfWork, act: Act) -> bool:
            briefs.send(uow, act, at.handoff)
            return True

        if await self._desk.press(body, client, work):
            said = blocks.notice("On its way", "It comes into our direct messages in a moment.")
            await self._desk.open(body, client, said)
        await ack()

    async def add(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A topic of somebody's own comes back; the brief beneath shows it at once."""
        at, act = target_in(body), self._desk.act_of(body)
        text = str(value_of(body["view"]["state"]["values"], "text") or "")

        def work(uow: UnitOfWork, act: Act) -> Transfer:
            return topics.add(uow, act, at.handoff, "", text, self._desk.rules)

        if await self._desk.submit(body, ack, work) is None:
            return
        await ack()
        beneath = body["view"].get("previous_view_id")
        if beneath:
            view = await self._desk.office.look(lambda uow: self._page(uow, act, at, 0, earlier=False))
            await _redraw(client, beneath, view)


async def _redraw(client: AsyncWebClient, view_id: str, view: Block) -> None:
    try:
        await ask_slack(client.views_update(view_id=view_id, view=view), seconds=2.0)
    except SlackFailure as failure:
        warn(log, "a dialog was not redrawn", code=failure.code, dialog=view["callback_id"])
