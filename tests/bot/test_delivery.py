"""What is said arrives once, in order, and only where it should."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from bot.office import Office
from flows.ports import Priority, SurfaceKind, UnitOfWork
from storage.database import Database
from tests.bot.stage import Stage, open_stage, picture

T = TypeVar("T")


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    url = request.getfixturevalue("empty_postgres_url") if request.param == "postgresql" else None
    async with open_stage(tmp_path, url) as opened:
        yield opened


class DyingOffice(Office):
    """The process is killed at the n-th transaction of its dispatcher: nothing after it happens."""

    def __init__(self, office: Office, ticks: int) -> None:
        super().__init__(office.database, office.clock, office.workspace_id)
        self._left = ticks

    async def tick(self, work: Callable[[UnitOfWork], T]) -> T:
        if self._left == 0:
            raise asyncio.CancelledError
        self._left -= 1
        return await super().tick(work)


async def test_a_saying_arrives_in_the_dm_and_is_stored(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    await stage.say("hello", person_id=noah.id)
    assert await stage.dispatcher().run_until_quiet() == 1
    assert stage.texts("Noah") == ["hello"]
    assert await stage.rows() == {"hello": ("sent", None)}
    message = stage.sandbox.person("Noah").dm[0]
    assert message.metadata is not None
    assert message.metadata["event_type"] == "handoff_delivery"
    dm = await stage.office.look(lambda uow: uow.conversations.dm_of(noah.id))
    assert dm == message.channel


async def test_what_became_pointless_is_dropped_in_silence(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    await stage.say("hello", person_id=noah.id)
    stage.compose = lambda *_: None  # type: ignore[method-assign]
    dispatcher = stage.dispatcher()
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == []
    assert await stage.rows() == {"hello": ("dropped", "pointless")}
    assert stage.undeliverable == []


async def test_killed_between_sending_and_storing_it_is_looked_up(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    await stage.say("first", person_id=noah.id)
    await stage.dispatcher().run_until_quiet()
    await stage.say("second", person_id=noah.id)
    await stage.dispatcher(DyingOffice(stage.office, ticks=1)).run_until_quiet()
    assert stage.texts("Noah") == ["first", "second"]
    assert (await stage.rows())["second"] == ("sending", None)

    reborn = stage.dispatcher()
    await reborn.run_until_quiet()
    assert (await stage.rows())["second"] == ("sending", None)  # its lease runs
    stage.clock.advance(seconds=61)
    await reborn.run_until_quiet()
    assert stage.texts("Noah") == ["first", "second"]
    assert (await stage.rows())["second"] == ("sent", None)


@pytest.mark.parametrize("ticks", [1, 2])
async def test_killed_around_a_first_dm_it_arrives_once(stage: Stage, ticks: int) -> None:
    """1: the DM is open, and neither that is stored nor anything sent. 2: sent, and not stored."""
    noah = await stage.meet("Noah")
    await stage.say("hello", person_id=noah.id)
    await stage.dispatcher(DyingOffice(stage.office, ticks)).run_until_quiet()
    stage.clock.advance(seconds=61)
    await stage.dispatcher().run_until_quiet()
    assert stage.texts("Noah") == ["hello"]
    assert await stage.rows() == {"hello": ("sent", None)}


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "invalid_json"])
async def test_a_lost_answer_is_looked_up_and_never_doubled(stage: Stage, fault: str) -> None:
    noah = await stage.meet("Noah")
    await stage.say("hello", person_id=noah.id)
    getattr(stage.sandbox.faults, fault)("chat.postMessage")
    dispatcher = stage.dispatcher()
    await dispatcher.run_until_quiet()
    assert await stage.rows() == {"hello": ("sending", None)}
    assert await dispatcher.next_due() == stage.clock.now() + timedelta(seconds=15)
    stage.clock.advance(seconds=14)
    await dispatcher.run_until_quiet()
    assert await stage.rows() == {"hello": ("sending", None)}  # too early to look
    stage.clock.advance(seconds=1)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == ["hello"]
    assert await stage.rows() == {"hello": ("sent", None)}


@pytest.mark.parametrize("code", ["fatal_error", "internal_error"])
async def test_an_error_after_the_effect_is_a_lost_answer(stage: Stage, code: str) -> None:
    noah = await stage.meet("Noah")
    await stage.say("hello", person_id=noah.id)
    stage.sandbox.faults.error("chat.postMessage", code, after=True)
    dispatcher = stage.dispatcher()
    await dispatcher.run_until_quiet()
    stage.clock.advance(seconds=15)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == ["hello"]


async def test_a_lost_answer_keeps_the_order_of_its_conversation(stage: Stage) -> None:
    noah, maya = await stage.meet("Noah"), await stage.meet("Maya")
    for text in ("one", "two", "three"):
        await stage.say(text, person_id=noah.id)
    await stage.say("other", person_id=maya.id)
    stage.sandbox.faults.drop_before("chat.postMessage")
    dispatcher = stage.dispatcher(at_once=1)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == []
    assert stage.texts("Maya") == ["other"]
    stage.clock.advance(seconds=15)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == ["one", "two", "three"]


async def test_answers_go_before_reminders(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    await stage.say("reminder", person_id=noah.id, priority=Priority.REMINDER)
    await stage.say("answer", person_id=noah.id, priority=Priority.ANSWER)
    await stage.dispatcher().run_until_quiet()
    assert stage.texts("Noah") == ["answer", "reminder"]


async def test_slacks_retry_after_is_honoured(stage: Stage) -> None:
    noah, maya = await stage.meet("Noah"), await stage.meet("Maya")
    await stage.say("one", person_id=noah.id)
    await stage.say("two", person_id=noah.id)
    await stage.say("three", person_id=maya.id)
    stage.sandbox.faults.rate_limited("chat.postMessage", retry_after=30)
    dispatcher = stage.dispatcher(at_once=1)
    await dispatcher.run_until_quiet()
    stage.clock.advance(seconds=29)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == stage.texts("Maya") == []
    stage.clock.advance(seconds=1)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == ["one", "two"]
    assert stage.texts("Maya") == ["three"]


async def test_an_archived_channel_is_given_up_and_somebody_is_told(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.say("before", channel=stage.channel())
    dispatcher = stage.dispatcher()
    await dispatcher.run_until_quiet()
    await stage.sandbox.admin.archive("cs-handoffs")  # within the minute in which the check holds
    await stage.say("secret words", channel=stage.channel())
    await dispatcher.run_until_quiet()
    await stage.say("after", channel=stage.channel())
    await dispatcher.run_until_quiet()
    assert stage.undeliverable == [("secret words", "is_archived"), ("after", "archived")]
    assert stage.in_channel() == ["before"]
    assert "cannot be delivered" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(("channel", "why"), [("acme-shared", "shared"), ("cs-team", "not_member")])
async def test_nothing_goes_where_it_should_not_be_read(stage: Stage, channel: str, why: str) -> None:
    await stage.say("card", channel=stage.channel(channel))
    await stage.dispatcher().run_until_quiet()
    assert await stage.rows() == {"card": ("dropped", why)}


async def test_a_deactivated_person_gets_nothing(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    await stage.say("hello", person_id=noah.id)
    await stage.dispatcher().run_until_quiet()
    await stage.sandbox.admin.deactivate("Noah")
    stage.clock.advance(hours=2)
    await stage.say("again", person_id=noah.id)  # Slack would take it: the DM is there
    await stage.dispatcher().run_until_quiet()
    assert stage.texts("Noah") == ["hello"]
    assert stage.undeliverable == [("again", "deactivated")]


async def test_our_own_bug_is_alarmed_once_and_never_repeated(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    noah = await stage.meet("Noah")
    broken: list[dict[str, Any]] = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}]
    await stage.say("broken", person_id=noah.id, data={"blocks": broken})
    await stage.say("fine", person_id=noah.id)
    dispatcher = stage.dispatcher()
    for _ in range(3):
        await dispatcher.run_until_quiet()
        stage.clock.advance(minutes=10)
    assert stage.texts("Noah") == ["fine"]
    alarms = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [alarm.getMessage() for alarm in alarms] == ["Slack refuses what we wrote"]
    assert alarms[0].__dict__["fields"]["code"] == "invalid_blocks"
    assert alarms[0].__dict__["fields"]["ref"]


async def test_a_renderers_bug_costs_its_own_message(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    surface = await stage.office.act(lambda uow: uow.surfaces.add(SurfaceKind.CHECKLIST, person_id=noah.id))
    await stage.say("drawn", person_id=noah.id, surface_id=surface.id)  # nothing can draw it
    await stage.say("fine", person_id=noah.id)
    dispatcher = stage.dispatcher()
    for _ in range(10):
        await dispatcher.run_until_quiet()
        stage.clock.advance(minutes=10)
    assert stage.texts("Noah") == ["fine"]
    assert (await stage.rows())["drawn"] == ("dropped", "not_written")


async def test_shut_out_everything_is_kept(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    noah = await stage.meet("Noah")
    for text in ("one", "two"):
        await stage.say(text, person_id=noah.id)
    stage.sandbox.faults.error("chat.postMessage", "account_inactive", times=2)
    dispatcher = stage.dispatcher()
    await dispatcher.run_until_quiet()
    assert dispatcher.shut_out == "account_inactive"
    stage.clock.advance(minutes=5)
    await dispatcher.run_until_quiet()
    stage.clock.advance(minutes=5)
    await dispatcher.run_until_quiet()
    assert stage.texts("Noah") == ["one", "two"]
    assert dispatcher.shut_out is None
    assert sum("shuts the app out" in record.getMessage() for record in caplog.records) == 1


async def test_what_cannot_be_read_is_marked_counted_and_sent_again(stage: Stage) -> None:
    channel = stage.channel()  # the app has no channels:history
    await stage.say("card", channel=channel)
    stage.sandbox.faults.drop_after("chat.postMessage")
    dispatcher = stage.dispatcher()
    await dispatcher.run_until_quiet()
    stage.clock.advance(seconds=15)
    await dispatcher.run_until_quiet()
    assert stage.in_channel() == ["card", "card"]
    assert dispatcher.sent_blind == 1
    seen = await stage.office.look(lambda uow: uow.conversations.get(channel))
    assert seen is not None
    assert not seen.readable


async def test_ephemeral_words_reach_one_person(stage: Stage) -> None:
    maya = await stage.meet("Maya")
    await stage.say("psst", channel=stage.channel(), ephemeral_to=maya.id)
    await stage.dispatcher().run_until_quiet()
    assert [one.ephemeral for one in stage.sandbox.person("Maya").messages("cs-handoffs")][-1]
    assert "psst" not in [one.text for one in stage.sandbox.person("Olivia").messages("cs-handoffs")]


async def test_a_surface_is_posted_drawn_as_it_is_then(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    surface = await stage.office.act(lambda uow: uow.surfaces.add(SurfaceKind.CHECKLIST, person_id=noah.id))
    stage.pictures[surface.id] = picture("two of three")
    await stage.say("surface", person_id=noah.id, surface_id=surface.id)
    await stage.dispatcher().run_until_quiet()
    after = await stage.office.look(lambda uow: uow.surfaces.get(surface.id))
    assert after is not None
    message = stage.sandbox.person("Noah").dm[0]
    assert (after.channel, after.ts, after.shown) == (message.channel, message.ts, surface.wanted)
    assert message.text == "two of three"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_two_processes_on_one_database_send_each_thing_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    postgres = kind == "postgresql"
    url = request.getfixturevalue("empty_postgres_url") if postgres else f"sqlite:///{tmp_path}/two.sqlite3"
    async with open_stage(tmp_path, url) as stage:
        people = [await stage.meet(name) for name in ("Noah", "Maya", "Olivia", "Priya")]
        for number in range(12):
            await stage.say(f"message {number}", person_id=people[number % 4].id)
        second = Database.open(url, stage.clock)
        try:
            other = Office(second, stage.clock, stage.office.workspace_id)
            pair = (stage.dispatcher(), stage.dispatcher(other))
            await asyncio.gather(*(dispatcher.run_until_quiet() for dispatcher in pair))
            await pair[0].run_until_quiet()
        finally:
            await second.close()
        for position, person in enumerate(people):
            expected = [f"message {number}" for number in range(position, 12, 4)]
            assert stage.texts(person.first_name) == expected


async def test_in_the_background_a_commit_wakes_it(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    dispatcher = stage.dispatcher()
    stage.office.database.on_commit(dispatcher.wake)
    dispatcher.start()
    try:
        await stage.say("hello", person_id=noah.id)
        await stage.sandbox.until(lambda: stage.texts("Noah") == ["hello"])
        assert dispatcher.alive
    finally:
        await dispatcher.stop()
    assert not dispatcher.alive


async def test_it_leaves_with_nothing_half_done(stage: Stage) -> None:
    people = [await stage.meet(name) for name in ("Noah", "Maya", "Olivia")]
    dispatcher = stage.dispatcher()
    dispatcher.start()
    for person in people:
        await stage.say(f"to {person.first_name}", person_id=person.id)
    dispatcher.wake()
    stage.sandbox.faults.latency("chat.postMessage", 0.05, times=3)
    await stage.sandbox.until(lambda: dispatcher.in_flight)
    await dispatcher.stop()
    assert not dispatcher.in_flight
    assert {state for state, _ in (await stage.rows()).values()} <= {"sent", "waiting"}
