"""A prompt in somebody's DM: one question, a few ways to answer in one tap, and then its answer with Edit."""

from dataclasses import dataclass
from datetime import date

from bot.views import actions, blocks, topics
from bot.views.blocks import Block
from bot.views.sayings import quoted
from bot.views.scene import Scene
from bot.wording import clip, clip_mrkdwn, count, day, safe, unescaped
from flows import interview, limits, transfer
from flows.prompts import Prompt, PromptKind, PromptState
from flows.topics import Ask, AskKind
from flows.transfer import Answer, Told, Transfer

HOW = {
    Told.NOTHING: "Nothing special",
    Told.UNKNOWN: "Don't know",
    Told.IN_PERSON: "Better said in person: it is on the agenda of your internal meeting",
    Told.DOCUMENT: "It's in a document",
}
"""What an answer without words says."""

TAPS = (
    ("nothing", "Nothing special"),
    ("document", "It's in a document"),
    ("unknown", "Don't know"),
    ("in_person", "Better said in person"),
)

KNOWN = 8
"""Things known already in one paragraph: "All true" is said of all of them, so none may be cut off."""


@dataclass(frozen=True)
class PromptScene:
    """A prompt with the handoff it belongs to, and what was said there. `known`: from an earlier handoff."""

    scene: Scene
    prompt: Prompt
    told: Transfer
    known: Transfer | None = None


def prompt(view: PromptScene) -> tuple[str, list[Block]]:
    """The prompt's notification text and blocks."""
    account = view.scene.name
    match view.prompt.kind:
        case PromptKind.ASK:
            return f"{account}: a question for you", _ask(view)
        case PromptKind.KNOWN:
            return f"{account}: still true?", _known(view)
    return f"{account}: a word from you", _other(view)


def _ask(view: PromptScene) -> list[Block]:
    scene, name = view.scene, view.prompt.subject
    topic, ask = scene.handoff.playbook.asks[name]
    question = scene.tell(ask.question)
    answer = view.told.answers.get(name)
    if view.prompt.state is not PromptState.OPEN:
        return _asked(view, f"{scene.account} · {safe(topic.title)}\n{question}", answer)
    place = interview.place(scene.handoff, name)
    lines = [f"{scene.account} · {place.number} of {place.total}", question, *_hints(view, ask)]
    return [blocks.section("\n".join(lines)), *_ways(view, ask)]


def _hints(view: PromptScene, ask: Ask) -> list[str]:
    hints = []
    if not view.told.answers:
        scene = view.scene
        readers = ", ".join((scene.who(scene.handoff.receiver), scene.who(scene.handoff.manager)))
        hints.append(
            f"_{readers} and whoever holds {scene.account} later read your answers; the customer doesn't._"
        )
    if interview.first_about_people(view.scene.handoff, view.told, view.prompt.subject):
        hints.append("_Write it so that they could read it._")
    return hints


def _ways(view: PromptScene, ask: Ask) -> list[Block]:
    """The question's own choices in one row, the four ways out in the next."""
    number = view.prompt.id
    own: list[Block | None] = []
    if ask.kind is AskKind.SEVERAL:
        boxes = [(unescaped(view.scene.tell(c.label)), f"{number}|{c.id}") for c in ask.choices]
        own = [
            blocks.checkboxes(actions.ASK_BOXES, boxes),
            blocks.button("That's it", actions.ASK_BOXES_DONE, f"{number}|"),
        ]
    elif ask.kind is AskKind.CHOICE:
        own = [
            blocks.button(
                unescaped(view.scene.tell(choice.label)),
                f"{actions.ASK_TAP}_{choice.id}",
                f"{number}|{choice.id}",
            )
            for choice in ask.choices[: limits.MENU_OPTIONS]
        ]
    elif ask.kind is AskKind.DATE:
        own = [blocks.date_picker(f"{actions.ASK_DATE}_{number}")]
    own_ways = {choice.id for choice in ask.choices}
    taps = [
        blocks.button(text, f"{actions.ASK_TAP}_{way}", f"{number}|{way}")
        for way, text in TAPS
        if way not in own_ways
    ]
    return [*blocks.actions(own), *blocks.actions(taps)]


def _asked(view: PromptScene, head: str, answer: Answer | None) -> list[Block]:
    if answer is None:
        return [blocks.context(f"{head}\n_left for later_")]
    edit = blocks.button("Edit", actions.ASK_EDIT, f"{view.prompt.id}|")
    return [blocks.section(f"{head}\n{answer_text(view.scene, view.told, view.prompt.subject)}", edit)]


def answer_text(scene: Scene, told: Transfer, name: str) -> str:
    """What was answered, as a quote: words, choices, or one of the four ways out."""
    answer = told.answers[name]
    _, ask = scene.handoff.playbook.asks[name]
    labels = [scene.tell(choice.label) for choice in ask.choices if choice.id in answer.value]
    words = told.words(answer.note)
    if answer.how is Told.SAID or (answer.how is Told.DOCUMENT and words):
        picked = ", ".join(labels)
        said = safe(words) or picked or safe(_plain_value(answer))
        return quoted(clip_mrkdwn(said, limits.SECTION - 600))
    return f">{HOW[answer.how]}"


def _plain_value(answer: Answer) -> str:
    return ", ".join(_as_day(value) for value in answer.value)


def _as_day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def _known(view: PromptScene) -> list[Block]:
    """Things known already, several lines at a time: still true?"""
    scene, number = view.scene, view.prompt.id
    earlier = view.known
    lines = []
    for name in transfer.asked(scene.handoff):
        if earlier is not None and name in earlier.answers:
            topic, _ = scene.handoff.playbook.asks[name]
            quote = answer_text(scene, earlier, name).splitlines()
            said = " ".join(" ".join(line.removeprefix(">") for line in quote).split())
            lines.append(f"• {safe(topic.title)}: {clip_mrkdwn(said, 160)}")
    head = f"{scene.account} · from the last handoff. Still true?"
    if view.prompt.state is not PromptState.OPEN:
        things = count(len(lines), "thing", "things")
        return [blocks.context(f"{scene.account} · {things} from the last handoff")]
    taps = [
        blocks.button("All true", f"{actions.ASK_TAP}_all_true", f"{number}|all_true", style="primary"),
        blocks.button("Change", f"{actions.ASK_TAP}_change", f"{number}|change"),
    ]
    shown = [blocks.section("\n".join(lines[at : at + KNOWN])) for at in range(0, len(lines), KNOWN)]
    return [blocks.section(head), *shown, *blocks.actions(taps)]


def _other(view: PromptScene) -> list[Block]:
    """Prompts of the other side: a colleague's question, the read-back, its check, the check-in."""
    text, buttons = topics.prompt_of(view.scene, view.told, view.prompt)
    if view.prompt.state is not PromptState.OPEN:
        return [blocks.context(text)]
    return [blocks.section(text), *blocks.actions(buttons)]


def edit(view: PromptScene) -> Block:
    """The dialog that changes an answer."""
    topic, ask = view.scene.handoff.playbook.asks[view.prompt.subject]
    answer = view.told.answers.get(view.prompt.subject)
    words = view.told.words(answer.note) if answer else ""
    element = blocks.text_input("answer", lines=True, initial=words)
    label = unescaped(view.scene.tell(ask.question))
    return blocks.dialog(
        "edit_answer",
        clip(topic.title, limits.VIEW_TITLE),
        [blocks.field("answer", label, element)],
        submit="Save",
        metadata=str(view.prompt.id),
    )


def paste_link(view: PromptScene) -> Block:
    """ "It's in a document": the link is a complete answer."""
    element = blocks.text_input("answer", placeholder="https://…")
    return blocks.dialog(
        "answer_link",
        "It's in a document",
        [blocks.field("answer", "Its link", element, hint="A link is a complete answer.")],
        submit="Save",
        metadata=str(view.prompt.id),
    )


def invitation(scene: Scene, told: Transfer) -> list[Block]:
    """The giver's row: what only they know, how much of it is told, and the ways to begin."""
    left = transfer.left_to_ask(scene.handoff, told)
    if not left or scene.reader_id not in interview.tellers(scene.handoff):
        return []
    begun = len(transfer.asked(scene.handoff)) - len(left)
    number = str(scene.handoff.id)
    if begun:
        text = f"What only you know: {begun} told, {len(left)} to go."
        first = blocks.button("Go on", actions.BEGIN, number, style="primary")
    else:
        questions = count(len(left), "question", "questions")
        text = f"First, what only you know: {questions}, a few words each. Stop whenever you like."
        first = blocks.button("Start", actions.BEGIN, number, style="primary")
    buttons = [
        first,
        blocks.button("Paste my notes", actions.PASTE, number),
        blocks.button("Tomorrow", actions.TOMORROW, number),
    ]
    return [blocks.section(text), *blocks.actions(buttons)]
