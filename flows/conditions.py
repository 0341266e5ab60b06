"""`when:` over facts, in three values: it holds, it does not, or nobody has said yet."""

from collections.abc import Iterable, Mapping

from flows.playbook import Condition

Facts = Mapping[str, tuple[str, ...]]
"""What is known: the answers given to each fact (several for a fact that allows several)."""


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether every fact the condition names has one of the listed answers.

    Returns None while the answer hangs on a fact that has not been given. A condition that already fails
    on a known fact is False, whatever else is unknown, so that nobody is asked for nothing.
    """
    unknown = False
    for fact, wanted in condition.items():
        given = facts.get(fact)
        if given is None:
            unknown = True
        elif not set(given) & set(wanted):
            return False
    return None if unknown else True


def missing(conditions: Iterable[Condition], facts: Facts) -> tuple[str, ...]:
    """The facts still to be asked before these conditions can be judged, in order of first mention."""
    wanted: dict[str, None] = {}
    for condition in conditions:
        if holds(condition, facts) is None:
            wanted.update(dict.fromkeys(fact for fact in condition if fact not in facts))
    return tuple(wanted)
