"""The text stays readable: sizes, documentation, excepts, leftovers. Each is also shown what breaks it."""

from pathlib import Path

import pytest

from tests.support import style
from tests.support.source import EVERYTHING, FLOORS, ROOT, SOURCE, Source, expect_none, problems, sources
from tests.support.style import Length

_BELONGS_TO_THE_CALLER = "whatever it is, whoever waits for the work gets it"

BROAD_EXCEPTS = {
    "bot/delivery.py::Dispatcher._deliver": "a renderer's bug costs its own message only",
    "bot/surfaces.py::Refresher._view": "a renderer's bug costs its own surface only",
    "bot/ticks.py::Ticks._run": "the next run has to come",
    "bot/web.py::_passes": "whatever is wrong, the answer of a health check is no",
    "bot/workers.py::Worker._guarded": "one row must not stop the others; its lease runs out",
    "bot/workers.py::Worker._run": "the loop has to survive a database that is away",
    "storage/postgres.py::PostgresStore._run": _BELONGS_TO_THE_CALLER,
    "storage/sqlite.py::SqliteStore._read": _BELONGS_TO_THE_CALLER,
    "storage/sqlite.py::Writer._run_one": _BELONGS_TO_THE_CALLER,
}
"""Where everything may be caught, as `path::function`, and why. It logs or hands on, and work goes on."""

SPEAKS = ("bot/cli.py", "bot/cli/", "bot/demo", "benchmarks/")
"""How the paths begin that may print: the command line, and the figures."""


@pytest.mark.parametrize("folder", FLOORS)
def test_functions_are_short(folder: str) -> None:
    expect_none(style.size_problems(style.lengths(sources(folder))))


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_no_function_is_past_reading(folder: str) -> None:
    long = style.longer(style.lengths(sources(folder)), style.LONGEST_FUNCTION)
    expect_none(f"{function.where} has {function.lines} lines" for function in long)


def test_every_file_is_read_in_one_sitting() -> None:
    files = [
        file for folder in EVERYTHING for kind in ("py", "js") for file in (ROOT / folder).rglob(f"*.{kind}")
    ]
    expect_none(
        problem for file in files for problem in style.file_too_long(file.relative_to(ROOT), file.read_text())
    )


@pytest.mark.parametrize("folder", SOURCE)
def test_what_is_public_is_documented(folder: str) -> None:
    (ports,) = (source for source in sources("flows") if source.path == "flows/ports.py")
    promised = style.methods_of(ports)
    expect_none(line for source in sources(folder) for line in style.undocumented(source, promised))


def test_nothing_catches_everything_without_a_reason() -> None:
    found = problems(style.broad_excepts, sources(*SOURCE))
    expect_none(style.unreasoned(found, BROAD_EXCEPTS))


@pytest.mark.parametrize("folder", EVERYTHING)
def test_no_work_is_left_behind(folder: str) -> None:
    expect_none(problems(style.left_behind, sources(folder)))


def test_only_the_command_line_prints() -> None:
    silent = [source for source in sources(*SOURCE) if not source.path.startswith(SPEAKS)]
    expect_none(problems(style.prints, silent))


def of(*lines: int) -> list[Length]:
    """Functions of these lengths."""
    return sorted(Length(count, f"bot/app.py:{number} work") for number, count in enumerate(lines))


@pytest.mark.parametrize(
    ("functions", "complaint"),
    [
        (of(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 61), "bot/app.py:11 work has 61 lines, over 60"),
        (of(5, 5, 5, 5, 5, 31, 32), "2 of 7 functions are over 30 lines"),
        (of(9, 10, 10), "the median function has 10 lines"),
    ],
)
def test_a_size_is_seen(functions: list[Length], complaint: str) -> None:
    (problem,) = style.size_problems(functions)
    assert problem.startswith(complaint)
    assert style.size_problems(of(9, 9, 10)) == []


def test_lengths_count_decorated_and_inner_functions_with_their_names() -> None:
    text = "class Desk:\n @once\n async def start(self):\n  def inner():\n   go()\n  run()\n"
    assert [(f.lines, f.where) for f in style.lengths([Source("bot/a.py", text)])] == [
        (2, "bot/a.py:4 Desk.start.inner"),
        (4, "bot/a.py:3 Desk.start"),
    ]


def test_a_long_file_is_seen() -> None:
    assert style.file_too_long(Path("bot/app.py"), "\n" * 401) == ["bot/app.py has 401 lines, over 400"]
    assert style.file_too_long(Path("bot/app.py"), "\n" * 400) == []


UNDOCUMENTED = [
    "limit = 3",
    '"""Doc."""\ndef go(): pass',
    '"""Doc."""\nclass Go: pass',
    '"""Doc."""\nclass Go:\n    """Doc."""\n    def on(self): pass',
]


@pytest.mark.parametrize("text", UNDOCUMENTED)
def test_missing_documentation_is_seen(text: str) -> None:
    assert len(list(style.undocumented(Source("bot/app.py", text)))) == 1


def test_private_names_and_empty_modules_need_no_documentation() -> None:
    assert list(style.undocumented(Source("bot/app.py", '"""Doc."""\ndef _go(): pass'))) == []
    assert list(style.undocumented(Source("bot/__init__.py", ""))) == []


def test_a_method_may_leave_the_words_to_its_port_or_its_base() -> None:
    bare = '"""Doc."""\nclass Rows:\n    """Doc."""\n    def get(self): pass'
    assert list(style.undocumented(Source("storage/rows.py", bare), promised={"get"})) == []
    based = '"""Doc."""\nclass Rows(Table):\n    """Doc."""\n    def get(self): pass'
    assert list(style.undocumented(Source("storage/rows.py", based))) == []


@pytest.mark.parametrize(
    "text",
    [
        "def go():\n    try: pass\n    except: pass",
        "def go():\n    try: pass\n    except Exception as error: pass",
        "def go():\n    try: pass\n    except (ValueError, BaseException): pass",
        "from contextlib import suppress\ndef go():\n    with suppress(Exception): pass",
    ],
)
def test_a_broad_except_is_seen(text: str) -> None:
    assert list(style.broad_excepts(Source("bot/app.py", text))) == ["bot/app.py::go"]


def test_a_narrow_except_is_not() -> None:
    text = "try: pass\nexcept (ValueError, KeyError): pass"
    assert list(style.broad_excepts(Source("bot/app.py", text))) == []


def test_a_broad_except_that_raises_again_is_not() -> None:
    text = "try: pass\nexcept BaseException:\n    undo()\n    raise"
    assert list(style.broad_excepts(Source("bot/app.py", text))) == []


def test_a_broad_except_needs_a_reason_and_a_reason_its_place() -> None:
    complaints = style.unreasoned(["bot/a.py::go"], {"bot/b.py::run": "the loop must survive"})
    assert [complaint.split()[0] for complaint in complaints] == ["bot/a.py::go", "bot/b.py::run"]


@pytest.mark.parametrize(
    "text", ["x = 1  # TODO: tidy\n", '"""FIXME later."""\n', 'def f():\n    """XXX."""\n']
)
def test_work_left_behind_is_seen(text: str) -> None:
    assert len(list(style.left_behind(Source("bot/app.py", text)))) == 1


def test_a_step_that_is_to_do_is_not_work_left_behind() -> None:
    text = '"""From StepStatus.TODO on."""\nstate = StepStatus.TODO  # from `TODO`\nHINT = "TODO"\n'
    assert list(style.left_behind(Source("flows/handoff.py", text))) == []


def test_a_print_is_seen() -> None:
    assert len(list(style.prints(Source("bot/app.py", "print('here')\nconsole.print('fine')")))) == 1
