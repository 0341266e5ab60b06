"""Slack's error codes as types with three fates, and our own bugs apart (SLACK.md §2.1, §2.4, §6)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import GivenUp, OurBug, SlackFailure, TargetDisabled, TryLater

AMBIGUOUS = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""The call may have taken effect before it failed: Slack says so of `fatal_error`."""

LATER = AMBIGUOUS | {
    "ratelimited",
    "rate_limited",
    "request_timeout",
    "update_failed",
    "hash_conflict",
    "external_channel_migrating",
    "fetch_members_failed",
}

DISABLED = frozenset(
    {
        "account_inactive",
        "token_revoked",
        "token_expired",
        "invalid_auth",
        "not_authed",
        "missing_scope",
        "no_permission",
        "access_denied",
        "org_login_required",
        "team_access_not_granted",
        "enterprise_is_restricted",
        "ekm_access_denied",
        "accesslimited",
        "two_factor_setup_required",
        "team_added_to_org",
        "app_access_restricted",
    }
)

OURS = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "metadata_must_be_sent_from_app",
        "msg_blocks_too_long",
        "msg_too_long",
        "msg_too_large",
        "view_too_large",
        "too_many_attachments",
        "markdown_text_conflict",
        "no_text",
        "block_mismatch",
        "duplicate_external_id",
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "missing_argument",
        "not_allowed_token_type",
        "as_user_not_supported",
        "deprecated_endpoint",
        "method_deprecated",
        "unknown_method",
    }
)

NEVER = frozenset(
    {
        "channel_not_found",
        "channel_is_limited_access",
        "is_archived",
        "is_inactive",
        "not_in_channel",
        "user_not_in_channel",
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "cannot_dm_bot",
        "invalid_user_combination",
        "messages_tab_disabled",
        "not_enabled",
        "missing_profile_id",
        "message_not_found",
        "thread_not_found",
        "cannot_reply_to_message",
        "cant_update_message",
        "edit_window_closed",
        "message_limit_exceeded",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "posting_to_channel_denied",
        "team_not_found",
        "method_not_supported_for_channel_type",
    }
)

EXPIRED_TRIGGERS = frozenset(
    {
        "expired_trigger_id",
        "exchanged_trigger_id",
        "invalid_trigger_id",
        "trigger_expired",
        "trigger_exchanged",
    }
)
"""The reference and the guide spell it differently, and others see `invalid_arguments` at `/trigger_id`."""

UNREADABLE = frozenset(
    {"missing_scope", "not_in_channel", "channel_not_found", "channel_is_limited_access", "unknown_method"}
)
"""Why a conversation's history may be closed to us for good."""

_SENTENCES: Mapping[type[SlackFailure], str] = {
    TryLater: "Slack didn't take that just now. Nothing is lost; I'll try again in a minute.",
    GivenUp: "Slack can't deliver that: the person or the channel is out of reach.",
    TargetDisabled: "Slack doesn't let this app in just now. `handoff doctor` tells an admin why.",
    OurBug: "Something is wrong with how I wrote that message. It is logged, so that it can be mended.",
}


def failure_from(error: BaseException) -> SlackFailure:
    """The failure behind an exception of `slack_sdk`, aiohttp or a timeout; never raises."""
    if isinstance(error, SlackFailure):
        return error
    if isinstance(error, SlackApiError):
        return _from_answer(error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return _later("unreachable")  # no connection: nothing was sent
    if isinstance(error, TimeoutError):
        return _later("timeout", ambiguous=True)
    if isinstance(error, aiohttp.ClientError | ConnectionError):
        return _later("connection_lost", ambiguous=True)
    if isinstance(error, SlackClientError):
        return OurBug("bad_request", _SENTENCES[OurBug])
    # Not JSON: something between us spoke, and who knows what Slack did.
    return _later("unreadable_answer", ambiguous=True)


def code_of(error: SlackApiError) -> str:
    """Slack's error code, or "" when the answer was not Slack's JSON."""
    return str(_body(error).get("error", ""))


def trigger_expired(error: SlackApiError) -> bool:
    """Whether a dialog could not open because its trigger is older than 3 s or used up: five spellings."""
    if code_of(error) in EXPIRED_TRIGGERS:
        return True
    return code_of(error) == "invalid_arguments" and any("trigger_id" in text for text in complaints(error))


def complaints(error: SlackApiError) -> tuple[str, ...]:
    """What Slack's validator says, with its JSON pointers; holds none of the text that was refused."""
    metadata = _body(error).get("response_metadata")
    found: Iterable[Any] = metadata.get("messages", ()) if isinstance(metadata, dict) else ()
    return tuple(str(text) for text in found)


def _from_answer(error: SlackApiError) -> SlackFailure:
    response = error.response  # slack_sdk's, or aiohttp's own when the body was not JSON
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 200)
    code = code_of(error)
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return _later("ratelimited", after=_retry_after(error))
    if status >= 500:
        return _later(code or f"http_{status}", ambiguous=True)
    return _from_code(code)


def _from_code(code: str) -> SlackFailure:
    if not code:
        return _later("unreadable_answer", ambiguous=True)
    if code in LATER:
        return _later(code, ambiguous=code in AMBIGUOUS)
    for codes, kind in ((DISABLED, TargetDisabled), (OURS | EXPIRED_TRIGGERS, OurBug)):
        if code in codes:
            return kind(code, _SENTENCES[kind])
    return GivenUp(code, _SENTENCES[GivenUp])  # an unknown code too: asking again would only repeat it


def _later(code: str, *, after: timedelta | None = None, ambiguous: bool = False) -> TryLater:
    return TryLater(code, _SENTENCES[TryLater], after=after, ambiguous=ambiguous)


def _retry_after(error: SlackApiError) -> timedelta:
    headers = getattr(error.response, "headers", None) or {}
    value = next((headers[name] for name in headers if name.lower() == "retry-after"), "")
    seconds = value[0] if isinstance(value, list) else value
    return timedelta(seconds=int(seconds)) if str(seconds).isdigit() else timedelta(seconds=5)


def _body(error: SlackApiError) -> Mapping[str, Any]:
    data = getattr(error.response, "data", error.response)
    return data if isinstance(data, Mapping) else {}
