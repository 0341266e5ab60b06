"""The refresher: keeps messages and Home tabs equal to the state (DESIGN §4).

A change only counts up `wanted`. Here a stale surface is claimed, its `wanted` is read and then the state,
it is drawn, and what was read is stored as shown: a change that comes meanwhile leaves it stale again.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from logging import getLogger

from slack_sdk.web.async_client import AsyncWebClient

from bot.drawing import Draw, Drawn
from bot.errors import OurBug, SlackFailure, TargetDisabled, TryLater
from bot.logs import alarm, note, warn
from bot.office import Office
from bot.posting import hash_of
from bot.slack_calls import ask_slack, without_retries
from bot.workers import Worker
from flows.desk.acting import show
from flows.ports import Clock, Surface, SurfaceKind, UnitOfWork

log = getLogger(__name__)

LEASE_SECONDS = 60
SHUT_OUT_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=5)
JUST_NOW = timedelta(seconds=10)
MOST_LOOKED_AT = 200
REMADE = frozenset({SurfaceKind.CARD, SurfaceKind.CHECKLIST})
"""What people work with is worth a new message when somebody deleted the old one."""

_RANK = {SurfaceKind.CARD: 1, SurfaceKind.HOME: 3}


class Budget:
    """At most `per_minute` calls in any 60 s of real time, a fifth of them kept for what was just clicked."""

    def __init__(self, per_minute: int) -> None:
        self._all = per_minute
        self._ordinary = per_minute - per_minute // 5
        self._spent: deque[float] = deque()

    def take(self, now: float, *, urgent: bool) -> bool:
        """Whether one more call may go at `now` (seconds of the event loop)."""
        if self._count(now) >= (self._all if urgent else self._ordinary):
            return False
        self._spent.append(now)
        return True

    def is_spent(self, now: float) -> bool:
        """Whether nothing may go at `now`, however urgent."""
        return self._count(now) >= self._all

    def _count(self, now: float) -> int:
        while self._spent and self._spent[0] <= now - 60:
            self._spent.popleft()
        return len(self._spent)

    def give_back(self) -> None:
        """The call was not needed after all."""
        if self._spent:
            self._spent.pop()


@dataclass(frozen=True, slots=True)
class _View:
    """A surface as it should look now; `drawn` is None when there is nothing to show any more."""

    surface: Surface
    drawn: Drawn | None
    shown_hash: str
    viewer: str | None


class Refresher(Worker):
    """Redraws the stale surfaces of one workspace, at most `at_once` at the same time."""

    def __init__(
        self,
        office: Office,
        client: AsyncWebClient,
        clock: Clock,
        *,
        draw: Draw,
        per_minute: int = 45,
        at_once: int = 4,
    ) -> None:
        super().__init__("refresher", at_once)
        self._office = office
        self._client = without_retries(client)
        self._clock = clock
        self._draw = draw
        self._budget = Budget(per_minute)
        self._clicked: dict[tuple[str, str], float] = {}
        self._tries: dict[int, int] = {}
        self._retry_at: dict[int, datetime] = {}
        self._hold_until = datetime.min.replace(tzinfo=UTC)

    def clicked(self, channel: str, ts: str) -> None:
        """Somebody has just clicked in that message: for some seconds it goes before all others."""
        self._clicked[channel, ts] = self._real_time() + JUST_NOW.total_seconds()
        self.wake()

    async def next_due(self) -> datetime | None:
        """The next instant (aware UTC) at which a surface changes by itself, or is tried again."""
        now = self._clock.now()
        self._retry_at = {surface: at for surface, at in self._retry_at.items() if at > now}
        by_itself = await self._office.look(lambda uow: uow.surfaces.next_stale_at())
        instants = [*self._retry_at.values(), *([by_itself] if by_itself is not None else [])]
        return max(min(instants), self._hold_until) if instants else None

    async def round(self, *, paced: bool) -> int:
        """Start redrawing what is stale, as far as the budget goes; returns how many were started."""
        now = self._clock.now()
        if self.free <= 0 or now < self._hold_until or (paced and self._budget.is_spent(self._real_time())):
            return 0
        clicks = self._recent_clicks()
        stale = await self._office.look(lambda uow: _stale(uow, clicks, now))
        waiting = [one for one in stale if self._retry_at.get(one.id, now) <= now]
        started = 0
        for surface in sorted(waiting, key=lambda one: (self._rank(one, now), one.id)):
            if surface.id in self.in_flight:
                continue
            if self.free <= 0 or (paced and not self._may_spend(surface, now)):
                break
            self.launch(surface.id, self._refresh(surface.id, paced))
            started += 1
        return started

    def _recent_clicks(self) -> list[tuple[str, str]]:
        now = self._real_time()
        self._clicked = {place: until for place, until in self._clicked.items() if until > now}
        return list(self._clicked)

    def _rank(self, surface: Surface, now: datetime) -> int:
        """What was just clicked or opened, the cards, other messages, other Homes."""
        if (surface.channel, surface.ts) in self._clicked:
            return 0
        if surface.opened_at is not None and now - surface.opened_at <= JUST_NOW:
            return 0
        return _RANK.get(surface.kind, 2)

    def _may_spend(self, surface: Surface, now: datetime) -> bool:
        urgent = self._rank(surface, now) == 0
        return self._budget.take(self._real_time(), urgent=urgent)

    def _real_time(self) -> float:
        return asyncio.get_running_loop().time()

    async def _refresh(self, surface_id: int, paced: bool) -> None:
        now = self._clock.now()
        claimed = await self._office.tick(
            lambda uow: uow.surfaces.claim(surface_id, now, seconds=LEASE_SECONDS)
        )
        view = None if claimed is None else await self._view(claimed, now)
        if view is None or view.drawn is None or view.shown_hash == view.surface.shown_hash:
            if paced:
                self._budget.give_back()
            if view is not None:
                await self._settle(view, now)
            return
        try:
            await self._send(view, view.drawn)
        except SlackFailure as failure:
            await self._failed(view, failure)
        else:
            await self._settle(view, now)

    async def _view(self, claimed: Surface, now: datetime) -> _View | None:
        try:
            return await self._office.look(lambda uow: self._look(uow, claimed.id, now))
        except Exception as error:  # noqa: BLE001 - a renderer's bug costs its own surface only
            alarm(log, "a surface could not be drawn", error=error, surface=claimed.id, kind=claimed.kind)
            await self._again(claimed)
            return None

    def _look(self, uow: UnitOfWork, surface_id: int, now: datetime) -> _View | None:
        surface = uow.surfaces.get(surface_id)  # its `wanted` first, and then the state
        if surface is None:
            return None
        drawn = self._draw(uow, surface, now)
        person = surface.person_id
        viewer = uow.people.get([person]).get(person) if person is not None else None
        if viewer is not None and viewer.deleted:
            drawn = None
        shown_hash = hash_of(drawn.text, drawn.blocks) if drawn is not None else ""
        return _View(surface, drawn, shown_hash, viewer.slack_id if viewer is not None else None)

    async def _send(self, view: _View, drawn: Drawn) -> None:
        surface = view.surface
        if surface.kind is SurfaceKind.HOME:
            home = {"type": "home", "blocks": drawn.blocks}
            await ask_slack(self._client.views_publish(user_id=view.viewer or "", view=home))
        else:
            await ask_slack(
                self._client.chat_update(
                    channel=surface.channel or "",
                    ts=surface.ts or "",
                    text=drawn.text,
                    blocks=drawn.blocks,
                )
            )

    async def _settle(self, view: _View, now: datetime) -> None:
        """Remember what is shown now. Nothing to show: it is over, and its message stays as it is."""
        surface, drawn = view.surface, view.drawn

        def settle(uow: UnitOfWork) -> None:
            if drawn is None:
                uow.surfaces.lost(surface.id)
            else:
                stale_at = _in_future(surface, drawn.stale_at, now)
                uow.surfaces.shown(surface.id, surface.wanted, view.shown_hash, stale_at)

        await self._office.tick(settle)
        self._forget(surface)

    def _forget(self, surface: Surface) -> None:
        self._tries.pop(surface.id, None)
        self._retry_at.pop(surface.id, None)
        self._clicked.pop((surface.channel or "", surface.ts or ""), None)

    async def _failed(self, view: _View, failure: SlackFailure) -> None:
        surface = view.surface
        if isinstance(failure, TryLater | TargetDisabled):
            await self._pause(surface, failure)
        elif isinstance(failure, OurBug):  # refused until it looks different: wait for the next change
            alarm(log, "Slack refuses what we drew", surface=surface.id, kind=surface.kind, code=failure.code)
            await self._settle(view, self._clock.now())
        elif failure.code == "message_not_found" and surface.kind in REMADE and not surface.ended:
            await self._office.tick(lambda uow: show(uow, uow.surfaces.remake(surface.id)))
            self._forget(surface)
            note(log, "a deleted message is made anew", surface=surface.id, kind=surface.kind)
        else:
            await self._office.tick(lambda uow: uow.surfaces.lost(surface.id))
            self._forget(surface)
            warn(log, "a surface is out of reach", surface=surface.id, kind=surface.kind, code=failure.code)

    async def _pause(self, surface: Surface, failure: SlackFailure) -> None:
        asked = failure.after if isinstance(failure, TryLater) else SHUT_OUT_PAUSE
        if asked is not None:  # Slack blocks the method for all, not just for this message
            self._hold_until = max(self._hold_until, self._clock.now() + asked)
        warn(log, "redrawing pauses", surface=surface.id, code=failure.code)
        await self._again(surface, asked)

    async def _again(self, surface: Surface, pause: timedelta | None = None) -> None:
        tries = self._tries[surface.id] = self._tries.get(surface.id, 0) + 1
        later = self._clock.now() + (pause or min(timedelta(seconds=2 ** min(tries, 10)), LONGEST_PAUSE))
        self._retry_at[surface.id] = later
        await self._office.tick(lambda uow: uow.surfaces.unclaim(surface.id, retry_at=later))


def _stale(uow: UnitOfWork, clicks: Sequence[tuple[str, str]], now: datetime) -> Sequence[Surface]:
    found = {surface.id: surface for surface in uow.surfaces.stale(now, limit=MOST_LOOKED_AT)}
    for channel, ts in clicks:  # however long the queue is, what was clicked is in it
        surface = uow.surfaces.at(channel, ts)
        if surface is not None and surface.wanted > surface.shown:
            found[surface.id] = surface
    return list(found.values())


def _in_future(surface: Surface, stale_at: datetime | None, now: datetime) -> datetime | None:
    """A surface that is stale as soon as it is drawn would be drawn for ever."""
    if stale_at is None or stale_at > now:
        return stale_at
    warn(log, "a renderer asks for the past", surface=surface.id, kind=surface.kind)
    return None
