"""Our own source, read as syntax trees, for the tests that keep the architecture and the style."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "storage", "flows", "sandbox")
SOURCE = (*FLOORS, "benchmarks")
EVERYTHING = (*SOURCE, "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @classmethod
    def read(cls, file: Path) -> Self:
        """A file of the checkout."""
        return cls(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def floor(self) -> str:
        """The top-level folder it lies in."""
        return self.path.split("/", 1)[0]

    @property
    def module(self) -> str:
        """Its dotted name, as it would be imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def at(self, node: ast.stmt | ast.expr, sentence: str) -> str:
        """A problem as it is reported: where, and what to do."""
        return f"{self.path}:{node.lineno}: {sentence}"

    def imports(self) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
        """Everything imported anywhere in the file, by full dotted name (`from a import b` is `a.b`)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{self._base(node)}.{alias.name}") for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".")
        climb = node.level - self.path.endswith("/__init__.py")
        return ".".join([*package[: len(package) - climb], *filter(None, [node.module])])

    @cached_property
    def _names(self) -> dict[str, str]:
        """What each imported name stands for, by its local name."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.split(".")[0]
                    names[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                names |= {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}
        return names

    def origin(self, node: ast.expr) -> str:
        """The dotted name an expression was imported as (`dt.now` is `datetime.datetime.now`), or ""."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.origin(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call, with the dotted name of what is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, self.origin(node.func)

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function, methods and inner ones included, with its qualified name."""
        for name, node in named(self.tree):
            if isinstance(node, Function):
                yield name, node


Rule = Callable[[Source], Iterable[str]]
"""Looks at one file and says what is wrong with it, a line each."""


def named(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node with the qualified name of the function or class that it is, or lies in."""
    for child in ast.iter_child_nodes(tree):
        name = inside
        if isinstance(child, Definition):
            name = f"{inside}.{child.name}" if inside else child.name
        yield name, child
        yield from named(child, name)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file of these top-level folders, in order of path."""
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return tuple(Source.read(file) for file in files)


def problems(rule: Rule, files: Iterable[Source]) -> list[str]:
    """What a rule finds in all of them."""
    return [problem for file in files for problem in rule(file)]


def expect_none(found: Iterable[str]) -> None:
    """Fail with every problem in full, a line each: pytest shortens long lists."""
    lines = list(found)
    if lines:
        raise AssertionError("\n" + "\n".join(lines))
