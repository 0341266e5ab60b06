"""What people do reaches a real Bolt app, and what it does reaches them; both over Socket Mode and HTTP."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox import NotOnScreen, Sandbox
from tests.sandbox.small_bot import SmallBot

Running = tuple[Sandbox, SmallBot]


async def test_a_command_opens_a_form_that_can_be_mended_and_sent(both: Running) -> None:
    sandbox, bot = both
    olivia, noah = sandbox.person("Olivia"), sandbox.person("Noah Kim")
    assert (await olivia.command("/small form", channel="cs-handoffs")).ok
    assert olivia.modal is not None
    assert olivia.modal.title == "Small"

    missing = await olivia.submit()
    assert missing.failed
    assert set(olivia.modal.errors) == {"who", "what"}
    assert len(bot.heard) == 1, "Slack's own form checks do not ask the app"

    again = await olivia.submit({"who": olivia, "What": "Coffee"})
    assert again.failed == "Pick somebody else."
    assert "! Pick somebody else." in olivia.modal.text()

    assert (await olivia.submit({"who": "Noah", "day": date(2026, 11, 20), "tags": ["One"]})).ok
    assert olivia.modal is None
    values = bot.heard[-1]["view"]["state"]["values"]
    assert values["day"]["day"] == {"type": "datepicker", "selected_date": "2026-11-20"}
    assert [one["value"] for one in values["tags"]["tags"]["selected_options"]] == ["1"]
    assert values["city"]["city"] == {"type": "external_select", "selected_option": None}
    assert noah.dm[-1].plain().startswith("*Coffee* by Nov 17, 2026 02:00"), "the date is in Noah's zone"
    assert noah.unread() == 1


async def test_a_click_carries_the_message_and_changes_it(both: Running) -> None:
    sandbox, bot = both
    olivia, noah = sandbox.person("Olivia"), sandbox.person("Noah")
    await olivia.command("/small form", channel="cs-handoffs")
    await olivia.submit({"who": noah, "what": "Coffee"})
    shown = noah.dm[-1]
    assert shown.buttons() == ["Done", "pick", "Why?", "Skip", "One", "Two"]
    assert (await noah.click("One")).ok
    assert (await noah.click("more", value="Skip")).ok
    assert (await noah.click("pick", value="Large")).ok
    assert (await noah.click("Done", message=shown)).ok
    ticks, more, pick, done = (body["actions"][0] for body in bot.heard[-4:])
    assert [one["value"] for one in ticks["selected_options"]] == ["1"]
    assert more["selected_option"]["value"] == "skip"
    assert pick["selected_option"] == {"text": {"type": "plain_text", "text": "Large"}, "value": "l"}
    assert done["type"] == "button"
    body = bot.heard[-1]
    assert body["container"] == {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": shown.channel,
        "is_ephemeral": False,
    }
    assert body["state"]["values"]["boxes"]["ticks"]["selected_options"][0]["value"] == "1"
    assert body["message"]["ts"] == shown.ts
    assert body["response_url"].startswith(sandbox.url)
    assert noah.dm[-1].plain() == "~Done~"
    assert noah.dm[-1].edited
    with pytest.raises(NotOnScreen):
        await noah.click("Done")


async def test_two_screens_press_the_same_old_button(both: Running) -> None:
    sandbox, bot = both
    olivia, noah = sandbox.person("Olivia"), sandbox.person("Noah")
    await olivia.command("/small form")
    await olivia.submit({"who": noah, "what": "Coffee"})
    stale = noah.dm[-1]
    await noah.click("done", message=stale)
    assert (await noah.click("done", message=stale)).ok
    assert [body["actions"][0]["action_id"] for body in bot.heard[-2:]] == ["done", "done"]


async def test_what_is_typed_arrives_as_slack_writes_it(both: Running) -> None:
    sandbox, bot = both
    noah = sandbox.person("Noah")
    message = await noah.say("ask @Aaron Cole about R&D <b> https://x.example/a, not @nobody")
    assert bot.events[-1]["event"]["text"] == message.text
    assert message.text == "ask <@U0AARON> about R&amp;D &lt;b&gt; <https://x.example/a>, not @nobody"
    assert message.plain() == "ask @Aaron about R&D <b> https://x.example/a, not @nobody"


async def test_messages_edits_deletions_and_files_are_heard(both: Running) -> None:
    sandbox, bot = both
    noah = sandbox.person("Noah")
    first = await noah.say("helo")
    await noah.edit(first, "hello")
    reply = await noah.say("in a thread", thread=first)
    await noah.delete(reply)
    await noah.say("see this", files=[{"name": "a.txt", "text": "abc"}])
    events = [envelope["event"] for envelope in bot.events]
    assert [event.get("subtype") for event in events] == [
        None,
        "message_changed",
        None,
        "message_deleted",
        "file_share",
    ]
    assert events[1]["message"]["text"] == "hello"
    assert events[1]["previous_message"]["text"] == "helo"
    assert events[2]["thread_ts"] == first.ts
    assert events[3]["deleted_ts"] == reply.ts
    assert events[4]["files"][0]["name"] == "a.txt"
    assert all(event["channel_type"] == "im" for event in events)
    assert [message.text for message in noah.dm] == ["hello", "see this"]


async def test_replies_to_commands(both: Running) -> None:
    sandbox, bot = both
    olivia, noah = sandbox.person("Olivia"), sandbox.person("Noah")
    reply = await olivia.command("/small say hi @Noah in #general", channel="#cs-handoffs")
    assert reply.text == "hi <@U0NOAH> in <#C0GENERAL|general>"
    assert olivia.messages("cs-handoffs")[-1].ephemeral
    assert noah.messages("cs-handoffs") == []
    assert (await olivia.command("/small blocks")).blocks[0]["text"]["text"] == "*Blocks*"
    bad = await olivia.command("/small bad")
    assert bad.failed == '/small failed with the error "invalid_command_response"'
    await olivia.command("/small loud", channel="cs-handoffs")
    assert [m.text for m in noah.messages("cs-handoffs")] == ["/small loud", "Everybody hears"]
    assert bot.heard[-1]["channel_name"] == "cs-handoffs"
    assert bot.heard[-2]["channel_name"] == "directmessage"


async def test_home_is_published_and_pressed(both: Running) -> None:
    sandbox, bot = both
    maya = sandbox.person("Maya")
    assert maya.home is None
    await maya.open_home()
    assert maya.home is not None
    assert maya.home.text() == "Welcome\n[Say hello]"
    assert (await maya.click_home("Say hello")).ok
    body = bot.heard[-1]
    assert body["view"]["type"] == "home"
    assert {"channel", "message", "response_url"} & set(body) == set()
    await maya.open_home()
    assert bot.events[-1]["event"]["view"]["id"] == maya.home.id


async def test_shortcuts_suggestions_and_closing(both: Running) -> None:
    sandbox, bot = both
    sam = sandbox.person("Sam")
    assert (await sam.shortcut("small_global")).ok
    assert await sam.suggest("city", "Ber") == ["Berlin", "Bern"]
    await sam.fill({"city": "Bern", "size": "Large"})
    assert sam.modal is not None
    assert sam.modal.value("city") == "bern"
    assert bot.heard[-1]["type"] == "block_actions", "the menu dispatches"
    assert bot.heard[-1]["view"]["state"]["values"]["city"]["city"]["selected_option"]["value"] == "bern"
    await sam.close_modal()
    assert sam.modal is None
    assert bot.heard[-1]["type"] == "view_closed"
    assert "trigger_id" not in bot.heard[-1]
    note = await sam.say("note this", channel="cs-handoffs")
    assert (await sam.message_shortcut("small_message", "cs-handoffs", note.ts)).ok
    assert bot.heard[-1]["message"]["text"] == "note this"


async def test_nobody_reaches_beyond_what_they_see(alone: Sandbox) -> None:
    noah, rita, jonas = alone.person("Noah"), alone.person("Rita"), alone.person("Jonas")
    with pytest.raises(NotOnScreen):
        noah.messages("leadership")
    with pytest.raises(NotOnScreen):
        rita.messages("general")
    assert "not a valid command" in (await rita.command("/small", channel="acme-shared")).failed
    assert (await jonas.shortcut("small_global")).failed
    with pytest.raises(NotOnScreen):
        await noah.say("anybody?", channel="attic")
