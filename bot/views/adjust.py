"""The dialogs in which operations adjust a playbook: choose one, its items, one item, the preview."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from bot.views import blocks
from bot.views.blocks import Block, Values, value_of
from bot.views.kinds import filled_in
from bot.wording import clip, count, safe
from flows import limits
from flows.adjust import LATEST, AskChange, StepChange
from flows.desk.adjusting import Workbench
from flows.playbook import Playbook, Step
from flows.topics import Ask

CHOOSE: Final = "adjust_choose"
TAB: Final = "adjust_tab"
ITEM: Final = "adjust_item"
ADD: Final = "adjust_add"
PREVIEW: Final = "adjust_preview"
DISCARD: Final = "adjust_discard"
START_OVER: Final = "adjust_start_over"
RUNNING: Final = "adjust_running"
SHOW_MOVE: Final = "adjust_show_move"

STEPS, ASKS = "steps", "asks"
PAGE = 12
WORDS_HINT = "{incoming}, {outgoing}, {manager} and {account} become the names."


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the dialogs somebody is: which playbook, which list and page of it, which item.

    `view` is the id of the list's own dialog, so that it can be drawn anew under the one on top.
    """

    playbook: str
    tab: str = STEPS
    page: int = 0
    item: str = ""
    view: str = ""

    def __str__(self) -> str:
        return "|".join((self.playbook, self.tab, str(self.page), self.item, self.view))

    @classmethod
    def parse(cls, value: object) -> Self:
        """The place in a button or a dialog; one that names no playbook, for a value that is not ours."""
        parts = str(value).split("|")
        if len(parts) != 5 or not parts[2].isdecimal():
            return cls("")
        return cls(parts[0], parts[1], int(parts[2]), parts[3], parts[4])


def choose(benches: Sequence[Workbench]) -> Block:
    """Which playbook to adjust."""
    body = [blocks.section("What you change here reaches new handoffs once you publish it.")]
    for bench in benches:
        draft = " · a draft waits" if bench.pending else ""
        opener = blocks.button("Open", CHOOSE, str(Place(bench.base.id)))
        text = f"*{safe(bench.base.called)}*\nVersion {bench.offered.version}{draft}"
        body.append(blocks.section(text, opener))
    return blocks.dialog("adjust", "Adjust playbooks", body, close="Close")


def listed(bench: Workbench, place: Place, author: str, behind: int) -> Block:
    """The playbook's steps or questions, a page at a time. `author`: who wrote the draft last."""
    items = _steps(bench, place) if place.tab == STEPS else _asks(bench, place)
    shown = items[place.page * PAGE : (place.page + 1) * PAGE]
    draft = f"A draft by {safe(author)} waits; it isn't live." if bench.pending else "There is no draft."
    running = f" {count(behind, 'handoff runs', 'handoffs run')} on an earlier version." if behind else ""
    head = f"*{safe(bench.base.called)}* · version {bench.offered.version} is live. {draft}{running}"
    body = [
        blocks.section(head),
        *blocks.actions(_tools(bench, place, behind)),
        blocks.divider(),
        *shown,
        *blocks.actions(_turns(place, len(items))),
    ]
    return blocks.dialog("adjust_list", clip(bench.base.called, limits.VIEW_TITLE), body, close="Close",
                         metadata=str(place))  # fmt: skip


def _tools(bench: Workbench, place: Place, behind: int) -> list[Block | None]:
    first = replace(place, page=0)
    other, name = (ASKS, "Questions") if place.tab == STEPS else (STEPS, "Steps")
    add = "Add a step" if place.tab == STEPS else "Add a question"
    here = str(place)
    sure = blocks.confirm("Throw the draft away?", "What is live stays as it is.", "Throw it away", "Keep it")
    over = blocks.confirm("Back to the original?", "It becomes the draft. Nothing goes live yet.", "Go back")
    return [
        blocks.button("Preview", PREVIEW, here, style="primary") if bench.pending else None,
        blocks.button(name, TAB, str(replace(first, tab=other))),
        blocks.button(add, ADD, here),
        blocks.button("Throw the draft away", DISCARD, here, confirm=sure) if bench.pending else None,
        blocks.button("Back to the original", START_OVER, here, confirm=over) if _differs(bench) else None,
        blocks.button("Running handoffs", RUNNING, here) if behind else None,
    ]


def _differs(bench: Workbench) -> bool:
    return bench.draft != type(bench.draft)()


def _turns(place: Place, total: int) -> list[Block | None]:
    back, more = replace(place, page=max(place.page - 1, 0)), replace(place, page=place.page + 1)
    return [
        blocks.button("Back", f"{TAB}_back", str(back)) if place.page else None,
        blocks.button("More", f"{TAB}_more", str(more)) if (place.page + 1) * PAGE < total else None,
    ]


def _steps(bench: Workbench, place: Place) -> list[Block]:
    rows = []
    for step in sorted(bench.every.steps, key=lambda step: step.number):
        change = bench.draft.step(step.id)
        marks = [safe(bench.every.label(step.owner))]
        marks += [f"working day {step.offset}"] if step.offset is not None else []
        marks += _marks(change.off, change != StepChange(), step.id not in bench.base.by_id)
        text = f"*{step.number}* {safe(told(step.title, bench))}\n_{' · '.join(marks)}_"
        rows.append(_row(text, replace(place, item=step.id)))
    return rows


def _asks(bench: Workbench, place: Place) -> list[Block]:
    rows = []
    for ask_id, (topic, ask) in bench.every.asks.items():
        change = bench.draft.ask(ask_id)
        marks = [safe(topic.title), *(["light too"] if ask.light else [])]
        marks += _marks(change.off, change != AskChange(), ask_id not in bench.base.asks)
        text = f"{safe(told(ask.question, bench))}\n_{' · '.join(marks)}_"
        rows.append(_row(text, replace(place, item=ask_id)))
    return rows


def _marks(off: bool, changed: bool, added: bool) -> list[str]:
    return [word for word, is_so in (("off", off), ("added", added), ("changed", changed)) if is_so]


def _row(text: str, place: Place) -> Block:
    return blocks.section(text, blocks.button("Change", ITEM, str(place)))


def told(text: str, bench: Workbench) -> str:
    """A playbook's words, with roles in the place of names."""
    return filled_in(text, bench.every, {})


def step(bench: Workbench, place: Place) -> Block | None:
    """One step, to be changed."""
    known = bench.every.by_id.get(place.item)
    if known is None:
        return None
    change = bench.draft.step(known.id)
    fields = [
        _switch(change.off),
        _words("title", "What is to be done", known.title, limits.OPTION, hint=WORDS_HINT),
        *_variants(known),
        _words("reason", "Why it matters", known.reason, limits.SENTENCE, lines=True),
        *_who_when(bench.every, known),
    ]
    return _form("adjust_step", f"Step {known.number}", fields, place, "Keep in the draft")


def _variants(known: Step) -> list[Block]:
    """The title of each variant, under the answers that bring it up."""
    found = []
    for at, variant in enumerate(known.variants):
        when = ", ".join(f"{fact}: {' or '.join(answers)}" for fact, answers in variant.when.items())
        found.append(_words(f"title-{at}", f"… and when {when}", variant.title, limits.OPTION))
    return found


def _who_when(playbook: Playbook, known: Step | None) -> list[Block]:
    roles = [(playbook.label(role), role) for role in playbook.roles if _always_held(playbook, role)]
    owner = known.owner if known else playbook.giver
    if known and owner not in {role for _, role in roles}:
        roles.append((playbook.label(owner), owner))
    days = "" if known is None or known.offset is None else str(known.offset)
    url = known.links[0].url if known and known.links else None
    return [
        blocks.field("owner", "Whose it is", blocks.select("owner", "Choose", roles, owner)),
        blocks.field(
            "offset",
            "Working day, from the start",
            blocks.text_input("offset", limit=3, initial=days),
            optional=True,
            hint="It only orders the list. Empty: as it was.",
        ),
        blocks.field(
            "link",
            "Page to open",
            blocks.text_input("link", limit=limits.ADDRESS, initial=url),
            optional=True,
            hint="https://… Empty: as it was.",
        ),
    ]


def _always_held(playbook: Playbook, role: str) -> bool:
    """Whether somebody does this role's work in every handoff."""
    seen: set[str] = set()
    while role in playbook.roles and role not in seen:
        if not playbook.roles[role].optional:
            return True
        seen.add(role)
        role = playbook.roles[role].fallback or ""
    return False


def ask(bench: Workbench, place: Place) -> Block | None:
    """One question, to be changed."""
    if place.item not in bench.every.asks:
        return None
    _, known = bench.every.asks[place.item]
    fields = [
        _switch(bench.draft.ask(place.item).off),
        _words("question", "The question", known.question, limits.QUESTION, hint=WORDS_HINT),
        _depth(known.light),
    ]
    return _form("adjust_ask", "A question", fields, place, "Keep in the draft")


def new_step(bench: Workbench, place: Place) -> Block:
    """A step that is to be added."""
    fields = [
        _words("title", "What is to be done", "", limits.OPTION, hint=WORDS_HINT),
        _words("reason", "Why it matters", "", limits.SENTENCE, lines=True),
        *_who_when(bench.every, None),
    ]
    return _form("adjust_new_step", "Add a step", fields, place, "Add to the draft")


def new_ask(bench: Workbench, place: Place) -> Block:
    """A question that is to be added."""
    topics = [(topic.title, topic.id) for topic in bench.base.topics]
    fields = [
        blocks.field("topic", "About", blocks.select("topic", "Choose", topics)),
        _words("question", "The question", "", limits.QUESTION, hint=WORDS_HINT),
        _depth(False),
    ]
    return _form("adjust_new_ask", "Add a question", fields, place, "Add to the draft")


def _form(callback_id: str, title: str, fields: Sequence[Block], place: Place, submit: str) -> Block:
    return blocks.dialog(callback_id, title, fields, submit=submit, close="Back", metadata=str(place))


def _switch(off: bool) -> Block:
    menu = blocks.select("on", "Choose", [("On", "on"), ("Off", "off")], "off" if off else "on")
    return blocks.field("on", "In new handoffs", menu)


def _depth(light: bool) -> Block:
    choices = [("Full and light handoffs", "light"), ("Full handoffs only", "full")]
    return blocks.field("light", "Asked in", blocks.select("light", "Choose", choices,
                                                           "light" if light else "full"))  # fmt: skip


def _words(
    name: str, label: str, text: str, limit: int, *, lines: bool = False, hint: str | None = None
) -> Block:
    return blocks.field(
        name, label, blocks.text_input(name, limit=limit, initial=text, lines=lines), hint=hint
    )


@dataclass
class BadNumber(Exception):
    """The working day is no number from 0 to `LATEST`."""

    sentence: str = f"Write a whole number from 0 to {LATEST}, or leave it empty."


def step_from(values: Values, known: Step, before: StepChange) -> StepChange:
    """What the step's dialog says otherwise than `known`, the step without any change. Raises BadNumber."""
    days, link = _number(values), _text(values, "link")
    titles = {str(at): _text(values, f"title-{at}") or "" for at in range(len(known.variants))}
    changed = {at: title for at, title in titles.items() if title and title != known.variants[int(at)].title}
    url = known.links[0].url if known.links else None
    return StepChange(
        off=value_of(values, "on") == "off",
        title=_other(_text(values, "title"), known.title),
        titles=changed,
        reason=_other(_text(values, "reason"), known.reason),
        owner=_other(str(value_of(values, "owner") or before.owner or known.owner), known.owner),
        offset=None if days == known.offset else days,
        link=_other(link, url),
    )


def ask_from(values: Values, known: Ask) -> AskChange:
    """What the question's dialog says otherwise than `known`, the question without any change."""
    light = value_of(values, "light") == "light"
    return AskChange(
        off=value_of(values, "on") == "off",
        question=_other(_text(values, "question"), known.question),
        light=None if light == known.light else light,
    )


def new_step_from(values: Values) -> dict[str, object]:
    """What the dialog says of a new step. Raises BadNumber."""
    said = {name: _text(values, name) for name in ("title", "reason", "link")}
    return {**said, "owner": value_of(values, "owner"), "offset": _number(values)}


def new_ask_from(values: Values) -> dict[str, object]:
    """What the dialog says of a new question."""
    light = value_of(values, "light") == "light"
    return {"topic": value_of(values, "topic"), "question": _text(values, "question"), "light": light}


def _other(said: str | None, known: str | None) -> str | None:
    return said if said and said != known else None


def _text(values: Values, name: str) -> str | None:
    said = str(value_of(values, name) or "").strip()
    return said or None


def _number(values: Values) -> int | None:
    said = _text(values, "offset")
    if said is None:
        return None
    if not (said.isascii() and said.isdecimal()) or int(said) > LATEST:
        raise BadNumber
    return int(said)
