"""The doctor finds what is wrong, and says what to do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.doctor import Finding, Verdict, examine
from bot.settings import Settings
from sandbox import Sandbox
from tests.bot.stage import MANIFEST, Stage, open_stage


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


def settings(stage: Stage, path: Path, **changed: Any) -> Settings:
    given: dict[str, Any] = {
        "slack_bot_token": stage.sandbox.bot_token,
        "slack_app_token": stage.sandbox.app_token,
        "slack_api_url": stage.sandbox.api_url,
        "database_url": f"sqlite:///{path}/bot.sqlite3",
    }
    return Settings.load(_env_file=None, **{**given, **changed})


async def found(
    stage: Stage, path: Path, *, now: datetime | None = None, **changed: Any
) -> dict[str, Finding]:
    findings = await examine(settings(stage, path, **changed), now=lambda: now or datetime.now(UTC))
    assert len({finding.name for finding in findings}) == len(findings)
    return {finding.name: finding for finding in findings}


async def test_where_all_is_well_all_is_fine(stage: Stage, tmp_path: Path) -> None:
    findings = await found(stage, tmp_path)
    assert list(findings) == ["settings", "database", "token", "scopes", "clock", "Socket Mode"]
    assert {finding.verdict for finding in findings.values()} == {Verdict.FINE}
    assert not any(finding.advice for finding in findings.values())


async def test_every_failure_says_what_to_do(stage: Stage, tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"slack_bot_token": "xoxb-wrong", "slack_app_token": "xapp-wrong"}
    findings = await found(stage, tmp_path, **wrong, database_url=f"sqlite:///{tmp_path}/no/where.sqlite3")
    failed = [finding for finding in findings.values() if finding.verdict is Verdict.FAILED]
    assert [finding.name for finding in failed] == ["database", "token", "Socket Mode"]
    assert all(finding.advice and "wrong" not in finding.line for finding in failed)


async def test_missing_scopes_are_named_with_what_is_lost(stage: Stage, tmp_path: Path) -> None:
    manifest = MANIFEST.read_text().replace("      - im:history\n", "").replace("      - message.im\n", "")
    lacking = Sandbox(manifest)
    await lacking.start()
    try:
        given: dict[str, Any] = {"slack_bot_token": lacking.bot_token, "slack_api_url": lacking.api_url}
        scopes = (await found(stage, tmp_path, **given))["scopes"]
    finally:
        await lacking.stop()
    assert scopes.verdict is Verdict.FAILED
    assert "im:history" in scopes.said
    assert "replies" in scopes.said
    assert "manifest.yml" in scopes.advice


async def test_a_scope_for_an_extra_is_a_warning(stage: Stage, tmp_path: Path) -> None:
    lacking = Sandbox(MANIFEST.read_text().replace("      - canvases:write\n", ""))
    await lacking.start()
    try:
        given: dict[str, Any] = {"slack_bot_token": lacking.bot_token, "slack_api_url": lacking.api_url}
        scopes = (await found(stage, tmp_path, **given))["scopes"]
    finally:
        await lacking.stop()
    assert scopes.verdict is Verdict.WARNING
    assert "never as a canvas" in scopes.said


async def test_a_clock_that_is_off_is_seen(stage: Stage, tmp_path: Path) -> None:
    late = datetime.now(UTC) - timedelta(minutes=4)
    clock = (await found(stage, tmp_path, now=late))["clock"]
    assert clock.verdict is Verdict.FAILED
    assert "NTP" in clock.advice


async def test_without_tokens_it_says_which(stage: Stage, tmp_path: Path) -> None:
    findings = await found(stage, tmp_path, slack_bot_token=None, slack_app_token=None)
    assert list(findings) == ["settings", "database"]
    assert "SLACK_APP_TOKEN" in findings["settings"].advice


async def test_where_nobody_answers_it_says_so(stage: Stage, tmp_path: Path) -> None:
    findings = await found(stage, tmp_path, slack_api_url="http://127.0.0.1:9/api/")
    assert "can't be reached" in findings["token"].said
    assert "SLACK_API_URL" in findings["token"].advice


async def test_a_new_file_will_be_made(stage: Stage, tmp_path: Path) -> None:
    database = (await found(stage, tmp_path, database_url=f"sqlite:///{tmp_path}/new.sqlite3"))["database"]
    assert database.verdict is Verdict.FINE
    assert not (tmp_path / "new.sqlite3").exists()


async def test_a_postgres_that_is_away_is_seen(stage: Stage, tmp_path: Path) -> None:
    url = "postgresql+psycopg://bot:hidden@127.0.0.1:9/handoff?connect_timeout=2"
    database = (await found(stage, tmp_path, database_url=url))["database"]
    assert database.verdict is Verdict.FAILED
    assert "hidden" not in database.line
