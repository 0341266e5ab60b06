"""Topics between two people: understood, a question, who is asked, and the reply that comes back."""

from collections.abc import Callable

from flows import permissions, transfer
from flows.desk import bundles, prompting
from flows.desk.acting import Act, Rules, actor
from flows.handoff import By, Handoff, Note
from flows.people import PersonId
from flows.permissions import Action
from flows.ports import Priority, Saying, UnitOfWork
from flows.refusals import NotYours
from flows.transfer import Passed, Question, Transfer

Decide = Callable[[Handoff, Transfer, By], Passed]


def perform(
    uow: UnitOfWork, act: Act, action: Action, handoff_id: int, decide: Decide, rules: Rules
) -> Transfer:
    """Judge the person, decide, and keep what was said; a second arrival of the act changes nothing.

    Raises NotYours, or whatever `decide` refuses.
    """
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id, lock=True)
    if handoff is None or not permissions.may(person.id, action, handoff):
        raise NotYours
    told = uow.transfers.get(handoff_id)
    if uow.history.seen(act.cause) is not None:
        return told
    passed = decide(handoff, told, By(person.id, act.at))
    return prompting.keep(uow, act, person, handoff, told, passed, rules)


def understand(uow: UnitOfWork, act: Act, handoff_id: int, topic: str, rules: Rules) -> Transfer:
    """The receiver has understood a topic; its answered questions are settled with it."""

    def decide(handoff: Handoff, told: Transfer, _: By) -> Passed:
        return transfer.understand(handoff, told, topic)

    return perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)


def ask(
    uow: UnitOfWork, act: Act, handoff_id: int, topic: str, text: str, *, of: PersonId, rules: Rules
) -> Transfer:
    """Somebody here asks about a topic; whoever is asked hears with their next bundle."""
    number = uow.transfers.next_id()

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/question", text.strip(), by.person, by.at)
        question = Question(number, topic, words.id, by.person, of, by.at)
        return transfer.ask(handoff, told, question, words)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    if number in told.questions:
        bundles.hold(uow, handoff_id, told.questions[number], act.at)
    return told


def ask_somebody(
    uow: UnitOfWork, act: Act, handoff_id: int, topic: str, text: str, *, of: PersonId, rules: Rules
) -> Transfer:
    """The giver passes an open question to somebody who knows; the receiver hears when the reply comes."""
    number = uow.transfers.next_id()

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/question", text.strip(), by.person, by.at)
        question = Question(number, topic, words.id, handoff.receiver, of, by.at)
        return transfer.ask(handoff, told, question, words)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    if number in told.questions:
        bundles.hold(uow, handoff_id, told.questions[number], act.at)
    return told


def reply_to(
    uow: UnitOfWork, act: Act, handoff_id: int, question_id: int, text: str, rules: Rules, source: str | None
) -> Transfer:
    """A reply lands in the topic, and the asker is told."""

    def decide(_: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/reply", text.strip(), by.person, by.at)
        return transfer.reply(told, question_id, by, words, source)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    _tell_asker(uow, act, handoff_id, told.questions[question_id], "replied")
    return told


def pass_to(
    uow: UnitOfWork, act: Act, handoff_id: int, question_id: int, to: PersonId, rules: Rules
) -> Transfer:
    """The question goes to somebody else."""

    def decide(_: Handoff, told: Transfer, __: By) -> Passed:
        return transfer.pass_on(told, question_id, to)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    bundles.hold(uow, handoff_id, told.questions[question_id], act.at)
    return told


def does_not_know(uow: UnitOfWork, act: Act, handoff_id: int, question_id: int, rules: Rules) -> None:
    """ "I don't know": the asker hears, and can ask somebody else."""
    person = actor(uow, act)
    told = uow.transfers.get(handoff_id)
    question = told.questions.get(question_id)
    if question is None or question.asked_of != person.id:
        raise NotYours
    _tell_asker(uow, act, handoff_id, question, "not_known")


def _tell_asker(uow: UnitOfWork, act: Act, handoff_id: int, question: Question, kind: str) -> None:
    uow.outbox.say(
        Saying(
            key=f"{kind}:{act.cause}",
            kind=kind,
            person_id=question.asked_by,
            handoff_id=handoff_id,
            data={"question": question.id, "by": question.replied_by or question.asked_of},
            priority=Priority.ANSWER,
        )
    )


def tell_receiver(uow: UnitOfWork, act: Act, handoff_id: int, kind: str) -> None:
    """The receiver hears, once for each act."""
    handoff = uow.handoffs.get(handoff_id)
    if handoff is not None:
        uow.outbox.say(
            Saying(
                key=f"{kind}:{act.cause}",
                kind=kind,
                person_id=handoff.receiver,
                handoff_id=handoff_id,
                data={},
                priority=Priority.ANSWER,
            )
        )
