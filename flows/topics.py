"""What one head must pass to another: topics, each with what is asked of the giver and what is read.

The handbook's page is written mostly for the receiver, so a topic has two lists. *Ask*: what only the giver
can say. *Look*: what the receiver reads, with its link.
"""

from enum import StrEnum

from pydantic import Field

from flows.vocabulary import Choice, Condition, Flag, Id, Model, Ref, Source, Text

TEMPERATURES = ("stable", "watch", "critical")
"""How an account stands right now: the choices of a question whose theme is the temperature."""

UNKNOWN = "unknown"
"""The choice that means nobody here knows; what is unknown and `for_customer` is asked of the customer."""


class AskKind(StrEnum):
    """What kind of answer a question takes, where typing it helps."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"
    PEOPLE = "people"
    CHOICE = "choice"
    SEVERAL = "several"


class Theme(StrEnum):
    """What a brief and a summary lift out of the topics, so that it stands where readers look first."""

    TEMPERATURE = "temperature"
    PEOPLE = "people"  # who matters there
    NEXT = "next"  # what the giver expects of them
    TICKETS = "tickets"  # the critical ones
    LOOPS = "loops"  # what is open or promised: who, by when
    IF_THEN = "if_then"
    PROMISES = "promises"
    ASKED = "asked"  # what the customer was asked already


class Ask(Model):
    """One question to the giver: one prompt, a few words.

    `light`: asked in a light handoff too. `about_people`: the answer is about persons, so it says to write it
    as if they could read it. `fact`: a choice that also settles a fact of the flow, so that no one is asked
    twice. `fallback`: roles that may know when the giver does not, or has left. `theme`: what it is about,
    where the brief has a place of its own for that. `for_customer`: what nobody here knows (no answer but
    "don't know", or the choice `unknown`) is a question for the customer, once the receiver leads the calls.
    `source`: where it stands in the handbook, when that is not the topic's place.
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
    theme: Theme | None = None
    for_customer: Flag = False
    source: Source | None = None


class Look(Model):
    """One thing the receiver reads.

    `key` names its page in the link map, or the link that was given as evidence of a part (`step.part`).
    It is left out where its condition is known to fail. `source` as for a question.
    """

    id: Id
    title: Text
    key: Ref | None = None
    when: Condition = Field(default_factory=dict)
    optional: Flag = False
    source: Source | None = None


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
