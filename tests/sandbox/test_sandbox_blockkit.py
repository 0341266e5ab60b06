"""The validator takes and refuses what Slack does, and agrees with the SDK's own models."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.blockkit import problems, text_length
from tests.sandbox.small_bot import FORM, button, card, field_, modal, option, section, words

Json = dict[str, Any]


def menu(count: int, **more: Any) -> Json:
    """Return a static menu with so many options."""
    options = [option(f"Option {n}", str(n)) for n in range(count)]
    return {"type": "static_select", "action_id": "menu", "options": options, **more}


def actions(*elements: Json, **more: Any) -> Json:
    """Return an actions block."""
    return {"type": "actions", "elements": list(elements), **more}


def at(problem: str, pointer: str) -> str:
    """Return a problem as Slack writes it."""
    return f"{problem} [json-pointer:{pointer}]"


GOOD_BLOCKS: list[Json] = [
    *card("Coffee"),
    {"type": "divider"},
    {"type": "header", "text": words("H" * 150)},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}] * 10},
    {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A picture"},
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "f" * 2000}] * 2},
    section("x", accessory=menu(100)),
    section(
        "a" * 3000,
        accessory=button("go", "t" * 75, value="v" * 2000, style="danger", url="https://x.example"),
    ),
    actions(*(button(f"b{n}", "B") for n in range(25))),
    actions(
        button(
            "sure",
            "Sure",
            confirm={
                "title": words("Sure?"),
                "text": words("Really"),
                "confirm": words("Yes"),
                "deny": words("No"),
            },
        )
    ),
    actions({"type": "datepicker", "action_id": "day", "initial_date": "2026-11-16"}),
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "x", "style": {"bold": True}}],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}],
            },
        ],
    },
]

BAD_BLOCKS: list[tuple[str, Json, str]] = [
    ("text too long", section("a" * 3001), at("must be less than 3001 characters", "/blocks/0/text/text")),
    ("text empty", section(""), at("must be more than 0 characters", "/blocks/0/text/text")),
    ("no text", {"type": "section"}, at("missing required field: text", "/blocks/0")),
    ("unknown block", {"type": "poem"}, at("unsupported type: poem", "/blocks/0/type")),
    ("unknown key", section("x", colour="red"), at("invalid additional property: colour", "/blocks/0")),
    ("not a block", "x", at("must provide an object", "/blocks/0")),  # type: ignore[list-item]
    (
        "header in mrkdwn",
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        at("unsupported type: mrkdwn", "/blocks/0/text/type"),
    ),
    (
        "header too long",
        {"type": "header", "text": words("h" * 151)},
        at("must be less than 151 characters", "/blocks/0/text/text"),
    ),
    (
        "26 elements",
        actions(*(button(f"b{n}", "B") for n in range(26))),
        at("no more than 25 items allowed", "/blocks/0/elements"),
    ),
    ("no elements", actions(), at("must provide at least 1 items", "/blocks/0/elements")),
    (
        "button text",
        actions(button("b", "t" * 76)),
        at("must be less than 76 characters", "/blocks/0/elements/0/text/text"),
    ),
    (
        "button value",
        actions(button("b", "B", value="v" * 2001)),
        at("must be less than 2001 characters", "/blocks/0/elements/0/value"),
    ),
    (
        "button style",
        actions(button("b", "B", style="loud")),
        at("must be a valid enum value", "/blocks/0/elements/0/style"),
    ),
    (
        "same action twice",
        actions(button("b", "A"), button("b", "B")),
        at("`action_id` b already exists in this block", "/blocks/0/elements/1/action_id"),
    ),
    (
        "101 options",
        section("x", accessory=menu(101)),
        at("no more than 100 items allowed", "/blocks/0/accessory/options"),
    ),
    (
        "no options",
        section("x", accessory=menu(0)),
        at("must provide at least 1 items", "/blocks/0/accessory/options"),
    ),
    (
        "option text",
        actions(menu(1) | {"options": [option("o" * 76, "1")]}),
        at("must be less than 76 characters", "/blocks/0/elements/0/options/0/text/text"),
    ),
    (
        "foreign initial option",
        actions(menu(2, initial_option=option("Other", "9"))),
        at("initial_option must exactly match one of the options", "/blocks/0/elements/0/initial_option"),
    ),
    (
        "6 overflow options",
        section(
            "x",
            accessory={
                "type": "overflow",
                "action_id": "o",
                "options": [option(str(n), str(n)) for n in range(6)],
            },
        ),
        at("no more than 5 items allowed", "/blocks/0/accessory/options"),
    ),
    (
        "11 fields",
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 11},
        at("no more than 10 items allowed", "/blocks/0/fields"),
    ),
    (
        "date",
        actions({"type": "datepicker", "action_id": "d", "initial_date": "16.11.2026"}),
        at("must be a valid date", "/blocks/0/elements/0/initial_date"),
    ),
    ("input in a message", FORM[0], at("unsupported type: input", "/blocks/0/type")),
    (
        "text input in actions",
        actions({"type": "plain_text_input", "action_id": "t"}),
        at("unsupported type: plain_text_input", "/blocks/0/elements/0/type"),
    ),
    (
        "emoji on mrkdwn",
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        at("invalid additional property: emoji", "/blocks/0/text"),
    ),
    (
        "two image sources",
        {"type": "image", "image_url": "https://x.example", "slack_file": {"id": "F1"}, "alt_text": "x"},
        at("must provide exactly one of image_url and slack_file", "/blocks/0"),
    ),
    (
        "uneven table",
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": "a"}], [{"type": "raw_text", "text": "a"}] * 2],
        },
        at("all rows must have the same number of cells", "/blocks/0/rows"),
    ),
]


@pytest.mark.parametrize("block", GOOD_BLOCKS)
def test_good_blocks_pass_here_and_in_the_sdk(block: Json) -> None:
    assert problems([block], "message") == []
    parsed = Block.parse(block)
    assert parsed is not None
    assert parsed.to_dict()["type"] == block["type"]


@pytest.mark.parametrize(
    ("block", "problem"), [case[1:] for case in BAD_BLOCKS], ids=[c[0] for c in BAD_BLOCKS]
)
def test_bad_blocks_are_refused_in_slacks_words(block: Json, problem: str) -> None:
    assert problem in problems([block], "message")


SDK_KNOWS = [
    "text too long",
    "no text",
    "header too long",
    "26 elements",
    "button text",
    "101 options",
    "11 fields",
]


@pytest.mark.parametrize("name", SDK_KNOWS)
def test_the_sdk_refuses_the_same(name: str) -> None:
    block = next(case[1] for case in BAD_BLOCKS if case[0] == name)
    parsed = Block.parse(block)
    assert parsed is not None
    with pytest.raises(SlackObjectFormationError):
        parsed.to_dict()


def test_messages_have_totals() -> None:
    assert problems([section("x")] * 50, "message") == []
    assert at("no more than 50 items allowed", "/blocks") in problems([section("x")] * 51, "message")
    assert at("must provide at least 1 items", "/blocks") in problems([], "message")
    long = [section("a" * 2641) for _ in range(5)]
    assert text_length(long) == 13_205
    assert problems(long, "message")[0].startswith("msg_blocks_too_long")
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert at("only_one_table_allowed", "/blocks") in problems([table, table], "message")
    twins = [section("a", block_id="same"), section("b", block_id="same")]
    assert problems(twins, "message") == [at("`block_id` same already exists", "/blocks/1/block_id")]


GOOD_VIEWS = [
    ("modal", modal(*FORM)),
    ("modal", modal(section("x"), notify_on_close=True, private_metadata="m" * 3000, callback_id="c" * 255)),
    ("modal", modal({"type": "alert", "text": words("Careful"), "level": "warning"})),
    ("home", {"type": "home", "blocks": [section("x"), *card("y")]}),
]


@pytest.mark.parametrize(("surface", "view"), GOOD_VIEWS)
def test_good_views_pass_here_and_in_the_sdk(surface: str, view: Json) -> None:
    assert problems(view, surface) == []
    assert View(**view).to_dict()["type"] == surface


BAD_VIEWS: list[tuple[str, str, Json, str]] = [
    (
        "title too long",
        "modal",
        modal(section("x"), title="t" * 25),
        at("must be less than 25 characters", "/view/title/text"),
    ),
    (
        "no title",
        "modal",
        {"type": "modal", "blocks": [section("x")]},
        at("missing required field: title", "/view"),
    ),
    (
        "no submit",
        "modal",
        {"type": "modal", "title": words("T"), "blocks": [FORM[0]]},
        at("missing required field: submit", "/view"),
    ),
    ("no blocks", "modal", modal(), at("must provide at least 1 items", "/view/blocks")),
    (
        "101 blocks",
        "modal",
        modal(*[section("x")] * 101),
        at("no more than 100 items allowed", "/view/blocks"),
    ),
    (
        "metadata",
        "modal",
        modal(section("x"), private_metadata="m" * 3001),
        at("must be less than 3001 characters", "/view/private_metadata"),
    ),
    (
        "an echoed view",
        "modal",
        modal(section("x"), hash="1.2"),
        at("invalid additional property: hash", "/view"),
    ),
    ("wrong surface", "home", modal(section("x")), at("unsupported type: modal", "/view/type")),
    (
        "block of another surface",
        "home",
        {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]},
        at("unsupported type: markdown", "/view/blocks/0/type"),
    ),
    (
        "element of another surface",
        "home",
        {"type": "home", "blocks": [field_("n", {"type": "number_input", "is_decimal_allowed": False})]},
        at("unsupported type: number_input", "/view/blocks/0/element/type"),
    ),
    (
        "label",
        "modal",
        modal(FORM[0] | {"label": words("l" * 2001)}),
        at("must be less than 2001 characters", "/view/blocks/0/label/text"),
    ),
    (
        "placeholder",
        "modal",
        modal(field_("p", {"type": "plain_text_input", "placeholder": words("p" * 151)})),
        at("must be less than 151 characters", "/view/blocks/0/element/placeholder/text"),
    ),
]


@pytest.mark.parametrize(
    ("surface", "view", "problem"), [case[1:] for case in BAD_VIEWS], ids=[case[0] for case in BAD_VIEWS]
)
def test_bad_views_are_refused_in_slacks_words(surface: str, view: Json, problem: str) -> None:
    assert problem in problems(view, surface)


def test_a_view_has_a_weight_and_one_focus() -> None:
    heavy = {"type": "home", "blocks": [section("é" * 2990) for _ in range(50)]}
    assert any(problem.startswith("view_too_large") for problem in problems(heavy, "home"))
    focused = {"type": "plain_text_input", "focus_on_load": True}
    assert problems(modal(field_("a", focused), field_("b", focused)), "modal")


def test_an_unknown_surface_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="surface"):
        problems([], "poster")
