"""A step is added to one handoff, from the handoff's menu."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.listeners.desk import Desk, target_in
from bot.views.blocks import value_of
from flows.desk import own_steps


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the dialog; the menu that opens it belongs to `bot.listeners.whole`."""

    async def added(ack: AsyncAck, body: dict[str, Any]) -> None:
        """The dialog comes back."""
        values, at = body["view"]["state"]["values"], target_in(body)
        title, role = str(value_of(values, "title") or ""), str(value_of(values, "owner") or "")
        day = value_of(values, "due")
        due = date.fromisoformat(day) if day else None
        done = await desk.submit(
            body,
            ack,
            lambda uow, act: own_steps.add(uow, act, at.handoff, title, role, due, desk.rules),
        )
        if done is not None:
            await ack(response_action="clear")

    app.view("own_step")(added)
