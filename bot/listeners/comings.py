"""What happens around us: people change or leave, channels are archived, shared or renamed, the app goes."""

from logging import getLogger
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.listeners.desk import Desk
from bot.logs import warn
from flows.desk import comings
from flows.desk.acting import Act
from storage.workspaces import removed

log = getLogger(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the lifecycle events that manifest.yml names."""
    listener = _Comings(desk)
    app.event("user_change")(listener.user_change)
    app.event("channel_archive")(listener.archived)
    app.event("group_archive")(listener.archived)
    app.event("member_left_channel")(listener.member_left)
    app.event("channel_shared")(listener.shared)
    app.event("channel_unshared")(listener.unshared)
    app.event("channel_id_changed")(listener.renamed)
    app.event("app_uninstalled")(listener.uninstalled)
    app.event("tokens_revoked")(listener.uninstalled)


class _Comings:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def user_change(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """Somebody's profile changed: only people we have met matter (the event is noisy)."""
        user = event["user"]
        known = await self._desk.office.look(lambda uow: uow.people.by_slack_id(user["id"]))
        if known is None:
            return
        person = await self._desk.directory.learn(user, known=known)
        if person.deleted:
            act = self._desk.act_of(body)
            await self._desk.office.act(lambda uow: comings.person_left(uow, act, person, self._desk.rules))

    async def archived(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """A channel was archived."""
        await self._lost(self._desk.act_of(body), event["channel"], "archived")

    async def shared(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """A channel is now read from outside."""
        await self._lost(self._desk.act_of(body), event["channel"], "shared")

    async def unshared(self, event: dict[str, Any]) -> None:
        """A channel is internal again: the next question about it goes to Slack."""
        self._desk.directory.forget(event["channel"])

    async def member_left(self, body: dict[str, Any], event: dict[str, Any], context: dict[str, Any]) -> None:
        """Somebody left a channel; it matters when it was us."""
        self._desk.directory.forget(event["channel"])
        if event["user"] == context.get("bot_user_id"):
            await self._lost(self._desk.act_of(body), event["channel"], "removed")

    async def _lost(self, act: Act, channel: str, why: str) -> None:
        self._desk.directory.forget(channel)
        await self._desk.office.act(lambda uow: comings.channel_lost(uow, act, channel, why))

    async def renamed(self, event: dict[str, Any]) -> None:
        """Slack gave a channel another id: every row that names it follows."""
        old, new = event["old_channel_id"], event["new_channel_id"]
        await self._desk.office.act(lambda uow: uow.conversations.renamed(old, new))

    async def uninstalled(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """The app was removed, or its bot's token revoked: that is remembered, and nothing is deleted.

        The two events come in either order (SLACK.md §10). The next start with a good token takes it back.
        """
        if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
            return
        warn(log, "the app was uninstalled or its token revoked", code=str(event["type"]))
        await removed(self._desk.office.database, str(body["team_id"]), self._desk.clock.now())
