"""Administrators settle for the workspace what the environment left open."""

from collections.abc import AsyncIterator

import pytest

from tests.scenarios.story import CHANNEL, Story, World, told
from tests.scenarios.words import modal


@pytest.fixture
async def ops(database: str) -> AsyncIterator[Story]:
    """A workspace that Elena administers, with one page in its environment."""
    given = {"handoff_links": {"calendar": "https://calendar.test/"}}
    async with told(World(database, settings=given)) as story:
        yield story


async def settles(story: Story, **filled: str) -> None:
    """Elena changes settings, and they are saved."""
    elena = story.person("Elena")
    await elena.command("/handoff settings", channel=CHANNEL)
    result = await elena.submit(filled)
    assert result.ok, result
    assert "Saved." in modal(elena)
    await elena.close_modal()


async def test_the_next_handoff_goes_by_what_is_settled(ops: Story) -> None:
    await ops.start()
    await settles(ops, title="TAM", open_cta="no", manager_confirms="yes", digest_hour="7")
    assert ops.house.bot.rules.digest_hour == 7
    await ops.start(ops.olivia, account="Globex")
    globex = await ops.handoff("Globex")
    assert globex.status == "proposed"
    assert globex.playbook.called == "TAM to TAM"
    assert globex.facts["cta"] == ("off",)
    assert (await ops.handoff()).playbook.called == "CSM to CSM"


async def test_pages_come_before_those_of_the_environment_and_can_go_again(ops: Story) -> None:
    await settles(ops, links="gainsight https://gainsight.test/\ncalendar https://ours.test/")
    assert ops.house.bot.desk.links["calendar"] == "https://ours.test/"
    await settles(ops, links="")
    assert ops.house.bot.desk.links == {"calendar": "https://calendar.test/"}


async def test_what_is_settled_survives_a_restart(ops: Story) -> None:
    await settles(ops, title="TAM", digest_hour="7")
    await ops.restart()
    assert ops.house.bot.rules.digest_hour == 7
    elena = ops.person("Elena")
    await elena.command("/handoff settings", channel=CHANNEL)
    assert "TAM" in modal(elena)
    await elena.close_modal()
    await ops.start()
    assert (await ops.handoff()).playbook.called == "TAM to TAM"


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"full_within_days": "999"}, "Write a whole number from 0 to 730."),
        (
            {"links": "gainsight"},
            "Please look at “gainsight”: a name and an address, like gainsight https://…",
        ),
    ],
)
async def test_a_wrong_field_is_said_under_it(ops: Story, filled: dict[str, str], sentence: str) -> None:
    elena = ops.person("Elena")
    await elena.command("/handoff settings", channel=CHANNEL)
    await elena.submit(filled)
    assert elena.modal is not None
    assert elena.modal.errors == dict.fromkeys(filled, sentence)


async def test_others_are_told_in_private(ops: Story) -> None:
    await ops.olivia.command("/handoff settings", channel=CHANNEL)
    assert "Settings are for the administrators of this bot" in modal(ops.olivia)
