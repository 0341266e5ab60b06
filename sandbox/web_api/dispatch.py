"""From an HTTP request to a method and back: token, scope, limits and faults on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.faults import ApiFault
from sandbox.json_types import Json
from sandbox.model import File
from sandbox.posting import Posting
from sandbox.rate_limits import RateLimits
from sandbox.socket_mode import SocketMode
from sandbox.web_api import apps, canvases, chat, conversations, files, people, surfaces
from sandbox.web_api.arguments import read_arguments
from sandbox.web_api.registry import METHODS, Call, Method

MODULES = (apps, canvases, chat, conversations, files, people, surfaces)
"""Importing a module registers its methods."""

AFTER = frozenset({"error_after", "invalid_json", "drop_after"})


class WebApi:
    """Serves the methods."""

    def __init__(self, core: Core, posting: Posting, socket: SocketMode) -> None:
        self._core = core
        self._posting = posting
        self._limits = RateLimits()
        core.ticket = socket.ticket

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the methods, of uploads, of files and of canvases."""
        return [
            web.route("*", "/api/{method}", self._counted),
            web.post("/upload/{id}", self._upload),
            web.get("/files/{id}", self._file),
            web.get("/docs/{team}/{id}", self._canvas),
        ]

    async def _counted(self, request: web.Request) -> web.StreamResponse:
        self._core.delivery.begin()
        try:
            return await self._faulty(request, self._answer)
        finally:
            self._core.delivery.end()

    async def _faulty(
        self, request: web.Request, answer: Callable[[web.Request], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        fault = self._core.faults.take_api(request.match_info["method"])
        if fault is None:
            return await answer(request)
        if fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
            return await answer(request)
        response = await answer(request) if fault.kind in AFTER else web.Response()
        return _spoiled(request, fault, response)

    async def _answer(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        method = METHODS.get(name)
        headers = {"X-OAuth-Scopes": ",".join(sorted(self._core.manifest.scopes))}
        try:
            if method is None or name in self._core.faults.lacks:
                raise SlackError("unknown_method", req_method=name)
            args = await read_arguments(request)
            self._authorize(method, request, args)
            if wait := self._limited(method, args):
                return _too_many(wait)
            return web.json_response({"ok": True} | self._run(method, request, args), headers=headers)
        except SlackError as error:
            return web.json_response(error.body(), headers=headers)

    def _run(self, method: Method, request: web.Request, args: Json) -> Json:
        call = Call(args, self._core, self._posting, dict(request.headers))
        if method.auth == "bot":
            call.need_scope(*method.scopes)
        missing = [name for name in method.required if args.get(name) in (None, "")]
        if missing:
            raise SlackError("invalid_arguments", [f"missing required field: {name}" for name in missing])
        return method.handler(call)

    def _authorize(self, method: Method, request: web.Request, args: Json) -> None:
        if method.auth == "none":
            return
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            token = str(args.pop("token", "")) if method.auth == "bot" else ""
        if not token:
            raise SlackError("not_authed")
        self._check_token(method, token)

    def _check_token(self, method: Method, token: str) -> None:
        app = self._core.app
        if token in app.old_tokens:
            raise SlackError("account_inactive")
        if token not in {app.bot_token, app.app_token}:
            raise SlackError("invalid_auth")
        if (token == app.app_token) != (method.auth == "app"):
            raise SlackError("not_allowed_token_type")

    def _limited(self, method: Method, args: Json) -> int:
        if not self._core.faults.rate_limits:
            return 0
        return self._limits.wait(method.name, method.tier, str(args.get("channel") or "") or None)

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._core.workspace.files.get(request.match_info["id"])
        if file is None or file.content:
            return web.Response(status=404, text="no such upload")
        content = await request.read()
        self._core.workspace.files[file.id] = File(file.id, file.name, content, file.user)
        return web.Response(text=f"OK - {len(content)}")

    async def _canvas(self, request: web.Request) -> web.Response:
        """A canvas as its Markdown. The page asks here instead of the workspace's own address."""
        canvas = self._core.workspace.canvases.get(request.match_info["id"])
        if canvas is None:
            raise web.HTTPNotFound(text="no such canvas")
        text, headers = str(canvas["markdown"]), {"X-Content-Type-Options": "nosniff"}
        return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        file = self._core.workspace.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound(text="no such file")
        disposition = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(
            body=file.content, content_type="text/plain", charset="utf-8", headers=disposition
        )


def _too_many(seconds: float) -> web.Response:
    headers = {"Retry-After": str(int(seconds))}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _spoiled(request: web.Request, fault: ApiFault, response: web.Response) -> web.StreamResponse:
    if fault.kind == "rate_limited":
        return _too_many(fault.seconds)
    if fault.kind == "status":
        return web.Response(status=fault.status, text="Something went wrong.")
    if fault.kind in {"error", "error_after"}:
        return web.json_response({"ok": False, "error": fault.error})
    if fault.kind == "invalid_json":
        return web.Response(text='{"ok":tr', content_type="application/json")
    if request.transport:
        request.transport.abort()
    return response
