"""What people look at: Home, `/handoff list|mine|next|help`, plain messages."""

from bot.views import actions
from bot.views.actions import Target
from tests.scenarios.story import Story
from tests.scenarios.words import home, modal


async def test_home_of_somebody_without_handoffs(story: Story) -> None:
    await story.olivia.open_home()
    await story.settle()
    said = home(story.olivia)
    assert "Hello Olivia" in said
    assert "Nothing is yours to do right now." in said
    assert "You have no open handoffs." in said


async def test_home_shows_next_progress_and_what_waits_and_follows_the_state(both_story: Story) -> None:
    story = both_story
    await story.start(target="2026-12-18")
    await story.olivia.open_home()
    await story.settle()
    said = home(story.olivia)
    assert "*Next, for Acme*\nWhat only you know" in said
    assert "*Acme*: you → Noah\n▱▱▱▱▱▱▱▱▱▱ 0 of 15 steps · by 18 Dec" in said
    await story.maya.open_home()
    await story.settle()
    assert "*9* Assign the account to Noah in Gainsight" in home(story.maya)
    await story.maya.click_home("The account")
    await story.settle()
    assert "1 of 15 steps" in home(story.maya)
    assert "Nothing is yours to do right now." in home(story.maya)


async def test_home_lists_what_waits_on_others(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.WAITING, on="Support <b>")
    await story.olivia.open_home()
    await story.settle()
    said = home(story.olivia)
    assert "*Waiting on others*\n*Acme*: *1* Read the handbook page about handing an account over" in said
    assert "waits for Support <b>" in said


async def test_home_is_followed_for_an_hour_and_then_only_when_opened(story: Story) -> None:
    await story.start()
    await story.olivia.open_home()
    await story.settle()
    await story.pass_time(minutes=90)
    await story.done(story.olivia, "outgoing-reads-page")
    assert "0 of 15 steps" in home(story.olivia)
    await story.olivia.open_home()
    await story.settle()
    assert "1 of 15 steps" in home(story.olivia)


async def test_thirty_handoffs_are_paged(story: Story) -> None:
    await thirty(story)
    await story.noah.open_home()
    await story.settle()
    said = home(story.noah)
    assert "*Your handoffs* (30)" in said
    assert said.count("of 15 steps") == 8
    await story.noah.click_home("See them all")
    assert modal(story.noah).count("of 15 steps") == 20
    await story.noah.click_modal("More")
    assert modal(story.noah).count("of 15 steps") == 10
    await story.noah.click_modal("Back")
    assert modal(story.noah).count("of 15 steps") == 20
    await story.noah.click_modal(actions.OPEN, str(Target(20)))
    assert "Everything, by number" in modal(story.noah)


async def thirty(story: Story) -> None:
    """Start thirty handoffs, in one dialog each, without a card."""
    for number in range(30):
        started = await story.start(account=f"Account {number:02}", channel=None)
        assert started.ok
        await story.noah.close_modal(everything=True)


async def test_list_mine_next_and_help(story: Story) -> None:
    await story.start()
    await story.noah.close_modal()
    await story.maya.command("/handoff list")
    assert "*Acme*: Olivia → Noah" in modal(story.maya)
    await story.maya.close_modal()
    await story.tick(story.maya, "The account")
    await story.maya.command("/handoff mine")
    assert "Nothing is yours to do right now." in modal(story.maya)
    await story.maya.close_modal()
    reply = await story.maya.command("/handoff help")
    assert "`/handoff next`" in reply.text
    assert story.maya.modal is None


async def test_next_goes_on_to_the_following_thing(story: Story) -> None:
    await story.start()
    await story.olivia.command("/handoff next")
    assert "What only you know: Noah can't look it up later." in modal(story.olivia)
    await story.noah.command("/handoff next")
    assert "*0* Open the Account Handoff CTA" in modal(story.noah)
    await story.noah.click_modal("Paste the link")
    await story.noah.submit({"evidence": "https://gainsight.example/cta/1"})
    await story.noah.command("/handoff next")
    assert "*3* Read the handbook page" in modal(story.noah)
    await story.noah.click_modal(actions.DONE)
    assert "*13* Review the tickets" in modal(story.noah)


async def test_next_of_somebody_without_any(story: Story) -> None:
    await story.person("Elena").command("/handoff next")
    assert "Nothing is yours to do right now." in modal(story.person("Elena"))


async def test_a_plain_message_gets_the_help(story: Story) -> None:
    await story.olivia.say("help")
    await story.settle()
    assert "`/handoff acme` starts a handoff of Acme" in story.olivia.dm[-1].plain()


async def test_guests_and_strangers_get_a_sentence(story: Story) -> None:
    await story.start()
    for name in ("Tom",):
        await story.person(name).command("/handoff acme")
        assert modal(story.person(name)).strip().endswith("I can't show you that.")
