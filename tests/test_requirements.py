"""`requirements.txt` pins exactly what the project needs, and names no place to fetch it from."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PINS = (ROOT / "requirements.txt").read_text().splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"[a-z0-9-]+==[0-9a-z.]+( ; [a-z_]+ [!=]= \"\w+\")?")


def wanted() -> list[Requirement]:
    """What the project names: to run, to be checked, and to be built."""
    project, build = PROJECT["project"], PROJECT["build-system"]
    lists = (project["dependencies"], project["optional-dependencies"]["dev"], build["requires"])
    return [Requirement(line) for lines in lists for line in lines]


def pinned() -> dict[str, str]:
    """The pins that apply to this machine: version by name."""
    pins = [Requirement(line) for line in PINS]
    return {pin.name: str(pin.specifier)[2:] for pin in pins if not pin.marker or pin.marker.evaluate()}


def closure(requirements: Iterable[Requirement]) -> set[str]:
    """The names of everything that these installed requirements bring here."""
    todo, seen = list(requirements), set[str]()
    while todo:
        requirement = todo.pop()
        key = str(requirement)
        if key not in seen:
            seen.add(key)
            todo.extend(brings(requirement))
    return {canonicalize_name(Requirement(key).name) for key in seen}


def brings(requirement: Requirement) -> Iterator[Requirement]:
    """What one installed requirement asks for itself, its chosen extras included."""
    for line in distribution(requirement.name).requires or []:
        asked = Requirement(line)
        if asked.marker is None or any(
            asked.marker.evaluate({"extra": extra}) for extra in requirement.extras or {""}
        ):
            yield asked


@pytest.mark.parametrize("line", PINS)
def test_a_line_is_a_pin_and_nothing_else(line: str) -> None:
    assert PIN.fullmatch(line)


def test_the_lines_are_sorted() -> None:
    assert sorted(PINS) == PINS


def test_the_pins_are_what_the_project_needs() -> None:
    assert set(pinned()) == closure(wanted())


def test_every_pin_is_a_version_the_project_allows() -> None:
    pins = pinned()
    allowed = {need: need.specifier.contains(pins[canonicalize_name(need.name)]) for need in wanted()}
    assert [str(need) for need, pin_fits in allowed.items() if not pin_fits] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    assert {name: version(name) for name in pinned()} == pinned()
