"""What operations change in a playbook from within Slack, kept apart from the playbook itself.

An `Adjustments` is laid over the playbook of a file and gives the next one, which passes the same lint. So a
file can be mended by engineers and adjusted by operations at the same time. Whatever is wrong comes back as a
`Trouble`: at which step or question, in which field, and what to do instead.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import Field

from flows.lint import lint
from flows.playbook import Advice, Gate, Part, Playbook, Step, Variant
from flows.problems import Problem
from flows.topics import Ask, Look, Topic
from flows.vocabulary import Flag, Id, Link, Model, Ref, Text, Whole

ADDED: Final = "added-"
"""How the ids of steps and questions begin that operations add."""

OWN_STEP: Final = "own-"
"""How the ids of steps begin that people add to one handoff."""

STEPS: Final = 60
"""The most steps a playbook has."""

LATEST: Final = 400
"""The most working days an offset takes."""

OPENS: Final = "Open the page"
"""What the link of a step is called that had none."""

LINK: Final = "adjusted"
"""The key of a link that operations set: no link map has it, so that their address is the one that counts."""

Holder = TypeVar("Holder", Step, Variant, Part)


class StepChange(Model):
    """What is different about one step; what is None stays as it is. `titles`: by the variant's place."""

    off: Flag = False
    title: Text | None = None
    titles: Mapping[str, Text] = Field(default_factory=dict)
    reason: Text | None = None
    owner: Id | None = None
    offset: Whole | None = Field(default=None, ge=0, le=LATEST)
    link: str | None = None


class AskChange(Model):
    """What is different about one question to the giver. `light`: whether a light handoff asks it too."""

    off: Flag = False
    question: Text | None = None
    light: Flag | None = None


class NewStep(Model):
    """A step that no file has. It gets the number after the last."""

    id: Id
    title: Text
    reason: Text
    owner: Id
    offset: Whole | None = Field(default=None, ge=0, le=LATEST)
    link: str | None = None


class NewAsk(Model):
    """A question that no file has, at the end of its topic."""

    id: Id
    topic: Id
    question: Text
    light: Flag = False


class Adjustments(Model):
    """Everything that is different: changes by step id and by `topic.question`, then what is new, in order.

    What was added is never taken out again, only switched off: the numbers after it stay as they are.
    """

    steps: Mapping[Id, StepChange] = Field(default_factory=dict)
    asks: Mapping[Ref, AskChange] = Field(default_factory=dict)
    new_steps: tuple[NewStep, ...] = Field(default=(), max_length=20)
    new_asks: tuple[NewAsk, ...] = Field(default=(), max_length=20)

    def step(self, step_id: str) -> StepChange:
        """What is different about that step."""
        return self.steps.get(step_id, StepChange())

    def ask(self, ask_id: str) -> AskChange:
        """What is different about that question (`topic.question`)."""
        return self.asks.get(ask_id, AskChange())

    def with_step(self, step_id: str, change: StepChange) -> "Adjustments":
        """With that step changed so, and nothing noted when nothing is different."""
        return self._with(steps=_noted(self.steps, step_id, change, StepChange()))

    def with_ask(self, ask_id: str, change: AskChange) -> "Adjustments":
        """With that question changed so, and nothing noted when nothing is different."""
        return self._with(asks=_noted(self.asks, ask_id, change, AskChange()))

    def adding_step(self, **said: Any) -> "Adjustments":
        """With one more step, whose id is the next one free."""
        step = NewStep(id=f"{ADDED}{len(self.new_steps) + 1}", **said)
        return self._with(new_steps=(*self.new_steps, step))

    def adding_ask(self, **said: Any) -> "Adjustments":
        """With one more question, whose id is the next one free."""
        ask = NewAsk(id=f"{ADDED}{len(self.new_asks) + 1}", **said)
        return self._with(new_asks=(*self.new_asks, ask))

    def all_on(self) -> "Adjustments":
        """The same with nothing switched off."""
        on = {"off": False}
        return self._with(
            steps={name: change.model_copy(update=on) for name, change in self.steps.items()},
            asks={name: change.model_copy(update=on) for name, change in self.asks.items()},
        )

    def _with(self, **changed: Any) -> "Adjustments":
        own = {name: getattr(self, name) for name in Adjustments.model_fields}
        return Adjustments.model_validate({**own, **changed})


def _noted(known: Mapping[str, Any], name: str, change: Model, nothing: Model) -> dict[str, Any]:
    others = {key: value for key, value in known.items() if key != name}
    return others if change == nothing else {**others, name: change}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that keeps an adjustment from being published.

    `kind` is "step", "ask" or "playbook", `item` the id of the step or question, `field` what of it is wrong.
    """

    kind: str
    item: str
    field: str
    message: str
    remedy: str


def adjusted(base: Playbook, what: Adjustments, version: int) -> Playbook:
    """The playbook with all of that, as that version. Whether it makes sense is for `troubles` to say."""
    whole = everything(base, what)
    off = _off(what)
    steps = [_changed(step, what.step(step.id)) for step in whole.steps if step.id not in off]
    return remade(
        base,
        version=version,
        steps=tuple(_free(step, off) for step in steps),
        gates=tuple(_gates(base, off)),
        topics=tuple(_topics(whole, what, off)),
    )


def everything(base: Playbook, what: Adjustments) -> Playbook:
    """The playbook with what was added, and before anything is switched off: what can be adjusted."""
    grown = with_steps(base, what.new_steps)
    topics = []
    for topic in grown.topics:
        own = [ask for ask in what.new_asks if ask.topic == topic.id]
        asks = (Ask(id=ask.id, question=ask.question, light=ask.light) for ask in own)
        topics.append(topic.model_copy(update={"ask": (*topic.ask, *asks)}) if own else topic)
    return remade(grown, topics=tuple(topics))


def with_steps(base: Playbook, new: Sequence[NewStep]) -> Playbook:
    """The playbook with these steps behind the last number, and due before the close."""
    if not new:
        return base
    steps = [*_closing_last(base)]
    latest = closes_on(steps) - 1
    for one in new:
        number = max(step.number for step in steps) + 1
        links = (Link(label=OPENS, key=LINK, url=one.link),) if one.link else ()
        offset = latest if one.offset is None else one.offset
        steps.append(
            Step(
                id=one.id,
                number=number,
                owner=one.owner,
                title=one.title,
                reason=one.reason,
                ours=True,
                offset=max(offset, 0),
                links=links,
            )
        )
    return remade(base, steps=tuple(steps))


def remade(base: Playbook, **changed: Any) -> Playbook:
    """The playbook with other values in these places, judged for its form. (A copy would keep its digest.)"""
    own = {name: getattr(base, name) for name in Playbook.model_fields}
    return Playbook.model_validate({**own, **changed})


def _closing_last(base: Playbook) -> Iterator[Step]:
    """The steps; the close has a day behind all others, so that something can be added before it."""
    latest = max((step.offset or 0 for step in base.steps if not step.after_all), default=0)
    for step in base.steps:
        bare = step.after_all and step.offset is None
        yield step.model_copy(update={"offset": min(latest + 1, LATEST)}) if bare else step


def closes_on(steps: Collection[Step]) -> int:
    """The working day of the closing step; the latest there is when it has none."""
    return next((step.offset for step in steps if step.after_all and step.offset is not None), LATEST)


def _off(what: Adjustments) -> frozenset[str]:
    return frozenset(step_id for step_id, change in what.steps.items() if change.off)


def _changed(step: Step, change: StepChange) -> Step:
    known = {name: getattr(change, name) for name in ("title", "reason", "owner", "offset")}
    update: dict[str, Any] = {name: value for name, value in known.items() if value is not None}
    if change.titles:
        update["variants"] = tuple(
            variant.model_copy(update={"title": change.titles.get(str(at), variant.title)})
            for at, variant in enumerate(step.variants)
        )
    if change.link is not None:
        label = step.links[0].label if step.links else OPENS
        update["links"] = (Link(label=label, key=LINK, url=change.link), *step.links[1:])
    return step.model_copy(update=update) if update else step


def _free(holder: Holder, off: Collection[str]) -> Holder:
    """Without order and advice that name what is switched off."""
    if not off:
        return holder
    update: dict[str, Any] = {
        "after": tuple(ref for ref in holder.after if _whole(ref) not in off),
        "prefer_after": _advice(holder.prefer_after, off),
    }
    if isinstance(holder, Step | Variant):
        update["parts"] = tuple(_free(part, off) for part in holder.parts)
    if isinstance(holder, Step):
        update["variants"] = tuple(_free(variant, off) for variant in holder.variants)
    return holder.model_copy(update=update)


def _advice(advice: Sequence[Advice], off: Collection[str]) -> tuple[Advice, ...]:
    return tuple(hint for hint in advice if _whole(hint.step) not in off)


def _whole(ref: str) -> str:
    return ref.partition(".")[0]


def _gates(base: Playbook, off: Collection[str]) -> Iterator[Gate]:
    """The gates, without what is switched off; one that held nothing else falls away with it."""
    for gate in base.gates:
        steps = tuple(ref for ref in gate.steps if _whole(ref) not in off)
        until = tuple(ref for ref in gate.until if _whole(ref) not in off)
        if steps or gate.start or gate.acceptance:
            yield gate.model_copy(update={"steps": steps, "until": until})


def _topics(whole: Playbook, what: Adjustments, off: Collection[str]) -> Iterator[Topic]:
    """The topics with their questions changed; one that has nothing left falls away."""
    for topic in whole.topics:
        asks = tuple(_asked(topic, what))
        looks = tuple(_look(look, off) for look in topic.look)
        if asks or looks:
            yield topic.model_copy(update={"ask": asks, "look": looks})


def _asked(topic: Topic, what: Adjustments) -> Iterator[Ask]:
    for ask in topic.ask:
        change = what.ask(f"{topic.id}.{ask.id}")
        known = {"question": change.question, "light": change.light}
        if not change.off:
            yield ask.model_copy(update={name: value for name, value in known.items() if value is not None})


def _look(look: Look, off: Collection[str]) -> Look:
    """A page whose link a step collected that is switched off is still to be read, wherever it is."""
    gone = look.key is not None and "." in look.key and _whole(look.key) in off
    return look.model_copy(update={"key": None}) if gone else look


def troubles(base: Playbook, what: Adjustments) -> list[Trouble]:
    """Everything that keeps these adjustments from being published; none means that they can go live."""
    whole = everything(base, what)
    result = adjusted(base, what, base.version + 1)
    off = _off(what)
    own = [*_needed(whole, off), *_opening(whole, what, off), *_lost(base, what), *_too_late(result)]
    found = (_trouble(result, problem) for problem in lint(result))
    return own + [one for one in found if not _said_better(one, own)]


def _said_better(found: Trouble, own: Sequence[Trouble]) -> bool:
    """Whether ours names the cause of what the lint found: the lint only sees what is left."""
    match found:
        case Trouble("step", _, "number") | Trouble("playbook", _, "steps"):
            return any(one.field in ("offset", "off") for one in own)
        case Trouble("step", _, field) if field.startswith("when."):
            return any(one.kind == "ask" and one.field == "off" for one in own)
    return False


def _needed(whole: Playbook, off: Collection[str]) -> Iterator[Trouble]:
    """What is switched off although something has to wait for it, with the reason why that is so."""
    for step in whole.steps:
        if step.id not in off:
            continue
        if step.after_all:
            yield Trouble("step", step.id, "off", "it closes the handoff", "leave it on")
        for other in whole.steps:
            if other.id not in off and step.id in {_whole(ref) for ref in other.all_after()}:
                message = f"step {other.number} has to wait for it: {other.reason}"
                remedy = f"leave it on, or switch step {other.number} off too"
                yield Trouble("step", step.id, "off", message, remedy)
        for gate in whole.gates:
            if step.id in {_whole(ref) for ref in gate.until}:
                yield Trouble("step", step.id, "off", f"a rule asks for it: {gate.reason}", "leave it on")


def _opening(whole: Playbook, what: Adjustments, off: Collection[str]) -> Iterator[Trouble]:
    """Questions that are switched off although only their answer opens a step."""
    for ask_id, (_, ask) in whole.asks.items():
        if ask.fact is None or not what.ask(ask_id).off:
            continue
        for step in whole.steps:
            if step.opened and ask.fact in step.when and step.id not in off:
                remedy = f"leave it on, or switch step {step.number} off too"
                yield Trouble("ask", ask_id, "off", f"only its answer opens step {step.number}", remedy)


def _lost(base: Playbook, what: Adjustments) -> Iterator[Trouble]:
    """Questions that were added to a topic which the file has no more."""
    for ask in what.new_asks:
        ask_id = f"{ask.topic}.{ask.id}"
        if ask.topic not in base.topic and not what.ask(ask_id).off:
            yield Trouble("ask", ask_id, "topic", "its topic is there no more", "add it to another topic")


def _too_late(result: Playbook) -> Iterator[Trouble]:
    """Steps numbered behind the close that would also come after it."""
    last = closes_on(result.steps)
    numbers = [step.number for step in result.steps if step.after_all]
    for step in result.steps:
        behind = any(step.number > number for number in numbers) and not (step.opened or step.optional)
        if behind and (step.offset is None or step.offset >= last):
            message = f"the handoff closes on working day {last}, and this would come later"
            yield Trouble("step", step.id, "offset", message, f"write at most {last - 1}")


def _trouble(result: Playbook, problem: Problem) -> Trouble:
    """A problem of the lint, at the step or question that it is about."""
    match problem.path.split("."):
        case ["steps", at, *rest]:
            item, kind = result.steps[int(at)].id, "step"
        case ["topics", at, "ask", n, *rest]:
            topic = result.topics[int(at)]
            item, kind = f"{topic.id}.{topic.ask[int(n)].id}", "ask"
        case rest:
            item, kind = "", "playbook"
    field = ".".join(rest)
    return Trouble(
        kind, item, "link" if field.startswith("links.0") else field, problem.message, problem.remedy
    )
