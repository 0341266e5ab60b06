"""Identifiers that look like Slack's and count up, so that transcripts repeat."""

from __future__ import annotations

from collections import Counter

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(number: int) -> str:
    """Return a number in base 36, upper case."""
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


class Ids:
    """Hands out ids with one running number for each prefix."""

    def __init__(self) -> None:
        self._last: Counter[str] = Counter()

    def number(self, prefix: str) -> int:
        """Return the next running number of a prefix."""
        self._last[prefix] += 1
        return self._last[prefix]

    def new(self, prefix: str) -> str:
        """Return a new id such as `V000000001`."""
        return f"{prefix}{base36(self.number(prefix)).rjust(9, '0')}"

    def block_id(self) -> str:
        """Return what Slack writes when an app leaves `block_id` out."""
        return f"b{base36(self.number('block')).rjust(4, '0')}"

    def action_id(self) -> str:
        """Return what Slack writes when an app leaves `action_id` out."""
        return f"a{base36(self.number('action')).rjust(4, '0')}"
