"""Who is asked what the receiver still wants to know: the giver, then the account team, then the manager."""

from datetime import date

from flows import calendar
from flows.handoff import Handoff
from flows.people import PersonId


def last_day(handoff: Handoff, working_days: int) -> date | None:
    """The last day on which the giver is asked (counted from the UTC day of the acceptance); None before."""
    if handoff.accepted_at is None:
        return None
    return calendar.working_days_after(handoff.accepted_at.date(), working_days)


def giver_answers(handoff: Handoff, today: date, working_days: int) -> bool:
    """Whether questions still go to the giver: here, and their questions have not ended."""
    end = last_day(handoff, working_days)
    return not handoff.giver_gone and (end is None or today <= end)


def may_be_asked(handoff: Handoff, asker: PersonId, today: date, working_days: int) -> tuple[PersonId, ...]:
    """Everyone here that the asker can ask, the likeliest first: giver, account team, manager, receiver."""
    parties = (handoff.playbook.giver, handoff.playbook.receiver, handoff.playbook.manager)
    team = [person for role, person in handoff.participants.items() if role not in parties]
    giver = [handoff.giver] if giver_answers(handoff, today, working_days) else []
    everyone = dict.fromkeys((*giver, *team, handoff.manager, handoff.receiver))
    gone = {asker} | (set() if giver else {handoff.giver})
    return tuple(person for person in everyone if person not in gone)


def first_asked(
    handoff: Handoff, topic_id: str, asker: PersonId, today: date, working_days: int
) -> PersonId | None:
    """Whom a question about that topic goes to unless the asker says otherwise.

    The giver; when they have left, or their questions have ended, the role that the topic names, then the
    account team, then the manager.
    """
    able = may_be_asked(handoff, asker, today, working_days)
    if handoff.giver in able:
        return handoff.giver
    topic = handoff.playbook.topic.get(topic_id)
    roles = dict.fromkeys(role for ask in (topic.ask if topic else ()) for role in ask.fallback)
    named = (handoff.holder(role) for role in roles)
    return next((person for person in named if person in able), able[0] if able else None)
