"""What Slack says of people and conversations: the database first, Slack when that is old or silent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from logging import getLogger
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import GivenUp, OurBug, SlackFailure, TargetDisabled
from bot.logs import warn
from bot.office import Office
from bot.slack_calls import ask_slack
from flows.people import Person
from flows.ports import Clock, Conversation

log = getLogger(__name__)

FRESH = timedelta(hours=1)
"""How long what Slack said of a person counts as known."""

STANDING_FRESH = timedelta(minutes=1)
"""How long a conversation's check holds: enough for a burst of posts, and still "before each post"."""

INSIDER_FRESH = timedelta(days=1)
PATIENCE_SECONDS = 2.0
"""A listener asks us within Slack's 3 s."""

ASKED_ONE_BY_ONE = 50
MOST_MEMBERS = 5_000
PAGE = 200
SLACKBOT = "USLACKBOT"


class Posting(StrEnum):
    """Whether we may post somewhere, and why not."""

    OK = "ok"
    ARCHIVED = "archived"
    NOT_MEMBER = "not_member"
    SHARED = "shared"
    GUESTS = "guests"
    TOO_LARGE = "too_large"  # more members than we can look through: there may be guests
    UNKNOWN = "unknown"  # no such conversation, or a private one that we are not in


@dataclass(frozen=True, slots=True)
class _Standing:
    conversation: Conversation
    posting: Posting
    at: datetime


class Directory:
    """People and conversations of one workspace. `team_id` tells its own people from those of other teams."""

    def __init__(
        self, client: AsyncWebClient, office: Office, clock: Clock, *, team_id: str | None = None
    ) -> None:
        self._client = client
        self._office = office
        self._clock = clock
        self._team_id = team_id
        self._asked: dict[str, datetime] = {}
        self._insiders: dict[str, datetime] = {}
        self._standings: dict[str, _Standing] = {}

    async def person(self, slack_id: str) -> Person:
        """The person, as Slack said within the hour, or as we knew them when Slack is silent.

        Raises SlackFailure for somebody we never met and Slack does not tell about.
        """
        known = await self._office.look(lambda uow: uow.people.by_slack_id(slack_id))
        if known is not None and self._is_fresh(slack_id):
            return known
        try:
            return await self.learn(await self._user(slack_id), known=known)
        except SlackFailure as failure:
            if known is None:
                raise
            warn(log, "could not refresh a person", slack_id=slack_id, code=failure.code)
            return known

    async def is_admin(self, slack_id: str) -> bool:
        """Whether the person administers the Slack workspace, as Slack says now; no when it says nothing."""
        try:
            user = await self._user(slack_id)
        except SlackFailure as failure:
            warn(log, "could not ask whether somebody is an admin", slack_id=slack_id, code=failure.code)
            return False
        return bool(user.get("is_admin") or user.get("is_owner")) and not user.get("deleted")

    async def learn(self, user: Mapping[str, Any], *, known: Person | None = None) -> Person:
        """Store what a user object of Slack says (`users.info`, or the event `user_change`)."""
        told = person_from(user, team_id=self._team_id)
        if known is not None and not user.get("tz"):
            told = replace(told, zone=known.zone)  # deactivated people lose their zone in Slack's answer
        self._asked[told.slack_id] = self._clock.now()
        self._remember(told)
        return await self._office.tick(lambda uow: uow.people.upsert(told))

    async def refresh(self) -> int:
        """Ask again for everyone with a part in an open handoff (an hourly tick); returns how many."""
        people = await self._office.look(lambda uow: uow.people.of_open_handoffs())
        for person in people:
            await self.person(person.slack_id)
        return len(people)

    async def conversation(self, channel: str) -> Conversation:
        """The conversation as Slack says within the minute; `shared` counts guests. Raises SlackFailure."""
        return (await self._standing(channel)).conversation

    async def can_post(self, channel: str) -> Posting:
        """Whether a card may go there: never where outside people or guests read. Raises SlackFailure."""
        return (await self._standing(channel)).posting

    def forget(self, channel: str) -> None:
        """Something happened to the conversation: the next question goes to Slack."""
        self._standings.pop(channel, None)

    def _is_fresh(self, slack_id: str) -> bool:
        asked = self._asked.get(slack_id)
        return asked is not None and self._clock.now() - asked < FRESH

    def _remember(self, person: Person) -> None:
        if person.guest or person.external:
            self._insiders.pop(person.slack_id, None)
        else:
            self._insiders[person.slack_id] = self._clock.now()

    async def _user(self, slack_id: str) -> Mapping[str, Any]:
        answer = await self._ask(self._client.users_info(user=slack_id))
        user: Mapping[str, Any] = answer["user"]
        return user

    async def _standing(self, channel: str) -> _Standing:
        held = self._standings.get(channel)
        now = self._clock.now()
        if held is not None and now - held.at < STANDING_FRESH:
            return held
        seen, posting = await self._examine(channel)
        stored = await self._office.look(lambda uow: uow.conversations.get(channel))
        if stored is not None:  # what Slack does not tell in conversations.info
            seen = replace(seen, readable=stored.readable, person_id=stored.person_id)
        await self._office.tick(lambda uow: uow.conversations.upsert(seen))
        self._standings[channel] = _Standing(seen, posting, now)
        return self._standings[channel]

    async def _examine(self, channel: str) -> tuple[Conversation, Posting]:
        try:
            answer = await self._ask(self._client.conversations_info(channel=channel))
        except GivenUp:
            return Conversation(id=channel, kind="channel", private=True), Posting.UNKNOWN
        seen = conversation_from(answer["channel"])
        posting = _first_look(seen)
        if posting is Posting.OK and seen.kind != "im":
            posting = await self._guests(channel)
        return replace(seen, shared=seen.shared or posting in (Posting.GUESTS, Posting.TOO_LARGE)), posting

    async def _guests(self, channel: str) -> Posting:
        """Whether guests or strangers are members. A server without the method costs this check only."""
        try:
            members = [member async for member in self._members(channel)]
            strangers = [one for one in members if not self._is_insider(one)]
            if len(strangers) > ASKED_ONE_BY_ONE:
                await self._learn_everyone()
                strangers = [one for one in strangers if not self._is_insider(one)]
            if len(members) > MOST_MEMBERS or len(strangers) > ASKED_ONE_BY_ONE:
                return Posting.TOO_LARGE
            return Posting.GUESTS if await self._any_outside(strangers) else Posting.OK
        except (TargetDisabled, OurBug) as failure:
            warn(log, "cannot look for guests", channel=channel, code=failure.code)
            return Posting.OK

    async def _members(self, channel: str) -> AsyncIterator[str]:
        cursor, seen = "", 0
        while seen <= MOST_MEMBERS:
            call = self._client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
            answer = await self._ask(call)
            for member in answer["members"]:
                yield member
            seen += len(answer["members"])
            cursor = _next_cursor(answer)
            if not cursor:
                return

    async def _learn_everyone(self) -> None:
        """One pass over `users.list`: cheaper than a question for each member of a large channel."""
        cursor = ""
        for _ in range(MOST_MEMBERS // PAGE):
            answer = await self._ask(self._client.users_list(limit=PAGE, cursor=cursor))
            for user in answer["members"]:
                self._remember(person_from(user, team_id=self._team_id))
            cursor = _next_cursor(answer)
            if not cursor:
                return

    async def _any_outside(self, slack_ids: Iterable[str]) -> bool:
        gate = asyncio.Semaphore(8)

        async def ask(slack_id: str) -> bool:
            async with gate:
                try:
                    person = person_from(await self._user(slack_id), team_id=self._team_id)
                except GivenUp:
                    return True  # `user_not_visible`: somebody of another organisation
            self._remember(person)
            return person.guest or person.external

        return any(await asyncio.gather(*(ask(one) for one in slack_ids)))

    async def _ask(self, call: Awaitable[AsyncSlackResponse]) -> Mapping[str, Any]:
        return await ask_slack(call, seconds=PATIENCE_SECONDS)

    def _is_insider(self, slack_id: str) -> bool:
        known = self._insiders.get(slack_id)
        return known is not None and self._clock.now() - known < INSIDER_FRESH


def person_from(user: Mapping[str, Any], *, team_id: str | None = None) -> Person:
    """The person in a user object of Slack (SLACK.md §2.5); `id` is left to storage."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    of_another_team = team_id is not None and user.get("team_id", team_id) != team_id
    return Person(
        id=0,
        slack_id=user["id"],
        name=next((str(name) for name in names if name), user["id"]),
        zone=user.get("tz") or "UTC",
        deleted=bool(user.get("deleted")),
        bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        external=bool(user.get("is_stranger")) or (of_another_team and not user.get("enterprise_user")),
    )


def conversation_from(channel: Mapping[str, Any]) -> Conversation:
    """The conversation in a channel object of Slack. Sharing within one's own organisation is not outside."""
    outside = channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")
    other = channel.get("is_shared") and not channel.get("is_org_shared")
    is_im = bool(channel.get("is_im"))
    return Conversation(
        id=channel["id"],
        kind="im" if is_im else "channel",
        name=str(channel.get("name") or ""),
        private=bool(channel.get("is_private") or is_im or channel.get("is_mpim")),
        member=bool(channel.get("is_member") or is_im),
        shared=bool(outside or other),
        archived=bool(channel.get("is_archived")),
    )


def _first_look(seen: Conversation) -> Posting:
    if seen.archived:
        return Posting.ARCHIVED
    if not seen.member:
        return Posting.NOT_MEMBER
    return Posting.SHARED if seen.shared else Posting.OK


def _next_cursor(answer: Mapping[str, Any]) -> str:
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")
