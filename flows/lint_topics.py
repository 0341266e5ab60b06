"""Whether the topics make sense: questions that fit their facts, few enough of them, steps they can open."""

from collections.abc import Iterable, Iterator
from itertools import chain

from flows import lint_order, sorting
from flows.conditions import holds
from flows.playbook import Playbook
from flows.problems import Fault, Path
from flows.topics import TEMPERATURES, UNKNOWN, Ask, AskKind, Look, Theme, Topic

FULL = 20
"""How many questions the giver gets at most, whatever the facts (ours: an hour, not a morning)."""

LIGHT = 5
"""How many of them at most when the handoff is a light one."""

OWN = "own-"
"""How the topics begin that people add themselves (`flows.transfer`)."""

_LISTED = (AskKind.CHOICE, AskKind.SEVERAL)


def places(playbook: Playbook) -> Iterator[tuple[Path, Ask | Look]]:
    """Every question and every page to read, each with its path."""
    for at, topic in enumerate(playbook.topics):
        yield from ((("topics", at, "ask", n), ask) for n, ask in enumerate(topic.ask))
        yield from ((("topics", at, "look", n), look) for n, look in enumerate(topic.look))


def asks(playbook: Playbook) -> Iterator[tuple[Path, Ask]]:
    """Every question, with its path, in the order in which they are asked."""
    return ((path, item) for path, item in places(playbook) if isinstance(item, Ask))


def faults(playbook: Playbook) -> Iterator[Fault]:
    """Everything wrong with the topics. Names have to be known already (`flows.lint` looks first)."""
    for at, topic in enumerate(playbook.topics):
        yield from _topic(("topics", at), topic)
    yield from _shared_words(playbook)
    for path, item in places(playbook):
        yield from _ask(playbook, path, item) if isinstance(item, Ask) else _look(playbook, path, item)
    yield from _budget(playbook)
    yield from _openers(playbook)


def _topic(path: Path, topic: Topic) -> Iterator[Fault]:
    if topic.id.startswith(OWN):
        message = f"topics of people's own are called {OWN}…"
        yield (*path, "id"), message, "choose another id"
    if not topic.ask and not topic.look:
        yield path, f"{topic.id} has nothing to ask and nothing to read", "add ask: or look:"
    if not topic.words:
        yield path, f"no notes would be matched to {topic.id}", "add words:"


def _shared_words(playbook: Playbook) -> Iterator[Fault]:
    """A word means one topic, and stands there once: its plural and its hyphen make no difference."""
    owners: dict[sorting.Phrase, str] = {}
    for at, topic in enumerate(playbook.topics):
        for n, word in enumerate(topic.words):
            known = sorting.key(word)
            if known in owners:
                owner = owners[known]
                yield ("topics", at, "words", n), f"{word} means {owner} already", "leave it there once"
            owners[known] = topic.id


def _ask(playbook: Playbook, path: Path, ask: Ask) -> Iterator[Fault]:
    listed = ask.kind in _LISTED
    if listed and len(ask.choices) < 2:
        yield path, f"{ask.id} has nothing to choose from", "add choices:, two at least"
    if ask.choices and not listed:
        yield (*path, "choices"), f"{ask.id} takes no choices", "write kind: choice or kind: several"
    if ask.fact is not None:
        yield from _settles(playbook, path, ask)
    ids = {choice.id for choice in ask.choices}
    if ask.for_customer and ids and UNKNOWN not in ids:
        message = f"nobody could say that {ask.id} is unknown here"
        yield (*path, "choices"), message, f"add a choice with the id {UNKNOWN}"
    if ask.theme is Theme.TEMPERATURE and ids != set(TEMPERATURES):
        yield path, f"{ask.id} gives no temperature", f"let its choices be {', '.join(TEMPERATURES)}"


def _settles(playbook: Playbook, path: Path, ask: Ask) -> Iterator[Fault]:
    """What is chosen becomes the fact's answer, so both have the same choices."""
    fact = playbook.facts[ask.fact or ""]
    kind = AskKind.SEVERAL if fact.several else AskKind.CHOICE
    if ask.kind is not kind:
        yield path, f"{ask.id} settles {ask.fact}, which has other answers", f"write kind: {kind.value}"
    wanted = [choice.id for choice in fact.choices]
    if sorted(wanted) != sorted(choice.id for choice in ask.choices):
        message = f"{ask.id} settles {ask.fact}, which has other choices"
        yield (*path, "choices"), message, f"use {', '.join(wanted)}"


def _look(playbook: Playbook, path: Path, look: Look) -> Iterator[Fault]:
    """A dotted key is a link that a step's part collects; any other is a name in the link map."""
    step_id, dot, part_id = (look.key or "").partition(".")
    step = playbook.by_id.get(step_id)
    part = step.part(part_id) if step else None
    if dot and (part is None or part.evidence is None):
        remedy = "name a part with evidence: (step.part), or a page of the link map"
        yield (*path, "key"), f"no step collects {look.key}", remedy


def _budget(playbook: Playbook) -> Iterator[Fault]:
    found = list(asks(playbook))
    names = dict.fromkeys(chain.from_iterable(ask.when for _, ask in found))
    for limit, counted, depth in (
        (FULL, [ask for _, ask in found], "a full"),
        (LIGHT, [ask for _, ask in found if ask.light], "a light"),
    ):
        count = _most(playbook, names, counted)
        if count > limit:
            yield ("topics",), f"{depth} handoff asks the giver {count} questions", f"keep it to {limit}"


def _most(playbook: Playbook, names: Iterable[str], counted: list[Ask]) -> int:
    """The most that are asked under any set of facts; all of them when there are too many sets to try."""
    worlds = lint_order.worlds(playbook, names)
    return max(
        (sum(holds(ask.when, facts) is True for ask in counted) for facts in worlds), default=len(counted)
    )


def _openers(playbook: Playbook) -> Iterator[Fault]:
    """An opened step has a condition, and answers in the conversation or at a gate settle it."""
    settled = {ask.fact for _, ask in asks(playbook)} | {
        name for gate in playbook.gates for name in gate.when
    }
    for at, step in enumerate(playbook.steps):
        if not step.opened:
            continue
        if not step.when:
            yield ("steps", at), f"nothing opens {step.id}", "add when:, or take opened: out"
        for name in step.when:
            if name not in settled:
                message = f"no question of the topics settles {name}, so {step.id} would never open"
                yield ("steps", at, "when", name), message, f"add an ask: with fact: {name}"
