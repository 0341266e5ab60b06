"""Three seconds for an ack: what people see without one, and what is sent again."""

from __future__ import annotations

import asyncio

import aiohttp
import aiohttp.web
import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import ManualClock, Sandbox
from sandbox.http_mode import sign
from tests.sandbox.small_bot import MANIFEST, START, SmallBot, button, modal, running, section

Running = tuple[Sandbox, SmallBot]


async def test_a_command_without_a_bot_fails_to_dispatch(alone: Sandbox) -> None:
    reply = await alone.person("Olivia").command("/small")
    assert not reply.ok
    assert reply.error == '/small failed with the error "dispatch_failed"'


async def test_a_command_nobody_acknowledges_times_out(over_socket: Running) -> None:
    sandbox, _ = over_socket
    reply = await sandbox.person("Olivia").command("/nobody")
    assert reply.error == '/nobody failed with the error "operation_timeout"'


async def test_a_refused_command_fails_to_dispatch_over_http() -> None:
    async with running("http") as (sandbox, _):
        reply = await sandbox.person("Olivia").command("/nobody")
        assert reply.error == '/nobody failed with the error "dispatch_failed"'


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": True},
        {"response_action": "errors", "errors": {"nowhere": "This block is not here."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": modal(section("x"), title="A title that is too long.")},
        {"response_action": "push", "view": {"type": "home", "blocks": [section("x")]}},
    ],
)
async def test_a_bad_answer_to_a_form_shows_trouble(over_socket: Running, answer: dict[str, object]) -> None:
    sandbox, bot = over_socket
    olivia = sandbox.person("Olivia")
    await olivia.command("/small form")
    bot.answer = answer
    result = await olivia.submit({"who": "Noah", "what": "Coffee"})
    assert result.failed == "We had some trouble connecting. Try again?"
    assert olivia.modal is not None, "the form stays open"


async def test_forms_are_updated_pushed_and_cleared(over_socket: Running) -> None:
    sandbox, bot = over_socket
    olivia = sandbox.person("Olivia")
    await olivia.command("/small form")
    for depth in (2, 3):
        bot.answer = {"response_action": "push", "view": modal(section("deeper"), title=f"Level {depth}")}
        assert (await olivia.submit({} if depth > 2 else {"who": "Noah", "what": "x"})).ok
        assert len(olivia.modals) == depth
    assert (await olivia.submit()).failed, "a stack holds three"
    bot.answer = {"response_action": "update", "view": modal(section("new"), title="Updated")}
    await olivia.submit()
    assert [view.title for view in olivia.modals] == ["Small", "Level 2", "Updated"]
    await olivia.close_modal()
    assert olivia.modal is not None
    assert olivia.modal.title == "Level 2"
    bot.answer = {"response_action": "clear"}
    await olivia.submit()
    assert olivia.modals == []


async def test_a_button_nobody_hears_shows_a_warning(over_socket: Running) -> None:
    sandbox, bot = over_socket
    olivia = sandbox.person("Olivia")
    blocks = [{"type": "actions", "elements": [button("unheard", "Press")]}]
    await bot.client.chat_postMessage(channel=olivia.id, text="Press", blocks=blocks)
    result = await olivia.click("Press")
    assert result.code == "timeout"
    assert result.failed


async def test_an_unacknowledged_event_comes_again_with_the_same_id(over_socket: Running) -> None:
    sandbox, bot = over_socket
    sandbox.faults.cut_before_ack("events_api")
    await sandbox.person("Noah").say("hello")
    await sandbox.until(lambda: len(bot.events) >= 2)
    assert len({envelope["event_id"] for envelope in bot.events}) == 1


async def test_an_event_waits_for_a_bot_that_comes_back(over_socket: Running) -> None:
    sandbox, bot = over_socket
    await sandbox.faults.drop_socket()
    await sandbox.person("Noah").say("are you there?")
    await sandbox.until(lambda: bot.events)
    assert bot.events[0]["event"]["text"] == "are you there?"


async def test_a_refresh_reconnects_the_bot(over_socket: Running) -> None:
    sandbox, bot = over_socket
    await sandbox.faults.refresh_socket()
    await sandbox.connected()
    assert (await sandbox.person("Olivia").command("/small say hi")).text == "hi"
    assert bot.heard


async def test_deliveries_come_twice_on_demand(over_socket: Running) -> None:
    sandbox, bot = over_socket
    sandbox.faults.deliver_twice("interactive")
    olivia = sandbox.person("Olivia")
    await olivia.open_home()
    await olivia.click_home("Say hello")
    assert len(bot.heard) == 2
    assert bot.heard[0]["trigger_id"] == bot.heard[1]["trigger_id"]
    assert await sandbox.faults.redeliver("app_home_opened")
    assert len(bot.events) == 2
    assert not await sandbox.faults.redeliver("team_join")


async def test_http_events_are_signed_and_retried_with_headers() -> None:
    asked: list[tuple[dict[str, str], bytes]] = []

    async def refuse(request: aiohttp.web.Request) -> aiohttp.web.Response:
        asked.append((dict(request.headers), await request.read()))
        no_retry = {"X-Slack-No-Retry": "1"} if len(asked) == 3 else {}
        return aiohttp.web.Response(status=500, headers=no_retry)

    app = aiohttp.web.Application()
    app.router.add_post("/slack/events", refuse)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    sandbox = Sandbox(MANIFEST, ManualClock(START), request_url=url, retry_delays=(0.0, 0.0, 0.0))
    await sandbox.start()
    await sandbox.person("Noah").say("hello")
    await sandbox.until(lambda: len(asked) == 3)
    await sandbox.settle()
    await sandbox.stop()
    await runner.cleanup()
    numbers = [
        (headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in asked
    ]
    assert numbers == [(None, None), ("1", "http_error"), ("2", "http_error")]
    verifier = SignatureVerifier(sandbox.signing_secret)
    assert all(verifier.is_valid_request(body, headers) for headers, body in asked)


def test_the_signature_is_slacks() -> None:
    secret, timestamp = "8f742231b10e8888abcd99yyyzzz85a5", "1531420618"
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert (
        sign(secret, timestamp, body) == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


async def test_the_request_url_is_verified() -> None:
    async with running("http") as (sandbox, _):
        assert await sandbox.verify_request_url()


async def test_pings_are_echoed(alone: Sandbox) -> None:
    opened = await AsyncWebClient(base_url=alone.api_url).apps_connections_open(app_token=alone.app_token)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(str(opened["url"]), autoping=False) as socket,
    ):
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        await socket.ping(b"sdk-ping-pong:1.5")
        pong = await socket.receive(timeout=2)
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_the_eleventh_connection_is_turned_away(alone: Sandbox) -> None:
    client = AsyncWebClient(base_url=alone.api_url)
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            opened = await client.apps_connections_open(app_token=alone.app_token)
            sockets.append(await session.ws_connect(str(opened["url"])))
        kinds = [(await socket.receive_json())["type"] for socket in sockets]
        assert kinds == ["hello"] * 10 + ["disconnect"]
        async with session.get(str(opened["url"]).replace("ws://", "http://")) as used:
            assert used.status == 403, "a ticket opens one connection"
        await asyncio.gather(*(socket.close() for socket in sockets))
