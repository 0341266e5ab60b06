"""`/handoff settings`: administrators settle for the workspace what the environment left open."""

from collections.abc import Iterable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.listeners.desk import BUSY, Body, Desk
from bot.views import blocks, settings
from bot.views.settings import BadFields
from flows.desk import settling
from flows.playbook import Playbook
from storage.database import TooBusy

NOT_ADMIN = "Settings are for the administrators of this bot. Ask one of them; nothing was changed."
SAVED = "Saved. What happens from now on goes by it; handoffs under way keep their playbook."


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command's word and to its dialog."""
    listener = _Settings(desk)
    desk.doors["settings"] = listener.door
    app.view("settings")(listener.save)


class _Settings:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def door(self, body: Body, client: AsyncWebClient) -> None:
        """`/handoff settings`: the dialog, for administrators only."""
        if not await self._desk.is_admin(body["user_id"]):
            await self._desk.open(body, client, blocks.notice("Sorry", NOT_ADMIN))
            return
        desk = self._desk
        links = {**desk.settled.links, **desk.links}
        await desk.open(body, client, settings.dialog(_title(desk.bases.values()), desk.rules, links))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The dialog comes back."""
        if not await self._desk.is_admin(body["user"]["id"]):
            await ack(response_action="update", view=blocks.notice("Sorry", NOT_ADMIN))
            return
        given, act = self._desk.given, self._desk.act_of(body)
        title = _title(given.bases.values())
        try:
            settled = settings.read(body["view"]["state"]["values"], title, given.rules, given.links)
            await self._desk.office.act(lambda uow: settling.save(uow, act, settled, given.bases))
        except BadFields as wrong:
            await ack(response_action="errors", errors=dict(wrong.errors))
        except TooBusy:
            await ack(response_action="push", view=blocks.notice("One moment", BUSY))
        else:
            await self._desk.renew()
            await ack(response_action="update", view=blocks.notice("Saved", SAVED))


def _title(playbooks: Iterable[Playbook]) -> str:
    return next(iter(playbooks)).title
