"""What the small app shows: a dialog with every input, a card, a gallery of blocks, hostile text."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]

HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> "
    "&lt;!channel&gt; &amp;lt;b&amp;gt; ![x](javascript:alert(3))"
)


def plain(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Block:
    """A section of mrkdwn."""
    return {"type": "section", "text": mrkdwn(text), **more}


def option(text: str, hint: str | None = None) -> Block:
    """An option whose value is its text in lower case."""
    return {"text": plain(text), "value": text.lower()} | ({"description": plain(hint)} if hint else {})


def button(text: str, action_id: str, **more: Any) -> Block:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def entry(label: str, name: str, kind: str, optional: bool = False, **more: Any) -> Block:
    """An input block whose block_id and action_id are `name`."""
    element = {"type": kind, "action_id": name, **more}
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }


def plan_view() -> Block:
    """The dialog: every kind of input."""
    return {
        "type": "modal",
        "callback_id": "plan",
        "title": plain("Plan a visit"),
        "submit": plain("Start"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "alert", "level": "info", "text": mrkdwn("Nothing is sent before you press *Start*.")},
            entry(
                "Account", "account", "external_select", min_query_length=1, placeholder=plain("Type a name")
            ),
            entry("Guest", "guest", "users_select", placeholder=plain("Who comes?")),
            entry("Why", "why", "plain_text_input", multiline=True, max_length=200)
            | {"hint": plain("A sentence is enough.")},
            entry("Day", "day", "datepicker", optional=True),
            *_more_entries(),
            {"type": "actions", "block_id": "more", "elements": [button("Details", "details")]},
        ],
    }


def _more_entries() -> list[Block]:
    moods = [option("Quick", "One hour"), option("Slow", "A whole day")]
    ways = [option("Train"), option("Car"), option("On foot")]
    return [
        entry("Pace", "pace", "radio_buttons", options=moods, initial_option=moods[0]),
        entry("By", "by", "static_select", optional=True, options=ways),
        entry("Also", "also", "multi_users_select", optional=True, max_selected_items=3),
        entry("People", "people", "number_input", optional=True, is_decimal_allowed=False, min_value="1"),
        entry("Where", "where", "conversations_select", optional=True, filter={"include": ["public"]}),
        entry("At", "at", "timepicker", optional=True, initial_time="09:00"),
        entry("Bring", "bring", "checkboxes", optional=True, options=ways[:2]),
    ]


def details_view() -> Block:
    """A dialog on top of the first."""
    return {
        "type": "modal",
        "callback_id": "details",
        "title": plain("Details"),
        "close": plain("Back"),
        "blocks": [section("The *second* dialog of the stack.")],
    }


def card(values: Block) -> list[Block]:
    """What is posted when the dialog was sent."""
    guest = values["guest"]["guest"]["selected_user"]
    account = values["account"]["account"]["selected_option"]["text"]["text"]
    day = values["day"]["day"]["selected_date"] or "no day yet"
    return [
        section(f"*{account}* is visited by <@{guest}> · {day}", block_id="what"),
        {"type": "context", "elements": [mrkdwn(values["why"]["why"]["value"])]},
        {"type": "actions", "block_id": "acts", "elements": [button("Done", "done", style="primary")]},
    ]


def note(text: str) -> list[Block]:
    """One sentence."""
    return [section(text)]


def choices() -> list[Block]:
    """A message with one element of each acting kind."""
    menu = {"type": "overflow", "action_id": "menu", "options": [option("Later"), option("Never")]}
    topics = [option("Health", "How they are"), option("People"), option("Money")]
    return [
        section("*Follow-up e-mail* · Olivia", block_id="row", accessory=menu),
        {
            "type": "actions",
            "block_id": "acts",
            "elements": [
                button("Done", "done", style="primary"),
                button("Drop", "done2", style="danger", confirm=confirm()),
                {"type": "datepicker", "action_id": "due", "placeholder": plain("Date")},
                {
                    "type": "multi_static_select",
                    "action_id": "topics",
                    "placeholder": plain("Topics"),
                    "options": topics,
                },
            ],
        },
    ]


def confirm() -> Block:
    """A confirmation."""
    return {
        "title": plain("Drop it?"),
        "text": plain("Nobody will be reminded."),
        "confirm": plain("Drop"),
        "deny": plain("Keep"),
        "style": "danger",
    }


def gallery() -> list[Block]:
    """Every block a message can hold."""
    return [
        {"type": "header", "text": plain("Acme moves to Noah")},
        section("*b*, _i_, ~strike~, `code`, <https://example.com|a link>, <@U0NOAH>, <#C0GENERAL> :wave:"),
        section("> A quote\n> of two lines\nThen text\n```code &lt;b&gt; block```"),
        section("Due <!date^1797584400^{date_short_pretty} at {time}|18 Dec>"),
        {"type": "section", "fields": [mrkdwn("*Gives*\nOlivia"), mrkdwn("*Receives*\nNoah")]},
        {"type": "divider"},
        *choices(),
        rich_text(),
        {"type": "markdown", "text": "**Markdown** with\n\n- a list\n- and `code`\n\n> quoted"},
        table(),
        {
            "type": "image",
            "image_url": "https://example.com/a.png",
            "alt_text": "A chart",
            "title": plain("Health"),
        },
        {"type": "context", "elements": [mrkdwn("0 of 15 steps · by 18 Dec")]},
    ]


def rich_text() -> Block:
    """A rich text with a list, a quote and code."""

    def words(text: str, **style: bool) -> Block:
        return {"type": "text", "text": text} | ({"style": style} if style else {})

    def part(kind: str, *inside: Block, **more: Any) -> Block:
        return {"type": f"rich_text_{kind}", "elements": list(inside), **more}

    who: Block = {"type": "user", "user_id": "U0MAYA"}
    day: Block = {"type": "date", "timestamp": 1797584400, "format": "{date_long}", "fallback": "18 Dec"}
    items = [part("section", words("first", bold=True)), part("section", who, words(" "), day)]
    return {
        "type": "rich_text",
        "elements": [
            part("section", words("Rich: "), words("bold", bold=True), {"type": "emoji", "name": "tada"}),
            part("list", *items, style="ordered"),
            part("quote", words("A hard renewal.")),
            part("preformatted", words("a = 1\nb = 2")),
        ],
    }


def table() -> Block:
    """A small table."""
    rows = [("Step", "Owner", "Day"), ("Success plan", "Olivia", "18"), ("Call", "Noah", "4")]
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    return {"type": "table", "column_settings": [{}, {}, {"align": "right"}], "rows": cells}


def hostile() -> list[Block]:
    """Text that must stay text, in every place that shows text."""
    return [
        section(HOSTILE, block_id="wall"),
        {"type": "header", "text": plain("<b>bold?</b>")},
        {"type": "markdown", "text": "<img src=x onerror=alert(1)> [go](javascript:alert(2))"},
        {"type": "actions", "elements": [button("<i>press</i>", "done")]},
        section("<javascript:alert(4)|click> <https://example.com/?a=1&amp;b=2|fine>"),
    ]


def home(pressed: int) -> Block:
    """The Home tab, which counts."""
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("My handoffs")},
            section(f"Pressed *{pressed}* times."),
            {"type": "actions", "elements": [button("Press", "count", style="primary")]},
            {"type": "divider"},
            section(
                "*Acme* · Olivia → Noah\n0 of 15 steps · next: the success plan",
                accessory=button("Open", "done3"),
            ),
            {"type": "context", "elements": [mrkdwn("Waiting on others: *Globex*, Sam answers a question")]},
        ],
    }
