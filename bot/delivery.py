"""The dispatcher: takes what is to be said out of the outbox and puts it into Slack, once (DESIGN §4).

A row is committed as `sending` before its request. When the answer is lost, the row stays so and its
conversation waits: the message is looked up by its delivery id, and sent again only if it is not there.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from logging import getLogger

from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import Directory, Posting
from bot.drawing import Compose, Draw
from bot.errors import GivenUp, OurBug, SlackFailure, TargetDisabled, TryLater
from bot.logs import alarm, note, warn
from bot.office import Office
from bot.posting import LEASE, Letter, Pointless, PostOffice, Unreadable, write_letter
from bot.workers import Worker
from flows.people import Person
from flows.ports import Clock, Conversation, OutboxRow, Saying, UnitOfWork

log = getLogger(__name__)

SETTLE = timedelta(seconds=15)
"""A message whose answer was lost shows up within that time: looked up at once, 18 of 20 were sent twice."""

SHUT_OUT_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=5)
TRIES_TO_WRITE = 5

Undeliverable = Callable[[UnitOfWork, Saying, str], None]
"""Told, in the same transaction, that a saying will never arrive, with a short code."""


def _nobody(_uow: UnitOfWork, _saying: Saying, _why: str) -> None:
    """Nobody is told but the log."""


class Dispatcher(Worker):
    """Sends the outbox of one workspace, with at most `at_once` on the way and one per `pace` a conversation.

    `pace` is real time, whatever the clock says: it is Slack's limit of about one message a second.
    """

    def __init__(
        self,
        office: Office,
        client: AsyncWebClient,
        clock: Clock,
        directory: Directory,
        *,
        compose: Compose,
        draw: Draw,
        undeliverable: Undeliverable = _nobody,
        at_once: int = 8,
        pace: timedelta = timedelta(seconds=1),
    ) -> None:
        super().__init__("dispatcher", at_once)
        self._office = office
        self._post_office = PostOffice(client)
        self._clock = clock
        self._directory = directory
        self._compose = compose
        self._draw = draw
        self._undeliverable = undeliverable
        self._pace = pace.total_seconds()
        self._look_at: dict[int, datetime] = {}
        self._spoke: dict[str, float] = {}
        self._hold_until = datetime.min.replace(tzinfo=UTC)
        self.shut_out: str | None = None
        self.sent_blind = 0

    async def next_due(self) -> datetime | None:
        """The next instant (aware UTC) at which there may be something to do."""
        soon = self._clock.now() + SETTLE
        due, sending = await self._office.look(
            lambda uow: (uow.outbox.next_due(), uow.outbox.stuck(soon, limit=100))
        )
        lost = [row for row in sending if row.id not in self.in_flight]
        instants = [self._look_at.get(row.id, _since(row) + LEASE) for row in lost]
        if due is not None:
            instants.append(max(due, self._hold_until))
        return min(instants, default=None)

    async def round(self, *, paced: bool) -> int:
        """Start sending what is due, and looking up what was lost; returns how many rows were started."""
        now, free = self._clock.now(), self.free
        if free <= 0 or now < self._hold_until:
            return 0
        stuck, due = await self._office.look(
            lambda uow: (uow.outbox.stuck(now, limit=100), uow.outbox.next_due())
        )
        doubtful = [row for row in stuck if self._may_look(row, now)][:free]
        free -= len(doubtful)
        is_due = due is not None and due <= now  # having read first spares the writer
        rows = (
            await self._office.tick(lambda uow: uow.outbox.claim(now, limit=free)) if is_due and free else ()
        )
        for row in doubtful:
            self.launch(row.id, self._settle(row, paced))
        for row in rows:
            self.launch(row.id, self._deliver(row, paced))
        return len(doubtful) + len(rows)

    def _may_look(self, row: OutboxRow, now: datetime) -> bool:
        if row.id in self.in_flight:
            return False
        return self._look_at.get(row.id, _since(row) + LEASE) <= now

    async def _deliver(self, row: OutboxRow, paced: bool) -> None:
        now = self._clock.now()
        try:
            letter = await self._office.look(
                lambda uow: write_letter(uow, row, now, self._compose, self._draw)
            )
            ready = letter if isinstance(letter, Pointless) else await self._address(letter)
        except SlackFailure as failure:
            await self._failed(row, failure)
        except Exception as error:  # noqa: BLE001 - a renderer's bug costs its own message only
            await self._not_written(row, error)
        else:
            await self._hand_over(row, ready, paced)

    async def _address(self, letter: Letter) -> Letter | Pointless:
        """Where it goes: checks recipient and conversation just before, and opens a DM when needed."""
        recipient = letter.recipient
        if recipient is not None:
            recipient = await self._directory.person(recipient.slack_id)
            if recipient.deleted:  # Slack takes messages for deactivated people, and nobody reads them
                return Pointless("deactivated")
        if not letter.is_private:
            posting = await self._directory.can_post(letter.channel or "")
            return letter if posting is Posting.OK else Pointless(posting.value)
        if letter.channel is None and recipient is not None:
            return replace(letter, channel=await self._open_dm(recipient))
        return letter

    async def _open_dm(self, recipient: Person) -> str:
        channel = await self._post_office.open_dm(recipient.slack_id)
        dm = Conversation(id=channel, kind="im", private=True, member=True, person_id=recipient.id)
        await self._office.tick(lambda uow: uow.conversations.upsert(dm))
        return channel

    async def _hand_over(self, row: OutboxRow, ready: Letter | Pointless, paced: bool) -> None:
        if isinstance(ready, Pointless):
            await self._drop(row, ready.why)
            return
        channel = ready.channel or ""
        if paced:
            await self._wait_turn(channel)
        if self._clock.now() - _since(row) > LEASE / 2:
            warn(log, "too late to send safely; it will be looked up", row=row.id)
            return  # somebody else may soon take it over: who looks it up finds it absent, and sends it
        try:
            place, ts = await self._post_office.post(ready, channel)
        except SlackFailure as failure:
            await self._failed(row, failure, begun=True)
        else:
            await self._store(ready, place, ts)

    async def _wait_turn(self, channel: str) -> None:
        now = asyncio.get_running_loop().time()
        turn = max(now, self._spoke.get(channel, 0.0) + self._pace)
        if len(self._spoke) > 1_000:
            self._spoke = {name: at for name, at in self._spoke.items() if at + self._pace > now}
        self._spoke[channel] = turn
        await asyncio.sleep(turn - now)

    async def _store(self, letter: Letter, channel: str, ts: str | None) -> None:
        def store(uow: UnitOfWork) -> None:
            uow.outbox.sent(letter.row.id, channel, ts, self._clock.now())
            shown = letter.drawn_as
            if shown is not None and ts is not None:
                uow.surfaces.posted(
                    shown.surface_id, channel, ts, shown.wanted, shown.shown_hash, shown.stale_at
                )

        await self._office.tick(store)
        self._look_at.pop(letter.row.id, None)
        self.shut_out = None

    async def _failed(self, row: OutboxRow, failure: SlackFailure, *, begun: bool = False) -> None:
        if begun and failure.ambiguous:
            self._doubt(row)
            warn(log, "an answer was lost; looking it up", row=row.id, code=failure.code)
        elif isinstance(failure, TryLater):
            await self._postpone(row, failure.after or _backoff(row), failure.code)
        elif isinstance(failure, TargetDisabled):
            await self._postpone(row, SHUT_OUT_PAUSE, failure.code)
            self._alarm_shut_out(failure)
        else:
            await self._drop(row, failure.code, failure)

    def _doubt(self, row: OutboxRow) -> None:
        self._look_at[row.id] = self._clock.now() + SETTLE

    async def _postpone(self, row: OutboxRow, pause: timedelta, code: str) -> None:
        """Nothing was sent. All wait as long: so it keeps its place, and Slack is not pestered."""
        until = self._clock.now() + pause
        self._hold_until = max(self._hold_until, until)
        await self._office.tick(lambda uow: uow.outbox.retry(row.id, until))
        warn(log, "delivery pauses", row=row.id, code=code, seconds=pause.total_seconds())

    def _alarm_shut_out(self, failure: SlackFailure) -> None:
        if self.shut_out != failure.code:
            alarm(log, "Slack shuts the app out; see `handoff doctor`", code=failure.code)
        self.shut_out = failure.code

    async def _drop(self, row: OutboxRow, why: str, failure: SlackFailure | None = None) -> None:
        saying = row.saying
        lost = failure is not None or why in _UNREACHABLE

        def drop(uow: UnitOfWork) -> None:
            uow.outbox.drop(row.id, why)
            if why == "nothing_to_show" and saying.surface_id is not None:
                uow.surfaces.end(saying.surface_id)
            if lost:
                self._undeliverable(uow, saying, why)

        await self._office.tick(drop)
        if saying.channel is not None and lost:
            self._directory.forget(saying.channel)
        if isinstance(failure, OurBug):
            alarm(log, "Slack refuses what we wrote", row=row.id, kind=saying.kind, code=why)
        elif lost:
            alarm(log, "cannot be delivered", row=row.id, kind=saying.kind, code=why)

    async def _not_written(self, row: OutboxRow, error: Exception) -> None:
        alarm(log, "a message could not be written", error=error, row=row.id, kind=row.saying.kind)
        if row.attempts >= TRIES_TO_WRITE:
            await self._drop(row, "not_written")
        else:
            later = self._clock.now() + _backoff(row)
            await self._office.tick(lambda uow: uow.outbox.retry(row.id, later))

    async def _settle(self, row: OutboxRow, paced: bool) -> None:
        """Its sender died or never heard back: look it up, and send it again only if it is not there."""
        try:
            found = await self._find(row)
        except TryLater as failure:
            self._look_at[row.id] = self._clock.now() + (failure.after or _backoff(row))
            return
        except TargetDisabled as failure:
            self._look_at[row.id] = self._clock.now() + SHUT_OUT_PAUSE
            self._alarm_shut_out(failure)
            return
        if found is not None:
            await self._store_found(row, *found)
            return
        self._look_at.pop(row.id, None)
        now, since = self._clock.now(), _since(row)
        if await self._office.tick(lambda uow: uow.outbox.adopt(row.id, since, now)):
            await self._deliver(replace(row, sending_at=now, attempts=row.attempts + 1), paced)

    async def _find(self, row: OutboxRow) -> tuple[str, str] | None:
        """Where the message is, or None when it is not out. Where we cannot look, it counts as not out."""
        channel = await self._office.look(lambda uow: _channel_of(uow, row.saying))
        if channel is None:
            return None  # its DM was never opened, so it was never sent
        try:
            ts = await self._post_office.find(row, channel, _since(row))
        except Unreadable as failure:
            await self._mark_unreadable(row, channel, failure.code)
            return None
        except GivenUp:
            return None  # the thread or channel is gone: sending again says so
        return None if ts is None else (channel, ts)

    async def _mark_unreadable(self, row: OutboxRow, channel: str, code: str) -> None:
        """The one place where a message may come twice: marked, counted, and sent again."""

        def mark(uow: UnitOfWork) -> None:
            seen = uow.conversations.get(channel)
            if seen is not None and row.saying.ephemeral_to is None:
                uow.conversations.upsert(replace(seen, readable=False))

        self.sent_blind += 1
        await self._office.tick(mark)
        warn(log, "sent again without looking", row=row.id, channel=channel, code=code)

    async def _store_found(self, row: OutboxRow, channel: str, ts: str) -> None:
        """It was out all along. Which state of its surface it shows is unknown, so it is drawn again."""

        def store(uow: UnitOfWork) -> None:
            uow.outbox.sent(row.id, channel, ts, self._clock.now())
            if row.saying.surface_id is not None:
                uow.surfaces.posted(row.saying.surface_id, channel, ts, 0, "", None)

        await self._office.tick(store)
        self._look_at.pop(row.id, None)
        note(log, "found a message whose answer was lost", row=row.id)


_UNREACHABLE = frozenset({"deactivated", "no_recipient", "not_written"} | {why.value for why in Posting})


def _channel_of(uow: UnitOfWork, saying: Saying) -> str | None:
    if saying.channel is not None:
        return saying.channel
    return None if saying.person_id is None else uow.conversations.dm_of(saying.person_id)


def _since(row: OutboxRow) -> datetime:
    return row.sending_at or datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


def _backoff(row: OutboxRow) -> timedelta:
    """2 s, 4 s, 8 s … up to five minutes."""
    return min(timedelta(seconds=2 ** min(row.attempts + 1, 10)), LONGEST_PAUSE)
