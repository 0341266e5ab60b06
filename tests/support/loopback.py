"""A pytest plugin: tests speak to this machine only.

The interpreter announces every connection and name look-up to its audit hooks before it happens, whoever
asks for it, so nothing in Python gets around this one. The attempt raises where it is made, and the test
that was running fails even when the code under test swallowed that.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

_LOCAL_NAMES = frozenset({"", "localhost", socket.gethostname().lower()})
_ADDRESS_IS_SECOND = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_HOST_IS_FIRST = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})

_attempts: list[str] = []


class LeftTheMachine(AssertionError):
    """A test tried to reach something that is not on loopback."""


def is_local(host: object) -> bool:
    """Whether a host is this machine: loopback, its name, None (any), or the path of a Unix socket."""
    if host is None:
        return True
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    if name.lower() in _LOCAL_NAMES or name.startswith(("/", "\0")):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _ADDRESS_IS_SECOND:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else address
    elif event in _HOST_IS_FIRST:
        host = arguments[0]
    else:
        return
    if not is_local(host):
        _attempts.append(f"{event} to {host!r}")
        raise LeftTheMachine(f"Tests stay on loopback, but this one asked for {event} to {host!r}.")


def pytest_configure() -> None:
    """Start to watch. An audit hook cannot be taken away again; this process only runs tests."""
    sys.addaudithook(_watch)


def attempts() -> list[str]:
    """Take what was attempted since the last call."""
    taken = _attempts.copy()
    _attempts.clear()
    return taken


@pytest.fixture(autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    """Fail the test during which something tried to leave, swallowed or not."""
    attempts()
    yield
    left = attempts()
    if left:
        pytest.fail("Tests stay on loopback, but this one tried: " + "; ".join(left), pytrace=False)
