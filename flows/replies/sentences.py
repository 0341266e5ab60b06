"""A line becomes acts: where one clause ends and the next begins, and where only the person can tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.replies.context import Context
from flows.replies.grammar import Act, act, without_fillers
from flows.replies.phrases import OF_STEPS

MOST_SEPARATORS = 20
"""Ours: a line with more commas is prose."""

_SEPARATOR = re.compile(r"\s*[,;]\s*(?:(?:and|then|but)\s+)?|[.!]\s+|\s+(?:and|then|but|&|\+)\s+")
_ADDRESSED = re.compile(r"^<@\w+>[,:]? ")

Acts = tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a line. `split_list`: it cuts a list at an "and", as in "done 3 and 5 later"."""

    acts: Acts
    split_list: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with the places at which it may be cut: (end of what is before, start of what is after)."""

    text: str
    cuts: tuple[tuple[int, int], ...]

    def in_list(self, cut: int) -> str:
        """What joins two numbers at that cut, an "and" or a ","; empty when it is not between numbers."""
        before, after = self.cuts[cut]
        if not self.text[:before].rstrip(")")[-1:].isdecimal():
            return ""
        if not self.text[after:].lstrip("#(")[:1].isdecimal():
            return ""
        mark = self.text[before:after].strip()
        return "and" if mark in ("and", "&", "+") else mark

    def split_list(self, used: tuple[int, ...]) -> bool:
        """Whether a list is cut at its "and": "done 3 and 5 later"."""
        return any(self.in_list(cut) == "and" for cut in used)

    def odd_list(self, used: tuple[int, ...]) -> bool:
        """Whether a list goes on with a comma after its "and", where one could have cut."""
        return any(
            self.in_list(cut) == "and" and self.in_list(cut + 1) == "," and cut + 1 not in used
            for cut in range(len(self.cuts) - 1)
        )


def readings(line: str, context: Context) -> list[Reading]:
    """Every way to take a whole line of plain text as clauses of the grammar; none when it is not that."""
    line = _unaddressed(line, context)
    return _headed(line, context) or _readings(line, context)


def _headed(line: str, context: Context) -> list[Reading]:
    """A line that begins with its account: "acme: done 3, 5 later"."""
    for end in re.finditer(r"\s*[:,]\s+|\s+(?:- )?", line):
        handoffs = context.accounts_called(re.sub(r"^(?:for|on|at|in) ", "", line[: end.start()]))
        found = _readings(line[end.end() :], context) if len(handoffs) == 1 else []
        if found and all(one.acts[0].verb in OF_STEPS for one in found):
            return [replace(one, acts=_within(handoffs[0], one.acts)) for one in found]
    return []


def _unaddressed(line: str, context: Context) -> str:
    """The line without the mention of somebody who is not part of this: the bot that is spoken to."""
    found = _ADDRESSED.match(line)
    return line[found.end() :] if found and not context.people_called(found[0].strip(" ,:")) else line


def _within(handoff: int, acts: Acts) -> Acts:
    return tuple(
        replace(one, handoff=handoff) if one.verb in OF_STEPS and one.handoff is None else one for one in acts
    )


def _readings(text: str, context: Context) -> list[Reading]:
    cuts = tuple((cut.start(), cut.end()) for cut in _SEPARATOR.finditer(text) if cut.end() < len(text))
    if len(cuts) > MOST_SEPARATORS:
        return []
    line = _Line(text, cuts)
    found = [(acts, used) for acts, used in _from(line, 0, context, {}) if acts]
    natural = [(acts, used) for acts, used in found if not line.odd_list(used)] or found
    return list(dict.fromkeys(Reading(acts, line.split_list(used)) for acts, used in natural))


_Parse = tuple[Acts, tuple[int, ...]]
"""Acts, and the cuts between them."""

_MOST_PARSES = 8


def _from(line: _Line, first: int, context: Context, known: dict[int, list[_Parse]]) -> list[_Parse]:
    """The ways to take the line from the clause that begins after cut number `first - 1`."""
    if first not in known:
        known[first] = []
        for parse in _tails(line, first, context, known):
            known[first].append(parse)
            if len(known[first]) == _MOST_PARSES:
                break
    return known[first]


def _tails(line: _Line, first: int, context: Context, known: dict[int, list[_Parse]]) -> Iterator[_Parse]:
    start = line.cuts[first - 1][1] if first else 0
    for cut in range(first, len(line.cuts) + 1):
        last = cut == len(line.cuts)
        clause = line.text[start : None if last else line.cuts[cut][0]]
        read = act(clause, context)
        if read is None and without_fillers(clause):
            continue
        head = (read,) if read else ()
        rest: list[_Parse] = [((), ())] if last else _from(line, cut + 1, context, known)
        for acts, used in rest:
            yield head + acts, used if last else (cut, *used)
        if rest and (read is None or read.open_ended):
            return
