"""What publishing or moving would change, what stands in its way, and which handoffs have an old version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.views import blocks
from bot.views.adjust import PAGE, SHOW_MOVE, Place, told
from bot.views.blocks import Block
from bot.wording import count, safe
from flows.adjust import Trouble
from flows.desk.adjusting import NextVersion, Workbench
from flows.differences import Difference
from flows.handoff import Handoff
from flows.playbook import Playbook

LINES = 60
"""Lines of a preview; what is more is counted."""


def field_errors(troubles: Sequence[Trouble], fields: Mapping[str, object]) -> dict[str, str]:
    """What is wrong, each under its field; what has no field there, under the first."""
    first = next(iter(fields))
    found: dict[str, str] = {}
    for one in troubles:
        parts = one.field.split(".")
        name = f"title-{parts[1]}" if parts[0] == "variants" else parts[0]
        found.setdefault(name if name in fields else first, sentence(one))
    return found


def sentence(trouble: Trouble) -> str:
    """What is wrong and what helps, in words."""
    return f"{_cap(trouble.message)}. {_cap(trouble.remedy)}."


def _cap(text: str) -> str:
    return (text[:1].upper() + text[1:]).removesuffix(".")


def preview(bench: Workbench, place: Place) -> Block:
    """What publishing would change, and what keeps it from that. What is shown is what may be published."""
    wrong, changes = bench.troubles, bench.differences
    body = [blocks.section(f"*{safe(bench.base.called)}* · from version {bench.offered.version}")]
    if wrong:
        lines = [f"• {_where(bench, one)}: {safe(sentence(one))}" for one in wrong]
        body += _paragraphs("*This keeps it from going live*", lines)
    body += changed(changes) if changes else [blocks.section("Nothing would change.")]
    submit = "Publish" if changes and not wrong else None
    metadata = f"{place}\n{bench.result.digest}"
    return blocks.dialog("adjust_preview", "Preview", body, submit=submit, close="Back", metadata=metadata)


def changed(changes: Sequence[Difference]) -> list[Block]:
    """Differences, a line each."""
    return _paragraphs("*What changes*", [f"• {safe(_difference(one))}" for one in changes])


def _paragraphs(heading: str, lines: Sequence[str]) -> list[Block]:
    more = [f"and {len(lines) - LINES} more"] if len(lines) > LINES else []
    shown = [heading, *lines[:LINES], *more]
    return [blocks.section("\n".join(shown[at : at + 4])) for at in range(0, len(shown), 4)]


def _where(bench: Workbench, trouble: Trouble) -> str:
    if trouble.kind == "step" and trouble.item in bench.every.by_id:
        known = bench.every.by_id[trouble.item]
        return f"Step {known.number}, {safe(told(known.title, bench))}"
    if trouble.kind == "ask" and trouble.item in bench.every.asks:
        return f"“{safe(told(bench.every.asks[trouble.item][1].question, bench))}”"
    return "The playbook"


_FIELDS = {"title": "title", "reason": "reason", "owner": "owner", "offset": "working day", "link": "page"}


def _difference(one: Difference) -> str:
    match one.kind, one.what:
        case "step", "added":
            return f"Step {one.item} is new: {one.after}"
        case "step", "gone":
            return f"Step {one.item} falls away: {one.before}"
        case "step", "rest":
            return f"Step {one.item}: parts, order or conditions"
        case "step", field:
            return f"Step {one.item}, {_FIELDS[field]}: {one.before or 'none'} → {one.after or 'none'}"
        case "ask", "added":
            return f"A new question: {one.after}"
        case "ask", "gone":
            return f"No longer asked: {one.before}"
        case "ask", "question":
            return f"Asked otherwise: {one.before} → {one.after}"
        case "ask", "light":
            return (
                f"{'Light handoffs ask too' if one.after == 'True' else 'Only full handoffs ask'}: {one.item}"
            )
        case "ask", _:
            return f"Answers or conditions of: {one.item}"
    return "Roles, facts, rules or topics"


def published(playbook: Playbook, behind: int) -> Block:
    """It is live."""
    text = f"Version {playbook.version} of *{safe(playbook.called)}* is live: new handoffs start with it."
    if behind:
        text += f" {count(behind, 'running handoff keeps', 'running handoffs keep')} what they have."
    return blocks.notice("Published", text)


def running(handoffs: Sequence[Handoff], place: Place) -> Block:
    """Handoffs on an earlier version, each with a way to see what would change for it."""
    body = [blocks.section("They go on as they began. You can move one: what is done there stays done.")]
    for handoff in handoffs[:PAGE]:
        show = blocks.button("See what changes", SHOW_MOVE, str(replace(place, item=str(handoff.id))))
        text = f"*{safe(handoff.account.name)}* · version {handoff.playbook.version}"
        body.append(blocks.section(text, show))
    if len(handoffs) > PAGE:
        body.append(blocks.context(f"and {len(handoffs) - PAGE} more"))
    return blocks.dialog("adjust_running", "Running handoffs", body, close="Back", metadata=str(place))


def moving(step: NextVersion, place: Place) -> Block:
    """What another version would change for one handoff."""
    head = (
        f"*{safe(step.handoff.account.name)}* goes from version {step.handoff.playbook.version} "
        f"to {step.to.version}. What is done or said stays."
    )
    changes = step.differences
    body = [
        blocks.section(head),
        *(changed(changes) if changes else [blocks.section("Nothing else changes.")]),
    ]
    metadata = f"{place}\n{step.to.digest}"
    return blocks.dialog("adjust_move", "Move it", body, submit="Move it", close="Back", metadata=metadata)


def moved(handoff: Handoff) -> Block:
    """The handoff goes on with another version."""
    name, version = safe(handoff.account.name), handoff.playbook.version
    return blocks.notice("Moved", f"*{name}* goes on with version {version}. What was done or said is there.")
