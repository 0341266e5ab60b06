"""Full or light: what is known of an account speaks for one of them, and its manager settles it.

The thresholds are ours, and settings. What an account earns is not known here yet, so it does not speak.
"""

import re
from collections.abc import Iterator
from datetime import date

from flows.handoff import Depth, Handoff
from flows.topics import Theme
from flows.transfer import Answer, Told, Transfer

REVIEW = re.compile(r"\b(EBR|executive business review)\b", re.IGNORECASE)
"""A business review is spoken of."""


def propose(handoff: Handoff, told: Transfer, today: date, *, within_days: int) -> Depth | None:
    """Full when a renewal is near, the account is not stable, a ticket is critical or a review is coming.

    Light when none of that was said but something was; None when nothing is known that would tell.
    """
    signs = list(_signs(handoff, told, today, within_days))
    if not signs:
        return None
    return Depth.FULL if any(signs) else Depth.LIGHT


def _signs(handoff: Handoff, told: Transfer, today: date, within_days: int) -> Iterator[bool]:
    """Whether each thing that was said speaks for full."""
    for name, answer in told.answers.items():
        if name not in handoff.playbook.asks:
            continue
        _, ask = handoff.playbook.asks[name]
        if ask.id == "renewal" and (renewal := _day(answer)) is not None:
            yield 0 <= (renewal - today).days <= within_days
        elif ask.theme is Theme.TEMPERATURE and answer.value:
            yield answer.value != ("stable",)
        elif ask.theme is Theme.TICKETS:
            yield answer.how is Told.SAID
        elif ask.theme is Theme.NEXT and REVIEW.search(told.words(answer.note)):
            yield True


def _day(answer: Answer) -> date | None:
    try:
        return date.fromisoformat(answer.value[0]) if answer.value else None
    except ValueError:
        return None
