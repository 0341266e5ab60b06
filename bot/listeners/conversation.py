"""What people write to the bot in their direct message."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.errors import SlackFailure
from bot.listeners.desk import Desk
from flows.desk import reading


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to direct messages."""

    async def message(body: dict[str, Any], event: dict[str, Any]) -> None:
        """Somebody wrote: they hear what they can do. Edits, deletions and apps' own messages are left."""
        if event.get("subtype") or event.get("bot_id") or not event.get("user"):
            return
        try:
            person = await desk.directory.person(event["user"])
        except SlackFailure:
            return
        act = desk.act_of(body)
        await desk.office.act(lambda uow: reading.wrote_to_us(uow, act, person.id))

    app.event("message")(message)
