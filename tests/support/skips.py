"""A pytest plugin: skips are counted aloud in the very last lines, and are failures under `CI=true`."""

import os
from collections import Counter
from collections.abc import Generator, Iterable

import pytest

from tests.support.needs import NEEDS, REMEDY

OTHER = "another reason"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Speak after pytest's own summary, which comes after everybody's `pytest_terminal_summary`."""
    yield
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None:  # a worker of xdist: its reports arrive at the process that started it
        return
    skipped = [report for report in terminal.stats.get("skipped", []) if not hasattr(report, "wasxfail")]
    if not skipped:
        return
    refused = in_ci()
    if refused and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    for line in summary((_reason(report) for report in skipped), refused):
        terminal.write_line(line, red=refused, yellow=not refused, bold=True)


def in_ci() -> bool:
    """Whether this run must not skip anything: `CI` is set to something that means yes."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def summary(reasons: Iterable[str], refused: bool) -> list[str]:
    """The last lines: how many tests were skipped for the want of what, and the command that brings it."""
    counts = Counter(next((need for need in NEEDS if need in reason), OTHER) for reason in reasons)
    lines = [f"SKIPPED {number} ({need})" for need, number in sorted(counts.items())]
    if counts.keys() & set(NEEDS):
        lines.append(f"`{REMEDY}` brings what is missing.")
    if refused:
        lines.append("CI=true: a skipped test is a failure.")
    return lines


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """A skip's `longrepr` is (path, line, reason)."""
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
