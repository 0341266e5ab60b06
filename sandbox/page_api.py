"""The page's protocol under `/sandbox/…`: state to read, acts to do, news to hear. JSON throughout."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.actions import Actions, Surface
from sandbox.acts import Acts
from sandbox.core import Core
from sandbox.errors import NotOnScreen, SlackError
from sandbox.faults import ApiFault
from sandbox.json_types import Blocks, Json
from sandbox.model import SLACKBOT_ID, Conversation, Message, User
from sandbox.plain import visible_to
from sandbox.results import DONE, ActResult
from sandbox.shapes import file_object
from sandbox.views import View

Travel = Callable[[datetime], Awaitable[None]]
MORNING = 9


class PageApi:
    """Serves the page."""

    def __init__(self, core: Core, acts: Acts, actions: Actions, travel: Travel) -> None:
        self._core = core
        self._acts = acts
        self._actions = actions
        self._travel = travel
        self._lives: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the protocol."""
        return [
            web.get("/sandbox/state", self._state),
            web.get("/sandbox/conversations/{id}/messages", self._messages),
            web.get("/sandbox/conversations/{id}/messages/{ts}/thread", self._thread),
            web.get("/sandbox/home", self._home),
            web.get("/sandbox/modal", self._modal),
            web.post("/sandbox/acts/{name}", self._act),
            web.post("/sandbox/clock", self._clock),
            web.get("/sandbox/faults", self._faults),
            web.post("/sandbox/faults", self._arm),
            web.get("/sandbox/live", self._live),
        ]

    async def stop(self) -> None:
        """Close the pages' connections."""
        for socket in list(self._lives):
            await socket.close()

    # reading

    async def _state(self, request: web.Request) -> web.Response:
        user = self._user(request.query.get("as"))
        workspace, manifest, app = self._core.workspace, self._core.manifest, self._core.app
        return web.json_response(
            {
                "workspace": {"name": workspace.team.name},
                "now": self._core.clock.now().isoformat(),
                "me": person_json(user),
                "people": [person_json(one) for one in workspace.users.values()],
                "conversations": [self._conversation(one, user.id) for one in self._listed(user.id)],
                "commands": [
                    {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
                    for c in manifest.commands
                ],
                "shortcuts": [
                    {
                        "name": s.name,
                        "callback_id": s.callback_id,
                        "type": s.type,
                        "description": s.description,
                    }
                    for s in manifest.shortcuts
                ],
                "app": {
                    "name": manifest.name,
                    "user_id": app.bot_user_id,
                    "connected": self._core.delivery.transport.connected,
                    "home_tab": manifest.home_tab,
                },
            }
        )

    async def _messages(self, request: web.Request) -> web.Response:
        user, conversation = self._place(request)
        seen = self._core.workspace.visible(conversation, user.id)
        rows = [self._message(message, user.id) for message in seen if not message.in_thread]
        return web.json_response({"messages": rows})

    async def _thread(self, request: web.Request) -> web.Response:
        user, conversation = self._place(request)
        ts = request.match_info["ts"]
        seen = self._core.workspace.visible(conversation, user.id)
        rows = [self._message(one, user.id) for one in seen if ts in {one.ts, one.thread_ts}]
        return web.json_response({"messages": rows})

    async def _home(self, request: web.Request) -> web.Response:
        view = self._core.workspace.views.home(self._user(request.query.get("as")).id)
        return web.json_response({"view": self._view(view) if view else None})

    async def _modal(self, request: web.Request) -> web.Response:
        views = self._core.workspace.views
        user = self._user(request.query.get("as")).id
        top = views.top(user)
        return web.json_response({"view": self._view(top) if top else None, "depth": len(views.stack(user))})

    # doing

    async def _act(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        user = self._user(body.get("as")).id
        try:
            result = await self._do(request.match_info["name"], user, body)
        except NotOnScreen as error:
            return web.json_response({"ok": False, "error": "not_on_screen", "shown": str(error)})
        except SlackError as error:
            return web.json_response(
                {"ok": False, "error": error.code, "shown": "That is not here any more."}
            )
        except KeyError as error:
            raise web.HTTPBadRequest(text=f"{error} is missing") from None
        return web.json_response(result.json())

    async def _do(self, name: str, user: str, body: Json) -> ActResult:
        doers: dict[str, Callable[[str, Json], Awaitable[ActResult]]] = {
            "say": self._say,
            "edit": lambda u, b: self._acts.edit(u, b["channel"], b["ts"], b["text"]),
            "delete": lambda u, b: self._acts.delete(u, b["channel"], b["ts"]),
            "command": lambda u, b: self._acts.command(u, b["channel"], b["text"]),
            "action": self._action,
            "submit": lambda u, b: self._actions.submit(u, b["view_id"], b.get("state") or {}),
            "close": lambda u, b: self._actions.close(u, b["view_id"], bool(b.get("all"))),
            "shortcut": lambda u, b: self._acts.shortcut(u, b["callback_id"]),
            "message_shortcut": lambda u, b: self._acts.message_shortcut(
                u, b["callback_id"], b["channel"], b["ts"]
            ),
            "open_home": lambda u, b: self._acts.open_app(u, "home"),
            "open_tab_messages": lambda u, b: self._acts.open_app(u, "messages"),
            "read": self._read,
            "suggest": self._suggest,
        }
        if name not in doers:
            raise web.HTTPNotFound(text=f"no act {name}")
        return await doers[name](user, body)

    async def _say(self, user: str, body: Json) -> ActResult:
        files = body.get("files") or ()
        return await self._acts.say(user, body["channel"], body["text"], body.get("thread_ts"), files)

    async def _action(self, user: str, body: Json) -> ActResult:
        surface = self._surface(user, body)
        shown = {block.get("block_id") for block in surface.blocks}
        inputs = {block: held for block, held in (body.get("state") or {}).items() if block in shown}
        surface = self._actions.hold(user, surface, inputs)
        return await self._actions.act(user, surface, body["block_id"], body["action_id"], body.get("value"))

    async def _suggest(self, user: str, body: Json) -> ActResult:
        surface = self._surface(user, body)
        return await self._actions.suggest(
            user, surface, body["block_id"], body["action_id"], body.get("text", "")
        )

    async def _read(self, user: str, body: Json) -> ActResult:
        self._core.workspace.mark_read(self._acts.place(user, body["channel"]), user)
        return DONE

    def _surface(self, user: str, body: Json) -> Surface:
        if body.get("channel"):
            shown = self._core.workspace.on_screen(body["channel"], body["ts"], str(body.get("block_id")))
            return self._actions.in_message(user, body["channel"], body["ts"], shown)
        if body.get("view_id"):
            return self._actions.in_view(user, body["view_id"])
        home = self._core.workspace.views.home(user)
        return self._actions.in_view(user, home.id if home else "")

    # clock and faults

    async def _clock(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        user = self._user(body.get("as"))
        await self._travel(target(str(body.get("travel")), self._core.clock.now(), user))
        return web.json_response({"now": self._core.clock.now().isoformat()})

    async def _faults(self, request: web.Request) -> web.Response:
        faults = self._core.faults
        return web.json_response(
            {"armed": faults.armed(), "lacks": sorted(faults.lacks), "rate_limits": faults.rate_limits}
        )

    async def _arm(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        faults = self._core.faults
        act = body.pop("act", None)
        if act == "drop_socket":
            await faults.drop_socket()
        elif act == "refresh_socket":
            await faults.refresh_socket()
        elif act == "redeliver":
            await faults.redeliver(body.get("what"))
        elif act == "clear":
            faults.clear()
        elif "rate_limits" in body:
            faults.rate_limits = bool(body["rate_limits"])
        else:
            faults.add(_fault(body))
        return await self._faults(request)

    # news

    async def _live(self, request: web.Request) -> web.StreamResponse:
        user = self._user(request.query.get("as")).id
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        news: asyncio.Queue[Json] = asyncio.Queue()
        stop = self._core.workspace.subscribe(
            lambda note, only: news.put_nowait(note) if only in {None, user} else None
        )
        self._lives.add(socket)
        sender = asyncio.create_task(_send_all(socket, news))
        try:
            async for _ in socket:
                pass
        finally:
            stop()
            sender.cancel()
            self._lives.discard(socket)
        return socket

    # shapes

    def _user(self, user_id: str | None) -> User:
        users = self._core.workspace.users
        if not user_id:
            return next(iter(users.values()))
        if user_id not in users:
            raise web.HTTPNotFound(text="no such person")
        return users[user_id]

    def _place(self, request: web.Request) -> tuple[User, Conversation]:
        user = self._user(request.query.get("as"))
        try:
            return user, self._acts.place(user.id, request.match_info["id"])
        except SlackError:
            raise web.HTTPNotFound(text="no such conversation") from None

    def _listed(self, user_id: str) -> Iterator[Conversation]:
        workspace = self._core.workspace
        for conversation in workspace.conversations.values():
            if not conversation.is_im and workspace.sees(conversation, user_id):
                yield conversation
        if not workspace.users[user_id].is_stranger:
            yield workspace.im(user_id)

    def _conversation(self, conversation: Conversation, user_id: str) -> Json:
        return {
            "id": conversation.id,
            "kind": conversation.kind,
            "name": self._core.manifest.name if conversation.is_im else conversation.name,
            "private": conversation.private,
            "shared": conversation.shared,
            "archived": conversation.archived,
            "member": user_id in conversation.members,
            "unread": self._core.workspace.unread(conversation, user_id),
            "with": self._core.app.bot_user_id if conversation.is_im else None,
        }

    def _message(self, message: Message, user_id: str) -> Json:
        conversation = self._core.workspace.conversation(message.channel)
        replies = (
            self._core.workspace.thread(conversation, message.ts)[1:]
            if message.thread_ts == message.ts
            else []
        )
        return {
            "ts": message.ts,
            "user": message.user,
            "name": self._core.workspace.users[message.user].real_name,
            "text": message.text,
            "blocks": shown_blocks(message.blocks, user_id),
            "ephemeral": message.ephemeral,
            "edited": bool(message.edited),
            "thread_ts": message.thread_ts,
            "reply_count": len(replies),
            "deleted": False,
            "files": [file_object(self._core, file) for file in message.files],
            "time": message.time.isoformat(),
        }

    def _view(self, view: View) -> Json:
        return self._core.workspace.views.json(view) | {"errors": view.errors}


def person_json(user: User) -> Json:
    """Return a person as the page knows them."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "color": user.color,
        "initials": user.initials,
        "deleted": user.deleted,
        "guest": user.guest,
        "stranger": user.is_stranger,
        "bot": user.is_bot or user.id == SLACKBOT_ID,
    }


def shown_blocks(blocks: Blocks | None, user_id: str) -> Blocks | None:
    """Leave out the buttons that are visible to others only."""
    if not blocks:
        return blocks
    return [_shown_block(block, user_id) for block in blocks]


def _shown_block(block: Json, user_id: str) -> Json:
    elements: Any = block.get("elements")
    if block.get("type") != "actions" or not elements:
        return block
    return block | {"elements": [item for item in elements if visible_to(item, user_id)]}


def target(travel: str, now: datetime, user: User) -> datetime:
    """Return where the clock goes: `next_morning` (the person's next nine o'clock), `day` or `week`."""
    if travel == "week":
        return now + timedelta(days=7)
    if travel == "day":
        return now + timedelta(days=1)
    if travel != "next_morning":
        raise web.HTTPBadRequest(text="travel is next_morning, day or week")
    local = now.astimezone(user.zone())
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def _fault(body: Json) -> ApiFault:
    try:
        return ApiFault(**body)
    except TypeError as error:
        raise web.HTTPBadRequest(text=str(error)) from None


async def _send_all(socket: web.WebSocketResponse, news: asyncio.Queue[Json]) -> None:
    while True:
        await socket.send_json(await news.get())
