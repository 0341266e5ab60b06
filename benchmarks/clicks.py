"""Clicks on Done, as Slack posts them: form-encoded, with the whole message that was clicked in."""

from collections.abc import Sequence
from json import dumps
from typing import Any
from urllib.parse import urlencode

from benchmarks.book import BOT_ID, BOT_USER, TEAM_ID, TICKED, Running
from bot.views import actions
from bot.views.actions import Target

CONTENT_TYPE = "application/x-www-form-urlencoded"


def clicks(handoffs: Sequence[Running]) -> list[str]:
    """The bodies of a Done for every step of every handoff: one step of all of them, then the next.

    So no click waits for another of the same moment, and neighbours touch different handoffs.
    """
    return [_body(handoff, step, number) for number, step in enumerate(TICKED) for handoff in handoffs]


def _body(handoff: Running, step: str, number: int) -> str:
    user = handoff.owners[step]
    shown = handoff.checklists[user]
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM_ID},
        "api_app_id": "A0BENCH",
        "token": "unused",
        "container": {
            "type": "message",
            "message_ts": shown.ts,
            "channel_id": shown.channel,
            "is_ephemeral": False,
        },
        "trigger_id": f"{handoff.id}.{number}.trigger",
        "team": {"id": TEAM_ID, "domain": "benchmark"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": shown.channel, "name": "directmessage"},
        "message": {
            "type": "message",
            "user": BOT_USER,
            "bot_id": BOT_ID,
            "app_id": "A0BENCH",
            "team": TEAM_ID,
            "ts": shown.ts,
            "text": shown.text,
            "blocks": shown.blocks,
        },
        "state": {"values": {}},
        "response_url": f"http://127.0.0.1/actions/{TEAM_ID}/{handoff.id}/{number}",
        "actions": [
            {
                "type": "button",
                "action_id": actions.DONE,
                "block_id": f"{handoff.id}.{number}",
                "text": {"type": "plain_text", "text": "Done"},
                "value": str(Target(handoff.id, step)),
                "action_ts": f"{handoff.id}.{number:06}",
            }
        ],
    }
    return urlencode({"payload": dumps(payload)})
