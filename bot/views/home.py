"""App Home: my next step, my handoffs with progress, what waits on others, and a start button."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views import actions, blocks, rows
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.views.topic_dialog import take_buttons
from bot.wording import count, day
from flows import standing
from flows.guide import Next
from flows.handoff import Status
from flows.people import Person
from flows.standing import StepView

SHOWN = 8
"""Handoffs and waits that Home shows; the rest is one press away."""

PAGE = 20
"""Handoffs on one page of the dialog that lists them all."""


@dataclass(frozen=True)
class HomeView:
    """What a person's Home shows."""

    person: Person
    next: tuple[Scene, Next] | None
    handoffs: Sequence[Scene]
    waiting: Sequence[tuple[Scene, StepView]]


def home(view: HomeView) -> list[Block]:
    """The tab's blocks."""
    body: list[Block] = [blocks.header(f"Hello {view.person.first_name}"), *_next(view)]
    body += [blocks.divider(), *_handoffs(view)]
    if view.waiting:
        lines = [
            f"{scene.account}: *{seen.step.number}* {scene.title(seen)}\n"
            f"waits for {rows.lock_text(scene, seen) if seen.blockers else scene.aside(seen.state.note)}"
            for scene, seen in view.waiting[:SHOWN]
        ]
        body += [blocks.divider(), blocks.section("*Waiting on others*"), blocks.section("\n".join(lines))]
    return body


def _next(view: HomeView) -> list[Block]:
    start = blocks.button("Start a handoff", actions.START)
    if view.next is None:
        return [blocks.section("Nothing is yours to do right now."), *blocks.actions([start])]
    scene, item = view.next
    body = next_thing(scene, item)
    return [*body, *blocks.actions([start])]


def next_thing(scene: Scene, item: Next) -> list[Block]:
    """The one best next thing, with what it takes to do it."""
    target = str(Target(scene.handoff.id))
    if item.kind == "fact" and item.fact is not None:
        then = f", then {rows_title(scene, item.view)}" if item.view is not None else ""
        lead = f"{_next_for(scene)}\nA question first{then}."
        return [blocks.section(lead), *rows.fact_row(scene, item.fact, item.view)]
    if item.kind == "step" and item.view is not None:
        lead = f"{_next_for(scene)}\n{scene.tell(item.view.shape.reason)}"
        return [blocks.section(lead), *rows.row(scene, item.view)]
    if item.kind in ("interview", "reading"):
        return _knowledge(scene, item.kind)
    if item.kind == "accept":
        lead = f"*Next*\n{scene.account} is ready for you. From your yes on, it is yours."
        return [blocks.section(lead), *blocks.actions(take_buttons(scene, scene.said))]
    if item.kind == "solo":
        ready = blocks.button("I'm ready to lead alone", actions.READY, target)
        giver = scene.who(scene.handoff.giver)
        lead = f"*Next*\nYou shadow {giver} at {scene.account}. Tell me when you could lead."
        return [blocks.section(lead), *blocks.actions([ready])]
    asked = [
        blocks.button("Right", actions.CONFIRM, target, style="primary"),
        blocks.button("Not yet", actions.HOLD, target),
    ]
    lead = f"*Next*\n{scene.account}: may {scene.who(scene.handoff.receiver)} take it over?"
    return [blocks.section(lead), *blocks.actions(asked)]


def _next_for(scene: Scene) -> str:
    return f"*Next, for {scene.name}*"


def _knowledge(scene: Scene, kind: str) -> list[Block]:
    """What passes from one head to another comes before ticks: the giver tells, the receiver reads."""
    handoff = scene.handoff
    if kind == "interview":
        lead = f"What only you know: {scene.who(handoff.receiver)} can't look it up later."
        begin = blocks.button("Begin", actions.BEGIN, str(handoff.id))
    else:
        giver = scene.names.of(handoff.giver)
        lead = f"Read what {giver} has said, and ask while {giver} is here."
        begin = blocks.button("Begin", actions.TOPICS, str(Target(handoff.id)))
    return [blocks.section(f"{_next_for(scene)}\n{lead}"), *blocks.actions([begin])]


def rows_title(scene: Scene, seen: StepView) -> str:
    """A step's title inside a sentence."""
    title = scene.title(seen)
    return f"{title[:1].lower()}{title[1:]}"


def _handoffs(view: HomeView) -> list[Block]:
    if not view.handoffs:
        return [blocks.section("You have no open handoffs.")]
    body: list[Block] = [blocks.section(f"*Your handoffs* ({len(view.handoffs)})")]
    body += [block for scene in view.handoffs[:SHOWN] for block in handoff_row(scene)]
    if len(view.handoffs) > SHOWN:
        body += blocks.actions([blocks.button("See them all", actions.PAGE, "list|0")])
    return body


def handoff_row(scene: Scene) -> list[Block]:
    """A handoff with the buttons that open it, and its brief."""
    target = str(Target(scene.handoff.id))
    buttons = [blocks.button("Open", actions.OPEN, target), blocks.button("Brief", actions.BRIEF, target)]
    return [blocks.section(summary(scene)), *blocks.actions(buttons)]


def mine(scenes: Sequence[Scene], page: int, which: str) -> Block:
    """Handoffs as a dialog, a page at a time (pages count from 0); `which` is "mine" or "list"."""
    first = page * PAGE
    body: list[Block] = [block for scene in scenes[first : first + PAGE] for block in handoff_row(scene)]
    turns = []
    if page > 0:
        turns.append(blocks.button("Back", f"{actions.PAGE}_back", f"{which}|{page - 1}"))
    if first + PAGE < len(scenes):
        turns.append(blocks.button("More", f"{actions.PAGE}_more", f"{which}|{page + 1}"))
    nothing = "Nothing is yours to do right now." if which == "mine" else "You have no open handoffs."
    shown = [*(body or [blocks.section(nothing)]), *blocks.actions(turns)]
    title = "Yours to do" if which == "mine" else "Your handoffs"
    return blocks.dialog("mine", title, shown, close="Close", metadata=f"{which}|{page}")


def summary(scene: Scene) -> str:
    """A handoff in two lines."""
    handoff = scene.handoff
    done, total = standing.progress(handoff)
    state = {Status.PAUSED: " · paused", Status.PROPOSED: " · waits for the manager"}.get(handoff.status, "")
    by = f" · by {day(handoff.target)}" if handoff.target else ""
    return (
        f"{scene.account}: {scene.who(handoff.giver)} → {scene.who(handoff.receiver)}{state}\n"
        f"{bar(done, total)} {done} of {count(total, 'step', 'steps')}{by}"
    )


def bar(done: int, total: int) -> str:
    """Progress as ten squares, readable in any colour."""
    filled = round(10 * done / total) if total else 10
    return "▰" * filled + "▱" * (10 - filled)
