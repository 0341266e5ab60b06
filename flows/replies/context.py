"""What is known about a conversation when a reply arrives in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from flows import calendar
from flows.people import PersonId
from flows.replies.meaning import StepKey, Steps
from flows.replies.text import plain

Kind = Literal["text", "number", "date", "link", "people", "choice", "multi"]
Place = Literal["prompt", "digest", "checklist"]

SHORTEST_ALIAS = 3
"""Ours: how many letters the first word of an account's name needs to stand for the whole name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a prompt: its id, what it says, and other words for it."""

    id: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """The open question. `topic` is what it is about, for people; `fresh` is true while it is recent and the
    last thing said in its conversation.

    Every prompt may have `choices`: for "choice" and "multi" they are all there is, for other kinds they are
    the buttons beside a typed answer (Don't know, Better said in person).
    """

    kind: Kind
    topic: str = ""
    choices: tuple[Choice, ...] = ()
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """Who reads what here.

    `now` is an aware instant, `zone` the person's. `numbers` is what the numbers mean in the message replied
    to, or in the person's open checklists; a number with several steps is asked about. `accounts` are the
    names of the person's open handoffs. `people` are names, roles ("the sa", "my manager") and mentions
    ("<@U1>") in any case; a name that several people share has them all, and is asked about. A reply in a
    thread belongs to the message above it (`in_thread_of`): outside the prompt's own thread, a thread hides
    the prompt. `undoable` says that the person's last change can be taken back: "oops" then offers it.
    """

    now: datetime
    zone: ZoneInfo
    numbers: Mapping[int, Steps] = field(default_factory=dict)
    accounts: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, tuple[PersonId, ...]] = field(default_factory=dict)
    prompt: Prompt | None = None
    in_thread_of: Place | None = None
    undoable: bool = False

    @property
    def today(self) -> date:
        """The calendar day it is for the person."""
        return calendar.local_day(self.now, self.zone)

    @property
    def asked(self) -> Prompt | None:
        """The prompt that a reply here may answer without being asked: not in another message's thread."""
        return self.prompt if self.in_thread_of in (None, "prompt") else None

    @property
    def listening(self) -> bool:
        """Whether free text here answers the prompt at once."""
        return self.asked is not None and (self.asked.fresh or self.in_thread_of == "prompt")

    @property
    def steps(self) -> Steps:
        """Every step that has a number here."""
        return tuple(dict.fromkeys(key for keys in self.numbers.values() for key in keys))

    @property
    def only_step(self) -> StepKey | None:
        """The step that "done" alone can mean: the only one that the message above shows."""
        steps = self.steps
        return steps[0] if self.in_thread_of is not None and len(steps) == 1 else None

    def account_name(self, handoff: int) -> str:
        """The account of a handoff, as people write it."""
        return next((name for name, known in self.accounts.items() if known == handoff), f"#{handoff}")

    def number_of(self, step: StepKey) -> int:
        """The number that stands before a step here; zero when none does."""
        return next((number for number, keys in self.numbers.items() if step in keys), 0)

    def accounts_called(self, words: str) -> tuple[int, ...]:
        """The handoffs of the accounts that go by that name: the whole name, else its first words."""
        wanted = plain(words).strip('" ')
        names = {plain(name): handoff for name, handoff in self.accounts.items()}
        if wanted in names:
            return (names[wanted],)
        if len(wanted) < SHORTEST_ALIAS:
            return ()
        return tuple(dict.fromkeys(known for name, known in names.items() if name.startswith(wanted + " ")))

    def people_called(self, words: str) -> tuple[PersonId, ...]:
        """Everybody who goes by that name, role or mention here."""
        wanted = plain(words).strip('" ')
        names = {plain(name): found for name, found in self.people.items()}
        for name in (wanted, wanted.removeprefix("@"), wanted.removeprefix("the "), f"the {wanted}"):
            if name in names:
                return names[name]
        return ()
