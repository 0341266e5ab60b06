"""Notes as people keep them (Markdown, or nearly), in blocks: headings, bullets, paragraphs, code, tables."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

_LABEL = 7
"""The level of a heading that is only a bold line, or a line with a colon: below every `#`."""

_LONGEST_TITLE = 120
_BULLET = re.compile(r"([-*+•◦▪‣–—]|\d{1,3}[.)])\s+\S")
_RULE = re.compile(r"(-{3,}|={3,}|\*{3,}|_{3,})")
_FENCES = ("```", "~~~")
_BOLD = re.compile(r"(\*\*|__|\*)([^*_]+)\1:?")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    BULLET = "bullet"
    TEXT = "text"
    CODE = "code"
    TABLE = "table"


@dataclass(slots=True)
class Block:
    """Lines that belong together. `level` is a heading's (1 is highest), `indent` a bullet's (characters)."""

    kind: Kind
    lines: list[str] = field(default_factory=list)
    level: int = 0
    indent: int = 0

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(self.lines)


def blocks(text: str) -> list[Block]:
    """The blocks of the text, in order. Bullets keep what is indented under them; marks of headings go."""
    reader = _Reader()
    for line in text.splitlines():
        reader.read(line.rstrip())
    return [block for block in reader.found if block.text.strip()]


class _Reader:
    """Reads line by line. `open` is the block that the next line may still belong to, `gap` an empty line."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.open: Block | None = None
        self.fence = ""
        self.gap = False

    def read(self, line: str) -> None:
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        if self.fence or bare.startswith(_FENCES):
            self._code(line, bare, indent)
        elif not bare.strip("#"):
            self._blank()
        elif title := _title(bare):
            self._start(Kind.HEADING, title[1], level=title[0])
            self.open = None
        elif _RULE.fullmatch(bare):
            self._rule(bare)
        elif bare.startswith("|"):
            self._table(line)
        elif _BULLET.match(bare):
            self._bullet(line, indent)
        else:
            self._words(line, bare, indent)

    def _start(self, kind: Kind, line: str, *, level: int = 0, indent: int = 0) -> None:
        self.gap = False
        self.open = Block(kind, [line], level, indent)
        self.found.append(self.open)

    def _code(self, line: str, bare: str, indent: int) -> None:
        """A fence runs to its like; everything between is one block with it, or with its bullet."""
        opening = not self.fence
        self.fence = self.fence or bare[:3]
        if opening and not self._under(indent):
            self._start(Kind.CODE, line)
        else:
            self._go_on(line)
        if bare.endswith(self.fence) and (len(bare) >= 6 or not opening):
            self.fence = ""
            self.open = self.open if self._under(indent) else None

    def _blank(self) -> None:
        """An empty line ends everything but a bullet, which may go on indented."""
        self.gap = True
        if self.open is not None and self.open.kind is not Kind.BULLET:
            self.open = None

    def _rule(self, bare: str) -> None:
        """A row of `=` or `-` under one line makes it a heading; any other row only parts."""
        last = self.open
        if last is not None and last.kind is Kind.TEXT and len(last.lines) == 1 and bare[0] in "=-":
            last.kind, last.level = Kind.HEADING, 1 if bare[0] == "=" else 2
        self.open = None

    def _table(self, line: str) -> None:
        if self.open is not None and self.open.kind is Kind.TABLE:
            self._go_on(line)
        else:
            self._start(Kind.TABLE, line)

    def _bullet(self, line: str, indent: int) -> None:
        if self._under(indent):
            self._go_on(line)
            return
        self._label()
        self._start(Kind.BULLET, line, indent=indent)

    def _label(self) -> None:
        """One line with a colon right above a list is its heading."""
        last = self.found[-1] if self.found else None
        if last is not None and last.kind is Kind.TEXT and len(last.lines) == 1 and _is_label(last.text):
            last.kind, last.level = Kind.HEADING, _LABEL

    def _words(self, line: str, bare: str, indent: int) -> None:
        bold = _BOLD.fullmatch(bare) if len(bare) <= _LONGEST_TITLE else None
        last = self.open
        if bold and (last is None or indent == 0):
            self._start(Kind.HEADING, bold[2].strip(), level=_LABEL)
            self.open = None
        elif (last is not None and last.kind is Kind.TEXT) or self._under(indent) or self._wrapped(bare):
            self._go_on(line)
        else:
            self._start(Kind.TEXT, line)

    def _under(self, indent: int) -> bool:
        """Whether a line that far in still belongs to the open bullet."""
        return self.open is not None and self.open.kind is Kind.BULLET and indent > self.open.indent

    def _wrapped(self, bare: str) -> bool:
        """Whether a line right below a bullet is the rest of it."""
        bullet = self.open is not None and self.open.kind is Kind.BULLET
        return bullet and not self.gap and not _is_label(bare)

    def _go_on(self, line: str) -> None:
        self.gap = False
        if self.open is not None:
            self.open.lines.append(line)


def _title(bare: str) -> tuple[int, str] | None:
    """A heading with its level: `## Contacts`. Its own marks are taken off, at both ends."""
    level = len(bare) - len(bare.lstrip("#"))
    if not 1 <= level <= 6 or not bare[level:].startswith((" ", "\t")):
        return None
    words = bare[level:].strip()
    if words.rstrip("#").endswith((" ", "\t")) or not words.strip("#"):
        words = words.rstrip("#").rstrip()
    return (level, words) if words else None


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and text.rstrip().endswith(":")
