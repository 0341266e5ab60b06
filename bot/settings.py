"""Every setting, from the environment and a `.env` file. A test compares the table in `docs/settings.md`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsProblem

_SHAPES = {
    "slack_bot_token": ("xoxb-", "the Bot User OAuth Token (OAuth & Permissions page of the app)"),
    "slack_app_token": (
        "xapp-",
        "an app-level token (Basic Information page of the app)",
    ),
}


class Transport(StrEnum):
    """How Slack reaches us."""

    SOCKET = "socket"
    HTTP = "http"


class Settings(BaseSettings):
    """One field a setting; the environment variable has the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    slack_bot_token: SecretStr | None = Field(
        None, description="The bot's token, `xoxb-…`. Needed by `handoff run` and `handoff doctor`."
    )
    slack_app_token: SecretStr | None = Field(
        None,
        description="The app-level token, `xapp-…`, with `connections:write`. With it, Socket Mode is used.",
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="The app's signing secret. Needed in HTTP mode, that is without `SLACK_APP_TOKEN`."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="The Web API; set it for another Slack-compatible server."
    )
    database_url: str = Field(
        "sqlite:///handoff.sqlite3",
        repr=False,
        description="Where everything is kept: a SQLite file, or `postgresql+psycopg://…`.",
    )
    host: str = Field(
        "127.0.0.1", description="The address that HTTP mode listens on; `0.0.0.0` behind a load balancer."
    )
    port: int = Field(
        3000, ge=0, le=65535, description="The port of HTTP mode, and of the page of `handoff try`."
    )
    handoff_title: Literal["CSM", "TAM"] = Field(
        "CSM", description="What the people who hold accounts are called: `CSM` or `TAM`."
    )
    handoff_open_cta: bool = Field(
        True, description="Begin with the step that opens the CTA in Gainsight and keeps its link."
    )
    handoff_manager_confirms: bool = Field(
        True,
        description="A handoff started by anyone else waits for the incoming person's manager.",
    )
    handoff_playbooks: Path | None = Field(
        None,
        description="A directory with playbooks of your own, beside those that come with the bot.",
    )
    handoff_admins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Slack ids of the bot's administrators, with commas: `U012ABCDEF,U345GHIJKL`."
    )
    handoff_digest_hour: int = Field(
        9, ge=0, le=23, description="The hour of the morning digest, in each person's own zone."
    )
    handoff_question_days: int = Field(
        20, ge=1, description="Working days after the acceptance in which the outgoing person is asked. Ours."
    )
    handoff_again_days: int = Field(
        30, ge=1, description="Days until the new holder is asked what the customer was asked again. Ours."
    )
    handoff_full_within_days: int = Field(
        90, ge=0, description="A renewal nearer than that many days makes a handoff a full one. Ours."
    )
    handoff_links: Annotated[dict[str, str], NoDecode] = Field(
        default_factory=dict,
        description='Addresses that playbooks refer to, as JSON: `{"gainsight": "https://…"}`.',
    )
    handoff_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged. No level logs tokens or what people wrote."
    )
    handoff_updates_per_minute: int = Field(
        45, ge=5, description="How many messages and Homes are redrawn a minute; Slack allows about 50."
    )
    handoff_posts_at_once: int = Field(
        8, ge=1, le=50, description="How many messages may be on their way to Slack at the same time."
    )

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _has_its_shape(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        prefix, meaning = _SHAPES[info.field_name]
        if value is not None and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"that does not look right: it begins with {prefix} and is {meaning}")
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_no_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and value.get_secret_value().startswith(("xox", "xapp-")):
            raise ValueError(
                "that is a token; the signing secret is on the Basic Information page of the app"
            )
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("that is not an address; write it in full, like https://slack.com/api/")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_know(cls, value: str) -> str:
        if not value.startswith(("sqlite://", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.sqlite3 or postgresql+psycopg://user@host/name")
        return value

    @field_validator("handoff_admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("handoff_admins")
    @classmethod
    def _are_slack_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(one[:1] in ("U", "W") and one.isalnum() for one in value):
            raise ValueError(
                "write Slack ids like U012ABCDEF (profile → ⋮ → Copy member ID), with commas between"
            )
        return value

    @field_validator("handoff_links", mode="before")
    @classmethod
    def _parse(cls, value: object) -> object:
        try:
            parsed = json.loads(value) if isinstance(value, str) else value
        except json.JSONDecodeError:
            parsed = None
        if not isinstance(parsed, dict):
            raise ValueError('write JSON on one line, like {"gainsight": "https://…"}')
        return parsed

    @field_validator("handoff_playbooks")
    @classmethod
    def _is_a_directory(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("there is no such directory")
        return value

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings, or SettingsProblem with a sentence for each thing to mend; shows no values."""
        try:
            return cls(**given)
        except ValidationError as error:
            raise SettingsProblem("\n".join(_sentence(problem) for problem in error.errors())) from None

    @property
    def bot_token(self) -> str:
        """The bot's token; SettingsProblem when there is none."""
        return self._needed(
            "slack_bot_token", "It is the xoxb-… token on the app's OAuth & Permissions page."
        )

    @property
    def app_token(self) -> str:
        """The app-level token; SettingsProblem when there is none."""
        return self._needed("slack_app_token", "It is the xapp-… token on the app's Basic Information page.")

    @property
    def signing_secret(self) -> str:
        """The signing secret; SettingsProblem when there is none."""
        return self._needed(
            "slack_signing_secret",
            "Without SLACK_APP_TOKEN Slack reaches the bot over HTTP, and what arrives has to be verified.",
        )

    @property
    def transport(self) -> Transport:
        """Socket Mode with an app token, else HTTP; SettingsProblem when neither is possible."""
        if self.slack_app_token is not None:
            return Transport.SOCKET
        if self.slack_signing_secret is not None:
            return Transport.HTTP
        raise SettingsProblem(
            "Slack can't reach the bot yet: set SLACK_APP_TOKEN for Socket Mode, "
            "or SLACK_SIGNING_SECRET for HTTP."
        )

    def _needed(self, name: str, why: str) -> str:
        secret: SecretStr | None = getattr(self, name)
        if secret is None:
            raise SettingsProblem(f"{name.upper()} is not set. {why}")
        return secret.get_secret_value()


def _sentence(problem: Any) -> str:
    name = str(problem["loc"][0]).upper() if problem["loc"] else "Settings"
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}."
