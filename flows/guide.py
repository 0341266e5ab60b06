"""The one best next thing for a person, and why now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows import interview, permissions, standing, transfer
from flows.handoff import Handoff, Status
from flows.people import PersonId
from flows.permissions import Action
from flows.standing import Standing, StepView
from flows.transfer import Reading, Transfer


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next: `kind` is a step, a fact to say first, the interview, the reading, or a yes."""

    handoff: Handoff
    kind: str  # "step", "fact", "interview", "reading", "accept", "confirm", "solo"
    view: StepView | None = None
    fact: str | None = None


def mine(handoff: Handoff, person: PersonId, today: date) -> list[StepView]:
    """The person's own steps, in the order of a list."""
    owned = (seen for seen in standing.views(handoff, today) if seen.owner == person)
    return standing.in_order(owned)


def next_in(handoff: Handoff, person: PersonId, today: date, told: Transfer | None = None) -> Next | None:
    """The person's next thing in one handoff; None when nothing is theirs to do now.

    After what is overdue comes what only the giver can say, while they are here to say it; the receiver reads
    before accepting (both need `told`). What was put off comes last, and what hangs on a fact that somebody
    else is asked does not come yet.
    """
    if handoff.status is Status.PROPOSED:
        return Next(handoff, "confirm") if person == handoff.manager else None
    if handoff.status is not Status.RUNNING:
        return None
    ready = [seen for seen in mine(handoff, person, today) if seen.actionable]
    ready = [seen for seen in ready if not _others_say(handoff, seen, person)]
    late = any(seen.standing is Standing.OVERDUE for seen in ready)
    if told is not None and not late and _has_to_tell(handoff, told, person):
        return Next(handoff, "interview")
    if ready:
        first = next((seen for seen in ready if not _put_off(seen, today)), ready[0])
        asks = first.shape.asks
        return Next(handoff, "fact" if asks else "step", first, asks[0] if asks else None)
    if told is not None and person == handoff.receiver and to_read(handoff, told):
        return Next(handoff, "reading")
    if may_accept(handoff, person):
        return Next(handoff, "accept")
    if handoff.shadowing and person == handoff.receiver and not handoff.ready_for_solo:
        return Next(handoff, "solo")
    return None


def _has_to_tell(handoff: Handoff, told: Transfer, person: PersonId) -> bool:
    return person in interview.tellers(handoff) and bool(transfer.left_to_ask(handoff, told))


def to_read(handoff: Handoff, told: Transfer) -> list[str]:
    """Topics with something told that the receiver has not understood yet."""
    spoken = {handoff.playbook.asks[name][0].id for name in told.answers if name in handoff.playbook.asks}
    return [
        topic
        for topic in transfer.topics(handoff, told)
        if topic in spoken and transfer.reading(told, topic) is Reading.UNREAD
    ]


def _others_say(handoff: Handoff, seen: StepView, person: PersonId) -> bool:
    return bool(seen.shape.asks) and handoff.asked(seen.shape.asks[0]) not in (None, person)


def _put_off(seen: StepView, today: date) -> bool:
    return seen.state.snoozed_until is not None and seen.state.snoozed_until > today


def may_accept(handoff: Handoff, person: PersonId) -> bool:
    """Whether the acceptance is open to this person now: in a slow transition, only at solo."""
    return (
        handoff.status is Status.RUNNING
        and handoff.accepted_at is None
        and not handoff.shadowing
        and not standing.keeps_acceptance(handoff)
        and permissions.may(person, Action.ACCEPT, handoff)
    )


def next_of(
    handoffs: Iterable[Handoff], person: PersonId, today: date, told: Mapping[int, Transfer] | None = None
) -> Next | None:
    """The person's next thing over all handoffs: overdue first, then by date, then the older handoff.

    `told`: what was said in each, by the handoff's id.
    """
    said = told or {}
    found = [next_in(handoff, person, today, said.get(handoff.id)) for handoff in handoffs]
    return min((item for item in found if item), key=_urgency, default=None)


def _urgency(item: Next) -> tuple[int, date, int]:
    late = item.view is not None and item.view.standing is Standing.OVERDUE
    due = item.view.state.due if item.view else None
    return (
        0 if late else 1,
        due or item.handoff.last_day or item.handoff.target or date.max,
        item.handoff.id,
    )


def next_anywhere(handoff: Handoff, today: date) -> StepView | None:
    """The handoff's own next step, whoever owes it: what the card shows."""
    ready = [seen for seen in standing.in_order(standing.views(handoff, today)) if seen.actionable]
    return ready[0] if ready else None


def waits_on_others(
    handoffs: Sequence[Handoff], person: PersonId, today: date
) -> list[tuple[Handoff, StepView]]:
    """The person's steps that wait for somebody or something else."""
    stuck = (Standing.LOCKED, Standing.WAITING)
    return [
        (handoff, seen)
        for handoff in handoffs
        if handoff.status is Status.RUNNING
        for seen in mine(handoff, person, today)
        if seen.standing in stuck and not seen.step.after_all
    ]
