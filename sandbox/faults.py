"""Faults on demand: what a network and a tired Slack do to an app, each a set number of times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar

from sandbox.json_types import Json

ApiKind = Literal[
    "latency", "rate_limited", "status", "error", "error_after", "invalid_json", "drop_before", "drop_after"
]
DeliveryKind = Literal["events_api", "interactive", "slash_commands", "*"]


@dataclass
class ApiFault:
    """A fault of the Web API; `method` may be `*`. "After" means that the call took effect."""

    method: str
    kind: ApiKind
    times: int = 1
    seconds: float = 0.0
    status: int = 500
    error: str = "fatal_error"


@dataclass
class DeliveryFault:
    """A fault on the way to the app: `twice`, or `cut` (the answer is lost with the connection)."""

    what: DeliveryKind
    kind: Literal["twice", "cut"]
    times: int = 1


Fault = TypeVar("Fault", ApiFault, DeliveryFault)


class Faults:
    """Armed faults, used up one by one in the order in which they were armed."""

    def __init__(self) -> None:
        self.lacks: set[str] = set()
        """Methods this instance does not have: they answer `unknown_method`."""
        self.rate_limits = False
        """Whether Slack's tiers are enforced (SLACK.md §2.2)."""
        self._api: list[ApiFault] = []
        self._deliveries: list[DeliveryFault] = []
        self.drop_socket: Callable[[], Awaitable[None]] = _nothing
        """Cut every Socket Mode connection without a word."""
        self.refresh_socket: Callable[[], Awaitable[None]] = _nothing
        """Ask the app to reconnect (`refresh_requested`), then close."""
        self.redeliver: Callable[[str | None], Awaitable[bool]] = _nothing_again
        """Send the last delivery (of an envelope type, or of an event's type) once more."""

    def lack(self, methods: Iterable[str]) -> None:
        """Take methods away, as a Slack-compatible server may not have them."""
        self.lacks.update(methods)

    def latency(self, method: str, seconds: float, times: int = 1) -> None:
        """Answer late."""
        self._api.append(ApiFault(method, "latency", times, seconds=seconds))

    def rate_limited(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """Answer 429 with Retry-After in seconds."""
        self._api.append(ApiFault(method, "rate_limited", times, seconds=retry_after))

    def status(self, method: str, status: int = 500, times: int = 1) -> None:
        """Answer an HTTP error before anything happened."""
        self._api.append(ApiFault(method, "status", times, status=status))

    def error(self, method: str, error: str = "fatal_error", times: int = 1, *, after: bool = False) -> None:
        """Answer `ok: false` with a code, before the effect or after it."""
        self._api.append(ApiFault(method, "error_after" if after else "error", times, error=error))

    def invalid_json(self, method: str, times: int = 1) -> None:
        """Take effect, and answer something that is not JSON."""
        self._api.append(ApiFault(method, "invalid_json", times))

    def drop_before(self, method: str, times: int = 1) -> None:
        """Drop the connection before anything happened."""
        self._api.append(ApiFault(method, "drop_before", times))

    def drop_after(self, method: str, times: int = 1) -> None:
        """Take effect, and drop the connection instead of answering."""
        self._api.append(ApiFault(method, "drop_after", times))

    def deliver_twice(self, what: DeliveryKind = "*", times: int = 1) -> None:
        """Deliver the next request two times, the second right after the first."""
        self._deliveries.append(DeliveryFault(what, "twice", times))

    def cut_before_ack(self, what: DeliveryKind = "*", times: int = 1) -> None:
        """Deliver the next request and lose the connection before the app's answer arrives."""
        self._deliveries.append(DeliveryFault(what, "cut", times))

    def add(self, fault: ApiFault) -> None:
        """Arm a fault of the Web API."""
        self._api.append(fault)

    def clear(self) -> None:
        """Disarm everything."""
        self._api.clear()
        self._deliveries.clear()
        self.lacks.clear()
        self.rate_limits = False

    def armed(self) -> list[Json]:
        """Return what is armed, for the page."""
        return [*map(asdict, self._api), *map(asdict, self._deliveries)]

    def take_api(self, method: str) -> ApiFault | None:
        """Use up the oldest fault armed for a method."""
        for fault in self._api:
            if fault.method in {method, "*"}:
                _used(fault, self._api)
                return fault
        return None

    def take_delivery(self, what: str, kind: str) -> bool:
        """Use up a fault armed for a delivery, and say whether there was one."""
        for fault in self._deliveries:
            if fault.kind == kind and fault.what in {what, "*"}:
                _used(fault, self._deliveries)
                return True
        return False


def _used(fault: Fault, armed: list[Fault]) -> None:
    fault.times -= 1
    if fault.times <= 0:
        armed.remove(fault)


async def _nothing() -> None:
    return None


async def _nothing_again(what: str | None) -> bool:
    return False
