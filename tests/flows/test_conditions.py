"""`when:` in three values: it holds, it does not, or nobody has said yet."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import holds, missing
from flows.loader import load
from flows.playbook import Condition, Playbook
from tests.flows.test_lint import BASE

NAMES = ("cta", "hosting", "stage", "owner")
ANSWERS = ("yes", "no", "on", "off", "none", "null", "us")

answers = st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=4, unique=True).map(tuple)
condition = st.dictionaries(st.sampled_from(NAMES), answers, max_size=4)
facts = st.dictionaries(st.sampled_from(NAMES), answers, max_size=4)


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ({}, {}, True),
        ({"owner": ("us",)}, {}, None),
        ({"owner": ("us", "some")}, {"owner": ("some",)}, True),
        ({"owner": ("us",)}, {"owner": ("customer",)}, False),
        ({"hosting": ("saas",)}, {"hosting": ("saas", "self")}, True),
        ({"owner": ("us",), "cta": ("on",)}, {"owner": ("us",)}, None),
        ({"owner": ("us",), "cta": ("on",)}, {"owner": ("customer",)}, False),
    ],
)
def test_holds(wanted: Condition, known: dict[str, tuple[str, ...]], expected: bool | None) -> None:
    assert holds(wanted, known) is expected


def test_missing_asks_in_the_order_of_first_mention_and_nothing_for_nothing() -> None:
    conditions = [{"owner": ("us",), "cta": ("on",)}, {"stage": ("3",), "owner": ("us",)}]
    assert missing(conditions, {}) == ("owner", "cta", "stage")
    assert missing(conditions, {"cta": ("off",)}) == ("stage", "owner")
    assert missing(conditions, {"owner": ("customer",)}) == ()


@given(condition, facts)
def test_unknown_is_exactly_what_still_asks_something(
    wanted: Condition, known: dict[str, tuple[str, ...]]
) -> None:
    asked = missing([wanted], known)
    assert (holds(wanted, known) is None) == bool(asked)
    assert set(asked) == (set(wanted) - set(known) if asked else set())


@given(condition, facts, facts)
def test_more_answers_never_change_what_was_certain(
    wanted: Condition, known: dict[str, tuple[str, ...]], more: dict[str, tuple[str, ...]]
) -> None:
    before = holds(wanted, known)
    if before is not None:
        assert holds(wanted, {**more, **known}) is before


@given(condition)
def test_a_condition_comes_back_from_its_file_and_from_the_store(wanted: Condition) -> None:
    written = json.dumps({name: list(listed) for name, listed in wanted.items()})
    playbook = load(BASE.replace("    offset: 3\n", f"    offset: 3\n    when: {written}\n", 1)).playbook
    assert dict(playbook.by_id["tidy"].when) == wanted
    stored = Playbook.model_validate_json(playbook.canonical())
    assert dict(stored.by_id["tidy"].when) == wanted
    assert stored.digest == playbook.digest


def test_one_answer_needs_no_list() -> None:
    text = BASE.replace("    offset: 3\n", "    offset: 3\n    when: {owner: us}\n", 1)
    assert load(text).playbook.by_id["tidy"].when == {"owner": ("us",)}
