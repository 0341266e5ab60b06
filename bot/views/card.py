"""The card in the channel: who gives, who receives, who is responsible now, progress, next step.

No reasons and no answers: the channel may hold colleagues who are not part of it.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import count, day, moment
from flows import calendar, guide, standing
from flows.handoff import Handoff, Pace, Status, StepStatus

ASSIGNED = "assign-account"
"""The step with which the manager assigns the account in Gainsight. It does not pass the baton."""


def card(scene: Scene) -> tuple[str, list[Block]]:
    """The card's notification text and blocks."""
    handoff = scene.handoff
    lines = [_headline(scene), _responsible(scene)]
    if handoff.status is Status.RUNNING:
        lines.append(_next(scene))
    text = f"{scene.name}: {_plain_state(scene)}"
    return text, [blocks.section("\n".join(lines)), *blocks.actions(_buttons(scene))]


def _headline(scene: Scene) -> str:
    handoff, who = scene.handoff, scene.who
    if handoff.status is Status.CLOSED:
        return f":white_check_mark: {scene.account} is with *{who(handoff.receiver)}*. The handoff is closed."
    if handoff.status is Status.CANCELLED:
        return f"{scene.account} stays with *{who(handoff.responsible)}*. The handoff was cancelled."
    slow = " · slow transition" if handoff.pace is Pace.SLOW else ""
    if handoff.status is Status.PAUSED:
        slow += " · *paused*"
    return (
        f"{scene.account} moves from {who(handoff.giver)} to *{who(handoff.receiver)}*"
        f" · manager {who(handoff.manager)}{slow}"
    )


def _responsible(scene: Scene) -> str:
    handoff = scene.handoff
    done, total = standing.progress(handoff)
    steps = f"{done} of {count(total, 'step', 'steps')}"
    if handoff.status is Status.CLOSED and handoff.ended_at and handoff.accepted_at:
        return (
            f"{scene.who(handoff.receiver)} has it since {moment(handoff.accepted_at)} · {steps}"
            f" · closed {moment(handoff.ended_at)}"
        )
    if handoff.status is Status.CANCELLED:
        return f"{steps} were done. It can be reopened."
    now = scene.who(handoff.responsible_on(scene.today))
    parts = [f"Responsible now: *{now}*{_since(scene)}", steps]
    if handoff.target is not None:
        parts.append(f"by {day(handoff.target)}")
    return " · ".join(parts) + _differs(scene)


def _differs(scene: Scene) -> str:
    """The record and the baton, where they say different things."""
    handoff = scene.handoff
    step = handoff.playbook.by_id.get(ASSIGNED)
    if step is None or handoff.status is not Status.RUNNING:
        return ""
    assigned = handoff.state(step.id).status is StepStatus.DONE
    if assigned == (handoff.accepted_at is not None):
        return ""
    who = scene.who(handoff.receiver)
    if assigned:
        return f"\nGainsight names {who} already; the account is theirs once they accept."
    return f"\nGainsight doesn't name {who} yet: {scene.who(handoff.manager)} assigns it there."


def turns(handoff: Handoff, now: datetime) -> datetime | None:
    """When the card says something else by itself: after the giver's last day they are not responsible."""
    if handoff.last_day is None or handoff.accepted_at is not None or handoff.last_day < now.date():
        return None
    return calendar.slot(handoff.last_day + timedelta(days=1), 0, ZoneInfo("UTC"))


def _since(scene: Scene) -> str:
    handoff = scene.handoff
    if handoff.accepted_at is not None:
        return f", since {moment(handoff.accepted_at)}"
    return f", until {scene.who(handoff.receiver)} accepts"


def _next(scene: Scene) -> str:
    if scene.handoff.shadowing:
        return (
            f"{scene.who(scene.handoff.giver)} leads the calls, {scene.who(scene.handoff.receiver)} shadows."
        )
    seen = guide.next_anywhere(scene.handoff, scene.today)
    if seen is None:
        return "Nothing can be done right now: everything open waits."
    return f"Next: {scene.who(seen.owner)} · {scene.title(seen)}"


def _plain_state(scene: Scene) -> str:
    done, total = standing.progress(scene.handoff)
    return f"handoff {scene.handoff.status.value}, {done} of {total} steps"


def _buttons(scene: Scene) -> list[Block]:
    target = str(Target(scene.handoff.id))
    brief = blocks.button("Brief", actions.BRIEF, target)
    if scene.handoff.status.open:
        return [blocks.button("Show checklist", actions.SHOW, target), brief]
    return [blocks.button("Reopen", actions.REOPEN, target), brief]
