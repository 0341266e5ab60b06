"""The rules of the text: sizes, documentation, excepts, and what must not stay behind."""

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.source import Definition, Source, named

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONG_FUNCTION = 30
MEDIAN_FUNCTION = 9

_LEFT_BEHIND = re.compile(r"(?<![.\w`])(TODO|FIXME|XXX|HACK)\b(?!`)")
_BROAD = {"Exception", "BaseException"}


@dataclass(frozen=True, order=True)
class Length:
    """How many lines a function takes, from its `def` to its end, docstring included."""

    lines: int
    where: str


def lengths(sources: Iterable[Source]) -> list[Length]:
    """Every function of these files, shortest first."""
    return sorted(
        Length((node.end_lineno or node.lineno) - node.lineno + 1, f"{source.path}:{node.lineno} {name}")
        for source in sources
        for name, node in source.functions()
    )


def size_problems(functions: list[Length]) -> list[str]:
    """Where functions (shortest first) miss: half of them within 9 lines, 9 of 10 within 30, none over 60."""
    found = [
        f"{f.where} has {f.lines} lines, over {LONGEST_FUNCTION}" for f in longer(functions, LONGEST_FUNCTION)
    ]
    long = longer(functions, LONG_FUNCTION)
    if len(long) * 10 > len(functions):
        names = "\n  ".join(f"{f.where} ({f.lines})" for f in long)
        found.append(f"{len(long)} of {len(functions)} functions are over {LONG_FUNCTION} lines:\n  {names}")
    if functions and (median := statistics.median(f.lines for f in functions)) > MEDIAN_FUNCTION:
        found.append(f"the median function has {median} lines, over {MEDIAN_FUNCTION}")
    return found


def longer(functions: Iterable[Length], limit: int) -> list[Length]:
    """Those above a limit, longest first."""
    return sorted((function for function in functions if function.lines > limit), reverse=True)


def file_too_long(path: Path, text: str) -> list[str]:
    """A file is read in one sitting."""
    lines = len(text.splitlines())
    return [f"{path.as_posix()} has {lines} lines, over {LONGEST_FILE}"] if lines > LONGEST_FILE else []


def undocumented(source: Source, promised: Collection[str] = ()) -> Iterator[str]:
    """A public function, class or method says what it is; so does a module that holds anything.

    A method needs no words of its own when its class builds on another, or when a port has them (`promised`).
    """
    if source.tree.body and ast.get_docstring(source.tree) is None:
        yield f"{source.path}:1: the module has no docstring"
    for node in _public(source.tree.body):
        yield from _silent(source, node)
        if isinstance(node, ast.ClassDef) and not node.bases:
            methods = (method for method in _public(node.body) if method.name not in promised)
            yield from (line for method in methods for line in _silent(source, method))


def _public(body: list[ast.stmt]) -> Iterator[Definition]:
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node


def _silent(source: Source, node: Definition) -> Iterator[str]:
    if ast.get_docstring(node) is None:
        yield source.at(node, f"{node.name} is public and has no docstring")


def methods_of(source: Source) -> set[str]:
    """The names of all methods in a file: what its protocols promise."""
    classes = (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef))
    return {method.name for node in classes for method in _public(node.body)}


def broad_excepts(source: Source) -> Iterator[str]:
    """The name of every place that catches anything at all and keeps it, as `path::function`."""
    for name, node in named(source.tree):
        if isinstance(node, ast.ExceptHandler) and not _raises_again(node):
            caught: list[ast.expr | None] = [node.type]
        elif isinstance(node, ast.Call) and source.origin(node.func) == "contextlib.suppress":
            caught = [*node.args]
        else:
            continue
        if any(map(_is_broad, caught)):
            yield f"{source.path}::{name}"


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(one) for one in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in _BROAD)


def unreasoned(found: Iterable[str], allowed: Mapping[str, str]) -> list[str]:
    """Places that nobody gave a reason for, and reasons whose place is gone."""
    places = set(found)
    return [
        *(f"{place} catches everything: name what it expects" for place in sorted(places - allowed.keys())),
        *(f"{place} is allowed but no longer there" for place in sorted(allowed.keys() - places)),
    ]


def left_behind(source: Source) -> Iterator[str]:
    """Comments and docstrings hold no work that is still to be done."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and _LEFT_BEHIND.search(token.string):
            yield f"{source.path}:{token.start[0]}: {token.string}"
    for name, node in [("the module", source.tree), *named(source.tree)]:
        if isinstance(node, ast.Module | Definition) and _LEFT_BEHIND.search(ast.get_docstring(node) or ""):
            yield f"{source.path}: the docstring of {name} leaves work behind"


def prints(source: Source) -> Iterator[str]:
    """Only the command line speaks to the terminal."""
    for node, name in source.calls():
        if name == "print":
            yield source.at(node, "print() belongs to the command line; log it, or return it")
