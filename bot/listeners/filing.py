"""The message shortcut "Add to handoff": a Slack message is filed under a topic, with link and author."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackFailure
from bot.listeners.desk import Body, Desk, target_in
from bot.slack_calls import ask_slack
from bot.views import actions
from bot.views import filing as drawing
from bot.views.blocks import Block, value_of
from bot.views.scene import Scene
from flows import transfer
from flows.desk import filing, notes
from flows.desk.acting import Act
from flows.desk.filing import Found, Place
from flows.handoff import Handoff
from flows.people import PersonId
from flows.ports import UnitOfWork
from flows.refusals import NotYours
from flows.unkept import Unkept


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the shortcut and its dialogs."""
    listener = _Filing(desk)
    app.shortcut({"type": "message_action", "callback_id": actions.FILE_MESSAGE})(listener.begin)
    app.action(actions.FILE_HANDOFF)(listener.other_handoff)
    app.view("file_message")(listener.submit)
    app.view("file_private")(listener.confirmed)
    app.view_closed("file_message")(listener.closed)
    app.view_closed("file_private")(listener.closed)


class _Filing:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def begin(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Somebody picks a message: it waits while they choose where it goes."""
        found = await self._found(body)

        def work(uow: UnitOfWork, act: Act) -> Block:
            waiting, homes = filing.bring(uow, act, found)
            return _choice(uow, act, waiting, homes, homes[0]) if homes else drawing.nowhere()

        view = await self._desk.press(body, client, work)
        if view is not None:
            await self._desk.open(body, client, view)
        await ack()

    async def _found(self, body: Body) -> Found:
        """The message as the shortcut's payload has it. What Slack does not tell counts as private."""
        message, channel = body["message"], str(body["channel"]["id"])
        # All at once: the dialog has to open within three seconds.
        place, author, _ = await asyncio.gather(
            self._place(channel, str(body["channel"].get("name") or ""), body),
            self._known(message.get("user")),
            self._known(body["user"]["id"]),
        )
        ts = str(body["message_ts"])
        return Found(
            _permalink(body, channel, ts, message),
            str(message.get("text") or ""),
            place,
            author,
            datetime.fromtimestamp(float(ts), UTC),
        )

    async def _known(self, slack_id: object) -> PersonId | None:
        """The person behind that id; None for an app, and for somebody nobody tells us about."""
        try:
            return (await self._desk.directory.person(str(slack_id))).id if slack_id else None
        except SlackFailure:
            return None

    async def _place(self, channel: str, name: str, body: Body) -> Place:
        """Who could read it there: a DM's name is fixed, a group DM's begins so (SLACK.md §1.4)."""
        if channel.startswith("D") or name == "directmessage" or name.startswith("mpdm-"):
            return await self._direct(channel, body)
        if name == "privategroup":
            return Place.PRIVATE
        try:
            seen = await self._desk.directory.conversation(channel)
        except SlackFailure:
            return Place.PRIVATE
        if seen.kind in ("im", "mpim"):
            return Place.DIRECT
        return Place.PRIVATE if seen.private or seen.shared else Place.OPEN

    async def _direct(self, channel: str, body: Body) -> Place:
        """Our own DM with the person is theirs to pass on; everybody else's gives its link only."""

        def look(uow: UnitOfWork) -> bool:
            person = uow.people.by_slack_id(str(body["user"]["id"]))
            return person is not None and uow.conversations.dm_of(person.id) == channel

        return Place.PRIVATE if await self._desk.office.look(look) else Place.DIRECT

    async def other_handoff(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Another account is chosen: its topics are offered."""
        handoff = int(body["actions"][0]["selected_option"]["value"])
        unkept = _waiting(body)

        def work(uow: UnitOfWork, act: Act) -> Block:
            found = notes.choose(uow, act, unkept, handoff)
            person = uow.people.by_slack_id(act.slack_id)
            homes = [] if person is None else filing.homes(uow, person)
            chosen = next((one for one in homes if one.id == handoff), None)
            if chosen is None:
                raise NotYours
            return _choice(uow, act, found, homes, chosen)

        view = await self._desk.press(body, client, work)
        if view is not None:
            await ask_slack(client.views_update(view_id=body["view"]["id"], view=view), seconds=2.0)
        await ack()

    async def submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Handoff and topic are chosen. From a private channel it asks once more, and says who will read."""
        at, unkept = target_in(body), _waiting(body)
        values = body["view"]["state"]["values"]
        topic = drawing.topic_of(value_of(values, f"topic:{at.handoff}"))
        remark = str(value_of(values, "text") or "")

        def work(uow: UnitOfWork, act: Act) -> Block:
            if uow.history.seen(act.cause) is None:
                found = notes.mine(uow, act, unkept)
                if found.private:
                    return drawing.ask(self._scene(uow, act, at.handoff), found, topic)
            return self._file(uow, act, unkept, at.handoff, topic, remark)

        await self._answer(ack, body, work)

    async def confirmed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """ "It's all right": filed."""
        at, unkept = target_in(body), _waiting(body)
        await self._answer(ack, body, lambda uow, act: self._file(uow, act, unkept, at.handoff, at.part, ""))

    async def _answer(self, ack: AsyncAck, body: Body, work: Any) -> None:
        view = await self._desk.submit(body, ack, work)
        if view is not None:
            await ack(response_action="update", view=view)

    def _file(
        self, uow: UnitOfWork, act: Act, unkept: int, handoff_id: int, topic: str, remark: str
    ) -> Block:
        told = filing.file(uow, act, unkept, handoff_id, topic, remark, self._desk.rules)
        scene = self._scene(uow, act, handoff_id)
        return drawing.filed(scene, transfer.topics(scene.handoff, told).get(topic, ""))

    def _scene(self, uow: UnitOfWork, act: Act, handoff_id: int) -> Scene:
        scene = self._desk.scene(uow, act, handoff_id)
        if scene is None:
            raise NotYours
        return scene

    async def closed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The dialog is closed: nothing waits any more."""
        act, unkept = self._desk.act_of(body), _waiting(body)
        await self._desk.office.act(lambda uow: notes.throw_away(uow, act, unkept))
        await ack()


def _waiting(body: Body) -> int:
    return int(str(body["view"]["private_metadata"]).rpartition("\n")[2])


def _choice(uow: UnitOfWork, act: Act, found: Unkept, homes: list[Handoff], chosen: Handoff) -> Block:
    reader = uow.people.by_slack_id(act.slack_id)
    scenes = [Scene.of(uow, handoff, act.at, reader) for handoff in homes]
    scene = next(one for one in scenes if one.handoff.id == chosen.id)
    return drawing.choose(scenes, scene, uow.transfers.get(chosen.id), found)


def _permalink(body: Body, channel: str, ts: str, message: Mapping[str, Any]) -> str:
    """The message's address, made as Slack makes it: asking would need us to be in the channel."""
    domain = str((body.get("team") or {}).get("domain") or "app")
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link
