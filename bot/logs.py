"""Plain structured logging: `time level logger message key=value`, with reference ids and without secrets.

What people write never gets here: log ids, kinds and codes as fields, and nothing else.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from typing import TextIO

_TOKEN = re.compile(r"\b(xox[a-z]|xapp|xwfp)-[\w-]+", re.IGNORECASE)
_WEB_HOOK = re.compile(r"(https?://hooks\.[^\s/]+/)\S+")
_QUIET = ("slack_sdk", "slack_bolt", "aiohttp.access", "apscheduler", "sqlalchemy.engine", "alembic")
"""Below WARNING these write out payloads, which hold what people typed."""


class Fields(logging.Formatter):
    """One line a record, in UTC, its fields at the end; what looks like a token is blotted out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        return without_secrets(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The first line: the message and its fields, before a traceback."""
        fields = getattr(record, "fields", {})
        return " ".join([super().formatMessage(record), *(f"{key}={value}" for key, value in fields.items())])

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        """Where it happened and the type of the error, not its message: that may quote what people wrote."""
        error = ei[1] if isinstance(ei, tuple) else None
        if not isinstance(error, BaseException):
            return ""
        return "".join([*traceback.format_tb(error.__traceback__), type(error).__qualname__])


def without_secrets(text: str) -> str:
    """The text with tokens and response URLs blotted out."""
    return _WEB_HOOK.sub(r"\1…", _TOKEN.sub(r"\1-…", text))


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Log to the stream (standard error) at that level. The libraries stay at WARNING: see `_QUIET`."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Fields())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def reference() -> str:
    """A short id that joins what a person was told to a line in the log."""
    return secrets.token_hex(2)


def note(logger: logging.Logger, message: str, **fields: object) -> None:
    """Log something ordinary with its fields."""
    logger.info(message, extra={"fields": fields})


def warn(logger: logging.Logger, message: str, **fields: object) -> None:
    """Log something that may need a look, with its fields."""
    logger.warning(message, extra={"fields": fields})


def alarm(
    logger: logging.Logger, message: str, *, error: BaseException | None = None, **fields: object
) -> str:
    """Log something that somebody must look at; returns the reference id that the line carries."""
    ref = reference()
    logger.error(message, exc_info=error, extra={"fields": {"ref": ref, **fields}})
    return ref
