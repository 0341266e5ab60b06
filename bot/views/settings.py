"""The dialog of the workspace's settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.views import blocks
from bot.views.blocks import Block, Values, value_of
from flows import limits
from flows.desk.acting import Rules
from flows.preferences import MOST_LINKS, Preferences

YES_NO = [("Yes", "yes"), ("No", "no")]
_LINK = re.compile(r"([a-z][a-z0-9_-]{0,59})\s+(https?://[^\s<>|]+)")


@dataclass
class BadFields(Exception):
    """What is wrong, a sentence for each field."""

    errors: Mapping[str, str]


def dialog(title: str, rules: Rules, links: Mapping[str, str]) -> Block:
    """The settings as they hold now."""
    hours = [(f"{hour}:00", str(hour)) for hour in range(24)]
    fields = [
        _choice("title", "People who hold accounts are called", [("CSM", "CSM"), ("TAM", "TAM")], title),
        _choice("open_cta", "Begin with the CTA in Gainsight", YES_NO, _said(_opens_cta(rules))),
        _choice(
            "manager_confirms", "The incoming manager is asked first", YES_NO, _said(rules.manager_confirms)
        ),
        _choice("digest_hour", "The morning digest, where each person is", hours, str(rules.digest_hour)),
        blocks.field(
            "full_within_days",
            "A renewal nearer than this many days makes a full handoff",
            blocks.text_input("full_within_days", limit=3, initial=str(rules.full_within_days)),
        ),
        blocks.field(
            "links",
            "Pages",
            blocks.text_input("links", lines=True, initial=_lines(links)),
            optional=True,
            hint="A name of the playbooks and an address on each line: gainsight https://…",
        ),
    ]
    return blocks.dialog("settings", "Settings", fields, submit="Save")


def _lines(links: Mapping[str, str]) -> str:
    """A line each, as many as the field takes: half an address would be a wrong one."""
    text = "\n".join(f"{name} {url}" for name, url in links.items())
    return text if len(text) <= limits.INPUT else text[: limits.INPUT].rpartition("\n")[0]


def _choice(name: str, label: str, entries: list[tuple[str, str]], now: str) -> Block:
    return blocks.field(name, label, blocks.select(name, "Choose", entries, now))


def _said(value: bool) -> str:
    return "yes" if value else "no"


def _opens_cta(rules: Rules) -> bool:
    return dict(rules.facts).get("cta") == "on"


def read(values: Values, title: str, rules: Rules, links: Mapping[str, str]) -> Preferences:
    """What the dialog says otherwise than the environment (`title`, `rules`, `links`). Raises BadFields."""
    errors: dict[str, str] = {}
    days = str(value_of(values, "full_within_days") or "").strip()
    if not (days.isascii() and days.isdecimal()) or int(days) > 730:
        errors["full_within_days"] = "Write a whole number from 0 to 730."
    pages = _links(str(value_of(values, "links") or ""), errors)
    if errors:
        raise BadFields(errors)
    said = {
        "title": (value_of(values, "title"), title),
        "open_cta": (value_of(values, "open_cta") == "yes", _opens_cta(rules)),
        "manager_confirms": (value_of(values, "manager_confirms") == "yes", rules.manager_confirms),
        "digest_hour": (int(value_of(values, "digest_hour")), rules.digest_hour),
        "full_within_days": (int(days), rules.full_within_days),
    }
    differs = {name: now for name, (now, given) in said.items() if now != given}
    own = {name: url for name, url in pages.items() if links.get(name) != url}
    return Preferences.model_validate({**differs, "links": own})


def _links(text: str, errors: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINK.fullmatch(line)
        if match is None or len(line) > limits.SENTENCE:
            errors["links"] = f"Please look at “{line[:60]}”: a name and an address, like gainsight https://…"
            return {}
        found[match[1]] = match[2]
    if len(found) > MOST_LINKS:
        errors["links"] = f"Those are too many: keep it to {MOST_LINKS}."
    return found
