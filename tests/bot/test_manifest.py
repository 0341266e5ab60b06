"""The manifest, its reasons and the doctor's list say the same."""

import re
from pathlib import Path
from typing import Any

import yaml

from bot.doctor import SCOPES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/slack-app.md").read_text()


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return manifest


def _table(heading: str) -> dict[str, str]:
    section = GUIDE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `(.+?)` \| (.+) \|$", section, re.MULTILINE))


def test_every_scope_has_its_reason_and_what_is_lost_without_it() -> None:
    scopes = _manifest()["oauth_config"]["scopes"]["bot"]
    reasons = _table("Scopes, and why")
    assert list(reasons) == scopes
    assert set(SCOPES) == set(scopes)
    assert all(len(reason) > 10 for reason in reasons.values())


def test_every_event_has_its_reason() -> None:
    events = _manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert list(_table("Events, and why")) == events
