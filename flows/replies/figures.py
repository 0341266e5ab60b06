"""Numbers as people type them: "about 250", "~1.2k", "2 500", "a dozen", "200-250"."""

import re

from flows.replies.meaning import Figure

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
WORDS = {word: value for value, word in enumerate((_ONES + " seventeen eighteen nineteen twenty").split())}
"""The small numbers that people write out."""

_NAMED = WORDS | {
    "none": 0,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "a couple": 2,
    "a dozen": 12,
    "dozen": 12,
    "two dozen": 24,
    "a hundred": 100,
    "hundred": 100,
    "two hundred": 200,
    "three hundred": 300,
    "five hundred": 500,
    "a thousand": 1000,
    "two thousand": 2000,
}
_ROUGHLY_NAMED = {"a couple", "a dozen", "two dozen", "a hundred", "a thousand"}
_SCALE = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mio": 10**6, "million": 10**6, "": 1}
_ABOUT = (
    r"about|around|approx\.?|approximately|roughly|circa|ca\.?|c\.|~|≈|some|maybe|perhaps|probably|like|nearly"
    r"|almost|over|more than|at least|under|less than|up to|close to|just over|just under|>|<"
)
_CURRENCY = r"(?:eur|usd|gbp|chf|[$€£]) ?"
_UNIT = (
    r"%|percent|eur|usd|gbp|euros?|dollars?|[$€£]|active users?|users?|seats?|people|licen[cs]es"
    r"|developers|devs|runners?|tickets?|of them|in total|total|or so|ish"
)
_AMOUNT = (
    r"(?P<digits>[0-9]{1,3}(?:[ ,.'][0-9]{3})+|[0-9]{1,12})(?P<part>[.,][0-9]{1,2})?"
    r" ?(?P<scale>k|m|mio|million|thousand)?"
)
_WHOLE = re.compile(
    rf"(?:its |we have |i think )?(?P<about>(?:{_ABOUT})(?: (?:{_ABOUT}))?)? ?(?:{_CURRENCY})?"
    rf"(?:{_AMOUNT}|(?P<name>[a-z ]+?)) ?(?P<plus>\+|-?ish)?(?P<unit>(?: ?(?:{_UNIT})){{0,2}})"
)
_RANGE = re.compile(r"(?:between |from )?(?P<low>[^-]+?) ?(?:-|to|and|or) ?(?P<high>[^-]+)")


def read(text: str) -> tuple[Figure, ...]:
    """The ways to read a whole plain text as one number: none, one, or two ("1.200")."""
    if single := _single(text):
        return single
    if between := _RANGE.fullmatch(text):
        low, high = _single(between["low"]), _single(between["high"])
        if len(low) == len(high) == 1 and low[0].value < high[0].value:
            return (Figure(low[0].value, about=True, to=high[0].value),)
    return ()


def leading(text: str) -> Figure | None:
    """The one number with which a longer plain text begins: "about 250, maybe 260 with the contractors"."""
    first = re.split(r"[,;(]\s|\s-\s|\s(?:but|with|plus|as|in|at|for)\s", text, maxsplit=1)[0]
    found = read(first)
    return found[0] if len(found) == 1 else None


def _single(text: str) -> tuple[Figure, ...]:
    found = _WHOLE.fullmatch(text)
    if found is None:
        return ()
    about = bool(found["about"] or found["plus"]) or "ish" in found["unit"] or "or so" in found["unit"]
    if found["digits"]:
        scale = _SCALE[found["scale"] or ""]
        amounts = _amounts(found["digits"], found["part"] or "")
        return tuple(Figure(_scaled(amount, scale), about) for amount in amounts)
    name = found["name"].strip()
    return (Figure(_NAMED[name], about or name in _ROUGHLY_NAMED),) if name in _NAMED else ()


def _amounts(digits: str, part: str) -> tuple[float, ...]:
    """ "1.200" is twelve hundred where people write a point there, and 1.2 where they do not."""
    whole = float(re.sub(r"[ ,.']", "", digits) + part.replace(",", "."))
    if not part and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", digits):
        return (whole, float(digits))
    return (whole,)


def _scaled(amount: float, scale: int) -> int | float:
    value = round(amount * scale, 6)
    return int(value) if value == int(value) else value
