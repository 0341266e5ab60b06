"""The log holds what helps to mend, and neither secrets nor people's words."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import alarm, configure, note, warn

log = logging.getLogger("bot.tests")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure("debug", written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_has_its_fields(stream: io.StringIO) -> None:
    note(log, "sent", row=7, kind="digest")
    warn(log, "late", row=8)
    first, second = stream.getvalue().splitlines()
    assert first.endswith("INFO bot.tests sent row=7 kind=digest")
    assert second.endswith("WARNING bot.tests late row=8")


def test_tokens_and_response_urls_are_blotted_out(stream: io.StringIO) -> None:
    log.info("with %s and %s", "xoxb-12-34-abc", "https://hooks.slack.com/commands/T1/2/3")
    log.info("with %s", "xapp-1-A1-2-def")
    assert "abc" not in stream.getvalue()
    assert "def" not in stream.getvalue()
    assert "commands" not in stream.getvalue()


def test_an_alarm_has_a_reference_and_no_message_of_the_error(stream: io.StringIO) -> None:
    said = "what somebody wrote"
    try:
        raise ValueError(said)
    except ValueError as error:
        ref = alarm(log, "broken", error=error, row=7)
    assert f"ref={ref} row=7" in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "somebody" not in stream.getvalue()


def test_libraries_that_write_payloads_stay_quiet(stream: io.StringIO) -> None:
    logging.getLogger("slack_sdk.web").debug("text=what somebody wrote")
    logging.getLogger("slack_bolt.app").info("body=what somebody wrote")
    assert stream.getvalue() == ""
