"""A clause becomes an act: its rule is found, and its numbers, days and names are read."""

import re
from dataclasses import dataclass, replace

from flows.people import PersonId
from flows.replies import days, numbers
from flows.replies.context import Context
from flows.replies.phrases import (
    DOUBTS,
    FILLER_AFTER,
    FILLER_BEFORE,
    OF_STEPS,
    QUESTIONS,
    REQUEST,
    RULES,
    Verb,
)

LONGEST_UNKNOWN_NAME = 3
"""Ours: words after "ask" that may be a name we do not know; more of them are a sentence."""


@dataclass(frozen=True, slots=True)
class Act:
    """A clause as read. `numbers` is empty when none were said, None for all of them.

    `account` and `who` are names as typed; `handoff` narrows the numbers to one account.
    """

    verb: Verb
    numbers: tuple[int, ...] | None = ()
    when: days.Readings = ()
    words: str = ""
    account: str = ""
    who: str = ""
    people: tuple[PersonId, ...] = ()
    handoff: int | None = None

    @property
    def open_ended(self) -> bool:
        """Whether its free text may have swallowed what came after it."""
        return bool(self.words)


def act(clause: str, context: Context) -> Act | None:
    """What a clause of plain text asks for; None when it is not a whole phrase of the grammar."""
    said = without_fillers(clause)
    return _matched(said, context) or _before_account(said, context) or _after_account(said, context)


def without_fillers(clause: str) -> str:
    """The clause without greetings, thanks and cheers; empty when it is nothing else."""
    if request := REQUEST.fullmatch(clause):
        clause = request[1]
    while found := FILLER_BEFORE.match(clause):
        clause = clause[found.end() :]
    while found := FILLER_AFTER.search(clause):
        clause = clause[: found.start()]
    return clause.strip()


def _matched(clause: str, context: Context) -> Act | None:
    for verb, pattern in RULES:
        asks = clause.rstrip("? ") if verb in QUESTIONS else clause
        if (found := pattern.fullmatch(asks)) and (read := _filled(verb, found, context)):
            return read
    return None


def _filled(verb: Verb, found: re.Match[str], context: Context) -> Act | None:
    parts = {name: (value or "").strip(' "') for name, value in found.groupdict().items()}
    try:
        steps = numbers.read(parts.get("steps") or None)
    except ValueError:
        return None
    day = parts.get("when") or parts.get("only_when") or ""
    who = parts.get("who") or parts.get("someone") or ""
    read = Act(
        verb,
        steps,
        days.read(day, context.now, context.zone) if day else (),
        words=parts.get("words") or parts.get("topic") or "",
        account=parts.get("account") or parts.get("any_account") or "",
        who=who,
        people=context.people_called(who) if who else (),
    )
    return read if _sensible(read, parts, context) else None


def _sensible(read: Act, parts: dict[str, str], context: Context) -> bool:
    """Whether every part of the phrase is what it must be."""
    if (parts.get("when") or parts.get("only_when")) and not read.when:
        return False
    if parts.get("only_when") and (context.in_thread_of is None or context.asked is not None):
        return False
    if read.verb is Verb.REGRET and not _can_regret(read, context):
        return False
    if read.account and not context.accounts_called(read.account):
        return bool(parts.get("any_account")) and context.asked is None
    if read.who and not read.people:
        return _may_be_name(read, parts, context)
    if read.verb is Verb.NOT_APPLICABLE and DOUBTS.search(read.words):
        return False
    return _finds_its_step(read, context)


def _may_be_name(read: Act, parts: dict[str, str], context: Context) -> bool:
    """Whether to ask who that is, rather than to take the sentence for something else."""
    if parts.get("someone"):
        return False
    meant = read.who.startswith(("<@", "@")) or bool(parts.get("unsure")) or context.asked is None
    return read.verb is Verb.REASSIGN or (meant and len(read.who.split()) <= LONGEST_UNKNOWN_NAME)


def _can_regret(read: Act, context: Context) -> bool:
    """Whether there is something to take back, and "no" is not said to a question."""
    return context.undoable and (read.numbers != () or context.asked is None)


def _finds_its_step(read: Act, context: Context) -> bool:
    """Without a number, free text answers the open prompt, and a day alone belongs to the only step shown."""
    if read.numbers != () or context.only_step is not None:
        return True
    if read.verb in (Verb.NOT_APPLICABLE, Verb.WAIT, Verb.DUE):
        return context.asked is None
    return True


def _before_account(clause: str, context: Context) -> Act | None:
    """A phrase and then its account: "done 3 for acme"."""
    for end in re.finditer(r" (?:(?:for|on|at|in|of) )?(?=\S)", clause):
        if read := _within(clause[end.end() :], clause[: end.start()], context):
            return read
    return None


def _after_account(clause: str, context: Context) -> Act | None:
    """An account and then its phrase: "globex done 3"."""
    for end in re.finditer(r"[:,]? ", clause):
        if read := _within(clause[: end.start()], clause[end.end() :], context):
            return read
    return None


def _within(account: str, phrase: str, context: Context) -> Act | None:
    handoffs = context.accounts_called(account)
    read = _matched(phrase, context) if len(handoffs) == 1 else None
    return replace(read, handoff=handoffs[0]) if read is not None and read.verb in OF_STEPS else None
