"""The conversations of the reply corpus, and its meanings in one readable line each.

It is Wednesday 2 December 2026, half past ten in New York. Acme's steps are a1, a2, …, Globex's g1, g2, …
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.replies import Choice, Context, Prompt
from flows.replies import meaning as m
from flows.replies.context import Kind

CORPUS = Path(__file__).with_name("replies_corpus.txt")
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 12, 2, 15, 30, tzinfo=UTC)
ACCOUNTS = {"Acme": 1, "Globex Corp": 2}
NAMES = {1: "Aaron", 2: "Sam", 3: "Sam Two", 4: "Maya", 5: "the manager"}

_PEOPLE: dict[str, tuple[int, ...]] = {
    "<@U1>": (1,),
    "Aaron": (1,),
    "account executive": (1,),
    "<@U2>": (2,),
    "the SA": (2,),
    "Sam": (2, 3),
    "Sam Stone": (2,),
    "Sam Field": (3,),
    "<@U4>": (4,),
    "Maya": (4,),
    "my manager": (5,),
}
_BUTTONS = (
    Choice("nothing", "Nothing special"),
    Choice("document", "It's in a document"),
    Choice("unknown", "Don't know"),
    Choice("person", "Better said in person"),
)
_HOSTING = (
    Choice("self", "Self-managed", ("self hosted", "on prem")),
    Choice("saas", "SaaS", ("gitlab.com",)),
)
_STILL = (Choice("true", "All true"), Choice("change", "Change", ("no",)))

BASE = Context(now=NOW, zone=ZONE, accounts=ACCOUNTS, people=_PEOPLE)
CHECKLIST = replace(
    BASE, numbers={n: ((1, f"a{n}"),) for n in range(1, 16)}, in_thread_of="checklist", undoable=True
)
BOTH = {3: ((1, "a3"), (2, "g3")), 5: ((1, "a5"), (2, "g5")), 7: ((2, "g7"),)}


def asking(kind: Kind, choices: tuple[Choice, ...] = (), *, fresh: bool = True) -> Context:
    """In the DM, with that prompt open."""
    return replace(
        CHECKLIST, in_thread_of=None, undoable=False, prompt=Prompt(kind, "hosting", choices, fresh)
    )


CONTEXTS = {
    "in the thread of Acme's checklist": CHECKLIST,
    "in the thread of one step, 14": replace(BASE, numbers={14: ((1, "a14"),)}, in_thread_of="digest"),
    "in the thread of a digest of Acme and Globex": replace(BASE, numbers=BOTH, in_thread_of="digest"),
    "in the DM, nothing asked": replace(CHECKLIST, in_thread_of=None, undoable=False),
    "in the DM, nothing asked and nothing open": replace(BASE, accounts={}),
    "a fresh question in words": asking("text", _BUTTONS),
    "an old question in words": asking("text", _BUTTONS, fresh=False),
    "in the thread of an old question in words": replace(
        asking("text", _BUTTONS, fresh=False), in_thread_of="prompt", numbers={}
    ),
    "a question for a number": asking("number", (Choice("same", "Still 240", ("same",)), *_BUTTONS)),
    "a question for a day": asking("date", _BUTTONS),
    "a question for a link": asking("link", _BUTTONS),
    "a question for people": asking("people", _BUTTONS),
    "a question with two choices": asking("choice", _STILL),
    "a question with several choices": asking("multi", _HOSTING),
    "in a digest's thread that shows a question": replace(asking("text", fresh=False), in_thread_of="digest"),
}


def corpus() -> list[tuple[str, str, str]]:
    """Every line of the corpus: the conversation, what is typed, what it means."""
    found, where = [], ""
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            where = line.strip("[]")
        elif " => " in line:
            typed, meaning = line.split(" => ", 1)
            found.append((where, typed.strip().replace("⏎", "\n"), meaning.strip()))
    return found


def told(meaning: m.Meaning) -> str:
    """A meaning in one line."""
    return _TELL[type(meaning)](meaning)


def _steps(steps: m.Steps) -> str:
    return " ".join(step for _, step in steps) or "the question"


def _account(handoff: int | None) -> str:
    return next((f" {name.split()[0].lower()}" for name, known in ACCOUNTS.items() if known == handoff), "")


def _when(when: date | datetime) -> str:
    return f"{when.astimezone(ZONE):%Y-%m-%d %H:%M}" if isinstance(when, datetime) else f"{when}"


def _value(answer: m.Answer) -> str:
    match answer.value:
        case m.Words(text):
            return "answer: " + text.replace("\n", "⏎")
        case m.Figure(value, about, to):
            return f"number: {'about ' if about else ''}{value}{f' to {to}' if to else ''}"
        case m.Day(day):
            return f"day: {day}"
        case m.Links(urls):
            return f"link: {' '.join(urls)}"
        case m.Persons(people):
            return "people: " + ", ".join(NAMES[one] for one in people)
        case m.Picked(choices):
            return "choice: " + " ".join(choices)


_TELL: dict[type, Callable[[Any], str]] = {
    m.Tick: lambda x: f"tick {_steps(x.steps)}",
    m.NotApplicable: lambda x: f"n/a {_steps(x.steps)}" + (f": {x.reason}" if x.reason else ""),
    m.Skip: lambda _: "skip",
    m.Later: lambda x: f"later {_steps(x.steps)} {_when(x.until)}",
    m.Wait: lambda x: f"wait {_steps(x.steps)} on {x.on}" + (f" until {x.until}" if x.until else ""),
    m.Due: lambda x: f"due {_steps(x.steps)} {x.day}",
    m.Undo: lambda _: "undo",
    m.WhatsNext: lambda x: f"next{_account(x.handoff)}",
    m.StatusOf: lambda x: f"status{_account(x.handoff)}",
    m.Why: lambda x: f"why {x.step[1]}" if x.step else "why",
    m.WhoHasIt: lambda x: f"who{_account(x.handoff)}",
    m.Reassign: lambda x: f"reassign {_steps(x.steps)} to {NAMES[x.person]}",
    m.AskSomeone: lambda x: f"ask {NAMES[x.person]}" + (f" {x.about}" if x.about else ""),
    m.Stop: lambda _: "stop",
    m.Help: lambda x: f"help {x.topic}" if x.topic else "help",
    m.Brief: lambda x: f"brief{_account(x.handoff)}",
    m.Answer: _value,
    m.IsThatYourAnswer: lambda _: "your answer?",
    m.Several: lambda x: " + ".join(map(told, x.meanings)),
    m.WhichOne: lambda x: "which?" + "".join(f" ({told(option.meaning)})" for option in x.options),
    m.Unclear: lambda _: "unclear",
}
