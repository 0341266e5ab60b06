"""What every use case of the conversation shares: judged, decided, kept, and said to one person."""

from collections.abc import Callable

from flows import permissions
from flows.desk import prompting
from flows.desk.acting import Act, Rules, actor
from flows.handoff import By, Handoff
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import Priority, Saying, UnitOfWork
from flows.prompts import PromptKind, PromptState
from flows.refusals import Invalid, NotYours
from flows.transfer import Passed, Transfer

Decide = Callable[[Handoff, Transfer, By], Passed]


def perform(
    uow: UnitOfWork,
    act: Act,
    action: Action,
    handoff_id: int,
    decide: Decide,
    rules: Rules,
    *,
    also: PersonId | None = None,
) -> Transfer:
    """Judge the person, decide, and keep what was said; a second arrival of the act changes nothing.

    `also` may do it beside those whose action it is. Raises NotYours, or whatever `decide` refuses.
    """
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id, lock=True)
    if handoff is None or not (person.id == also or permissions.may(person.id, action, handoff)):
        raise NotYours
    told = uow.transfers.get(handoff_id)
    if uow.history.seen(act.cause) is not None:
        return told
    passed = decide(handoff, told, By(person.id, act.at))
    return prompting.keep(uow, act, person, handoff, told, passed, rules)


def say(
    uow: UnitOfWork, cause: str, kind: str, person: PersonId, handoff_id: int, **data: int | str | list[str]
) -> None:
    """Tell one person, once for each cause: the direct answer to what they did or asked."""
    uow.outbox.say(
        Saying(
            key=f"{kind}:{cause}:{person}",
            kind=kind,
            person_id=person,
            handoff_id=handoff_id,
            data=data,
            priority=Priority.ANSWER,
        )
    )


def settle(uow: UnitOfWork, act: Act, handoff_id: int, kind: PromptKind, subject: str = "") -> None:
    """Nobody's words are waited for any more: the prompts end, and what waited behind them opens."""
    for prompt in uow.prompts.of_handoff(handoff_id):
        if prompt.kind is not kind or prompt.subject != subject:
            continue
        prompting.close(uow, prompt, PromptState.ANSWERED, act.at)
        if prompt.state is PromptState.OPEN:
            prompting.open_next(uow, prompt.person_id, act.at)


def able(uow: UnitOfWork, person_id: PersonId) -> Person:
    """The person, who can be asked. Raises Invalid for an app, a guest, outsiders, and who has left."""
    person = uow.people.get([person_id]).get(person_id)
    if person is None or person.bot or person.deleted or person.external or person.guest:
        raise Invalid({"of": "unable"})
    return person
