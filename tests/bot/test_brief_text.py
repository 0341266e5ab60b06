"""The brief as Markdown: in order, with names and dates, and people's words mean only themselves."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.brief_text import TITLES, escaped, file_name, markdown, quoted
from bot.wording import Names
from flows import changes, transfer
from flows.brief import Brief, SectionKind, brief
from flows.handoff import Account, Depth, Event, Handoff
from flows.ports import Recorded
from flows.transfer import Answer, Filing, Piece, Question, Told, Transfer
from tests.support.handoffs import ANNA, NAMES, NOAH, OLIVIA, at, by, handoff, note, person

PEOPLE = Names({who: person(who) for who in NAMES})
NASTY = (
    "# Heading\n| a | b |\n"
    "- [x](javascript:alert(1)) <!channel> <@U1> @here &lt; ![](@U1) `code` *bold* ~~gone~~"
)


def telling(made: Handoff, told: Transfer, name: str, words: str, *value: str, **known: Any) -> Transfer:
    said = note(words) if words else None
    given: dict[str, Any] = {"how": Told.SAID, "author": OLIVIA, "at": at(), **known}
    return transfer.tell(
        made, told, name, Answer(note=said.id if said else None, value=value, **given), said
    ).transfer


def text(made: Handoff, told: Transfer, *history: Recorded, **known: Any) -> str:
    return markdown(brief(made, told, at(1), history), made, PEOPLE, **known)


def test_the_headings_stand_in_order() -> None:
    shown = [line[3:] for line in text(handoff(), Transfer(1)).splitlines() if line.startswith("## ")]
    assert shown == [
        title if kind is not SectionKind.NOTES else "Olivia's notes" for kind, title in TITLES.items()
    ]


def test_the_head_says_from_whom_to_whom_and_that_it_is_internal() -> None:
    lines = text(handoff(depth=Depth.LIGHT), Transfer(1)).splitlines()
    assert lines[0] == "# Acme"
    assert lines[2] == "From Olivia to Noah · 24 Nov 2026, 10:00 UTC"
    assert lines[4] == "_Internal: not for the customer. A light handoff, 0 of 5 questions answered._"


def test_an_answer_with_author_and_day() -> None:
    told = telling(handoff(), Transfer(1), "health.expect", "a hard renewal")
    assert (
        "**What do you expect in the next six months: renewal, true-up, changes?**\n"
        "\n> a hard renewal  \n>\n> — Olivia, 23 Nov 2026\n"
    ) in text(handoff(), told)


def test_days_are_the_readers() -> None:
    told = telling(handoff(), Transfer(1), "health.expect", "x", at=at(hours=8))
    assert "> — Olivia, 23 Nov 2026\n" in text(handoff(), told)
    there = text(handoff(), told, zone=ZoneInfo("Asia/Tokyo"))
    assert "> — Olivia, 24 Nov 2026\n" in there
    assert "24 Nov 2026, 19:00 JST" in there


def test_what_has_no_words_says_how_it_was() -> None:
    made = handoff(facts={"collaboration_project": ("no",)})
    told = telling(made, Transfer(1), "health.history", "", how=Told.IN_PERSON)
    told = telling(made, told, "license.users", "", "240", second_hand=True, author=ANNA)
    told = telling(made, told, "outlook.temperature", "the CFO has changed", "watch")
    shown = text(made, told)
    assert "> _Better said in person._\n>\n> — Olivia, 23 Nov 2026" in shown
    assert "> 240  \n>\n> — Anna, 23 Nov 2026, second-hand" in shown
    assert "> One to watch  \n> the CFO has changed  \n" in shown
    assert "> No, there isn't  \n>\n> — said beside the questions" in shown
    assert "- Which tickets are critical right now? _Not told yet._" in shown


def test_questions_readings_pieces_and_pages() -> None:
    made = handoff()
    words, reply = note("what did he promise?", NOAH), note("a discount")
    told = transfer.ask(
        made, Transfer(1), Question(1, "health", words.id, NOAH, OLIVIA, at()), words
    ).transfer
    assert "**Noah asked Olivia** (open)\n\n> what did he promise?" in text(made, told)
    assert "_0 of 3 answered · newest 23 Nov 2026 · a question is open_" in text(made, told)
    told = transfer.reply(told, 1, by(OLIVIA, at(1)), reply).transfer
    piece = Piece(2, Filing.MESSAGE, "health", reply.id, OLIVIA, at(), "https://slack.example/a_b")
    told = transfer.file(made, told, piece, reply).transfer
    shown = text(made, told)
    assert "**Noah asked Olivia**\n\n> what did he promise?" in shown
    assert "> a discount  \n>\n> — Olivia, 24 Nov 2026, replied" in shown
    assert "> <https://slack.example/a_b>\n>\n> — Olivia, 23 Nov 2026, from Slack" in shown
    assert "To read: Health score and the timeline entries behind it" in shown


def test_links_of_the_steps_open() -> None:
    given = note("https://notes.example/acme_(1)")
    made = changes.give(
        handoff(facts={"collaboration_project": ("no",)}), by(OLIVIA), "update-records", "notes-link", given
    ).handoff
    shown = text(made, Transfer(1))
    assert "- Link to the meeting notes: <https://notes.example/acme_(1)> (Olivia, 23 Nov 2026)" in shown
    assert "[Recent agendas](<https://notes.example/acme_(1)>) (optional)" in shown


def test_the_timeline_in_words() -> None:
    history = Recorded(1, 1, NOAH, at(), (Event("accepted"),), {})
    assert "- 23 Nov 2026, 10:00 UTC: Accepted: the account passed · Noah" in text(
        handoff(), Transfer(1), history
    )


def test_peoples_words_become_nothing_else() -> None:
    told = telling(handoff(), Transfer(1), "health.history", NASTY)
    made = replace(handoff(), account=Account(1, "Acme # <!here>"))
    shown = text(made, told)
    assert shown.splitlines()[0] == "# Acme # \\<!here\\>"
    block = [line for line in shown.splitlines() if line.startswith("> ")][:3]
    assert block[0] == "> \\# Heading  "
    assert block[1] == "> \\| a \\| b \\|  "
    assert block[2].startswith(
        "> \\- \\[x\\](javascript:alert(1)) \\<!channel\\> \\<\\@U1\\> \\@here \\&lt; !\\[\\]"
    )
    headings = [line for line in shown.splitlines() if line.startswith("#")]
    assert not any("Heading" in line for line in headings)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("1. one", "1\\. one"),
        ("2026) x", "2026\\) x"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("=== a", "\\=== a"),
        ("a - b", "a - b"),
        ("see https://x.example/a_b*c, now", "see <https://x.example/a_b*c>, now"),
        ("(https://x.example/a)", "(<https://x.example/a>)"),
        ("snake_case and 2*3", "snake\\_case and 2\\*3"),
        ("a\x00b\x1bc", "abc"),
        ("a\nb", "a b"),
    ],
)
def test_escapes(words: str, shown: str) -> None:
    assert escaped(words) == shown


def test_quotations_keep_lines_and_what_is_set_in() -> None:
    assert quoted("a\n\n    b\n\tc\n") == ["> a  ", ">", "> \xa0\xa0\xa0\xa0b  ", "> \xa0\xa0\xa0\xa0c  "]
    assert quoted("  \n") == []


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("Acme", "acme-brief.md"),
        ("Müller & Söhne / EU", "muller-sohne-eu-brief.md"),
        ("東京", "account-brief.md"),
    ],
)
def test_the_file_is_named_after_the_account(account: str, name: str) -> None:
    made = brief(replace(handoff(), account=Account(1, account)), Transfer(1), at())
    assert isinstance(made, Brief)
    assert file_name(made) == name
