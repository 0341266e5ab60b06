"""As much of Slack as the bot calls while it is clicked at: every method succeeds at once."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from benchmarks.book import BOT_ID, BOT_USER, TEAM_ID

ANSWER = {
    "ok": True,
    "team_id": TEAM_ID,
    "team": "Benchmark",
    "user_id": BOT_USER,
    "bot_id": BOT_ID,
    "ts": "1700000000.000001",
    "channel": {"id": "D0000001"},
}


@dataclass
class Slack:
    """Where it listens, and how often each method was called."""

    api_url: str
    calls: Counter[str] = field(default_factory=Counter)


@asynccontextmanager
async def little_slack() -> AsyncIterator[Slack]:
    """Serve on a free port of this machine while the block runs."""
    slack = Slack("")

    async def answer(request: web.Request) -> web.Response:
        slack.calls[request.match_info["method"]] += 1
        return web.json_response(ANSWER)

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield slack
    finally:
        await runner.cleanup()
