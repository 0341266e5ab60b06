"""What is said back to a message: one short line for each thing understood, with Undo where possible."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from bot.views import actions, blocks, home, rows, sayings
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import NOT_YOURS, listed, moment, problem, safe, source, weekday
from flows import guide, standing
from flows.standing import StepView

Line = Mapping[str, Any]
Words = list[Block]

OPTIONS = 5
"""Ways to take a reply that are named back: more is no short question."""

NOT_UNDERSTOOD = "I didn't get that, and changed nothing. Say `help` to see what I understand."

_THANKS = {
    "thanks_question": "Thank you. I've passed it on.",
    "thanks_read_back": "Thank you. I'll ask whether that is right.",
    "thanks_confirm": "Thank you.",
    "thanks_again": "Thank you, noted.",
    "thanks_known": "Thank you.",
}

_FIXED = {
    "unclear": NOT_UNDERSTOOD,
    "nothing_to_undo": "There is nothing of yours to undo.",
    "no_handoffs": "You have no open handoffs.",
    "paste_link": "Paste its link here: a link is a complete answer.",
    "help": sayings.HELP,
    "cannot_undo": "Your last one can't be undone: it has gone on to somebody.",
    **_THANKS,
}


def heard(line: Line, scene: Scene | None) -> Words:
    """One line as blocks. `scene` is the handoff it is about, when the reader may see it."""
    fixed = _FIXED.get(line["kind"])
    if fixed is not None:
        return [blocks.section(fixed)]
    if line["kind"] == "which":
        options = listed([f"*{safe(label)}*" for label in line["labels"][:OPTIONS]])
        return [blocks.section(f"{safe(line['question'])}" + (f" {options}" if options else ""))]
    if line["kind"] == "stopped" and scene is None:
        return [blocks.section("Stopped. Say `next` whenever you like.")]
    if line["kind"] == "next" and scene is None:
        return [blocks.section("Nothing is yours to do right now. I'll tell you when that changes.")]
    if scene is None:
        return [blocks.section(NOT_YOURS)]
    return _KINDS[line["kind"]](line, scene)


def _steps(line: Line, scene: Scene) -> list[StepView]:
    found = (scene.handoff.playbook.by_id.get(step) for step in line.get("steps", ()))
    seen = (standing.view(scene.handoff, step, scene.today) for step in found if step is not None)
    return [view for view in seen if view is not None]


def _named(line: Line, scene: Scene) -> str:
    return listed([f"*{view.step.number}* {scene.title(view)}" for view in _steps(line, scene)])


def _with_undo(text: str, line: Line) -> Words:
    """The line with its Undo: one button when it was one change."""
    changes = [change for change in line.get("changes", ()) if change is not None]
    undo = blocks.button("Undo", actions.UNDO, str(changes[0])) if len(changes) == 1 else None
    return [blocks.section(text, undo)]


def _left(scene: Scene) -> str:
    mine = guide.mine(scene.handoff, scene.reader_id or 0, scene.today)
    left = sum(view.open for view in mine)
    return f" {left} of your {len(mine)} to go." if left else " That was your last one."


def _ticked(line: Line, scene: Scene) -> Words:
    return _with_undo(f"{scene.account}: {_named(line, scene)} ✓.{_left(scene)}", line)


def _aside(line: Line, scene: Scene) -> Words:
    return _with_undo(f"{scene.account}: {_named(line, scene)} set aside.{_left(scene)}", line)


def _later(line: Line, scene: Scene) -> Words:
    until = weekday(date.fromisoformat(line["until"]), scene.today)
    return _with_undo(f"{scene.account}: {_named(line, scene)}, {until} morning.", line)


def _waiting(line: Line, scene: Scene) -> Words:
    first = _steps(line, scene)
    on = scene.note(first[0].state.note) if first else ""
    until = first[0].state.waiting_until if first else None
    when = f" until {weekday(until, scene.today)}" if until else ""
    return _with_undo(f"{scene.account}: {_named(line, scene)} waits on {on or 'somebody'}{when}.", line)


def _dated(line: Line, scene: Scene) -> Words:
    until = weekday(date.fromisoformat(line["until"]), scene.today)
    return _with_undo(f"{scene.account}: {_named(line, scene)} by {until}.", line)


def _handed(line: Line, scene: Scene) -> Words:
    who = scene.who(line["person"])
    return _with_undo(f"{scene.account}: {_named(line, scene)} is with {who} now, who hears of it.", line)


def _undone(line: Line, scene: Scene) -> Words:
    return [blocks.section(f"{scene.account}: undone, as it was before.")]


def _refused(line: Line, scene: Scene) -> Words:
    named = _named(line, scene)
    views = _steps(line, scene)
    match line["why"]:
        case "Locked" if views:
            said = f"Not yet: {named} waits for {rows.lock_text(scene, views[0])}."
        case "AlreadySo" if views:
            said = f"{named} is settled already."
        case "Incomplete" if views:
            body = [blocks.section(f"{named} wants something more from you.")]
            return [*body, *rows.row(scene, views[0])]
        case "Invalid":
            said = problem("past")
        case "BuiltUpon":
            said = "Too late to undo: somebody went on from there."
        case "NotYours":
            said = NOT_YOURS
        case _:
            said = f"{scene.account} is not open any more."
    return [blocks.section(said)]


def _why_not(line: Line, scene: Scene) -> Words:
    return [blocks.section(f"Why doesn't {_named(line, scene)} apply? Say it like `13 n/a no tickets`.")]


def _stopped(line: Line, scene: Scene) -> Words:
    return [blocks.section(f"Stopped {scene.account}. Say `next` whenever you like.")]


def _asked_all(line: Line, scene: Scene) -> Words:
    receiver = scene.who(scene.handoff.receiver)
    done = f"That's all I wanted to know about {scene.account}. {receiver} reads it. Thank you."
    return [blocks.section(done)]


def _put_off(line: Line, scene: Scene) -> Words:
    at = moment(datetime.fromisoformat(line["at"]))
    return [blocks.section(f"Good. I'll ask about {scene.account} {at}.")]


def _next(line: Line, scene: Scene) -> Words:
    item = guide.next_in(scene.handoff, scene.reader_id or 0, scene.today)
    return home.next_thing(scene, item) if item else [blocks.section("Nothing is yours to do right now.")]


def _status(line: Line, scene: Scene) -> Words:
    return [blocks.section(home.summary(scene))]


def _who(line: Line, scene: Scene) -> Words:
    handoff = scene.handoff
    since = f" since {moment(handoff.accepted_at)}" if handoff.accepted_at else ""
    until = "" if handoff.accepted_at else f", until {scene.who(handoff.receiver)} accepts"
    return [
        blocks.section(f"{scene.account}: *{scene.who(handoff.responsible_on(scene.today))}*{since}{until}.")
    ]


def _why(line: Line, scene: Scene) -> Words:
    named = _named(line, scene)
    return [blocks.section(f"{named}\n{scene.tell(view.shape.reason)}") for view in _steps(line, scene)]


def _why_asked(line: Line, scene: Scene) -> Words:
    topic, _ = scene.handoff.playbook.asks[line["ask"]]
    where = f"\n{source(topic.source)}" if topic.source else ""
    return [blocks.section(f"{scene.tell(topic.reason)}{where}")]


def _is_that_it(line: Line, scene: Scene) -> Words:
    value = f"{line['prompt']}|{line['note']}"
    buttons = [
        blocks.button("Yes", actions.YES_IT_IS, value, style="primary"),
        blocks.button("No", actions.NO_IT_IS_NOT, value),
    ]
    asked = f"Is that your answer about {scene.account} · {safe(line['about'].lower())}?"
    return [blocks.section(asked), *blocks.actions(buttons)]


def _asked_someone(line: Line, scene: Scene) -> Words:
    who, receiver = scene.who(line["person"]), scene.who(scene.handoff.receiver)
    return [blocks.section(f"I'll ask {who}, and tell {receiver} when the answer comes.")]


def _changed(line: Line, scene: Scene) -> Words:
    topic, _ = scene.handoff.playbook.asks[line["ask"]]
    return [blocks.section(f"{scene.account} · {safe(topic.title)}: changed.")]


def _brief(line: Line, scene: Scene) -> Words:
    opener = blocks.button("Open", actions.BRIEF, str(Target(scene.handoff.id)))
    return [blocks.section(f"The brief of {scene.account}", opener)]


_KINDS: Mapping[str, Callable[[Line, Scene], Words]] = {
    "ticked": _ticked,
    "aside": _aside,
    "later": _later,
    "waiting": _waiting,
    "dated": _dated,
    "handed": _handed,
    "undone": _undone,
    "refused": _refused,
    "why_not": _why_not,
    "stopped": _stopped,
    "asked_all": _asked_all,
    "put_off": _put_off,
    "next": _next,
    "status": _status,
    "who": _who,
    "why": _why,
    "why_asked": _why_asked,
    "is_that_it": _is_that_it,
    "asked_someone": _asked_someone,
    "changed": _changed,
    "brief": _brief,
}
