"""A brief as Markdown, for a canvas or a file: names and dates stand beside all that is said.

What people wrote is data. It is quoted and escaped (CommonMark), so that it can't become a heading, a table,
a mention or a picture; only plain web addresses stay links.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from bot.wording import Names, clip, count, plain, unescaped, untold
from flows.brief import Brief, Manner, Section, SectionKind, Statement
from flows.handoff import Depth, Handoff
from flows.looks import Page
from flows.transfer import Reading

TITLES = {
    SectionKind.RESPONSIBLE: "Who answers now",
    SectionKind.TEMPERATURE: "Temperature",
    SectionKind.LOOPS: "Open loops",
    SectionKind.IF_THEN: "If this, then that",
    SectionKind.TOPIC: "Topics",
    SectionKind.CUSTOMER: "Questions for the customer",
    SectionKind.PROMISES: "Promises",
    SectionKind.READ_BACK: "Read back",
    SectionKind.LINKS: "Links",
    SectionKind.NOTES: "Notes",
    SectionKind.TIMELINE: "Timeline",
}

WAYS = {
    Manner.SAID: "Said, and erased since.",
    Manner.NOTHING: "Nothing special.",
    Manner.DOCUMENT: "It's in a document.",
    Manner.UNKNOWN: "Not known.",
    Manner.IN_PERSON: "Better said in person.",
    Manner.OPEN: "Not told yet.",
    Manner.NOT_ASKED: "Not asked: a light handoff.",
    Manner.FOR_CUSTOMER: "To ask once, on a call.",
    Manner.CONFIRMED: "That's right.",
    Manner.READ_BACK: "Agreed to the summary.",
}
"""What stands where there are no words."""

MOMENTS = {
    "started": "The handoff started",
    "confirmed": "Confirmed by the manager",
    "paused": "Paused",
    "resumed": "Resumed",
    "edited": "The handoff was edited",
    "depth": "How much is asked was settled",
    "ready_for_solo": "Ready to lead alone",
    "solo": "Leads the calls alone",
    "left": "The giver has left",
    "returned": "Returned, with reasons",
    "read_back": "Told back",
    "read_back_right": "Found right",
    "corrected": "Corrected",
    "accepted": "Accepted: the account passed",
    "closed": "Closed",
    "cancelled": "Cancelled",
    "reopened": "Reopened",
    "running": "Running",
}

_READINGS = {
    Reading.UNREAD: "not read yet",
    Reading.UNDERSTOOD: "understood",
    Reading.QUESTION: "a question is open",
}
_ACTING = re.compile(r"([\\`*_\[\]<>|~&@{}$])")
_STARTING = re.compile(r"^(\s*)([-+#=]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"https?://[^\s<>|]+")


@dataclass(frozen=True)
class _Reader:
    """Who reads: how people are called, whose placeholders are filled, and the zone of the dates."""

    handoff: Handoff
    names: Names
    zone: tzinfo

    def who(self, person: int | None) -> str:
        return escaped(unescaped(self.names.of(person)))

    def told(self, text: str) -> str:
        return escaped(untold(text, self.handoff, self.names))

    def day(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local.day} {local:%b %Y}"

    def moment(self, at: datetime) -> str:
        return f"{self.day(at)}, {at.astimezone(self.zone):%H:%M %Z}"


def markdown(found: Brief, handoff: Handoff, names: Names, zone: tzinfo = UTC) -> str:
    """The whole brief. `zone` is the reader's; a canvas that several read keeps UTC."""
    reader = _Reader(handoff, names, zone)
    lines = list(_head(found, reader))
    kind: SectionKind | None = None
    for section in found.sections:
        if section.kind is not kind:
            lines += ["", f"## {_title(section.kind, reader)}"]
        kind = section.kind
        lines += _section(section, reader)
    return "\n".join(lines) + "\n"


def file_name(found: Brief) -> str:
    """What the brief's file is called: `acme-brief.md`."""
    name = unicodedata.normalize("NFKD", found.account).encode("ascii", "ignore").decode().lower()
    return f"{'-'.join(re.findall(r'[a-z0-9]+', name))[:60] or 'account'}-brief.md"


def escaped(text: str) -> str:
    """People's text on one line of Markdown, where it means nothing but itself."""
    line = plain("".join(one for one in text if one in "\n\t" or unicodedata.category(one) != "Cc"))
    return _line(line)


def quoted(text: str) -> list[str]:
    """People's text as a quotation, line by line (two spaces break a line); what was set in stays set in."""
    lines = [line.expandtabs(4).rstrip() for line in text.strip().splitlines()]
    return [f"> {_indented(line)}  " if line else ">" for line in lines]


def _indented(line: str) -> str:
    """The line, set in by spaces that make no code block."""
    bare = line.lstrip()
    return "\N{NO-BREAK SPACE}" * (len(line) - len(bare)) + escaped(bare)


def _line(line: str) -> str:
    """The line escaped but for its web addresses."""
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(line):
        address = _trimmed(found[0])
        parts += [_ACTING.sub(r"\\\1", line[at : found.start()]), f"<{address}>"]
        at = found.start() + len(address)
    whole = "".join([*parts, _ACTING.sub(r"\\\1", line[at:])])
    return _STARTING.sub(_harmless, whole)


def _trimmed(address: str) -> str:
    """The address without what ends the sentence or the bracket it stands in."""
    bare = address.rstrip(".,;:!?'\"*_~`]}")
    return bare.rstrip(")") if bare.count(")") > bare.count("(") else bare


def _harmless(start: re.Match[str]) -> str:
    """The start of a line that would be a list, a heading or a rule."""
    return f"{start[1]}{start[2]}\\" if start[2].isdigit() else f"{start[1]}\\{start[2]}"


def _head(found: Brief, reader: _Reader) -> Iterator[str]:
    answered, asked = found.answered
    handoff = reader.handoff
    yield f"# {escaped(found.account)}"
    yield ""
    yield f"From {reader.who(handoff.giver)} to {reader.who(handoff.receiver)} · {reader.moment(found.at)}"
    yield ""
    depth = "light" if found.depth is Depth.LIGHT else "full"
    told = f"{answered} of {count(asked, 'question', 'questions')} answered"
    yield f"_Internal: not for the customer. A {depth} handoff, {told}._"


def _title(kind: SectionKind, reader: _Reader) -> str:
    if kind is SectionKind.NOTES:
        return f"{reader.who(reader.handoff.giver)}'s notes"
    return TITLES[kind]


def _section(section: Section, reader: _Reader) -> Iterator[str]:
    if section.kind is SectionKind.TOPIC:
        yield ""
        yield f"### {reader.told(section.title)}"
    if state := _state(section, reader):
        yield f"_{state}_"
    if not section.statements and section.kind is not SectionKind.TOPIC:
        yield ""
        yield "_Nothing._"
    if section.pages:
        yield ""
        yield f"To read: {'; '.join(_page(page, reader) for page in section.pages)}"
    for one in section.statements:
        yield ""
        yield from _FORMS.get(one.manner, _answer)(one, reader)


def _page(page: Page, reader: _Reader) -> str:
    title = reader.told(page.look.title)
    address = _ADDRESS.fullmatch((page.link or "").strip())
    linked = f"[{title}](<{address[0]}>)" if address else title
    return f"{linked} (optional)" if page.look.optional else linked


def _state(section: Section, reader: _Reader) -> str:
    """How complete and how fresh the section is, and how far the receiver is with it."""
    parts = [f"{section.answered} of {section.asked} answered"] if section.asked else []
    if section.fresh is not None and section.kind not in (SectionKind.RESPONSIBLE, SectionKind.TIMELINE):
        parts.append(f"newest {reader.day(section.fresh)}")
    if section.reading is not None:
        parts.append(_READINGS[section.reading])
    return " · ".join(parts)


def _answer(one: Statement, reader: _Reader) -> Iterator[str]:
    """A question, what was said to it, by whom and when."""
    if one.manner in (Manner.OPEN, Manner.NOT_ASKED):
        yield f"- {reader.told(one.prompt)} _{WAYS[one.manner]}_" if one.prompt else f"_{WAYS[one.manner]}_"
        return
    if one.prompt:
        yield f"**{reader.told(one.prompt)}**"
        yield ""
    names = ", ".join(reader.who(person) for person in one.people)
    chosen = ", ".join(reader.told(choice) for choice in one.chosen)
    short = names or chosen
    lines = [f"> {short}  "] if short else []
    lines += quoted(one.text) or ([] if short else [f"> _{WAYS.get(one.manner, 'Erased since.')}_"])
    if one.link:
        lines.append(f"> {escaped(one.link)}")
    yield from lines
    if credit := _credit(one, reader):
        yield ">"
        yield f"> — {credit}"


def _credit(one: Statement, reader: _Reader) -> str:
    parts = [reader.who(one.author)] if one.author is not None else []
    parts += [reader.day(one.at)] if one.at is not None else []
    parts += [_SOURCES[one.manner]] if one.manner in _SOURCES else []
    return ", ".join([*parts, *(["second-hand"] if one.second_hand else [])])


_SOURCES = {
    Manner.REPLY: "replied",
    Manner.PASTED: "from notes",
    Manner.MESSAGE: "from Slack",
    Manner.CORRECTION: "corrected",
    Manner.RETURNED: "returned it",
    Manner.AGAIN: "had to be asked again",
    Manner.KNOWN: "said beside the questions",
}


def _question(one: Statement, reader: _Reader) -> Iterator[str]:
    head = f"**{reader.who(one.author)} asked {reader.who(one.to)}**"
    yield head if one.replied else f"{head} (open)"
    yield ""
    yield from quoted(one.text) or ["> _Erased since._"]
    if one.at is not None:
        yield ">"
        yield f"> — {reader.day(one.at)}"


def _responsible(one: Statement, reader: _Reader) -> Iterator[str]:
    since = f", since {reader.moment(one.at)}" if one.at is not None else ""
    yield f"**{reader.who(one.author)}**{since} · {one.text}"


def _event(one: Statement, reader: _Reader) -> Iterator[str]:
    at = reader.moment(one.at) if one.at is not None else ""
    by = f" · {reader.who(one.author)}" if one.author is not None else ""
    yield f"- {at}: {MOMENTS.get(one.text, one.text)}{by}"


def _link(one: Statement, reader: _Reader) -> Iterator[str]:
    yield f"- {reader.told(one.prompt)}: {clip(escaped(one.text), 3_000)} ({_credit(one, reader)})"


_FORMS: dict[Manner, Callable[[Statement, _Reader], Iterator[str]]] = {
    Manner.QUESTION: _question,
    Manner.RESPONSIBLE: _responsible,
    Manner.EVENT: _event,
    Manner.LINK: _link,
}
