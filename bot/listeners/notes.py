"""Notes that somebody has already: pasted into a dialog, or dropped as a file into the direct messages."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import documents
from bot.errors import SlackFailure
from bot.listeners.desk import Body, Desk, target_in, target_of
from bot.slack_calls import ask_slack
from bot.views import actions
from bot.views import notes as drawing
from bot.views.blocks import Block, value_of
from bot.views.scene import Scene
from flows.desk import notes
from flows.desk.acting import Act, actor
from flows.desk.notes import Kept
from flows.ports import Priority, Saying, UnitOfWork
from flows.refusals import NotYours
from flows.unkept import Unkept


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the paste dialog, the split, and files in direct messages (before what people write)."""
    listener = _Notes(desk)
    app.event("message", matchers=[_has_files])(listener.dropped)
    app.action(actions.PASTE)(listener.open_paste)
    app.action(re.compile(f"^{actions.NOTES_OPEN}_"))(listener.open_split)
    app.action(actions.NOTES_AWAY)(listener.throw_away)
    app.action(actions.NOTES_PLACE)(listener.moved)
    app.action(actions.NOTES_OUT)(listener.moved)
    app.action(re.compile(f"^{actions.NOTES_PAGE}_"))(listener.turn_page)
    app.view("paste_notes")(listener.pasted)
    app.view("sort_notes")(listener.keep)
    app.view_closed("sort_notes")(listener.closed)


async def _has_files(event: dict[str, Any]) -> bool:
    """Whether a person dropped a file in their DM with us: one to read, or one without any words."""
    files = event.get("files") or ()
    from_person = bool(event.get("user")) and not event.get("bot_id")
    written = str(event.get("text") or "").strip()
    is_new = event.get("subtype") in (None, "file_share") and event.get("channel_type", "im") == "im"
    return bool(files) and from_person and is_new and (any(map(documents.readable, files)) or not written)


class _Notes:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open_paste(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Paste my notes". The button carries a handoff's id."""
        handoff = int(str(body["actions"][0]["value"]).partition("|")[0])

        def drawn(uow: UnitOfWork, act: Act) -> Block | None:
            scene = self._desk.scene(uow, act, handoff)
            return drawing.paste(scene) if scene else None

        await self._desk.show(body, client, drawn)
        await ack()

    async def pasted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The notes come back, and turn into their split."""
        at = target_in(body)
        text = str(value_of(body["view"]["state"]["values"], "notes") or "")

        def work(uow: UnitOfWork, act: Act) -> Block:
            return _drawn(uow, act, notes.bring(uow, act, text, at.handoff), typed=True)

        view = await self._desk.submit(body, ack, work)
        if view is not None:
            await ack(response_action="update", view=view)

    async def dropped(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        """A file in the direct messages: read, and shown when its person asks for it."""
        act = Act(event["user"], f"file:{event['channel']}:{event['ts']}", self._desk.clock.now())
        try:
            await self._desk.directory.person(event["user"])
        except SlackFailure:
            return
        file = next(iter(filter(documents.readable, event["files"])), None)
        try:
            text = await documents.read(client, file) if file is not None else None
            why = "kind" if text is None else ""
        except documents.Unread as unread:
            text, why = None, unread.why
        await self._desk.office.act(lambda uow: _arrive(uow, act, text, why))

    async def open_split(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The split of a dropped file, for the account that was chosen."""
        at = target_of(body)
        view = await self._desk.press(body, client, lambda uow, act: _chosen(uow, act, at.part, at.handoff))
        if view is not None:
            await self._desk.open(body, client, view)
        await ack()

    async def moved(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A menu or a box of the split: the shown page is remembered, so that another device goes on."""
        unkept, _, _ = _in(body)
        places = drawing.places(body["view"]["state"]["values"])
        await self._desk.press(body, client, lambda uow, act: notes.move(uow, act, unkept, places))
        await ack()

    async def turn_page(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Back and More: what was moved on this page stays moved."""
        unkept, _, typed = _in(body)
        page = int(body["actions"][0]["value"])
        places = drawing.places(body["view"]["state"]["values"])

        def work(uow: UnitOfWork, act: Act) -> Block:
            return _drawn(uow, act, notes.move(uow, act, unkept, places), page, typed=typed)

        view = await self._desk.press(body, client, work)
        if view is not None:
            await ask_slack(client.views_update(view_id=body["view"]["id"], view=view), seconds=2.0)
        await ack()

    async def keep(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Keep: only now is anything of it kept."""
        unkept, _, _ = _in(body)
        places = drawing.places(body["view"]["state"]["values"])

        def work(uow: UnitOfWork, act: Act) -> Block:
            return self._kept(uow, act, unkept, places, target_in(body).handoff)

        view = await self._desk.submit(body, ack, work)
        if view is not None:
            await ack(response_action="update", view=view)

    def _kept(self, uow: UnitOfWork, act: Act, unkept: int, places: dict[str, str], handoff_id: int) -> Block:
        done: Kept | None = None
        if uow.history.seen(act.cause) is None:
            notes.move(uow, act, unkept, places)
            done = notes.keep(uow, act, unkept, self._desk.rules)
        scene = self._desk.scene(uow, act, handoff_id)
        if scene is None:
            raise NotYours
        return drawing.kept(scene, done)

    async def closed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A pasted text whose dialog is closed is thrown away."""
        unkept, _, _ = _in(body)
        act = self._desk.act_of(body)
        await self._desk.office.act(lambda uow: notes.throw_away(uow, act, unkept))
        await ack()

    async def throw_away(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Throw it away" under a dropped file."""
        unkept = int(body["actions"][0]["value"])

        def work(uow: UnitOfWork, act: Act) -> None:
            notes.throw_away(uow, act, unkept)
            _say(uow, act, "notes_away", actor(uow, act).id, None, {})

        await self._desk.press(body, client, work)
        await ack()


def _in(body: Body) -> tuple[int, int, bool]:
    """What the split's metadata says: which text, which page, and whether it was typed into a dialog."""
    _, unkept, page, typed = str(body["view"]["private_metadata"]).split("\n")
    return int(unkept), int(page), bool(typed)


def _drawn(uow: UnitOfWork, act: Act, text: Unkept, page: int = 0, *, typed: bool) -> Block:
    handoff = uow.handoffs.get(text.handoff_id or 0)
    if handoff is None:
        raise NotYours
    scene = Scene.of(uow, handoff, act.at, uow.people.by_slack_id(act.slack_id))
    return drawing.split(scene, text.id, notes.split(handoff, text), page, typed=typed)


def _chosen(uow: UnitOfWork, act: Act, unkept: str, handoff_id: int) -> Block:
    number = int(unkept) if unkept.isdecimal() else 0
    return _drawn(uow, act, notes.choose(uow, act, number, handoff_id), typed=False)


def _arrive(uow: UnitOfWork, act: Act, text: str | None, why: str) -> None:
    """Let the file's text wait, and tell its person; the same message twice counts once."""
    person = actor(uow, act)
    if uow.history.seen(act.cause) is not None:
        return
    uow.history.record(act.cause, person.id, act.at, None, (), {})
    homes = notes.homes(uow, person)
    if text is None or not homes:
        _say(uow, act, "notes_unread", person.id, None, {"why": why or "nowhere"})
        return
    found = notes.bring(uow, act, text, homes[0].id if len(homes) == 1 else None)
    _say(uow, act, "notes_read", person.id, found.handoff_id, {"unkept": found.id})


def _say(
    uow: UnitOfWork, act: Act, kind: str, person: int, handoff_id: int | None, data: dict[str, Any]
) -> None:
    uow.outbox.say(
        Saying(
            key=f"{kind}:{act.cause}",
            kind=kind,
            person_id=person,
            handoff_id=handoff_id,
            data=data,
            priority=Priority.ANSWER,
        )
    )
