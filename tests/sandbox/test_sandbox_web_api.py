"""The Web API answers as Slack does, its refusals above all, to the official client."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox import ManualClock, Sandbox
from tests.sandbox.small_bot import MANIFEST, START, button, section

HANDOFFS, LEADERS, GENERAL, ATTIC = "C0HANDOFFS", "C0LEADERS", "C0GENERAL", "C0ATTIC"


async def refused(call: Awaitable[Any]) -> Any:
    """Return the answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def code(call: Awaitable[Any]) -> str:
    """Return the error code of a call that Slack refuses."""
    return str((await refused(call))["error"])


async def test_the_token_is_known(api: AsyncWebClient, alone: Sandbox) -> None:
    me = await api.auth_test()
    assert me["user_id"] == "U0BOTUSER"
    assert "chat:write" in me.headers["x-oauth-scopes"]
    for token, error in (
        (None, "not_authed"),
        ("xoxb-no", "invalid_auth"),
        (alone.app_token, "not_allowed_token_type"),
    ):
        assert await code(AsyncWebClient(token=token, base_url=alone.api_url).auth_test()) == error


async def test_arguments_come_in_query_form_and_json(alone: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {alone.bot_token}"}
    blocks = json.dumps([section("hi")])
    arguments = {"channel": HANDOFFS, "text": "hi", "blocks": blocks}
    async with aiohttp.ClientSession(alone.url, headers=headers) as session:
        for how in (
            {"params": arguments},
            {"data": arguments},
            {"json": arguments | {"blocks": [section("hi")]}},
        ):
            async with session.post("/api/chat.postMessage", **how) as response:
                assert (await response.json())["message"]["blocks"][0]["text"]["text"] == "hi"
        async with session.post("/api/chat.postMessage", data=arguments | {"blocks": "{"}) as response:
            assert (await response.json())["error"] == "invalid_blocks_format"


async def test_a_scope_that_is_missing_is_named(api: AsyncWebClient) -> None:
    answer = await refused(api.dnd_info(user="U0NOAH"))
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "dnd:read"
    assert "chat:write" in answer["provided"]
    dm = (await api.conversations_open(users="U0NOAH"))["channel"]["id"]
    assert (await refused(api.conversations_info(channel=dm)))["needed"] == "im:read"
    assert (await refused(api.conversations_history(channel=LEADERS)))["needed"] == "groups:history"


async def test_methods_can_be_missing(api: AsyncWebClient, alone: Sandbox) -> None:
    assert await code(api.api_call("nothing.here")) == "unknown_method"
    alone.faults.lack(["users.info"])
    assert await code(api.users_info(user="U0NOAH")) == "unknown_method"


async def test_where_the_bot_may_post(api: AsyncWebClient, alone: Sandbox) -> None:
    await alone.admin.leave("U0BOTUSER", "leadership")
    assert await code(api.chat_postMessage(channel=GENERAL, text="x")) == "not_in_channel"
    assert await code(api.chat_postMessage(channel=LEADERS, text="x")) == "channel_not_found"
    assert await code(api.chat_postMessage(channel=ATTIC, text="x")) == "is_archived"
    assert await code(api.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await code(api.api_call("chat.postMessage", json={"channel": HANDOFFS})) == "no_text"
    assert (await api.conversations_join(channel=GENERAL))["channel"]["is_member"]
    assert (await api.chat_postMessage(channel=GENERAL, text="x"))["ok"]


async def test_a_deactivated_person_takes_messages_but_no_new_dm(api: AsyncWebClient) -> None:
    assert await code(api.conversations_open(users="U0JONAS")) == "user_disabled"
    assert (await api.chat_postMessage(channel="U0JONAS", text="x"))["channel"] == "D0JONAS"
    assert await code(api.conversations_open(users="U0BOTUSER")) == "invalid_user_combination"


async def test_timestamps_grow_within_a_conversation(api: AsyncWebClient) -> None:
    posted = [(await api.chat_postMessage(channel=HANDOFFS, text="x"))["ts"] for _ in range(3)]
    assert posted == sorted(set(posted))
    assert posted[0] == f"{START.timestamp():.6f}"


async def test_updates(api: AsyncWebClient, alone: Sandbox) -> None:
    sent = await api.chat_postMessage(
        channel=HANDOFFS,
        text="x",
        blocks=[section("x")],
        metadata={"event_type": "t", "event_payload": {"id": "1"}},
    )
    where = {"channel": HANDOFFS, "ts": sent["ts"]}
    assert sent["message"]["blocks"][0]["block_id"]
    changed = await api.chat_update(**where, text="y")
    assert "blocks" not in changed["message"]
    assert changed["message"]["metadata"]["event_payload"] == {"id": "1"}
    assert await code(api.chat_update(**where, text="y" * 4001)) == "msg_too_long"
    theirs = await alone.person("Olivia").say("mine", channel="cs-handoffs")
    assert await code(api.chat_update(channel=HANDOFFS, ts=theirs.ts, text="y")) == "cant_update_message"
    assert await code(api.chat_delete(channel=HANDOFFS, ts=theirs.ts)) == "cant_delete_message"
    await api.chat_delete(**where)
    assert await code(api.chat_update(**where, text="y")) == "message_not_found"


async def test_a_whisper_is_seen_by_one_and_cannot_be_changed(api: AsyncWebClient, alone: Sandbox) -> None:
    said = await api.chat_postEphemeral(channel=HANDOFFS, user="U0OLIVIA", text="psst")
    assert (
        await code(api.chat_update(channel=HANDOFFS, ts=said["message_ts"], text="y")) == "message_not_found"
    )
    assert (
        await code(api.chat_postEphemeral(channel=HANDOFFS, user="U0TOM", text="x")) == "user_not_in_channel"
    )
    assert alone.person("Olivia").messages("cs-handoffs")[-1].ephemeral
    assert alone.person("Noah").messages("cs-handoffs") == []
    assert (await api.conversations_history(channel=HANDOFFS))["messages"] == []


async def test_history_shows_metadata_only_when_asked(api: AsyncWebClient) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": "1"}}
    for text in ("one", "two", "three"):
        await api.chat_postMessage(channel="U0NOAH", text=text, metadata=metadata)
    page = await api.conversations_history(channel="D0NOAH", limit=2)
    assert [message["text"] for message in page["messages"]] == ["three", "two"]
    assert page["messages"][0]["metadata"] == {"event_type": "delivery"}
    rest = await api.conversations_history(
        channel="D0NOAH", cursor=page["response_metadata"]["next_cursor"], include_all_metadata=True
    )
    assert [message["metadata"] for message in rest["messages"]] == [metadata]
    bad = {"event_type": "delivery", "event_payload": {"Bad Key": 1}}
    assert (
        await code(api.chat_postMessage(channel="U0NOAH", text="x", metadata=bad))
        == "invalid_metadata_schema"
    )


async def test_threads_and_links(api: AsyncWebClient) -> None:
    parent = (await api.chat_postMessage(channel=HANDOFFS, text="parent"))["ts"]
    reply = (await api.chat_postMessage(channel=HANDOFFS, text="reply", thread_ts=parent))["ts"]
    rows = (await api.conversations_replies(channel=HANDOFFS, ts=reply))["messages"]
    assert [row["text"] for row in rows] == ["parent", "reply"]
    assert rows[0]["reply_count"] == 1
    assert [m["text"] for m in (await api.conversations_history(channel=HANDOFFS))["messages"]] == ["parent"]
    assert await code(api.conversations_replies(channel=HANDOFFS, ts="1.000000")) == "thread_not_found"
    assert (
        await code(api.chat_postMessage(channel=HANDOFFS, text="x", thread_ts=reply))
        == "cannot_reply_to_message"
    )
    link = (await api.chat_getPermalink(channel=HANDOFFS, message_ts=reply))["permalink"]
    assert link.endswith(f"?thread_ts={parent}&cid={HANDOFFS}")


async def test_people_of_every_kind(api: AsyncWebClient) -> None:
    olivia = (await api.users_info(user="U0OLIVIA"))["user"]
    assert (olivia["tz"], olivia["tz_offset"], olivia["is_bot"]) == ("Europe/Berlin", 3600, False)
    assert "email" not in olivia["profile"]
    gone = (await api.users_info(user="U0JONAS"))["user"]
    assert gone["deleted"]
    assert "tz" not in gone
    assert (await api.users_info(user="U0RITA"))["user"]["is_stranger"]
    assert (await api.users_info(user="U0TOM"))["user"]["is_restricted"]
    assert await code(api.users_info(user="U0NOBODY")) == "user_not_found"
    listed = [user["id"] for user in (await api.users_list())["members"]]
    assert "U0RITA" not in listed
    assert {"U0OLIVIA", "U0BOTUSER", "USLACKBOT"} <= set(listed)


async def test_conversations_are_listed_by_kind(api: AsyncWebClient) -> None:
    channels = (await api.conversations_list(types="public_channel,private_channel", exclude_archived=True))[
        "channels"
    ]
    assert [c["name"] for c in channels] == ["general", "cs-handoffs", "cs-team", "acme-shared", "leadership"]
    mine = (await api.users_conversations(types="public_channel"))["channels"]
    assert [c["name"] for c in mine] == ["cs-handoffs", "acme-shared", "attic"]
    assert (await api.conversations_info(channel="C0ACME"))["channel"]["is_ext_shared"]
    assert "U0RITA" in (await api.conversations_members(channel="C0ACME", limit=100))["members"]


async def test_views_need_a_fresh_trigger(api: AsyncWebClient, alone: Sandbox) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Hi"}, "blocks": [section("Hi")]}
    trigger = alone.core.grants.trigger("U0OLIVIA")
    opened = (await api.views_open(trigger_id=trigger, view=view))["view"]
    assert opened["root_view_id"] == opened["id"]
    assert await code(api.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
    assert await code(api.views_open(trigger_id="1.2.3", view=view)) == "invalid_trigger_id"
    late = alone.core.grants.trigger("U0OLIVIA")
    alone.core.grants.expire_triggers()
    assert await code(api.views_open(trigger_id=late, view=view)) == "expired_trigger_id"
    updated = (await api.views_update(view_id=opened["id"], hash=opened["hash"], view=view))["view"]
    assert (
        await code(api.views_update(view_id=opened["id"], hash=opened["hash"], view=view)) == "hash_conflict"
    )
    assert updated["id"] == opened["id"]
    await alone.person("Olivia").close_modal()
    assert await code(api.views_update(view_id=opened["id"], view=view)) == "not_found"
    answer = await refused(api.views_publish(user_id="U0OLIVIA", view=view))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: modal [json-pointer:/view/type]"
    ]


async def test_blocks_are_refused_in_slacks_words(api: AsyncWebClient) -> None:
    answer = await refused(api.chat_postMessage(channel=HANDOFFS, text="x", blocks=[section("a" * 3001)]))
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
    assert answer["response_metadata"]["messages"][1].startswith("[ERROR] must be less than 3001")
    long = [section("a" * 2900) for _ in range(5)]
    assert await code(api.chat_postMessage(channel=HANDOFFS, text="x", blocks=long)) == "msg_blocks_too_long"


async def test_response_urls_last_half_an_hour_and_five_uses(alone: Sandbox) -> None:
    clock = alone.core.clock
    assert isinstance(clock, ManualClock)
    grants, olivia = alone.core.grants, alone.person("Olivia")

    async def post(url: str, **body: Any) -> str:
        return str((await AsyncWebhookClient(url).send(**body)).body)

    url = alone.core.response_url(grants.response_url("U0OLIVIA", GENERAL))
    assert await post(url, text="only you") == "ok"
    assert olivia.messages("general")[-1].ephemeral, "the bot need not be a member"
    assert await post(url, blocks=[{"type": "nothing"}]) == "invalid_blocks"
    for _ in range(3):
        await post(url, text="all of you", response_type="in_channel")
    assert "expired_url" in await post(url, text="once more")
    late = alone.core.response_url(grants.response_url("U0OLIVIA", GENERAL))
    clock.advance(minutes=31)
    assert "expired_url" in await post(late, text="too late")
    assert await post(f"{alone.url}hooks/respond/none", text="x") == "no_service"


async def test_a_response_url_replaces_what_was_pressed(api: AsyncWebClient, alone: Sandbox) -> None:
    olivia = alone.person("Olivia")
    blocks = [{"type": "actions", "elements": [button("x", "X")]}]
    await api.chat_postEphemeral(channel=HANDOFFS, user=olivia.id, text="psst", blocks=blocks)
    shown = olivia.messages("cs-handoffs")[-1]
    grant = alone.core.grants.response_url(olivia.id, HANDOFFS, shown.ts)
    hook = AsyncWebhookClient(alone.core.response_url(grant))
    assert (await hook.send(text="heard", replace_original=True)).body == "ok"
    assert olivia.refresh(shown).text == "heard"
    refusal = await hook.send(text="loud", replace_original=True, response_type="in_channel")
    assert refusal.body == "action_prohibited"
    assert (await hook.send(delete_original=True)).body == "ok"
    assert olivia.messages("cs-handoffs") == []


async def test_files_are_uploaded_in_three_steps(api: AsyncWebClient, alone: Sandbox) -> None:
    await api.files_upload_v2(
        filename="brief.md",
        content="# Brief",
        channel=HANDOFFS,
        initial_comment="Here",
        request_file_info=False,
    )
    message = alone.person("Olivia").messages("cs-handoffs")[-1]
    assert (message.text, message.files[0].name, message.files[0].content) == ("Here", "brief.md", b"# Brief")
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{alone.url}files/{message.files[0].id}") as got,
    ):
        assert await got.text() == "# Brief"


async def test_canvases_take_one_change_at_a_time(api: AsyncWebClient, alone: Sandbox) -> None:
    content = {"type": "markdown", "markdown": "one"}
    made = (await api.canvases_create(title="Brief", document_content=content))["canvas_id"]
    change = {"operation": "insert_at_end", "document_content": {"type": "markdown", "markdown": " two"}}
    await api.canvases_edit(canvas_id=made, changes=[change])
    assert alone.core.workspace.canvases[made]["markdown"] == "one two"
    async with aiohttp.ClientSession(alone.url) as session:
        async with session.get(f"/docs/T1/{made}") as shown:
            assert await shown.text() == "one two"
        async with session.get("/docs/T1/F0") as nothing:
            assert nothing.status == 404
    assert await code(api.canvases_edit(canvas_id=made, changes=[change, change])) == "invalid_arguments"
    assert await code(api.canvases_edit(canvas_id="F0", changes=[change])) == "canvas_not_found"


# slack_sdk sends its client secret in a way that aiohttp 4 will drop.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_uninstalled_app_is_out_and_comes_back_by_oauth(api: AsyncWebClient, alone: Sandbox) -> None:
    await alone.admin.uninstall()
    assert await code(api.auth_test()) == "account_inactive"
    alone.admin.reinstall()
    app = alone.core.app
    public = AsyncWebClient(base_url=alone.api_url)
    keys = {"client_id": app.client_id, "client_secret": app.client_secret}
    installed = await public.oauth_v2_access(**keys, code=alone.admin.oauth_code())
    assert installed["access_token"] == alone.bot_token
    assert await code(public.oauth_v2_access(**keys, code="used")) == "invalid_code"
    assert (await AsyncWebClient(token=alone.bot_token, base_url=alone.api_url).auth_test())["ok"]


async def test_home_needs_its_tab() -> None:
    sandbox = Sandbox(
        MANIFEST.replace("home_tab_enabled: true", "home_tab_enabled: false"), ManualClock(START)
    )
    await sandbox.start()
    api = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    view = {"type": "home", "blocks": [section("Hi")]}
    assert await code(api.views_publish(user_id="U0OLIVIA", view=view)) == "not_enabled"
    await sandbox.stop()
