"""A running handoff goes on with another version of its playbook, and nothing that was done is lost.

Step ids and question ids are the key. What the new version has no more, but somebody worked on or said, is
carried over: the handoff then has a playbook of its own, pinned by its own hash like any other.
"""

from collections.abc import Collection, Iterator

from flows.adjust import OWN_STEP, closes_on, remade
from flows.handoff import UNTOUCHED, Handoff
from flows.lint import lint
from flows.playbook import Playbook, Step
from flows.problems import Problem
from flows.topics import Ask, Topic
from flows.transfer import Transfer


def carried(handoff: Handoff, told: Transfer, new: Playbook) -> Playbook:
    """The new version, with what this handoff still needs of the one that it has."""
    old = handoff.playbook
    steps = [step for step in old.steps if step.id not in new.by_id and _worked_on(handoff, step)]
    topics = _topics(old, new, {*told.answers}, _topics_used(told))
    if not steps and topics == new.topics:
        return new
    return remade(
        new,
        roles={**old.roles, **new.roles},
        facts={**old.facts, **new.facts},
        steps=(*new.steps, *_joined(new, steps)),
        topics=topics,
    )


def faults(playbook: Playbook) -> list[Problem]:
    """What keeps a carried playbook from running.

    Answered questions do not count as asked too often, and the words of people's own steps are their own:
    they are escaped wherever they are shown.
    """
    own = {f"steps.{at}.title" for at, step in enumerate(playbook.steps) if step.id.startswith(OWN_STEP)}
    return [problem for problem in lint(playbook) if problem.path not in {"topics", *own}]


def _worked_on(handoff: Handoff, step: Step) -> bool:
    return step.id.startswith(OWN_STEP) or handoff.state(step.id) != UNTOUCHED


def _joined(new: Playbook, steps: Collection[Step]) -> Iterator[Step]:
    """The old steps as the new playbook can hold them: a number that is free, no order, before the close."""
    taken = {step.number for step in new.steps}
    latest = closes_on(new.steps) - 1
    for step in steps:
        number = step.number if step.number not in taken else max(taken) + 1
        taken.add(number)
        yield step.model_copy(
            update={
                "number": number,
                "offset": min(latest if step.offset is None else step.offset, latest),
                "after": (),
                "prefer_after": (),
                "parts": tuple(p.model_copy(update={"after": (), "prefer_after": ()}) for p in step.parts),
                "variants": tuple(
                    v.model_copy(update={"after": (), "prefer_after": ()}) for v in step.variants
                ),
            }
        )


def _topics_used(told: Transfer) -> frozenset[str]:
    of_questions = {question.topic for question in told.questions.values()}
    return frozenset(of_questions | {piece.topic for piece in told.pieces.values()})


def _topics(
    old: Playbook, new: Playbook, answered: Collection[str], used: Collection[str]
) -> tuple[Topic, ...]:
    """The new topics; what was answered, and topics that were spoken of, come along."""
    merged = [_with_answered(topic, old.topic.get(topic.id), answered) for topic in new.topics]
    gone = [topic for topic in old.topics if topic.id not in new.topic]
    kept = [topic.model_copy(update={"ask": _answered(topic, answered)}) for topic in gone]
    return (*merged, *(topic for topic in kept if topic.ask or (topic.id in used and topic.look)))


def _with_answered(topic: Topic, old: Topic | None, answered: Collection[str]) -> Topic:
    known = {ask.id for ask in topic.ask}
    more = tuple(ask for ask in _answered(old, answered) if ask.id not in known) if old else ()
    return topic.model_copy(update={"ask": (*topic.ask, *more)}) if more else topic


def _answered(topic: Topic, answered: Collection[str]) -> tuple[Ask, ...]:
    return tuple(ask for ask in topic.ask if f"{topic.id}.{ask.id}" in answered)
