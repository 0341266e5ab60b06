"""Blocks as people read them, and clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sandbox import ManualClock
from sandbox.plain import Reader, plain_blocks, plain_text
from tests.sandbox.small_bot import START, button, section, words

NOAH = Reader(ZoneInfo("America/New_York"), {"U1": "Olivia", "C1": "general"})


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("<@U1> in <#C1>", "@Olivia in #general"),
        ("<@U9> <!here> <!subteam^S1|@cs>", "@U9 @here @cs"),
        ("<https://x.example|the plan>", "the plan (https://x.example)"),
        ("<https://x.example>", "https://x.example"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("<!date^1794814200^{date_short_pretty} at {time}|later>", "Nov 16, 2026 at 02:30"),
        ("<!date^1794814200^{date_long}|later>", "Monday, November 16, 2026"),
        ("<!date^soon^{time}|later>", "later"),
    ],
)
def test_text_is_read_with_a_persons_eyes(text: str, reads: str) -> None:
    assert plain_text(text, NOAH) == reads


def test_blocks_are_read_in_lines() -> None:
    ticks = {
        "type": "checkboxes",
        "options": [{"text": words("One"), "value": "1"}],
        "initial_options": [{"text": words("One"), "value": "1"}],
    }
    more = {"type": "overflow", "options": [{"text": words("Why?"), "value": "why"}]}
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                    {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]},
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        ],
    }
    blocks = [
        {"type": "header", "text": words("Acme")},
        section("From *Olivia*", accessory=button("b", "Open")),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "one"}, {"type": "mrkdwn", "text": "two"}]},
        {"type": "divider"},
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "a"}, {"type": "image", "alt_text": "b"}],
        },
        {"type": "actions", "elements": [button("x", "Yes"), button("y", "No"), more, ticks]},
        rich,
    ]
    assert plain_blocks(blocks, NOAH).splitlines() == [
        "Acme",
        "From *Olivia*",
        "[Open]",
        "one",
        "two",
        "———",
        "a b",
        "[Yes] [No] [⋯]",
        "[x] One",
        "1. first",
        "2. @Olivia",
        "> quoted",
    ]


def test_a_clock_wants_a_zone() -> None:
    clock = ManualClock(START)
    assert clock.advance(hours=1) == datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="zone"):
        clock.set(START.replace(tzinfo=None))
