"""No section of the handbook's pages is forgotten: something answers it, or a reason says why not yet."""

from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from bot.playbooks_cli import app
from bot.settings import Settings
from flows import conditions, coverage, limits, lint_order, lint_topics
from flows.coverage import SECTIONS, Covered, Section
from flows.playbook import Playbook
from tests.support import books

BOOKS = [books.book(name) for name in books.texts()]


@pytest.mark.parametrize(
    "covered",
    coverage.report(BOOKS),
    ids=lambda covered: f"{covered.section.page}: {covered.section.heading}",
)
def test_every_section_is_answered_or_says_why_not_yet(covered: Covered) -> None:
    assert not covered.open


def test_a_section_with_neither_is_found() -> None:
    assert Covered(Section("tam-manager", "Something new"), ()).open


def test_everything_is_from_a_section_that_there_is() -> None:
    assert coverage.unknown(BOOKS) == []


def test_all_five_pages_are_there_and_no_section_twice() -> None:
    assert {section.page for section in SECTIONS} == {
        "csm-to-csm",
        "tam-to-tam",
        "presales-to-postsales",
        "tam-manager",
        "tam-handbook",
    }
    assert len({(section.page, section.heading) for section in SECTIONS}) == len(SECTIONS)


def test_what_else_answers_is_there() -> None:
    for kind, _, name in (answer.partition(" ") for section in SECTIONS for answer in section.also):
        match kind:
            case "setting":
                assert name in Settings.model_fields
            case "module":
                assert find_spec(name) is not None
            case _:
                assert kind == "playbook"
                assert name in books.texts()


def test_later_is_said_only_where_nothing_answers() -> None:
    assert [one.section for one in coverage.report(BOOKS) if one.answers and one.section.later] == []


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_every_condition_comes_up_both_ways(book: Playbook) -> None:
    steps = [condition for step in book.steps for condition in lint_order.conditions_of(step)]
    asked = [item.when for _, item in lint_topics.places(book)]
    for condition in (*steps, *asked, *(gate.when for gate in book.gates)):
        if condition:
            ways = {conditions.holds(condition, facts) for facts in lint_order.worlds(book, condition)}
            assert ways == {True, False}, condition


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_every_fact_fits_into_one_row_of_buttons(book: Playbook) -> None:
    assert [name for name, fact in book.facts.items() if len(fact.choices) > limits.MENU_OPTIONS] == []


def test_the_command_lists_them() -> None:
    result = CliRunner().invoke(app, ["coverage"])
    assert result.exit_code == 0
    assert "presales-to-postsales · Internal Account Team Meeting" in result.output
    assert "enterprise: question purpose.risks" in result.output
    assert "later: Comes with the manager's seat" in result.output
    assert f"{len(SECTIONS)} sections" in result.output
