"""The page's protocol: what it reads, what it does, what it hears, and who is kept out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from tests.sandbox.small_bot import SmallBot

Running = tuple[Sandbox, SmallBot]


class Page:
    """A page open as one person."""

    def __init__(self, session: aiohttp.ClientSession, person: str) -> None:
        self.session = session
        self.person = person

    async def get(self, path: str) -> Any:
        """Read something."""
        async with self.session.get(f"/sandbox/{path}", params={"as": self.person}) as response:
            assert response.status == 200
            return await response.json()

    async def act(self, name: str, **body: Any) -> Any:
        """Do something."""
        async with self.session.post(f"/sandbox/acts/{name}", json={"as": self.person, **body}) as response:
            assert response.status == 200
            return await response.json()


@pytest.fixture
async def page(over_socket: Running) -> AsyncIterator[Page]:
    """A page open as Olivia."""
    async with aiohttp.ClientSession(over_socket[0].url) as session:
        yield Page(session, "U0OLIVIA")


async def test_the_state_is_what_a_person_may_see(page: Page) -> None:
    state = await page.get("state")
    assert state["workspace"] == {"name": "Northwind"}
    assert state["me"]["real_name"] == "Olivia Reyes"
    assert state["app"] == {"name": "Small", "user_id": "U0BOTUSER", "connected": True, "home_tab": True}
    names = [c["name"] for c in state["conversations"]]
    assert names == ["general", "cs-handoffs", "cs-team", "acme-shared", "attic", "Small"]
    assert state["conversations"][-1]["with"] == "U0BOTUSER"
    assert [p["real_name"] for p in state["people"]][:3] == ["Olivia Reyes", "Noah Kim", "Maya Lindqvist"]
    assert {p["real_name"] for p in state["people"] if p["deleted"]} == {"Jonas Weber"}
    assert state["commands"][0]["command"] == "/small"


async def test_a_form_is_filled_on_the_page(page: Page, over_socket: Running) -> None:
    sandbox, _ = over_socket
    assert await page.act("command", channel="C0HANDOFFS", text="/small form") == {"ok": True}
    view = (await page.get("modal"))["view"]
    state = {"who": {"who": "U0OLIVIA"}, "what": {"what": "Coffee"}}
    answer = await page.act("submit", view_id=view["id"], state=state)
    assert answer == {"ok": False, "error": "errors", "shown": "Pick somebody else."}
    assert (await page.get("modal"))["view"]["errors"] == {"who": "Pick somebody else."}
    found = await page.act("suggest", view_id=view["id"], block_id="city", action_id="city", text="Mad")
    assert [option["value"] for option in found["options"]] == ["madrid"]
    filled: Any = {"who": {"who": "U0NOAH"}, "city": {"city": "madrid"}, "tags": {"tags": ["1", "2"]}}
    assert (await page.act("submit", view_id=view["id"], state=filled))["ok"]
    assert await page.get("modal") == {"view": None, "depth": 0}
    noah = Page(page.session, "U0NOAH")
    (message,) = (await noah.get("conversations/D0NOAH/messages"))["messages"]
    assert message["name"] == "Small"
    presses: list[dict[str, Any]] = [
        {"block_id": "boxes", "action_id": "ticks", "value": ["2"]},
        {"block_id": "acts", "action_id": "done"},
    ]
    for where in presses:
        pressed = await noah.act("action", surface="message", channel="D0NOAH", ts=message["ts"], **where)
        assert pressed == {"ok": True}
    assert sandbox.person("Noah").dm[-1].plain() == "~Done~"
    old = {"channel": "D0NOAH", "ts": message["ts"], "action_id": "done"}
    assert await noah.act("action", **old, block_id="acts") == {"ok": True}  # a screen that is behind
    assert (await noah.act("action", **old, block_id="never"))["error"] == "not_on_screen"


async def test_messages_threads_unread_and_home(page: Page) -> None:
    said = await page.act("say", channel="C0HANDOFFS", text="hello")
    await page.act("say", channel="C0HANDOFFS", text="more", thread_ts=said["ts"])
    (row,) = (await page.get("conversations/C0HANDOFFS/messages"))["messages"]
    assert row["reply_count"] == 1
    assert len((await page.get(f"conversations/C0HANDOFFS/messages/{said['ts']}/thread"))["messages"]) == 2
    noah = Page(page.session, "U0NOAH")
    unread = {c["name"]: c["unread"] for c in (await noah.get("state"))["conversations"]}
    assert unread["cs-handoffs"] == 2
    await noah.act("read", channel="C0HANDOFFS")
    assert not any(c["unread"] for c in (await noah.get("state"))["conversations"])
    await page.act("open_home")
    home = (await page.get("home"))["view"]
    block = home["blocks"][1]
    pressed = {"block_id": block["block_id"], "action_id": "hello"}
    assert (await page.act("action", surface="home", view_id=home["id"], **pressed))["ok"]
    assert (await page.act("action", surface="home", **pressed))["ok"]


async def test_the_page_hears_what_changes(page: Page, over_socket: Running) -> None:
    sandbox, bot = over_socket
    async with page.session.ws_connect("/sandbox/live", params={"as": "U0OLIVIA"}) as live:
        await sandbox.until(lambda: sandbox.core.workspace._listeners)
        await bot.client.chat_postMessage(channel="U0NOAH", text="not for Olivia")
        await bot.client.chat_postMessage(channel="U0OLIVIA", text="for Olivia")
        heard = []
        while {"type": "conversation", "id": "D0OLIVIA"} not in heard:
            heard.append(await live.receive_json(timeout=2))
        assert {"type": "conversation", "id": "D0NOAH"} not in heard
        await page.act("command", channel="C0HANDOFFS", text="/small form")
        news = await live.receive_json(timeout=2)
        while news["type"] != "modal":
            news = await live.receive_json(timeout=2)
        assert news["depth"] == 1
        assert news["view"]["title"]["text"] == "Small"


@pytest.mark.parametrize(
    ("travel", "lands"),
    [
        ("next_morning", datetime(2026, 11, 16, 8, 0, tzinfo=UTC)),
        ("day", datetime(2026, 11, 17, 7, 30, tzinfo=UTC)),
        ("week", datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),
    ],
)
async def test_the_clock_travels(page: Page, travel: str, lands: datetime) -> None:
    async with page.session.post("/sandbox/clock", json={"as": "U0OLIVIA", "travel": travel}) as response:
        assert (await response.json())["now"] == lands.isoformat()


async def test_faults_are_armed_from_the_page(page: Page, over_socket: Running) -> None:
    sandbox, _ = over_socket
    fault = {"method": "chat.postMessage", "kind": "latency", "seconds": 0.1}
    async with page.session.post("/sandbox/faults", json=fault) as response:
        assert (await response.json())["armed"][0]["kind"] == "latency"
    async with page.session.post("/sandbox/faults", json={"act": "clear"}) as response:
        assert (await response.json())["armed"] == []
    async with page.session.post("/sandbox/faults", json={"act": "drop_socket"}) as response:
        assert response.status == 200
    await sandbox.connected()


@pytest.mark.parametrize("path", ["acts/say", "acts/submit", "faults"])
async def test_half_a_request_is_a_bad_one(page: Page, path: str) -> None:
    async with page.session.post(f"/sandbox/{path}", json={"as": "U0OLIVIA"}) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
async def test_other_sites_are_kept_out(page: Page, headers: dict[str, str]) -> None:
    for path in ("/", "/sandbox/state", "/api/auth.test"):
        async with page.session.get(path, headers=headers) as response:
            assert response.status == 403
