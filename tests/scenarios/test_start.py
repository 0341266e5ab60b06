"""A handoff starts: the dialog, what it refuses under its fields, and who hears."""

from typing import Any

import pytest

from bot.views import actions
from tests.scenarios.story import CHANNEL, Story
from tests.scenarios.words import modal

ROLES = {"outgoing": "Olivia", "incoming": "Noah", "incoming_manager": "Maya"}


async def test_the_command_fills_in_the_account(story: Story) -> None:
    await story.noah.command("/handoff acme", channel=CHANNEL)
    assert "Account: Acme" in modal(story.noah)


async def test_shortcut_and_home_open_the_same_dialog(story: Story) -> None:
    await story.noah.shortcut(actions.START)
    assert "Start a handoff" in modal(story.noah)
    await story.noah.close_modal()
    await story.noah.open_home()
    await story.settle()
    await story.noah.click_home("Start a handoff")
    assert "Start a handoff" in modal(story.noah)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("incoming", "Olivia", "Olivia is handing Acme over: pick somebody else to take it."),
        ("incoming", "U0BOTUSER", "That is an app. Please pick a colleague."),
        ("incoming", "Jonas", "That account is deactivated. Please pick somebody who is here."),
        ("incoming", "Rita", "They are from outside or a guest. Please pick a colleague."),
        ("incoming", "Tom", "They are from outside or a guest. Please pick a colleague."),
        ("incoming_manager", "Jonas", "That account is deactivated. Please pick somebody who is here."),
        ("incoming_manager", "Rita", "They are from outside or a guest. Please pick a colleague."),
        ("incoming_manager", "Tom", "They are from outside or a guest. Please pick a colleague."),
        ("account_executive", "U0BOTUSER", "That is an app. Please pick a colleague."),
        ("outgoing", "U0BOTUSER", "That is an app. Please pick a colleague."),
        ("target", "2026-11-15", "That day has passed. Please pick one ahead."),
        ("last_day", "2026-11-13", "That day has passed. Please pick one ahead."),
        (
            "channel",
            "cs-team",
            "I'm not in that channel. Invite me there first (/invite), or choose another.",
        ),
        ("channel", "acme-shared", "People from outside read that channel. Please choose an internal one."),
        ("channel", "attic", "That channel is archived. Please choose another, or none."),
    ],
)
async def test_a_wrong_field_is_said_under_it(story: Story, field: str, value: str, sentence: str) -> None:
    wrong: dict[str, Any] = {field: value}
    await story.start(**wrong)
    shown = story.noah.modal
    assert shown is not None
    assert sentence in shown.errors[field]
    assert not story.news(story.olivia)


async def test_several_wrong_fields_are_said_at_once_and_mended(story: Story) -> None:
    await story.start(incoming="Olivia", target="2026-11-15")
    shown = story.noah.modal
    assert shown is not None
    assert set(shown.errors) == {"incoming", "target"}
    mended = await story.submit(story.noah, incoming="Noah", target="2026-12-18")
    assert mended.ok
    assert "*Acme* is on its way." in modal(story.noah)


async def test_the_dialog_does_not_take_more_than_the_domain(story: Story) -> None:
    assert not (await story.start(account="A" * 81)).ok
    assert "Acme" not in "".join(story.news(story.olivia))


async def test_a_channel_with_guests_is_said_before_anything_starts(story: Story) -> None:
    await story.sandbox.admin.join("Tom", CHANNEL)
    await story.start()
    shown = story.noah.modal
    assert shown is not None
    assert shown.errors == {"channel": "Guests read that channel. Please choose an internal one."}
    assert not story.olivia.dm


async def test_a_channel_that_is_shared_later_gets_no_card(asking_story: Story) -> None:
    """Checked when chosen, and again before each post: here the manager says yes days after the start."""
    story = asking_story
    await story.start(by=story.olivia)
    await story.sandbox.admin.join("Rita", CHANNEL)
    await story.sandbox.admin.share(CHANNEL)
    await story.click(story.maya, "Right")
    assert not [m for m in story.maya.messages(CHANNEL) if "Acme" in m.plain()]
    assert "*Acme*" in story.checklist(story.noah).plain()


async def test_private_means_direct_messages_only(story: Story) -> None:
    await story.start(channel=None)
    assert not story.maya.messages(CHANNEL)
    for person in (story.olivia, story.noah, story.maya):
        assert "*Acme*" in story.checklist(person).plain()


async def test_the_card_says_nothing_that_is_private(story: Story) -> None:
    await story.start(customer_note="Olivia takes on a new region", cause="balance")
    card = story.card().plain()
    assert "new region" not in card
    assert "balance" not in card.lower()


async def test_an_open_handoff_of_the_same_account_is_named_with_a_way_to_it(story: Story) -> None:
    await story.start()
    await story.start(by=story.maya, account="  ACME ")
    assert "*Acme* is already on its way from Olivia to Noah." in modal(story.maya)
    await story.maya.click_modal("Open it")
    assert "Everything, by number" in modal(story.maya)


async def test_somebody_outside_only_learns_that_there_is_one(story: Story) -> None:
    await story.start()
    elena = story.person("Elena")
    await story.start(by=elena, account="acme")
    said = modal(elena)
    assert "*Acme* has an open handoff already." in said
    assert "Noah" not in said
    assert "Open it" not in said


async def test_the_command_opens_what_is_under_way(story: Story) -> None:
    await story.start()
    await story.noah.close_modal()
    for words in ("acme", "ACME", "ac"):
        await story.olivia.command(f"/handoff {words}")
        assert "0 of 15 steps done" in modal(story.olivia)
        await story.olivia.close_modal()


async def test_each_participant_hears_what_it_is_and_their_part(story: Story) -> None:
    await story.start(account_executive="Aaron", target="2026-12-18", last_day="2026-12-11")
    said = story.checklist(story.olivia).plain()
    assert "*Acme* goes to Noah by 18 Dec. Your last day on it is 11 Dec. 9 steps are yours." in said
    assert "First: read the handbook page about handing an account over." in said
    assert "You are taking *Acme* over from Olivia by 18 Dec." in story.checklist(story.noah).plain()
    assert "1 step is yours. First: assign the account to Noah" in story.checklist(story.maya).plain()
    assert "Nothing is asked of you now" in story.checklist(story.person("Aaron")).plain()


async def test_started_by_the_manager_the_incoming_hears_who_asks(story: Story) -> None:
    await story.start(by=story.maya)
    assert "Maya would like you to take *Acme* over from Olivia." in story.checklist(story.noah).plain()


async def test_an_outgoing_person_who_has_left_is_no_error(story: Story) -> None:
    await story.start(outgoing="Jonas")
    assert "Jonas has left, so their steps fall to Maya." in modal(story.noah)
    assert "Responsible now: *Maya*, until Noah accepts" in story.card().plain()
    assert "10 steps are yours" in story.checklist(story.maya).plain()
    assert not story.person("Jonas").dm


async def test_the_manager_is_asked_before_the_incoming_hears(asking_story: Story) -> None:
    story = asking_story
    await story.start(by=story.olivia)
    assert "I've asked Maya whether it is right." in modal(story.olivia)
    assert "Noah hears only when you say it is right." in story.maya.dm[-1].plain()
    assert not story.noah.dm
    assert not story.maya.messages(CHANNEL)

    await story.click(story.maya, "Right")
    assert "*Acme*" in story.checklist(story.noah).plain()
    assert "you said it is right" in story.maya.dm[0].plain()
    assert "moves from Olivia to *Noah*" in story.card().plain()


async def test_not_yet_goes_to_the_starter_alone(asking_story: Story) -> None:
    story = asking_story
    await story.start(by=story.olivia)
    await story.click(story.maya, "Not yet")
    assert "Maya says not yet to handing *Acme* over. Nobody else has heard." in story.news(story.olivia)[-1]
    assert not story.noah.dm
    await story.click(story.maya, "Right")
    assert story.noah.dm


async def test_nobody_is_asked_when_the_incoming_or_the_manager_starts(asking_story: Story) -> None:
    await asking_story.start(by=asking_story.noah)
    assert "*Acme* is on its way." in modal(asking_story.noah)
    await asking_story.start(by=asking_story.maya, account="Globex")
    assert "*Globex* is on its way." in modal(asking_story.maya)


async def test_somethings_wrong_goes_to_the_manager_and_nobody_else(story: Story) -> None:
    await story.start()
    before = len(story.olivia.dm)
    await story.click(story.noah, "Something's wrong")
    await story.submit(story.noah, why="I have <!channel> no room\nbefore March")
    assert "Your manager has it, and nobody else." in modal(story.noah)
    said = story.maya.dm[-1].plain()
    assert "Noah says something is wrong with taking *Acme* over. Only you see this:" in said
    assert "&lt;!channel&gt;" in str(story.maya.dm[-1].blocks)
    assert len(story.olivia.dm) == before
    assert "no room" not in story.card().plain()
    assert "no room" not in story.dm_text(story.olivia)
