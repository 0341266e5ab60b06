"""What the conversation needs from outside, in the same transaction as all else (`flows.ports`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from flows.people import PersonId
from flows.prompts import Prompt, PromptKind, PromptState
from flows.transfer import Transfer
from flows.unkept import Unkept


class Transfers(Protocol):
    """What was said in the handoffs of one workspace."""

    def get(self, handoff_id: int) -> Transfer:
        """The handoff's transfer, whole; an empty one when nothing was said yet."""

    def save(self, before: Transfer, after: Transfer) -> None:
        """Write what differs between the two values."""

    def next_id(self) -> int:
        """A fresh id for a question or a piece."""

    def by_source(self, source: str) -> tuple[int, str] | None:
        """The handoff, and the answer (`ask:topic.ask`) or reply (`question:7`), that came from a message."""

    def last_of_account(self, account_id: int, *, but: int) -> Transfer | None:
        """The transfer of the account's latest accepted handoff other than that one."""


class Prompts(Protocol):
    """What waits for people's words."""

    def get(self, prompt_id: int) -> Prompt | None:
        """One prompt."""

    def open_of(self, person: PersonId) -> Prompt | None:
        """The person's one open prompt."""

    def queue(
        self,
        person: PersonId,
        handoff_id: int,
        kind: PromptKind,
        subject: str,
        at: datetime,
        *,
        not_before: datetime | None = None,
    ) -> Prompt:
        """Queue a prompt, or return the same one when it waits or is open already."""

    def next_queued(self, person: PersonId, now: datetime) -> Prompt | None:
        """The oldest queued prompt of the person whose time has come."""

    def queued(self, person: PersonId, kind: PromptKind | None = None) -> Sequence[Prompt]:
        """The person's queued prompts, oldest first."""

    def of_handoff(self, handoff_id: int) -> Sequence[Prompt]:
        """The handoff's prompts that are queued or open."""

    def move(self, prompt_id: int, state: PromptState, at: datetime) -> None:
        """Open, answer or leave a prompt."""

    def hold(self, prompt_id: int, not_before: datetime) -> None:
        """Put a queued prompt off."""


class UnkeptTexts(Protocol):
    """What people brought and have not kept yet."""

    def get(self, unkept_id: int) -> Unkept | None:
        """One text."""

    def add(self, text: Unkept) -> int:
        """Let a text wait (its `id` is ignored); return its id."""

    def place(self, text: Unkept) -> None:
        """Write which handoff it is for, and where its pieces go."""

    def drop(self, unkept_id: int) -> None:
        """Throw it away."""

    def drop_old(self, before: datetime) -> int:
        """Throw away what waits since then (aware) or longer; return how many."""
