"""Two people at once, pressing twice, old screens: each ends in a clear state and a kind sentence."""

import asyncio

from bot.views import actions
from bot.views.actions import Target
from sandbox.driver import Person
from tests.scenarios.story import Story
from tests.scenarios.words import modal

STEP = "outgoing-reads-page"


async def test_two_people_click_at_once_and_one_hears_who_was_first(both_story: Story) -> None:
    story = both_story
    await story.start()
    handoff = await story.handoff()
    await story.click(story.maya, "All steps", message=story.checklist(story.maya))
    at = str(Target(handoff.id, STEP))
    hers = story.olivia.click(actions.DONE, story.checklist(story.olivia), at)
    both = await asyncio.gather(hers, story.maya.click_modal(actions.DONE, at))
    await story.settle()
    assert all(result.ok for result in both)
    assert await story.changes(handoff.id, "step_done") == 1
    said = story.olivia.modal.text() if story.olivia.modal else modal(story.maya)
    assert "did this already, Nov 16, 2026, " in said
    assert "1 of 15 steps" in story.card().plain()


async def test_a_double_click_does_it_once(both_story: Story) -> None:
    story = both_story
    await story.start()
    handoff = await story.handoff()
    shown, at = story.checklist(story.olivia), str(Target(handoff.id, STEP))
    pressed = await asyncio.gather(*(story.olivia.click(actions.DONE, shown, at) for _ in range(3)))
    await story.settle()
    assert all(result.ok for result in pressed)
    assert await story.changes(handoff.id, "step_done") == 1
    assert "You did this already" in modal(story.olivia)


async def test_a_double_click_on_undo_undoes_once(both_story: Story) -> None:
    story = both_story
    await story.start()
    handoff = await story.handoff()
    await story.done(story.olivia, STEP)
    shown = story.checklist(story.olivia)
    pressed = await asyncio.gather(*(story.olivia.click(actions.UNDO, shown) for _ in range(3)))
    await story.settle()
    assert all(result.ok for result in pressed)
    assert await story.changes(handoff.id, "undone") == 1
    assert "0 of 15 steps" in story.card().plain()
    assert story.olivia.modal is None


async def test_an_undo_after_it_was_done_again_is_too_late(story: Story) -> None:
    await story.start()
    await story.done(story.olivia, STEP)
    first = story.checklist(story.olivia)
    await story.click(story.olivia, actions.UNDO, message=first)
    await story.done(story.olivia, STEP)
    await story.click(story.olivia, actions.UNDO, message=first)
    assert "1 of 15 steps" in story.card().plain()


async def test_boxes_ticked_on_an_old_screen_apply_only_their_difference(story: Story) -> None:
    await story.start()
    old = story.checklist(story.olivia)
    await story.click(story.olivia, "Our internal channels", message=old)
    await story.click(story.maya, "All steps", message=story.checklist(story.maya))
    await story.maya.click_modal("Channels shared with the customer, if there are any")
    await story.settle()
    assert (await story.handoff()).state("slack-channels").status == "done"
    await story.click(story.olivia, "Our internal channels", message=old)
    state = (await story.handoff()).state("slack-channels")
    assert "customer" in state.parts


async def test_a_click_on_what_belongs_to_a_closed_handoff(story: Story) -> None:
    await story.start()
    number = (await story.handoff()).id
    checklist, card = story.checklist(story.olivia), story.card()
    await story.whole(story.maya, actions.CANCEL, why="not now")
    await story.click(story.olivia, actions.DONE, Target(number, STEP), checklist)
    assert "This handoff of *Acme* was cancelled. It can be reopened." in modal(story.olivia)
    await story.olivia.close_modal()
    await story.click(story.noah, "Show checklist", message=card)
    assert "0 of 15 steps done" in modal(story.noah)
    assert "[Done]" not in modal(story.noah)
    assert (await story.by_id(number)).state(STEP).status == "todo"


async def test_a_click_while_paused_says_how_to_go_on(story: Story) -> None:
    await story.start()
    shown, at = story.checklist(story.olivia), Target((await story.handoff()).id, STEP)
    await story.whole(story.maya, actions.PAUSE)
    await story.click(story.olivia, actions.DONE, at, shown)
    assert "*Acme* is paused. Resume it to go on; nothing is lost." in modal(story.olivia)


async def test_a_dialog_submitted_after_its_step_was_set_aside(story: Story) -> None:
    await story.start()
    number = (await story.handoff()).id
    await story.click(story.noah, actions.GIVE, Target(number, "open-cta"), story.checklist(story.noah))
    await set_aside(story, story.maya, "open-cta")
    await story.submit(story.noah, evidence="https://gainsight.example/1")
    assert "Maya set this aside already" in modal(story.noah)
    assert (await story.handoff()).state("open-cta").status == "not_applicable"


async def test_a_dialog_submitted_after_its_handoff_was_cancelled(story: Story) -> None:
    await story.start()
    await story.whole(story.olivia, actions.EDIT)
    await story.whole(story.maya, actions.CANCEL, why="not now")
    await story.submit(story.olivia, target="2026-12-01")
    assert "This handoff of *Acme* was cancelled. It can be reopened." in modal(story.olivia)


async def test_two_people_edit_at_once_and_neither_loses(story: Story) -> None:
    await story.start(target="2026-12-18")
    await story.whole(story.olivia, actions.EDIT)
    await story.whole(story.maya, actions.EDIT, incoming="Elena", target="2026-12-21")
    await story.submit(story.olivia, last_day="2026-12-11")
    handoff = await story.handoff()
    assert str(handoff.target) == "2026-12-21"
    assert str(handoff.last_day) == "2026-12-11"
    assert "to *Elena*" in story.card().plain()


async def set_aside(story: Story, who: Person, step: str) -> None:
    """Set somebody else's step aside, in the dialog with all steps."""
    await story.click(who, "All steps", message=story.checklist(who))
    at = Target((await story.handoff()).id, step, "", actions.NOT_APPLICABLE)
    await who.click_modal(actions.MENU, str(at))
    await story.submit(who, why="not here")
