"""Notes that Olivia has already: pasted or dropped, looked through, and kept only when she says so."""

from datetime import timedelta

from bot.views import actions
from flows.ports import UnitOfWork
from flows.transfer import Filing, Transfer
from sandbox.driver import Person
from tests.scenarios.story import Story
from tests.scenarios.words import modal

NOTES = """# Health
Amber since October: the CFO has changed.

# License
- 250 seats

# Birthday
Ask Kim about the boat.
"""


async def told(story: Story, account: str = "Acme") -> Transfer:
    handoff = await story.handoff(account)
    return await story.house.bot.office.look(lambda uow: uow.transfers.get(handoff.id))


async def filed(story: Story) -> dict[str, str]:
    """What was kept: each text with its topic."""
    found = await told(story)
    pieces = found.pieces.values()
    assert all(piece.kind is Filing.PASTED for piece in pieces)
    return {found.words(piece.note): piece.topic for piece in pieces}


async def waiting(story: Story) -> int:
    """How many texts wait to be kept."""

    def look(uow: UnitOfWork) -> int:
        return sum(uow.unkept.get(number) is not None for number in range(1, 20))

    return await story.house.bot.office.look(look)


async def paste(story: Story, who: Person, text: str = NOTES) -> None:
    await story.click(who, "Paste my notes", message=story.checklist(who))
    await story.submit(who, notes=text)


async def test_pasted_notes_are_sorted_and_kept_only_by_keep(story: Story) -> None:
    await story.start()
    await paste(story, story.olivia)
    shown = modal(story.olivia)
    assert "Nothing is kept before you press Keep" in shown.replace("*", "")
    assert "Amber since October" in shown
    assert await filed(story) == {}
    await story.submit(story.olivia)
    assert "2 pieces are under 2 topics and 1 piece is among your notes" in modal(story.olivia)
    assert await filed(story) == {
        "Health\nAmber since October: the CFO has changed.": "health",
        "License\n- 250 seats": "license",
        "Birthday\nAsk Kim about the boat.": "",
    }
    assert await waiting(story) == 0
    await story.olivia.click_modal("Show the brief")
    brief = modal(story.olivia)
    assert "— Olivia, 16 Nov, from notes" in brief
    assert brief.index("Olivia's notes") < brief.index("Ask Kim about the boat")


async def test_pieces_are_moved_and_left_out(story: Story) -> None:
    await story.start()
    await paste(story, story.olivia)
    await story.olivia.click_modal(actions.NOTES_PLACE, "communication", block="piece:2")
    await story.olivia.click_modal("Leave it out", block="piece:1")
    await story.submit(story.olivia)
    assert "1 piece was left out" in modal(story.olivia)
    assert await filed(story) == {
        "Health\nAmber since October: the CFO has changed.": "health",
        "Birthday\nAsk Kim about the boat.": "communication",
    }


async def test_closing_the_dialog_throws_the_notes_away(story: Story) -> None:
    await story.start()
    await paste(story, story.olivia)
    assert await waiting(story) == 1
    await story.olivia.close_modal()
    await story.settle()
    assert await waiting(story) == 0
    assert await filed(story) == {}


async def test_a_dropped_file_is_read_and_can_wait(story: Story) -> None:
    await story.start()
    await story.olivia.say("here you are", files=[{"name": "Acme.md", "text": NOTES}])
    await story.settle()
    assert "I've read your notes for *Acme*: 3 pieces. Nothing is kept yet." in story.news(story.olivia)[-1]
    await story.click(story.olivia, "Look through it")
    await story.olivia.click_modal("Leave it out", block="piece:2")
    await story.olivia.close_modal()
    await story.restart()
    await story.click(story.olivia, "Look through it")
    await story.submit(story.olivia)
    assert await filed(story) == {
        "Health\nAmber since October: the CFO has changed.": "health",
        "License\n- 250 seats": "license",
    }
    await story.olivia.close_modal(everything=True)
    await story.click(story.olivia, "Look through it")
    assert "gone" in modal(story.olivia)


async def test_a_long_file_has_pages_and_keeps_what_was_moved_on_each(story: Story) -> None:
    await story.start()
    topics = ["Health", "License", "Recordings"]
    text = "\n".join(f"# {topics[n % 3]}\nLine {n}" for n in range(14))
    await story.olivia.say("", files=[{"name": "notes.txt", "text": text}])
    await story.settle()
    await story.click(story.olivia, "Look through it")
    await story.olivia.click_modal("Leave it out", block="piece:0")
    await story.olivia.click_modal(f"{actions.NOTES_PAGE}_more")
    await story.olivia.click_modal(f"{actions.NOTES_PAGE}_more")
    await story.olivia.click_modal("Leave it out", block="piece:13")
    await story.olivia.click_modal(f"{actions.NOTES_PAGE}_back")
    await story.submit(story.olivia)
    kept = await filed(story)
    assert len(kept) == 12
    assert not any(text.endswith(("Line 0", "Line 13")) for text in kept)


async def test_with_several_accounts_it_asks_which(story: Story) -> None:
    await story.start()
    await story.start(account="Globex")
    await story.olivia.say("", files=[{"name": "notes.md", "text": NOTES}])
    await story.settle()
    assert "Which account is it about?" in story.news(story.olivia)[-1]
    await story.click(story.olivia, "Globex")
    await story.submit(story.olivia)
    assert (await told(story, "Globex")).pieces
    assert not (await told(story)).pieces


async def test_what_cannot_be_read_is_said(story: Story) -> None:
    await story.start()
    for file, said in (
        ({"name": "notes.docx", "text": "PK"}, "I can read .md and .txt files"),
        ({"name": "notes.md", "text": "x" * 100_001}, "longer than I read"),
        ({"name": "notes.md", "text": "a\x00b"}, "plain text"),
        ({"name": "notes.md", "text": "  \n"}, "nothing in that file"),
    ):
        await story.olivia.say("", files=[file])
        await story.settle()
        assert said in story.news(story.olivia)[-1]
    await story.priya.say("", files=[{"name": "notes.md", "text": NOTES}])
    await story.settle()
    assert "you have no open one" in story.news(story.priya)[-1]
    assert await waiting(story) == 0


async def test_it_can_be_thrown_away_and_goes_after_a_day(story: Story) -> None:
    await story.start()
    for _ in range(2):
        await story.olivia.say("", files=[{"name": "notes.md", "text": NOTES}])
        await story.settle()
    await story.click(story.olivia, "Throw it away")
    assert "Nothing was kept" in story.news(story.olivia)[-1]
    assert await waiting(story) == 1
    story.clock.set(story.clock.now() + timedelta(days=1))
    await story.house.bot.tidy()
    assert await waiting(story) == 0
