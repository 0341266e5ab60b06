"""Gates: what the handbook forbids for now, why, what would open it, and what can be done meanwhile.

A gate holds the start, the acceptance, or steps and parts. It is shut while its condition holds and what it
waits for is not there yet. Whoever may waive it says why, and the reason is kept.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum

from flows import conditions
from flows.conditions import Facts
from flows.playbook import Gate, Playbook
from flows.refusals import Invalid, Shut


class Verdict(StrEnum):
    """How a gate stands."""

    OPEN = "open"
    SHUT = "shut"
    UNKNOWN = "unknown"  # a fact has to be said first


def verdict(gate: Gate, facts: Facts, *, arrived: bool = False) -> Verdict:
    """How the gate stands under these facts; `arrived`: what it waits for is there (`until`, `accepted`)."""
    if arrived and (gate.until or gate.accepted):
        return Verdict.OPEN
    match conditions.holds(gate.when, facts):
        case True:
            return Verdict.SHUT
        case False:
            return Verdict.OPEN
    return Verdict.UNKNOWN


def holding(playbook: Playbook, ref: str) -> Iterator[Gate]:
    """The gates in front of that step (`kickoff`) or part (`request-tam.send`)."""
    return (gate for gate in playbook.gates if ref in gate.steps)


def start_facts(playbook: Playbook, known: Facts) -> tuple[str, ...]:
    """The facts that a start dialog shows: those that decide under what is known, and those asked next.

    A fact that no longer decides anything is left out, so that nobody is asked for nothing.
    """
    found: dict[str, None] = {}
    for gate in _at_start(playbook):
        for fact, wanted in gate.when.items():
            found[fact] = None
            if not set(known.get(fact, ())) & set(wanted):
                break
    return tuple(found)


def may_start(
    playbook: Playbook, facts: Facts, *, roles: Collection[str], waiver: str | None
) -> tuple[Gate, ...]:
    """The shut gates that this start waives; `roles` are those of whoever starts, `waiver` is why.

    Raises Invalid with the facts still to say (`missing`), or Shut with the first gate that forbids it.
    """
    shut = []
    for gate in _at_start(playbook):
        match verdict(gate, facts):
            case Verdict.UNKNOWN:
                raise Invalid(dict.fromkeys(conditions.missing([gate.when], facts), "missing"))
            case Verdict.SHUT if gate.waived_by not in roles or not (waiver or "").strip():
                raise Shut(gate)
            case Verdict.SHUT:
                shut.append(gate)
    return tuple(shut)


def _at_start(playbook: Playbook) -> Iterator[Gate]:
    return (gate for gate in playbook.gates if gate.start)
