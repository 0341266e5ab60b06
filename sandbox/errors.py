"""What goes wrong in the sandbox, each with a sentence for people.

SandboxError
├── SlackError      an `ok: false` answer of the Web API
├── ManifestError   a manifest that Slack would not accept
└── NotOnScreen     an act on something the person cannot see
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.json_types import Json


class SandboxError(Exception):
    """Base of the sandbox's errors."""


class SlackError(SandboxError):
    """An error that the Web API answers, by Slack's own code."""

    def __init__(self, code: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> Json:
        """The JSON body with which Slack reports this error (SLACK.md §3.6)."""
        answer: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {text}" for text in self.messages]}
            if self.code == "invalid_blocks":
                answer["errors"] = self.messages
        return answer


class ManifestError(SandboxError):
    """The manifest breaks one of Slack's rules; the text says which and where."""


class NotOnScreen(SandboxError, LookupError):
    """A person cannot press or fill what they do not see."""
