"""views.*: modals and Home."""

from __future__ import annotations

from typing import Any

from sandbox.blockkit import problems
from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.views import View
from sandbox.web_api.registry import Call, method


@method("views.open", "", 4, "trigger_id view")
def open_view(call: Call) -> Json:
    """Open a modal for the person behind a trigger."""
    payload = _checked(call, "modal")
    user = call.core.grants.use_trigger(call.text("trigger_id"))
    return _answer(call, call.core.workspace.views.open(user, payload))


@method("views.push", "", 4, "trigger_id view")
def push_view(call: Call) -> Json:
    """Put a modal on the open stack."""
    payload = _checked(call, "modal")
    user = call.core.grants.use_trigger(call.text("trigger_id"))
    return _answer(call, call.core.workspace.views.push(user, payload))


@method("views.update", "", 4, "view")
def update_view(call: Call) -> Json:
    """Replace a view, found by `view_id` or `external_id`."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if view_id and external_id:
        raise SlackError("invalid_arguments", ["Cannot provide both `view_id` and `external_id`"])
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ["missing required field: view_id"])
    views = call.core.workspace.views
    view = views.get(view_id) if view_id else views.by_external_id(external_id)
    payload = _checked(call, view.type)
    return _answer(call, views.update(view, payload, call.text("hash") or None))


@method("views.publish", "", 4, "user_id view")
def publish_view(call: Call) -> Json:
    """Publish somebody's Home tab."""
    payload = _checked(call, "home")
    if not call.core.manifest.home_tab:
        raise SlackError("not_enabled")
    user_id = call.text("user_id")
    if user_id not in call.core.workspace.users:
        raise SlackError("invalid_arguments", ["invalid `user_id`"])
    return _answer(call, call.core.workspace.views.publish(user_id, payload, call.text("hash") or None))


def _checked(call: Call, surface: str) -> Json:
    view: Any = call.args.get("view")
    found = problems(view, surface)
    if any(text.startswith("view_too_large") for text in found):
        raise SlackError("view_too_large")
    if found:
        raise SlackError("invalid_arguments", found)
    payload: Json = view
    return payload


def _answer(call: Call, view: View) -> Json:
    app, team = call.core.app, call.core.workspace.team.id
    shown = call.core.workspace.views.json(view)
    return {"view": shown | {"app_id": app.app_id, "bot_id": app.bot_id, "team_id": team}}
