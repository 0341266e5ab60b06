"""What a reply nearly says: a slip of the thumb, or a command with more around it. It is only ever asked."""

from collections.abc import Iterator

COMMAND_WORDS = (
    "done",
    "undo",
    "skip",
    "stop",
    "help",
    "next",
    "status",
    "later",
    "snooze",
    "remind",
    "waiting",
    "finished",
    "reassign",
    "brief",
    "until",
    "tomorrow",
)
"""The words whose slips are noticed."""

LONGEST_SLIP = 40
"""Ours: a longer text is no mistyped command."""


def corrected(line: str) -> Iterator[str]:
    """The plain line with one word put right, for each word that is one slip away from a command word.

    A question is no mistyped command.
    """
    words = line.split(" ")
    if len(line) > LONGEST_SLIP or "?" in line:
        return
    for place, word in enumerate(words):
        for command in COMMAND_WORDS:
            if word != command and one_slip(word, command):
                yield " ".join([*words[:place], command, *words[place + 1 :]])


def one_slip(typed: str, meant: str) -> bool:
    """Whether two words that begin alike differ by one letter: too many, too few, wrong, or two swapped."""
    if typed[:1] != meant[:1] or abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant))
    )
    left, right = typed[same:], meant[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
