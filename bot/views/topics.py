"""What people are asked beside the interview: a question, the read-back, its check, the check-in."""

from datetime import date

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import clip, day, safe
from flows import transfer
from flows.handoff import Depth
from flows.prompts import Prompt, PromptKind, PromptState
from flows.topics import Theme
from flows.transfer import Answer, Question, Told, Transfer

SUMMARY = (Theme.TEMPERATURE, Theme.PEOPLE, Theme.NEXT, Theme.TICKETS, Theme.LOOPS)
"""The five lines of a summary: what a light handoff asks, and where a full read-back can start."""

LINE = 200
"""Characters of one line of a summary."""

_HOW = {
    Told.NOTHING: "nothing special",
    Told.UNKNOWN: "not known",
    Told.IN_PERSON: "better said in person",
    Told.DOCUMENT: "in a document",
}

Words = tuple[str, list[Block | None]]


def prompt_of(scene: Scene, told: Transfer, prompt: Prompt) -> Words:
    """A prompt's text and its buttons; once it has its answer, the answer and what may still be changed."""
    if prompt.kind is PromptKind.QUESTION:
        question = told.questions.get(int(prompt.subject))
        return _question(scene, told, prompt, question) if question else (f"{scene.account}", [])
    is_open = prompt.state is PromptState.OPEN
    match prompt.kind:
        case PromptKind.READ_BACK:
            text, buttons = read_back_text(scene, told), read_back_buttons(scene)
            after = _told_back(scene, told)
        case PromptKind.CONFIRM:
            text, buttons = confirm_text(scene, told), confirm_buttons(scene)
            after = f"{scene.account} · how {scene.who(scene.handoff.receiver)} understood it:\n" + checked(
                scene, told
            )
        case _:
            text, buttons = again_text(scene), again_buttons(scene, prompt)
            after = f"{scene.account} · what the customer was asked again: noted. Thank you."
    return (text, buttons) if is_open else (after, [])


def _question(scene: Scene, told: Transfer, prompt: Prompt, question: Question) -> Words:
    text = question_text(scene, told, question)
    if prompt.state is PromptState.OPEN:
        return text, question_buttons(scene, question)
    return f"{_asks(scene, told, question)}\n{replied(scene, told, question)}", []


def topic_title(scene: Scene, told: Transfer, topic_id: str) -> str:
    """What a topic is called, safe; a topic of somebody's own has its first line."""
    return safe(transfer.topics(scene.handoff, told).get(topic_id, "the account"))


def inline(text: str, limit: int = 1_000) -> str:
    """Somebody's words inside a sentence, on one line, safe and in quotation marks."""
    return f"“{safe(clip(' '.join(text.split()), limit))}”"


def _asks(scene: Scene, told: Transfer, question: Question) -> str:
    about = f"{scene.account} · *{topic_title(scene, told, question.topic)}*"
    return (
        f"{scene.says(question.asked_by, 'asks', 'ask')} about {about}: {inline(told.words(question.note))}"
    )


def question_text(scene: Scene, told: Transfer, question: Question) -> str:
    """A colleague's question, with what was said of the topic so far."""
    known = _context(scene, told, question)
    return "\n".join([f"{_asks(scene, told, question)} Just answer here.", *known])


def _context(scene: Scene, told: Transfer, question: Question) -> list[str]:
    """The topic's newest statement in words: what the question is about."""
    topic = scene.handoff.playbook.topic.get(question.topic)
    names = [f"{topic.id}.{ask.id}" for ask in topic.ask] if topic else []
    said = [answer for name in names if (answer := told.answers.get(name)) and told.words(answer.note)]
    if not said:
        return []
    newest = max(said, key=lambda answer: answer.at)
    return [f"_{scene.says(newest.author, 'said', 'said')}: {inline(told.words(newest.note), 300)}_"]


def question_buttons(scene: Scene, question: Question) -> list[Block | None]:
    """The two ways out of a question."""
    target = str(Target(scene.handoff.id, "", str(question.id)))
    return [
        blocks.button("Ask someone else", actions.ASK_ELSE, target),
        blocks.button("I don't know", actions.NOT_KNOWN, target),
    ]


def replied(scene: Scene, told: Transfer, question: Question) -> str:
    """What came of a question, in a line or as a quote."""
    if question.reply is not None and question.replied_by is not None:
        who = scene.says(question.replied_by, "says", "say")
        return f"{who}: {inline(told.words(question.reply))}"
    if question.settled:
        return "Settled meanwhile."
    asked = scene.who(question.asked_of)
    if question.asked_of in question.passed:
        return f"{scene.says(question.asked_of, 'does', 'do')} not know."
    return f"Asked {asked}, {day(question.asked_at.date())}."


def summary(scene: Scene, told: Transfer) -> list[str]:
    """The account in five lines, as plain text: how it is, who matters, what comes, tickets, open loops."""
    lines = []
    for theme in SUMMARY:
        found = [name for name, (_, ask) in scene.handoff.playbook.asks.items() if ask.theme is theme]
        said = [plain_answer(scene, told, name) for name in found if name in told.answers]
        if said:
            lines.append(f"{_THEMES[theme]}: {clip('; '.join(said), LINE)}")
    return lines


_THEMES = {
    Theme.TEMPERATURE: "How it is",
    Theme.PEOPLE: "Who matters",
    Theme.NEXT: "What comes",
    Theme.TICKETS: "Critical tickets",
    Theme.LOOPS: "Open or promised",
}


def plain_answer(scene: Scene, told: Transfer, name: str) -> str:
    """An answer on one line of plain text."""
    answer = told.answers[name]
    _, ask = scene.handoff.playbook.asks[name]
    labels = [choice.label for choice in ask.choices if choice.id in answer.value]
    words = " ".join(told.words(answer.note).split())
    if answer.how is Told.SAID or words:
        return ", ".join([*labels, *([words] if words else [])]) or _value(answer)
    return _HOW[answer.how]


def _value(answer: Answer) -> str:
    return ", ".join(_as_day(value) for value in answer.value)


def _as_day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def read_back_text(scene: Scene, told: Transfer) -> str:
    """The last thing asked of the receiver: their own words, or whether the summary is how they see it."""
    if scene.handoff.depth is Depth.LIGHT:
        lines = [f"• {safe(line)}" for line in summary(scene, told)] or ["• nothing was said yet"]
        return "\n".join([f"{scene.account} in a few lines:", *lines, "Is that how you see it?"])
    giver = scene.who(scene.handoff.giver)
    reads = "" if scene.handoff.giver_gone else f" {giver} reads it."
    return (
        f"Last thing, {scene.names.of(scene.reader_id)}: tell {scene.account} back in two or three "
        f"sentences. What matters, and what would you do if something goes wrong?{reads}"
    )


def read_back_buttons(scene: Scene) -> list[Block | None]:
    """Full: a start to write from. Light: yes, or not quite."""
    target = str(Target(scene.handoff.id))
    if scene.handoff.depth is Depth.LIGHT:
        return [
            blocks.button("Yes", actions.SEES_IT, target, style="primary"),
            blocks.button("Not quite", actions.SUMMARY, target),
        ]
    return [blocks.button("Start from the summary", actions.SUMMARY, target)]


def _told_back(scene: Scene, told: Transfer) -> str:
    if told.read_back is None:
        return f"{scene.account}: not told back yet."
    return f"{scene.account}, as {scene.who(told.read_back.author)} told it back:\n{read_back_words(told)}"


def read_back_words(told: Transfer) -> str:
    """The read-back in words; the summary stands for a light one."""
    said = told.read_back
    words = told.words(said.note) if said else ""
    return inline(words, 2_000) if words else "as the summary says."


def confirm_text(scene: Scene, told: Transfer) -> str:
    """The giver reads how the receiver understood it."""
    return (
        f"{scene.names.of(scene.reader_id)}, this is how {scene.who(scene.handoff.receiver)} understood "
        f"{scene.account}: {read_back_words(told)}\nSay what is different, or that it is right."
    )


def confirm_buttons(scene: Scene) -> list[Block | None]:
    """Right, or not quite."""
    target = str(Target(scene.handoff.id))
    return [
        blocks.button("That's right", actions.RIGHT, target, style="primary"),
        blocks.button("I'd correct something", actions.CORRECT, target),
    ]


def checked(scene: Scene, told: Transfer) -> str:
    """The read-back and what was said of it: both stay."""
    said = told.read_back
    lines = [read_back_words(told)]
    if said is not None and said.confirmed_by is not None:
        by = scene.says(said.confirmed_by, "says", "say")
        correction = told.words(said.correction)
        lines.append(f"{by}: {inline(correction, 2_000)}" if correction else f"{by}: that's right.")
    return "\n".join(lines)


def again_text(scene: Scene) -> str:
    """A month later, once."""
    return (
        f"One question about {scene.account}: what did you have to ask the customer again? "
        "It is kept by topic, never by person."
    )


def again_buttons(scene: Scene, prompt: Prompt) -> list[Block | None]:
    """Nothing, or typed."""
    return [
        blocks.button("Nothing", actions.NOTHING_AGAIN, str(Target(scene.handoff.id, "", str(prompt.id))))
    ]
