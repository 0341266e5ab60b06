"""A Slack message on its way into a handoff: which one, under which topic, and who will read it then."""

from collections.abc import Sequence

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.sayings import quoted
from bot.views.scene import Scene
from bot.wording import clip, listed, plain, safe
from flows import limits, transfer
from flows.transfer import Transfer
from flows.unkept import Unkept

NOWHERE = "nowhere"
SHOWN = 600
REMARK = 1_000


def choose(scenes: Sequence[Scene], chosen: Scene, told: Transfer, found: Unkept) -> Block:
    """The dialog that asks for handoff and topic. `chosen` is the handoff whose topics are offered."""
    body = [_message(found)]
    if len(scenes) > 1:
        entries = [
            (clip(plain(scene.handoff.account.name), limits.OPTION), str(scene.handoff.id))
            for scene in scenes
        ]
        menu = blocks.select(actions.FILE_HANDOFF, "Which account", entries, str(chosen.handoff.id))
        body.append(blocks.section("*Account*", menu))
    element = blocks.select("topic", "Choose a topic", _topics(chosen, told), NOWHERE)
    # The field's id carries the handoff, so that another account's topics start with a fresh choice.
    body.append(blocks.field(f"topic:{chosen.handoff.id}", f"Topic ({plain(_name(chosen))})", element))
    if not found.body:
        words = blocks.text_input("remark", lines=True, limit=REMARK)
        hint = "It was written to you and not to everyone, so only its link goes in."
        body.append(blocks.field("text", "What does it say, in your words?", words, hint=hint))
    metadata = f"{Target(chosen.handoff.id)}\n{found.id}"
    return _closable(blocks.dialog("file_message", "Add to handoff", body, submit="Add", metadata=metadata))


def _name(scene: Scene) -> str:
    return scene.handoff.account.name


def _topics(scene: Scene, told: Transfer) -> list[tuple[str, str]]:
    titles = transfer.topics(scene.handoff, told)
    found = [(clip(plain(title), limits.OPTION), topic) for topic, title in titles.items()]
    return [("No topic", NOWHERE), *found[: limits.SELECT_OPTIONS - 1]]


def topic_of(value: object) -> str:
    """The topic that the menu's entry means; `""` for none."""
    return "" if value in (None, NOWHERE) else str(value)


def ask(scene: Scene, found: Unkept, topic: str) -> Block:
    """From a private channel: who will read it then, and whether that is all right."""
    handoff = scene.handoff
    readers = listed([scene.names.of(person) for person in sorted(handoff.people - {found.person_id})])
    text = (
        f"This was said in a private channel. In the handoff of {scene.account}, {readers} read it, "
        "and so does whoever holds the account later. The customer doesn't. Is that all right?"
    )
    metadata = f"{Target(handoff.id, '', topic)}\n{found.id}"
    body = [blocks.section(text), _message(found)]
    return _closable(
        blocks.dialog("file_private", "Who reads it", body, submit="It's all right", metadata=metadata)
    )


def filed(scene: Scene, title: str) -> Block:
    """It is in the brief."""
    where = f" under *{safe(plain(title))}*" if title else ""
    brief = blocks.button("Show the brief", actions.BRIEF, str(Target(scene.handoff.id)))
    said = blocks.section(f"It is in the brief of {scene.account}{where}, with its link.")
    return blocks.dialog("notice", "Added", [said, *blocks.actions([brief])], close="OK")


def nowhere() -> Block:
    """There is no handoff to add it to."""
    return blocks.notice("Add to handoff", "You are part of no open handoff, so there is nowhere to add it.")


def _message(found: Unkept) -> Block:
    words = quoted(safe(clip(found.body, SHOWN))) if found.body else ">_Only its link_"
    return blocks.section(f"{words}\n<{safe(found.link or '').replace('|', '%7C')}|Open it>")


def _closable(view: Block) -> Block:
    """Closing the dialog throws away what waits."""
    return {**view, "notify_on_close": True}
