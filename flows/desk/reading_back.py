"""The receiver tells the account back, the giver confirms or corrects, the receiver accepts or returns."""

from flows import transfer
from flows.desk import topics
from flows.desk.acting import Act, Rules
from flows.handoff import By, Depth, Handoff, Note
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.prompts import PromptKind
from flows.transfer import Passed, Transfer


def say(uow: UnitOfWork, act: Act, handoff_id: int, text: str | None, rules: Rules) -> Transfer:
    """The receiver's own words (None: a light handoff's summary is how they see it).

    The giver is asked whether that is right, in a full handoff, while they are here to answer.
    """

    def decide(handoff: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/read_back", text.strip(), by.person, by.at) if text else None
        return transfer.read_back(handoff, told, by, words)

    told = topics.perform(uow, act, Action.ACCEPT, handoff_id, decide, rules)
    handoff = uow.handoffs.get(handoff_id)
    if handoff is not None and not handoff.giver_gone and _needs_confirming(handoff, told):
        uow.prompts.queue(handoff.giver, handoff_id, PromptKind.CONFIRM, "", act.at)
        uow.people.wake([handoff.giver], act.at)
    return told


def _needs_confirming(handoff: Handoff, told: Transfer) -> bool:
    return told.read_back is not None and (handoff.depth is Depth.FULL or told.read_back.note is not None)


def correct(uow: UnitOfWork, act: Act, handoff_id: int, text: str | None, rules: Rules) -> Transfer:
    """The giver says that it is right (None), or corrects it; the receiver hears either way."""

    def decide(_: Handoff, told: Transfer, by: By) -> Passed:
        words = Note(f"{act.cause}/correction", text.strip(), by.person, by.at) if text else None
        return transfer.confirm(told, by, words)

    told = topics.perform(uow, act, Action.GO_SOLO, handoff_id, decide, rules)
    topics.tell_receiver(uow, act, handoff_id, "read_back_checked")
    return told
