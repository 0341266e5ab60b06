"""Whole conversations as readable files: what people write and press, and what each of them is told."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.views import actions
from sandbox.driver import Person
from sandbox.model import Message
from tests.scenarios.story import Story

FOLDER = Path(__file__).parent / "transcripts"
KEEP = os.environ.get("HANDOFF_KEEP_TRANSCRIPT")
"""Read at import: tests see none of our variables."""

TEAM = ("Olivia", "Noah", "Maya", "Aaron", "Sam")


class Chat:
    """Plays a conversation and writes it down. A prompt that turns into its answer is silent."""

    def __init__(self, story: Story, title: str) -> None:
        self.story = story
        self.people = [story.person(name) for name in TEAM]
        self.lines = [title, "=" * len(title), ""]
        self._heard: dict[str, set[str]] = {person.id: set() for person in self.people}
        self._day = ""

    async def start(self, **terms: object) -> None:
        """Noah starts the handoff; what everyone hears first is not part of the conversation."""
        await self.story.start(**terms)  # type: ignore[arg-type]
        for person in self.people:
            self._heard[person.id] = {message.ts for message in person.dm}

    async def say(self, name: str, text: str, *, thread: Message | None = None) -> None:
        """Somebody writes in their DM, or in the thread of a message there."""
        person = self.story.person(name)
        self._stamp()
        where = " (in the thread)" if thread is not None else ""
        self.lines.append(f"{name}{where}: {text}")
        message = await person.say(text, thread=thread)
        self._heard[person.id].add(message.ts)
        await self.story.settle()
        self._listen()

    async def press(self, name: str, label: str, message: Message | None = None) -> None:
        """Somebody presses a button of the newest message that has it."""
        person = self.story.person(name)
        self._stamp()
        self.lines.append(f"{name} presses [{label}]")
        shown = message or next(m for m in reversed(person.dm) if label in m.buttons())
        result = await person.click(label, shown)
        assert result.ok, result
        await self.story.settle()
        self._look(person)
        self._listen()

    async def fill(self, name: str, **values: str) -> None:
        """Somebody fills the open dialog in and submits it."""
        person = self.story.person(name)
        written = " / ".join(" ".join(value.split()) for value in values.values())
        self.lines.append(f"{name} writes: {written}" if written else f"{name} submits it")
        result = await person.submit(dict(values))
        assert result.ok, result
        await self.story.settle()
        self._look(person)
        self._listen()

    async def pick(self, name: str, label: str) -> None:
        """Somebody presses a button in the open dialog."""
        person = self.story.person(name)
        self.lines.append(f"{name} presses [{label}] in it")
        result = await person.click_modal(label)
        assert result.ok, result
        await self.story.settle()
        self._look(person)
        self._listen()

    async def close(self, name: str) -> None:
        """Somebody closes the dialog they look at."""
        await self.story.person(name).close_modal()

    async def pass_time(self, **span: float) -> None:
        """Time passes, and everything that falls due on the way happens."""
        await self.story.house.travel(self.story.clock.now() + timedelta(**span))
        self._stamp()
        self._listen()

    def last(self, name: str) -> Message:
        """The newest message in somebody's DM."""
        return self.story.person(name).dm[-1]

    def _look(self, person: Person) -> None:
        view = person.modal
        if view is not None:
            self.lines += [f"    ┌ {line}" for line in view.text().splitlines()]

    def _listen(self) -> None:
        for person in self.people:
            for message in person.dm:
                if message.ts not in self._heard[person.id] and message.user != person.id:
                    self._heard[person.id].add(message.ts)
                    self.lines += _told(person, message)
        self.lines.append("")

    def _stamp(self) -> None:
        now: datetime = self.story.clock.now()
        day = f"{now:%A} {now.day} {now:%B}, {now:%H:%M} UTC"
        if day != self._day:
            self._day = day
            self.lines += [f"-- {day}", ""]


def _told(person: Person, message: Message) -> Sequence[str]:
    text = message.plain()
    if actions.ALL_STEPS in str(message.blocks):
        text = text.splitlines()[0] + "\n(the checklist)"
    return [
        f"    → {person.name}: {text.splitlines()[0]}",
        *(f"      {line}" for line in text.splitlines()[1:]),
    ]


def check(name: str, chat: Chat) -> None:
    """The conversation reads as it always has. To change it: HANDOFF_KEEP_TRANSCRIPT=1, and read it."""
    told = "\n".join(line.rstrip() for line in chat.lines).rstrip() + "\n"
    file = FOLDER / f"{name}.txt"
    if KEEP:
        file.write_text(told, "utf-8")
    assert told == file.read_text("utf-8")
