"""The house stands: floors, purity, import time and zones. Each rule is also shown what breaks it."""

import pytest

from tests.support import floors
from tests.support.source import EVERYTHING, FLOORS, ROOT, Rule, Source, expect_none, problems, sources

COMPOSITION_ROOT = "bot/app.py"


@pytest.mark.parametrize("folder", EVERYTHING)
def test_imports_only_go_down(folder: str) -> None:
    expect_none(problems(floors.imports_go_down, sources(folder)))


@pytest.mark.parametrize("folder", FLOORS)
def test_libraries_stay_on_their_floor(folder: str) -> None:
    expect_none(problems(floors.libraries_stay_on_their_floor, sources(folder)))


def test_the_domain_is_pure() -> None:
    expect_none(problems(floors.the_domain_is_pure, sources("flows")))


def test_nothing_happens_when_the_composition_root_is_imported() -> None:
    root = [source for source in sources("bot") if source.path == COMPOSITION_ROOT]
    assert [source.path for source in root] == [COMPOSITION_ROOT]
    expect_none(problems(floors.nothing_happens_at_import, root))


@pytest.mark.parametrize("folder", EVERYTHING)
def test_every_instant_knows_its_zone(folder: str) -> None:
    expect_none(problems(floors.no_naive_instants, sources(folder)))


def test_every_folder_of_python_is_one_we_know() -> None:
    holding = {file.relative_to(ROOT).parts[0] for file in ROOT.glob("[a-z]*/**/*.py")}
    assert holding - {"build", "dist", "docs", "venv"} <= set(EVERYTHING)


BREAKING: list[tuple[Rule, str, str]] = [
    (floors.imports_go_down, "flows/desk.py", "from storage import tables"),
    (floors.imports_go_down, "flows/desk.py", "def late():\n    import bot.app"),
    (floors.imports_go_down, "storage/people.py", "from bot.wording import name"),
    (floors.imports_go_down, "sandbox/clock.py", "import flows"),
    (floors.imports_go_down, "bot/app.py", "from sandbox import Sandbox"),
    (floors.imports_go_down, "bot/views/card.py", "from tests.support import needs"),
    (floors.libraries_stay_on_their_floor, "flows/desk.py", "from slack_sdk.models import blocks"),
    (floors.libraries_stay_on_their_floor, "flows/desk.py", "import sqlalchemy as sa"),
    (floors.libraries_stay_on_their_floor, "flows/desk.py", "from pathlib import Path"),
    (floors.libraries_stay_on_their_floor, "flows/desk.py", "import os.path"),
    (floors.libraries_stay_on_their_floor, "flows/desk.py", "from urllib import request"),
    (floors.libraries_stay_on_their_floor, "flows/desk.py", "from random import choice"),
    (floors.libraries_stay_on_their_floor, "storage/people.py", "import slack_sdk"),
    (floors.libraries_stay_on_their_floor, "bot/app.py", "import sqlalchemy"),
    (floors.libraries_stay_on_their_floor, "sandbox/core.py", "from slack_sdk.web import WebClient"),
    (floors.the_domain_is_pure, "flows/desk.py", "from datetime import datetime\ndatetime.now(None)"),
    (floors.the_domain_is_pure, "flows/desk.py", "from datetime import datetime as dt\ndt.utcnow()"),
    (floors.the_domain_is_pure, "flows/desk.py", "import datetime\ndatetime.date.today()"),
    (floors.the_domain_is_pure, "flows/desk.py", "with open('book.csv') as book: pass"),
    (floors.nothing_happens_at_import, "bot/app.py", "app = build()"),
    (floors.nothing_happens_at_import, "bot/app.py", "import os\nos.environ['X'] = str(1)"),
    (floors.nothing_happens_at_import, "bot/app.py", "if True:\n    limit = 3"),
    (floors.nothing_happens_at_import, "bot/app.py", "start()"),
    (floors.no_naive_instants, "bot/app.py", "from datetime import datetime\ndatetime(2026, 1, 2)"),
    (floors.no_naive_instants, "bot/app.py", "import datetime\ndatetime.datetime.now()"),
    (floors.no_naive_instants, "bot/app.py", "from datetime import datetime as dt\ndt.fromtimestamp(0)"),
    (floors.no_naive_instants, "bot/app.py", "from datetime import datetime\ndatetime.utcnow()"),
    (floors.no_naive_instants, "bot/app.py", "from datetime import datetime\ndatetime.combine(day, noon)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BREAKING)
def test_a_rule_sees_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    (problem,) = rule(Source(path, text))
    assert problem.startswith(f"{path}:")


KEEPING: list[tuple[Rule, str, str]] = [
    (
        floors.imports_go_down,
        "bot/app.py",
        "import aiohttp\nfrom flows import desk\nfrom storage import tables",
    ),
    (floors.imports_go_down, "bot/demo.py", "from sandbox import Sandbox"),
    (floors.imports_go_down, "bot/listeners/start.py", "from ..office import Office\nfrom . import home"),
    (
        floors.libraries_stay_on_their_floor,
        "flows/drafts.py",
        "from urllib.parse import urlsplit\nimport ostrich",
    ),
    (floors.the_domain_is_pure, "flows/desk.py", "def late(clock):\n    return clock.now()"),
    (
        floors.nothing_happens_at_import,
        "bot/app.py",
        '"""Doc."""\nimport logging\nL = logging.getLogger()\nN = 3',
    ),
    (
        floors.no_naive_instants,
        "bot/app.py",
        "from datetime import UTC, datetime\ndatetime(2026, 1, 2, tzinfo=UTC)",
    ),
    (floors.no_naive_instants, "bot/app.py", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEEPING)
def test_a_rule_lets_good_code_be(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


def test_a_relative_import_cannot_hide_a_floor() -> None:
    source = Source("bot/views/card.py", "from ...sandbox import Sandbox")
    assert [name for _, name in source.imports()] == ["sandbox.Sandbox"]
