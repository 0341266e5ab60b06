"""The dialogs of briefs, notes and filed messages stay within Slack's limits, and show text as text."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import documents
from bot.documents import Unread
from bot.views import brief as brief_view
from bot.views import filing as filing_view
from bot.views import notes as notes_view
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import Names
from flows import brief, transfer
from flows.desk import notes
from flows.desk.briefs import Found
from flows.handoff import Handoff
from flows.people import Person
from flows.transfer import Answer, Filing, Piece, Question, Told, Transfer
from flows.unkept import LEFT_OUT, Unkept
from sandbox.blockkit import problems
from tests.support.handoffs import MONDAY, NOAH, OLIVIA, START, handoff, note, person

HOSTILE = "<!channel> *bold* _under_ `code` <https://evil.test|click> & ```\n> quote\n" * 40


def scene(made: Handoff | None = None) -> Scene:
    """The handoff as Noah sees it."""
    made = made or handoff()
    people: dict[int, Person] = {who: person(who) for who in made.people}
    return Scene(made, Names(people), MONDAY, person(NOAH), 1)


def told_everything(made: Handoff, text: str) -> Transfer:
    """Every question answered in these words, a piece under every topic, and questions."""
    words = note(text)
    told = Transfer(made.id).with_note(words)
    answer = Answer(Told.SAID, OLIVIA, START, words.id)
    topics = list(transfer.topics(made, told))
    pieces = {
        n: Piece(n, Filing.PASTED, topic, words.id, OLIVIA, START + timedelta(days=n), "https://a.test/|x>")
        for n, topic in enumerate([*topics, ""] * 3)
    }
    questions = {n: Question(n, topic, words.id, NOAH, OLIVIA, START) for n, topic in enumerate(topics)}
    answers = dict.fromkeys(transfer.asked(made), answer)
    return replace(told, answers=answers, pieces=pieces, questions=questions)


def found(made: Handoff, told: Transfer) -> Found:
    return Found(made, told, brief.brief(made, told, START), before=1)


def pages(seen: Scene, what: Found) -> list[Block]:
    """Every page of the brief."""
    shown: list[Block] = []
    while True:
        view = brief_view.dialog(seen, what, len(shown))
        shown.append(view)
        if "More (" not in str(view["blocks"][-1]):
            return shown


@pytest.mark.parametrize("text", ["short", HOSTILE, "x" * 12_000])
def test_every_page_of_a_brief_is_a_dialog_that_slack_takes(text: str) -> None:
    made = handoff()
    told = told_everything(made, text)
    shown = pages(scene(), found(made, told))
    for view in shown:
        assert problems(view, "modal") == []
        assert len(view["blocks"]) <= brief_view.PAGE_BLOCKS + 5
    assert "<!channel>" not in str(shown)
    assert "<https://evil.test" not in str(shown)


def test_an_empty_brief_says_so() -> None:
    made = handoff()
    (view,) = pages(scene(), found(made, Transfer(made.id)))
    assert problems(view, "modal") == []
    assert "Not told yet." in str(view)
    assert "Nothing." in str(view)


def test_the_agenda_is_one_block_however_much_is_open() -> None:
    made = handoff()
    for told in (Transfer(made.id), told_everything(made, HOSTILE)):
        assert problems(brief_view.agenda(scene(), found(made, told)), "modal") == []


@pytest.mark.parametrize("typed", [True, False])
def test_every_page_of_a_split_is_a_dialog_that_slack_takes(typed: bool) -> None:
    made = handoff()
    body = "\n".join(f"# Health {n}\n{HOSTILE}\n# Boat {n}\nx" for n in range(9))
    text = Unkept(7, OLIVIA, body, START, made.id, {"1": LEFT_OUT})
    placed = notes.split(made, text)
    for page in range(len(placed) // notes_view.PAGE + 1):
        view = notes_view.split(scene(), 7, placed, page, typed=typed)
        assert problems(view, "modal") == []
        assert view.get("notify_on_close", False) is typed
    assert problems(notes_view.paste(scene()), "modal") == []


def test_a_message_is_shown_as_text() -> None:
    made = handoff()
    found = Unkept(3, NOAH, HOSTILE, START, made.id, link="https://a.test/|x>")
    for waiting in (found, replace(found, body="")):
        view = filing_view.choose([scene(), scene()], scene(), Transfer(made.id), waiting)
        assert problems(view, "modal") == []
        assert "<!channel>" not in str(view)
        assert problems(filing_view.ask(scene(), waiting, "health"), "modal") == []


def test_what_arrived_is_a_message_that_slack_takes() -> None:
    for homes in ([scene()], [scene()] * 3):
        _, blocks = notes_view.arrived(3, homes[:1], 7)
        assert problems(blocks, "message") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.test/a", "http://files.slack.com/a", "https://evilslack.com/a", "",
        "http://127.0.0.1:1/a",
    ],
)  # fmt: skip
async def test_our_token_goes_to_slack_only(url: str) -> None:
    client = AsyncWebClient("xoxb-1", "https://slack.com/api/")
    with pytest.raises(Unread) as unread:
        await documents.read(client, {"name": "a.md", "size": 3, "url_private": url})
    assert unread.value.why == "away"


def test_an_upload_is_found_again_by_its_name() -> None:
    ref = "7F3A-21bc-9999"
    assert documents.carries({"files": [{"name": "acme-brief-7f3a21bc.md"}]}, ref)
    assert not documents.carries({"files": [{"name": "acme-brief-00000000.md"}]}, ref)
    assert not documents.carries({"text": "hello"}, ref)
