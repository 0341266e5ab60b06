"""The workspace's settings: kept, remembered in the history, and laid over those of the environment."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.adjust import remade
from flows.desk import adjusting
from flows.desk.acting import Act, Rules, actor
from flows.handoff import Event
from flows.playbook import Playbook
from flows.ports import UnitOfWork
from flows.preferences import Preferences

_RULES = ("manager_confirms", "digest_hour", "full_within_days")


def rules(settled: Preferences, given: Rules) -> Rules:
    """The rules of the environment with what is settled over them."""
    found: dict[str, Any] = {name: getattr(settled, name) for name in _RULES}
    facts = dict(given.facts)
    if settled.open_cta is not None:
        facts["cta"] = "on" if settled.open_cta else "off"
    known = {name: value for name, value in found.items() if value is not None}
    return replace(given, facts=tuple(facts.items()), **known)


def titled(settled: Preferences, files: Mapping[str, Playbook]) -> dict[str, Playbook]:
    """The playbooks of the files with the title that people here go by."""
    if settled.title is None:
        return dict(files)
    return {name: remade(playbook, title=settled.title) for name, playbook in files.items()}


def save(uow: UnitOfWork, act: Act, settled: Preferences, files: Mapping[str, Playbook]) -> None:
    """Keep the settings; a new title reaches what is on offer at once. Who may is judged at the door."""
    if uow.history.seen(act.cause) is not None:
        return
    person = actor(uow, act)
    before = uow.preferences.get()
    names = [name for name in Preferences.model_fields if getattr(before, name) != getattr(settled, name)]
    if not names:
        return
    uow.preferences.save(settled, person.id, act.at)
    adjusting.offer(uow, titled(settled, files))
    uow.history.record(act.cause, person.id, act.at, None, (Event("settled", None, {"names": names}),), {})
