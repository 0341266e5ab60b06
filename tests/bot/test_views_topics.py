"""The dialogs of topics stay within limits, and nothing that people wrote pings or links by itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.views import talk_rows, topic_dialog, topics
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.views.topic_dialog import Walk
from bot.wording import Names
from flows import limits
from flows.handoff import Depth, Note
from flows.transfer import Answer, Filing, Piece, Question, ReadBack, Told, Transfer
from tests.support.handoffs import MAYA, NAMES, NOAH, OLIVIA, START, csm, day, handoff, person

HOSTILE = "<!channel> *bold* <https://evil.example|click> `x` & " * 80


def scene(reader: int = NOAH, depth: Depth = Depth.FULL) -> Scene:
    """Acme as one person sees it."""
    made = handoff(depth=depth)
    return Scene(made, Names({who: person(who) for who in NAMES}), day(1), person(reader))


def said() -> Transfer:
    """Everything answered, asked, filed, told back and returned, in the worst words."""
    note = Note("n", HOSTILE, OLIVIA, START)
    answers = {name: Answer(Told.SAID, OLIVIA, START, "n", second_hand=True) for name in csm().asks}
    asked = Question(1, "health", "n", NOAH, OLIVIA, START)
    replied = Question(2, "health", "n", NOAH, OLIVIA, START, "n", OLIVIA, START)
    pieces = {
        3: Piece(3, Filing.OWN, "", "n", MAYA, START),
        4: Piece(4, Filing.MESSAGE, "health", "n", MAYA, START, "https://slack.example/p1"),
        5: Piece(5, Filing.RETURNED, "", "n", NOAH, START),
        6: Piece(6, Filing.AGAIN, "health", "n", NOAH, START),
    }
    back = ReadBack("n", NOAH, START, OLIVIA, START, "n")
    questions = {1: asked, 2: replied}
    return Transfer(1, answers, frozenset({"license"}), questions, pieces, back, {"n": note})


def texts(value: Any) -> Iterator[str]:
    """Every mrkdwn text in there."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def dialogs(view: Walk) -> list[Block]:
    """Every dialog of this feature."""
    question = view.told.questions[1]
    return [
        *(topic_dialog.walk(view, topic) for topic in (*view.order, "end", "no such topic")),
        topic_dialog.ask(view, "health", [OLIVIA, MAYA], OLIVIA),
        topic_dialog.ask_else(view, question, [MAYA]),
        topic_dialog.reply(view, question),
        topic_dialog.add(view, "own-3"),
        topic_dialog.read_back(view.scene, view.told, HOSTILE),
        topic_dialog.correct(view.scene, view.told),
        topic_dialog.give_back(view.scene),
    ]


@pytest.mark.parametrize("depth", list(Depth))
@pytest.mark.parametrize("reader", [NOAH, OLIVIA, MAYA])
def test_the_worst_words_fit_and_ping_nobody(reader: int, depth: Depth) -> None:
    view = Walk(scene(reader, depth), said(), {"gainsight": "https://gainsight.example/acme"})
    for dialog in dialogs(view):
        assert len(dialog["title"]["text"]) <= limits.VIEW_TITLE
        assert len(dialog["blocks"]) <= limits.VIEW_BLOCKS
        for text in texts(dialog["blocks"]):
            assert 0 < len(text) <= limits.SECTION
            assert "<!channel>" not in text
            assert "<https://evil.example" not in text
    for row in talk_rows.rows(view.scene, view.told, settle=(Depth.FULL, Depth.LIGHT)):
        assert "<!channel>" not in str(row)


def buttons(dialog: Block) -> list[str]:
    """What can be pressed."""
    rows = (block["elements"] for block in dialog["blocks"] if block["type"] == "actions")
    return [element["text"]["text"] for row in rows for element in row]


def test_only_the_receiver_says_understood() -> None:
    assert "Understood" in buttons(topic_dialog.walk(Walk(scene(NOAH), said(), {}), "health"))
    assert "Understood" not in buttons(topic_dialog.walk(Walk(scene(MAYA), said(), {}), "health"))
    assert "Understood" not in buttons(topic_dialog.walk(Walk(scene(NOAH), said(), {}), "license"))


def test_the_walk_begins_at_the_first_topic_that_is_open() -> None:
    view = Walk(scene(), said(), {})
    assert topic_dialog.walk(view, "")["private_metadata"] == "1||communication|"
    assert view.following("outlook") == "own-3"
    assert view.following("own-3") == "communication"


def test_light_says_what_is_not_asked() -> None:
    told = Transfer(1)
    shown = str(topic_dialog.walk(Walk(scene(depth=Depth.LIGHT), told, {}), "license"))
    assert "Not asked: How many active users, roughly?" in shown


def test_second_hand_is_said_and_what_was_asked_again_names_nobody() -> None:
    shown = str(topic_dialog.walk(Walk(scene(), said(), {}), "health"))
    assert "— Olivia, 23 Nov, second-hand" in shown
    assert "— the customer was asked again, 23 Nov" in shown
    assert "— Noah, 23 Nov" not in shown


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/x|y>z", "<https://a.example/x%7Cy&gt;z|Notes>"),
        ("javascript:alert(1)", "Notes"),
        ("", "Notes"),
    ],
)
def test_only_web_addresses_are_links(address: str, expected: str) -> None:
    assert topic_dialog.linked("Notes", address) == expected


def test_the_giver_reads_how_it_was_understood() -> None:
    text = topics.confirm_text(scene(OLIVIA), said())
    assert text.startswith("Olivia, this is how Noah understood *Acme*: “&lt;!channel&gt;")
    assert len(text) <= limits.SECTION
