"""Whoever is not part of a handoff gets a sentence that reveals nothing, whatever they press or forge."""

from dataclasses import replace
from typing import Any

import pytest

from bot.views import actions
from bot.views.actions import Target
from sandbox.driver import Person
from sandbox.model import Message
from tests.scenarios.story import CHANNEL, Story
from tests.scenarios.words import modal

NOTHING = "I can't show you that."


def forged(card: Message, action: str, value: str) -> Message:
    """The card as somebody shows it who bends what a button says."""
    button = {"type": "button", "action_id": action, "value": value}
    labelled: dict[str, Any] = {**button, "text": {"type": "plain_text", "text": "x"}}
    return replace(card, blocks=[{"type": "actions", "block_id": "forged", "elements": [labelled]}])


async def press(story: Story, who: Person, action: str, value: str) -> str:
    """Press a forged button on the card; what the dialog says."""
    result = await story.click(who, action, message=forged(story.card(), action, value))
    assert result.ok, result
    said = modal(who)
    await who.close_modal(everything=True)
    return said


async def test_the_cards_button_shows_an_outsider_nothing(story: Story) -> None:
    await story.start()
    elena = story.person("Elena")
    await story.click(elena, "Show checklist", message=story.card())
    said = modal(elena)
    assert NOTHING in said
    assert "Acme" not in said
    assert "Olivia" not in said


@pytest.mark.parametrize(
    "action",
    [
        actions.DONE,
        actions.GIVE,
        actions.ACCEPT,
        actions.CONFIRM,
        actions.HOLD,
        actions.READY,
        actions.SOLO,
        actions.REOPEN,
        actions.OBJECT,
        actions.ALL_STEPS,
        actions.OPEN,
        actions.LATER,
        actions.EDIT,
        actions.CANCEL,
        actions.PAUSE,
        f"{actions.DECIDE}_close",
        f"{actions.FACT}_us",
    ],
)
async def test_a_forged_button_of_an_outsider_does_and_shows_nothing(story: Story, action: str) -> None:
    await story.start()
    before = await story.handoff()
    for step in ("outgoing-reads-page", "close"):
        at = Target(before.id, step, "close" if step == "close" else "events_owner", "us")
        said = await press(story, story.person("Elena"), action, str(at))
        assert "Acme" not in said
        assert "Noah" not in said
    assert await story.handoff() == before


@pytest.mark.parametrize(
    "value", ["", "-", "nonsense", "1|2", "99999|close||", "|||", "1|no-such-step||", "x|y|z|w"]
)
@pytest.mark.parametrize(
    "action", [actions.DONE, actions.ALL_STEPS, actions.UNDO, actions.GIVE, actions.ACCEPT]
)
async def test_values_that_are_none_of_ours_are_refused_kindly(story: Story, action: str, value: str) -> None:
    await story.start()
    before = await story.handoff()
    said = await press(story, story.person("Elena"), action, value or " ")
    assert NOTHING in said
    assert await story.handoff() == before


async def test_a_participant_with_a_forged_step_is_told_kindly_too(story: Story) -> None:
    await story.start()
    before = await story.handoff()
    for action in (actions.DONE, actions.GIVE, f"{actions.DECIDE}_close"):
        assert await press(story, story.noah, action, f"{before.id}|no-such-step|x|y")
    assert await story.handoff() == before


async def test_what_only_some_may_do_is_refused_to_the_others(story: Story) -> None:
    """Accept is the receiver's, the manager's own step nobody else's, the whole is steered by four."""
    await story.start(account_executive="Aaron")
    handoff = await story.handoff()
    assign = str(Target(handoff.id, "assign-account"))
    for who, action, value in (
        (story.olivia, actions.ACCEPT, str(Target(handoff.id))),
        (story.maya, actions.OBJECT, str(Target(handoff.id))),
        (story.olivia, actions.DONE, assign),
        (story.person("Aaron"), actions.CANCEL, str(Target(handoff.id))),
        (story.person("Aaron"), actions.EDIT, str(Target(handoff.id))),
        (story.person("Aaron"), actions.GIVE, assign),
    ):
        assert "That is for somebody else here to do. Nothing was changed." in await press(
            story, who, action, value
        )
    assert (await story.handoff()).steps == handoff.steps
    assert (await story.handoff()).accepted_at is None


async def test_undo_of_somebody_elses_change_is_refused(story: Story) -> None:
    await story.start()
    await story.done(story.olivia, "outgoing-reads-page")
    for number in range(1, 6):
        assert NOTHING in await press(story, story.person("Elena"), actions.UNDO, str(number))
    assert "1 of 15 steps" in story.card().plain()


async def test_the_command_finds_only_ones_own(story: Story) -> None:
    await story.start()
    elena = story.person("Elena")
    await elena.command("/handoff acme", channel=CHANNEL)
    assert "Start a handoff" in modal(elena)
    assert "Noah" not in modal(elena)
    await elena.close_modal()
    await elena.command("/handoff list")
    assert "You have no open handoffs." in modal(elena)
