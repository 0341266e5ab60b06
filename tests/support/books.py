"""The playbooks that ship, and handoffs that run by them, made short for tests of the domain."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from flows import standing
from flows.handoff import Handoff
from flows.loader import load
from flows.playbook import Playbook
from flows.standing import StepView
from tests.support.handoffs import ANNA, MAYA, MONDAY, NOAH, OLIVIA, SAM, handoff


@cache
def texts() -> Mapping[str, str]:
    """The text of each shipped playbook, by id."""
    folder = resources.files("flows") / "playbooks"
    files = [file for file in folder.iterdir() if file.name.endswith(".yml")]
    return {file.name.removesuffix(".yml"): file.read_text("utf-8") for file in files}


@cache
def book(name: str) -> Playbook:
    """The shipped playbook of that id."""
    return load(texts()[name], name, texts()).playbook


def running(name: str, *, solutions_architect: bool = True, **facts: Any) -> Handoff:
    """A handoff by that playbook, from whoever gives in it to Noah, with these facts known."""
    playbook = book(name)
    people = {"account_executive": ANNA, "solutions_architect": SAM, "account_leader": ANNA}
    held = {playbook.receiver: NOAH, playbook.manager: MAYA, "outgoing": OLIVIA} | people
    absent = set() if solutions_architect else {"solutions_architect"}
    participants = {role: held[role] for role in playbook.roles if role in held and role not in absent}
    return handoff(playbook, participants=participants, facts={n: (a,) for n, a in facts.items()})


def saying(now: Handoff, **facts: str) -> Handoff:
    """The handoff with these answers over what is known."""
    return replace(now, facts={**now.facts, **{name: (answer,) for name, answer in facts.items()}})


def step(now: Handoff, step_id: str) -> StepView | None:
    """The step as it stands on the first day; None when it has fallen away."""
    return standing.view(now, now.playbook.by_id[step_id], MONDAY)


def words(value: Any) -> list[str]:
    """Every text in a playbook's plain data, however deep."""
    if isinstance(value, Mapping):
        return [text for key, item in value.items() if key not in ("source", "id") for text in words(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in words(item)]
    return [value] if isinstance(value, str) else []
