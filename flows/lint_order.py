"""Whether a playbook can be walked to its end: nothing waits for itself, and everything can come up.

What waits for what depends on the facts. So it is judged in *worlds*: one answer to every fact that matters.
A step and each of its parts wait on their own: `leave-tickets.list` → `subscribe-tickets` →
`leave-tickets.watch` is no circle, although two steps wait for each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain, combinations, product
from math import prod

from flows.conditions import Facts, holds
from flows.playbook import Advice, Condition, Fact, Part, Playbook, Step, Variant
from flows.problems import Fault, Path

MAX_WORLDS = 4_096

Waits = Mapping[str, frozenset[str]]
"""What each step and part waits for, as refs."""


def faults(playbook: Playbook) -> Iterator[Fault]:
    """Circles, and whatever can never come up or waits for what is never there with it.

    Every name in the playbook has to be known (`flows.lint` looks first).
    """
    for at, step in enumerate(playbook.steps):
        yield from _never_shown(playbook, ("steps", at), step)
        yield from _never_together(playbook, ("steps", at), step)
    if circle := _circle(playbook, advice=False) or _circle(playbook, advice=True):
        yield circle


def worlds(playbook: Playbook, names: Iterable[str]) -> list[Facts]:
    """Every way to answer those facts; none at all when there are more than `MAX_WORLDS`."""
    known = [name for name in dict.fromkeys(names) if name in playbook.facts]
    if prod(_ways(playbook.facts[name]) for name in known) > MAX_WORLDS:
        return []
    answers = [_answers(playbook.facts[name]) for name in known]
    return [dict(zip(known, given, strict=True)) for given in product(*answers)]


def _ways(fact: Fact) -> int:
    count = len(fact.choices)
    return 2 ** min(count, 64) - 1 if fact.several else count


def _answers(fact: Fact) -> list[tuple[str, ...]]:
    ids = [choice.id for choice in fact.choices]
    sizes = range(1, len(ids) + 1) if fact.several else (1,)
    return list(chain.from_iterable(combinations(ids, size) for size in sizes))


def conditions_of(step: Step) -> Iterator[Condition]:
    """Every condition in the step, its own first."""
    yield step.when
    yield from (variant.when for variant in step.variants)
    yield from (part.when for part in step.all_parts())


def _facts(steps: Iterable[Step]) -> list[str]:
    return [name for step in steps for condition in conditions_of(step) for name in condition]


def _form(step: Step, facts: Facts) -> Step | Variant | None:
    """The step itself or the variant that stands for it in that world; None when it falls away."""
    if not holds(step.when, facts):
        return None
    return next((variant for variant in step.variants if holds(variant.when, facts)), step)


def _parts(step: Step, facts: Facts) -> list[Part]:
    form = _form(step, facts)
    return [part for part in form.parts if holds(part.when, facts)] if form else []


def forms(path: Path, step: Step) -> Iterator[tuple[Path, Step | Variant]]:
    """The step and its variants, each with its path; `path` is the step's."""
    yield path, step
    yield from (((*path, "variants", at), variant) for at, variant in enumerate(step.variants))


def parts(path: Path, step: Step) -> Iterator[tuple[Path, Part]]:
    """The parts of the step and of its variants, each with its path; `path` is the step's."""
    for place, form in forms(path, step):
        yield from (((*place, "parts", at), part) for at, part in enumerate(form.parts))


def _never_shown(playbook: Playbook, path: Path, step: Step) -> Iterator[Fault]:
    possible = worlds(playbook, _facts([step]))
    if not possible:
        yield path, f"{step.id} hangs on too many facts at once", "name fewer facts in its conditions"
        return
    shown = {id(_form(step, facts)) for facts in possible}
    shown |= {id(part) for facts in possible for part in _parts(step, facts)}
    for at, variant in enumerate(step.variants):
        if id(variant) not in shown:
            where = (*path, "variants", at, "when")
            yield where, "this variant never comes up", "put it before the one that hides it"
    if id(step) not in shown and (step.parts or step.after or step.solo):
        message = f"a variant always stands in for {step.id}"
        yield path, message, "write parts:, after: and solo: at its variants"
    for place, part in parts(path, step):
        if part.when and id(part) not in shown:
            yield (*place, "when"), f"{part.id} never comes up", "let its condition agree with the step's"


def _never_together(playbook: Playbook, path: Path, step: Step) -> Iterator[Fault]:
    """Orders between things that never come up together."""
    for place, waiting, ref in _orders(path, step):
        before = playbook.by_id[ref.partition(".")[0]]
        possible = worlds(playbook, _facts([step, before]))
        if possible and not any(_both(step, waiting, before, ref, facts) for facts in possible):
            message = f"{ref} never comes up together with this"
            yield place, message, "take it out, or mend one of the conditions"


def _orders(path: Path, step: Step) -> Iterator[tuple[Path, Step | Variant | Part, str]]:
    """Every order of the step: where it stands, who waits, and for which ref."""
    for place, holder in (*forms(path, step), *parts(path, step)):
        yield from (((*place, "after", at), holder, ref) for at, ref in enumerate(holder.after))
        hints = enumerate(holder.prefer_after)
        yield from (((*place, "prefer_after", at, "step"), holder, hint.step) for at, hint in hints)


def _both(step: Step, waiting: Step | Variant | Part, before: Step, ref: str, facts: Facts) -> bool:
    form, part_id = _form(step, facts), ref.partition(".")[2]
    shown = [form, *_parts(step, facts)] if form else []
    there = [part.id for part in _parts(before, facts)] if part_id else [""]
    waits = (waiting is step and form is not None) or any(waiting is item for item in shown)
    return waits and _form(before, facts) is not None and part_id in there


def waits(playbook: Playbook, facts: Facts, *, advice: bool) -> Waits:
    """Who waits for whom in that world: hard orders, and with `advice` the soft ones too."""
    found: dict[str, frozenset[str]] = {}
    for step in playbook.steps:
        if (form := _form(step, facts)) is not None:
            found.update(_step_waits(step, form, _parts(step, facts), advice=advice))
    return _with_last(playbook, found)


def _all_waits(playbook: Playbook, *, advice: bool) -> Waits:
    """Who waits for whom in any world at all."""
    found: dict[str, frozenset[str]] = {}
    for step in playbook.steps:
        forms: tuple[Step | Variant, ...] = (step, *step.variants)
        for form in forms:
            for node, refs in _step_waits(step, form, form.parts, advice=advice).items():
                found[node] = found.get(node, frozenset()) | refs
    return _with_last(playbook, found)


def _step_waits(
    step: Step, form: Step | Variant, parts: Sequence[Part], *, advice: bool
) -> dict[str, frozenset[str]]:
    hints = [*step.prefer_after, *(form.prefer_after if form is not step else ())]
    own = frozenset(form.after) | _refs(hints, advice)
    found = {f"{step.id}.{p.id}": own | frozenset(p.after) | _refs(p.prefer_after, advice) for p in parts}
    needed = frozenset(f"{step.id}.{part.id}" for part in parts if not part.optional)
    return {**found, step.id: own | needed}


def _refs(hints: Iterable[Advice], wanted: bool) -> frozenset[str]:
    return frozenset(hint.step for hint in hints) if wanted else frozenset()


def _with_last(playbook: Playbook, found: dict[str, frozenset[str]]) -> Waits:
    """Gates hold what they name, the close waits for every required step; nobody for what is not there."""
    for gate in playbook.gates:
        held = [node for node in found if {node, node.partition(".")[0]} & {*gate.steps}]
        found.update({node: found[node] | frozenset(gate.until) for node in held})
    required = frozenset(step.id for step in playbook.steps if not step.optional and not step.after_all)
    for step in playbook.steps:
        if step.after_all and step.id in found:
            found[step.id] |= required
    return {node: refs & found.keys() for node, refs in found.items()}


def _circle(playbook: Playbook, *, advice: bool) -> Fault | None:
    """The first circle found, in the first world that has one."""
    everything = _all_waits(playbook, advice=advice)
    tangled = {node.partition(".")[0] for node in _tangle(everything)}
    possible = worlds(playbook, _facts(step for step in playbook.steps if step.id in tangled))
    graphs = ((waits(playbook, facts, advice=advice), facts) for facts in possible)
    too_many: list[tuple[Waits, Facts]] = [] if possible else [(everything, {})]
    for graph, facts in chain(graphs, too_many):
        if nodes := _find_circle(graph):
            return _circle_fault(playbook, nodes, facts, advice=advice)
    return None


def _tangle(graph: Waits) -> frozenset[str]:
    """Where circles can be: without all that waits for nothing, and all that nothing waits for."""
    left = frozenset(graph)
    while True:
        awaited = frozenset(chain.from_iterable(graph[node] for node in left))
        kept = frozenset(node for node in left & awaited if graph[node] & left)
        if kept == left:
            return left
        left = kept


def _find_circle(graph: Waits) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _circle_fault(playbook: Playbook, nodes: list[str], facts: Facts, *, advice: bool) -> Fault:
    at = next(n for n, step in enumerate(playbook.steps) if step.id == nodes[0].partition(".")[0])
    told = ", ".join(f"{name} is {' and '.join(answers)}" for name, answers in facts.items())
    what = "these wait for each other" if not advice else "this advice goes round in a circle"
    where = f" (when {told})" if told else ""
    field = "after" if not advice else "prefer_after"
    return ("steps", at), f"{what}{where}: {' → '.join(nodes)}", f"take one of them out of {field}:"
