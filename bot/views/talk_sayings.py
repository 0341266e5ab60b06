"""What is said once in the conversation: a reply, a read-back, a return, a last day."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.views import actions, blocks, topics
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.sayings import Words, quoted
from bot.views.scene import Scene
from bot.views.topic_dialog import take_buttons
from bot.wording import count, day, safe
from flows import transfer
from flows.ports import Saying
from flows.transfer import Question, Transfer

NAMED = 6
"""Questions that a message about a last day names; more of them are a number."""


def words(saying: Saying, scene: Scene, told: Transfer) -> Words | None:
    """The saying's notification text and blocks; None when it has become pointless."""
    return KINDS[saying.kind](scene, told, saying.data)


def _say(text: str, scene: Scene, buttons: list[Block | None] | None = None) -> Words:
    return f"News about {scene.name}", [blocks.section(text), *blocks.actions(buttons or [])]


def _question(told: Transfer, data: Mapping[str, Any]) -> Question | None:
    return told.questions.get(int(data["question"]))


def _replied(scene: Scene, told: Transfer, data: Mapping[str, Any]) -> Words | None:
    question = _question(told, data)
    if question is None or question.reply is None:
        return None
    about = topics.topic_title(scene, told, question.topic)
    target = str(Target(scene.handoff.id, "", question.topic))
    row: list[Block | None] = [blocks.button("I have a question", actions.TOPIC_ASK, target)]
    if scene.reader_id == scene.handoff.receiver:
        row.insert(0, blocks.button("Understood", actions.UNDERSTOOD, target, style="primary"))
    text = (
        f"{scene.account} · *{about}*\nYou asked: {topics.inline(told.words(question.note))}\n"
        f"{topics.replied(scene, told, question)}"
    )
    return _say(text, scene, row)


def _not_known(scene: Scene, told: Transfer, data: Mapping[str, Any]) -> Words | None:
    question = _question(told, data)
    if question is None or not question.waiting:
        return None
    who = scene.names.of(data["by"])
    target = str(Target(scene.handoff.id, "", str(question.id)))
    text = f"{scene.account}: {who} doesn't know {topics.inline(told.words(question.note))}"
    return _say(text, scene, [blocks.button("Ask someone else", actions.ASK_ELSE, target)])


def _may_accept(scene: Scene, told: Transfer, _: Mapping[str, Any]) -> Words | None:
    handoff = scene.handoff
    if handoff.accepted_at is not None or not transfer.may_accept(handoff, told):
        return None
    ready = f"{scene.names.of(scene.reader_id)}, ready? From here on {scene.account} is yours."
    return _say(ready, scene, take_buttons(scene, told))


def _checked(scene: Scene, told: Transfer, data: Mapping[str, Any]) -> Words | None:
    said = told.read_back
    if said is None or said.confirmed_by is None or scene.handoff.accepted_at is not None:
        return None
    by, correction = scene.names.of(said.confirmed_by), told.words(said.correction)
    lead = (
        f"{by} would correct something:\n{quoted(safe(correction))}"
        if correction
        else f"{by}: that's right, just as you told it."
    )
    ready = f"{scene.names.of(scene.reader_id)}, ready? From here on {scene.account} is yours."
    return _say(f"{lead}\n{ready}", scene, take_buttons(scene, told))


def _returned(scene: Scene, told: Transfer, _: Mapping[str, Any]) -> Words | None:
    items = transfer.open_items(told)
    if not items:
        return None
    lines = "\n".join(f"• {safe(told.words(item.note))}" for item in items)
    by = scene.says(items[0].author, "returns", "return")
    show = blocks.button("Show my steps", actions.SHOW, str(Target(scene.handoff.id)))
    return _say(f"{by} {scene.account} for now. What is missing:\n{lines}", scene, [show])


def _sorted_out(scene: Scene, told: Transfer, _: Mapping[str, Any]) -> Words | None:
    if scene.handoff.accepted_at is not None:
        return None
    text = f"{scene.account}: everything you missed is sorted out."
    return _say(text, scene, take_buttons(scene, told))


def _will_not_fit(scene: Scene, told: Transfer, data: Mapping[str, Any]) -> Words | None:
    handoff = scene.handoff
    asks = [name for name in data["asks"] if name in handoff.playbook.asks and name not in told.answers]
    if not asks or handoff.last_day is None:
        return None
    giver = scene.who(handoff.giver)
    lines = [f"• {scene.tell(handoff.playbook.asks[name][1].question)}" for name in asks[:NAMED]]
    more = [f"• and {len(asks) - NAMED} more"] if len(asks) > NAMED else []
    things = count(len(asks), "thing", "things")
    lead = (
        f"{scene.account}: the last day is {day(handoff.last_day)}, and {things} that only {giver} can say "
        "will hardly fit before it:"
    )
    both = f"{scene.who(handoff.manager)} and {giver} see this message."
    edit = blocks.button("Change people or dates", actions.EDIT, str(Target(handoff.id)))
    return _say("\n".join([lead, *lines, *more, f"_{both}_"]), scene, [edit])


def _accept_now(scene: Scene, told: Transfer, _: Mapping[str, Any]) -> Words | None:
    handoff = scene.handoff
    if handoff.accepted_at is not None:
        return None
    text = (
        f"{scene.names.of(handoff.manager)} asks you to accept {scene.account} now: "
        f"{scene.who(handoff.giver)} is leaving it."
    )
    return _say(text, scene, take_buttons(scene, told))


KINDS: Mapping[str, Callable[[Scene, Transfer, Mapping[str, Any]], Words | None]] = {
    "replied": _replied,
    "not_known": _not_known,
    "may_accept": _may_accept,
    "read_back_checked": _checked,
    "returned": _returned,
    "sorted_out": _sorted_out,
    "will_not_fit": _will_not_fit,
    "accept_now": _accept_now,
}
