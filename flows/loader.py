"""Reads a playbook from the text of its file, or says line by line why it cannot."""

from dataclasses import dataclass
from difflib import get_close_matches
from types import GenericAlias, UnionType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flows import based, strict_yaml
from flows.playbook import Playbook
from flows.problems import Lines, Path, PlaybookError, Problem

__all__ = ["Loaded", "PlaybookError", "Problem", "load"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A playbook, and where everything in it stands in its file."""

    playbook: Playbook
    lines: Lines


def load(text: str, name: str = "playbook", bases: based.Bases | None = None) -> Loaded:
    """The playbook that `text` (YAML) describes; `name` is what problems call the file.

    `bases` are the texts of those it may be `based_on`, by id.

    Raises only `PlaybookError`, with every problem found, each with its line and what to write instead.
    What it returns has the right form; whether it makes sense is for `flows.lint` to say.
    """
    value, lines = based.resolved(*strict_yaml.read(text, name), bases or {})
    try:
        return Loaded(Playbook.model_validate(value), lines)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise PlaybookError(
            [_problem(details, lines) for details in found[: strict_yaml.MAX_PROBLEMS]]
        ) from None


def _problem(details: ErrorDetails, lines: Lines) -> Problem:
    path = tuple(part for part in details["loc"] if part != "[key]")
    message, remedy = _explain(details["type"], path, details.get("ctx", {}))
    return lines.problem(path, message, remedy)


_GROUP = ("is not a group of names", "write name: value lines below it, or {name: value}")
_FORMS = {
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "int_type": ("is not a whole number", "write digits, without quotes"),
    "string_type": ("is not text", "put it in quotes"),
    "string_too_short": ("is empty", "write something, or leave the line out"),
    "tuple_type": ("is not a list", "write [one, two], or one item a line behind a dash"),
    "dict_type": _GROUP,
    "mapping_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
}


def _explain(kind: str, path: Path, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong and what to write instead, in words, for one of pydantic's error types."""
    name = _name(path)
    if kind in _FORMS:
        message, remedy = _FORMS[kind]
        return f"{name} {message}", remedy
    match kind:
        case "missing":
            return f"{name} is missing", f"add a line {name}: …"
        case "extra_forbidden":
            return f"nothing is called {name} here", _did_you_mean(name, path)
        case "string_pattern_mismatch":
            return f"{name} has to be a plain name", "use lower-case letters, digits, - and _, a letter first"
        case "string_too_long":
            return f"{name} is too long", f"keep it to {context['max_length']} characters"
        case "enum":
            return f"{name} is none of the words known here", f"write {context['expected']}"
        case "too_short":
            return f"{name} has too few items", f"give at least {context['min_length']}"
        case "too_long":
            return f"{name} has too many items", f"give at most {context['max_length']}"
        case "greater_than_equal":
            return f"{name} is too small", f"write {context['ge']} or more"
        case "less_than_equal":
            return f"{name} is too large", f"write {context['le']} or less"
    return f"{name} cannot be read", "compare it with a playbook that ships with the bot"


def _name(path: Path) -> str:
    """What the author calls the place: its name, or its list and position."""
    if not path:
        return "the file"
    return str(path[-1]) if isinstance(path[-1], str) else f"{path[-2]}, item {path[-1] + 1},"


def _did_you_mean(name: str, path: Path) -> str:
    allowed = list(_model_at(path[:-1]).model_fields)
    close = get_close_matches(name, allowed, n=1)
    return f"did you mean {close[0]}?" if close else f"take it out, or use one of {', '.join(allowed)}"


def _model_at(path: Path) -> type[BaseModel]:
    """The model that describes what stands at the path."""
    model: type[BaseModel] = Playbook
    for name in path:
        known = model.model_fields.get(str(name))
        if known is not None:
            model = _inner_model(known.annotation) or model
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not isinstance(annotation, GenericAlias | UnionType):
        return annotation if issubclass(annotation, BaseModel) else None
    inner = (_inner_model(argument) for argument in get_args(annotation))
    return next((model for model in inner if model is not None), None)
