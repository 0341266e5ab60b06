"""What the domain needs from outside: a clock, and one transaction over one workspace's rows.

A use case is an ordinary function `(uow, clock, …) → outcome`. It runs whole in a database thread inside
one transaction; it never waits for the network. `storage` implements these protocols.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from flows.editions import Edition
from flows.handoff import Account, Event, Handoff
from flows.people import Person, PersonId
from flows.playbook import Playbook
from flows.preferences import Preferences
from flows.saying import (
    Conversation,
    OutboxRow,
    Priority,
    Recorded,
    Saying,
    Surface,
    SurfaceKind,
)
from flows.talk_ports import Prompts, Transfers, UnkeptTexts

__all__ = ["Conversation", "OutboxRow", "Priority", "Recorded", "Saying", "Surface", "SurfaceKind"]


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The current instant, aware UTC."""


class Handoffs(Protocol):
    """The handoffs of one workspace."""

    def get(self, handoff_id: int, *, lock: bool = False) -> Handoff | None:
        """The handoff, whole. `lock` holds its row until the transaction ends (PostgreSQL)."""

    def add(self, handoff: Handoff) -> Handoff:
        """Store a new handoff (its `id` is ignored) and its playbook; return it with its id."""

    def save(self, before: Handoff, after: Handoff) -> None:
        """Write what differs between the two values."""

    def open_for(self, account_id: int) -> int | None:
        """The id of the account's open handoff, if there is one."""

    def of_person(self, person: PersonId, *, open_only: bool = True, limit: int = 100) -> Sequence[Handoff]:
        """Handoffs in which the person has a role or a step, newest activity first."""

    def overview(self, *, limit: int = 50, offset: int = 0) -> Sequence[Handoff]:
        """Open handoffs of the workspace, newest first."""

    def in_channel(self, channel: str) -> Sequence[int]:
        """Ids of open handoffs whose card lives in that channel."""


class Accounts(Protocol):
    """The customer accounts of one workspace, found by normalised name."""

    def named(self, name: str) -> Account | None:
        """The account of that name, spacing and case aside."""

    def named_or_new(self, name: str) -> Account:
        """The account of that name, made when it is not there yet."""

    def like(self, text: str, *, limit: int = 10) -> Sequence[Account]:
        """Accounts whose name begins with, then contains, the text."""

    def rename(self, account_id: int, name: str) -> None:
        """Give the account another name."""


class People(Protocol):
    """The people of one workspace."""

    def by_slack_id(self, slack_id: str) -> Person | None:
        """The person, if we have met."""

    def get(self, ids: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """Those people, by id."""

    def upsert(self, person: Person) -> Person:
        """Store what Slack says of the person (the Slack id decides, `id` is ignored); return it stored."""

    def of_open_handoffs(self) -> Sequence[Person]:
        """Everyone with a part in an open handoff, for the refresh."""

    def wake(self, ids: Iterable[PersonId], at: datetime) -> None:
        """Look at these people at `at` or before: keeps an earlier `wake_at`."""

    def due(self, now: datetime, *, limit: int) -> Sequence[Person]:
        """People whose `wake_at` has come."""

    def next_wake(self) -> datetime | None:
        """The earliest `wake_at` of anyone (aware UTC)."""

    def sleep(self, person: PersonId, until: datetime | None, *, digested_at: datetime | None = None) -> None:
        """Set the person's next `wake_at`, and when the last digest was made."""


class History(Protocol):
    """The append-only history."""

    def seen(self, cause: str) -> Recorded | None:
        """The change that this act already made, when it arrives a second time."""

    def record(
        self,
        cause: str,
        actor: PersonId | None,
        at: datetime,
        handoff_id: int | None,
        events: Sequence[Event],
        answer: Mapping[str, Any],
    ) -> int:
        """Append one change with its events; return the change's id."""

    def change(self, change_id: int) -> Recorded | None:
        """One change with its events."""

    def favours(
        self, person: PersonId, since: datetime | None, *, limit: int
    ) -> Sequence[tuple[Recorded, Event]]:
        """What others did since then on steps of that person (`for` in the event), newest first."""

    def last_by(self, person: PersonId) -> Recorded | None:
        """The newest change that the person made to a handoff."""

    def last(self, handoff_id: int, *, limit: int = 20) -> Sequence[Recorded]:
        """The newest changes of a handoff, newest first."""


class Surfaces(Protocol):
    """What Slack shows, and what it should show."""

    def get(self, surface_id: int) -> Surface | None:
        """One surface."""

    def find(
        self,
        kind: SurfaceKind,
        *,
        handoff_id: int | None = None,
        person_id: PersonId | None = None,
        subject: str = "",
    ) -> Surface | None:
        """The live (not ended) surface of that kind for that handoff, person and subject."""

    def add(
        self,
        kind: SurfaceKind,
        *,
        handoff_id: int | None = None,
        person_id: PersonId | None = None,
        channel: str | None = None,
        subject: str = "",
    ) -> Surface:
        """A new live surface, wanted once, shown never."""

    def at(self, channel: str, ts: str) -> Surface | None:
        """The surface that is this message."""

    def live_of(self, handoff_id: int) -> Sequence[Surface]:
        """The handoff's live surfaces."""

    def live_for(self, person: PersonId, kind: SurfaceKind) -> Sequence[Surface]:
        """The person's live surfaces of that kind."""

    def touch(self, handoff_id: int, people: Iterable[PersonId]) -> None:
        """Add one to `wanted` of the handoff's live surfaces, and of these people's Homes and digests."""

    def touch_one(self, surface_id: int) -> None:
        """Add one to `wanted` of one surface."""

    def redraw_prompts(self, handoff_id: int, kind: str, subject: str) -> None:
        """Draw the messages of these prompts once more, ended or not: what was answered has changed."""

    def opened(self, surface_id: int, at: datetime) -> None:
        """A Home was opened: it is drawn again on changes for an hour."""

    def end(self, surface_id: int) -> None:
        """Its job is over: one last update, then it is never drawn again."""

    def remake(self, surface_id: int) -> Surface:
        """Forget the old message and count a new generation, so that it is posted anew."""

    def posted(
        self, surface_id: int, channel: str, ts: str, wanted: int, shown_hash: str, stale_at: datetime | None
    ) -> None:
        """Its message is out, drawn at that `wanted`."""

    def shown(self, surface_id: int, wanted: int, shown_hash: str, stale_at: datetime | None) -> None:
        """It was drawn again at that `wanted` (never lowers `shown`)."""

    def lost(self, surface_id: int) -> None:
        """Its message is gone and is not made anew."""

    def stale(self, now: datetime, *, limit: int) -> Sequence[Surface]:
        """Posted surfaces that differ from the state (for a Home: opened within the last hour), unclaimed."""

    def claim(self, surface_id: int, now: datetime, *, seconds: int) -> Surface | None:
        """Take the surface for that long; None when somebody else has it or it is no longer stale."""

    def unclaim(self, surface_id: int, *, retry_at: datetime | None = None) -> None:
        """Give it back, not to be tried before `retry_at`."""

    def next_stale_at(self) -> datetime | None:
        """The earliest `stale_at` of a live surface."""


class Outbox(Protocol):
    """What is to be said."""

    def say(self, saying: Saying) -> bool:
        """Queue it. False when the occasion was already spoken for (same key)."""

    def claim(self, now: datetime, *, limit: int) -> Sequence[OutboxRow]:
        """Take the oldest due row of each conversation that has none being sent, answers first.

        The rows taken are marked as being sent since `now`.
        """

    def sent(self, row_id: int, channel: str, ts: str | None, at: datetime) -> None:
        """It is out."""

    def retry(self, row_id: int, not_before: datetime) -> None:
        """It goes back to waiting until then."""

    def drop(self, row_id: int, why: str) -> None:
        """It has become pointless, or can never be sent; `why` is a short code."""

    def stuck(self, before: datetime, *, limit: int) -> Sequence[OutboxRow]:
        """Rows still `sending` since before that instant: their sender died or never heard back."""

    def adopt(self, row_id: int, sending_at: datetime, now: datetime) -> bool:
        """Take a stuck row over, if it is still `sending` since exactly `sending_at`."""

    def next_due(self) -> datetime | None:
        """When the earliest waiting row may go."""

    def last_said(self, person: PersonId) -> OutboxRow | None:
        """What was last sent to the person's DM."""


class Playbooks(Protocol):
    """The playbooks that handoffs were started with, and those on offer."""

    def offer(self, playbooks: Sequence[Playbook]) -> None:
        """Put these on offer, by content hash."""

    def offered(self) -> Sequence[Playbook]:
        """What a new handoff may be started with."""

    def kept(self, digest: str) -> Playbook | None:
        """The stored playbook with that content hash, on offer or not."""


class PlaybookEditions(Protocol):
    """What operations changed in playbooks."""

    def draft(self, playbook_id: str) -> Edition | None:
        """What is not published yet."""

    def published(self, playbook_id: str) -> Edition | None:
        """What was published last."""

    def save_draft(self, draft: Edition) -> None:
        """Let it be the playbook's draft, in place of the one there was."""

    def discard(self, playbook_id: str) -> None:
        """Throw the draft away."""

    def publish(self, edition: Edition) -> None:
        """Keep it for good, as the next revision; the draft is over with it."""


class SettledPreferences(Protocol):
    """What the workspace settled in Slack."""

    def get(self) -> Preferences:
        """Everything that is settled; an empty one when nothing is."""

    def save(self, preferences: Preferences, author: PersonId, at: datetime) -> None:
        """Let it be what is settled, from `at` (aware UTC) on."""


class Conversations(Protocol):
    """Slack conversations we have seen."""

    def get(self, channel: str) -> Conversation | None:
        """The conversation as last seen."""

    def upsert(self, conversation: Conversation) -> None:
        """Store what Slack says of it."""

    def dm_of(self, person: PersonId) -> str | None:
        """The channel of our DM with the person, once opened."""

    def renamed(self, old: str, new: str) -> None:
        """Slack gave the channel another id: every row that names it follows."""


class UnitOfWork(Protocol):
    """One transaction over one workspace."""

    @property
    def handoffs(self) -> Handoffs: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def people(self) -> People: ...
    @property
    def history(self) -> History: ...
    @property
    def surfaces(self) -> Surfaces: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def playbooks(self) -> Playbooks: ...
    @property
    def editions(self) -> PlaybookEditions: ...
    @property
    def preferences(self) -> SettledPreferences: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def transfers(self) -> Transfers: ...
    @property
    def prompts(self) -> Prompts: ...
    @property
    def unkept(self) -> UnkeptTexts: ...
