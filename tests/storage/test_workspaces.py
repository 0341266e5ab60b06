"""Workspaces are known by Slack's team id."""

from storage.workspaces import Workspace, all_workspaces, find_workspace, removed, workspace_for
from tests.storage.shelf import Shelf


async def test_a_workspace_is_met_once(shelf: Shelf) -> None:
    again = await workspace_for(shelf.database, "T001", "Tanuki", "U0BOT", "B0BOT")
    assert again == shelf.workspace
    renamed = await workspace_for(shelf.database, "T001", "Tanuki Two", "U0NEW", None)
    assert renamed == shelf.workspace
    other = await workspace_for(shelf.database, "T002", "Other", None, None)
    now = shelf.clock.now()
    assert await all_workspaces(shelf.database) == [
        Workspace(shelf.workspace, "T001", "Tanuki Two", "U0NEW", None, now, None),
        Workspace(other, "T002", "Other", None, None, now, None),
    ]


async def test_a_workspace_that_removed_the_bot_can_install_it_again(shelf: Shelf) -> None:
    later = shelf.clock.move(days=1)
    await removed(shelf.database, "T001", later)
    gone = await find_workspace(shelf.database, "T001")
    assert gone is not None
    assert gone.removed_at == later
    assert await workspace_for(shelf.database, "T001", "Tanuki", "U0BOT", "B0BOT") == shelf.workspace
    back = await find_workspace(shelf.database, "T001")
    assert back is not None
    assert back.removed_at is None


async def test_a_team_we_have_not_met_is_none(shelf: Shelf) -> None:
    assert await find_workspace(shelf.database, "T404") is None
