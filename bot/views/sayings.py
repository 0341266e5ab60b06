"""Everything that is said once: who did what, and what it means for the listener."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import count, day
from flows import guide
from flows.people import PersonId
from flows.ports import Saying

Words = tuple[str, list[Block]]

HELP = """*Just type here*
`done 3 and 5` · `13 n/a no tickets` · `14 later` · `8 thursday` · `4 waiting on the customer until friday`
`next` · `why` · `undo` · `stop` · `status acme` · `who has it?` · `reassign 4 to @maya` · `brief acme`
*Anywhere*
`/handoff acme` starts a handoff of Acme, or opens the one under way
`/handoff next` · `/handoff mine` · `/handoff list` · `/handoff brief acme`
For administrators: `/handoff adjust` · `/handoff settings`
Everything is also on my Home tab, and on the buttons of your checklists."""


def words(saying: Saying, scene: Scene, by: PersonId | None) -> Words | None:
    """The saying's notification text and blocks; None when its kind is not known here."""
    found = _KINDS.get(saying.kind)
    return found(scene, by, saying.data) if found else None


def _say(text: str, scene: Scene, buttons: list[Block] | None = None) -> Words:
    return f"News about {scene.name}", [blocks.section(text), *blocks.actions(buttons or [])]


def quoted(text: str) -> str:
    """Somebody's words as a quote, every line of it."""
    return "\n".join(f">{line}" for line in text.splitlines())


def _show(scene: Scene) -> list[Block]:
    return [blocks.button("Show my steps", actions.SHOW, str(Target(scene.handoff.id)))]


def _held(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    return _say(
        f"{scene.who(by)} says not yet to handing {scene.account} over. "
        "Nobody else has heard. You can change it, cancel it, or talk first.",
        scene,
        [
            blocks.button("Change people or dates", actions.EDIT, str(Target(scene.handoff.id))),
            blocks.button("Cancel it", actions.CANCEL, str(Target(scene.handoff.id))),
        ],
    )


def _objection(scene: Scene, by: PersonId | None, data: Mapping[str, Any]) -> Words:
    return _say(
        f"{scene.who(by)} says something is wrong with taking {scene.account} over. Only you see this:\n"
        + quoted(scene.note(data.get("note"))),
        scene,
        [
            blocks.button("Change people or dates", actions.EDIT, str(Target(scene.handoff.id))),
            blocks.button("Pause", actions.PAUSE, str(Target(scene.handoff.id))),
        ],
    )


def _accepted(scene: Scene, by: PersonId | None, data: Mapping[str, Any]) -> Words:
    handoff = scene.handoff
    left = [seen for seen in guide.mine(handoff, scene.reader_id or 0, scene.today) if seen.open]
    opening = f"*{scene.says(handoff.receiver, 'has', 'have')} {scene.name}*."
    if scene.reader_id == handoff.giver:
        names = ", ".join(scene.title(seen) for seen in left[:4])
        rest = f" Left for you: {names}." if left else " Nothing is left for you."
        return _say(f"{opening}{rest}{_until(scene, data)} Thank you.", scene, _show(scene) if left else None)
    rest = f" {count(len(left), 'step is', 'steps are')} still yours." if left else ""
    return _say(f"{opening}{rest}", scene, _show(scene) if left else None)


def _until(scene: Scene, data: Mapping[str, Any]) -> str:
    """Until when the giver may still be asked."""
    if "until" not in data:
        return ""
    asker = scene.names.of(scene.handoff.receiver)
    return f" {asker} may ask you things until {day(date.fromisoformat(data['until']))}; then I stop."


def _solo(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    return _say(
        f"{scene.who(by)} agrees: you lead {scene.account} alone from now on. "
        "The new invite and the acceptance are open to you.",
        scene,
        _show(scene),
    )


def _reassigned(scene: Scene, by: PersonId | None, data: Mapping[str, Any]) -> Words:
    return _say(
        f"{scene.who(by)} handed you a step of {scene.account}: {scene.numbered(data['step'])}.",
        scene,
        _show(scene),
    )


def _released(scene: Scene, by: PersonId | None, data: Mapping[str, Any]) -> Words:
    why = scene.note(scene.handoff.state(data["step"]).release_note)
    title = scene.numbered(data["step"])
    return _say(f"{scene.who(by)} opened the lock on {title} of {scene.account}: {why}", scene, _show(scene))


def _replaced(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    return _say(f"{scene.who(by)} moved your part of {scene.account} to somebody else. Thank you.", scene)


def _paused(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    return _say(f"{scene.who(by)} paused {scene.account}. I stay quiet until it goes on.", scene)


def _resumed(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    return _say(f"{scene.who(by)} resumed {scene.account}.", scene, _show(scene))


def _cancelled(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    handoff = scene.handoff
    why = scene.note(handoff.end_note)
    return _say(
        f"{scene.who(by)} cancelled the handoff of {scene.account}: {why}\n"
        f"It stays with {scene.who(handoff.responsible)}.",
        scene,
        [blocks.button("Reopen", actions.REOPEN, str(Target(handoff.id)))],
    )


def _reopened(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    return _say(f"{scene.who(by)} reopened {scene.account}. Your steps are as they were.", scene)


def _closed(scene: Scene, by: PersonId | None, _: Mapping[str, Any]) -> Words:
    handoff = scene.handoff
    return _say(
        f":white_check_mark: {scene.account} is closed. "
        f"{scene.says(handoff.receiver, 'has', 'have')} it now. Thank you.",
        scene,
        [blocks.button("Reopen", actions.REOPEN, str(Target(handoff.id)))],
    )


def _left(scene: Scene, by: PersonId | None, data: Mapping[str, Any]) -> Words:
    handoff, gone = scene.handoff, data.get("gone")
    name = scene.names.of(gone)
    if gone == handoff.giver:
        owns = (
            "you answer"
            if scene.reader_id == handoff.responsible
            else f"{scene.who(handoff.responsible)} answers"
        )
        text = (
            f"{name} has left. Until {scene.who(handoff.receiver)} accepts, {owns} for {scene.account}. "
            f"{name}'s open steps can be handed over in the checklist."
        )
    else:
        text = f"{name} has left, and has a part in {scene.account}. Please pick somebody in their place."
    return _say(text, scene, [blocks.button("Open", actions.OPEN, str(Target(handoff.id)))])


_CHANNEL_LOST = {
    "archived": "the channel was archived",
    "removed": "I was removed from the channel",
    "shared": "people from outside can read the channel now",
}


def _channel_lost(scene: Scene, by: PersonId | None, data: Mapping[str, Any]) -> Words:
    why = _CHANNEL_LOST.get(str(data.get("why")), "I can't post there any more")
    return _say(f"The card of {scene.account} stays behind: {why}. Everyone's checklist goes on here.", scene)


_KINDS: Mapping[str, Callable[[Scene, PersonId | None, Mapping[str, Any]], Words]] = {
    "held": _held,
    "left": _left,
    "channel_lost": _channel_lost,
    "objection": _objection,
    "accepted": _accepted,
    "solo": _solo,
    "reassigned": _reassigned,
    "released": _released,
    "replaced": _replaced,
    "paused": _paused,
    "resumed": _resumed,
    "cancelled": _cancelled,
    "reopened": _reopened,
    "closed": _closed,
}
