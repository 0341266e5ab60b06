"""What one head must pass to another: topics, each with what is asked of the giver and what is read.

The handbook's page is written mostly for the receiver, so a topic has two lists. *Ask*: what only the giver
can say. *Look*: what the receiver reads, with its link.
"""

from enum import StrEnum

from pydantic import Field

from flows.vocabulary import Choice, Condition, Flag, Id, Model, Source, Text


class AskKind(StrEnum):
    """What kind of answer a question takes, where typing it helps."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"
    PEOPLE = "people"
    CHOICE = "choice"
    SEVERAL = "several"


class Ask(Model):
    """One question to the giver: one prompt, a few words.

    `light`: asked in a light handoff too. `about_people`: the answer is about persons, so it says to write it
    as if they could read it. `fact`: a choice that also settles a fact of the flow, so that no one is asked
    twice. `fallback`: roles that may know when the giver does not, or has left.
    """

    id: Id
    question: Text
    kind: AskKind = AskKind.TEXT
    choices: tuple[Choice, ...] = ()
    when: Condition = Field(default_factory=dict)
    light: Flag = False
    about_people: Flag = False
    fact: Id | None = None
    fallback: tuple[Id, ...] = ()
    for_customer: Flag = False
    """Not known here: it becomes a question for the customer, once the receiver leads the calls."""


class Look(Model):
    """One thing the receiver reads.

    `key` names its page in the link map, or the evidence of a step's part (`step.part`).
    """

    id: Id
    title: Text
    key: str | None = Field(default=None, max_length=120)
    optional: Flag = False


class Topic(Model):
    """One subject. `words` are how pasted notes are matched to it."""

    id: Id
    title: Text
    reason: Text
    source: Source | None = None
    ours: Flag = False
    words: tuple[Text, ...] = ()
    ask: tuple[Ask, ...] = ()
    look: tuple[Look, ...] = ()
