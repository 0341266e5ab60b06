"""Full or light: proposed from what is known of the account, settled by the receiver's manager in one tap."""

from dataclasses import replace
from datetime import date

from flows import deepness
from flows.desk.acting import Act, Done, Rules, actor, allowed, keep
from flows.handoff import Change, Depth, Event, Handoff, Status
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import AlreadySo, Gone
from flows.transfer import Transfer


def open_question(uow: UnitOfWork, handoff: Handoff) -> bool:
    """Whether the manager has yet to settle it: not when they chose it themselves at the start."""
    chose = handoff.started_by == handoff.manager
    asked = handoff.status is Status.RUNNING and handoff.accepted_at is None and handoff.playbook.topics
    return bool(asked) and not chose and uow.history.seen(_cause(handoff.id)) is None


def proposed(uow: UnitOfWork, handoff: Handoff, today: date, rules: Rules) -> Depth | None:
    """What is known speaks for full or light (`flows.deepness`).

    What this handoff was told counts, then what the account's last one was; None when neither tells.
    """
    for told in (uow.transfers.get(handoff.id), _earlier(uow, handoff)):
        if told is not None:
            found = deepness.propose(handoff, told, today, within_days=rules.full_within_days)
            if found is not None:
                return found
    return None


def _earlier(uow: UnitOfWork, handoff: Handoff) -> Transfer | None:
    return uow.transfers.last_of_account(handoff.account.id, but=handoff.id)


def settle(uow: UnitOfWork, act: Act, handoff_id: int, depth: Depth, rules: Rules) -> Done:
    """The manager settles it, once; later it is changed with the other terms.

    Raises NotYours, Gone, or AlreadySo when it is settled.
    """
    person = actor(uow, act)
    handoff, _ = allowed(uow, person, Action.CONFIRM, handoff_id)
    if handoff.status is not Status.RUNNING:
        raise Gone(handoff.status.value)
    seen = uow.history.seen(_cause(handoff_id))
    if seen is not None:
        raise AlreadySo(None, "settled", seen.actor, seen.at)
    once = replace(act, cause=_cause(handoff_id))
    event = Event("depth", None, {"before": handoff.depth.value, "after": depth.value})
    return keep(uow, once, person, handoff, Change(replace(handoff, depth=depth), (event,)), rules)


def _cause(handoff_id: int) -> str:
    return f"depth:{handoff_id}"
