"""The receiver tells the account back, the giver confirms or corrects, the receiver accepts or returns."""

from dataclasses import replace
from datetime import datetime

from flows import permissions, transfer
from flows.desk import bundles, checkin, prompting, whole
from flows.desk.acting import Act, Done, Rules, actor
from flows.desk.passing import perform, settle
from flows.desk.passing import say as tell
from flows.handoff import By, Handoff, Note, Status
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.prompts import Prompt, PromptKind
from flows.refusals import AlreadySo, Gone, Incomplete, NotYet, NotYours
from flows.transfer import Filing, Passed, Piece, Transfer


def invite(uow: UnitOfWork, handoff: Handoff, now: datetime) -> Prompt | None:
    """Ask the receiver to tell the account back: now, or after the prompt that is open."""
    uow.prompts.queue(handoff.receiver, handoff.id, PromptKind.READ_BACK, "", now)
    return prompting.open_next(uow, handoff.receiver, now)


def begin(uow: UnitOfWork, act: Act, handoff_id: int) -> Handoff:
    """The receiver is about to tell the account back: the prompt is there, in case the dialog is closed.

    Raises NotYours, Gone, AlreadySo once accepted, NotYet while the giver still leads.
    """
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is None or not permissions.may(person.id, Action.ACCEPT, handoff):
        raise NotYours
    if handoff.accepted_at is not None:
        raise AlreadySo(None, "accepted", handoff.accepted_by, handoff.accepted_at)
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    if handoff.shadowing:
        raise NotYet(accepted=False)
    invite(uow, handoff, act.at)
    return handoff


def say(uow: UnitOfWork, act: Act, handoff_id: int, text: str | None, rules: Rules) -> Transfer:
    """The receiver's own words (None: a light handoff's summary is how they see it).

    The giver is asked, with their next bundle, whether words are right, while they are here to answer.
    """

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/read_back", text.strip(), by.person, by.at) if text else None
        return transfer.read_back(handoff, told, by, words)

    if text is not None and not text.strip():
        raise Incomplete("", "text")
    if uow.history.seen(act.cause) is not None:
        return uow.transfers.get(handoff_id)
    told = perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)
    settle(uow, act, handoff_id, PromptKind.READ_BACK)
    settle(uow, act, handoff_id, PromptKind.CONFIRM)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is not None and not handoff.giver_gone and told.read_back and told.read_back.note:
        bundles.hold_for(uow, handoff.giver, handoff_id, PromptKind.CONFIRM, "", act.at)
    elif handoff is not None:
        tell(uow, act.cause, "may_accept", handoff.receiver, handoff_id)
    return told


def correct(uow: UnitOfWork, act: Act, handoff_id: int, text: str | None, rules: Rules) -> Transfer:
    """The giver says that it is right (None), or corrects it; the receiver hears either way.

    Raises NotYours, Incomplete before there is a read-back, AlreadySo after it was confirmed.
    """
    if text is not None and not text.strip():
        raise Incomplete("", "text")

    def decide(_: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/correction", text.strip(), by.person, by.at) if text else None
        return transfer.confirm(told, by, words)

    told = perform(uow, act, Action.GO_SOLO, handoff_id, decide, rules)
    settle(uow, act, handoff_id, PromptKind.CONFIRM)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is not None:
        tell(uow, act.cause, "read_back_checked", handoff.receiver, handoff_id)
    return told


def give_back(uow: UnitOfWork, act: Act, handoff_id: int, reasons: str, rules: Rules) -> Transfer:
    """The receiver returns it: each line is an open item, and a new read-back follows.

    Giver and manager hear. Raises NotYours, Gone, Incomplete without a reason, AlreadySo once accepted.
    """
    lines = [line.strip(" -•*\t") for line in reasons.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        raise Incomplete("", "reason")
    numbers = [uow.transfers.next_id() for _ in lines]

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        passed = Passed(told)
        for number, line in zip(numbers, lines, strict=True):
            words = Note(f"{act.cause}/returned/{number}", line, by.person, by.at)
            piece = Piece(number, Filing.RETURNED, "", words.id, by.person, by.at)
            one = transfer.give_back(handoff, passed.transfer, piece, words)
            passed = replace(one, events=(*passed.events, *one.events))
        return passed

    told = perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)
    for kind in (PromptKind.READ_BACK, PromptKind.CONFIRM):
        settle(uow, act, handoff_id, kind)
    handoff = uow.handoffs.get(handoff_id)
    for person in {handoff.responsible, handoff.manager} - {handoff.receiver} if handoff else ():
        tell(uow, act.cause, "returned", person, handoff_id)
    return told


def sort_out(uow: UnitOfWork, act: Act, handoff_id: int, piece_id: int, rules: Rules) -> Transfer:
    """A reason of the return is sorted out; with the last one the receiver hears that they can go on."""

    def decide(_: Handoff, told: Transfer, __: By) -> Passed:
        return transfer.sort_out(told, piece_id)

    told = perform(uow, act, Action.ANSWER, handoff_id, decide, rules)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is not None and not transfer.open_items(told):
        tell(uow, act.cause, "sorted_out", handoff.receiver, handoff_id)
    return told


def accept(uow: UnitOfWork, act: Act, handoff_id: int, rules: Rules) -> Done:
    """The receiver takes the baton; in a month they are asked what the customer was asked again.

    Raises like `whole.accept`.
    """
    done = whole.accept(uow, act, handoff_id, rules)
    if not done.repeated:
        for kind in (PromptKind.READ_BACK, PromptKind.CONFIRM):
            settle(uow, act, handoff_id, kind)
        checkin.plan(uow, done.handoff, act.at, rules)
    return done
