"""Slack's tiers as token buckets, in real time (SLACK.md §2.2)."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
POSTS_PER_MINUTE = 300
CHANNEL_BURST = 3


@dataclass
class Bucket:
    """So many tokens, refilled at a steady rate per second."""

    size: float
    rate: float
    level: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.level = self.size
        self.at = time.monotonic()

    def take(self) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now = time.monotonic()
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return (1 - self.level) / self.rate
        self.level -= 1
        return 0.0


class RateLimits:
    """One bucket for each method, and one for each channel that is posted to."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def wait(self, method: str, tier: int | None, channel: str | None) -> int:
        """Count a call; return 0, or the whole seconds of Retry-After.

        `tier` None means the posting methods, which have limits of their own.
        """
        per_minute = PER_MINUTE[tier] if tier else POSTS_PER_MINUTE
        waits = [self._take(method, per_minute, per_minute / 60)]
        if tier is None and channel:
            waits.append(self._take(f"{method}:{channel}", CHANNEL_BURST, 1.0))
        return math.ceil(max(waits))

    def _take(self, key: str, size: float, rate: float) -> float:
        return self._buckets.setdefault(key, Bucket(size, rate)).take()
