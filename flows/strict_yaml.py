"""YAML without its traps: what stands in the file is what is read, and everything has a line.

Ordinary YAML turns `yes` into a boolean, `010` into eight, an empty line into nothing, and 236 bytes of
anchors into millions of values. Here a plain word is text, `true` and `false` are the only booleans, plain
decimal digits are the only numbers, and whatever would mean something else to another reader is refused.
It reads PyYAML's events rather than its node tree, which is where anchors and tags can still be seen, and
where depth and number can be bounded before anything is built.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from flows.problems import Lines, Path, Place, PlaybookError, Problem, dotted

MAX_BYTES = 256 * 1024
MAX_NODES = 5_000
MAX_DEPTH = 20
MAX_PROBLEMS = 50
"""After so many faults, the rest is not worth reading."""

_TRUE = {"yes", "on", "y", "true"}
_FALSE = {"no", "off", "n", "false"}
_NOTHING = {"", "~", "null"}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_MISLEADING = re.compile(
    r"[-+]?(0[0-9_]+|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9]+_[0-9_]*)|\+[0-9]+|[-+]?\.(inf|nan)",
    re.IGNORECASE,
)
_QUOTE = "put the text in quotes: { [ ? * & ! % @ and a colon or # beside a space mean something to YAML"

Value = str | int | bool | list["Value"] | dict[str, "Value"]


def read(text: str, file: str) -> tuple[Value, Lines]:
    """The value that the one YAML document in `text` describes, and where everything in it stands.

    Raises `PlaybookError` with every fault found, each with its line, column and what to write instead.
    """
    reader = _Reader(text, file)
    value = reader.document()
    if reader.problems:
        raise PlaybookError(reader.problems)
    return value, Lines(file, reader.places)


@dataclass
class _Reader:
    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    nodes: int = 0

    def __post_init__(self) -> None:
        self.events = self._parse()

    def document(self) -> Value:
        """Read the one document, then make sure that nothing follows it."""
        size = len(self.text.encode("utf-8", "surrogatepass"))
        if size > MAX_BYTES:
            raise self._fatal(
                None, f"the file has {size // 1024} kB", f"keep it under {MAX_BYTES // 1024} kB"
            )
        opening = next(self.events)
        if isinstance(opening, StreamEndEvent):
            raise self._fatal(
                None, "the file is empty", "begin with id, version, name, about, roles and steps"
            )
        if isinstance(opening, DocumentStartEvent) and (opening.tags or opening.version):
            raise self._fatal(opening, "a % directive", "take the lines that begin with % out")
        value = self._value(self._node(1), (), 1)
        following = next(self.events)
        if not isinstance(following, StreamEndEvent):
            raise self._fatal(
                following, "a second document begins here", "keep one playbook a file, without ---"
            )
        return value

    def _parse(self) -> Iterator[Event]:
        """The events that carry something, with PyYAML's faults as ours."""
        try:
            for event in yaml.parse(self.text, Loader=yaml.SafeLoader):
                if isinstance(event, (NodeEvent, CollectionEndEvent, DocumentStartEvent, StreamEndEvent)):
                    yield event
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            place = Place(before.count("\n") + 1, error.position - before.rfind("\n"))
            raise self._failure(
                place, "a character that no text holds", "save the file as plain UTF-8 text"
            ) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            raise self._failure(place, f"this is not YAML ({error.problem})", _QUOTE) from None
        except (yaml.YAMLError, ValueError, OverflowError):
            # PyYAML lets "\UFFFFFFFF" and endless version numbers fail inside chr() and int().
            raise self._failure(Place(1, 1), "this is not YAML", "look for \\U escapes and % lines") from None

    def _node(self, depth: int) -> Event:
        """The next event, once it is sure that it may be built: a scalar, or a collection's start or end."""
        event = next(self.events)
        if isinstance(event, AliasEvent):
            raise self._fatal(event, f"the alias *{event.anchor}", "write out what it stands for")
        if not isinstance(event, (ScalarEvent, CollectionStartEvent)):
            return event
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._fatal(event, f"more than {MAX_NODES:,} values", "split it into several playbooks")
        if depth > MAX_DEPTH:
            raise self._fatal(event, f"more than {MAX_DEPTH} levels deep", "a playbook needs fewer than ten")
        if event.anchor is not None:
            raise self._fatal(
                event, f"the anchor &{event.anchor}", "take it out and write the value where needed"
            )
        if event.tag is not None:
            raise self._fatal(
                event, f"the tag {event.tag}", "take it out: plain text, lists and names are enough"
            )
        return event

    def _value(self, event: Event, path: Path, depth: int) -> Value:
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path, depth)
        assert isinstance(event, ScalarEvent)
        return self._scalar(event, path)

    def _sequence(self, path: Path, depth: int) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := self._node(depth + 1), CollectionEndEvent):
            place = (*path, len(items))
            self.places[place] = _place(event)
            items.append(self._value(event, place, depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := self._node(depth + 1), CollectionEndEvent):
            key = self._key(event, path)
            place = (*path, key)
            if key in found:
                first = self.places[place].line
                self._note(
                    event, place, f"{key} stands here twice, first in line {first}", "keep one of the two"
                )
            self.places.setdefault(place, _place(event))
            found[key] = self._value(self._node(depth + 1), place, depth + 1)
        return found

    def _key(self, event: Event, path: Path) -> str:
        if not isinstance(event, ScalarEvent):
            raise self._fatal(event, "a list or a group as a name", "use one word before the colon")
        if event.value == "<<" and event.style is None:
            raise self._fatal(event, "the merge key <<", "write out the lines that it would bring in")
        self._scalar(event, (*path, event.value))
        return event.value

    def _scalar(self, event: ScalarEvent, path: Path) -> Value:
        """The value of one word or text. Only an unquoted one can be anything but text."""
        word = event.value
        if hidden := next(filter(_is_hidden, word), None):
            raise self._fatal(event, f"the invisible character U+{ord(hidden):04X}", "type the text anew")
        if event.style is not None:
            return word
        if word in ("true", "false"):
            return word == "true"
        if _WHOLE.fullmatch(word):
            return int(word)
        self._refuse_misleading(event, path, word, word.lower())
        return word

    def _refuse_misleading(self, event: ScalarEvent, path: Path, word: str, lower: str) -> None:
        if lower in _TRUE | _FALSE:
            truth = "true" if lower in _TRUE else "false"
            self._note(
                event, path, f"{word} is read as {truth} by some", f'write {truth}, or "{word}" if it is text'
            )
        elif lower in _NOTHING:
            said = f"{word} means nothing" if word else "nothing stands here"
            self._note(event, path, said, f'leave the whole line out, or write "{word}" if it is text')
        elif _MISLEADING.fullmatch(word):
            self._note(
                event, path, f"{word} is read as another number by some", f'write plain digits, or "{word}"'
            )

    def _note(self, event: Event, path: Path, message: str, remedy: str) -> None:
        place = _place(event)
        self.problems.append(Problem(self.file, place.line, dotted(path), message, remedy, place.column))
        if len(self.problems) >= MAX_PROBLEMS:
            raise PlaybookError(self.problems)

    def _fatal(self, event: Event | None, message: str, remedy: str) -> PlaybookError:
        return self._failure(Place(1, 1) if event is None else _place(event), message, remedy)

    def _failure(self, place: Place, message: str, remedy: str) -> PlaybookError:
        """The error that ends the reading, together with what was found before."""
        last = Problem(self.file, place.line, "", message, remedy, place.column)
        return PlaybookError([*self.problems, last])


def _is_hidden(letter: str) -> bool:
    """Whether nobody sees the character, and it may turn others round or colour a terminal.

    Line ends and tabs are seen, and the joiner U+200D belongs to some signs.
    """
    return letter not in "\n\t\u200d" and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _place(event: Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
