"""Which steps a phrase names: "3 and 5", "#3, 5", "steps 3-5", "it", "all of them"."""

import re

from flows.replies.figures import WORDS

LONGEST_RANGE = 50
"""Ours: a longer range is no list of steps."""

_SPELT = "|".join(WORDS)
_DIGITS = r"\(?(?:#|no\.? ?|nr\.? ?)?[0-9]{1,3}\)?"
_ONE = rf"(?:{_DIGITS}|(?:number|steps?|items?|tasks?) (?:#?[0-9]{{1,3}}|{_SPELT}))"
_ITEM = rf"{_ONE}(?: ?(?:-|to|through|thru|\.\.) ?[0-9]{{1,3}})?"
_LIST = rf"{_ITEM}(?:(?: ?[,&+] ?(?:and )?| and )(?:also )?{_ITEM}| {_ITEM})*"
_THIS = r"it|this|that|this one|that one|this step|that step"
_EVERY = r"all|both|everything|them|them all|all of (?:it|them|these|those)|all steps|these|those"

LISTED = rf"(?P<steps>{_LIST})"
"""Steps by their numbers."""

STEPS = rf"(?P<steps>{_LIST}|{_THIS}|{_EVERY})"
"""What names steps inside a phrase, numbers or not."""


def read(words: str | None) -> tuple[int, ...] | None:
    """The numbers that a match of `STEPS` names, each once; empty for "it" or nothing, None for all of them.

    Raises ValueError for a range that runs backwards or has no end.
    """
    if words is None or re.fullmatch(_THIS, words):
        return ()
    if re.fullmatch(_EVERY, words):
        return None
    found: dict[int, None] = {}
    for item in re.finditer(rf"([0-9]+|\b(?:{_SPELT})\b)(?: ?(?:-|to|through|thru|\.\.) ?([0-9]+))?", words):
        low = WORDS[item[1]] if item[1] in WORDS else int(item[1])
        high = int(item[2]) if item[2] else low
        if not 0 <= high - low <= LONGEST_RANGE:
            raise ValueError(words)
        found |= dict.fromkeys(range(low, high + 1))
    return tuple(found)
