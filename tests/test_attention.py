"""The product's own figures of merit: how much of people's attention a whole handoff takes."""

import asyncio
from pathlib import Path

import pytest

from benchmarks import attention
from benchmarks.attention import Figures


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """Both handoffs, played once."""
    folder: Path = tmp_path_factory.mktemp("attention")
    return {one.depth: one for one in asyncio.run(attention.measure(folder))}


@pytest.fixture(params=["full", "light"])
def played(figures: dict[str, Figures], request: pytest.FixtureRequest) -> Figures:
    """Each of the two."""
    return figures[request.param]


def test_nobody_is_written_to_more_than_three_times_a_day_and_never_on_a_day_off(played: Figures) -> None:
    assert max(played.most_a_day.values()) <= attention.UNSOLICITED_A_DAY
    assert {number for days in played.digests.values() for number in days.values()} == {1}
    assert played.days_off == 0


def test_the_giver_is_asked_no_more_than_promised(played: Figures) -> None:
    assert 0 < played.prompts["Olivia"] <= attention.PROMPTS[played.depth]
    assert set(played.prompts) == {"Olivia"}


def test_a_plain_done_is_one_tap(played: Figures) -> None:
    assert len(played.taps) >= 5
    assert set(played.taps.values()) == {1}


def test_a_question_is_one_message(played: Figures) -> None:
    assert (played.questions, played.question_messages) == (1, 1)


def test_what_is_printed_says_whether_the_goals_are_met(played: Figures) -> None:
    assert played.met
    assert str(played).endswith("met")
