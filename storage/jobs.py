"""Work on its way to a database thread."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from storage.unit_of_work import UnitOfWork

Work = Callable[[UnitOfWork], Any]


class TooBusy(Exception):
    """The work was not begun in time and has not been run: nothing has changed, and it may be tried again."""

    def __init__(self) -> None:
        super().__init__("Too much is going on right now. Nothing was changed; please try again.")


class Closed(Exception):
    """The database has been closed."""


@dataclass(eq=False, slots=True)
class Job:
    """One piece of work, who waits for it, and until when it may begin (`time.monotonic` seconds)."""

    workspace_id: int
    work: Work
    future: asyncio.Future[Any]
    deadline: float | None = None
    tick: bool = False

    @property
    def late(self) -> bool:
        """Whether nobody waits for it any more."""
        overdue = self.deadline is not None and time.monotonic() > self.deadline
        return overdue or self.future.cancelled()


@dataclass(slots=True)
class Outcome:
    """What became of a job."""

    job: Job
    result: Any = None
    error: BaseException | None = None
    changed: bool = False

    def tell(self) -> None:
        """Hand it to whoever waits. To be called on their event loop."""
        future = self.job.future
        if future.done():
            return
        if self.error is not None:
            future.set_exception(self.error)
        else:
            future.set_result(self.result)


Told = Callable[[Sequence[Outcome]], None]
"""Called in a database thread with what has become of some jobs."""


def deadline(patience: timedelta | None) -> float | None:
    """Until when work that arrives now may begin."""
    return None if patience is None else time.monotonic() + patience.total_seconds()
