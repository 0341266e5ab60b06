"""Whether a playbook makes sense: names that exist, roles that are held, an end that can be reached.

Form is for `flows.loader`. Order and conditions are judged in `flows.lint_order`, topics in
`flows.lint_topics`, the words in `flows.lint_texts`.
"""

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from flows import lint_drafts, lint_gates, lint_order, lint_texts, lint_topics
from flows.lint_order import forms, parts
from flows.playbook import Advice, Condition, Fact, Gate, Playbook, Role, Step
from flows.problems import Fault, Lines, Path, Problem
from flows.topics import Topic

Rule = Callable[[Playbook], Iterator[Fault]]


def lint(playbook: Playbook, lines: Lines | None = None) -> list[Problem]:
    """Every problem of the playbook, in the order of its file; none means that it can run.

    `lines` is what `flows.loader.load` gave with it. Order is judged once every name is known.
    """
    where = lines or Lines()
    faults = [fault for rule in _NAMES for fault in rule(playbook)]
    if not faults:
        faults += [rule for part in _PARTS for rule in part.faults(playbook)]
    faults += [fault for rule in _SENSE for fault in rule(playbook)]
    found = (where.problem(path, message, remedy) for path, message, remedy in faults)
    return sorted(found, key=lambda problem: problem.line)


def _twice(what: str, found: Iterable[tuple[Path, object]]) -> Iterator[Fault]:
    seen: set[object] = set()
    for path, value in found:
        if value in seen:
            yield path, f"the {what} {value} is used twice", "give each its own"
        seen.add(value)


def _ids(playbook: Playbook) -> Iterator[Fault]:
    steps = list(enumerate(playbook.steps))
    yield from _twice("step id", ((("steps", at, "id"), step.id) for at, step in steps))
    yield from _twice("number", ((("steps", at, "number"), step.number) for at, step in steps))
    for name, fact in playbook.facts.items():
        found = enumerate(fact.choices)
        yield from _twice("choice", ((("facts", name, "choices", n, "id"), c.id) for n, c in found))
    gates = enumerate(playbook.gates)
    yield from _twice("gate id", ((("gates", at, "id"), gate.id) for at, gate in gates))
    for at, step in steps:
        for path, form in forms(("steps", at), step):
            found_parts = enumerate(form.parts)
            yield from _twice("part id", (((*path, "parts", n, "id"), part.id) for n, part in found_parts))
        if step.decision:
            ways = enumerate(step.decision.outcomes)
            yield from _twice(
                "outcome", ((("steps", at, "decision", "outcomes", n, "id"), w.id) for n, w in ways)
            )


def _topic_ids(playbook: Playbook) -> Iterator[Fault]:
    """An answer is kept under `topic.ask`, and a fact has one question that settles it."""
    topics = list(enumerate(playbook.topics))
    yield from _twice("topic id", ((("topics", at, "id"), topic.id) for at, topic in topics))
    for at, topic in topics:
        asks, looks = enumerate(topic.ask), enumerate(topic.look)
        yield from _twice("question id", ((("topics", at, "ask", n, "id"), ask.id) for n, ask in asks))
        yield from _twice("look id", ((("topics", at, "look", n, "id"), look.id) for n, look in looks))
    asked = list(lint_topics.asks(playbook))
    yield from _twice("fact", (((*path, "fact"), ask.fact) for path, ask in asked if ask.fact))
    for path, ask in asked:
        found = enumerate(ask.choices)
        yield from _twice("choice", (((*path, "choices", n, "id"), choice.id) for n, choice in found))


def _same_parts(playbook: Playbook) -> Iterator[Fault]:
    """A part keeps its tick and its evidence when the facts change, so its id means one thing in a step."""
    for at, step in enumerate(playbook.steps):
        for path, part in parts(("steps", at), step):
            first = step.part(part.id)
            if first is not None and first.evidence != part.evidence:
                yield path, f"{part.id} asks for other evidence elsewhere in the step", "use another id"


def _unknown(path: Path, what: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
    choices = list(known)
    if name not in choices:
        close = get_close_matches(name, choices, n=1)
        listed = f"use one of {', '.join(choices)}" if choices else "take it out: there is none"
        yield path, f"no {what} is called {name}", f"did you mean {close[0]}?" if close else listed


def _role_names(playbook: Playbook) -> Iterator[Fault]:
    for name, role in playbook.roles.items():
        if role.fallback:
            yield from _unknown(("roles", name, "fallback"), "role", role.fallback, playbook.roles)
    for name, fact in playbook.facts.items():
        if fact.ask:
            yield from _unknown(("facts", name, "ask"), "role", fact.ask, playbook.roles)
    for at, step in enumerate(playbook.steps):
        yield from _unknown(("steps", at, "owner"), "role", step.owner, playbook.roles)
    for at, gate in enumerate(playbook.gates):
        if gate.waived_by:
            yield from _unknown(("gates", at, "waived_by"), "role", gate.waived_by, playbook.roles)
    for path, ask in lint_topics.asks(playbook):
        for n, name in enumerate(ask.fallback):
            yield from _unknown((*path, "fallback", n), "role", name, playbook.roles)
        if ask.fact:
            yield from _unknown((*path, "fact"), "fact", ask.fact, playbook.facts)


def _conditions(playbook: Playbook) -> Iterator[Fault]:
    for at, step in enumerate(playbook.steps):
        yield from _condition(playbook, ("steps", at, "when"), step.when)
        for n, variant in enumerate(step.variants):
            path = ("steps", at, "variants", n, "when")
            yield from _condition(playbook, path, variant.when)
            if not variant.when:
                yield path, "a variant without a condition", "say when it holds, or make it the step itself"
        for place, part in parts(("steps", at), step):
            yield from _condition(playbook, (*place, "when"), part.when)
    for at, gate in enumerate(playbook.gates):
        yield from _condition(playbook, ("gates", at, "when"), gate.when)
    for place, item in lint_topics.places(playbook):
        yield from _condition(playbook, (*place, "when"), item.when)


def _condition(playbook: Playbook, path: Path, condition: Condition) -> Iterator[Fault]:
    for name, answers in condition.items():
        yield from _unknown((*path, name), "fact", name, playbook.facts)
        if name in playbook.facts:
            known = [choice.id for choice in playbook.facts[name].choices]
            for answer in answers:
                yield from _unknown((*path, name), f"answer of {name}", answer, known)


def _refs(playbook: Playbook) -> Iterator[Fault]:
    for at, step in enumerate(playbook.steps):
        for path, holder in (*forms(("steps", at), step), *parts(("steps", at), step)):
            for n, ref in enumerate(holder.after):
                yield from _ref(playbook, (*path, "after", n), ref)
            yield from _hints(playbook, path, holder.prefer_after)
    for at, gate in enumerate(playbook.gates):
        for name, refs in (("steps", gate.steps), ("until", gate.until)):
            for n, ref in enumerate(refs):
                yield from _ref(playbook, ("gates", at, name, n), ref)


def _hints(playbook: Playbook, path: Path, hints: tuple[Advice, ...]) -> Iterator[Fault]:
    for n, hint in enumerate(hints):
        yield from _ref(playbook, (*path, "prefer_after", n, "step"), hint.step)


def _ref(playbook: Playbook, path: Path, ref: str) -> Iterator[Fault]:
    step_id, _, part_id = ref.partition(".")
    step = playbook.by_id.get(step_id)
    if step is None:
        yield from _unknown(path, "step", step_id, playbook.by_id)
    elif part_id:
        yield from _unknown(
            path, f"part of {step_id}", part_id, dict.fromkeys(p.id for p in step.all_parts())
        )


def _one_each(playbook: Playbook) -> Iterator[Fault]:
    """One role gives, one receives, one manages, and all three are always held."""
    taken: set[str] = set()
    for flag in ("gives", "receives", "manages"):
        names = [name for name, role in playbook.roles.items() if getattr(role, flag)]
        if not names:
            yield ("roles",), f"no role {flag}", f"write {flag}: true at one of them"
        for name in names[1:]:
            yield ("roles", name, flag), f"{names[0]} {flag} already", f"leave {flag} at one role only"
        for name in {*names} & taken:
            yield (
                ("roles", name, flag),
                f"{name} has two of gives, receives and manages",
                "make two roles of it",
            )
        for name in names:
            if playbook.roles[name].optional:
                yield ("roles", name, "optional"), f"nobody else {flag}", "take optional out"
        taken.update(names)


def _fallbacks(playbook: Playbook) -> Iterator[Fault]:
    """Who owes a step or an answer is always somebody."""
    for name in playbook.roles:
        if name in _chain(playbook.roles, name)[1:]:
            yield (
                ("roles", name, "fallback"),
                f"{name} falls back on itself in the end",
                "end the fallbacks at a role that is always held",
            )
    busy: list[tuple[Path, str]] = [
        (("steps", at, "owner"), step.owner) for at, step in enumerate(playbook.steps)
    ]
    busy += [(("facts", name, "ask"), fact.ask) for name, fact in playbook.facts.items() if fact.ask]
    for path, name in busy:
        roles = [playbook.roles.get(role) for role in _chain(playbook.roles, name)]
        if all(role is not None and role.optional for role in roles):
            remedy = f"give {name} a fallback: a role that is always held"
            yield path, f"{name} is optional, and then nobody would do this", remedy


def _chain(roles: dict[str, Role], name: str) -> list[str]:
    """The role and its fallbacks in turn; a role seen before is the last."""
    found = [name]
    while (role := roles.get(found[-1])) and role.fallback and len(found) <= len(roles):
        found.append(role.fallback)
    return found


def _closing(playbook: Playbook) -> Iterator[Fault]:
    """Exactly one step closes the handoff, and it is the last."""
    closing = [(at, step) for at, step in enumerate(playbook.steps) if _closes(step)]
    if not closing:
        remedy = "end with a decision that has one outcome with closes: true"
        yield ("steps",), "no step closes the handoff", remedy
    for at, _step in closing[1:]:
        message = f"{closing[0][1].id} closes the handoff already"
        yield ("steps", at, "decision"), message, "let one step close it"
    for at, step in enumerate(playbook.steps):
        if step.after_all and not _closes(step):
            yield (
                ("steps", at, "after_all"),
                "only the closing step waits for all others",
                "name steps in after:",
            )
    for at, step in closing[:1]:
        yield from _last(playbook, ("steps", at), step)


def _closes(step: Step) -> int:
    """How many outcomes of the step close the handoff."""
    return sum(outcome.closes for outcome in step.decision.outcomes) if step.decision else 0


def _last(playbook: Playbook, path: Path, step: Step) -> Iterator[Fault]:
    if not step.after_all:
        yield path, f"{step.id} closes the handoff without waiting for the others", "add after_all: true"
    if any(other.number > step.number and _may_come_later(other, step) for other in playbook.steps):
        yield (
            (*path, "number"),
            f"{step.id} closes the handoff, and is not the last",
            "give it the highest number",
        )
    if _closes(step) > 1:
        yield (*path, "decision"), "two outcomes close the handoff", "let exactly one of them close it"
    if step.when or step.optional:
        yield path, f"without {step.id} nothing closes the handoff", "take its when: and optional: out"


def _may_come_later(other: Step, close: Step) -> bool:
    """Whether a step may still be open when the others are done: neither spare, nor known to come sooner."""
    if other.opened or other.optional:
        return False
    return other.offset is None or close.offset is None or other.offset >= close.offset


def _decisions(playbook: Playbook) -> Iterator[Fault]:
    """A decision asks; it has nothing to tick."""
    for at, step in enumerate(playbook.steps):
        if step.decision and (step.parts or step.variants or step.evidence):
            yield (
                ("steps", at, "decision"),
                f"{step.id} both asks and has things to tick",
                "make two steps of it",
            )
        if step.evidence and any(True for _ in step.all_parts()):
            yield (
                ("steps", at, "evidence"),
                f"{step.id} is ticked part by part",
                "put evidence: at one of its parts",
            )


def _sources(playbook: Playbook) -> Iterator[Fault]:
    """Everything says why it is there and where that stands; what the handbook does not say is `ours`."""
    found: list[tuple[Path, str, Fact | Gate | Step | Topic]] = [
        *((("facts", name), name, fact) for name, fact in playbook.facts.items()),
        *((("steps", at), step.id, step) for at, step in enumerate(playbook.steps)),
        *((("gates", at), gate.id, gate) for at, gate in enumerate(playbook.gates)),
        *((("topics", at), topic.id, topic) for at, topic in enumerate(playbook.topics)),
    ]
    for path, name, item in found:
        if not item.reason:
            yield path, f"{name} has no reason", "add reason: with one sentence"
        if item.source is None and not item.ours:
            yield (
                path,
                f"{name} does not say where it comes from",
                "add source: {page: …, section: …}, or ours: true",
            )
        if item.source is not None and item.ours:
            yield (*path, "ours"), f"{name} is from the handbook and ours", "keep one of source: and ours:"


_PARTS = (lint_order, lint_topics, lint_gates)
_NAMES: tuple[Rule, ...] = (_ids, _topic_ids, _role_names, _conditions, _refs)
_SENSE: tuple[Rule, ...] = (
    _same_parts,
    _one_each,
    _fallbacks,
    _closing,
    _decisions,
    _sources,
    lint_drafts.faults,
    lint_texts.faults,
)
