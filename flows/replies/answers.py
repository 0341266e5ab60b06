"""A reply as the answer to the open prompt: typed where a type helps, in free text otherwise."""

import re
from collections.abc import Iterable
from datetime import datetime

from flows import calendar
from flows.replies import days, figures
from flows.replies.context import Choice, Context, Prompt
from flows.replies.meaning import (
    Answer,
    Day,
    IsThatYourAnswer,
    Links,
    Meaning,
    Option,
    Persons,
    Picked,
    Value,
    WhichOne,
)
from flows.replies.resolve import day_label, name_of
from flows.replies.text import is_only_link, links, plain

REASON = re.compile(r"\s*[,:;.–—\n(]\s*|\s+-+\s+|\s+(?=because\b|since\b|as\b|but\b)")
"""What stands between a choice and why: "stable, they renewed", "watch - new CIO"."""

_LISTED = ("choice", "multi")
_SHORTEST_PREFIX = 3


def _alike(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


_ALIKE = (
    _alike(
        "yes|yep|yeah|yup|y|yess|sure|ok|okay|k|correct|right|thats right|true|all true|still true|exactly"
        "|definitely|of course|absolutely|yes please|sounds good|👍|✅|✔|👌"
    ),
    _alike("no|nope|nah|n|not really|wrong|false|no thanks|👎|❌|not yet"),
    _alike("dont know|i dont know|idk|dunno|no idea|not sure|no clue|dont know that|i do not know"),
    _alike("nothing|nothing special|none|n/a|nothing really|nothing to add|nope nothing|nil"),
    _alike("better said in person|in person|lets talk|better in person|rather in person|ill tell them"),
    _alike("its in a document|in a doc|in a document|its in a doc|its in the doc|see doc"),
    _alike("same|still|unchanged|no change|same as before|as before|still the same"),
)
"""Words that mean the same button."""


def typed(said: str, context: Context) -> Meaning | None:
    """The answer of a cleaned reply that fits the open prompt's type or one of its choices; else None."""
    prompt = context.asked
    if prompt is None:
        return None
    if picked := _picked(plain(said), prompt):
        return Answer(Picked(picked), said)
    if prompt.kind not in _LISTED and is_only_link(said):
        return Answer(Links(links(said)), said)
    return _either(_values(said, prompt, context), said, context)


def free(said: str, context: Context) -> Meaning | None:
    """What a cleaned reply means that is neither typed nor a command, while a prompt is open; else None."""
    if not said or context.prompt is None:
        return None
    if context.prompt.kind not in ("text", "number"):
        return _again(context.prompt, said) if context.listening else None
    if not context.listening:
        return IsThatYourAnswer(said)
    figure = figures.leading(plain(said)) if context.prompt.kind == "number" else None
    return Answer(figure, said) if figure else Answer.in_words(said)


def _again(prompt: Prompt, said: str) -> WhichOne:
    """The prompt wants a type that the reply does not have."""
    wanted = {"date": "Which day?", "people": "Who is it?", "link": "Can you paste the link?"}
    options = tuple(Option(one.label, Answer(Picked((one.id,)), said)) for one in prompt.choices)
    return WhichOne(wanted.get(prompt.kind, "Which of these?"), options)


def _values(said: str, prompt: Prompt, context: Context) -> tuple[tuple[str, Value], ...]:
    """The ways to read the reply as the prompt's type, each with a label."""
    text = plain(said)
    if prompt.kind == "number":
        return tuple((f"{figure.value:,}", figure) for figure in figures.read(text))
    if prompt.kind == "date":
        return tuple(
            _day(when, context) for when in days.read(text.removeprefix("by "), context.now, context.zone)
        )
    if prompt.kind == "link":
        return (("", Links(found)),) if (found := links(said)) else ()
    if prompt.kind == "people":
        return _people(text, context)
    return ()


def _day(when: days.When, context: Context) -> tuple[str, Value]:
    day = calendar.local_day(when, context.zone) if isinstance(when, datetime) else when
    return day_label(day, context), Day(day)


def _people(text: str, context: Context) -> tuple[tuple[str, Value], ...]:
    """The people who are named; everybody who goes by a name that several share."""
    if whole := context.people_called(text):
        return tuple((name_of(one, context), Persons((one,))) for one in whole)
    names = re.split(r"\s*(?:,|&|\+|\band\b)\s*", text)
    found = [context.people_called(name) for name in names if name]
    if not found or any(len(one) != 1 for one in found):
        return ()
    return (("", Persons(tuple(dict.fromkeys(one[0] for one in found)))),)


def _either(values: tuple[tuple[str, Value], ...], said: str, context: Context) -> Meaning | None:
    if len(values) > 1:
        return WhichOne(
            "Which one do you mean?", tuple(Option(name, Answer(value, said)) for name, value in values)
        )
    return Answer(values[0][1], said) if values else None


def _picked(text: str, prompt: Prompt) -> tuple[str, ...]:
    """The choices that the reply names: one with its reason, or several; none when it names anything else."""
    if one := _choice(text, prompt):
        return (one,)
    if prompt.kind == "choice" and (one := _choice(REASON.split(text, maxsplit=1)[0].strip(), prompt)):
        return (one,)
    if prompt.kind != "multi":
        return ()
    if text in ("all", "all of them", "everything") or (text == "both" and len(prompt.choices) == 2):
        return tuple(choice.id for choice in prompt.choices)
    named = [_choice(part, prompt) for part in re.split(r"\s*(?:,|;|&|\+|\band\b|\n)\s*", text) if part]
    return tuple(dict.fromkeys(filter(None, named))) if named and all(named) else ()


def _choice(text: str, prompt: Prompt) -> str | None:
    """The one choice that goes by these words: its label, another word for it, or how its label begins."""
    labels = {choice: {plain(choice.label), *map(plain, choice.also)} for choice in prompt.choices}
    alike = next((group for group in _ALIKE if text in group), frozenset[str]())
    exact = [choice for choice, names in labels.items() if text in names]
    near = [choice for choice, names in labels.items() if names & alike]
    begins = [choice for choice, names in labels.items() if _begins(text, names)]
    by_prefix = begins if prompt.kind in _LISTED else []
    return _only(exact) or _only(near) or _only(by_prefix)


def _begins(text: str, names: Iterable[str]) -> bool:
    return len(text) >= _SHORTEST_PREFIX and any(name.startswith(text) for name in names)


def _only(choices: list[Choice]) -> str | None:
    return choices[0].id if len(choices) == 1 else None
