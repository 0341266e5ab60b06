"""The whole handoff through Slack: from `/handoff` to closed, as three people."""

from bot.views import actions
from bot.views.actions import Target
from tests.scenarios.story import Story
from tests.scenarios.words import modal

LINK = "https://gainsight.example/cta/1"


async def test_three_people_take_acme_from_the_command_to_closed(any_story: Story) -> None:
    story = any_story
    started = await story.start(target="2026-12-18")
    assert started.ok
    assert "on its way" in modal(story.noah)
    assert "Responsible now: *Olivia*, until Noah accepts · 0 of 15 steps · by 18 Dec" in story.card().plain()

    await before_the_tickets(story)
    await the_tickets(story)
    await the_calendar(story)
    await refuse_to_close(story)
    await accept(story)
    await close(story)

    closed = story.card().plain()
    assert ":white_check_mark: *Acme* is with *Noah*. The handoff is closed." in closed
    assert "15 of 15 steps" in closed
    for person in (story.olivia, story.maya):
        assert any("is closed. Noah has it now. Thank you." in said for said in story.news(person))


async def before_the_tickets(story: Story) -> None:
    """Everything that waits for nothing: plain steps, parts, links, facts."""
    olivia, noah, maya = story.olivia, story.noah, story.maya
    assert (await story.give(noah, "open-cta", LINK)).ok
    await story.done(noah, "incoming-reads-page")
    await story.tick(maya, "The account", "Child accounts, if there are any")
    await story.done(olivia, "outgoing-reads-page")
    await story.say_fact(olivia, "Yes, there is")
    await story.tick(olivia, "The success plan says what holds today", "The CTAs say what holds today")
    assert (await story.give(olivia, "update-records", LINK, "project-link")).ok
    assert (await story.give(olivia, "update-records", LINK, "notes-link")).ok
    await story.done(noah, "watch-project")
    await story.tick(olivia, "Our internal channels", "Channels shared with the customer, if there are any")
    await story.done(olivia, "internal-meeting")
    await story.tick(olivia, "Open CTAs, if there are any", "The success plan", "Its objectives", "Its tasks")
    await story.say_fact(olivia, "Yes, there is one")
    await story.done(olivia, "introduce", "follow-up")


async def the_tickets(story: Story) -> None:
    """The first hard order: the list, then the subscriptions, then leaving."""
    olivia, noah = story.olivia, story.noah
    locked = "waits for Noah: “Review the tickets and subscribe to those Olivia watches” (13)"
    assert f"Watch list left and CC fields left: {locked}" in story.checklist(olivia).plain()
    assert "waits for you" not in story.checklist(noah).plain()
    assert (await story.give(olivia, "leave-tickets", "ZD-1, ZD-2", "list")).ok
    await story.tick(noah, "Open and pending tickets reviewed", "Subscribed to every ticket on Olivia's list")
    await story.tick(olivia, "Watch list left", "CC fields left")


async def the_calendar(story: Story) -> None:
    """The second hard order: the new invite, then the old events."""
    await story.say_fact(story.olivia, "We did")
    waits = "waits for Noah: “Send the customer your own invite for the cadence calls” (12)"
    assert f"*11* Delete our cadence-call events\n:lock: {waits}" in story.checklist(story.olivia).plain()
    await story.menu(story.olivia, "old-events", actions.TRY)
    assert f"Not yet. This {waits}. When that is done, I'll tell you." in modal(story.olivia)
    await story.olivia.close_modal()
    await story.done(story.noah, "new-invite")
    assert "*15*" in story.checklist(story.noah).plain()


async def refuse_to_close(story: Story) -> None:
    """The third: the close is refused, with what is missing."""
    noah = story.noah
    await press_close(story)
    assert "can't close yet: 1 step is open (*11* Delete our cadence-call events) and you haven't" in modal(
        noah
    )
    await noah.click_modal("Show them")
    assert "Everything, by number" in modal(noah)
    await noah.close_modal(everything=True)
    await story.done(story.olivia, "old-events")
    await press_close(story)
    assert "*Acme* can't close yet: you haven't accepted it." in modal(noah)
    await noah.close_modal()
    assert ":lock: waits for you to accept" in story.checklist(noah).plain()


async def press_close(story: Story) -> None:
    """Choose "Close it" in the menu of the locked close."""
    at = Target((await story.handoff()).id, "close", "close", actions.TRY_OUTCOME)
    await story.click(story.noah, actions.MENU, at, story.checklist(story.noah))


async def accept(story: Story) -> None:
    """The account is told back, and the baton passes, with one confirmation."""
    await story.tells_back()
    shown = story.checklist(story.noah)
    elements = [e for block in shown.blocks or [] for e in block.get("elements", [])]
    button = next(e for e in elements if e.get("action_id") == actions.ACCEPT)
    assert "From here on Acme is yours" in button["confirm"]["text"]["text"]
    assert (await story.accept()).ok
    assert "Responsible now: *Noah*, since" in story.card().plain()
    for person in (story.olivia, story.maya):
        assert story.news(person)[-1].startswith("*Noah has Acme*.")


async def close(story: Story) -> None:
    """One more sync first, then the end."""
    handoff = (await story.handoff()).id
    await story.click(story.noah, "One more sync")
    assert "One more sync" in story.checklist(story.noah).plain()
    at = Target(handoff, "close", "close")
    assert (await story.click(story.noah, f"{actions.DECIDE}_close", at)).ok
    assert (await story.by_id(handoff)).status == "closed"
