"""Two processes write to one database: nothing is lost, and nobody is refused."""

import asyncio
import sys
from pathlib import Path

from tests.storage.second_process import count
from tests.storage.shelf import Shelf

TIMES = 60


async def test_a_second_process_writes_to_the_same_database(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    arguments = (shelf.url, str(shelf.workspace), str(handoff.id), str(TIMES))
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.storage.second_process", *arguments), cwd=Path(__file__).parents[2]
    )
    mine = 0
    while second.returncode is None:
        await count(shelf.database, shelf.workspace, handoff.id, 4)
        mine += 4
        await asyncio.wait([asyncio.ensure_future(second.wait())], timeout=0.01)
    assert second.returncode == 0

    after = await shelf.look(lambda uow: uow.handoffs.get(handoff.id))
    assert after is not None
    assert after.facts == {"count": (str(mine + TIMES),)}
