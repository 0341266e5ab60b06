"""The rules of the house: which floor may import what, and what a floor may not do."""

import ast
from collections.abc import Iterator

from tests.support.source import Source

MAY_IMPORT = {
    "bot": {"bot", "storage", "flows"},
    "storage": {"storage", "flows"},
    "flows": {"flows"},
    "sandbox": {"sandbox"},
    "benchmarks": {"benchmarks", "sandbox", "bot", "storage", "flows"},
    "tests": {"tests", "benchmarks", "sandbox", "bot", "storage", "flows"},
}

HOSTS = ("bot/try", "bot/demo")
"""How the paths begin that may start the sandbox: `handoff try` and `handoff demo`."""

_SLACK = {"slack_bolt", "slack_sdk"}
_SQL = {"sqlalchemy", "alembic", "psycopg", "psycopg_pool", "sqlite3"}
_SERVING = {"aiohttp", "apscheduler", "typer", "pydantic_settings"}
_MACHINE = {"os", "io", "sys", "pathlib", "tempfile", "shutil", "glob", "subprocess", "importlib", "pkgutil"}
_NETWORK = {"socket", "ssl", "http", "urllib.request", "requests", "asyncio", "threading"}
_CHANCE = {"random", "secrets", "uuid", "time", "logging"}

FOREIGN = {
    "flows": _SLACK | _SQL | _SERVING | _MACHINE | _NETWORK | _CHANCE,
    "storage": _SLACK | _SERVING,
    "bot": _SQL,
    "sandbox": _SLACK | _SQL | {"apscheduler"},
}
"""What a floor leaves to others: the domain is pure, SQL stays in storage, Slack stays in bot."""

_CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
}
_FILES = {"open", "input", "print", "exec", "eval", "__import__"}

_QUIET_AT_IMPORT = {"logging.getLogger"}
_DECLARATIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def imports_go_down(source: Source) -> Iterator[str]:
    """Imports go down: bot → storage → flows; the sandbox knows none of them, and only its hosts know it."""
    allowed = MAY_IMPORT[source.floor]
    for node, name in source.imports():
        floor = name.split(".", 1)[0]
        if floor not in MAY_IMPORT or floor in allowed:
            continue
        if floor == "sandbox" and source.path.startswith(HOSTS):
            continue
        yield source.at(node, f"{source.floor}/ must not import {name}")


def libraries_stay_on_their_floor(source: Source) -> Iterator[str]:
    """A library is used on the floor it belongs to."""
    foreign = FOREIGN.get(source.floor, set())
    for node, name in source.imports():
        hit = next((library for library in foreign if f"{name}.".startswith(f"{library}.")), None)
        if hit:
            yield source.at(node, f"{source.floor}/ must not use {hit}")


def the_domain_is_pure(source: Source) -> Iterator[str]:
    """The domain asks its clock for the time, and touches neither files nor the terminal."""
    for node, name in source.calls():
        if name in _CLOCKS:
            yield source.at(node, f"flows/ takes the time from its clock, not from {name}()")
        elif name in _FILES:
            yield source.at(node, f"flows/ must not call {name}()")


def nothing_happens_at_import(source: Source) -> Iterator[str]:
    """A module declares, and leaves doing to whoever calls it."""
    for statement in source.tree.body:
        if isinstance(statement, _DECLARATIONS) or _is_text(statement):
            continue
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            yield source.at(statement, "nothing may happen at import")
            continue
        calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
        if any(source.origin(call.func) not in _QUIET_AT_IMPORT for call in calls):
            yield source.at(statement, "nothing may be called at import")


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def no_naive_instants(source: Source) -> Iterator[str]:
    """Every instant knows its zone."""
    for node, name in source.calls():
        if _is_naive(name, node):
            yield source.at(node, f"{name}() without a zone makes a naive instant")


def _is_naive(name: str, call: ast.Call) -> bool:
    if name in ("datetime.datetime.utcnow", "datetime.datetime.today", "datetime.datetime.utcfromtimestamp"):
        return True
    zone_stands_at = {
        "datetime.datetime": 7,
        "datetime.datetime.now": 0,
        "datetime.datetime.fromtimestamp": 1,
        "datetime.datetime.combine": 2,
    }.get(name)
    if zone_stands_at is None or len(call.args) > zone_stands_at:
        return False
    named = {keyword.arg for keyword in call.keywords}
    return not named & {"tz", "tzinfo", None}
