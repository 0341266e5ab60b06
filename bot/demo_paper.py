"""The transcript: what people read in Slack, as lines of a terminal, with what they can press further in."""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.demo_hands import row_of
from bot.views.actions import ALL_STEPS
from sandbox import Message, Person, View
from sandbox.plain import Reader, labels, plain_blocks, text_of

WIDTH: Final = 100
INDENT: Final = " " * 4
DEEPER: Final = " " * 8

_SIGNS: Final[Mapping[str, str]] = {
    ":white_check_mark:": "✓",
    ":heavy_minus_sign:": "–",
    ":lock:": "🔒",
    ":hourglass_flowing_sand:": "⏳",
    ":small_red_triangle:": "▲",
    ":double_vertical_bar:": "⏸",
}

Write = Callable[[str], None]
Group = tuple[str, ...]
Block = dict[str, Any]


class Paper:
    """Writes the story down."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def title(self, text: str) -> None:
        """The first line."""
        self._write(f"{text}\n{'═' * len(text)}")

    def time(self, now: datetime, people: Sequence[Person]) -> None:
        """A new scene: the day, and the hour where each of these people is."""
        hours = " · ".join(f"{_city(person)} {now.astimezone(person.user.zone()):%H:%M}" for person in people)
        day = now.astimezone(people[0].user.zone())
        head = f"── {day:%A} {day.day} {day:%B} "
        self._write(f"\n\n{head}{'─' * max(2, WIDTH - len(head) - len(hours) - 1)} {hours}")

    def tell(self, text: str) -> None:
        """What somebody does."""
        self._write("\n" + textwrap.fill(text, WIDTH))

    def modal(self, view: View | None) -> None:
        """The dialog a person looks at, as it is filled in; optional fields that are empty are left out."""
        if view is None:
            return
        filled = [block for block in view.blocks if not _left_empty(view, block)]
        title, *lines = _plain(replace(view, payload={**view.payload, "blocks": filled}).text()).splitlines()
        buttons = [text_of(view.payload.get(key)) for key in ("submit", "close") if view.payload.get(key)]
        self._box(title, lines, buttons)

    def confirmation(self, message: Message, action_id: str) -> None:
        """The question that a button of a message asks before it does anything."""
        elements = (e for block in message.blocks or () for e in block.get("elements", ()))
        asked = next(e["confirm"] for e in elements if e.get("action_id") == action_id)
        buttons = [text_of(asked["confirm"]), text_of(asked["deny"])]
        self._box(text_of(asked["title"]), [text_of(asked["text"])], buttons)

    def _box(self, title: str, lines: Sequence[str], buttons: Sequence[str]) -> None:
        self._write("\n" + "\n".join(_wrapped([title, *(f"  {line}" for line in lines)])))
        self._write(DEEPER + " ".join(f"[{label}]" for label in buttons))

    def message(self, person: Person, message: Message, place: str = "", *, parts: int | None = None) -> None:
        """A message as the person reads it; `parts` leaves out all but so many of its first parts."""
        at = message.time.astimezone(person.user.zone())
        self._write(f"\n{place or f'To {person.name}'}, {at:%H:%M}")
        groups = _groups(message.blocks or [_section(message.text)], message.reader or Reader())
        for group in groups[:parts]:
            self._write("\n".join(group))
        if parts is not None and len(groups) > parts:
            self._write(f"{INDENT}…")

    def said(self, person: Person, text: str) -> None:
        """What a person writes."""
        self._write(f"\n{person.name}: {text}")

    def steps(self, person: Person, message: Message, *steps: int) -> None:
        """A checklist as it stands now: its first line, and the rows of these steps."""
        blocks, reader = message.blocks or [], message.reader or Reader()
        rows = [dict(block) for step in steps for block in row_of(blocks, step)]
        self._write(f"\n{person.name}’s checklist")
        for group in _groups([*blocks[:1], *rows], reader):
            self._write("\n".join(group))


def _city(person: Person) -> str:
    return str(person.user.tz).partition("/")[2].replace("_", " ")


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _left_empty(view: View, block: Block) -> bool:
    if block["type"] != "input" or not block.get("optional"):
        return False
    held = view.state.get(block["block_id"], {}).get(block["element"]["action_id"], {})
    return not any(value for key, value in held.items() if key != "type")


def _groups(blocks: Sequence[Block], reader: Reader) -> list[Group]:
    """A message in parts: each text with the buttons that belong to it, the buttons of the whole last."""
    found: list[list[str]] = []
    for block in blocks:
        if block["type"] != "actions":
            found.append([*_wrapped(_words(block, reader)), *_beside(block, reader)])
        elif found and not _of_the_whole(block):
            found[-1] += _pressable(block, reader)
        else:
            found.append(_pressable(block, reader))
    return [tuple(group) for group in found]


def _of_the_whole(block: Block) -> bool:
    return any(element.get("action_id") == ALL_STEPS for element in block["elements"])


def _words(block: Block, reader: Reader) -> list[str]:
    bare = {key: value for key, value in block.items() if key != "accessory"}
    return _plain(plain_blocks([bare], reader)).splitlines()


def _beside(block: Block, reader: Reader) -> list[str]:
    accessory = block.get("accessory")
    return _pressable({"type": "actions", "elements": [accessory]}, reader) if accessory else []


def _pressable(block: Block, reader: Reader) -> list[str]:
    """Boxes a line each, buttons in a row; the menus behind "…" are left to the screen."""
    lines, row = [], []
    for element in block["elements"]:
        if element["type"] == "checkboxes":
            ticked = {option["value"] for option in element.get("initial_options", ())}
            lines += [
                f"[{'x' if o['value'] in ticked else ' '}] {o['text']['text']}" for o in element["options"]
            ]
        elif element["type"] != "overflow":
            row += [f"[{label}]" for label in labels([{"type": "actions", "elements": [element]}], reader)]
    return [DEEPER + line for line in (*lines, " ".join(row)) if line]


def _plain(text: str) -> str:
    """mrkdwn without its marks: a terminal has no bold."""
    for name, sign in _SIGNS.items():
        text = text.replace(name, sign)
    for mark in ("*", "_"):
        text = re.sub(rf"(?<!\w)[{mark}]([^{mark}\n]+)[{mark}](?!\w)", r"\1", text)
    return text.replace("`", "")


def _wrapped(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(line, WIDTH - 4, initial_indent=INDENT, subsequent_indent=f"{INDENT}  ")
