"""What is different between two versions of a playbook, as people would say it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.playbook import Link, Playbook, Step
from flows.topics import Ask, Topic


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different.

    `kind` is "step", "ask" or "playbook", `item` what people call it ("14", or the question). `what` is
    "added", "gone", "title", "reason", "owner", "offset", "link", "question", "light", or "rest" for what
    only a file can change; `before` and `after` are the two values as texts, empty where there is none.
    """

    kind: str
    item: str
    what: str
    before: str = ""
    after: str = ""


def differences(before: Playbook, after: Playbook) -> list[Difference]:
    """What `after` has otherwise: steps by number, then questions by topic, then the rest in one line."""
    return [*_steps(before, after), *_asks(before, after), *_rest(before, after)]


def _steps(before: Playbook, after: Playbook) -> Iterator[Difference]:
    known = {**before.by_id, **after.by_id}
    for step in sorted(known.values(), key=lambda step: step.number):
        old, new = before.by_id.get(step.id), after.by_id.get(step.id)
        if old is None:
            yield Difference("step", str(step.number), "added", after=step.title)
        elif new is None:
            yield Difference("step", str(step.number), "gone", before=step.title)
        elif old != new:
            yield from _step(before, after, old, new)


def _step(before: Playbook, after: Playbook, old: Step, new: Step) -> Iterator[Difference]:
    number = str(new.number)
    owners = before.label(old.owner), after.label(new.owner)
    for what, was, now in (
        ("title", _titles(old), _titles(new)),
        ("reason", old.reason, new.reason),
        ("owner", *owners),
        ("offset", _days(old), _days(new)),
        ("link", _links(old.links), _links(new.links)),
    ):
        if was != now:
            yield Difference("step", number, what, was, now)
    if _other(old) != _other(new):
        yield Difference("step", number, "rest")


def _titles(step: Step) -> str:
    return " / ".join(dict.fromkeys([step.title, *(variant.title for variant in step.variants)]))


def _days(step: Step) -> str:
    return "" if step.offset is None else str(step.offset)


def _links(links: tuple[Link, ...]) -> str:
    return ", ".join(link.url or link.label for link in links)


def _other(step: Step) -> Step:
    """The step without what is told on its own."""
    bare = tuple(variant.model_copy(update={"title": step.id}) for variant in step.variants)
    told = {"title": step.id, "reason": step.id, "owner": step.id, "offset": None, "links": ()}
    return step.model_copy(update={**told, "variants": bare})


def _asks(before: Playbook, after: Playbook) -> Iterator[Difference]:
    for ask_id, (_, ask) in {**before.asks, **after.asks}.items():
        old, new = before.asks.get(ask_id), after.asks.get(ask_id)
        if old is None:
            yield Difference("ask", ask.question, "added", after=ask.question)
        elif new is None:
            yield Difference("ask", ask.question, "gone", before=ask.question)
        else:
            yield from _ask(old[1], new[1])


def _ask(old: Ask, new: Ask) -> Iterator[Difference]:
    if old.question != new.question:
        yield Difference("ask", old.question, "question", old.question, new.question)
    if old.light != new.light:
        yield Difference("ask", new.question, "light", str(old.light), str(new.light))
    told = {"question": "", "light": False}
    if old.model_copy(update=told) != new.model_copy(update=told):
        yield Difference("ask", new.question, "rest")


def _rest(before: Playbook, after: Playbook) -> Iterator[Difference]:
    """Everything else in one line: roles, facts, gates, and what topics say of themselves."""
    if _bare(before) != _bare(after):
        yield Difference("playbook", after.called, "rest")


def _bare(playbook: Playbook) -> object:
    topics = [_topic(topic) for topic in playbook.topics]
    return (
        playbook.name,
        playbook.about,
        playbook.title,
        playbook.roles,
        playbook.facts,
        playbook.gates,
        topics,
    )


def _topic(topic: Topic) -> Topic:
    return topic.model_copy(update={"ask": ()})
