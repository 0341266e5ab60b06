"""Every way in which Slack says no, or says nothing, has its fate."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import GivenUp, OurBug, SlackFailure, TargetDisabled, TryLater
from bot.slack_calls import ask_slack, without_retries
from bot.slack_errors import complaints, failure_from, trigger_expired

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Response:
    """The part of slack_sdk's response that an error carries."""

    def __init__(
        self, data: dict[str, Any], status: int = 200, headers: dict[str, Any] | None = None
    ) -> None:
        self.data = data
        self.status_code = status
        self.headers = headers or {}


def refusal(code: str, status: int = 200, **more: Any) -> SlackApiError:
    """What slack_sdk raises for an answer that is not ok."""
    headers = more.pop("headers", None)
    return SlackApiError("no", Response({"ok": False, "error": code, **more}, status, headers))  # type: ignore[no-untyped-call]


FATES = {"later": TryLater, "disabled": TargetDisabled, "ours": OurBug, "never": GivenUp}
CODES = """
later: ratelimited rate_limited fatal_error internal_error service_unavailable request_timeout
later: update_failed hash_conflict external_channel_migrating fetch_members_failed
disabled: account_inactive token_revoked token_expired invalid_auth not_authed missing_scope
disabled: no_permission access_denied org_login_required team_access_not_granted ekm_access_denied
disabled: enterprise_is_restricted accesslimited two_factor_setup_required team_added_to_org
disabled: app_access_restricted
ours: invalid_blocks invalid_blocks_format invalid_attachments invalid_metadata_format no_text
ours: invalid_metadata_schema metadata_too_large msg_blocks_too_long msg_too_long msg_too_large
ours: view_too_large too_many_attachments markdown_text_conflict invalid_arguments invalid_arg_name
ours: invalid_array_arg invalid_charset invalid_form_data invalid_post_type missing_post_type
ours: missing_argument not_allowed_token_type deprecated_endpoint method_deprecated unknown_method
ours: duplicate_external_id
never: channel_not_found is_archived is_inactive not_in_channel user_not_in_channel user_not_found
never: user_not_visible user_disabled cannot_dm_bot messages_tab_disabled not_enabled
never: message_not_found thread_not_found cannot_reply_to_message cant_update_message
never: edit_window_closed restricted_action restricted_action_read_only_channel team_not_found
never: restricted_action_thread_only_channel restricted_action_non_threadable_channel
never: restricted_action_thread_locked message_limit_exceeded something_slack_adds_next_year
"""
LINES = [line.split(": ") for line in CODES.strip().splitlines()]
TABLE = [(code, FATES[fate]) for fate, codes in LINES for code in codes.split()]


@pytest.mark.parametrize(("code", "fate"), TABLE)
def test_every_code_has_its_fate(code: str, fate: type[SlackFailure]) -> None:
    failure = failure_from(refusal(code))
    assert type(failure) is fate
    assert failure.code.replace("_", "") == code.replace("_", "")
    assert failure.sentence.endswith(".")


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "service_unavailable"])
def test_what_may_have_happened_all_the_same_is_ambiguous(code: str) -> None:
    assert failure_from(refusal(code)).ambiguous


@pytest.mark.parametrize("code", ["ratelimited", "channel_not_found", "invalid_blocks", "account_inactive"])
def test_what_surely_did_not_happen_is_not(code: str) -> None:
    assert not failure_from(refusal(code)).ambiguous


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "30"}, 30), ({"retry-after": ["7"]}, 7), ({}, 5), ({"Retry-After": "soon"}, 5)],
)
def test_retry_after_is_read_however_it_is_written(headers: dict[str, Any], seconds: int) -> None:
    failure = failure_from(refusal("ratelimited", 429, headers=headers))
    assert isinstance(failure, TryLater)
    assert failure.after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("error", "code", "ambiguous"),
    [
        (TimeoutError(), "timeout", True),
        (ConnectionResetError(), "connection_lost", True),
        (aiohttp.ServerDisconnectedError(), "connection_lost", True),
        (aiohttp.ClientPayloadError(), "connection_lost", True),
        (aiohttp.ClientOSError(), "connection_lost", True),
        (aiohttp.ConnectionTimeoutError(), "unreachable", False),
        (AttributeError("'str' object has no attribute 'get'"), "unreadable_answer", True),
        (refusal("", 502), "http_502", True),
        (refusal("", 200), "unreadable_answer", True),
    ],
)
def test_the_networks_failures_say_whether_it_may_have_happened(
    error: Exception, code: str, ambiguous: bool
) -> None:
    failure = failure_from(error)
    assert isinstance(failure, TryLater)
    assert (failure.code, failure.ambiguous) == (code, ambiguous)


def test_a_malformed_request_is_our_bug() -> None:
    assert isinstance(failure_from(SlackRequestError("both text and markdown_text")), OurBug)


EXPIRED = [
    refusal("expired_trigger_id"),
    refusal("exchanged_trigger_id"),
    refusal("invalid_trigger_id"),
    refusal("trigger_expired"),
    refusal("trigger_exchanged"),
    refusal(
        "invalid_arguments",
        response_metadata={"messages": ["[ERROR] `trigger_id` expired [json-pointer:/trigger_id]"]},
    ),
    refusal(
        "invalid_arguments",
        response_metadata={"messages": ["[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]"]},
    ),
]


@pytest.mark.parametrize("error", EXPIRED)
def test_an_expired_trigger_is_one_condition_in_every_spelling(error: SlackApiError) -> None:
    assert trigger_expired(error)


def test_other_bad_arguments_are_no_expired_trigger() -> None:
    told = {"messages": ["[ERROR] missing required field: title [json-pointer:/view]"]}
    error = refusal("invalid_arguments", response_metadata=told)
    assert not trigger_expired(error)
    assert complaints(error) == ("[ERROR] missing required field: title [json-pointer:/view]",)
    assert not trigger_expired(refusal("view_too_large"))


# through a real connection, as slack_sdk meets them


class Server:
    """Answers every request in the way a test asks for."""

    def __init__(self) -> None:
        self.answer: Answer = _hang_up
        self.asked = 0
        self.client = AsyncWebClient()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        return await self.answer(request)


async def _hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _never(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3_600)
    return web.Response()


def _says(text: str, status: int, content_type: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=status, content_type=content_type)

    return answer


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.client = AsyncWebClient("xoxb-1", f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
    yield made
    await runner.cleanup()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (_hang_up, "connection_lost"),
        (_never, "timeout"),
        (_says("<html>Bad gateway</html>", 502, "text/html"), "http_502"),
        (_says("Bad gateway", 503, "text/plain"), "http_503"),
        (_says("welcome to this hotel", 200, "text/plain"), "unreadable_answer"),
        (_says("{", 200, "application/json"), "unreadable_answer"),
        (_says('{"ok":false,"error":"fatal_error"}', 200, "application/json"), "fatal_error"),
    ],
)
async def test_a_post_that_got_no_clear_answer_is_ambiguous_and_not_repeated(
    server: Server, answer: Answer, code: str
) -> None:
    server.answer = answer
    client = without_retries(server.client)
    with pytest.raises(TryLater) as failure:
        await ask_slack(client.chat_postMessage(channel="C1", text="hello"), seconds=0.3)
    assert (failure.value.code, failure.value.ambiguous) == (code, True)
    assert server.asked == 1


async def test_where_nobody_listens_nothing_was_sent() -> None:
    client = without_retries(AsyncWebClient("xoxb-1", "http://127.0.0.1:9/api/"))
    with pytest.raises(TryLater) as failure:
        await ask_slack(client.chat_postMessage(channel="C1", text="hello"))
    assert (failure.value.code, failure.value.ambiguous) == ("unreachable", False)
