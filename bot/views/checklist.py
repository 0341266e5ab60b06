"""A person's checklist in their DM: what this is, what is theirs, ready first, then locked, then done."""

from collections.abc import Mapping, Sequence

from bot.views import actions, blocks, prompts, rows
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.views.talk_rows import read_label
from bot.views.topic_dialog import take_buttons
from bot.wording import count, day, listed, moment
from flows import guide, limits, permissions, standing
from flows.handoff import Handoff, Phase, Status
from flows.people import PersonId
from flows.permissions import Action
from flows.standing import Standing, StepView
from flows.transfer import Transfer

READY = 4
"""Steps shown in full, with their buttons: two screens of a phone. The others are one line each."""

LINES = 12
"""Lines of a list, after which it says how many more there are."""

STUCK = 4
"""Waiting steps, and locked ones, that are shown with what they wait for."""

UNDOABLE = 3
"""Steps that were just done, shown with their Undo."""

DIALOG_ROWS = 12
"""Rows of one group in the dialog, within its hundred blocks."""


def checklist(
    scene: Scene,
    undoable: Mapping[str, int],
    told: Transfer | None = None,
    above: Sequence[Block] = (),
) -> tuple[str, list[Block]]:
    """The message's notification text and blocks.

    `undoable`: step id → the change an Undo takes back. `told`: what was said so far, for the giver's row.
    `above`: further rows of the conversation.
    """
    seen = guide.mine(scene.handoff, scene.reader_id or 0, scene.today)
    text = _headline(scene, seen)
    if scene.handoff.status is not Status.RUNNING:
        return text, [blocks.section(_stopped(scene)), *_frame(scene)]
    invited = prompts.invitation(scene, told) if told is not None else []
    body = [
        blocks.section(_intro(scene, seen)),
        *invited,
        *above,
        *_open_rows(scene, seen),
        *_done(scene, seen, undoable),
    ]
    return text, _within(body, _frame(scene))


def _open_rows(scene: Scene, seen: Sequence[StepView]) -> list[Block]:
    """Ready steps, a handful in full; then what waits, and what is locked, with the reasons."""
    ready = [view for view in seen if view.actionable]
    body = rows.full(scene, ready[:READY])
    body += _listed("*After that*", [rows.short_line(scene, view) for view in ready[READY:]])
    for standing_of, heading in ((Standing.WAITING, "*Also waiting*"), (Standing.LOCKED, "*Also locked*")):
        stuck = [view for view in seen if view.standing is standing_of]
        body += rows.full(scene, stuck[:STUCK])
        body += _listed(heading, [rows.short_line(scene, view) for view in stuck[STUCK:]])
    return body


def _done(scene: Scene, seen: Sequence[StepView], undoable: Mapping[str, int]) -> list[Block]:
    """What was done: the newest with an Undo, the rest as numbers."""
    done = [view for view in seen if not view.open]
    newest = sorted(
        (view for view in done if view.step.id in undoable), key=lambda view: -undoable[view.step.id]
    )[:UNDOABLE]
    body = [block for view in newest for block in rows.row(scene, view, undoable[view.step.id])]
    rest = sorted(view.step.number for view in done if view not in newest)
    if rest:
        body.append(blocks.context(f":white_check_mark: Done before: {listed([str(n) for n in rest])}"))
    return body


def _listed(heading: str, lines: Sequence[str]) -> list[Block]:
    """A heading and a line each, in one block; no block when there are none."""
    if not lines:
        return []
    more = [f"and {len(lines) - LINES} more, under All steps"] if len(lines) > LINES else []
    return [blocks.section("\n".join([heading, *lines[:LINES], *more]))]


def _within(body: list[Block], frame: list[Block]) -> list[Block]:
    """Body and frame in Slack's fifty blocks and 13,000 characters: the list gives way, never the buttons."""
    room = limits.MESSAGE_BLOCKS - len(frame)
    kept: list[Block] = []
    size = 0
    for block in body[:room]:
        size += len(str(block.get("text", {}).get("text", ""))) if "text" in block else 300
        if size > limits.MESSAGE_TEXT:
            break
        kept.append(block)
    return kept + frame


def _headline(scene: Scene, seen: list[StepView]) -> str:
    ready = sum(view.actionable for view in seen)
    return f"{scene.name}: {count(ready, 'thing', 'things')} for you"


def _intro(scene: Scene, seen: list[StepView]) -> str:
    touched = any(view.state.changed_by == scene.reader_id for view in seen)
    lines = [_short_intro(scene, seen) if touched else welcome(scene, seen)]
    handoff = scene.handoff
    if handoff.accepted_at is not None:
        has = scene.says(handoff.receiver, "has", "have")
        lines.append(f"{has} {scene.account} since {moment(handoff.accepted_at)}.")
    elif handoff.shadowing:
        lines.append(
            f"Slow transition: {scene.says(handoff.giver, 'leads', 'lead')} the calls. "
            f"{scene.says(handoff.receiver, 'shadows', 'shadow')}."
        )
    return "\n".join(lines)


def _short_intro(scene: Scene, seen: list[StepView]) -> str:
    done = sum(not view.open for view in seen)
    if done == len(seen):
        return f"{scene.account} · all you had to do is done. Thank you."
    return f"{scene.account} · {done} of your {count(len(seen), 'step', 'steps')} done"


def welcome(scene: Scene, seen: list[StepView]) -> str:
    """What this is, what the reader's part is, and the first step."""
    handoff, who, reader = scene.handoff, scene.who, scene.reader_id
    by = f" by {day(handoff.target)}" if handoff.target else ""
    if reader == handoff.receiver:
        opening = _asked(scene, by)
    elif reader == handoff.giver:
        last = f" Your last day on it is {day(handoff.last_day)}." if handoff.last_day else ""
        opening = f"{scene.account} goes to {who(handoff.receiver)}{by}.{last}"
    else:
        opening = f"{scene.account} goes from {who(handoff.giver)} to {who(handoff.receiver)}{by}."
    return f"{opening} {_part(scene, seen)}"


def _asked(scene: Scene, by: str) -> str:
    """Who would like the receiver to take the account over, and from whom."""
    handoff, who = scene.handoff, scene.who
    if handoff.started_by == handoff.receiver:
        return f"You are taking {scene.account} over from {who(handoff.giver)}{by}."
    whose = "" if handoff.started_by == handoff.giver else f" from {who(handoff.giver)}"
    return f"{_cap(who(handoff.started_by))} would like you to take {scene.account} over{whose}{by}."


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _part(scene: Scene, seen: list[StepView]) -> str:
    if not seen:
        return "Nothing is asked of you now; colleagues may come to you with a question."
    mine = f"{_cap(count(len(seen), 'step is', 'steps are'))} yours."
    ready = [view for view in seen if view.actionable]
    if not ready:
        return f"{mine} They wait for others; I'll tell you when one is ready."
    return f"{mine} First: {scene.title(ready[0])[:1].lower()}{scene.title(ready[0])[1:]}."


def _stopped(scene: Scene) -> str:
    handoff = scene.handoff
    match handoff.status:
        case Status.PAUSED:
            return f":double_vertical_bar: {scene.account} is paused. Nothing is lost, and I stay quiet."
        case Status.CLOSED:
            done, total = standing.progress(handoff)
            return (
                f":white_check_mark: {scene.account} is closed: {done} of {total} steps. "
                f"{scene.says(handoff.receiver, 'has', 'have')} it now. Thank you."
            )
        case Status.CANCELLED:
            return f"{scene.account} was cancelled: it stays with {scene.who(handoff.responsible)}."
    return f"{scene.account} hasn't begun yet."


def moved(scene: Scene) -> tuple[str, list[Block]]:
    """What is left of a checklist that was posted anew further down, or is somebody else's now."""
    text = f"{scene.account}: the checklist has moved. Type `/handoff` for the current one."
    return f"{scene.name}: moved", [blocks.context(text)]


def _frame(scene: Scene) -> list[Block]:
    return blocks.actions([*_buttons(scene), handoff_menu(scene.handoff, scene.reader_id or 0)])


def _buttons(scene: Scene, *, here: bool = False) -> list[Block]:
    """What can be done with the whole now; `here`: in the dialog that the button "All steps" would open."""
    handoff, reader = scene.handoff, scene.reader_id or 0
    target = str(Target(handoff.id))
    found: list[Block] = []
    brief = blocks.button("Brief", actions.BRIEF, target)
    if not handoff.status.open and permissions.may(reader, Action.STEER, handoff):
        found.append(blocks.button("Reopen", actions.REOPEN, target))
    if handoff.status is Status.PAUSED and permissions.may(reader, Action.STEER, handoff):
        found.append(blocks.button("Resume", actions.RESUME, target, style="primary"))
    if handoff.status is not Status.RUNNING:
        return [*found, brief]
    if guide.may_accept(handoff, reader) and (here or _ripe(scene)):
        found += [element for element in take_buttons(scene, scene.said) if element is not None]
    if handoff.shadowing and reader == handoff.receiver and not handoff.ready_for_solo:
        found.append(blocks.button("I'm ready to lead alone", actions.READY, target))
    if handoff.shadowing and handoff.ready_for_solo and permissions.may(reader, Action.GO_SOLO, handoff):
        name = scene.names.of(handoff.receiver)
        found.append(blocks.button(f"{name} leads from now on", actions.SOLO, target, style="primary"))
    if handoff.playbook.topics and (here or reader != handoff.receiver):
        found.append(blocks.button(read_label(scene), actions.TOPICS, target))
    if not here:
        found.append(blocks.button("All steps", actions.ALL_STEPS, target))
    found.append(brief)
    returns = any(element["action_id"] == actions.RETURN for element in found)
    if reader == handoff.receiver and handoff.accepted_at is None and (here or not returns):
        found.append(blocks.button("Something's wrong", actions.OBJECT, target))
    return found


def _ripe(scene: Scene) -> bool:
    """Whether the way to the baton is pointed out: on day one there is nothing to tell back yet.

    It is once something was told or understood, when nobody is left to tell, and when it is what comes next.
    """
    handoff, told = scene.handoff, scene.said
    if told is None or told.read_back or handoff.giver_gone or handoff.phase is Phase.SOLO:
        return True
    following = guide.next_in(handoff, scene.reader_id or 0, scene.today, told)
    nothing_else = following is None or following.kind == "accept"
    return bool(told.answers or told.pieces or told.understood) or nothing_else


def handoff_menu(handoff: Handoff, reader: PersonId) -> Block | None:
    """What can be done with the handoff as a whole."""

    def entry(text: str, verb: str) -> tuple[str, str]:
        return text, str(Target(handoff.id, "", "", verb))

    entries = [entry("Copy for Gainsight", actions.COPY)]
    if handoff.status.open and permissions.may(reader, Action.STEER, handoff):
        stop = (
            entry("Resume", actions.RESUME)
            if handoff.status is Status.PAUSED
            else entry("Pause", actions.PAUSE)
        )
        entries = [
            entry("Change people or dates", actions.EDIT),
            stop,
            entry("Cancel it", actions.CANCEL),
            *entries,
        ]
        if handoff.status is Status.PROPOSED:
            entries = [item for item in entries if item != stop]
    if handoff.status.open and reader in handoff.people:
        entries = [entry("Add a step", actions.ADD_STEP), *entries]
    return blocks.overflow(actions.HANDOFF_MENU, entries)


def all_steps(scene: Scene) -> Block:
    """A dialog with the whole handoff: what the reader can do, then every step, then what was told."""
    seen = standing.views(scene.handoff, scene.today)
    done, total = standing.progress(scene.handoff)
    body: list[Block] = [
        blocks.section(f"{scene.account} · {done} of {count(total, 'step', 'steps')} done"),
        *blocks.actions([*_buttons(scene, here=True), handoff_menu(scene.handoff, scene.reader_id or 0)]),
    ]
    if scene.handoff.status is Status.RUNNING:
        body += _workable(scene, seen)
    lines = [rows.line(scene, view) for view in seen]
    body += [blocks.divider(), blocks.section("*Everything, by number*")]
    body += [blocks.section("\n".join(lines[at : at + 8])) for at in range(0, len(lines), 8)]
    body += _knows(scene)
    metadata = str(Target(scene.handoff.id))
    return blocks.dialog("all_steps", "The whole handoff", body, close="Close", metadata=metadata)


def _workable(scene: Scene, seen: Sequence[StepView]) -> list[Block]:
    """Rows the reader may act on: their own first, then those of others, on whose behalf they may."""
    stands = (Standing.OVERDUE, Standing.READY, Standing.LOCKED, Standing.WAITING)
    reader = scene.reader_id or 0
    open_now = [
        view
        for view in standing.in_order(seen)
        if view.standing in stands and permissions.may(reader, Action.WORK, scene.handoff, view.step)
    ]
    body: list[Block] = []
    shown: list[StepView] = []
    for heading, group in (
        ("*Yours*", [view for view in open_now if view.owner == reader]),
        ("*On somebody's behalf*\nThey hear of it, and can undo it.", _others(open_now, reader)),
    ):
        if group:
            body += [blocks.divider(), blocks.section(heading)]
        body += rows.full(scene, group[:DIALOG_ROWS], above=shown)
        shown += group[:DIALOG_ROWS]
    return body


def _others(open_now: Sequence[StepView], reader: PersonId) -> list[StepView]:
    return [view for view in open_now if view.owner != reader]


def _knows(scene: Scene) -> list[Block]:
    """What the flow depends on and has been told, each changeable."""
    handoff = scene.handoff
    told = [
        fact for fact in handoff.facts if fact in handoff.playbook.facts and handoff.playbook.facts[fact].ask
    ]
    if not told:
        return []
    body: list[Block] = [
        blocks.divider(),
        blocks.section("*What you told me*\nChanging an answer keeps what is done."),
    ]
    for fact in told:
        given = handoff.facts[fact]
        labels = [c.label for c in handoff.playbook.facts[fact].choices if c.id in given]
        body.append(
            blocks.context(f"{scene.tell(handoff.playbook.facts[fact].question)} *{', '.join(labels)}*")
        )
        body += rows.fact_row(scene, fact)[1:]
    return body
