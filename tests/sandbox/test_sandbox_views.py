"""Modals: what is kept, what is shared, what is told when they close."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import NotOnScreen, Person, Sandbox, View
from tests.sandbox.small_bot import SmallBot, button, field_, modal, option, section

Running = tuple[Sandbox, SmallBot]

EVERYTHING = (
    field_("text", {"type": "plain_text_input", "initial_value": "before", "min_length": 2}),
    field_("number", {"type": "number_input", "is_decimal_allowed": False, "max_value": "9"}, optional=True),
    field_("mail", {"type": "email_text_input"}, optional=True),
    field_("link", {"type": "url_text_input"}, optional=True),
    field_("people", {"type": "multi_users_select", "max_selected_items": 2}, optional=True),
    field_("channel", {"type": "conversations_select", "response_url_enabled": True}, optional=True),
    field_("moment", {"type": "datetimepicker"}, optional=True),
    field_("time", {"type": "timepicker", "initial_time": "09:00"}, optional=True),
    field_(
        "choice", {"type": "radio_buttons", "options": [option("A", "a"), option("B", "b")]}, optional=True
    ),
    field_("rich", {"type": "rich_text_input"}, optional=True),
)


async def opened(api: AsyncWebClient, sandbox: Sandbox, view: dict[str, Any]) -> Person:
    """Open a modal for Olivia."""
    await api.views_open(trigger_id=sandbox.core.grants.trigger("U0OLIVIA"), view=view)
    return sandbox.person("Olivia")


def top(person: Person) -> View:
    """Return the modal a person looks at."""
    assert person.modal is not None
    return person.modal


async def test_every_input_holds_what_slack_would_send(api: AsyncWebClient, alone: Sandbox) -> None:
    olivia = await opened(api, alone, modal(*EVERYTHING))
    assert top(olivia).value("text") == "before"
    assert top(olivia).value("people") == []
    await olivia.fill(
        {
            "text": "after",
            "number": 7,
            "people": ["Noah", alone.person("Maya")],
            "channel": "#cs-handoffs",
            "moment": datetime(2026, 11, 20, 9, tzinfo=UTC),
            "choice": "B",
            "rich": "a note",
        }
    )
    values = {block: next(iter(held.values())) for block, held in top(olivia).state.items()}
    assert values["number"]["value"] == "7"
    assert values["people"]["selected_users"] == ["U0NOAH", "U0MAYA"]
    assert values["channel"]["selected_conversation"] == "C0HANDOFFS"
    assert values["moment"]["selected_date_time"] == 1795165200
    assert values["time"]["selected_time"] == "09:00"
    assert values["choice"]["selected_option"]["value"] == "b"
    assert values["rich"]["rich_text_value"]["type"] == "rich_text"
    assert "People: Noah, Maya\nChannel: cs-handoffs" in top(olivia).text()
    assert "Choice: B\nRich: a note" in top(olivia).text()
    assert "Mail: ____" in top(olivia).text()
    assert values["mail"] == {"type": "email_text_input", "value": None}


async def test_slacks_own_form_checks(api: AsyncWebClient, alone: Sandbox) -> None:
    olivia = await opened(api, alone, modal(*EVERYTHING))
    wrong = {
        "text": "x",
        "number": 12,
        "mail": "olivia",
        "link": "x.example",
        "people": ["Noah", "Maya", "Sam"],
    }
    assert (await olivia.submit(wrong)).code == "form"
    assert set(top(olivia).errors) == {"text", "number", "mail", "link", "people"}
    with pytest.raises(NotOnScreen, match="no choice 'C'"):
        await olivia.fill({"choice": "C"})
    with pytest.raises(NotOnScreen, match="no field 'nothing'"):
        await olivia.fill({"nothing": 1})


async def test_an_update_keeps_what_was_typed_under_the_same_ids(api: AsyncWebClient, alone: Sandbox) -> None:
    text, number = EVERYTHING[0], EVERYTHING[1]
    olivia = await opened(api, alone, modal(text, number))
    await olivia.fill({"text": "typed", "number": 3})
    view = modal(text, field_("other", {"type": "plain_text_input", "initial_value": "new"}))
    await api.views_update(view_id=top(olivia).id, view=view)
    assert {block: next(iter(held.values()))["value"] for block, held in top(olivia).state.items()} == {
        "text": "typed",
        "other": "new",
    }


async def test_an_external_id_belongs_to_one_view(api: AsyncWebClient, alone: Sandbox) -> None:
    olivia = await opened(api, alone, modal(section("x"), external_id="one"))
    await api.views_update(external_id="one", view=modal(section("y"), external_id="one"))
    assert "y" in top(olivia).text()
    trigger = alone.core.grants.trigger("U0NOAH")
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await api.views_open(trigger_id=trigger, view=modal(section("z"), external_id="one"))


async def test_closing_everything_is_told_once_with_the_root(over_socket: Running) -> None:
    sandbox, bot = over_socket
    olivia = sandbox.person("Olivia")
    await olivia.shortcut("small_global")
    root = top(olivia).id
    trigger = sandbox.core.grants.trigger(olivia.id)
    await bot.client.views_push(trigger_id=trigger, view=modal(section("deeper"), clear_on_close=True))
    await olivia.close_modal()
    assert olivia.modals == []
    closed = bot.heard[-1]
    assert (closed["type"], closed["is_cleared"], closed["view"]["id"]) == ("view_closed", True, root)
    assert closed["view"]["state"]["values"] == {}, "inputs are not in it"


async def test_some_buttons_are_for_some_people(api: AsyncWebClient, alone: Sandbox) -> None:
    accept = button("accept", "Accept", visible_to_user_ids=["U0NOAH"])
    blocks = [section("x"), {"type": "actions", "elements": [accept, button("show", "Show")]}]
    await api.chat_postMessage(channel="C0HANDOFFS", text="x", blocks=blocks)
    assert alone.person("Noah").messages("cs-handoffs")[-1].buttons() == ["Accept", "Show"]
    olivia = alone.person("Olivia")
    assert olivia.messages("cs-handoffs")[-1].buttons() == ["Show"]
    with pytest.raises(NotOnScreen, match="there is: Show"):
        await olivia.click("Accept", olivia.messages("cs-handoffs")[-1])


async def test_one_of_several_equal_buttons_is_named_by_its_value(over_socket: Running) -> None:
    sandbox, bot = over_socket
    rows = [section(n, block_id=f"row{n}", accessory=button("hello", "Hi", value=n)) for n in ("1", "2")]
    await bot.client.chat_postMessage(channel="U0NOAH", text="x", blocks=rows)
    noah = sandbox.person("Noah")
    with pytest.raises(NotOnScreen, match="2 things fit 'hello'"):
        await noah.click("hello")
    await noah.click("Hi", value="2")
    await noah.click("hello", block="row1")
    assert [body["actions"][0]["value"] for body in bot.heard] == ["2", "1"]
