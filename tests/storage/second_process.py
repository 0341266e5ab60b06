"""A second process on the same database: counts in a handoff's facts, and keeps nothing else.

python -m tests.storage.second_process URL WORKSPACE HANDOFF TIMES
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace

from flows.ports import UnitOfWork
from storage.database import Database
from tests.storage.shelf import StandingClock


def counted(handoff_id: int) -> Callable[[UnitOfWork], int]:
    """Read the number, and write the next one."""

    def work(uow: UnitOfWork) -> int:
        before = uow.handoffs.get(handoff_id, lock=True)
        assert before is not None
        number = int(before.facts.get("count", ("0",))[0]) + 1
        uow.handoffs.save(before, replace(before, facts={"count": (str(number),)}))
        return number

    return work


async def count(database: Database, workspace: int, handoff_id: int, times: int) -> None:
    """Count so many times, several at once."""
    work = counted(handoff_id)
    await asyncio.gather(*(database.write(workspace, work) for _ in range(times)))


async def main(url: str, workspace: str, handoff_id: str, times: str) -> None:
    """Open the database and count."""
    database = Database.open(url, StandingClock())
    await count(database, int(workspace), int(handoff_id), int(times))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
