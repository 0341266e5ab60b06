"""Whether the gates make sense: they hold something, something opens them, and they say all that helps."""

from collections.abc import Iterator

from flows.conditions import holds
from flows.lint_order import worlds
from flows.playbook import Gate, Playbook
from flows.problems import Fault, Path


def faults(playbook: Playbook) -> Iterator[Fault]:
    """Everything wrong with the gates. Names have to be known already (`flows.lint` looks first)."""
    for at, gate in enumerate(playbook.gates):
        path: Path = ("gates", at)
        yield from _use(path, gate)
        yield from _end(playbook, path, gate)


def _use(path: Path, gate: Gate) -> Iterator[Fault]:
    if not (gate.start or gate.acceptance or gate.steps):
        yield path, f"{gate.id} holds nothing", "add start: true, acceptance: true or steps: […]"
    if gate.start and (gate.until or gate.accepted):
        yield path, f"{gate.id} holds the start, where no step is done yet", "give it a when: only"
    if gate.acceptance and gate.accepted:
        yield (*path, "accepted"), f"{gate.id} waits for what it holds", "take accepted: out"


def _end(playbook: Playbook, path: Path, gate: Gate) -> Iterator[Fault]:
    if gate.until or gate.accepted:
        return
    if not gate.when:
        yield (
            path,
            f"nothing opens {gate.id}",
            "add when: (it is shut while that holds), until: or accepted: true",
        )
    elif all(holds(gate.when, facts) for facts in worlds(playbook, gate.when)):
        yield (*path, "when"), f"{gate.id} is shut whatever is answered", "leave an answer out"
