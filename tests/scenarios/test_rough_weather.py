"""What networks, machines and organisations do: nothing is lost or said twice, and everyone hears."""

import asyncio
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.try_house import MANIFEST, StandingClock
from bot.views import actions
from bot.views.actions import Target
from sandbox import Sandbox, demo_team
from storage.workspaces import all_workspaces
from tests.scenarios.story import CHANNEL, MONDAY, Story, free_port
from tests.scenarios.words import modal

ROOT = Path(__file__).parents[2]
STEP = "outgoing-reads-page"


async def test_a_click_that_arrives_twice_happens_once(both_story: Story) -> None:
    story = both_story
    await story.start()
    handoff = await story.handoff()
    story.sandbox.faults.deliver_twice("interactive")
    await story.done(story.olivia, STEP)
    assert await story.changes(handoff.id, "step_done") == 1
    assert "1 of 15 steps" in story.card().plain()
    assert story.olivia.modal is None


async def test_a_start_that_arrives_twice_starts_one(both_story: Story) -> None:
    story = both_story
    await story.noah.command("/handoff", channel=CHANNEL)
    await story.noah.fill(
        {
            "account": "Acme",
            "outgoing": "Olivia",
            "incoming": "Noah",
            "incoming_manager": "Maya",
            "cause": "other",
            "channel": CHANNEL,
        }
    )
    story.sandbox.faults.deliver_twice("interactive")
    await story.submit(story.noah)
    assert "*Acme* is on its way." in modal(story.noah)
    assert len([m for m in story.maya.messages(CHANNEL) if "Acme" in m.plain()]) == 1
    assert len([m for m in story.olivia.dm if "All steps" in m.buttons()]) == 1


async def test_an_event_that_is_delivered_again_is_answered_once(both_story: Story) -> None:
    story = both_story
    story.sandbox.faults.deliver_twice("events_api")
    await story.olivia.say("help")
    await story.settle()
    await story.sandbox.faults.redeliver("message")
    await story.settle()
    assert len(story.news(story.olivia)) == 1


async def test_an_answer_lost_on_its_way_to_slack_is_asked_for_again(both_story: Story) -> None:
    """The listener ran and committed, and Slack never heard: the event comes again, and nothing doubles."""
    story = both_story
    story.sandbox.faults.cut_before_ack("events_api")
    await story.olivia.say("help")
    await story.settle()
    await story.sandbox.until(lambda: len(story.news(story.olivia)) == 1)
    await story.settle()
    assert len(story.news(story.olivia)) == 1


async def test_a_restart_between_change_and_delivery_loses_nothing(both_story: Story) -> None:
    story = both_story
    await story.start()
    await story.house.bot.dispatcher.stop()
    await story.house.bot.refresher.stop()
    shown, handoff = story.checklist(story.noah), await story.handoff()
    await story.noah.click(actions.HANDOFF_MENU, shown, str(Target(handoff.id, "", "", actions.PAUSE)))
    assert (await story.handoff()).status == "paused"
    assert "*paused*" not in story.card().plain()
    await story.restart()
    await story.settle()
    assert "*paused*" in story.card().plain()
    heard = [said for said in story.news(story.maya) if said.startswith("Noah paused *Acme*")]
    assert len(heard) == 1
    assert await story.changes(handoff.id, "paused") == 1


async def test_a_card_that_somebody_deleted_is_made_anew(story: Story) -> None:
    await story.start()
    old = story.card()
    conversation = story.sandbox.core.workspace.find_conversation(CHANNEL)
    story.sandbox.core.workspace.remove(conversation.messages[old.ts])
    await story.done(story.olivia, STEP)
    assert "1 of 15 steps" in story.card().plain()
    assert story.card().ts != old.ts


async def test_another_process_that_writes_to_the_file_costs_a_moment(story: Story) -> None:
    await story.start()
    file = story.world.database.removeprefix("sqlite:///")
    at = str(Target((await story.handoff()).id, STEP))
    with writing_elsewhere(file, seconds=0.7):
        pressed = await story.olivia.click(actions.DONE, story.checklist(story.olivia), at)
    await story.settle()
    assert pressed.ok
    assert "1 of 15 steps" in story.card().plain()


async def test_what_waits_too_long_is_not_run_and_the_person_is_asked_to_press_again(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.start()
    file = story.world.database.removeprefix("sqlite:///")
    monkeypatch.setattr("bot.office.PATIENCE", timedelta(seconds=0.3))
    at = Target((await story.handoff()).id, STEP)
    with writing_elsewhere(file, seconds=1.5):
        his = asyncio.create_task(story.noah.click("Pause", story.checklist(story.noah)))
        await asyncio.sleep(0.1)
        pressed = await story.olivia.click(actions.DONE, story.checklist(story.olivia), str(at))
        await his
    await story.settle()
    assert pressed.ok
    assert "A lot is going on right now. Nothing is lost; please press again in a moment." in modal(
        story.olivia
    )
    assert (await story.handoff()).state(STEP).status == "todo"


@contextmanager
def writing_elsewhere(file: str, *, seconds: float) -> Iterator[None]:
    """Somebody else holds the file's write lock for a while, beginning now."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE workspaces SET name = name")
    timer = threading.Timer(seconds, lambda: other.execute("COMMIT"))
    timer.start()
    try:
        yield
    finally:
        timer.join()
        other.close()


async def test_the_giver_leaves_midway_and_the_manager_answers(both_story: Story) -> None:
    story = both_story
    await story.start()
    await story.done(story.olivia, STEP)
    before = len(story.olivia.dm)
    await story.sandbox.admin.deactivate("Olivia")
    await story.settle()
    assert "Responsible now: *Maya*, until Noah accepts · 1 of 15 steps" in story.card().plain()
    said = story.news(story.maya)[-1]
    assert "Olivia has left. Until Noah accepts, you answer for *Acme*." in said
    assert "Bring the success plan, the CTAs and the account's links up to date" in story.dm_text(story.maya)
    await story.sandbox.admin.change_person("Olivia", title="gone")
    await story.settle()
    assert len([one for one in story.news(story.maya) if "Olivia has left" in one]) == 1
    assert len(story.olivia.dm) == before


async def test_a_receiver_who_leaves_is_said_to_the_manager(story: Story) -> None:
    await story.start()
    await story.sandbox.admin.deactivate("Noah")
    await story.settle()
    said = "Noah has left, and has a part in *Acme*. Please pick somebody in their place."
    assert said in story.news(story.maya)[-1]
    await story.whole(story.maya, actions.EDIT, incoming="Elena")
    assert "to *Elena*" in story.card().plain()


@pytest.mark.parametrize("what", ["archived", "removed", "shared"])
async def test_a_channel_that_is_lost_is_said_to_whoever_started(story: Story, what: str) -> None:
    await story.start()
    match what:
        case "archived":
            await story.sandbox.admin.archive(CHANNEL)
        case "removed":
            await story.sandbox.admin.leave("U0BOTUSER", CHANNEL)
        case "shared":
            await story.sandbox.admin.share(CHANNEL)
    await story.settle()
    said = [one for one in story.news(story.noah) if "The card of *Acme* stays behind" in one]
    assert len(said) == 1
    card = story.card().plain()
    await story.done(story.olivia, STEP)
    assert story.card().plain() == card
    assert "1 of your 9 steps done" in story.checklist(story.olivia).plain()


async def test_a_channel_with_a_new_id_keeps_its_card(story: Story) -> None:
    await story.start()
    await story.sandbox.admin.change_channel_id(CHANNEL)
    await story.settle()
    await story.done(story.olivia, STEP)
    assert "1 of 15 steps" in story.card().plain()
    assert len([m for m in story.maya.messages(CHANNEL) if "Acme" in m.plain()]) == 1


async def test_a_dialog_whose_trigger_came_too_late_costs_that_dialog_only(story: Story) -> None:
    await story.start()
    story.sandbox.faults.error("views.open", "expired_trigger_id")
    pressed = await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    assert pressed.ok
    assert story.olivia.modal is None
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    assert "Everything, by number" in modal(story.olivia)


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
async def test_a_bot_killed_inside_a_listener_gets_the_event_again(database: str, http: bool) -> None:
    """The process dies while its listener waits for Slack; the next one gets the same event, and answers."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/slack/events" if http else None
    sandbox = Sandbox(
        MANIFEST.read_text("utf-8"),
        StandingClock(MONDAY),
        demo_team(),
        request_url=address,
        retry_delays=(0.5,) * 60,
    )
    await sandbox.start()
    olivia = sandbox.person("Olivia")
    try:
        async with running(sandbox, database, port, http=http) as first:
            sandbox.faults.latency("users.info", 5.0)
            saying = asyncio.create_task(olivia.say("help"))
            await sandbox.until(lambda: not sandbox.faults.armed())
            first.send_signal(signal.SIGKILL)
            await first.wait()
        async with running(sandbox, database, port, http=http):
            await saying
            bot = sandbox.core.app.bot_user_id
            await sandbox.until(lambda: [m for m in olivia.dm if m.user == bot], limit=30.0)
            assert len([m for m in olivia.dm if m.user == bot]) == 1
    finally:
        await sandbox.stop()


@asynccontextmanager
async def running(
    sandbox: Sandbox, database: str, port: int, *, http: bool
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`handoff run` in a process of its own, until the block ends."""
    ours = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database,
        "PORT": str(port),
    }
    if not http:
        ours["SLACK_APP_TOKEN"] = sandbox.app_token
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import main; main()", "run", cwd=ROOT, env={**os.environ, **ours}
    )
    try:
        await (answering(port) if http else sandbox.connected(limit=20.0))
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def answering(port: int) -> None:
    """Return when somebody listens on the port."""
    for _ in range(400):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise AssertionError("The bot did not listen within 20 seconds.")


async def test_an_app_that_is_removed_is_remembered_and_loses_nothing(story: Story) -> None:
    await story.start()
    await story.sandbox.admin.uninstall()
    await story.sandbox.settle()
    known = await all_workspaces(story.house.bot.database)
    assert [workspace.removed_at for workspace in known] == [story.clock.now()]
    assert (await story.handoff()).status.open
