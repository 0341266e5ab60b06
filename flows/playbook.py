"""What a playbook may say: the roles, facts and steps of one kind of handoff.

A playbook is data. Starting a handoff stores the whole playbook under its content hash, and a running
handoff never reads the file again. Reading YAML is `flows.loader`; judging a playbook is `flows.lint`.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from pydantic import ConfigDict, Field

from flows.topics import Ask, Topic
from flows.vocabulary import (
    Answers,
    CallKind,
    Choice,
    Condition,
    DraftKind,
    Flag,
    Id,
    Link,
    Model,
    Ref,
    Source,
    Text,
    Whole,
)

__all__ = ["Answers", "Choice", "Condition", "Flag", "Id", "Link", "Ref", "Source", "Text", "Whole"]


class Role(Model):
    """A part somebody plays. `{title}` in the label becomes CSM or TAM: a label, never a second role."""

    label: Text
    gives: Flag = False
    receives: Flag = False
    manages: Flag = False
    optional: Flag = False
    fallback: Id | None = None


class Fact(Model):
    """Something the flow depends on, asked once, when it is first needed, of the person who knows.

    `ask` is a role, or None for a fact that the workspace's settings give at the start. A fact without a
    `source` in the handbook is `ours`, and says so.
    """

    ask: Id | None = None
    question: Text
    choices: tuple[Choice, ...] = Field(min_length=2)
    several: Flag = False
    reason: Text | None = None
    source: Source | None = None
    ours: Flag = False


class Evidence(StrEnum):
    """What a step or part wants beside the tick."""

    LINK = "link"
    TEXT = "text"


class Advice(Model):
    """Soft order: `step` is better done first, and `say` tells why in one sentence."""

    step: Ref
    say: Text


class Part(Model):
    """One tick of a multi-part step. An `optional` part never keeps its step open."""

    id: Id
    title: Text
    when: Condition = Field(default_factory=dict)
    after: tuple[Ref, ...] = ()
    prefer_after: tuple[Advice, ...] = ()
    evidence: Evidence | None = None
    optional: Flag = False
    solo: Flag = False


class Variant(Model):
    """Another title, other parts and another order while its condition holds. The first that holds wins.

    What the step itself says of `parts`, `after` and `solo` is for when no variant holds; its `prefer_after`
    holds always, beside what the variant adds; its `draft` and `call` hold where the variant has none.
    """

    when: Condition
    title: Text
    parts: tuple[Part, ...] = ()
    after: tuple[Ref, ...] = ()
    prefer_after: tuple[Advice, ...] = ()
    solo: Flag = False
    reason: Text | None = None
    draft: DraftKind | None = None
    call: CallKind | None = None


class Outcome(Model):
    """One way a decision can go; `closes` ends the handoff."""

    id: Id
    label: Text
    closes: Flag = False


class Decision(Model):
    """A step that asks instead of being ticked."""

    question: Text
    outcomes: tuple[Outcome, ...] = Field(min_length=2)


class Step(Model):
    """A task with one owner role and a fixed number.

    `after` is hard, because the damage cannot be undone; `prefer_after` is advice. `solo` steps wait, in a
    slow transition, until the incoming person leads alone. `offset` is in working days from the start and
    only orders the list: the handbook has no dates. A step without a `source` in the handbook is `ours`.
    An `opened` step is there only once its condition holds: an answer in the conversation opens it.
    `draft` is the letter to the customer that it offers to copy, `call` what it has to do with calendars.
    """

    id: Id
    number: Whole = Field(ge=0, le=99)
    owner: Id
    title: Text
    reason: Text
    source: Source | None = None
    ours: Flag = False
    when: Condition = Field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    parts: tuple[Part, ...] = ()
    evidence: Evidence | None = None
    decision: Decision | None = None
    after: tuple[Ref, ...] = ()
    prefer_after: tuple[Advice, ...] = ()
    after_all: Flag = False
    solo: Flag = False
    only_owner: Flag = False
    optional: Flag = False
    opened: Flag = False
    offset: Whole | None = Field(default=None, ge=0, le=400)
    draft: DraftKind | None = None
    call: CallKind | None = None
    links: tuple[Link, ...] = ()

    def part(self, part_id: str) -> Part | None:
        """The part of that id, in the step itself or in one of its variants."""
        return next((p for p in self.all_parts() if p.id == part_id), None)

    def all_parts(self) -> Iterator[Part]:
        """Every part that any variant may show."""
        yield from self.parts
        for variant in self.variants:
            yield from variant.parts

    def all_after(self) -> frozenset[str]:
        """Every hard order of the step, its variants and their parts."""
        variants = (ref for variant in self.variants for ref in variant.after)
        return frozenset((*self.after, *variants, *(ref for part in self.all_parts() for ref in part.after)))


class Gate(Model):
    """A hard rule: shut while `when` holds, until the steps of `until` are done or the account is `accepted`.

    It holds the `start`, the `acceptance`, or `steps` (and parts, `step.part`). A refusal says the `reason`,
    what `opens` it (in the words after "waits for"), and what can be done `meanwhile`. The holder of
    `waived_by` may open it, with a reason.
    """

    id: Id
    start: Flag = False
    acceptance: Flag = False
    steps: tuple[Ref, ...] = ()
    when: Condition = Field(default_factory=dict)
    until: tuple[Ref, ...] = ()
    accepted: Flag = False
    reason: Text
    opens: Text
    meanwhile: Text
    waived_by: Id | None = None
    source: Source | None = None
    ours: Flag = False

    @property
    def sentence(self) -> str:
        """The whole refusal: why, what it waits for, and what can be done now."""
        return f"{self.reason} This waits for {self.opens}. {self.meanwhile}"

    @property
    def step_ids(self) -> frozenset[str]:
        """The steps it holds, whole or in part."""
        return frozenset(ref.partition(".")[0] for ref in self.steps)


class Playbook(Model):
    """Roles, facts and steps of one kind of handoff."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    id: Id
    version: Whole = Field(ge=1)
    name: Text
    about: Text
    title: Text = "CSM"
    roles: dict[Id, Role]
    facts: dict[Id, Fact] = Field(default_factory=dict)
    gates: tuple[Gate, ...] = Field(default=(), max_length=20)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=60)
    topics: tuple[Topic, ...] = Field(default=(), max_length=40)

    @property
    def called(self) -> str:
        """Its name, with the title in its place: "CSM to CSM"."""
        return self.name.replace("{title}", self.title)

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """Every step by its id."""
        return {step.id: step for step in self.steps}

    @cached_property
    def topic(self) -> Mapping[str, Topic]:
        """Every topic by its id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def asks(self) -> Mapping[str, tuple[Topic, Ask]]:
        """Every question to the giver by its full id, `topic.ask`, in the order in which they are asked."""
        return {f"{topic.id}.{ask.id}": (topic, ask) for topic in self.topics for ask in topic.ask}

    @cached_property
    def giver(self) -> str:
        """The role that gives the account."""
        return next(name for name, role in self.roles.items() if role.gives)

    @cached_property
    def receiver(self) -> str:
        """The role that receives the account."""
        return next(name for name, role in self.roles.items() if role.receives)

    @cached_property
    def manager(self) -> str:
        """The role that manages the receiver."""
        return next(name for name, role in self.roles.items() if role.manages)

    @cached_property
    def dependants(self) -> Mapping[str, tuple[Step, ...]]:
        """For each step, the steps that hard-wait for it or for one of its parts."""
        found: dict[str, list[Step]] = {step.id: [] for step in self.steps}
        for step in self.steps:
            gated = (gate for gate in self.gates if step.id in gate.step_ids)
            for ref in step.all_after().union(*(gate.until for gate in gated)):
                before = ref.partition(".")[0]
                if before != step.id and before in found:
                    found[before].append(step)
        return {step_id: tuple(steps) for step_id, steps in found.items()}

    def label(self, role: str) -> str:
        """What the role is called, with the title in its place: "Outgoing CSM"."""
        return self.roles[role].label.replace("{title}", self.title)

    def canonical(self) -> str:
        """The whole playbook as one JSON text, the same for the same content."""
        return self.model_dump_json(exclude_defaults=True)

    @cached_property
    def digest(self) -> str:
        """The content hash that running handoffs are pinned to."""
        return sha256(self.canonical().encode()).hexdigest()
