"""A playbook that says only what differs from another: laid over that one before anything is judged.

Roles and facts are joined by name, and whatever has an id (steps, parts, topics, questions) by that id, field
by field. Anything else that is written takes the place of what stood there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from flows import strict_yaml
from flows.problems import Lines, Path, Place, PlaybookError

KEY = "based_on"
"""The line that names the playbook underneath."""

Bases = Mapping[str, str]
"""The texts of the playbooks that others may be based on, by id."""


def resolved(value: Any, lines: Lines, bases: Bases) -> tuple[Any, Lines]:
    """The value with its base under it, and where what was written over it stands.

    Raises `PlaybookError` when there is no such base, or when the base has a base of its own.
    """
    if not isinstance(value, dict) or KEY not in value:
        return value, lines
    base = _base(value[KEY], lines, bases)
    laid = _Laid(lines.places)
    own = {name: item for name, item in value.items() if name != KEY}
    return laid.over(base, own, (), ()), replace(lines, places=laid.found)


def _base(name: object, lines: Lines, bases: Bases) -> dict[str, Any]:
    text = bases.get(name) if isinstance(name, str) else None
    if text is None:
        close = get_close_matches(str(name), bases, n=1)
        known = ", ".join(sorted(bases)) or "none: take the line out"
        remedy = f"did you mean {close[0]}?" if close else f"use one of {known}"
        raise PlaybookError([lines.problem((KEY,), f"no playbook called {name} ships with the bot", remedy)])
    base, _ = strict_yaml.read(text, str(name))
    if not isinstance(base, dict) or KEY in base:
        message = f"{name} is based on another playbook itself"
        raise PlaybookError([lines.problem((KEY,), message, "name the one underneath")])
    return base


@dataclass
class _Laid:
    """Lays one value over another, and follows where each thing ends up."""

    places: Mapping[Path, Place]
    found: dict[Path, Place] = field(default_factory=dict)

    def over(self, base: Any, own: Any, here: Path, there: Path) -> Any:
        """`own` (at `here` in its file) over `base`; it ends up at `there`."""
        if here in self.places:
            self.found[there] = self.places[here]
        if isinstance(own, dict):
            under = base if isinstance(base, dict) and _joined(own, there) else {}
            laid = {key: self._item(under, key, item, here, there) for key, item in own.items()}
            return {**under, **laid}
        if isinstance(own, list):
            return self._list(base if isinstance(base, list) and _named(own) else [], own, here, there)
        return own

    def _item(self, under: dict[str, Any], key: str, item: Any, here: Path, there: Path) -> Any:
        return self.over(under.get(key), item, (*here, key), (*there, key))

    def _list(self, base: list[Any], own: list[Any], here: Path, there: Path) -> list[Any]:
        laid = list(base)
        at = {item["id"]: n for n, item in enumerate(base)} if _named(base) else {}
        for n, item in enumerate(own):
            to = at.get(item["id"], len(laid)) if at else len(laid)
            under = laid[to] if to < len(laid) else None
            laid[to : to + 1] = [self.over(under, item, (*here, n), (*there, to))]
        return laid


def _joined(own: dict[str, Any], there: Path) -> bool:
    """Whether what is not written stays: in the playbook, its roles and facts, and whatever has an id."""
    return "id" in own or not there or (there[0] in ("roles", "facts") and len(there) <= 2)


def _named(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "id" in item for item in items)
