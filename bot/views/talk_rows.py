"""Rows above a checklist's steps: how far the reading is, what came back, and full or light."""

from bot.views import actions, blocks, topics
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.views.topic_dialog import Walk, counted
from bot.wording import clip, safe
from flows import transfer
from flows.handoff import Depth, Status
from flows.transfer import Transfer

ITEMS = 5
"""Open items of a return that a checklist shows."""


def rows(scene: Scene, told: Transfer, *, settle: tuple[Depth, ...] = ()) -> list[Block]:
    """The rows for this reader. `settle`: the depths to choose from, the proposed one first; or none."""
    handoff = scene.handoff
    if handoff.status is not Status.RUNNING or not handoff.playbook.topics:
        return []
    return [*_returned(scene, told), *_reading(scene, told), *_depth(scene, settle)]


def read_label(scene: Scene) -> str:
    """What the button is called that opens the topics."""
    own = scene.reader_id == scene.handoff.giver
    return "What you have said" if own else f"What {scene.names.of(scene.handoff.giver)} has said"


def _reading(scene: Scene, told: Transfer) -> list[Block]:
    handoff = scene.handoff
    if scene.reader_id != handoff.receiver:
        return []
    lines = [f"*{read_label(scene)}*: {counted(Walk(scene, told, {}))}."]
    if handoff.accepted_at is None and told.read_back is not None and not transfer.may_accept(handoff, told):
        lines.append(f"You told it back; {scene.who(handoff.giver)} is asked whether that is right.")
    opener = blocks.button(read_label(scene), actions.TOPICS, str(Target(handoff.id)))
    return [blocks.section("\n".join(lines), opener)]


def _returned(scene: Scene, told: Transfer) -> list[Block]:
    """What the receiver misses, each with its tick, for who gives, who manages and who waits for it."""
    handoff = scene.handoff
    if scene.reader_id not in (handoff.giver, handoff.receiver, handoff.manager):
        return []
    items = transfer.open_items(told)
    if not items:
        return []
    by = scene.says(items[0].author, "returned it. What is missing", "returned it. What is missing")
    body = [blocks.section(f"{by}:")]
    for item in items[:ITEMS]:
        target = str(Target(handoff.id, "", str(item.id)))
        text = f"• {safe(clip(told.words(item.note), topics.LINE))}"
        body.append(blocks.section(text, blocks.button("Sorted out", actions.SORTED, target)))
    return body


def _depth(scene: Scene, settle: tuple[Depth, ...]) -> list[Block]:
    """The manager's one tap."""
    if scene.reader_id != scene.handoff.manager or not settle:
        return []
    words = {Depth.FULL: "Full: up to 20 questions", Depth.LIGHT: "Light: the five that matter most"}
    giver = scene.who(scene.handoff.giver)
    text = f"How much do we ask {giver}? I'd say *{settle[0].value}*."
    row = [
        blocks.button(words[depth], f"{actions.DEPTH}_{depth.value}", _depth_target(scene, depth))
        for depth in settle
    ]
    return [blocks.section(text), *blocks.actions(row)]


def _depth_target(scene: Scene, depth: Depth) -> str:
    return str(Target(scene.handoff.id, "", "", depth.value))
