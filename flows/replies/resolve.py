"""Acts become meanings: numbers, names and days are looked up, and what has two readings is asked."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flows import calendar
from flows.people import PersonId
from flows.replies import days
from flows.replies.context import Context
from flows.replies.grammar import Act
from flows.replies.meaning import (
    AskSomeone,
    Brief,
    Due,
    Help,
    Later,
    Meaning,
    NotApplicable,
    Option,
    Reassign,
    Several,
    Skip,
    StatusOf,
    StepKey,
    Steps,
    Stop,
    Tick,
    Undo,
    Wait,
    WhatsNext,
    WhichOne,
    WhoHasIt,
    Why,
)
from flows.replies.phrases import Verb
from flows.replies.text import plain

MOST_OPTIONS = 5
"""Ours: as many buttons as a phone shows without scrolling."""


_ABOUT_STEPS = (Tick, NotApplicable, Later, Wait, Due, Reassign)


@dataclass(frozen=True, slots=True)
class _World:
    """What the person would have settled by choosing an option."""

    handoff: int | None = None
    reading: int | None = None
    person: PersonId | None = None
    steps: Steps | None = None
    without: frozenset[int] = frozenset()
    verb: Verb | None = None


_Worlds = Sequence[tuple[str, _World]]


class _Doubt(Exception):
    """Only the person can tell: the question, and the worlds that are the options."""

    def __init__(self, question: str, worlds: _Worlds = ()) -> None:
        super().__init__(question)
        self.question = question
        self.worlds = worlds if len(worlds) <= MOST_OPTIONS else ()


def resolve(acts: Iterable[Act], context: Context) -> Meaning:
    """What the acts mean here: one meaning, Several, or WhichOne."""
    return _resolve(tuple(acts), context, _World())


def label(acts: Iterable[Act]) -> str:
    """The acts in a few words, for a button."""
    return ", ".join(map(_label, acts))


def day_label(when: date | datetime, context: Context) -> str:
    """A day, or an instant in the person's zone, for a button: "Thu 18 Dec 2026, 10:00"."""
    local = when.astimezone(context.zone) if isinstance(when, datetime) else when
    hour = f", {local:%H:%M}" if isinstance(local, datetime) else ""
    return f"{local:%a} {local.day} {local:%b} {local.year}{hour}"


def name_of(person: PersonId, context: Context) -> str:
    """The longest name by which only this person goes here, for a button."""
    own = [
        name for name, people in context.people.items() if people == (person,) and not name.startswith("<")
    ]
    return max(own, key=len, default=f"#{person}")


def _label(act: Act) -> str:
    numbers = " and ".join(map(str, act.numbers or ()))
    said = {Verb.TICK: "done", Verb.NOT_APPLICABLE: "not applicable"}.get(act.verb, act.verb.name.lower())
    return f"{numbers} {said}".strip()


def _resolve(acts: tuple[Act, ...], context: Context, world: _World) -> Meaning:
    try:
        meanings = tuple(_meaning(act, context, world) for act in acts)
        _no_step_twice(meanings)
    except _Doubt as doubt:
        return WhichOne(
            doubt.question,
            tuple(Option(label, _resolve(acts, context, other)) for label, other in doubt.worlds),
        )
    return meanings[0] if len(meanings) == 1 else Several(meanings)


def _meaning(act: Act, context: Context, world: _World) -> Meaning:
    settled = world.verb if act.verb in (Verb.SKIP_STEP, Verb.HAND_TO, Verb.REGRET) else None
    return _MEANINGS[settled or act.verb](_Asked(act, context, world))


def _no_step_twice(meanings: Iterable[Meaning]) -> None:
    seen: set[StepKey] = set()
    for meaning in meanings:
        steps = set(meaning.steps) if isinstance(meaning, _ABOUT_STEPS) else set()
        if seen & steps:
            raise _Doubt("You said two things about the same step. Which is it?")
        seen |= steps


@dataclass(frozen=True, slots=True)
class _Asked:
    """One act in one world. Each look-up gives the one thing that is meant, or raises _Doubt."""

    act: Act
    context: Context
    world: _World

    def steps(self) -> Steps:
        """The steps that are meant."""
        if self.world.steps is not None and not self.act.numbers:
            return self.world.steps
        if self.act.numbers is None:
            return self._every()
        if self.act.numbers:
            return self._numbered(self.act.numbers)
        if self.context.only_step is not None and self.act.handoff in (None, self.context.only_step[0]):
            return (self.context.only_step,)
        raise _Doubt("Which one do you mean?", self._each(self._here()))

    def _here(self) -> Steps:
        handoff = self.act.handoff
        return tuple(key for key in self.context.steps if handoff is None or key[0] == handoff)

    def _every(self) -> Steps:
        steps = self._here()
        if not steps:
            raise _Doubt("Which ones do you mean?")
        if steps != (self.context.only_step,):
            numbers = ", ".join(str(self.context.number_of(step)) for step in steps)
            raise _Doubt(f"All of them: {numbers}?", [("Yes, all", replace(self.world, steps=steps))])
        return steps

    def _each(self, steps: Steps) -> _Worlds:
        many = len({handoff for handoff, _ in steps}) > 1
        return [(self._step_label(step, many), replace(self.world, steps=(step,))) for step in steps]

    def _step_label(self, step: StepKey, many: bool) -> str:
        number = str(self.context.number_of(step))
        return f"{number} · {self.context.account_name(step[0])}" if many else number

    def _numbered(self, numbers: Iterable[int]) -> Steps:
        wanted = [number for number in numbers if number not in self.world.without]
        unknown = [number for number in wanted if not self._keys(number)]
        if unknown:
            self._missing(unknown, len(unknown) < len(wanted))
        return tuple(dict.fromkeys(self._one(number) for number in wanted))

    def _missing(self, unknown: Sequence[int], others: bool) -> None:
        said = ", ".join(map(str, unknown))
        world = replace(self.world, without=self.world.without | frozenset(unknown))
        raise _Doubt(
            f"I don't see {said} here. Which one do you mean?", [("Only the rest", world)] if others else ()
        )

    def _keys(self, number: int) -> Steps:
        keys = self.context.numbers.get(number, ())
        if self.act.handoff is not None:
            return tuple(key for key in keys if key[0] == self.act.handoff)
        narrowed = tuple(key for key in keys if key[0] == self.world.handoff)
        return narrowed if len(keys) > 1 and narrowed else keys

    def _one(self, number: int) -> StepKey:
        keys = self._keys(number)
        if len(keys) == 1:
            return keys[0]
        handoffs = dict.fromkeys(handoff for handoff, _ in keys)
        several = self.world.handoff is None and len(handoffs) > 1
        worlds = [(self.context.account_name(one), replace(self.world, handoff=one)) for one in handoffs]
        raise _Doubt(f"{number} of which account?", worlds if several else ())

    def when(self) -> days.When:
        """The day or instant that is meant, today or in the future."""
        readings = self.act.when or (days.start_of_later(self.context.now, self.context.zone),)
        if len(readings) > 1 and self.world.reading is None:
            worlds = [
                (day_label(one, self.context), replace(self.world, reading=i))
                for i, one in enumerate(readings)
            ]
            raise _Doubt("Which day do you mean?", worlds)
        found = readings[(self.world.reading or 0) % len(readings)]
        passed = found <= self.context.now if isinstance(found, datetime) else found < self.context.today
        if passed:
            raise _Doubt("That has passed. Until when?")
        return found

    def day(self) -> date:
        """The calendar day that is meant."""
        return self._day_of(self.when())

    def _day_of(self, when: days.When) -> date:
        return calendar.local_day(when, self.context.zone) if isinstance(when, datetime) else when

    def account(self) -> int | None:
        """The handoff whose account was named; None when none was."""
        if not self.act.account:
            return None
        found = self.context.accounts_called(self.act.account)
        if len(found) == 1:
            return found[0]
        if self.world.handoff is not None:
            return self.world.handoff
        known = found or tuple(self.context.accounts.values())
        raise _Doubt(
            "Which account do you mean?",
            [(self.context.account_name(one), replace(self.world, handoff=one)) for one in known],
        )

    def person(self) -> PersonId:
        """The person who was named."""
        found = self.act.people
        if len(found) == 1:
            return found[0]
        if self.world.person in found:
            return self.world.person
        if not found:
            raise _Doubt("I don't know who that is. Whom do you mean?")
        worlds = [(name_of(one, self.context), replace(self.world, person=one)) for one in found]
        raise _Doubt("Whom do you mean?", worlds)

    def waits(self) -> Wait:
        """What the steps wait for, and until when if a day was said."""
        steps, words = self.steps(), self.act.words
        for found in re.finditer(r" (?:until|till|til) ", words, re.IGNORECASE):
            if readings := days.read(plain(words[found.end() :]), self.context.now, self.context.zone):
                said = replace(self, act=replace(self.act, when=readings))
                return Wait(steps, words[: found.start()].rstrip(" ,"), said.day())
        return Wait(steps, words, None)

    def later(self) -> Later | Due:
        """Another day; today is no later, but a day by which it will be done."""
        prompted = (
            self.act.numbers == () and self.context.only_step is None and self.context.asked is not None
        )
        steps = () if prompted else self.steps()
        when = self.when()
        return Due(steps, when) if steps and when == self.context.today else Later(steps, when)

    def why(self) -> Why:
        """The step asked about, if any."""
        if self.act.numbers:
            return Why(self.steps()[0])
        return Why(self.context.only_step)

    def status(self) -> StatusOf:
        """The account asked about, or the one of the step asked about."""
        if self.act.numbers:
            return StatusOf(self.steps()[0][0])
        return StatusOf(self.account())

    def skipped(self) -> Meaning:
        """ "Skip 3" is two things."""
        steps = self.steps()
        choices = (("Not applicable", Verb.NOT_APPLICABLE), ("Later", Verb.LATER))
        worlds = [(label, replace(self.world, verb=verb, steps=steps)) for label, verb in choices]
        raise _Doubt("Does it not apply, or do you want it later?", worlds)

    def regretted(self) -> Meaning:
        """Only the last change can be undone, and that is asked."""
        raise _Doubt("Undo the last change?", [("Undo", replace(self.world, verb=Verb.UNDO))])

    def handed(self) -> Meaning:
        """ "3 to @maya" has no verb: asked once."""
        world = replace(self.world, verb=Verb.REASSIGN, steps=self.steps(), person=self.person())
        raise _Doubt("Hand it over?", [("Yes", world)])


_MEANINGS: dict[Verb, Callable[[_Asked], Meaning]] = {
    Verb.TICK: lambda asked: Tick(asked.steps()),
    Verb.NOT_APPLICABLE: lambda asked: NotApplicable(asked.steps(), asked.act.words or None),
    Verb.SKIP: lambda _: Skip(),
    Verb.SKIP_STEP: _Asked.skipped,
    Verb.LATER: _Asked.later,
    Verb.WAIT: _Asked.waits,
    Verb.DUE: lambda asked: Due(asked.steps(), asked.day()),
    Verb.UNDO: lambda _: Undo(),
    Verb.REGRET: _Asked.regretted,
    Verb.NEXT: lambda asked: WhatsNext(asked.account()),
    Verb.STATUS: _Asked.status,
    Verb.WHY: _Asked.why,
    Verb.WHO: lambda asked: WhoHasIt(asked.account()),
    Verb.REASSIGN: lambda asked: Reassign(asked.steps(), asked.person()),
    Verb.HAND_TO: _Asked.handed,
    Verb.ASK: lambda asked: AskSomeone(asked.person(), asked.act.words),
    Verb.STOP: lambda _: Stop(),
    Verb.HELP: lambda asked: Help(asked.act.words or None),
    Verb.BRIEF: lambda asked: Brief(asked.account()),
}
