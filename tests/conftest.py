"""What every test gets. Helpers are imported from `tests.support`."""

import os

import pytest
from hypothesis import settings

pytest_plugins = [
    "pytester",
    "tests.support.loopback",
    "tests.support.postgres",
    "tests.support.skips",
]

# No test measures time, so slowness is no failure. Under CI, hypothesis's own profile for it is the parent.
settings.register_profile("handoff", parent=settings(), deadline=None)
settings.load_profile("handoff")

_OURS = ("SLACK_", "HANDOFF_")
_ALSO_OURS = {"DATABASE_URL", "HOST", "PORT"}


@pytest.fixture(autouse=True)
def settings_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own tokens and database, set for a real workspace, are none of a test's business."""
    for name in os.environ:
        if name.startswith(_OURS) or name in _ALSO_OURS:
            monkeypatch.delenv(name)
