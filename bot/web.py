"""HTTP: what Slack posts to us in HTTP mode, and whether we are well."""

from collections.abc import Awaitable, Callable, Mapping
from logging import getLogger

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from yarl import URL

from bot.logs import alarm, note

log = getLogger(__name__)

Check = Callable[[], Awaitable[bool]]
"""Answers whether one part of us works; an exception counts as no."""

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"
STAMP = "X-Slack-Request-Timestamp"


def web_app(checks: Mapping[str, Check], *, slack: AsyncApp | None = None) -> web.Application:
    """The application: health always; with `slack`, events, interactivity and commands at one path."""
    app = web.Application()
    app.router.add_get(HEALTH_PATH, _examiner(checks))
    if slack is not None:
        app.router.add_post(EVENTS_PATH, _receiver(slack))
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen on the address; returns the runner, whose `cleanup()` lets requests end and stops."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    note(log, "listening", addresses=",".join(str(address[:2]) for address in runner.addresses))
    return runner


def _receiver(slack: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def receive(request: web.Request) -> web.StreamResponse:
        if not request.headers.get(STAMP, "").isdecimal():  # slack_sdk would answer 500 (SLACK.md §1.1)
            return web.json_response({"error": "invalid request"}, status=401)
        answer = await slack.async_dispatch(await _to_bolt_request(request))
        return await to_aiohttp_response(answer)

    return receive


async def _to_bolt_request(request: web.Request) -> AsyncBoltRequest:
    """What Bolt's own adapter makes of it, with the form decoded by the library that serves us.

    A click brings its whole message along, percent-encoded: Bolt's decoding of it, in Python, takes longer
    than all the rest of an answer.
    """
    signed = await request.text()
    made = AsyncBoltRequest(
        body=_payload(signed),
        query=request.query_string,
        headers=request.headers,  # type: ignore[arg-type]
    )
    made.raw_body = signed  # what the signature is about
    return made


def _payload(body: str) -> str:
    """The JSON in an interactive form (SLACK.md §1.5); any other body as it is."""
    if not body.startswith("payload="):
        return body
    return URL.build(query_string=body, encoded=True).query["payload"]


def _examiner(checks: Mapping[str, Check]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def health(_request: web.Request) -> web.StreamResponse:
        found = {name: await _passes(name, check) for name, check in checks.items()}
        answer = {name: "ok" if well else "down" for name, well in found.items()}
        return web.json_response(answer, status=200 if all(found.values()) else 503)

    return health


async def _passes(name: str, check: Check) -> bool:
    try:
        return await check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is no
        alarm(log, "a health check failed", error=error, check=name)
        return False
