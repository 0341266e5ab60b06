"""A message arrives: what it means here, what it changes, and the one line that answers it.

Text equals buttons: every meaning ends in the same use case that its button runs. What is not understood
changes nothing. What is answered is a saying of kind "heard": kinds and ids, put into words when it is sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flows import calendar, guide, interview
from flows.desk import prompting, steps, topics
from flows.desk.acting import Act, Done, Rules, actor
from flows.desk.answering import Line, answer_prompt, ask_instead
from flows.desk.hearing import Ear, Message, listen
from flows.handoff import Handoff
from flows.people import PersonId
from flows.ports import Priority, Saying, UnitOfWork
from flows.prompts import PromptKind, PromptState
from flows.refusals import NotYours, Refused
from flows.replies import clean, understand
from flows.replies import meaning as m


def hear(uow: UnitOfWork, act: Act, message: Message, rules: Rules) -> Sequence[Line]:
    """Understand a person's message and do what it means; the same message twice counts once.

    Returns what is said back. Raises NotYours for somebody we have never met.
    """
    person = actor(uow, act)
    if uow.history.seen(f"heard:{act.cause}") is not None:
        return []
    uow.history.record(f"heard:{act.cause}", person.id, act.at, None, (), {})
    ear = listen(uow, person, message, act.at)
    lines = _Hearing(uow, act, message, rules, ear).take(understand(message.text, ear.context))
    say_back(uow, act, person.id, lines, thread_ts=message.thread_ts)
    return lines


def say_back(
    uow: UnitOfWork, act: Act, person: PersonId, lines: Sequence[Line], *, thread_ts: str | None = None
) -> None:
    """Answer the person, once for each act, where they wrote; nothing is said when there are no lines."""
    if lines:
        uow.outbox.say(
            Saying(
                key=f"heard:{act.cause}",
                kind="heard",
                person_id=person,
                thread_ts=thread_ts,
                data={"lines": [dict(line) for line in lines]},
                priority=Priority.ANSWER,
            )
        )


def edited(uow: UnitOfWork, act: Act, message: Message, rules: Rules) -> None:
    """Editing a message edits the answer or the reply that came from it."""
    found = uow.transfers.by_source(message.source)
    if found is None or not message.text.strip():
        return
    handoff_id, what = found
    kind, _, name = what.partition(":")
    if kind == "ask":
        answer = uow.transfers.get(handoff_id).answers[name]
        source = message.source
        prompting.tell(uow, act, handoff_id, name, answer.how, rules, text=clean(message.text), source=source)
    else:
        text = clean(message.text)
        topics.reply_to(uow, act, handoff_id, int(name), text, rules, message.source)


def deleted(uow: UnitOfWork, act: Act, message: Message, rules: Rules) -> None:
    """Deleting a message takes the answer back that came from it; a reply that was passed on stays."""
    found = uow.transfers.by_source(message.source)
    if found is None:
        return
    handoff_id, what = found
    kind, _, name = what.partition(":")
    if kind == "ask":
        prompting.take_back(uow, act, handoff_id, name, rules)


class _Hearing:
    """One message, and what its meaning does."""

    def __init__(self, uow: UnitOfWork, act: Act, message: Message, rules: Rules, ear: Ear) -> None:
        self._uow = uow
        self._act = act
        self._message = message
        self._rules = rules
        self._ear = ear
        self._count = 0

    def take(self, meaning: m.Meaning) -> list[Line]:
        """Do what one meaning says; several are done in order."""
        if isinstance(meaning, m.Several):
            return [line for one in meaning.meanings for line in self.take(one)]
        found = _TAKES.get(type(meaning))
        return found(self, meaning) if found is not None else [{"kind": "unclear"}]

    def _next_act(self) -> Act:
        """Each change of one message has a cause of its own, the same when the message comes again."""
        self._count += 1
        return replace(self._act, cause=f"{self._act.cause}/{self._count}")

    def _each(self, keys: m.Steps, kind: str, do: Callable[[Act, int, str], Done], **more: Any) -> list[Line]:
        """Run one use case on every step; the done ones share a line, each refusal has its own."""
        done: dict[int, list[tuple[str, int | None]]] = {}
        refused: list[Line] = []
        for handoff_id, step_id in keys:
            try:
                outcome = do(self._next_act(), handoff_id, step_id)
            except Refused as no:
                refused.append(refusal_line(no, handoff_id, step_id))
            else:
                done.setdefault(handoff_id, []).append((step_id, outcome.change))
        lines: list[Line] = [
            {
                "kind": kind,
                "handoff": h,
                "steps": [s for s, _ in found],
                "changes": [c for _, c in found],
                **more,
            }
            for h, found in done.items()
        ]
        return lines + refused

    def tick(self, meaning: m.Tick) -> list[Line]:
        """ "done 3 and 5": what the Done button does."""
        return self._each(
            meaning.steps, "ticked", lambda act, h, s: steps.complete(self._uow, act, h, s, self._rules)
        )

    def aside(self, meaning: m.NotApplicable) -> list[Line]:
        """ "13 n/a no tickets": without a reason it asks for one."""
        reason = meaning.reason
        if not reason:
            return [{"kind": "why_not", "handoff": h, "steps": [s]} for h, s in meaning.steps]
        return self._each(
            meaning.steps,
            "aside",
            lambda act, h, s: steps.not_applicable(self._uow, act, h, s, reason, self._rules),
        )

    def later(self, meaning: m.Later) -> list[Line]:
        """ "14 later", or the open question itself put off."""
        if not meaning.steps:
            return self._put_off(meaning.until)
        until = self._day(meaning.until)
        return self._each(
            meaning.steps,
            "later",
            lambda act, h, s: steps.snooze(self._uow, act, h, s, until, self._rules),
            until=until.isoformat(),
        )

    def _day(self, until: date | datetime) -> date:
        zone = self._ear.person.tz
        return calendar.local_day(until, zone) if isinstance(until, datetime) else until

    def _put_off(self, until: date | datetime) -> list[Line]:
        prompt = self._ear.prompt
        if prompt is None:
            return [{"kind": "unclear"}]
        zone = self._ear.person.tz
        at = until if isinstance(until, datetime) else calendar.slot(until, self._rules.digest_hour, zone)
        if prompt.kind is PromptKind.ASK:
            prompting.put_off(self._uow, self._act, prompt.handoff_id, at, self._rules)
        else:
            prompting.postpone(self._uow, prompt, at, self._act.at)
        return [{"kind": "put_off", "handoff": prompt.handoff_id, "at": at.isoformat()}]

    def wait(self, meaning: m.Wait) -> list[Line]:
        """ "waiting on the customer until friday"."""
        return self._each(
            meaning.steps,
            "waiting",
            lambda act, h, s: steps.wait(self._uow, act, h, s, meaning.on, meaning.until, self._rules),
        )

    def due(self, meaning: m.Due) -> list[Line]:
        """ "thursday": the day by which it will be done."""
        return self._each(
            meaning.steps,
            "dated",
            lambda act, h, s: steps.set_due(self._uow, act, h, s, meaning.day, self._rules),
            until=meaning.day.isoformat(),
        )

    def reassign(self, meaning: m.Reassign) -> list[Line]:
        """ "reassign 4 to @maya"."""
        return self._each(
            meaning.steps,
            "handed",
            lambda act, h, s: steps.reassign(self._uow, act, h, s, meaning.person, self._rules),
            person=meaning.person,
        )

    def undo(self, _: m.Undo) -> list[Line]:
        """The person's last change is taken back."""
        last = self._uow.history.last_by(self._ear.person.id)
        if last is None or last.handoff_id is None:
            return [{"kind": "nothing_to_undo"}]
        if not any(event.kind in ("told", "fact") or "after" in event.data for event in last.events):
            return [{"kind": "cannot_undo"}]
        try:
            done = prompting.undo(self._uow, self._act, last, self._rules)
        except Refused as no:
            return [refusal_line(no, last.handoff_id, last.events[0].step if last.events else None)]
        return [{"kind": "undone", "handoff": done.id, "change": last.id}]

    def stop(self, _: m.Stop) -> list[Line]:
        """No more questions for now."""
        prompt = prompting.stop(self._uow, self._act)
        return [{"kind": "stopped", "handoff": prompt.handoff_id if prompt else None}]

    def skip(self, _: m.Skip) -> list[Line]:
        """The open question is passed over; it comes again when the interview begins anew."""
        prompt = self._ear.prompt
        handoff = self._handoff(prompt.handoff_id) if prompt else None
        if prompt is None or handoff is None or prompt.state is not PromptState.OPEN:
            return [{"kind": "unclear"}]
        prompting.close(self._uow, prompt, PromptState.LEFT, self._act.at)
        following = prompting.go_on(self._uow, handoff, prompt, self._act.at)
        return [] if following else [{"kind": "asked_all", "handoff": handoff.id}]

    def next(self, meaning: m.WhatsNext) -> list[Line]:
        """ "next": the stopped interview goes on, else the next thing is shown."""
        person, now = self._ear.person, self._act.at
        for handoff in self._ear.handoffs:
            if meaning.handoff in (None, handoff.id) and self._resumes(handoff):
                return []
        today = calendar.local_day(now, person.tz)
        chosen = [h for h in self._ear.handoffs if meaning.handoff in (None, h.id)]
        item = guide.next_of(chosen, person.id, today)
        return [{"kind": "next", "handoff": item.handoff.id if item else None}]

    def _resumes(self, handoff: Handoff) -> bool:
        """Whether the interview of this handoff goes on: only when it began, and something is left."""
        told = self._uow.transfers.get(handoff.id)
        if self._ear.person.id not in interview.tellers(handoff) or not told.answers:
            return False
        if interview.next_question(handoff, told) is None:
            return False
        return prompting.begin(self._uow, self._act, handoff.id) is not None

    def status(self, meaning: m.StatusOf) -> list[Line]:
        """ "status acme"."""
        return self._one_or_all("status", meaning.handoff)

    def who(self, meaning: m.WhoHasIt) -> list[Line]:
        """ "who has it now?"."""
        return self._one_or_all("who", meaning.handoff)

    def brief(self, meaning: m.Brief) -> list[Line]:
        """ "brief acme"."""
        return self._one_or_all("brief", meaning.handoff)

    def _one_or_all(self, kind: str, handoff_id: int | None) -> list[Line]:
        chosen = [h.id for h in self._ear.handoffs if handoff_id in (None, h.id)]
        return [{"kind": kind, "handoff": one} for one in chosen[:5]] or [{"kind": "no_handoffs"}]

    def why(self, meaning: m.Why) -> list[Line]:
        """ "why": of the open question, or of a step."""
        if meaning.step is not None:
            return [{"kind": "why", "handoff": meaning.step[0], "steps": [meaning.step[1]]}]
        prompt = self._ear.prompt
        if prompt is None or prompt.kind is not PromptKind.ASK:
            return [{"kind": "unclear"}]
        return [{"kind": "why_asked", "handoff": prompt.handoff_id, "ask": prompt.subject}]

    def help(self, meaning: m.Help) -> list[Line]:
        """ "help"."""
        return [{"kind": "help", "topic": meaning.topic}]

    def which(self, meaning: m.WhichOne) -> list[Line]:
        """One short question back."""
        return [{"kind": "which", "question": meaning.question, "labels": [o.label for o in meaning.options]}]

    def perhaps(self, meaning: m.IsThatYourAnswer) -> list[Line]:
        """Free text after something else was said: "Is that your answer about hosting?"."""
        prompt = self._ear.prompt
        if prompt is None:
            return [{"kind": "unclear"}]
        kept = prompting.keep_words(self._uow, self._act, prompt, meaning.text)
        asked = self._ear.context.prompt
        about = asked.topic if asked else ""
        line = {"kind": "is_that_it", "handoff": prompt.handoff_id, "prompt": prompt.id, "note": kept}
        return [{**line, "about": about}]

    def ask_someone(self, meaning: m.AskSomeone) -> list[Line]:
        """ "ask the SA": somebody else is asked the open question."""
        prompt = self._ear.prompt
        if prompt is None:
            return [{"kind": "unclear"}]
        return ask_instead(self._uow, self._act, prompt, meaning.person, meaning.about, self._rules)

    def answer(self, meaning: m.Answer) -> list[Line]:
        """The open prompt is answered."""
        prompt = self._ear.prompt
        if prompt is None:
            return [{"kind": "unclear"}]
        return answer_prompt(self._uow, self._act, prompt, meaning, self._rules, source=self._message.source)

    def _handoff(self, handoff_id: int) -> Handoff | None:
        return next((one for one in self._ear.handoffs if one.id == handoff_id), None)


_TAKES: Mapping[type, Callable[[_Hearing, Any], list[Line]]] = {
    m.Tick: _Hearing.tick,
    m.NotApplicable: _Hearing.aside,
    m.Later: _Hearing.later,
    m.Wait: _Hearing.wait,
    m.Due: _Hearing.due,
    m.Reassign: _Hearing.reassign,
    m.Undo: _Hearing.undo,
    m.Stop: _Hearing.stop,
    m.Skip: _Hearing.skip,
    m.WhatsNext: _Hearing.next,
    m.StatusOf: _Hearing.status,
    m.WhoHasIt: _Hearing.who,
    m.Brief: _Hearing.brief,
    m.Why: _Hearing.why,
    m.Help: _Hearing.help,
    m.WhichOne: _Hearing.which,
    m.IsThatYourAnswer: _Hearing.perhaps,
    m.AskSomeone: _Hearing.ask_someone,
    m.Answer: _Hearing.answer,
}


def refusal_line(no: Refused, handoff_id: int, step_id: str | None) -> Line:
    """A refusal as kinds and ids; its sentence is made when it is sent."""
    return {
        "kind": "refused",
        "why": type(no).__name__,
        "handoff": None if isinstance(no, NotYours) else handoff_id,
        "steps": [step_id] if step_id else [],
        "missing": getattr(no, "missing", None),
        "part": getattr(no, "part", None),
    }
