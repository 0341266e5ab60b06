"""The morning digest: one message over all handoffs, five lines and "and N more", Done and Later in it."""

from collections.abc import Sequence
from datetime import date

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import count, day, safe
from flows import nudges
from flows.nudges import Line, Why
from flows.people import Person
from flows.ports import Recorded

_NUMBERS = ("Nothing", "One thing", "Two things", "Three things", "Four things", "Five things")


def digest(
    person: Person, lines: Sequence[tuple[Scene, Line]], favours: Sequence[str] = ()
) -> tuple[str, list[Block]]:
    """The message's notification text and blocks. `favours`: what others did for the person, in sentences."""
    name = safe(person.first_name)
    if not lines and not favours:
        return "All done for today", [blocks.section(f"Nothing left of this morning's list, {name}.")]
    opening = f"{_amount(len(lines))} today, {name}." if lines else f"Good morning, {name}."
    body: list[Block] = [blocks.section(opening)]
    for scene, line in lines[: nudges.LINES]:
        body += _line(scene, line)
    if len(lines) > nudges.LINES:
        body.append(blocks.context(f"and {len(lines) - nudges.LINES} more: `/handoff mine`"))
    body += [blocks.context(favour) for favour in favours[: nudges.LINES]]
    return opening, body


def yesterdays(morning: date) -> tuple[str, list[Block]]:
    """What stays of a digest when a newer one has come: there is one list to press on, not two."""
    text = f"The list of {day(morning)} has made room for a newer one."
    return text, [blocks.context(text)]


def _amount(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else count(number, "thing", "things")


def _line(scene: Scene, line: Line) -> list[Block]:
    target = str(Target(scene.handoff.id, line.view.step.id))
    row = [
        _primary(line, target),
        blocks.button("Later", actions.LATER, target),
    ]
    text = f"{scene.account}: *{line.view.step.number}* {scene.title(line.view)}{_why(scene, line)}"
    return [blocks.section(text), *blocks.actions(row)]


def _primary(line: Line, target: str) -> Block:
    view = line.view
    simple = not view.parts and view.step.evidence is None and view.step.decision is None
    if simple and not view.shape.asks:
        return blocks.button("Done", actions.DONE, target)
    return blocks.button("Open", actions.OPEN, target)


def _why(scene: Scene, line: Line) -> str:
    state = line.view.state
    match line.why:
        case Why.OVERDUE if state.due is not None:
            return f"\nthe day you set was {day(state.due)}"
        case Why.DUE:
            return "\ntoday is the day you set"
        case Why.WAIT_OVER:
            return f"\nyou were waiting on {scene.aside(state.note) or 'somebody'} until today"
    return "\nnothing holds it up any more"


_DID = {
    "step_done": "did",
    "step_not_applicable": "set aside",
    "step_waiting": "marked as waiting",
    "step_due": "dated",
    "step_released": "opened the lock on",
}


def favour(scene: Scene, recorded: Recorded, step_id: str, kind: str) -> str:
    """What somebody did on the reader's step, in one sentence."""
    verb = _DID.get(kind, "changed")
    return (
        f"{scene.names.of(recorded.actor)} {verb} {scene.numbered(step_id)} "
        f"of {scene.account} for you. You can undo it in your checklist."
    )
