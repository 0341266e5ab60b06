"""The brief in a dialog: the sections in the same order every time, a few at a time, for a phone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.brief_text import MOMENTS, TITLES, WAYS
from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.sayings import quoted
from bot.views.scene import Scene
from bot.wording import Names, clip, clip_mrkdwn, count, day, moment, plain, safe, unescaped
from flows import calendar, permissions
from flows.brief import Manner, Section, SectionKind, Statement
from flows.desk import briefs
from flows.desk.briefs import Found, Point
from flows.people import Person
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.transfer import Reading

PAGE_TEXT = 4_500
"""Characters of one page: some four screens of a phone."""

PAGE_BLOCKS = 30
BLOCK = 2_800
WORDS = 1_200
"""Characters of one statement in the dialog; the file has all of it."""

INTERNAL = ":lock: Internal: for the people of this handoff."
OWN_TOPIC = 500
"""Characters of a topic of somebody's own."""

_READINGS = {Reading.UNDERSTOOD: "understood", Reading.QUESTION: "a question is open"}
_SOURCES = {
    Manner.REPLY: "replied",
    Manner.PASTED: "from notes",
    Manner.MESSAGE: "from Slack",
    Manner.CORRECTION: "corrected",
    Manner.RETURNED: "returned it",
    Manner.AGAIN: "had to be asked again",
    Manner.KNOWN: "said beside the questions",
}


def scene_of(uow: UnitOfWork, now: datetime, reader: Person | None, found: Found) -> Scene:
    """The brief's handoff as this person sees it, with the names of everybody in the brief."""
    scene = Scene.of(uow, found.handoff, now, reader)
    return replace(scene, names=Names({**scene.names.people, **uow.people.get(found.people)}))


def dialog(
    scene: Scene, found: Found, page: int = 0, *, opened: int | None = None, earlier: bool = False
) -> Block:
    """One page of the brief (pages count from 0).

    `earlier`: what the account's last handoff left, as seen from the handoff `opened`.
    """
    pages = _pages(_texts(scene, found))
    page = min(max(page, 0), len(pages) - 1)
    body = [*_head(scene, found), *([] if earlier or page else _buttons(scene, found))]
    body += [blocks.section(text) for text in pages[page]]
    body += blocks.actions(_turns(page, len(pages)))
    metadata = f"{Target(opened or scene.handoff.id)}\n{page}\n{'earlier' if earlier else ''}"
    return blocks.dialog("brief", "Brief", body, close="Close", metadata=metadata)


def _head(scene: Scene, found: Found) -> list[Block]:
    handoff = scene.handoff
    answered, asked = found.brief.answered
    told = f"{answered} of {count(asked, 'question', 'questions')} answered"
    people = f"{scene.who(handoff.giver)} → {scene.who(handoff.receiver)}"
    return [
        blocks.section(f"{scene.account} · {people} · {moment(found.brief.at)}"),
        blocks.context(f"{INTERNAL} {told}."),
    ]


def _buttons(scene: Scene, found: Found) -> list[Block]:
    target = str(Target(scene.handoff.id))
    may_add = scene.handoff.status.open and permissions.may(
        scene.reader_id or 0, Action.ANSWER, scene.handoff
    )
    agenda = scene.handoff.status.open and briefs.agenda(scene.handoff, found.told)
    return blocks.actions(
        [
            blocks.button("Send me the file", actions.BRIEF_FILE, target),
            blocks.button("Add a topic", actions.BRIEF_ADD, target) if may_add else None,
            blocks.button("Agenda", actions.BRIEF_AGENDA, target) if agenda else None,
            blocks.button("The brief before this", actions.BRIEF_BEFORE, target) if found.before else None,
        ]
    )


def _turns(page: int, pages: int) -> list[Block | None]:
    return [
        blocks.button("Back", f"{actions.BRIEF_PAGE}_back", str(page - 1)) if page else None,
        blocks.button(f"More ({page + 2} of {pages})", f"{actions.BRIEF_PAGE}_more", str(page + 1))
        if page + 1 < pages
        else None,
    ]


def _pages(texts: Sequence[str]) -> list[list[str]]:
    """The texts in their order, as many on a page as are read at a sitting."""
    pages: list[list[str]] = [[]]
    size = 0
    for text in texts:
        if pages[-1] and (size + len(text) > PAGE_TEXT or len(pages[-1]) >= PAGE_BLOCKS):
            pages.append([])
            size = 0
        pages[-1].append(text)
        size += len(text)
    return pages


def _texts(scene: Scene, found: Found) -> list[str]:
    """Every section as one or more texts that fit a block."""
    texts: list[str] = []
    for section in found.brief.sections:
        texts += _packed(_lines(scene, section))
        if section.kind is SectionKind.READ_BACK and scene.handoff.status.open:
            texts += _packed([_agenda_line(scene, found)])
    return texts


def _agenda_line(scene: Scene, found: Found) -> str:
    titles = [safe(point.title) for point in briefs.agenda(scene.handoff, found.told)]
    return "*Agenda of the internal meeting*\n" + (" · ".join(titles) or "Nothing is open.")


def _packed(lines: Sequence[str]) -> list[str]:
    """Lines joined into texts of at most `BLOCK` characters."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < BLOCK:
            texts[-1] += f"\n{line}"
        else:
            texts.append(clip_mrkdwn(line, BLOCK))
    return texts


def _lines(scene: Scene, section: Section) -> list[str]:
    lines = [_heading(scene, section)]
    for one in section.statements:
        lines.append(_FORMS.get(one.manner, _said)(scene, one))
    if not section.statements:
        lines.append("Nothing.")
    return lines


def _heading(scene: Scene, section: Section) -> str:
    """The section's name, how complete and how fresh it is, and how far the receiver is with a topic."""
    title = safe(plain(section.title)) if section.kind is SectionKind.TOPIC else _title(scene, section.kind)
    parts = [f"*{title}*"]
    if section.asked:
        parts.append(f"{section.answered} of {section.asked}")
    if section.fresh is not None and section.kind not in (SectionKind.RESPONSIBLE, SectionKind.TIMELINE):
        parts.append(f"newest {_day(scene, section.fresh)}")
    if section.reading in _READINGS:
        parts.append(_READINGS[section.reading])
    return " · ".join(parts)


def _title(scene: Scene, kind: SectionKind) -> str:
    if kind is SectionKind.NOTES:
        return f"{scene.names.of(scene.handoff.giver)}'s notes"
    return TITLES[kind]


def _day(scene: Scene, at: datetime) -> str:
    zone = scene.reader.tz if scene.reader else None
    return day(calendar.local_day(at, zone) if zone else at.date())


def _said(scene: Scene, one: Statement) -> str:
    """A question, what was said to it, by whom and when."""
    prompt = scene.tell(one.prompt) if one.prompt else ""
    if one.manner in (Manner.OPEN, Manner.NOT_ASKED):
        return f"• {prompt} _{WAYS[one.manner]}_" if prompt else f"_{WAYS[one.manner]}_"
    chosen = [scene.tell(choice) for choice in one.chosen] + [scene.names.of(who) for who in one.people]
    words = safe(clip(one.text, WORDS))
    said = "\n".join(part for part in (", ".join(chosen), words) if part)
    said = said or WAYS.get(one.manner, "Erased since.")
    link = f" · <{_address(one.link)}|open it>" if one.link else ""
    lines = [prompt] if prompt else []
    return "\n".join([*lines, quoted(said), f">— {_credit(scene, one)}{link}"])


def _address(link: str) -> str:
    """The address, unable to end the link that it stands in."""
    return safe(link).replace("|", "%7C")


def _credit(scene: Scene, one: Statement) -> str:
    parts = [scene.names.of(one.author)] if one.author is not None else []
    parts += [_day(scene, one.at)] if one.at is not None else []
    parts += [_SOURCES[one.manner]] if one.manner in _SOURCES else []
    return ", ".join([*parts, *(["second-hand"] if one.second_hand else [])]) or "asked"


def _question(scene: Scene, one: Statement) -> str:
    asks = f"{scene.names.of(one.author)} asked {scene.names.of(one.to)}"
    when = f", {_day(scene, one.at)}" if one.at is not None else ""
    return f"{asks}{when}{'' if one.replied else ' (open)'}\n{quoted(safe(clip(one.text, WORDS)))}"


def _responsible(scene: Scene, one: Statement) -> str:
    since = f", since {moment(one.at)}" if one.at is not None else ""
    return f"*{scene.names.of(one.author)}*{since} · {one.text}"


def _event(scene: Scene, one: Statement) -> str:
    by = f" · {scene.names.of(one.author)}" if one.author is not None else ""
    at = f"{_day(scene, one.at)}: " if one.at is not None else ""
    return f"• {at}{MOMENTS.get(one.text, one.text)}{by}"


def _link(scene: Scene, one: Statement) -> str:
    return f"• {scene.tell(one.prompt)}: {safe(clip(one.text, WORDS))} ({_credit(scene, one)})"


_FORMS: dict[Manner, Callable[[Scene, Statement], str]] = {
    Manner.QUESTION: _question,
    Manner.RESPONSIBLE: _responsible,
    Manner.EVENT: _event,
    Manner.LINK: _link,
}


def agenda_text(scene: Scene, found: Found) -> str:
    """The internal meeting's agenda as plain text, to paste anywhere."""
    head = f"{plain(scene.handoff.account.name)}: {unescaped(scene.names.of(scene.handoff.giver))} and "
    lines = [f"{head}{unescaped(scene.names.of(scene.handoff.receiver))}"]
    for number, point in enumerate(briefs.agenda(scene.handoff, found.told), 1):
        lines += [f"{number}. {plain(point.title)}", *_why(scene, found, point)]
    return "\n".join(lines) if len(lines) > 1 else f"{lines[0]}\nNothing is open."


def _why(scene: Scene, found: Found, point: Point) -> Iterator[str]:
    if point.in_person:
        yield "   - better said in person"
    if point.untold:
        yield f"   - {count(point.untold, 'question', 'questions')} nobody has answered yet"
    for question in point.questions:
        asker = unescaped(scene.names.of(question.asked_by))
        yield f"   - {asker} asks: {clip(plain(found.told.words(question.note)), 300)}"


def agenda_block(scene: Scene, found: Found) -> Block:
    """The agenda as a text that can be copied."""
    text = {"type": "text", "text": clip(agenda_text(scene, found), BLOCK)}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [text]}],
    }


def agenda(scene: Scene, found: Found) -> Block:
    """The agenda in a dialog of its own."""
    lead = blocks.section(f"{scene.account} · what the two of you should talk about")
    return blocks.dialog(
        "notice", "Internal meeting", [lead, agenda_block(scene, found), blocks.context(INTERNAL)], close="OK"
    )


def add_topic(scene: Scene) -> Block:
    """Asks for a topic of somebody's own."""
    element = blocks.text_input("text", lines=True, limit=OWN_TOPIC)
    hint = "Its first line is its title. Everyone on this handoff reads it; the customer doesn't."
    return blocks.dialog(
        "brief_add",
        "Add a topic",
        [blocks.field("text", "What else should be known?", element, hint=hint)],
        submit="Add",
        metadata=str(Target(scene.handoff.id)),
    )


def which(scenes: Sequence[Scene]) -> Block:
    """Several briefs fit: one is chosen."""
    body: list[Block] = []
    for scene in scenes[: PAGE_BLOCKS * 2]:
        opener = blocks.button("Open", actions.BRIEF, str(Target(scene.handoff.id)))
        people = f"{scene.who(scene.handoff.giver)} → {scene.who(scene.handoff.receiver)}"
        body.append(blocks.section(f"{scene.account} · {people}", opener))
    nothing = [blocks.section("You are part of no handoff that is called so. `/handoff list` shows yours.")]
    return blocks.dialog("notice", "Briefs", body or nothing, close="Close")
