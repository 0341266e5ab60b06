"""The words every part of a playbook is written with: ids, texts, conditions, sources, links."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
"""A name in a playbook: lower-case letters, digits, `-` and `_`."""

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)?$", max_length=120)]
"""A step (`subscribe-tickets`) or one part of it (`leave-tickets.list`)."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]

Flag = Annotated[bool, Field(strict=True)]
"""`true` or `false`, and nothing that merely looks like it."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number, never the text of one."""


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Answers = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), Field(min_length=1)]

Condition = Mapping[Id, Answers]
"""`{events_owner: [us, some]}`: every named fact has one of the listed answers."""


class Model(BaseModel):
    """A value that nobody can change, and that knows no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Model):
    """Where the handbook says it: the page, and the heading on it."""

    page: Id
    section: Text


class Choice(Model):
    """One answer to a fact's question."""

    id: Id
    label: Text


class Link(Model):
    """A page to open. `key` is looked up in the link map of the settings, `url` is used when it has none."""

    label: Text
    key: Id
    url: str | None = None


class DraftKind(StrEnum):
    """The letters to the customer that a step can offer to copy (`flows.drafts`)."""

    INTRODUCTION = "introduction"
    FOLLOW_UP = "follow-up"
    ASK_FOR_INVITE = "ask-for-invite"
    KICKOFF = "kickoff"
    ENTERPRISE_INTRODUCTION = "enterprise-introduction"  # the SA's, while they are still a prospect
    COMMERCIAL_INTRODUCTION = "commercial-introduction"  # the account executive's


class CallKind(StrEnum):
    """What a step has to do with calls in a calendar (`flows.calls`)."""

    ONE = "one"  # a single call is planned
    NEW = "new"  # the receiver's own series begins
    OLD = "old"  # the series from before ends
