"""Whether a playbook's words fit into Slack, and say nothing to Slack that only people should read."""

import re
from collections.abc import Iterator

from flows import limits
from flows.playbook import Advice, Fact, Part, Playbook, Step
from flows.problems import Fault, Path
from flows.topics import Topic

PLACEHOLDERS = ("title", "outgoing", "incoming", "manager", "account")
"""What playbook texts may have filled in: the title (CSM or TAM), first names, and the account's name."""

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_CONTROL = re.compile(r"<(?:[!@#]|[a-z][a-z0-9+.-]*:)[^>]*>?", re.IGNORECASE)

Said = tuple[Path, str, int]
"""Where a text stands, the text, and how long it may be."""


def faults(playbook: Playbook) -> Iterator[Fault]:
    """Everything wrong with the texts and addresses of the playbook."""
    for path, text, limit in _texts(playbook):
        yield from _too_long(path, text, limit)
        yield from _sequences(path, text)
        yield from _placeholders(path, text)
    yield from _crowded(playbook)
    yield from _addresses(playbook)


def room(text: str) -> int:
    """The length to reckon with once names stand in the placeholders, in characters."""
    return len(_BRACES.sub("_" * limits.PLACEHOLDER_ROOM, text))


def _too_long(path: Path, text: str, limit: int) -> Iterator[Fault]:
    if room(text) > limit:
        counted = f", counting {limits.PLACEHOLDER_ROOM} for each name" if "{" in text else ""
        yield path, f"{path[-1]} has {room(text)} characters{counted}", f"keep it to {limit}"
    if limit <= limits.QUESTION and "\n" in text:
        yield path, f"{path[-1]} has several lines", "write it in one"


def _sequences(path: Path, text: str) -> Iterator[Fault]:
    if found := _CONTROL.search(text):
        yield path, f"Slack would act on {found[0]}", "write plain words, and links under links:"


def _placeholders(path: Path, text: str) -> Iterator[Fault]:
    allowed = ("title",) if path[0] in ("name", "about", "title", "roles") else PLACEHOLDERS
    for found in _BRACES.finditer(text):
        if found[1] not in allowed:
            known = " ".join(f"{{{name}}}" for name in allowed)
            yield path, f"nothing is filled in for {found[0]}", f"use one of {known}, or leave the braces out"


def _texts(playbook: Playbook) -> Iterator[Said]:
    yield ("name",), playbook.name, limits.OPTION
    yield ("about",), playbook.about, limits.SENTENCE
    yield ("title",), playbook.title, limits.OPTION
    for name, role in playbook.roles.items():
        yield ("roles", name, "label"), role.label, limits.OPTION
    for name, fact in playbook.facts.items():
        yield from _fact_texts(("facts", name), fact)
    for at, gate in enumerate(playbook.gates):
        yield ("gates", at, "reason"), gate.reason, limits.SENTENCE
        yield ("gates", at, "opens"), gate.opens, limits.QUESTION
        yield ("gates", at, "meanwhile"), gate.meanwhile, limits.SENTENCE
    for at, step in enumerate(playbook.steps):
        yield from _step_texts(("steps", at), step)
    for at, topic in enumerate(playbook.topics):
        yield from _topic_texts(("topics", at), topic)


def _fact_texts(path: Path, fact: Fact) -> Iterator[Said]:
    yield (*path, "question"), fact.question, limits.QUESTION
    if fact.reason:
        yield (*path, "reason"), fact.reason, limits.SENTENCE
    for at, choice in enumerate(fact.choices):
        yield (*path, "choices", at, "label"), choice.label, limits.BUTTON


def _step_texts(path: Path, step: Step) -> Iterator[Said]:
    yield (*path, "title"), step.title, limits.OPTION
    yield (*path, "reason"), step.reason, limits.SENTENCE
    yield from _parts_texts(path, step.parts)
    yield from _advice_texts(path, step.prefer_after)
    for at, variant in enumerate(step.variants):
        place = (*path, "variants", at)
        yield (*place, "title"), variant.title, limits.OPTION
        if variant.reason:
            yield (*place, "reason"), variant.reason, limits.SENTENCE
        yield from _parts_texts(place, variant.parts)
        yield from _advice_texts(place, variant.prefer_after)
    for at, link in enumerate(step.links):
        yield (*path, "links", at, "label"), link.label, limits.BUTTON
    if step.decision:
        yield (*path, "decision", "question"), step.decision.question, limits.QUESTION
        for at, outcome in enumerate(step.decision.outcomes):
            yield (*path, "decision", "outcomes", at, "label"), outcome.label, limits.BUTTON


def _topic_texts(path: Path, topic: Topic) -> Iterator[Said]:
    yield (*path, "title"), topic.title, limits.OPTION
    yield (*path, "reason"), topic.reason, limits.SENTENCE
    for at, word in enumerate(topic.words):
        yield (*path, "words", at), word, limits.OPTION
    for at, ask in enumerate(topic.ask):
        yield (*path, "ask", at, "question"), ask.question, limits.QUESTION
        for n, choice in enumerate(ask.choices):
            yield (*path, "ask", at, "choices", n, "label"), choice.label, limits.BUTTON
    for at, look in enumerate(topic.look):
        yield (*path, "look", at, "title"), look.title, limits.OPTION


def _parts_texts(path: Path, parts: tuple[Part, ...]) -> Iterator[Said]:
    for at, part in enumerate(parts):
        yield (*path, "parts", at, "title"), part.title, limits.OPTION
        yield from _advice_texts((*path, "parts", at), part.prefer_after)


def _advice_texts(path: Path, advice: tuple[Advice, ...]) -> Iterator[Said]:
    for at, hint in enumerate(advice):
        yield (*path, "prefer_after", at, "say"), hint.say, limits.QUESTION


def _crowded(playbook: Playbook) -> Iterator[Fault]:
    """Lists with more items than Slack shows in one element."""
    for name, fact in playbook.facts.items():
        yield from _too_many(("facts", name, "choices"), len(fact.choices), limits.RADIO_OPTIONS)
    for at, topic in enumerate(playbook.topics):
        for n, ask in enumerate(topic.ask):
            place = ("topics", at, "ask", n, "choices")
            yield from _too_many(place, len(ask.choices), limits.RADIO_OPTIONS)
    for at, step in enumerate(playbook.steps):
        parts: list[tuple[Path, tuple[Part, ...]]] = [(("steps", at, "parts"), step.parts)]
        parts += [(("steps", at, "variants", n, "parts"), v.parts) for n, v in enumerate(step.variants)]
        for path, found in parts:
            yield from _too_many(path, len(found), limits.RADIO_OPTIONS)
        outcomes = step.decision.outcomes if step.decision else ()
        yield from _too_many(("steps", at, "decision", "outcomes"), len(outcomes), limits.MENU_OPTIONS)
        yield from _too_many(("steps", at, "links"), len(step.links), limits.MENU_OPTIONS)


def _too_many(path: Path, count: int, limit: int) -> Iterator[Fault]:
    if count > limit:
        yield path, f"{count} {path[-1]}, more than Slack shows at once", f"keep it to {limit}"


def _addresses(playbook: Playbook) -> Iterator[Fault]:
    for at, step in enumerate(playbook.steps):
        for n, link in enumerate(step.links):
            fits = link.url is None or re.fullmatch(r"https?://[^\s<>|]+", link.url)
            if not fits or len(link.url or "") > limits.ADDRESS:
                path = ("steps", at, "links", n, "url")
                yield path, "url is no address that Slack opens", "write https://…, in one word"
