"""What a whole handoff asks of people's attention: counts, not times, so that every run says the same.

Olivia hands Acme to Noah and Maya watches, once with all that can be asked (full) and once with the five
questions that matter most (light). Everything goes through the screen of the sandbox, on a clock that stands
between acts; what came is counted from what was sent.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.demo_hands import CHANNEL, Hands, row_of
from bot.try_house import House, StandingClock, open_house
from bot.views import actions
from flows.calendar import local_day, working_day_on_or_after
from flows.handoff import StepStatus
from flows.people import Person
from flows.ports import Priority, SurfaceKind, UnitOfWork
from flows.prompts import PromptKind
from sandbox import Message
from sandbox.plain import Reader, labels
from storage import tables

START = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
INTRANET = "https://intranet.northwind.example"
TICKETS = "1093 runners\n1101 audit log"

UNSOLICITED_A_DAY = 3
"""One digest and two bundles; news of the handoff itself comes out of the same allowance."""

PROMPTS = {"full": 20, "light": 5}
"""Questions that the giver is asked at most."""


@dataclass(frozen=True)
class Figures:
    """What one handoff asked of its people, by first name."""

    depth: str
    days: int
    unsolicited: dict[str, Counter[date]]
    digests: dict[str, Counter[date]]
    answers: Counter[str]
    prompts: Counter[str]
    taps: dict[int, int]
    questions: int
    question_messages: int

    @property
    def most_a_day(self) -> dict[str, int]:
        """Messages that came unasked, on each person's fullest day."""
        return {name: max(days.values(), default=0) for name, days in self.unsolicited.items()}

    @property
    def days_off(self) -> int:
        """Messages that came unasked on a day that is not worked."""
        found = [(day, n) for days in self.unsolicited.values() for day, n in days.items()]
        return sum(number for day, number in found if working_day_on_or_after(day) != day)

    @property
    def met(self) -> bool:
        """Whether every goal is met."""
        return (
            max(self.most_a_day.values()) <= UNSOLICITED_A_DAY
            and all(number <= 1 for days in self.digests.values() for number in days.values())
            and self.days_off == 0
            and self.prompts["Olivia"] <= PROMPTS[self.depth]
            and set(self.taps.values()) == {1}
            and self.question_messages == self.questions
        )

    def __str__(self) -> str:
        head = f"{'':12}{'unasked':>9}{'most a day':>12}{'digests':>9}{'answers':>9}{'prompts':>9}"
        lines = [f"Attention, {self.depth} handoff over {self.days} days", head]
        for name, days in self.unsolicited.items():
            lines.append(
                f"{name:12}{days.total():>9}{self.most_a_day[name]:>12}{self.digests[name].total():>9}"
                f"{self.answers[name]:>9}{self.prompts[name]:>9}"
            )
        lines += [
            f"  goals: at most {UNSOLICITED_A_DAY} unasked a day, {PROMPTS[self.depth]} prompts for Olivia",
            f"  taps for a plain Done: {max(self.taps.values())} (goal 1, {len(self.taps)} steps)",
            f"  messages for a question: {self.question_messages / self.questions:.0f} (goal 1)",
            f"  {'met' if self.met else 'MISSED'}",
        ]
        return "\n".join(lines)


async def measure(folder: Path) -> list[Figures]:
    """Play both handoffs, each in a database of its own in the folder."""
    return [await _played(folder, depth) for depth in ("full", "light")]


async def _played(folder: Path, depth: str) -> Figures:
    inside = folder / depth
    inside.mkdir()
    house = await open_house(StandingClock(START), inside)
    try:
        play = _Play(house, depth)
        await play.all()
        return await _figures(house, play)
    finally:
        await house.stop()


class _Play:
    """One handoff from `/handoff` to closed, each act as a person would do it on the screen."""

    def __init__(self, house: House, depth: str) -> None:
        self.house = house
        self.depth = depth
        self.olivia = Hands(house, "Olivia", "Acme")
        self.noah = Hands(house, "Noah", "Acme")
        self.maya = Hands(house, "Maya", "Acme")
        self.taps: dict[int, int] = {}

    async def all(self) -> None:
        """The acts, in order."""
        await self._start()
        await self._first_day()
        await self._interview()
        await self._question()
        await self._records()
        await self._tickets()
        await self._calls()
        await self._read()
        await self._tell_back()
        await self._end()

    async def _start(self) -> None:
        values: dict[str, Any] = {
            "outgoing": "Olivia", "incoming": "Noah", "incoming_manager": "Maya", "cause": "territory",
            "target": date(2026, 12, 18), "channel": CHANNEL, "depth": self.depth,
        }  # fmt: skip
        await self.olivia.start(values)

    async def _first_day(self) -> None:
        await self._later(minutes=20)
        await self.noah.fill(0, "Paste the link", {"evidence": f"{INTRANET}/cta/2077"})
        await self._done(self.noah, 3)
        await self._done(self.olivia, 1)

    async def _interview(self) -> None:
        """Olivia answers whatever she is asked: one tap each, the first question in words."""
        await self._later(minutes=30)
        olivia = self.olivia.person
        await self._click(olivia, "Start", self.olivia.checklist)
        await olivia.say("about 240")
        await self.house.settle()
        for _ in range(40):
            if "Nothing special" not in olivia.dm[-1].buttons():
                return
            await self._later(minutes=1)
            await self._click(olivia, "Nothing special", olivia.dm[-1])

    async def _question(self) -> None:
        """Noah has a question; it waits for Olivia's next bundle, and her answer comes to him."""
        await self._later(hours=1)
        noah, olivia = self.noah.person, self.olivia.person
        await self._click(noah, actions.TOPICS, self.noah.checklist)
        await noah.click_modal("I have a question")
        await noah.submit({"question": "Who reads the reports?"})
        await noah.close_modal(everything=True)
        await self.house.settle()
        await self._until(olivia, "Just answer here")
        await olivia.say("Dana, on Mondays")
        await self.house.settle()

    async def _records(self) -> None:
        await self._later(days=1)
        olivia = self.olivia
        await olivia.press(2, "No, there isn't")
        await olivia.tick(2, "The success plan says what holds today", "The CTAs say what holds today")
        await olivia.fill(2, "Link to the meeting notes", {"evidence": f"{INTRANET}/notes/acme"})
        await self.maya.press(9, "The account")
        await self._done(olivia, 4)
        await olivia.press(5, "Our internal channels")
        await olivia.tick(
            10, "Open CTAs, if there are any", "The success plan", "Its objectives", "Its tasks"
        )

    async def _tickets(self) -> None:
        await self._later(days=1)
        olivia, noah = self.olivia, self.noah
        await olivia.fill(14, "The tickets you watch, or none", {"evidence": TICKETS})
        await olivia.press(11, "We did")
        await olivia.press(7, "Yes, there is one")
        await self._later(days=1)
        await noah.tick(
            13, "Open and pending tickets reviewed", "Subscribed to every ticket on Olivia's list"
        )
        await self._later(hours=2)
        await olivia.tick(14, "Watch list left", "CC fields left")

    async def _calls(self) -> None:
        await self._later(days=4)
        olivia = self.olivia
        await self._done(olivia, 7)
        await olivia.press(5, "Channels shared with the customer, if there are any")
        await self._done(self.noah, 12)
        await self._done(olivia, 11)
        await self._later(days=1)
        await self._done(olivia, 8)

    async def _read(self) -> None:
        """Noah goes through the topics, and has understood each."""
        await self._later(hours=2)
        noah = self.noah.person
        await self._click(noah, actions.TOPICS, self.noah.checklist)
        for _ in range(60):
            shown = noah.modal.text() if noah.modal else ""
            if "Understood" in shown:
                await noah.click_modal("Understood")
            elif "Next" in shown:
                await noah.click_modal("Next")
            else:
                break
            await self.house.settle()
        await noah.close_modal(everything=True)

    async def _tell_back(self) -> None:
        """Full: in Noah's own words, and Olivia finds them right. Light: he agrees to the summary."""
        noah, olivia = self.noah.person, self.olivia.person
        if self.depth == "light":
            await self._click(noah, "Yes", noah.dm[-1])
        else:
            await noah.say("Dana decides, and reads the reports on Mondays. If they cut seats, I call her.")
            await self.house.settle()
            await self._until(olivia, "this is how Noah understood")
            await self._click(olivia, "That's right", olivia.dm[-1])
        await self._later(hours=1)
        await self._click(noah, actions.ACCEPT, self.noah.checklist)

    async def _end(self) -> None:
        await self._later(days=1)
        await self.noah.press(15, "Close it")
        await self._later(days=3)

    async def _done(self, hands: Hands, step: int) -> None:
        """A plain Done. What the checklist has no button for takes a tap more, in the whole list."""
        shown = hands.checklist
        await hands.press(step, "Done")
        if not await self.house.bot.office.look(lambda uow: _is_done(uow, step)):
            raise LookupError(f"step {step} is not done after its Done")
        self.taps[step] = 1 if _shows_done(shown, step) else 2

    async def _click(self, who: Any, label: str, message: Any) -> None:
        await who.click(label, message)
        await self.house.settle()

    async def _later(self, **length: float) -> None:
        await self.house.travel(self.house.clock.now() + timedelta(**length))

    async def _until(self, who: Any, words: str) -> None:
        """Let hours pass until those words stand in the person's newest message. Raises LookupError."""
        for _ in range(48):
            if words in who.dm[-1].plain():
                return
            await self._later(hours=1)
        raise LookupError(f"{who.name} was never asked: {words}")


def _shows_done(message: Message, step: int) -> bool:
    row = [dict(block) for block in row_of(message.blocks or (), step)]
    return "Done" in labels(row, message.reader or Reader())


def _is_done(uow: UnitOfWork, number: int) -> bool:
    acme = uow.accounts.named("Acme")
    handoff = uow.handoffs.get(uow.handoffs.open_for(acme.id) or 0) if acme else None
    if handoff is None:
        return False
    (step,) = (one for one in handoff.playbook.steps if one.number == number)
    return handoff.state(step.id).status is StepStatus.DONE


@dataclass(frozen=True)
class _Sent:
    """One direct message that went out."""

    person: str
    day: date
    asked_for: bool
    digest: bool
    prompt: PromptKind | None


async def _figures(house: House, play: _Play) -> Figures:
    sent, questions = await house.bot.office.look(_look)
    names = [hands.name for hands in (play.olivia, play.noah, play.maya)]
    unasked = {name: Counter(s.day for s in sent if s.person == name and not s.asked_for) for name in names}
    digests = {name: Counter(s.day for s in sent if s.person == name and s.digest) for name in names}
    interview = (PromptKind.ASK, PromptKind.KNOWN)
    return Figures(
        depth=play.depth,
        days=(house.clock.now() - START).days,
        unsolicited=unasked,
        digests=digests,
        answers=Counter(one.person for one in sent if one.asked_for),
        prompts=Counter(one.person for one in sent if one.prompt in interview),
        taps=play.taps,
        questions=questions,
        question_messages=sum(one.prompt is PromptKind.QUESTION for one in sent),
    )


def _look(uow: UnitOfWork) -> tuple[list[_Sent], int]:
    """Every direct message that was sent, and how many questions were asked of colleagues."""
    rows = _rows(uow)
    people = uow.people.get({row.person_id for row in rows})
    handoffs = {row.handoff_id for row in rows if row.handoff_id is not None}
    questions = sum(len(uow.transfers.get(handoff).questions) for handoff in handoffs)
    return [_sent(uow, row, people[row.person_id]) for row in rows], questions


def _rows(uow: Any) -> Sequence[Any]:
    outbox, surfaces = tables.outbox.c, tables.surfaces.c
    asked = select(
        outbox.person_id, outbox.handoff_id, outbox.priority, outbox.sent_at,
        surfaces.kind.label("surface"), surfaces.subject,
    ).join_from(tables.outbox, tables.surfaces, isouter=True)  # fmt: skip
    rows: Sequence[Any] = uow.transaction.rows(
        asked.where(outbox.sent_at.is_not(None), outbox.person_id.is_not(None))
    )
    return rows


def _sent(uow: UnitOfWork, row: Any, person: Person) -> _Sent:
    prompt = uow.prompts.get(int(row.subject)) if row.surface == SurfaceKind.PROMPT else None
    return _Sent(
        person.first_name,
        local_day(row.sent_at, person.tz),
        row.priority == Priority.ANSWER,
        row.surface == SurfaceKind.DIGEST,
        prompt.kind if prompt is not None else None,
    )
