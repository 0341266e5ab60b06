"""A prompt is answered, by a message or by a tap: what is kept, and what opens next."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows import interview
from flows.desk import checkin, prompting, reading_back, topics
from flows.desk.acting import Act, Rules
from flows.people import PersonId
from flows.ports import UnitOfWork
from flows.prompts import Prompt, PromptKind, PromptState
from flows.refusals import NotYours
from flows.replies import meaning as m
from flows.replies.answers import REASON
from flows.transfer import Told

Line = Mapping[str, Any]
"""One thing to say back: a `kind`, and ids."""


def answer_prompt(
    uow: UnitOfWork,
    act: Act,
    prompt: Prompt,
    meaning: m.Answer,
    rules: Rules,
    *,
    source: str | None = None,
) -> list[Line]:
    """Answer a prompt, and open what comes next; returns what is said beside the next prompt."""
    handoff = uow.handoffs.get(prompt.handoff_id)
    if handoff is None:
        raise NotYours
    if prompt.kind is not PromptKind.ASK:
        return _answer_other(uow, act, prompt, meaning, rules, source)
    _, ask = handoff.playbook.asks[prompt.subject]
    how = interview.how_told(ask, meaning.value)
    picked = isinstance(meaning.value, m.Picked)
    if how is Told.DOCUMENT and picked:
        return [{"kind": "paste_link", "handoff": handoff.id}]
    prompting.tell(
        uow,
        act,
        handoff.id,
        prompt.subject,
        how,
        rules,
        text=meaning.text if not picked or REASON.search(meaning.text.strip(" .")) else "",
        value=interview.value_of(meaning.value) if how in (Told.SAID, Told.DOCUMENT) else (),
        source=source,
    )
    if prompt.state is not PromptState.OPEN:
        return [{"kind": "changed", "handoff": handoff.id, "ask": prompt.subject}]
    prompting.close(uow, prompt, PromptState.ANSWERED, act.at)
    following = prompting.go_on(uow, handoff, prompt, act.at)
    return [] if following else [{"kind": "asked_all", "handoff": handoff.id}]


def _answer_other(
    uow: UnitOfWork, act: Act, prompt: Prompt, meaning: m.Answer, rules: Rules, source: str | None
) -> list[Line]:
    """Answer a prompt that is not of the interview, close it, and open what waits behind it."""
    picked = meaning.value.choices[0] if isinstance(meaning.value, m.Picked) else None
    said = None if picked else meaning.text
    match prompt.kind:
        case PromptKind.KNOWN:
            return _known(uow, act, prompt, picked, rules)
        case PromptKind.QUESTION if picked == "unknown":
            topics.does_not_know(uow, act, prompt.handoff_id, int(prompt.subject), rules)
        case PromptKind.QUESTION:
            topics.reply_to(uow, act, prompt.handoff_id, int(prompt.subject), meaning.text, rules, source)
        case PromptKind.READ_BACK:
            reading_back.say(uow, act, prompt.handoff_id, said, rules)
        case PromptKind.CONFIRM:
            reading_back.correct(uow, act, prompt.handoff_id, said, rules)
        case PromptKind.AGAIN:
            checkin.say(uow, act, prompt.handoff_id, said, rules)
    if prompt.state is PromptState.OPEN:
        prompting.close(uow, prompt, PromptState.ANSWERED, act.at)
    following = prompting.open_next(uow, prompt.person_id, act.at)
    return [] if following else [{"kind": f"thanks_{prompt.kind.value}", "handoff": prompt.handoff_id}]


def _known(uow: UnitOfWork, act: Act, prompt: Prompt, picked: str | None, rules: Rules) -> list[Line]:
    """ "Still true?": all of it is kept, or each thing is asked anew."""
    if picked not in ("all_true", "change"):
        return [{"kind": "unclear"}]
    handoff = uow.handoffs.get(prompt.handoff_id)
    if handoff is None:
        raise NotYours
    if picked == "all_true":
        prompting.confirm_known(uow, act, handoff, rules)
    prompting.close(uow, prompt, PromptState.ANSWERED, act.at)
    told = uow.transfers.get(handoff.id)
    name = interview.next_question(handoff, told)
    if name is not None:
        uow.prompts.queue(prompt.person_id, handoff.id, PromptKind.ASK, name, act.at)
    following = prompting.open_next(uow, prompt.person_id, act.at)
    return [] if following else [{"kind": "asked_all", "handoff": handoff.id}]


def ask_instead(
    uow: UnitOfWork, act: Act, prompt: Prompt, person: PersonId, about: str, rules: Rules
) -> list[Line]:
    """Somebody else is asked: the interview goes on, and the receiver hears when the reply comes."""
    handoff = uow.handoffs.get(prompt.handoff_id)
    if handoff is None:
        raise NotYours
    line: Line = {"kind": "asked_someone", "handoff": handoff.id, "person": person}
    if prompt.kind is PromptKind.QUESTION:
        topics.pass_to(uow, act, handoff.id, int(prompt.subject), person, rules)
        prompting.close(uow, prompt, PromptState.ANSWERED, act.at)
        prompting.open_next(uow, prompt.person_id, act.at)
        return [line]
    if prompt.kind is not PromptKind.ASK:
        return [{"kind": "unclear"}]
    topic, ask = handoff.playbook.asks[prompt.subject]
    prompting.tell(uow, act, handoff.id, prompt.subject, Told.UNKNOWN, rules)
    asked = replace(act, cause=f"{act.cause}/asked")
    topics.ask_somebody(uow, asked, handoff.id, topic.id, about or ask.question, of=person, rules=rules)
    prompting.close(uow, prompt, PromptState.ANSWERED, act.at)
    prompting.go_on(uow, handoff, prompt, act.at)
    return [line]
