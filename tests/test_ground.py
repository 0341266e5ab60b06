"""The ground itself: what the suite says about skips, and that no test leaves the machine."""

import contextlib
import socket
from pathlib import Path

import pytest

from tests.support import loopback, needs, skips

ROOT = Path(__file__).parent.parent

SKIPPING = """
    import pytest

    @pytest.mark.parametrize("number", range(3))
    def test_in_a_browser(number):
        pytest.skip("needs Chromium: make tools")

    def test_without_a_browser():
        pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small suite that skips, in a process of its own, which finds the plugin."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(SKIPPING)
    return pytester


def test_skips_are_counted_in_the_last_lines(suite: pytest.Pytester) -> None:
    result = suite.runpytest_subprocess("-p", "tests.support.skips", "-ra")
    assert result.ret == pytest.ExitCode.OK
    assert result.outlines[-2:] == ["SKIPPED 3 (needs Chromium)", "`make tools` brings what is missing."]


def test_a_skip_is_a_failure_in_ci(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = suite.runpytest_subprocess("-p", "tests.support.skips", "-n", "2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.outlines[-1] == "CI=true: a skipped test is a failure."


def test_other_skips_are_named_apart() -> None:
    lines = skips.summary(["needs PostgreSQL: make tools", "not on Windows"], refused=False)
    assert lines[:2] == ["SKIPPED 1 (another reason)", "SKIPPED 1 (needs PostgreSQL)"]


@pytest.mark.parametrize("host", ["slack.com", "192.0.2.7", b"slack.com", "2001:db8::1"])
def test_nothing_outside_can_be_looked_up(host: str) -> None:
    with pytest.raises(loopback.LeftTheMachine):
        socket.getaddrinfo(host, 443)
    assert loopback.attempts()


def test_nothing_outside_can_be_connected_to() -> None:
    with socket.socket() as plug, pytest.raises(loopback.LeftTheMachine):
        plug.connect(("192.0.2.7", 443))
    assert loopback.attempts()


def test_a_swallowed_attempt_is_still_known() -> None:
    with socket.socket() as plug, contextlib.suppress(AssertionError):
        plug.connect(("192.0.2.7", 443))
    assert loopback.attempts() == ["socket.connect to '192.0.2.7'"]


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    local = ("localhost", "::1", "0.0.0.0", None, "/run/postgresql/.s.PGSQL.5432")
    assert all(loopback.is_local(host) for host in local)


def test_a_named_program_is_taken_before_any_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOFF_CHROMIUM", "/opt/browser")
    monkeypatch.setenv("HANDOFF_POSTGRES", "/opt/postgres/bin")
    assert str(needs.chromium.__wrapped__()) == "/opt/browser"
    assert str(needs.postgres.__wrapped__()) == "/opt/postgres/bin"


def test_a_developers_own_settings_do_not_reach_the_tests(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    suite.makepyfile(test_it="import os\n\ndef test_it():\n    assert 'SLACK_BOT_TOKEN' not in os.environ")
    result = suite.runpytest_subprocess("-p", "tests.conftest", "test_it.py")
    result.assert_outcomes(passed=1)
