"""Topics between two people: understood, a question, who is asked, and the reply that comes back."""

from flows import transfer
from flows.desk import bundles, reading_back
from flows.desk.acting import Act, Rules, actor
from flows.desk.passing import able, perform, say, settle
from flows.handoff import By, Handoff, Note, Status
from flows.people import PersonId
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.prompts import PromptKind
from flows.refusals import Incomplete, NotYours
from flows.transfer import Filing, Passed, Piece, Question, Reading, Transfer

__all__ = ["perform"]


def understand(uow: UnitOfWork, act: Act, handoff_id: int, topic: str, rules: Rules) -> Transfer:
    """The receiver has understood a topic; its questions are settled with it.

    With the last topic they are asked to tell the account back. Raises NotYours, Gone or AlreadySo.
    """
    before = uow.transfers.get(handoff_id)

    def decide(handoff: Handoff, told: Transfer, _: By) -> Passed:
        return transfer.understand(handoff, told, topic)

    told = perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)
    for question in before.questions.values():
        if question.topic == topic and not question.settled:
            settle(uow, act, handoff_id, PromptKind.QUESTION, str(question.id))
    handoff = uow.handoffs.get(handoff_id)
    if handoff is not None and _all_understood(handoff, told) and _may_tell_back(handoff, told):
        reading_back.invite(uow, handoff, act.at)
    return told


def _all_understood(handoff: Handoff, told: Transfer) -> bool:
    found = transfer.topics(handoff, told)
    return all(transfer.reading(told, topic) is Reading.UNDERSTOOD for topic in found)


def _may_tell_back(handoff: Handoff, told: Transfer) -> bool:
    free = handoff.status is Status.RUNNING and not handoff.shadowing
    return free and handoff.accepted_at is None and told.read_back is None


def ask(
    uow: UnitOfWork,
    act: Act,
    handoff_id: int,
    topic: str,
    text: str,
    *,
    of: PersonId,
    rules: Rules,
    asked_by: PersonId | None = None,
) -> Transfer:
    """Somebody here asks about a topic; whoever is asked hears with their next bundle.

    `asked_by`: who hears the reply, when that is not whoever acts. Raises NotYours, Gone, Incomplete for no
    words or no such topic, Invalid for a person who can't be asked.
    """
    if not text.strip():
        raise Incomplete("", "text")
    able(uow, of)
    number = uow.transfers.next_id()

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/question", text.strip(), by.person, by.at)
        question = Question(number, topic, words.id, asked_by or by.person, of, by.at)
        return transfer.ask(handoff, told, question, words)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    if number in told.questions:
        bundles.hold(uow, handoff_id, told.questions[number], act.at)
    return told


def ask_somebody(
    uow: UnitOfWork, act: Act, handoff_id: int, topic: str, text: str, *, of: PersonId, rules: Rules
) -> Transfer:
    """The giver passes an open question to somebody who knows; the receiver hears when the reply comes."""
    handoff = uow.handoffs.get(handoff_id)
    if handoff is None:
        raise NotYours
    return ask(uow, act, handoff_id, topic, text, of=of, rules=rules, asked_by=handoff.receiver)


def reply_to(
    uow: UnitOfWork, act: Act, handoff_id: int, question_id: int, text: str, rules: Rules, source: str | None
) -> Transfer:
    """A reply lands in the topic, and the asker is told; whoever was asked may reply, and anyone here.

    Raises NotYours, Incomplete for no words, AlreadySo once the asker has understood.
    """
    if not text.strip():
        raise Incomplete("", "text")

    def decide(_: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/reply", text.strip(), by.person, by.at)
        return transfer.reply(told, question_id, by, words, source)

    asked = uow.transfers.get(handoff_id).questions.get(question_id)
    also = asked.asked_of if asked is not None else None
    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules, also=also)
    settle(uow, act, handoff_id, PromptKind.QUESTION, str(question_id))
    uow.surfaces.redraw_prompts(handoff_id, PromptKind.QUESTION.value, str(question_id))
    _tell_asker(uow, act, handoff_id, told.questions[question_id], "replied")
    return told


def pass_to(
    uow: UnitOfWork, act: Act, handoff_id: int, question_id: int, to: PersonId, rules: Rules
) -> Transfer:
    """The question goes to somebody else, in their next bundle. Raises NotYours, AlreadySo or Invalid."""
    able(uow, to)

    def decide(_: Handoff, told: Transfer, __: By) -> Passed:
        return transfer.pass_on(told, question_id, to)

    asked = uow.transfers.get(handoff_id).questions.get(question_id)
    also = asked.asked_of if asked is not None else None
    seen = uow.history.seen(act.cause) is not None
    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules, also=also)
    if not seen:
        settle(uow, act, handoff_id, PromptKind.QUESTION, str(question_id))
        bundles.hold(uow, handoff_id, told.questions[question_id], act.at)
    return told


def does_not_know(uow: UnitOfWork, act: Act, handoff_id: int, question_id: int, rules: Rules) -> None:
    """ "I don't know": the asker hears, and can ask somebody else. Raises NotYours for who was not asked."""
    person = actor(uow, act)
    question = uow.transfers.get(handoff_id).questions.get(question_id)
    if question is None or question.asked_of != person.id:
        raise NotYours

    def decide(_: Handoff, told: Transfer, __: By) -> Passed:
        return transfer.not_known(told, question_id)

    perform(uow, act, Action.ANSWER, handoff_id, decide, rules, also=person.id)
    settle(uow, act, handoff_id, PromptKind.QUESTION, str(question_id))
    _tell_asker(uow, act, handoff_id, question, "not_known")


def _tell_asker(uow: UnitOfWork, act: Act, handoff_id: int, question: Question, kind: str) -> None:
    by = question.replied_by or question.asked_of
    if question.asked_by != by:
        say(uow, act.cause, kind, question.asked_by, handoff_id, question=question.id, by=by)


def add(uow: UnitOfWork, act: Act, handoff_id: int, topic: str, text: str, rules: Rules) -> Transfer:
    """Anyone here adds a remark under a topic, or (`topic` empty) a topic of their own.

    Raises NotYours, Gone, or Incomplete for no words or no such topic.
    """
    if not text.strip():
        raise Incomplete("", "text")
    number = uow.transfers.next_id()

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/own", text.strip(), by.person, by.at)
        piece = Piece(number, Filing.OWN, topic, words.id, by.person, by.at)
        return transfer.file(handoff, told, piece, words)

    return perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
