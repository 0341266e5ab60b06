"""An operations person adjusts a playbook in Slack, and a handoff starts with it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.views import actions, adjust
from bot.views.adjust import Place
from sandbox.driver import Person
from tests.scenarios.story import CHANNEL, Story, World, told
from tests.scenarios.words import modal
from tests.support.handoffs import csm

CSM = "csm-to-csm"
SHIPPED = csm().version


@pytest.fixture
async def ops(database: str) -> AsyncIterator[Story]:
    """A workspace in which Priya is the bot's administrator."""
    async with told(World(database)) as plain:
        priya = plain.priya.id
    async with told(World(database, settings={"handoff_admins": priya})) as story:
        yield story


def place(who: Person, item: str = "") -> str:
    """The value of a button of the list that is open."""
    shown = who.modal
    assert shown is not None
    here = Place.parse(shown.private_metadata)
    return str(Place(here.playbook, here.tab, here.page, item, here.view))


async def opens(story: Story, who: Person | None = None) -> Person:
    """Priya (or somebody) opens the list of CSM to CSM."""
    who = who or story.priya
    await who.command("/handoff adjust", channel=CHANNEL)
    await who.click_modal(adjust.CHOOSE, str(Place(CSM)))
    return who


async def changes(story: Story, item: str, **filled: str) -> None:
    """Priya changes one item of the list, and the change is kept."""
    priya = story.priya
    while not has(priya, item):
        await priya.click_modal("More")
    await priya.click_modal(adjust.ITEM, place(priya, item))
    result = await priya.submit(filled)
    assert result.ok, priya.modal.errors if priya.modal else result


def has(who: Person, item: str) -> bool:
    """Whether the page that is open has that item."""
    shown = who.modal
    assert shown is not None
    return f"|{item}|" in str(shown.blocks)


async def publishes(story: Story) -> str:
    """Priya looks at the preview and publishes; what the preview said."""
    await story.priya.click_modal("Preview")
    seen = modal(story.priya)
    assert (await story.priya.submit()).ok
    assert "is live: new handoffs start with it." in modal(story.priya)
    await story.priya.close_modal()
    return seen


async def test_operations_adjust_a_playbook_and_a_handoff_starts_with_it(ops: Story) -> None:
    await opens(ops)
    assert f"version {SHIPPED} is live. There is no draft." in modal(ops.priya)
    await changes(
        ops, "outgoing-reads-page", title="Read our own wiki page", link="https://wiki.test/handing-over"
    )
    assert "A draft by Priya waits; it isn't live." in modal(ops.priya)
    await changes(ops, "follow-up", on="off")
    await ops.priya.click_modal("Add a step")
    added = await ops.priya.submit(
        {"title": "Send cake to {incoming}", "reason": "They like cake.", "offset": "2"}
    )
    assert added.ok
    await ops.priya.click_modal("Questions")
    await changes(ops, "outlook.loops", question="What is still open, and by when?")
    seen = await publishes(ops)
    assert "Step 1, title: " in seen
    assert "→ Read our own wiki page" in seen
    assert "Step 8 falls away: " in seen
    assert "Step 22 is new: Send cake to {incoming}" in seen
    assert "Asked otherwise: " in seen
    await ops.priya.close_modal()
    await ops.start()
    handoff = await ops.handoff()
    assert handoff.playbook.version == SHIPPED + 1
    assert "follow-up" not in handoff.playbook.by_id
    shown = ops.checklist(ops.olivia).plain()
    assert "Read our own wiki page" in shown
    assert "Send cake to Noah" in shown
    assert handoff.playbook.asks["outlook.loops"][1].question == "What is still open, and by when?"


async def test_the_start_dialog_that_was_open_starts_the_new_version(ops: Story) -> None:
    await ops.noah.command("/handoff acme", channel=CHANNEL)
    await opens(ops)
    await changes(ops, "follow-up", on="off")
    await publishes(ops)
    filled = {"outgoing": "Olivia", "incoming": "Noah", "incoming_manager": "Maya", "cause": "territory"}
    assert (await ops.submit(ops.noah, **filled)).ok
    assert (await ops.handoff()).playbook.version == SHIPPED + 1


async def test_what_cannot_go_live_is_named_with_its_place_and_remedy(ops: Story) -> None:
    await opens(ops)
    await changes(ops, "subscribe-tickets", on="off")
    await ops.priya.click_modal("Preview")
    said = modal(ops.priya)
    assert "This keeps it from going live" in said
    assert "Step 13, " in said
    assert "Leave it on, or switch step 14 off too." in said
    assert ops.priya.modal is not None
    assert "submit" not in ops.priya.modal.payload


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        (
            {"title": "Tell <!channel>"},
            "Slack would act on <!channel>. Write plain words, and links under links:.",
        ),
        ({"offset": "999"}, "Write a whole number from 0 to 400, or leave it empty."),
        ({"link": "the wiki"}, "Url is no address that Slack opens. Write https://…, in one word."),
    ],
)
async def test_a_wrong_field_is_said_under_it(ops: Story, filled: dict[str, str], sentence: str) -> None:
    await opens(ops)
    await ops.priya.click_modal(adjust.ITEM, place(ops.priya, "outgoing-reads-page"))
    await ops.priya.submit(filled)
    shown = ops.priya.modal
    assert shown is not None
    assert shown.errors == dict.fromkeys(filled, sentence)


async def test_others_are_told_in_private_and_change_nothing(ops: Story) -> None:
    await ops.olivia.command("/handoff adjust", channel=CHANNEL)
    assert "is for the administrators of this bot" in modal(ops.olivia)


async def test_somebody_who_is_no_administrator_any_more_presses_in_vain(database: str) -> None:
    async with told(World(database)) as story:
        elena = await opens(story, story.person("Elena"))
        users = story.sandbox.core.workspace.users
        users[elena.id] = replace(users[elena.id], is_admin=False)
        await elena.click_modal("Add a step")
        assert "is for the administrators of this bot" in modal(elena)


async def test_whoever_administers_the_workspace_may_when_no_setting_says_who(story: Story) -> None:
    elena = await opens(story, story.person("Elena"))
    assert f"version {SHIPPED} is live." in modal(elena)
    await story.maya.command("/handoff adjust", channel=CHANNEL)
    assert "is for the administrators of this bot" in modal(story.maya)


async def test_a_draft_is_thrown_away(ops: Story) -> None:
    await opens(ops)
    await changes(ops, "follow-up", on="off")
    await ops.priya.click_modal("Throw the draft away")
    assert "There is no draft." in modal(ops.priya)


async def test_back_to_what_the_file_says(ops: Story) -> None:
    await opens(ops)
    await changes(ops, "follow-up", on="off")
    await publishes(ops)
    await ops.priya.click_modal("Back to the original")
    seen = await publishes(ops)
    assert "Step 8 is new: " in seen
    assert f"version {SHIPPED + 2} is live." in modal(ops.priya)


async def test_a_published_playbook_is_on_offer_after_a_restart(ops: Story) -> None:
    await opens(ops)
    await changes(ops, "follow-up", on="off")
    await publishes(ops)
    await ops.priya.close_modal()
    await ops.restart()
    await ops.start()
    assert (await ops.handoff()).playbook.version == SHIPPED + 1


async def test_a_running_handoff_is_moved_after_a_look_at_what_changes(ops: Story) -> None:
    await ops.start()
    await ops.done(ops.olivia, "outgoing-reads-page")
    await opens(ops)
    await changes(ops, "outgoing-reads-page", on="off")
    await changes(ops, "incoming-reads-page", title="Read the wiki")
    await publishes(ops)
    assert (await ops.handoff()).playbook.version == SHIPPED
    await ops.priya.click_modal("Running handoffs")
    await ops.priya.click_modal("See what changes")
    said = modal(ops.priya)
    assert f"Acme goes from version {SHIPPED} to {SHIPPED + 1}" in said.replace("*", "")
    assert "→ Read the wiki" in said
    assert "falls away" not in said
    assert (await ops.submit(ops.priya)).ok
    handoff = await ops.handoff()
    assert handoff.playbook.version == SHIPPED + 1
    assert handoff.state("outgoing-reads-page").status == "done"
    assert "Read the wiki" in ops.checklist(ops.noah).plain()
    assert "1 of 15 steps" in ops.card().plain()
    assert await ops.changes(handoff.id, "moved_version") == 1


async def test_a_step_is_added_to_one_handoff_and_survives_a_move(ops: Story) -> None:
    await ops.start()
    added = await ops.whole(ops.noah, actions.ADD_STEP, title="Send cake to <!here>", owner="outgoing")
    assert added.ok
    assert "Send cake to <!here>" in ops.checklist(ops.olivia).plain()
    assert "0 of 16 steps" in ops.card().plain()
    await ops.start(account="Globex")
    assert "0 of 15 steps" in ops.card("Globex").plain()
    await opens(ops)
    await changes(ops, "follow-up", on="off")
    await publishes(ops)
    await ops.priya.click_modal("Running handoffs")
    value = str(replace(Place.parse(place(ops.priya)), item=str((await ops.handoff()).id)))
    await ops.priya.click_modal(adjust.SHOW_MOVE, value)
    assert (await ops.submit(ops.priya)).ok
    assert "own-1" in (await ops.handoff()).playbook.by_id
    assert "0 of 15 steps" in ops.card().plain()
