"""auth.test, Socket Mode's door, and OAuth."""

from __future__ import annotations

import base64
import binascii

from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.web_api.registry import POSTING, Call, method


@method("api.test", "", POSTING, "", "none")
def api_test(call: Call) -> Json:
    """Echo the arguments."""
    return {"args": call.args}


@method("auth.test", "", POSTING)
def auth_test(call: Call) -> Json:
    """Say who the token is."""
    core, team = call.core, call.core.workspace.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": core.manifest.bot_name,
        "team_id": team.id,
        "user_id": core.app.bot_user_id,
        "bot_id": core.app.bot_id,
        "app_id": core.app.app_id,
        "app_name": core.manifest.name,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", "", 3, "", "app")
def connections_open(call: Call) -> Json:
    """Issue the address of one Socket Mode connection."""
    base = call.core.url.replace("http://", "ws://", 1)
    return {"url": f"{base}link?ticket={call.core.ticket()}&app_id={call.core.app.app_id}"}


@method("oauth.v2.access", "", POSTING, "", "none")
def oauth_access(call: Call) -> Json:
    """Exchange a code for the bot token."""
    app, team = call.core.app, call.core.workspace.team
    _check_client(call)
    code = call.text("code")
    if code not in app.codes:
        raise SlackError("invalid_code")
    app.codes.discard(code)
    return {
        "access_token": app.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(call.core.manifest.scopes)),
        "bot_user_id": app.bot_user_id,
        "app_id": app.app_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": next(iter(call.core.workspace.users))},
    }


def _check_client(call: Call) -> None:
    client_id, secret = call.text("client_id"), call.text("client_secret")
    scheme, _, encoded = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise SlackError("invalid_client_id") from None
    if client_id != call.core.app.client_id:
        raise SlackError("invalid_client_id")
    if secret != call.core.app.client_secret:
        raise SlackError("bad_client_secret")
