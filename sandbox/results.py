"""What comes of an act, in the words Slack would show the person."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.delivery import Answer
from sandbox.json_types import Blocks, Json
from sandbox.model import Message

TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."


@dataclass(frozen=True)
class ActResult:
    """The outcome of an act: `code` for machines, `error` as Slack shows it, and what was answered."""

    ok: bool = True
    code: str = ""
    error: str = ""
    text: str = ""
    blocks: Blocks = field(default_factory=list)
    message: Message | None = None
    options: Blocks = field(default_factory=list)

    @property
    def failed(self) -> str:
        """What Slack shows when the act failed, empty when it did not."""
        return self.error

    def json(self) -> Json:
        """Return the answer for the page."""
        if not self.ok:
            return {"ok": False, "error": self.code, "shown": self.error}
        more: Json = {"options": self.options} if self.options else {}
        if self.message:
            more |= {"channel": self.message.channel, "ts": self.message.ts}
        return {"ok": True} | more


CommandReply = ActResult
DONE = ActResult()


def refused(code: str, shown: str) -> ActResult:
    """Return a failure."""
    return ActResult(ok=False, code=code, error=shown)


def of_answer(answer: Answer, shown: str) -> ActResult:
    """Return success for an ack, otherwise a failure that shows `shown`."""
    return DONE if answer.acked else refused(answer.outcome, shown)


def of_command(answer: Answer, command: str) -> ActResult | None:
    """Return how Slack reports a command that was not acknowledged (SLACK.md §1.3), None when it was."""
    if answer.acked:
        return None
    code = "operation_timeout" if answer.outcome == "timeout" else "dispatch_failed"
    return refused(code, f'{command} failed with the error "{code}"')
