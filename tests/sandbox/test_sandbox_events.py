"""Only what the manifest subscribes to is sent, in Slack's shapes."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from sandbox import ManifestError, Sandbox
from sandbox.manifest import Manifest
from tests.sandbox.small_bot import MANIFEST, SmallBot, section

Running = tuple[Sandbox, SmallBot]


async def test_changes_of_people_and_channels_are_told(over_socket: Running) -> None:
    sandbox, bot = over_socket
    admin = sandbox.admin
    await admin.deactivate("Noah")
    await admin.archive("cs-handoffs")
    await admin.share("acme-shared")
    await admin.leave("Priya", "leadership")
    new_id = await admin.change_channel_id("acme-shared")
    await admin.uninstall()
    events = [envelope["event"] for envelope in bot.events]
    assert [event["type"] for event in events] == [
        "user_change",
        "channel_archive",
        "channel_shared",
        "member_left_channel",
        "channel_id_changed",
        "tokens_revoked",
        "app_uninstalled",
    ]
    assert events[0]["user"]["deleted"]
    assert events[4] | {"old_channel_id": "C0ACME", "new_channel_id": new_id} == events[4]
    assert bot.events[2]["is_ext_shared_channel"]
    assert all(event["event_ts"] for event in events)
    assert len({envelope["event_id"] for envelope in bot.events}) == len(events)
    authorization = bot.events[0]["authorizations"][0]
    assert (authorization["user_id"], authorization["is_bot"]) == ("U0BOTUSER", True)


async def test_a_channel_keeps_its_messages_under_a_new_id(over_socket: Running) -> None:
    sandbox, bot = over_socket
    sent = await bot.client.chat_postMessage(channel="C0HANDOFFS", text="card")
    new_id = await sandbox.admin.change_channel_id("cs-handoffs")
    await bot.client.chat_update(channel=new_id, ts=sent["ts"], text="card, changed")
    (message,) = sandbox.person("Olivia").messages("cs-handoffs")
    assert (message.channel, message.text) == (new_id, "card, changed")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await bot.client.chat_update(channel="C0HANDOFFS", ts=sent["ts"], text="old")


async def test_what_is_not_subscribed_is_not_sent(over_socket: Running) -> None:
    sandbox, bot = over_socket
    await sandbox.person("Olivia").say("hello @small", channel="cs-handoffs")
    await sandbox.admin.join("Tom", "cs-handoffs")
    await sandbox.admin.archive("leadership")
    await sandbox.settle()
    assert bot.events == []


async def test_the_apps_own_messages_come_back_and_bolt_drops_them(over_socket: Running) -> None:
    sandbox, bot = over_socket
    sent = await bot.client.chat_postMessage(channel="U0NOAH", text="hello")
    await bot.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="bye", blocks=[section("bye")])
    await sandbox.settle()
    sent_events = [parcel.payload["event"] for parcel in sandbox.core.delivery.log]
    assert [event.get("subtype") for event in sent_events] == [None, "message_changed"]
    assert sent_events[0]["bot_id"] == sandbox.core.app.bot_id
    assert bot.events == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("name: Small,", "name: " + "S" * 36 + ",", "1 to 35"),
        ("im:history,", "", "message.im needs the scope im:history"),
        ("commands, ", "", "need the scope `commands`"),
        ("command: /small,", "command: small,", "starts with a slash"),
        ("type: global", "type: worldwide", "`global` or `message`"),
        ("{display_name: small}", "{}", "bot_user is needed"),
    ],
)
def test_a_manifest_slack_would_refuse_is_refused(before: str, after: str, says: str) -> None:
    assert before in MANIFEST
    with pytest.raises(ManifestError, match=says):
        Manifest.parse(MANIFEST.replace(before, after))
