"""Pasted notes: split where they were written apart, matched by words, and nothing of them lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import sorting
from flows.sorting import Piece, sort
from tests.support.handoffs import csm

MARKDOWN = """\
# Acme

Renewal in January, about 250 seats.

## People
- Jane Doe (CTO), champion
  - hates long letters
- Bob (CFO) decides
- An outage in March was a bug, ticket 4711 is open

### Runners
* own runners on-prem
```
gitlab.rb
external_url "https://acme.example"
```

## Tickets

| ticket | state |
|---|---|
| 4711 | open |

Next steps
----------
1. send the slides by Friday
2. we promised a roadmap session
"""

PHONE = """\
Champion:
* Jane, best on Slack
Health:
* amber since the reorg
* expect trouble in Q1

Remember the cake
"""


def sorted_notes(text: str) -> list[tuple[str | None, str]]:
    return [(piece.topic, piece.text) for piece in sort(text, csm())]


def test_notes_in_markdown_fall_to_their_topics() -> None:
    assert sorted_notes(MARKDOWN) == [
        ("license", "Acme\nRenewal in January, about 250 seats."),
        (
            "communication",
            "People\n- Jane Doe (CTO), champion\n  - hates long letters\n- Bob (CFO) decides",
        ),
        ("tickets", "- An outage in March was a bug, ticket 4711 is open"),
        (
            "installation",
            'Runners\n* own runners on-prem\n```\ngitlab.rb\nexternal_url "https://acme.example"\n```',
        ),
        ("tickets", "Tickets\n| ticket | state |\n|---|---|\n| 4711 | open |"),
        ("outlook", "Next steps\n1. send the slides by Friday\n2. we promised a roadmap session"),
    ]


def test_a_line_with_a_colon_above_a_list_is_its_heading() -> None:
    assert sorted_notes(PHONE) == [
        ("communication", "Champion:\n* Jane, best on Slack"),
        ("health", "Health:\n* amber since the reorg\n* expect trouble in Q1\n\nRemember the cake"),
    ]


def test_a_bold_line_is_a_heading() -> None:
    assert sorted_notes("*Support tickets*\nnothing critical") == [
        ("tickets", "Support tickets\nnothing critical")
    ]


def test_it_says_why() -> None:
    (piece,) = sort("## Runners\nOn AWS, with private runners and Gitaly.", csm())
    assert piece.why == ("runner", "aws", "gitaly")


def test_what_names_no_topic_has_none() -> None:
    assert sort("They have a nice office.", csm()) == [Piece("They have a nice office.", None)]


@pytest.mark.parametrize("word", ["true-up", "True up", "TRUE-UPS", "a “true‑up”"])
def test_case_hyphens_and_plurals_make_no_difference(word: str) -> None:
    (piece,) = sort(f"expect {word} soon, true-up", csm())
    assert piece.topic == "license"
    assert sorting.key("True-ups") == sorting.key("true up")


@pytest.mark.parametrize(
    "address", ["https://gitlab.com/acme/tickets", "jane@ticket.example", "<https://x.example|a>"]
)
def test_addresses_are_no_words(address: str) -> None:
    assert sort(f"see {address}", csm())[0].topic is None


def test_the_longest_word_counts() -> None:
    (piece,) = sort("A health check is planned.", csm())
    assert (piece.topic, piece.why) == ("installation", ("health check",))


def test_of_equals_the_heading_wins_and_then_what_was_named_first() -> None:
    assert sort("a ticket about the license", csm())[0].topic == "tickets"
    assert sort("the license, in a ticket", csm())[0].topic == "license"
    assert sort("# License\na ticket and a bug", csm())[0].topic == "license"


def test_a_heading_without_a_word_leaves_it_to_the_one_above() -> None:
    text = "# Tickets\n## Old ones\nslow pages\n## New ones\nslow jobs\n# Other\nnothing"
    assert [piece.topic for piece in sort(text, csm())] == ["tickets", "tickets", None]


def test_a_wrapped_bullet_stays_together_and_a_new_paragraph_does_not() -> None:
    text = "- a ticket that\nnobody reads\n\nThe license is fine.\n"
    assert sorted_notes(text) == [
        ("tickets", "- a ticket that\nnobody reads"),
        ("license", "The license is fine."),
    ]


def test_code_without_words_belongs_to_what_stands_before_it() -> None:
    text = "Runners are here:\n\n```\nconcurrent = 4\n```\n\nthe license is there"
    assert [piece.topic for piece in sort(text, csm())] == ["installation", "license"]


@pytest.mark.parametrize(
    "text",
    [
        "```\n# no heading\n- no bullet\n```",
        "~~~\n```\n# no heading\n~~~",
        "```one line```",
        "- a bullet\n  ```\n# no heading\n  ```\n  and on",
        "| a | b |\n| - | - |\n| # | - |",
        "```\nnever closed\n# and on",
    ],
)
def test_code_and_tables_are_kept_whole(text: str) -> None:
    assert [piece.text for piece in sort(text, csm())] == [text]


@pytest.mark.parametrize(
    ("line", "title"),
    [("## Two ##", "Two"), ("# About C#", "About C#"), ("#channel", "#channel"), ("####### x", "####### x")],
)
def test_headings_lose_their_marks_and_nothing_else(line: str, title: str) -> None:
    assert [piece.text for piece in sort(line, csm())] == [title]


def test_a_piece_does_not_grow_without_end() -> None:
    pieces = sort("- one more remark\n" * 5_000, csm())
    assert max(len(piece.text) for piece in pieces) <= sorting.PIECE
    assert len(pieces) < 60


def test_nothing_gives_nothing() -> None:
    assert sort("", csm()) == []
    assert sort(" \n\n#\n---\n", csm()) == []


@pytest.mark.parametrize(
    "unit", ["a", "- a\n", "*", "#", "# x\n", "`", "```\n", "| ", "ticket ", "license\n\nticket\n\n"]
)
def test_a_hundred_thousand_characters_are_sorted_whole(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    assert letters("".join(piece.text for piece in sort(text, csm()))) == letters(text)


def letters(text: str) -> str:
    """What no mark is made of."""
    return re.sub(r"[\W_]", "", text)


LINES = st.one_of(
    st.text(),
    st.sampled_from(["# Tickets", "## License ##", "***", "===", "---", "*Bold*", "**Bold**:", "Label:", ""]),
    st.sampled_from(["- one", "  - two", "1. three", "    far in", "\t* tab", "> quoted", "[x] ticket"]),
    st.sampled_from(["```", "~~~", "  ```", "| a | b |"]),
)


@given(st.lists(LINES).map("\n".join))
def test_nothing_is_lost_and_nothing_doubled(text: str) -> None:
    pieces = sort(text, csm())
    assert letters("".join(piece.text for piece in pieces)) == letters(text)
    assert all(piece.text.strip() for piece in pieces)
    assert all((piece.topic is None) == (not piece.why) for piece in pieces)


@given(st.text(), st.sampled_from([topic.id for topic in csm().topics]))
def test_under_a_topics_title_stands_that_topic(text: str, topic_id: str) -> None:
    title = csm().topic[topic_id].title
    (first, *_) = sort(f"# {title}\n\n" + letters(text) + " and so on", csm())
    assert first.topic == topic_id
