"""Settings are read kindly, shown nowhere, and documented in full."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SettingsProblem
from bot.settings import Settings, Transport

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \| (?P<default>.+?) \| (?P<meaning>.+) \|$", re.MULTILINE)


@pytest.fixture(autouse=True)
def without_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def _default(value: Any) -> str:
    if value is None or value in ((), {}):
        return "–"
    return f"`{json.dumps(value) if isinstance(value, bool) else value}`"


def test_the_table_says_what_the_class_says() -> None:
    table = {row["name"]: row for row in ROW.finditer((ROOT / "docs/settings.md").read_text())}
    fields = {name.upper(): field for name, field in Settings.model_fields.items()}
    assert list(table) == list(fields)
    for name, field in fields.items():
        assert table[name]["default"] == _default(field.get_default(call_default_factory=True)), name
        assert table[name]["meaning"] == field.description, name


def test_the_example_names_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))
    assert set(shown) == {name.upper() for name in Settings.model_fields}


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "playbooks").mkdir()
    example = (ROOT / ".env.example").read_text()
    (tmp_path / ".env").write_text(re.sub(r"^#(?=[A-Z])", "", example, flags=re.MULTILINE))
    settings = Settings.load()
    assert settings.handoff_admins == ("U012ABCDEF", "U345GHIJKL")
    assert settings.handoff_links == {"gainsight": "https://example.com/gainsight"}
    assert settings.slack_bot_token is None
    kept = {name: getattr(settings, name) for name in ("port", "database_url", "handoff_title")}
    assert kept == {name: Settings.model_fields[name].default for name in kept}


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("HANDOFF_DIGEST_HOUR=8\nHANDOFF_TITLE=TAM\n")
    monkeypatch.setenv("HANDOFF_DIGEST_HOUR", "10")
    settings = Settings.load()
    assert (settings.handoff_digest_hour, settings.handoff_title) == (10, "TAM")


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-hidden", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-hidden", "xapp-"),
        ("SLACK_SIGNING_SECRET", "xapp-hidden", "Basic Information"),
        ("SLACK_API_URL", "slack.com-hidden", "https://slack.com/api/"),
        ("DATABASE_URL", "mysql://u:hidden@host/db", "postgresql+psycopg://"),
        ("HANDOFF_ADMINS", "hidden olivia", "U012ABCDEF"),
        ("HANDOFF_PLAYBOOKS", "hidden/nowhere", "no such directory"),
        ("HANDOFF_TITLE", "hidden", "CSM"),
        ("HANDOFF_LINKS", "hidden", "JSON"),
        ("HANDOFF_LINKS", '["hidden"]', "JSON"),
    ],
)
def test_a_wrong_value_gets_a_sentence_that_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, hint: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem) as problem:
        Settings.load()
    assert name in problem.value.sentence
    assert hint in problem.value.sentence
    assert "hidden" not in problem.value.sentence


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("HANDOFF_DIGEST_HOUR", "25")
    with pytest.raises(SettingsProblem) as problem:
        Settings.load()
    assert len(problem.value.sentence.splitlines()) == 2


def test_tokens_are_shown_nowhere() -> None:
    settings = Settings.load(slack_bot_token="xoxb-1-hidden", slack_app_token="xapp-1-hidden")
    assert "hidden" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert "hidden" not in repr(Settings.load(database_url="postgresql+psycopg://bot:hidden@db/handoff"))
    assert settings.bot_token == "xoxb-1-hidden"


def test_the_transport_follows_from_what_is_set() -> None:
    assert Settings.load(slack_app_token="xapp-1").transport is Transport.SOCKET
    assert Settings.load(slack_signing_secret="8f74").transport is Transport.HTTP
    with pytest.raises(SettingsProblem, match="SLACK_APP_TOKEN"):
        _ = Settings.load().transport
    with pytest.raises(SettingsProblem, match="SLACK_BOT_TOKEN is not set"):
        _ = Settings.load().bot_token


def test_the_api_url_ends_with_a_slash() -> None:
    assert Settings.load(slack_api_url="http://127.0.0.1:3001/api").slack_api_url.endswith("/api/")
