"""What Slack shows follows the state, with as few calls as it takes."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.drawing import Drawn
from bot.surfaces import Budget
from flows.desk.acting import show
from flows.people import Person
from flows.ports import Surface, SurfaceKind
from sandbox import Message
from tests.bot.stage import Stage, open_stage, picture


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    url = request.getfixturevalue("empty_postgres_url") if request.param == "postgresql" else None
    async with open_stage(tmp_path, url) as opened:
        yield opened


async def checklist(stage: Stage, person: Person, text: str = "one of three", subject: str = "") -> Surface:
    """A checklist that is out, showing the text."""
    return await _out(stage, SurfaceKind.CHECKLIST, text, person_id=person.id, subject=subject)


async def card(stage: Stage, text: str) -> Surface:
    """A card that is out, showing the text."""
    return await _out(stage, SurfaceKind.CARD, text, channel=stage.channel())


async def _out(stage: Stage, kind: SurfaceKind, text: str, **where: Any) -> Surface:
    surface = await stage.office.act(lambda uow: uow.surfaces.add(kind, **where))
    stage.pictures[surface.id] = picture(text)
    await stage.office.act(lambda uow: show(uow, surface))
    await stage.dispatcher().run_until_quiet()
    return await now(stage, surface)


async def now(stage: Stage, surface: Surface) -> Surface:
    """The surface as stored."""
    found = await stage.office.look(lambda uow: uow.surfaces.get(surface.id))
    assert found is not None
    return found


async def touch(stage: Stage, surface: Surface, text: str | None = None) -> None:
    """A change: the surface should show the text."""
    if text is not None:
        stage.pictures[surface.id] = picture(text)
    await stage.office.act(lambda uow: uow.surfaces.touch_one(surface.id))


def only(stage: Stage, name: str) -> Message:
    """The one message in the person's DM."""
    messages = stage.sandbox.person(name).dm
    assert len(messages) == 1
    return messages[0]


async def test_a_change_is_shown_and_its_metadata_stays(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    await touch(stage, surface, "two of three")
    assert await stage.refresher().run_until_quiet() == 1
    message = only(stage, "Noah")
    assert message.text == "two of three"
    assert message.metadata
    after = await now(stage, surface)
    assert after.shown == after.wanted


async def test_an_equal_picture_needs_no_call(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    await touch(stage, surface)
    await stage.refresher().run_until_quiet()
    assert not only(stage, "Noah").edited
    after = await now(stage, surface)
    assert after.shown == after.wanted


async def test_a_change_meanwhile_leaves_it_stale(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    await touch(stage, surface, "two of three")
    await touch(stage, surface, "three of three")
    stage.drawn.clear()
    await stage.refresher().run_until_quiet()
    assert only(stage, "Noah").text == "three of three"
    assert stage.drawn == [surface.id]  # two changes, one update


async def test_it_changes_by_itself_when_its_renderer_said(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    tomorrow = stage.clock.now() + timedelta(days=1)
    stage.pictures[surface.id] = Drawn("due tomorrow", [], stale_at=tomorrow)
    await touch(stage, surface)
    refresher = stage.refresher()
    await refresher.run_until_quiet()
    assert await refresher.next_due() == tomorrow
    stage.pictures[surface.id] = picture("due today")
    await refresher.run_until_quiet()
    assert only(stage, "Noah").text == "due tomorrow"
    stage.clock.set(tomorrow)
    await refresher.run_until_quiet()
    assert only(stage, "Noah").text == "due today"


async def test_a_renderer_that_asks_for_the_past_does_not_go_round(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    stage.pictures[surface.id] = Drawn("old", [], stale_at=stage.clock.now())
    await touch(stage, surface)
    assert await stage.refresher().run_until_quiet() == 1


@pytest.mark.parametrize("kind", [SurfaceKind.CARD, SurfaceKind.CHECKLIST])
async def test_what_people_work_with_is_made_anew_when_deleted(stage: Stage, kind: SurfaceKind) -> None:
    noah = await stage.meet("Noah")
    surface = await (card(stage, "old") if kind is SurfaceKind.CARD else checklist(stage, noah, "old"))
    await stage.client.chat_delete(channel=surface.channel or "", ts=surface.ts or "")
    await touch(stage, surface, "new")
    await stage.refresher().run_until_quiet()
    await stage.dispatcher().run_until_quiet()
    after = await now(stage, surface)
    assert (after.generation, after.ended) == (surface.generation + 1, False)
    assert after.ts != surface.ts
    assert "new" in (stage.in_channel() if kind is SurfaceKind.CARD else stage.texts("Noah"))


async def test_other_messages_end_when_deleted(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    surface = await _out(stage, SurfaceKind.DIGEST, "today", person_id=noah.id, subject="2026-11-16")
    await stage.client.chat_delete(channel=surface.channel or "", ts=surface.ts or "")
    await touch(stage, surface, "done")
    await stage.refresher().run_until_quiet()
    await stage.dispatcher().run_until_quiet()
    assert (await now(stage, surface)).ended
    assert stage.texts("Noah") == []


async def test_an_ended_surface_gets_one_last_update(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    stage.pictures[surface.id] = picture("closed")
    await stage.office.act(lambda uow: uow.surfaces.end(surface.id))
    refresher = stage.refresher()
    await refresher.run_until_quiet()
    await touch(stage, surface, "never shown")
    await refresher.run_until_quiet()
    assert only(stage, "Noah").text == "closed"


async def test_nothing_to_show_ends_it_and_leaves_the_message(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    stage.pictures[surface.id] = None
    await touch(stage, surface)
    await stage.refresher().run_until_quiet()
    assert only(stage, "Noah").text == "one of three"
    assert (await now(stage, surface)).ended


async def test_a_home_is_published_while_somebody_looks(stage: Stage) -> None:
    noah = await stage.meet("Noah")
    home = await stage.office.act(lambda uow: uow.surfaces.add(SurfaceKind.HOME, person_id=noah.id))
    stage.pictures[home.id] = picture("one handoff")
    refresher = stage.refresher()
    await refresher.run_until_quiet()
    assert stage.sandbox.person("Noah").home is None
    await stage.office.act(lambda uow: uow.surfaces.opened(home.id, stage.clock.now()))
    await refresher.run_until_quiet()
    assert _home(stage) == "one handoff"
    stage.clock.advance(hours=2)
    await touch(stage, home, "two handoffs")
    await refresher.run_until_quiet()
    assert _home(stage) == "one handoff"


def _home(stage: Stage) -> str:
    view = stage.sandbox.person("Noah").home
    assert view is not None
    return str(view.blocks[0]["text"]["text"])


async def test_slacks_retry_after_holds_all_updates(stage: Stage) -> None:
    noah, maya = await stage.meet("Noah"), await stage.meet("Maya")
    for person in (noah, maya):
        await touch(stage, await checklist(stage, person), "new")
    stage.sandbox.faults.rate_limited("chat.update", retry_after=20)
    refresher = stage.refresher(at_once=1)
    await refresher.run_until_quiet()
    stage.clock.advance(seconds=19)
    await refresher.run_until_quiet()
    assert stage.texts("Noah") == stage.texts("Maya") == ["one of three"]
    assert await refresher.next_due() == stage.clock.now() + timedelta(seconds=1)
    stage.clock.advance(seconds=1)
    await refresher.run_until_quiet()
    assert stage.texts("Noah") == stage.texts("Maya") == ["new"]


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "status"])
async def test_a_lost_update_is_simply_repeated(stage: Stage, fault: str) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    await touch(stage, surface, "new")
    getattr(stage.sandbox.faults, fault)("chat.update")
    refresher = stage.refresher()
    await refresher.run_until_quiet()
    stage.clock.advance(seconds=5)
    await refresher.run_until_quiet()
    assert only(stage, "Noah").text == "new"


async def test_a_refused_picture_is_alarmed_and_waits_for_the_next_change(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    await touch(stage, surface, "x" * 3_001)
    refresher = stage.refresher()
    for _ in range(3):
        await refresher.run_until_quiet()
        stage.clock.advance(minutes=10)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "Slack refuses what we drew"
    ]
    await touch(stage, surface, "short")
    await refresher.run_until_quiet()
    assert only(stage, "Noah").text == "short"


async def test_a_renderers_bug_costs_its_own_surface(stage: Stage) -> None:
    broken = await checklist(stage, await stage.meet("Noah"))
    fine = await checklist(stage, await stage.meet("Maya"))
    await touch(stage, broken)
    await touch(stage, fine, "new")
    del stage.pictures[broken.id]
    refresher = stage.refresher()
    await refresher.run_until_quiet()
    assert only(stage, "Maya").text == "new"
    await touch(stage, broken, "mended")
    stage.clock.advance(seconds=5)
    await refresher.run_until_quiet()
    assert only(stage, "Noah").text == "mended"


async def test_nobody_redraws_for_who_has_left(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    await stage.sandbox.admin.deactivate("Noah")
    stage.clock.advance(hours=2)
    await stage.meet("Noah")
    await touch(stage, surface, "new")
    await stage.refresher().run_until_quiet()
    assert (await now(stage, surface)).ended
    assert only(stage, "Noah").text == "one of three"


async def test_what_was_clicked_goes_first_then_cards_lists_and_homes(stage: Stage) -> None:
    noah, maya = await stage.meet("Noah"), await stage.meet("Maya")
    home = await stage.office.act(lambda uow: uow.surfaces.add(SurfaceKind.HOME, person_id=maya.id))
    stage.pictures[home.id] = picture("home")
    await stage.office.act(lambda uow: uow.surfaces.opened(home.id, stage.clock.now()))
    first = await checklist(stage, noah)
    shared = await card(stage, "card")
    clicked = await checklist(stage, maya)
    stage.clock.advance(minutes=1)  # the Home was not opened just now
    for surface in (first, shared, clicked):
        await touch(stage, surface, "new")
    stage.drawn.clear()
    refresher = stage.refresher(at_once=1)
    refresher.clicked(clicked.channel or "", clicked.ts or "")
    await refresher.run_until_quiet()
    assert stage.drawn == [clicked.id, shared.id, first.id, home.id]


async def test_the_budget_keeps_a_fifth_for_what_was_clicked() -> None:
    budget = Budget(10)
    assert [budget.take(0.0, urgent=False) for _ in range(10)].count(True) == 8
    assert [budget.take(1.0, urgent=True) for _ in range(5)].count(True) == 2
    assert not budget.take(59.0, urgent=True)
    assert budget.is_spent(59.0)
    assert not budget.is_spent(60.0)
    assert budget.take(60.0, urgent=False)
    budget = Budget(5)
    assert budget.take(0.0, urgent=True)
    budget.give_back()
    assert [budget.take(0.0, urgent=True) for _ in range(6)].count(True) == 5


async def test_in_the_background_a_commit_wakes_it(stage: Stage) -> None:
    surface = await checklist(stage, await stage.meet("Noah"))
    refresher = stage.refresher()
    stage.office.database.on_commit(refresher.wake)
    refresher.start()
    try:
        await touch(stage, surface, "new")
        await stage.sandbox.until(lambda: stage.texts("Noah") == ["new"])
    finally:
        await refresher.stop()
