"""One step as a row: what it is, how it stands, and what can be pressed: one button and one menu."""

from collections.abc import Callable, Collection, Sequence

from bot.views import actions, blocks, drafts
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import by, clip, count, day, listed, moment, unescaped, waits_for, weekday
from flows import limits, permissions, standing
from flows.handoff import StepStatus
from flows.permissions import Action
from flows.playbook import Evidence
from flows.standing import PartView, Standing, StepView


def full(scene: Scene, views: Sequence[StepView], above: Sequence[StepView] = ()) -> list[Block]:
    """Rows of several steps. A question that several of them wait for is asked once, by the first."""
    body: list[Block] = []
    asked = {fact for seen in above for fact in seen.shape.asks[:1]}
    for seen in views:
        body += row(scene, seen, asked_above=asked)
        asked |= set(seen.shape.asks[:1])
    return body


def row(
    scene: Scene, seen: StepView, change: int | None = None, *, asked_above: Collection[str] = ()
) -> list[Block]:
    """The step's blocks for this reader. `change` is the change that an Undo would take back."""
    if not seen.open:
        return _done_row(scene, seen, change)
    text = f"*{seen.step.number}* {scene.title(seen)}{_state(scene, seen)}"
    if seen.standing is Standing.LOCKED or not _may(scene, seen):
        return [blocks.section(text, _menu(scene, seen), block_id=_block_id(scene, seen, "text"))]
    if seen.shape.asks and seen.shape.asks[0] in asked_above:
        text += "\nThe same question as above comes first."
        return [blocks.section(text, _menu(scene, seen), block_id=_block_id(scene, seen, "text"))]
    if seen.shape.asks:
        return [blocks.section(text), *fact_row(scene, seen.shape.asks[0], seen)]
    return [
        blocks.section(text),
        *blocks.actions(_elements(scene, seen), block_id=_block_id(scene, seen, "row")),
    ]


def line(scene: Scene, seen: StepView) -> str:
    """The step as one line of a list."""
    mark = _MARKS.get(seen.standing, "")
    return (
        f"{mark}*{seen.step.number}* {scene.title(seen)} · {scene.who(seen.owner)}{_short_state(scene, seen)}"
    )


def short_line(scene: Scene, seen: StepView) -> str:
    """The step as one line of its owner's own list."""
    mark = _MARKS.get(seen.standing, "")
    return f"{mark}*{seen.step.number}* {scene.title(seen)}{_short_state(scene, seen)}"


_MARKS = {
    Standing.DONE: ":white_check_mark: ",
    Standing.NOT_APPLICABLE: ":heavy_minus_sign: ",
    Standing.LOCKED: ":lock: ",
    Standing.WAITING: ":hourglass_flowing_sand: ",
    Standing.OVERDUE: ":small_red_triangle: ",
    Standing.READY: "",
}


def _short_state(scene: Scene, seen: StepView) -> str:
    if seen.standing is Standing.OVERDUE and seen.state.due:
        return f" · was due {day(seen.state.due)}"
    if seen.open and seen.state.due:
        return f" · {by(seen.state.due, scene.today)}"
    return ""


def _state(scene: Scene, seen: StepView) -> str:
    """What to know before pressing: dates, waits, locks and advice, each on a line of its own."""
    state, notes = seen.state, []
    if seen.standing is Standing.OVERDUE and state.due:
        notes.append(f":small_red_triangle: the day you set was {day(state.due)}")
    elif state.due:
        notes.append(by(state.due, scene.today))
    if seen.standing is Standing.WAITING:
        until = f" until {weekday(state.waiting_until, scene.today)}" if state.waiting_until else ""
        notes.append(f":hourglass_flowing_sand: waiting on {scene.aside(state.note) or 'somebody'}{until}")
    if seen.standing is Standing.LOCKED:
        notes.append(f":lock: waits for {lock_text(scene, seen)}")
    if state.released_by is not None and seen.open:
        opener = scene.says(state.released_by, "opened", "opened")
        notes.append(f"{opener} the lock: {scene.aside(state.release_note)}")
    if seen.actionable and seen.owner == scene.reader_id:  # advice speaks to whoever owns the step
        notes += [scene.tell(hint) for hint in standing.advice(scene.handoff, seen.step)]
    if seen.actionable:
        notes += _locked_parts(scene, seen)
    if state.outcome is not None and seen.step.decision is not None:
        notes += [o.label for o in seen.step.decision.outcomes if o.id == state.outcome]
    return "".join(f"\n{note}" for note in notes)


def lock_text(scene: Scene, seen: StepView) -> str:
    """For what, and for whom, a locked step waits."""
    if seen.step.after_all:
        return _last_step(scene, seen)
    waits = [waits_for(blocker, scene.handoff, scene.names, scene.reader_id) for blocker in seen.blockers[:3]]
    more = len(seen.blockers) - 3
    return listed([*waits, f"{count(more, 'more step', 'more steps')}"] if more > 0 else waits)


def _last_step(scene: Scene, seen: StepView) -> str:
    """The close waits for everything: said as a number, not as a list of fifteen."""
    left = sum(blocker.kind == "step" for blocker in seen.blockers)
    waits = [count(left, "other step", "other steps")] if left else []
    if any(blocker.kind == "acceptance" for blocker in seen.blockers):
        waits.append(f"{scene.who(scene.handoff.receiver)} to accept")
    if any(blocker.kind == "solo" for blocker in seen.blockers):
        waits.append(f"{scene.who(scene.handoff.receiver)} to lead alone")
    return listed(waits)


def _locked_parts(scene: Scene, seen: StepView) -> list[str]:
    """What is locked inside a step that can be begun: parts that wait for the same thing on one line."""
    waits: dict[str, list[str]] = {}
    for part in seen.parts:
        if part.blockers and not part.done:
            blocker = waits_for(part.blockers[0], scene.handoff, scene.names, scene.reader_id)
            waits.setdefault(blocker, []).append(scene.tell(part.part.title))
    return [f":lock: {listed(titles)}: waits for {blocker}" for blocker, titles in waits.items()]


def _elements(scene: Scene, seen: StepView) -> list[Block | None]:
    """What can be pressed: the step itself, what it offers for it, and the menu."""
    return [*_to_do(scene, seen), *drafts.offers(scene, seen), _menu(scene, seen)]


def _to_do(scene: Scene, seen: StepView) -> list[Block | None]:
    target = Target(scene.handoff.id, seen.step.id)
    if seen.step.decision is not None:
        choices = [
            blocks.button(
                unescaped(scene.tell(outcome.label)),
                f"{actions.DECIDE}_{outcome.id}",
                str(Target(scene.handoff.id, seen.step.id, outcome.id)),
            )
            for outcome in seen.step.decision.outcomes
        ]
        return list(choices)
    if seen.parts:
        return _part_elements(scene, seen)
    label = {Evidence.LINK: "Paste the link", Evidence.TEXT: "Write it"}.get(
        seen.step.evidence or Evidence.TEXT, "Done"
    )
    if seen.step.evidence is not None:
        return [blocks.button(label, actions.GIVE, str(target), style="primary")]
    return [blocks.button("Done", actions.DONE, str(target), style="primary")]


def _part_elements(scene: Scene, seen: StepView) -> list[Block | None]:
    """Plain parts as check boxes, parts that want a link or words as buttons."""
    return _boxes_and_buttons(scene, seen, [part for part in seen.parts if not part.blockers])


def _boxes_and_buttons(scene: Scene, seen: StepView, free: Sequence[PartView]) -> list[Block | None]:
    boxes = [
        (unescaped(scene.tell(p.part.title)), str(Target(scene.handoff.id, seen.step.id, p.part.id)))
        for p in free
        if p.part.evidence is None
    ]
    ticked = [str(Target(scene.handoff.id, seen.step.id, p.part.id)) for p in free if p.done]
    gives = [_give_button(scene, seen, part) for part in free if part.part.evidence is not None]
    return [blocks.checkboxes(actions.PARTS, boxes, ticked), *gives]


def _give_button(scene: Scene, seen: StepView, part: PartView) -> Block:
    label = unescaped(scene.tell(part.part.title))
    return blocks.button(
        clip(f"✓ {label}" if part.done else label, limits.BUTTON),
        f"{actions.GIVE}_{part.part.id}",
        str(Target(scene.handoff.id, seen.step.id, part.part.id)),
    )


def fact_row(scene: Scene, fact_id: str, seen: StepView | None = None) -> list[Block]:
    """The one question that comes before the step, answered in one tap."""
    fact = scene.handoff.playbook.facts[fact_id]
    choices = [
        blocks.button(
            unescaped(scene.tell(choice.label)),
            f"{actions.FACT}_{choice.id}",
            str(Target(scene.handoff.id, "", fact_id, choice.id)),
        )
        for choice in fact.choices[: limits.MENU_OPTIONS]
    ]
    menu = _menu(scene, seen) if seen is not None else None
    return [blocks.section(scene.tell(fact.question)), *blocks.actions([*choices, menu])]


def _menu(scene: Scene, seen: StepView) -> Block | None:
    """The row's one menu."""

    def entry(text: str, verb: str, part: str = "") -> tuple[str, str]:
        return text, str(Target(scene.handoff.id, seen.step.id, part, verb))

    why = entry("Why this?", actions.WHY)
    if not _may(scene, seen):
        return blocks.overflow(actions.MENU, [why])
    locked = seen.standing is Standing.LOCKED
    aside = entry("Not applicable", actions.NOT_APPLICABLE)
    waits = entry("Waiting on somebody", actions.WAITING)
    entries = [
        *([_try(seen, entry)] if locked else []),
        *([] if seen.step.after_all else [aside]),
        entry("Open the lock", actions.RELEASE) if _may_release(scene, seen) else None if locked else waits,
        entry("Set a date", actions.DATE),
        entry("Hand it over", actions.REASSIGN),
        why,
    ]
    return blocks.overflow(actions.MENU, _five([one for one in entries if one is not None]))


def _try(seen: StepView, entry: Callable[..., tuple[str, str]]) -> tuple[str, str]:
    """A locked step can be pressed all the same: who presses hears for whom and what it waits."""
    outcomes = seen.step.decision.outcomes if seen.step.decision else ()
    closing = next((outcome for outcome in outcomes if outcome.closes), None)
    return (
        entry("Done", actions.TRY)
        if closing is None
        else entry(closing.label, actions.TRY_OUTCOME, closing.id)
    )


def _five(entries: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Slack's menu holds five: a date can wait until the lock is open."""
    return [one for one in entries if len(entries) <= limits.MENU_OPTIONS or one[0] != "Set a date"]


def _may_release(scene: Scene, seen: StepView) -> bool:
    stuck = seen.blockers or any(part.blockers and not part.done for part in seen.parts)
    allowed = permissions.may(scene.reader_id or 0, Action.RELEASE, scene.handoff, seen.step)
    return bool(stuck) and allowed and not seen.step.after_all


def _may(scene: Scene, seen: StepView) -> bool:
    return scene.reader is not None and permissions.may(
        scene.reader.id, Action.WORK, scene.handoff, seen.step
    )


def _done_row(scene: Scene, seen: StepView, change: int | None) -> list[Block]:
    state = seen.state
    mark = ":white_check_mark:" if state.status is StepStatus.DONE else ":heavy_minus_sign:"
    why = f" · {scene.aside(state.note)}" if state.status is StepStatus.NOT_APPLICABLE else ""
    doer = f" · {scene.who(state.changed_by)}" if state.changed_by != seen.owner and state.changed_by else ""
    when = f" · {moment(state.changed_at)}" if state.changed_at else ""
    undo = blocks.button("Undo", actions.UNDO, str(change)) if change is not None else None
    text = f"{mark} *{seen.step.number}* {scene.title(seen)}{why}{doer}{when}"
    return [
        blocks.section(text, undo, block_id=_block_id(scene, seen, "done")),
        *(_if_any(scene, seen) if undo is not None else []),
    ]


def _if_any(scene: Scene, seen: StepView) -> list[Block]:
    """The optional parts that are left of a step just done: it does not wait for them, nor forget them."""
    left = [part for part in seen.parts if part.part.optional and not part.done and not part.blockers]
    if seen.state.status is not StepStatus.DONE or seen.shape.asks or not _may(scene, seen):
        return []
    return blocks.actions(_boxes_and_buttons(scene, seen, left), block_id=_block_id(scene, seen, "rest"))


def _block_id(scene: Scene, seen: StepView, kind: str) -> str:
    """A new id whenever the step changed, and with every drawing of a message where there are boxes.

    Otherwise Slack keeps a box ticked that an undo or a refusal has cleared. All but the last part stays the
    same while the step does: an old screen's boxes are found by that.
    """
    at = seen.state.changed_at
    changed = int(at.timestamp() * 1000) if at else 0
    drawing = scene.drawing if seen.parts and kind in ("row", "rest") else 0
    return f"{kind}:{scene.handoff.id}:{seen.step.id}:{changed}:{drawing}"
