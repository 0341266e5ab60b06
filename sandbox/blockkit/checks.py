"""Small checks that make up the schemas; each yields what is wrong, in Slack's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
"""Takes a value and its JSON pointer."""

SCHEMAS = "failed to match all allowed schemas"


def at(problem: str, pointer: str) -> str:
    """Return a problem with its pointer."""
    return f"{problem} [json-pointer:{pointer}]"


def string(most: int = 3000, least: int = 1) -> Check:
    """A string of so many characters (Unicode code points)."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield at("must provide a string", pointer)
        elif len(value) < least:
            yield at(f"must be more than {least - 1} characters", pointer)
        elif len(value) > most:
            yield at(f"must be less than {most + 1} characters", pointer)

    return check


def pattern(expression: str, says: str) -> Check:
    """A string of a certain form."""
    compiled = re.compile(expression)

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield at("must provide a string", pointer)
        elif not compiled.fullmatch(value):
            yield at(says, pointer)

    return check


def boolean(value: Any, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield at("must provide a boolean", pointer)


def integer(least: int, most: int) -> Check:
    """A whole number in a range."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield at("must provide an integer", pointer)
        elif value < least:
            yield at(f"must be greater than or equal to {least}", pointer)
        elif value > most:
            yield at(f"must be less than or equal to {most}", pointer)

    return check


def enum(*values: str) -> Check:
    """One of these strings."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in values:
            yield at("must be a valid enum value", pointer)

    return check


def anything(value: Any, pointer: str) -> Iterator[str]:
    """Whatever; checked elsewhere or not at all."""
    return iter(())


def nullable(check: Check) -> Check:
    """Nothing, or what `check` takes."""
    return lambda value, pointer: iter(()) if value is None else check(value, pointer)


def array(item: Check, least: int = 1, most: int = 100) -> Check:
    """A list of so many items."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield at("must provide an array", pointer)
            return
        if len(value) < least:
            yield at(f"must provide at least {least} items", pointer)
        if len(value) > most:
            yield at(f"no more than {most} items allowed", pointer)
        for index, one in enumerate(value):
            yield from item(one, f"{pointer}/{index}")

    return check


def record(fields: Mapping[str, Check], required: str = "") -> Check:
    """An object with these keys and no others; `required` names keys with spaces between."""
    needed = required.split()

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at("must provide an object", pointer)
            return
        for key in needed:
            if value.get(key) is None:
                yield at(f"missing required field: {key}", pointer)
        for key, inner in value.items():
            if key not in fields:
                yield at(SCHEMAS, pointer)
                yield at(f"invalid additional property: {key}", pointer)
            elif inner is not None or key not in needed:
                yield from fields[key](inner, f"{pointer}/{key}")

    return check


def text(most: int = 3000, *, mrkdwn: bool = True, plain: bool = True, least: int = 1) -> Check:
    """A text object of so many characters."""
    kinds = {kind for kind, allowed in (("plain_text", plain), ("mrkdwn", mrkdwn)) if allowed}
    length = string(most, least)

    def check(value: Any, pointer: str) -> Iterator[str]:
        found = list(_text_problems(value, pointer, kinds, length))
        if found and len(kinds) > 1:
            yield at(SCHEMAS, pointer)
        yield from found

    return check


def plain_text(most: int, least: int = 1) -> Check:
    """A plain_text object of so many characters."""
    return text(most, mrkdwn=False, least=least)


def _text_problems(value: Any, pointer: str, kinds: set[str], length: Check) -> Iterator[str]:
    if not isinstance(value, dict):
        yield at("must provide an object", pointer)
        return
    kind = value.get("type")
    if kind not in kinds:
        yield at(f"unsupported type: {kind}", f"{pointer}/type")
        return
    own = {"emoji": boolean} if kind == "plain_text" else {"verbatim": boolean}
    yield from record({"type": anything, "text": length, **own}, "type text")(value, pointer)
