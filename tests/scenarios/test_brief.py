"""The brief: opened from everywhere by its people, added to, sent as a canvas or a file."""

from bot.views import actions
from bot.views.actions import Target
from tests.scenarios.story import Story
from tests.scenarios.words import modal


async def answered(story: Story, *answers: str) -> None:
    """Olivia begins the interview of Acme, and types these answers."""
    await story.click(story.olivia, actions.BEGIN, message=story.checklist(story.olivia))
    for answer in answers:
        await story.olivia.say(answer)
        await story.settle()


async def test_its_people_open_it_from_everywhere(story: Story) -> None:
    await story.start()
    await answered(story, "about 250 users")
    await story.noah.open_home()
    await story.settle()
    await story.noah.click_home("Brief")
    from_home = modal(story.noah)
    assert "Internal: for the people of this handoff" in from_home
    assert "about 250 users" in from_home
    assert "— Olivia, 16 Nov" in from_home
    await story.noah.close_modal()
    await story.click(story.noah, "Brief", message=story.checklist(story.noah))
    assert modal(story.noah) == from_home
    await story.noah.close_modal()
    await story.click(story.noah, "Brief", message=story.card())
    assert modal(story.noah) == from_home
    await story.noah.close_modal()
    await story.noah.command("/handoff brief acme")
    assert modal(story.noah) == from_home
    await story.noah.close_modal()
    await story.noah.say("brief acme")
    await story.settle()
    await story.click(story.noah, actions.BRIEF, message=story.noah.dm[-1])
    assert modal(story.noah) == from_home


async def test_the_sections_stand_in_their_order_on_pages(story: Story) -> None:
    await story.start()
    await answered(story, *(f"{word} " * 200 for word in ("alpha", "bravo", "charly", "delta")))
    await story.click(story.noah, "Brief", message=story.card())
    shown = [modal(story.noah)]
    while f"More ({len(shown) + 1} of" in shown[-1]:
        await story.noah.click_modal(f"{actions.BRIEF_PAGE}_more")
        shown.append(modal(story.noah))
    whole = "\n".join(shown)
    headings = [
        "Who answers now", "Temperature", "Open loops", "If this, then that", "Questions for the customer",
        "Promises", "Read back", "Agenda of the internal meeting", "Links", "Olivia's notes", "Timeline",
    ]  # fmt: skip
    places = [whole.index(f"*{heading}*") for heading in headings]
    assert places == sorted(places)
    assert len(shown) > 1
    await story.noah.click_modal(f"{actions.BRIEF_PAGE}_back")
    assert modal(story.noah) == shown[-2]


async def test_nobody_else_sees_it(story: Story) -> None:
    await story.start()
    await answered(story, "about 250 users")
    await story.click(story.priya, "Brief", message=story.card())
    assert "I can't show you that" in modal(story.priya)
    await story.priya.close_modal()
    await story.priya.command("/handoff brief acme")
    assert "part of no handoff that is called so" in modal(story.priya)


async def test_anyone_here_adds_a_topic(story: Story) -> None:
    await story.start()
    await story.click(story.maya, "Brief", message=story.card())
    await story.maya.click_modal("Add a topic")
    await story.submit(story.maya, text="The trade fair\nThey host it in March. <!channel>")
    assert "The trade fair" in modal(story.maya)
    told = await story.house.bot.office.look(lambda uow: uow.transfers.get(1))
    assert [piece.kind for piece in told.pieces.values()] == ["own"]
    assert Target(1).handoff == 1


async def test_the_agenda_is_what_is_open(story: Story) -> None:
    await story.start()
    await story.click(story.olivia, actions.BEGIN, message=story.checklist(story.olivia))
    await story.click(story.olivia, f"{actions.ASK_TAP}_in_person")
    await story.click(story.noah, "Brief", message=story.card())
    await story.noah.click_modal("Agenda")
    text = modal(story.noah)
    assert "Acme: Olivia and Noah" in text
    assert "better said in person" in text
    await story.noah.close_modal(everything=True)
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    at = Target((await story.handoff()).id, "internal-meeting", "", actions.WHY)
    await story.olivia.click_modal(actions.MENU, str(at))
    assert "better said in person" in modal(story.olivia)
