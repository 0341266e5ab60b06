"""The small dialogs of a step: give a link, set aside, wait, date, hand over, release, why."""

from bot.views import blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import source, unescaped
from flows import limits
from flows.playbook import Evidence
from flows.standing import StepView


def _dialog(
    callback: str, title: str, scene: Scene, seen: StepView, fields: list[Block], part: str = ""
) -> Block:
    lead = blocks.section(f"{scene.account} · *{seen.step.number}* {scene.title(seen)}")
    target = Target(scene.handoff.id, seen.step.id, part)
    return blocks.dialog(callback, title, [lead, *fields], submit="Save", metadata=str(target))


def give(scene: Scene, seen: StepView, part_id: str) -> Block:
    """Asks for the link or the words that a step, or one of its parts, wants."""
    part = seen.step.part(part_id) if part_id else None
    wanted = part.evidence if part else seen.step.evidence
    label = (
        unescaped(scene.tell(part.title))
        if part
        else ("Link" if wanted is Evidence.LINK else "In a few words")
    )
    given = scene.handoff.notes.get(seen.state.evidence.get(part_id, ""))
    is_link = wanted is Evidence.LINK
    element = blocks.text_input(
        "evidence",
        lines=not is_link,
        initial=given.body if given else None,
        placeholder="https://…" if is_link else 'one on each line, or "none"',
    )
    return _dialog(
        "step_give",
        "Paste the link" if is_link else "Write it down",
        scene,
        seen,
        [blocks.field("evidence", label, element)],
        part_id,
    )


def not_applicable(scene: Scene, seen: StepView) -> Block:
    """Asks why a step does not apply."""
    element = blocks.text_input("why", limit=limits.SENTENCE, placeholder="no tickets, done last month, …")
    return _dialog("step_na", "Not applicable", scene, seen, [blocks.field("why", "Why?", element)])


def waiting(scene: Scene, seen: StepView) -> Block:
    """Asks on whom a step waits, and until when."""
    return _dialog(
        "step_wait",
        "Waiting",
        scene,
        seen,
        [
            blocks.field(
                "on",
                "On whom, or on what?",
                blocks.text_input("on", limit=limits.SENTENCE, placeholder="the customer, Support, …"),
            ),
            blocks.field(
                "until",
                "Until when?",
                blocks.date_picker("until", seen.state.waiting_until),
                optional=True,
                hint="I stay quiet until that morning.",
            ),
        ],
    )


def due(scene: Scene, seen: StepView) -> Block:
    """Asks for the day by which a step should be done."""
    element = blocks.date_picker("due", seen.state.due)
    return _dialog(
        "step_due",
        "Set a date",
        scene,
        seen,
        [
            blocks.field("due", "By when?", element, optional=True, hint="Leave it empty to have no date."),
        ],
    )


def reassign(scene: Scene, seen: StepView) -> Block:
    """Asks who takes the step."""
    element = blocks.person_picker("owner", "A colleague")
    return _dialog(
        "step_hand",
        "Hand it over",
        scene,
        seen,
        [
            blocks.field("owner", "Who takes this step?", element, hint="They hear of it right away."),
        ],
    )


def release(scene: Scene, seen: StepView) -> Block:
    """Asks the manager why a hard lock should be opened."""
    element = blocks.text_input("why", limit=limits.SENTENCE)
    return _dialog(
        "step_release",
        "Open the lock",
        scene,
        seen,
        [
            blocks.section(f"This waits because {_lower(scene.tell(seen.shape.reason))}"),
            blocks.field("why", "Why open it all the same?", element, hint="The step's owner reads this."),
        ],
    )


def why(scene: Scene, seen: StepView, links: list[tuple[str, str]]) -> Block:
    """One sentence of reason first, the handbook's section second, pages to open third."""
    where = source(seen.step.source) if seen.step.source else "This step is ours, not the handbook's."
    body = [
        blocks.section(f"*{seen.step.number}* {scene.title(seen)}"),
        blocks.section(scene.tell(seen.shape.reason)),
        blocks.context(where),
        *blocks.actions(
            [blocks.link_button(label, url, f"open_link_{n}") for n, (label, url) in enumerate(links)]
        ),
    ]
    return blocks.dialog("notice", "Why this?", body, close="Close")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
