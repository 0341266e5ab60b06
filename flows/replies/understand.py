"""What a reply means, in the order in which it may mean something.

A reply in a thread belongs to the message above it (that is in the context). Then: six words that are always
commands; what fits the type of the open prompt; a whole phrase of the grammar; free text for the open prompt.
Whatever is left changes nothing.
"""

from dataclasses import replace
from itertools import islice, product

from flows.replies import answers
from flows.replies.context import Context
from flows.replies.grammar import Act, without_fillers
from flows.replies.meaning import Answer, Meaning, Option, Unclear, WhichOne
from flows.replies.mistyped import corrected
from flows.replies.phrases import ALONE, QUESTIONS, Verb
from flows.replies.resolve import MOST_OPTIONS, label, resolve
from flows.replies.sentences import Acts, readings
from flows.replies.text import as_typed, clean, own_lines, plain

LONGEST_COMMAND = 400
"""Ours: a longer text is an answer, never a command."""


def understand(text: str, context: Context) -> Meaning:
    """What a person's message means here. `text` is as Slack sends it, of any length.

    Never raises and never guesses: what has two readings is WhichOne, what has none is Unclear. The caller
    judges whether the person may, and whether the step is still open.
    """
    said = clean(text)
    return (
        _alone(said, context)
        or answers.typed(said, context)
        or _command(said, context)
        or _slip(said, context)
        or answers.free(said, context)
        or _part(said, context)
        or Unclear()
    )


def _alone(said: str, context: Context) -> Meaning | None:
    word = plain(said)
    verb = ALONE.get(word) or ALONE.get(word.rstrip("? "))
    if verb is None or (word.endswith("?") and verb not in QUESTIONS):
        return None
    return resolve([Act(verb)], context)


def _command(said: str, context: Context) -> Meaning | None:
    """The message as commands: every line of it, or none."""
    if len(said) > LONGEST_COMMAND:
        return None
    lines = [line for line in own_lines(said) if without_fillers(line)]
    found = [readings(line, context) for line in lines]
    if not lines or not all(found):
        return None
    ways: list[Acts] = [
        tuple(_as_typed(act, said) for one in way for act in one.acts)
        for way in islice(product(*found), MOST_OPTIONS + 1)
    ]
    if len(ways) == 1 and not any(one.split_list for line in found for one in line):
        return resolve(ways[0], context)
    options = tuple(Option(label(way), resolve(way, context)) for way in ways)
    return WhichOne("How do you mean that?", options if len(options) <= MOST_OPTIONS else ())


def _as_typed(act: Act, said: str) -> Act:
    """Words that are kept, in the person's own spelling."""
    return act if act.verb is Verb.HELP else replace(act, words=as_typed(act.words, said))


def _slip(said: str, context: Context) -> Meaning | None:
    """A command with one word mistyped: asked, never done. Over an open question, only with a number."""
    if context.listening and not any(letter.isdecimal() for letter in said):
        return None
    lines = own_lines(said)
    for line in corrected(lines[0]) if len(lines) == 1 else ():
        if meant := _command(line, context):
            mine = (Option("It's my answer", Answer.in_words(said)),) if context.listening else ()
            return WhichOne(f"Did you mean “{line}”?", (Option(line, meant), *mine))
    return None


def _part(said: str, context: Context) -> Meaning | None:
    """A command with more around it: the part that is one is offered."""
    if len(said) > LONGEST_COMMAND:
        return None
    lines = own_lines(said)
    pieces = [
        line[: line.find(mark)] for line in lines for mark in (", ", ". ", " but ", " - ") if mark in line
    ]
    for piece in [*lines, *pieces] if len(lines) > 1 else pieces:
        if meant := _command(piece, context):
            return WhichOne(f"Did you mean “{piece}”?", (Option(piece, meant),))
    return None
