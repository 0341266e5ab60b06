"""users.*, dnd.*, team.info, bots.info."""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.model import User
from sandbox.shapes import EPOCH, profile_object, user_object
from sandbox.web_api.registry import Call, method, paged


@method("users.info", "users:read", 4, "user")
def info(call: Call) -> Json:
    """Describe a person."""
    user = call.core.workspace.user(call.text("user"))
    locale: Json = {"locale": "en-US"} if call.flag("include_locale") and not user.is_stranger else {}
    return {"user": user_object(call.core, user) | locale}


@method("users.list", "users:read", 2)
def list_all(call: Call) -> Json:
    """List the members; strangers are not among them."""
    members = [user for user in call.core.workspace.users.values() if not user.is_stranger]
    page, metadata = paged(members, call)
    shown = [user_object(call.core, user) for user in page]
    return {"members": shown, "cache_ts": EPOCH, "response_metadata": metadata}


@method("users.lookupByEmail", "users:read.email", 3, "email")
def lookup_by_email(call: Call) -> Json:
    """Find a member by address; the deactivated are not found."""
    for user in call.core.workspace.users.values():
        if user.email == call.text("email") and not user.deleted:
            return {"user": user_object(call.core, user)}
    raise SlackError("users_not_found")


@method("users.profile.get", "users.profile:read", 4)
def profile_get(call: Call) -> Json:
    """Return a profile with its status."""
    user = call.core.workspace.user(call.text("user") or call.core.app.bot_user_id)
    return {"profile": profile_object(call.core, user)}


@method("users.getPresence", "users:read", 3)
def get_presence(call: Call) -> Json:
    """Say that somebody is there, unless deactivated."""
    user = call.core.workspace.user(call.text("user") or call.core.app.bot_user_id)
    return {"presence": "away" if user.deleted else "active"}


@method("dnd.info", "dnd:read", 3)
def dnd_info(call: Call) -> Json:
    """Return somebody's do-not-disturb span."""
    return _dnd(call.core.workspace.user(call.text("user") or call.core.app.bot_user_id))


@method("dnd.teamInfo", "dnd:read", 2, "users")
def dnd_team_info(call: Call) -> Json:
    """Return the spans of at most 50 people."""
    users = call.items("users")
    if len(users) > 50:
        raise SlackError("too_many_users")
    known = call.core.workspace.users
    return {"users": {user: _dnd(known[user]) for user in users if user in known}}


@method("team.info", "team:read", 3)
def team_info(call: Call) -> Json:
    """Describe the workspace."""
    team = call.core.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


@method("bots.info", "users:read", 3, "bot")
def bots_info(call: Call) -> Json:
    """Describe the app's bot."""
    app = call.core.app
    if call.text("bot") != app.bot_id:
        raise SlackError("bot_not_found")
    bot = {
        "id": app.bot_id,
        "app_id": app.app_id,
        "user_id": app.bot_user_id,
        "name": call.core.manifest.name,
        "deleted": False,
        "updated": EPOCH,
        "icons": {},
    }
    return {"bot": bot}


def _dnd(user: User) -> Json:
    if user.dnd is None:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    start, end = user.dnd
    return {"dnd_enabled": True, "next_dnd_start_ts": start, "next_dnd_end_ts": end}
