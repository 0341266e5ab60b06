"""A small company to try things in: people in several zones, and channels of every kind."""

from __future__ import annotations

from typing import Any

from sandbox.model import BOT_USER_ID, SLACKBOT_ID, Conversation, Team, User


def demo_team() -> Team:
    """Return the workspace "Northwind", fresh; people stand in the order in which the page offers them."""
    return Team(name="Northwind", domain="northwind", users=_people(), conversations=_channels())


def _people() -> list[User]:
    return [
        _person("OLIVIA", "Olivia Reyes", "Customer success manager", "Europe/Berlin", "b4543a"),
        _person("NOAH", "Noah Kim", "Customer success manager", "America/New_York", "2f6f8f"),
        _person("MAYA", "Maya Lindqvist", "Manager, customer success", "Europe/London", "6b4f9e"),
        _person("PRIYA", "Priya Nair", "Manager, customer success", "Asia/Kolkata", "a3432f"),
        _person("AARON", "Aaron Cole", "Account executive", "America/Chicago", "4d7c3a"),
        _person("SAM", "Sam Ortiz", "Solutions architect", "Europe/Madrid", "b07d1e"),
        _person(
            "ELENA", "Elena Petrova", "Customer success manager", "Europe/Berlin", "8a3f6d", is_admin=True
        ),
        _person("JONAS", "Jonas Weber", "Customer success manager", None, "6a7178", deleted=True),
        _person("TOM", "Tom Baker", "Contractor", "Europe/London", "5b6b2f", is_restricted=True),
        _stranger(),
        User(id=SLACKBOT_ID, name="slackbot", real_name="Slackbot", color="757575"),
    ]


def _person(key: str, real_name: str, title: str, tz: str | None, color: str, **flags: Any) -> User:
    first, last = real_name.lower().split()
    return User(
        id=f"U0{key}",
        name=f"{first}.{last}",
        real_name=real_name,
        title=title,
        tz=tz,
        color=color,
        email=f"{first}@northwind.example",
        team_id="T0SANDBOX",
        **flags,
    )


def _stranger() -> User:
    return User(
        id="U0RITA",
        name="rita.osei",
        real_name="Rita Osei",
        title="Head of platform, Acme",
        tz="Europe/Paris",
        color="3d5a80",
        team_id="T0ACME",
        is_stranger=True,
    )


def _channels() -> list[Conversation]:
    staff = ["U0OLIVIA", "U0NOAH", "U0MAYA", "U0PRIYA", "U0AARON", "U0SAM", "U0ELENA"]
    return [
        Conversation("C0GENERAL", "general", members=list(staff)),
        Conversation("C0HANDOFFS", "cs-handoffs", members=[*staff, BOT_USER_ID]),
        Conversation("C0CSTEAM", "cs-team", members=[*staff, "U0TOM"]),
        Conversation("C0ACME", "acme-shared", shared=True, members=[*staff, "U0RITA", BOT_USER_ID]),
        Conversation("C0LEADERS", "leadership", private=True, members=["U0MAYA", "U0PRIYA", BOT_USER_ID]),
        Conversation("C0ATTIC", "attic", archived=True, members=[*staff, BOT_USER_ID]),
    ]
