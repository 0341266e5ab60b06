"""Questions that wait for one person's yes: the manager before a start, and "leads alone" in a slow one."""

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import clip, day
from flows.handoff import Status


def start_request(scene: Scene) -> tuple[str, list[Block]]:
    """The manager is asked before the receiver hears."""
    handoff, who = scene.handoff, scene.who
    text = f"{scene.name}: right to hand it over?"
    if handoff.status is not Status.PROPOSED:
        return text, [blocks.section(_settled(scene))]
    by = f" by {day(handoff.target)}" if handoff.target else ""
    asked = (
        f"{who(handoff.started_by)} wants to hand {scene.account} from {who(handoff.giver)} to "
        f"*{who(handoff.receiver)}*{by}. {who(handoff.receiver)} hears only when you say it is right."
    )
    target = str(Target(handoff.id))
    buttons = [
        blocks.button("Right", actions.CONFIRM, target, style="primary"),
        blocks.button("Not yet", actions.HOLD, target),
        blocks.overflow(
            actions.HANDOFF_MENU,
            [
                ("Change people or dates", str(Target(handoff.id, "", "", actions.EDIT))),
                ("Cancel it", str(Target(handoff.id, "", "", actions.CANCEL))),
            ],
        ),
    ]
    return text, [blocks.section(asked), *blocks.actions(buttons)]


def _settled(scene: Scene) -> str:
    if scene.handoff.status is Status.CANCELLED:
        return f"{scene.account}: the handoff was cancelled before it began."
    return f"{scene.account}: you said it is right. {scene.who(scene.handoff.receiver)} knows."


def solo_request(scene: Scene) -> tuple[str, list[Block]]:
    """Outgoing person or manager is asked whether the incoming person leads alone now."""
    handoff, receiver = scene.handoff, scene.names.of(scene.handoff.receiver)
    text = f"{scene.name}: ready to lead alone?"
    if not handoff.shadowing:
        return text, [blocks.section(f"{receiver} leads {scene.account} alone now.")]
    asked = f"{receiver} feels ready to lead the calls with {scene.account} alone. Do you agree?"
    button = blocks.button("Yes, alone from now on", actions.SOLO, str(Target(handoff.id)), style="primary")
    return text, [blocks.section(asked), *blocks.actions([button])]


def answers_request(scene: Scene) -> tuple[str, list[Block]]:
    """The giver's last day is here, and nobody has accepted: who answers for the account?"""
    handoff = scene.handoff
    text = f"{scene.name}: who answers for it?"
    receiver, giver = scene.names.of(handoff.receiver), scene.names.of(handoff.giver)
    if handoff.accepted_at is not None:
        return text, [blocks.section(f"{receiver} has {scene.account}.")]
    last = day(handoff.last_day) if handoff.last_day else "today"
    lead = f"{giver}'s last day on {scene.account} is {last}, and {receiver} hasn't accepted it yet."
    asked = f"{lead} Who answers for it then? Until you say otherwise, you do."
    buttons = [
        blocks.button(
            "I do", f"{actions.ANSWERS}_me", str(Target(handoff.id, "", "", "me")), style="primary"
        ),
        blocks.button(
            f"{clip(receiver, 40)} accepts now",
            f"{actions.ANSWERS}_accept",
            str(Target(handoff.id, "", "", "accept")),
        ),
        blocks.button("Move the last day", actions.EDIT, str(Target(handoff.id))),
    ]
    return text, [blocks.section(asked), *blocks.actions(buttons)]
