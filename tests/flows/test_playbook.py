"""The schema: what a playbook may say, what it derives, and that the documentation says all of it."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from flows import playbook as schema
from flows import topics
from flows.lint import lint
from flows.loader import load
from flows.playbook import Fact, Playbook, Step
from tests.flows.test_lint import BASE

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "playbooks.md"


@pytest.fixture(scope="module")
def small() -> Playbook:
    return load(BASE).playbook


def test_who_gives_receives_and_manages(small: Playbook) -> None:
    assert (small.giver, small.receiver, small.manager) == ("giver", "taker", "boss")


def test_who_waits_for_a_step_or_for_its_parts(small: Playbook) -> None:
    assert [step.id for step in small.dependants["meet"]] == ["events"]
    assert small.dependants["tidy"] == ()


def test_a_part_is_found_wherever_it_stands(small: Playbook) -> None:
    room = small.by_id["meet"].part("room")
    assert room is not None
    assert room.title == "A room"
    assert small.by_id["meet"].part("hall") is None


def test_the_same_content_has_the_same_hash(small: Playbook) -> None:
    again = load("# A remark.\n" + BASE.replace("name: Small", "name: 'Small'")).playbook
    assert again.digest == small.digest
    assert load(BASE.replace("offset: 3", "offset: 4")).playbook.digest != small.digest
    assert Playbook.model_validate_json(small.canonical()).digest == small.digest


def test_a_playbook_does_not_change(small: Playbook) -> None:
    with pytest.raises(ValidationError):
        small.by_id["tidy"].title = "Another"


@pytest.mark.parametrize("looks_true", ["yes", "true", 1])
def test_a_flag_is_true_or_false_and_nothing_else(looks_true: object) -> None:
    choices = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    with pytest.raises(ValidationError):
        Fact.model_validate({"question": "Q", "choices": choices, "several": looks_true})


def test_a_number_is_no_text_of_one() -> None:
    with pytest.raises(ValidationError):
        Step.model_validate({"id": "a", "number": "010", "owner": "a", "title": "A", "reason": "R"})


MODELS = [
    model
    for module in (schema, topics)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == module.__name__
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_documentation_names_every_field(model: type[BaseModel]) -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    assert [name for name in model.model_fields if f"`{name}`" not in text] == []


@pytest.mark.parametrize("words", [topics.AskKind, topics.Theme, topics.TEMPERATURES], ids=str)
def test_the_documentation_names_every_word(words: Iterable[str]) -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    assert [word for word in words if f"`{word}`" not in text] == []


def test_the_documentation_shows_a_sound_playbook() -> None:
    example = DOCUMENTATION.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    loaded = load(example)
    assert lint(loaded.playbook, loaded.lines) == []
