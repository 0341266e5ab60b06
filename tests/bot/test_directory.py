"""What Slack says of people and conversations, and what we make of its silence."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.directory import Directory, Posting, conversation_from, person_from
from bot.errors import GivenUp, TryLater
from sandbox import User
from tests.bot.stage import Stage, open_stage


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


def slack_id(stage: Stage, name: str) -> str:
    return stage.sandbox.person(name).id


async def test_a_person_is_stored_as_slack_describes_them(stage: Stage) -> None:
    olivia = await stage.meet("Olivia")
    assert (olivia.name, olivia.zone, olivia.guest, olivia.external) == (
        "Olivia Reyes",
        "Europe/Berlin",
        False,
        False,
    )
    stored = await stage.office.look(lambda uow: uow.people.by_slack_id(olivia.slack_id))
    assert stored == olivia


@pytest.mark.parametrize(
    ("name", "trait"), [("Jonas", "deleted"), ("Tom", "guest"), ("Rita", "external"), ("Slackbot", "bot")]
)
async def test_who_cannot_take_part_is_known(stage: Stage, name: str, trait: str) -> None:
    assert getattr(await stage.meet(name), trait)


async def test_within_the_hour_slack_is_not_asked_again(stage: Stage) -> None:
    await stage.meet("Noah")
    stage.sandbox.core.workspace.change_user(slack_id(stage, "Noah"), tz="Asia/Tokyo")
    stage.clock.advance(minutes=59)
    assert (await stage.meet("Noah")).zone == "America/New_York"
    stage.clock.advance(minutes=1)
    assert (await stage.meet("Noah")).zone == "Asia/Tokyo"


async def test_after_a_restart_slack_is_asked_once(stage: Stage) -> None:
    await stage.meet("Noah")
    stage.sandbox.core.workspace.change_user(slack_id(stage, "Noah"), tz="Asia/Tokyo")
    reborn = Directory(stage.client, stage.office, stage.clock)
    assert (await reborn.person(slack_id(stage, "Noah"))).zone == "Asia/Tokyo"


async def test_when_slack_is_silent_the_database_speaks(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    stage.clock.advance(hours=2)
    stage.sandbox.faults.status("users.info", 503, times=9)
    assert await stage.meet("Noah") == noah
    with pytest.raises(TryLater):
        await stage.meet("Maya")


async def test_nobody_by_that_id_is_said_so(stage: Stage) -> None:
    with pytest.raises(GivenUp):
        await stage.directory.person("U0NOBODY")


async def test_who_has_left_keeps_their_zone(stage: Stage) -> None:
    await stage.meet("Noah")
    await stage.sandbox.admin.deactivate("Noah")
    stage.clock.advance(hours=2)
    noah = await stage.meet("Noah")
    assert (noah.deleted, noah.zone) == (True, "America/New_York")


async def test_an_event_tells_without_a_call(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    told = {"id": noah.slack_id, "name": "noah", "tz": "Asia/Tokyo", "profile": {"real_name": "Noah K."}}
    stage.sandbox.faults.status("users.info", 500, times=9)
    learned = await stage.directory.learn(told)
    assert (learned.id, learned.name, learned.zone) == (noah.id, "Noah K.", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("channel", "posting"),
    [
        ("cs-handoffs", Posting.OK),
        ("leadership", Posting.OK),
        ("cs-team", Posting.NOT_MEMBER),
        ("acme-shared", Posting.SHARED),
    ],
)
async def test_where_a_card_may_go(stage: Stage, channel: str, posting: Posting) -> None:
    assert await stage.directory.can_post(stage.channel(channel)) is posting


async def test_a_closed_channel_takes_nothing(stage: Stage) -> None:
    await stage.sandbox.admin.archive("cs-handoffs")
    assert await stage.directory.can_post(stage.channel()) is Posting.ARCHIVED
    seen = await stage.office.look(lambda uow: uow.conversations.get(stage.channel()))
    assert seen is not None
    assert seen.archived


async def test_a_channel_we_cannot_see_is_unknown(stage: Stage) -> None:
    await stage.sandbox.admin.leave("handoff", "leadership")
    assert await stage.directory.can_post(stage.channel("leadership")) is Posting.UNKNOWN
    assert await stage.directory.can_post("C0NOWHERE") is Posting.UNKNOWN


@pytest.mark.parametrize("name", ["Tom", "Rita"])
async def test_one_guest_or_stranger_closes_a_channel_to_cards(stage: Stage, name: str) -> None:
    channel = stage.channel("leadership")
    assert await stage.directory.can_post(channel) is Posting.OK
    await stage.sandbox.admin.join(name, "leadership")
    assert await stage.directory.can_post(channel) is Posting.OK  # the check holds for a minute
    stage.directory.forget(channel)
    assert await stage.directory.can_post(channel) is Posting.GUESTS
    assert (await stage.directory.conversation(channel)).shared


async def test_a_large_channel_is_looked_through_in_one_go(stage: Stage) -> None:
    workspace = stage.sandbox.core.workspace
    conversation = workspace.find_conversation("leadership")
    for number in range(60):
        user = User(f"U0CROWD{number:02}", f"crowd{number}", f"Crowd {number}")
        workspace.users[user.id] = user
        conversation.members.append(user.id)
    stage.sandbox.faults.status("users.info", 500, times=9)
    assert await stage.directory.can_post(conversation.id) is Posting.OK
    stage.sandbox.faults.clear()
    workspace.change_user("U0CROWD59", is_restricted=True)
    again = Directory(stage.client, stage.office, stage.clock)
    assert await again.can_post(conversation.id) is Posting.GUESTS


async def test_a_server_without_member_lists_costs_the_check_only(stage: Stage) -> None:
    stage.sandbox.faults.lack(["conversations.members"])
    assert await stage.directory.can_post(stage.channel()) is Posting.OK
    assert await stage.directory.can_post(stage.channel("acme-shared")) is Posting.SHARED


async def test_what_we_know_of_a_conversation_stays(stage: Stage) -> None:
    channel = stage.channel()
    seen = await stage.directory.conversation(channel)
    assert (seen.name, seen.kind, seen.member, seen.readable) == ("cs-handoffs", "channel", True, True)

    closed = replace(seen, readable=False)
    await stage.office.act(lambda uow: uow.conversations.upsert(closed))
    stage.directory.forget(channel)
    assert not (await stage.directory.conversation(channel)).readable


async def test_the_hourly_refresh_asks_nobody_without_a_handoff(stage: Stage) -> None:
    await stage.meet("Noah")
    assert await stage.directory.refresh() == 0


def test_a_colleague_of_ones_own_organisation_is_not_external() -> None:
    user = {"id": "W1", "team_id": "T2", "enterprise_user": {"id": "W1"}, "name": "w"}
    assert not person_from(user, team_id="T1").external
    assert person_from({"id": "U1", "team_id": "T2", "name": "u"}, team_id="T1").external


def test_a_channel_of_ones_own_organisation_is_not_shared() -> None:
    channel = {"id": "C1", "is_shared": True, "is_org_shared": True, "is_member": True}
    assert not conversation_from(channel).shared
    assert conversation_from({"id": "C1", "is_pending_ext_shared": True}).shared
