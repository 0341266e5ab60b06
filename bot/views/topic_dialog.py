"""The dialog in which the receiver goes through what was said, topic by topic, and those it opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.views import actions, blocks, topics
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.prompts import answer_text
from bot.views.sayings import quoted
from bot.views.scene import Scene
from bot.wording import clip, day, plain, safe, unescaped
from flows import conditions, guide, limits, permissions, transfer
from flows.handoff import Depth
from flows.people import PersonId
from flows.permissions import Action
from flows.topics import Ask, Look, Topic
from flows.transfer import Filing, Piece, Question, Reading, Transfer

WORDS = 1_500
"""Characters of one person's words in a dialog that fits a phone; the brief has all of them."""

CALLBACK = "topics"


@dataclass(frozen=True)
class Walk:
    """A handoff seen by somebody who reads, what was said there, and where the playbook's links lead."""

    scene: Scene
    told: Transfer
    links: Mapping[str, str]

    @property
    def order(self) -> list[str]:
        """Every topic, in order."""
        return list(transfer.topics(self.scene.handoff, self.told))

    @property
    def open(self) -> list[str]:
        """The topics that are not understood yet, in order."""
        return [t for t in self.order if transfer.reading(self.told, t) is not Reading.UNDERSTOOD]

    @property
    def receives(self) -> bool:
        """Whether the reader is the one who has to understand."""
        handoff = self.scene.handoff
        return handoff.status.open and permissions.may(self.scene.reader_id or 0, Action.ACCEPT, handoff)

    def following(self, topic_id: str) -> str:
        """The next topic that is not understood, going round once; empty when there is none."""
        order = self.order
        at = order.index(topic_id) + 1 if topic_id in order else 0
        return next((t for t in (*order[at:], *order[:at]) if t in self.open and t != topic_id), "")


def walk(view: Walk, topic_id: str) -> Block:
    """One topic of the walk; no topic, or one that does not exist: the first open one, then the end."""
    shown = topic_id if topic_id in view.order or topic_id == "end" else next(iter(view.open), "end")
    body = _end(view) if shown == "end" else [*_topic(view, shown), *_buttons(view, shown)]
    title = clip(plain(view.scene.handoff.account.name), limits.VIEW_TITLE)
    metadata = str(Target(view.scene.handoff.id, "", shown))
    return blocks.dialog(CALLBACK, title, body, close="Stop here", metadata=metadata)


def counted(view: Walk) -> str:
    """How far the receiver is: "4 of 17 understood"."""
    total = len(view.order)
    return f"{total - len(view.open)} of {total} understood"


def _topic(view: Walk, topic_id: str) -> list[Block]:
    scene, told = view.scene, view.told
    topic = scene.handoff.playbook.topic.get(topic_id)
    mark = " :white_check_mark:" if transfer.reading(told, topic_id) is Reading.UNDERSTOOD else ""
    body = [
        blocks.context(counted(view)),
        blocks.section(f"*{topics.topic_title(scene, told, topic_id)}*{mark}"),
    ]
    if topic is not None:
        body += _said(view, topic)
    body += [blocks.section(_piece(scene, told, piece)) for piece in _pieces(told, topic_id)]
    body += _questions(view, topic_id)
    return body + (_look(view, topic) if topic is not None else [])


def _said(view: Walk, topic: Topic) -> list[Block]:
    """Each question with its answer; those not answered yet, and not asked at all, in small print."""
    scene, told = view.scene, view.told
    body, left, unasked = [], [], []
    for ask in topic.ask:
        name = f"{topic.id}.{ask.id}"
        question = scene.tell(ask.question)
        if name in told.answers:
            body.append(blocks.section(f"{question}\n{answer_text(scene, told, name)}\n{_by(view, name)}"))
        elif scene.handoff.depth is Depth.LIGHT and not ask.light:
            unasked.append(question)
        elif _asked(scene, ask):
            left.append(question)
    body += [blocks.context(f"Not told yet: {' · '.join(left)}")] if left else []
    return body + ([blocks.context(f"Not asked: {' · '.join(unasked)}")] if unasked else [])


def _asked(scene: Scene, ask: Ask) -> bool:
    return conditions.holds(ask.when, scene.handoff.facts) is not False


def _by(view: Walk, name: str) -> str:
    answer = view.told.answers[name]
    second_hand = ", second-hand" if answer.second_hand else ""
    return f"— {view.scene.names.of(answer.author)}, {day(answer.at.date())}{second_hand}"


def _pieces(told: Transfer, topic_id: str) -> list[Piece]:
    """What is filed there; a topic of somebody's own is a piece itself."""
    return [p for p in told.pieces.values() if p.topic == topic_id or f"own-{p.id}" == topic_id]


def _piece(scene: Scene, told: Transfer, piece: Piece) -> str:
    words = quoted(safe(clip(told.words(piece.note), WORDS)))
    link = f" · {linked('the message', piece.link)}" if piece.link else ""
    if piece.kind is Filing.AGAIN:
        return f"{words}\n— the customer was asked again, {day(piece.at.date())}"
    return f"{words}\n— {scene.names.of(piece.author)}, {day(piece.at.date())}{link}"


def _questions(view: Walk, topic_id: str) -> list[Block]:
    scene, told = view.scene, view.told
    body: list[Block] = []
    for question in told.questions.values():
        if question.topic != topic_id:
            continue
        asks = scene.says(question.asked_by, "asked", "asked")
        text = f"{asks}: {topics.inline(told.words(question.note), WORDS)}"
        may = scene.reader_id == question.asked_of and question.waiting and scene.handoff.status.open
        target = str(Target(scene.handoff.id, "", str(question.id)))
        reply = blocks.button("Reply", actions.REPLY, target) if may else None
        body.append(blocks.section(f"{text}\n{topics.replied(scene, told, question)}", reply))
    return body


def linked(title: str, address: str) -> str:
    """A title that opens a page, in mrkdwn; the title alone when that is no web address."""
    if not address.startswith(("https://", "http://")):
        return safe(title)
    return f"<{safe(address).replace('|', '%7C')}|{safe(title)}>"


def _look(view: Walk, topic: Topic) -> list[Block]:
    """What the receiver reads, each with its link when there is one."""
    facts = view.scene.handoff.facts
    looks = [look for look in topic.look if conditions.holds(look.when, facts) is not False]
    lines = [
        f"• {linked(look.title, _address(view, look))}{' (if you like)' if look.optional else ''}"
        for look in looks
    ]
    return [blocks.section("\n".join(["Look at", *lines]))] if lines else []


def _address(view: Walk, look: Look) -> str:
    """Where it is: the link given as evidence of a part (`step.part`), or the page in the settings."""
    step, _, part = (look.key or "").partition(".")
    if not part:
        return view.links.get(step, "")
    given = view.scene.handoff.state(step).evidence.get(part)
    note = view.scene.handoff.notes.get(given) if given else None
    return note.body.strip() if note else ""


def _buttons(view: Walk, topic_id: str) -> list[Block]:
    handoff, order = view.scene.handoff, view.order
    at, target = order.index(topic_id), str(Target(handoff.id, "", topic_id))
    row: list[Block] = []
    if view.receives and topic_id in view.open:
        row.append(blocks.button("Understood", actions.UNDERSTOOD, target, style="primary"))
    if handoff.status.open:
        row += [
            blocks.button("I have a question", actions.TOPIC_ASK, target),
            blocks.button("Add something", actions.TOPIC_ADD, target),
        ]
    before = order[at - 1] if at else ""
    after = order[at + 1] if at + 1 < len(order) else "end"
    turns = [("Back", "back", before)] if before else []
    return [
        *blocks.actions(row),
        *blocks.actions(
            blocks.button(text, f"{actions.TOPIC_GO}_{way}", str(Target(handoff.id, "", to)))
            for text, way, to in [*turns, ("Next", "next", after)]
        ),
    ]


def _end(view: Walk) -> list[Block]:
    """After the last topic: what is open, and the way to the read-back."""
    scene, told = view.scene, view.told
    lines = [f"*{counted(view)}*"]
    if view.open:
        lines += [f"• {topics.topic_title(scene, told, topic)}" for topic in view.open]
    row: list[Block | None] = []
    if view.open:
        to = str(Target(scene.handoff.id, "", view.open[0]))
        row.append(blocks.button("Show the first open one", f"{actions.TOPIC_GO}_open", to))
    if guide.may_accept(scene.handoff, scene.reader_id or 0):
        row += take_buttons(scene, told)
        if told.read_back is None:
            target = str(Target(scene.handoff.id))
            row.append(blocks.button("Return it", actions.RETURN, target))
    return [blocks.section("\n".join(lines)), *blocks.actions(row)]


def take_buttons(scene: Scene, told: Transfer | None) -> list[Block | None]:
    """What the receiver can do on the way to the baton: tell it back first, then accept, or return it."""
    handoff = scene.handoff
    target = str(Target(handoff.id))
    back = blocks.button("Return it", actions.RETURN, target)
    if told is None or transfer.may_accept(handoff, told):
        return [accept_button(scene), back if told is not None and handoff.playbook.topics else None]
    if told.read_back is None or told.read_back.author != handoff.receiver:
        name = clip(plain(handoff.account.name), 50)
        return [blocks.button(f"Tell {name} back", actions.TELL_BACK, target, style="primary")]
    return [back]


def accept_button(scene: Scene) -> Block:
    """Accept, with its one confirmation: it passes the baton, and is not undone."""
    name = scene.handoff.account.name
    asked = blocks.confirm(
        f"Accept {name}?",
        f"From here on {name} is yours, and everyone sees that. Steps that are still open stay open.",
        "It's mine",
    )
    return blocks.button(f"Accept {name}", actions.ACCEPT, str(Target(scene.handoff.id)), confirm=asked)


def ask(view: Walk, topic_id: str, people: Sequence[PersonId], first: PersonId | None) -> Block:
    """A question about a topic, and who is asked."""
    scene = view.scene
    title = topics.topic_title(scene, view.told, topic_id)
    return _dialog(
        "topic_ask",
        "A question",
        scene,
        topic_id,
        [
            blocks.section(f"{scene.account} · *{title}*"),
            blocks.field("question", "What would you like to know?", blocks.text_input("text", lines=True)),
            _whom(scene, people, first),
        ],
        submit="Ask",
    )


def _whom(scene: Scene, people: Sequence[PersonId], first: PersonId | None) -> Block:
    options = [(unescaped(_with_role(scene, person)), str(person)) for person in people]
    element = blocks.select("of", "A colleague", options, str(first) if first else None)
    hint = "They get it in their working hours, with other questions, at most twice a day."
    return blocks.field("of", "Who is asked?", element, hint=hint)


def _with_role(scene: Scene, person: PersonId) -> str:
    roles = scene.handoff.roles_of(person)
    label = scene.tell(scene.handoff.playbook.roles[roles[0]].label) if roles else ""
    return f"{scene.names.of(person)} ({label})" if label else scene.names.of(person)


def ask_else(view: Walk, question: Question, people: Sequence[PersonId]) -> Block:
    """Somebody else is asked the same question."""
    scene = view.scene
    text = topics.inline(view.told.words(question.note), WORDS)
    first = next((person for person in people if person not in question.passed), None)
    body = [blocks.section(f"{scene.account}: {text}"), _whom(scene, people, first)]
    return _dialog("question_else", "Ask someone else", scene, str(question.id), body, submit="Ask")


def reply(view: Walk, question: Question) -> Block:
    """A reply, or another one in its place."""
    before = view.told.words(question.reply)
    element = blocks.text_input("reply", lines=True, initial=before)
    text = topics.inline(view.told.words(question.note), WORDS)
    body = [blocks.section(f"{view.scene.account}: {text}"), blocks.field("reply", "Your reply", element)]
    return _dialog("question_reply", "Reply", view.scene, str(question.id), body)


def add(view: Walk, topic_id: str) -> Block:
    """Something of one's own, under a topic or as a new one."""
    scene, told = view.scene, view.told
    title = clip(unescaped(topics.topic_title(scene, told, topic_id)), limits.OPTION)
    places = [(title, topic_id), ("A new topic", "new")]
    body = [
        blocks.field("place", "Where does it belong?", blocks.select("place", "Choose", places, topic_id)),
        blocks.field(
            "words",
            "What should be known?",
            blocks.text_input("words", lines=True),
            hint="The first line names a new topic. Everyone on the handoff reads it; the customer doesn't.",
        ),
    ]
    return _dialog("topic_add", "Add something", scene, topic_id, body)


def _dialog(
    callback: str, title: str, scene: Scene, about: str, body: Sequence[Block], *, submit: str = "Save"
) -> Block:
    metadata = str(Target(scene.handoff.id, "", about))
    return blocks.dialog(callback, title, body, submit=submit, metadata=metadata)


def read_back(scene: Scene, told: Transfer, start: str = "") -> Block:
    """The receiver's own words. A light handoff's summary is agreed to with one tap beside it."""
    light = scene.handoff.depth is Depth.LIGHT
    element = blocks.text_input("words", lines=True, initial=start)
    row = topics.read_back_buttons(scene) if not start else []
    label = "In your own words, if you see it otherwise" if light else "In your own words"
    body = [
        blocks.section(topics.read_back_text(scene, told)),
        *blocks.actions(row),
        blocks.field("words", label, element),
    ]
    return _dialog("read_back", "Tell it back", scene, "", body)


def correct(scene: Scene, told: Transfer) -> Block:
    """The giver says what is different."""
    body = [
        blocks.section(topics.read_back_words(told)),
        blocks.field("words", "What is different?", blocks.text_input("words", lines=True)),
    ]
    return _dialog("correct", "I'd correct something", scene, "", body)


def give_back(scene: Scene) -> Block:
    """The receiver returns the handoff: what is missing becomes open items."""
    hint = f"One on each line. {scene.names.of(scene.handoff.giver)} and the manager read them."
    element = blocks.text_input("why", lines=True)
    body = [
        blocks.section(f"{scene.account} goes back for now. Nothing that was told or done is lost."),
        blocks.field("why", "What is missing?", element, hint=unescaped(hint)),
    ]
    return _dialog("give_back", "Return it", scene, "", body, submit="Return it")
