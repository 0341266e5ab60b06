"""The dialog that adds a step to one handoff."""

from bot.views import blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import plain, unescaped
from flows import limits


def dialog(scene: Scene) -> Block:
    """Asks what is to be done, whose it is, and perhaps by when."""
    handoff = scene.handoff
    held = [role for role in handoff.playbook.roles if role in handoff.participants]
    roles = [(_holder(scene, role), role) for role in held]
    mine = next((role for role in handoff.roles_of(scene.reader_id or 0)), held[0])
    fields = [
        blocks.field("title", "What is to be done", blocks.text_input("title", limit=limits.OPTION)),
        blocks.field("owner", "Whose it is", blocks.select("owner", "Choose", roles, mine)),
        blocks.field("due", "By when", blocks.date_picker("due"), optional=True),
    ]
    return blocks.dialog("own_step", "Add a step", fields, submit="Add it", metadata=str(Target(handoff.id)))


def _holder(scene: Scene, role: str) -> str:
    name = unescaped(scene.names.of(scene.handoff.participants[role]))
    return f"{plain(name)}, {scene.handoff.playbook.label(role)}"
