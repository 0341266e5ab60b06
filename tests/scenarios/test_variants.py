"""The branches of the process: slow transition, the customer's events, no calls, no project, no CTA."""

from bot.views import actions
from bot.views.actions import Target
from flows.standing import shape
from sandbox.driver import Person
from tests.scenarios.story import Story, World, told
from tests.scenarios.words import modal


async def through(story: Story, who: Person, action: str, step: str, part: str = "", verb: str = "") -> None:
    """Press something on a step in the dialog with all steps."""
    await story.click(who, "All steps", message=story.checklist(who))
    at = Target((await story.handoff()).id, step, part, verb)
    await who.click_modal(action, str(at))
    await story.settle()


async def say(story: Story, fact: str, answer: str) -> None:
    """Olivia answers one of the process's questions."""
    await through(story, story.olivia, f"{actions.FACT}_{answer}", "", fact, answer)
    await story.olivia.close_modal(everything=True)


async def test_a_slow_transition_goes_from_shadow_to_solo(both_story: Story) -> None:
    story = both_story
    await story.start(pace="slow")
    assert "Olivia leads the calls, Noah shadows." in story.card().plain()
    await say(story, "events_owner", "us")
    waits = ":lock: waits for you to lead the calls alone"
    invite = f"*12* Send the customer your own invite for the cadence calls\n{waits}"
    await story.click(story.noah, "All steps", message=story.checklist(story.noah))
    assert invite in modal(story.noah)
    assert "Accept Acme" not in story.checklist(story.noah).buttons()
    await story.noah.close_modal()

    await story.click(story.noah, "I'm ready to lead alone")
    for person in (story.olivia, story.maya):
        assert "Noah feels ready to lead the calls with *Acme* alone. Do you agree?" in person.dm[-1].plain()
    await story.click(story.olivia, "Yes, alone from now on")
    assert "Noah leads *Acme* alone now." in story.maya.dm[-1].plain()
    assert "Olivia agrees: you lead *Acme* alone from now on." in story.noah.dm[-1].plain()
    assert "Tell Acme back" in story.checklist(story.noah).buttons()
    assert invite not in story.dm_text(story.noah)


async def test_solo_confirmed_twice_says_that_it_is_so(story: Story) -> None:
    await story.start(pace="slow")
    await story.click(story.noah, "I'm ready to lead alone")
    asked = story.maya.dm[-1]
    await story.click(story.olivia, "Yes, alone from now on")
    await story.click(story.maya, "Yes, alone from now on", message=asked)
    assert "That is so already." in modal(story.maya)


async def test_slow_may_be_chosen_later(story: Story) -> None:
    await story.start()
    await story.whole(story.olivia, actions.EDIT, pace="slow")
    assert "slow transition" in story.card().plain()
    assert "Accept Acme" not in story.checklist(story.noah).buttons()
    assert "I'm ready to lead alone" in story.checklist(story.noah).buttons()


async def test_the_customers_events_make_the_invite_an_arrival(story: Story) -> None:
    await story.start()
    await say(story, "events_owner", "customer")
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    assert "*11* Ask the customer to invite Noah to their calls" in modal(story.olivia)
    assert "*12* The customer's invite has arrived" in modal(story.olivia)
    nudge = "Olivia has not asked the customer yet. A nudge may help."
    assert nudge not in modal(story.olivia)
    await story.click(story.noah, "All steps", message=story.checklist(story.noah))
    assert nudge in modal(story.noah)


async def test_some_of_each_has_its_own_order(story: Story) -> None:
    await story.start()
    await say(story, "events_owner", "some")
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    assert (
        "Delete ours: waits for Noah: “Send the customer your own invite for the cadence calls” (12)"
        in modal(story.olivia)
    )


async def test_without_calls_and_project_their_steps_fall_away(story: Story) -> None:
    await story.start()
    await say(story, "events_owner", "none")
    assert "0 of 13 steps" in story.card().plain()
    await say(story, "collaboration_project", "no")
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    for gone in ("*11*", "*12*", "*6*"):
        assert gone not in modal(story.olivia)
    assert "Link to the collaboration project" not in story.dm_text(story.olivia)


async def test_without_a_planned_call_one_is_planned_first(story: Story) -> None:
    await story.start()
    await say(story, "upcoming_call", "no")
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    assert "*7* Plan a call with the customer and introduce Noah on it" in modal(story.olivia)
    assert "Noah has not been through the account with you. Met yet?" in modal(story.olivia)


async def test_a_team_without_ctas_has_fifteen_steps_and_no_more(database: str) -> None:
    async with told(World(database, settings={"handoff_open_cta": False})) as story:
        await story.start()
        assert "5 steps are yours" in story.checklist(story.noah).plain()
        assert "Open the Account Handoff CTA" not in story.card().plain()


async def test_a_team_of_tams_is_called_so(database: str) -> None:
    async with told(World(database, settings={"handoff_title": "TAM"})) as story:
        await story.noah.command("/handoff acme")
        assert "Outgoing TAM" in modal(story.noah)


async def test_an_accepted_handoff_keeps_its_receiver(story: Story) -> None:
    await story.start()
    await story.accept()
    await story.whole(story.maya, actions.EDIT, incoming="Elena")
    shown = story.maya.modal
    assert shown is not None
    said = "The account has been accepted. Start a new handoff to pass it on."
    assert shown.errors == {"incoming": said}


async def test_a_closed_handoff_is_reopened_if_something_is_left(story: Story) -> None:
    await story.start()
    handoff = await story.handoff()
    await close_at_once(story)
    assert "The handoff is closed." in story.card().plain()
    assert "*Acme* is closed: 15 of 15 steps. You have it now. Thank you." in story.dm_text(story.noah)
    await story.click(story.noah, "Reopen", message=story.card())
    assert (await story.by_id(handoff.id)).status == "running"
    assert "Responsible now: *Noah*, since" in story.card().plain()
    assert "14 of 15 steps" in story.card().plain()


async def close_at_once(story: Story) -> None:
    """Maya sets everything aside, Noah accepts and closes."""
    handoff = await story.handoff()
    numbered = [step for step in handoff.playbook.steps if not step.after_all]
    for step in (one for one in numbered if shape(handoff, one) is not None):
        await through(story, story.maya, actions.MENU, step.id, "", actions.NOT_APPLICABLE)
        await story.submit(story.maya, why="not here")
    await story.accept()
    at = Target(handoff.id, "close", "close")
    await story.click(story.noah, f"{actions.DECIDE}_close", at, story.checklist(story.noah))
