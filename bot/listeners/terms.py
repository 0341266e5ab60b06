"""What the start and edit dialogs hold, read back into the domain's terms."""

import asyncio
from collections.abc import Mapping
from datetime import date

from bot.directory import Directory, Posting
from bot.errors import SlackFailure
from bot.views.blocks import Values, value_of
from bot.views.filled import Filled
from bot.views.kinds import FACT
from flows.handoff import Cause, Depth, Pace
from flows.lifecycle import Terms
from flows.people import Person

_FIELDS = frozenset(
    {
        "account",
        "playbook",
        "waiver",
        "cause",
        "customer_note",
        "last_day",
        "target",
        "pace",
        "depth",
        "channel",
    }
)


def read(values: Values) -> Filled:
    """The dialog's fields as the person left them. What is none of ours and no fact is a role."""

    def text(name: str) -> str:
        return str(value_of(values, name) or "").strip()

    people = {
        role: str(chosen)
        for role in values
        if role not in _FIELDS and not role.startswith(FACT) and (chosen := value_of(values, role))
    }
    return Filled(
        account=text("account"),
        people=people,
        cause=Cause(text("cause") or Cause.OTHER),
        customer_note=text("customer_note"),
        last_day=_day(text("last_day")),
        target=_day(text("target")),
        pace=Pace(text("pace") or Pace.STANDARD),
        depth=Depth(text("depth") or Depth.FULL),
        channel=text("channel") or None,
    )


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


async def people_of(directory: Directory, filled: Filled) -> tuple[Mapping[str, Person], dict[str, str]]:
    """The chosen people by role, as Slack knows them now, and a sentence for each it does not know."""
    roles = list(filled.people)
    found = await asyncio.gather(
        *(directory.person(filled.people[role]) for role in roles), return_exceptions=True
    )
    people: dict[str, Person] = {}
    unknown: dict[str, str] = {}
    for role, one in zip(roles, found, strict=True):
        if isinstance(one, Person):
            people[role] = one
        elif isinstance(one, SlackFailure):
            unknown[role] = "Slack couldn't tell me about them. Please try again, or pick somebody else."
        else:
            raise one
    return people, unknown


def terms_of(filled: Filled, people: Mapping[str, Person], channel: str | None) -> Terms:
    """The terms, with people as we know them."""
    return Terms(
        account=filled.account,
        participants={role: person.id for role, person in people.items()},
        cause=filled.cause or Cause.OTHER,
        customer_note=filled.customer_note or None,
        last_day=filled.last_day,
        target=filled.target,
        pace=filled.pace,
        depth=filled.depth,
        channel=channel,
    )


_CHANNEL = {
    Posting.ARCHIVED: "That channel is archived. Please choose another, or none.",
    Posting.NOT_MEMBER: "I'm not in that channel. Invite me there first (/invite), or choose another.",
    Posting.SHARED: "People from outside read that channel. Please choose an internal one.",
    Posting.GUESTS: "Guests read that channel. Please choose an internal one.",
    Posting.TOO_LARGE: "That channel is too large for me to see who reads it. Please choose a smaller one.",
    Posting.UNKNOWN: "I can't see that channel. Invite me there first (/invite), or choose another.",
}


async def channel_problem(directory: Directory, channel: str | None) -> str | None:
    """Why the card may not go into that channel; None when it may, or when none was chosen."""
    if channel is None:
        return None
    try:
        return _CHANNEL.get(await directory.can_post(channel))
    except SlackFailure:
        return "Slack couldn't tell me about that channel just now. Please press Start again."
