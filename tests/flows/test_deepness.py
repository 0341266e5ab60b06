"""Full or light is proposed from what is known: the thresholds are ours."""

from datetime import date, timedelta

import pytest

from flows import deepness
from flows.handoff import Depth, Note
from flows.transfer import Answer, Told, Transfer
from tests.support.handoffs import OLIVIA, at, handoff

TODAY = date(2026, 11, 16)


def told(name: str, how: Told = Told.SAID, value: tuple[str, ...] = (), words: str = "") -> Transfer:
    """One thing that was said."""
    answer = Answer(how, OLIVIA, at(), "n" if words else None, value)
    said = Transfer(1, answers={name: answer})
    return said.with_note(Note("n", words, OLIVIA, at())) if words else said


def proposed(said: Transfer) -> Depth | None:
    return deepness.propose(handoff(), said, TODAY, within_days=90)


def test_nothing_known_proposes_nothing() -> None:
    assert proposed(Transfer(1)) is None


@pytest.mark.parametrize(
    ("days", "depth"), [(0, Depth.FULL), (90, Depth.FULL), (91, Depth.LIGHT), (-1, Depth.LIGHT)]
)
def test_a_renewal_near_by_speaks_for_full(days: int, depth: Depth) -> None:
    renewal = (TODAY + timedelta(days=days)).isoformat()
    assert proposed(told("license.renewal", value=(renewal,))) is depth


@pytest.mark.parametrize(
    ("temperature", "depth"), [("stable", Depth.LIGHT), ("watch", Depth.FULL), ("critical", Depth.FULL)]
)
def test_an_account_that_is_not_stable_speaks_for_full(temperature: str, depth: Depth) -> None:
    assert proposed(told("outlook.temperature", value=(temperature,))) is depth


def test_a_critical_ticket_speaks_for_full_and_none_for_light() -> None:
    assert proposed(told("tickets.critical", words="P1 about runners")) is Depth.FULL
    assert proposed(told("tickets.critical", Told.NOTHING)) is Depth.LIGHT


def test_a_business_review_that_is_coming_speaks_for_full() -> None:
    assert proposed(told("health.expect", words="an EBR in December")) is Depth.FULL
    assert proposed(told("health.expect", words="nothing but webrtc")) is None


def test_one_sign_is_enough_whatever_else_is_calm() -> None:
    calm = told("license.renewal", value=("2027-11-01",))
    tense = told("outlook.temperature", value=("critical",))
    both = Transfer(1, answers={**calm.answers, **tense.answers})
    assert proposed(both) is Depth.FULL
