"""App Home: drawn when it is opened, and on changes for an hour after that."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.errors import SlackFailure
from bot.listeners.desk import Desk
from flows.desk import reading


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to Home being opened."""

    async def opened(event: dict[str, Any]) -> None:
        """`app_home_opened` comes for both tabs, each time (SLACK.md §5): only the Home tab is drawn."""
        if event.get("tab") != "home":
            return
        try:
            person = await desk.directory.person(event["user"])
        except SlackFailure:
            return
        now = desk.clock.now()
        await desk.office.act(lambda uow: reading.home_opened(uow, person.id, now))

    app.event("app_home_opened")(opened)
