"""Bringing pre-sales back: every example of the page, its exceptions, the advice, and the two approvers."""

from typing import Any

import pytest

from flows import reengage
from flows.reengage import Approver, Help, Need, Request, Ruling, Said, Segment
from flows.refusals import AlreadySo, Incomplete, NotYours
from tests.support.handoffs import MAYA, NOAH, PIA, SAM, START

BOTH = list(Segment)


def test_the_seven_examples_and_something_else() -> None:
    assert len(Need) == 8
    assert set(reengage.LABELS) == set(Need)
    assert set(reengage.HELP_LABELS) == set(Help)
    assert all(len(label) <= 80 for label in reengage.LABELS.values())


@pytest.mark.parametrize("segment", BOTH)
@pytest.mark.parametrize(
    "need",
    [Need.EXPANSION, Need.NEW_TEAM, Need.SERVICES, Need.OVERCOMMITTED, Need.ON_SITE, Need.BUSINESS_REVIEW],
)
def test_six_of_the_examples_need_nobodys_approval(segment: Segment, need: Need) -> None:
    judged = reengage.judge(Request(segment, need))
    assert (judged.ruling, judged.approver) == (Ruling.GO, Approver.NOBODY)


@pytest.mark.parametrize("segment", BOTH)
@pytest.mark.parametrize("kind", [Help.ENABLEMENT, Help.WORKSHOP, Help.ROI])
def test_an_existing_team_is_an_exception_that_sa_leadership_approves(segment: Segment, kind: Help) -> None:
    judged = reengage.judge(Request(segment, Need.EXISTING_TEAM, kind))
    assert (judged.ruling, judged.approver) == (Ruling.ASK, Approver.SA_LEADERSHIP)


def test_it_is_asked_what_an_existing_team_needs() -> None:
    with pytest.raises(Incomplete) as caught:
        reengage.judge(Request(Segment.ENTERPRISE, Need.EXISTING_TEAM))
    assert caught.value.missing == "help"


@pytest.mark.parametrize("segment", BOTH)
@pytest.mark.parametrize(
    ("flags", "ruling"),
    [
        ({}, Ruling.ADVISED_AGAINST),
        ({"required": True}, Ruling.ASK),
        ({"tier_upgrade": True}, Ruling.GO),
        ({"tier_upgrade": True, "required": True}, Ruling.GO),
    ],
)
def test_a_pov_for_an_existing_team(segment: Segment, flags: Any, ruling: Ruling) -> None:
    judged = reengage.judge(Request(segment, Need.EXISTING_TEAM, Help.EVALUATION, **flags))
    assert judged.ruling is ruling
    if ruling is Ruling.ASK:
        assert judged.approver is Approver.SA_LEADERSHIP
    if ruling is Ruling.ADVISED_AGAINST:
        assert "say so" in judged.meanwhile


@pytest.mark.parametrize(
    ("flags", "ruling"),
    [({"renewal": True}, Ruling.ADVISED_AGAINST), ({"renewal": True, "tier_upgrade": True}, Ruling.GO)],
)
def test_an_evaluation_for_a_renewal_is_not_for_a_new_team(flags: Any, ruling: Ruling) -> None:
    assert reengage.judge(Request(Segment.ENTERPRISE, Need.NEW_TEAM, **flags)).ruling is ruling


def test_the_two_approvers_are_not_the_same() -> None:
    enterprise = reengage.judge(Request(Segment.ENTERPRISE, Need.OTHER, words="A product demo"))
    commercial = reengage.judge(Request(Segment.COMMERCIAL, Need.OTHER, words="A product demo"))
    assert enterprise.approver is Approver.SA_LEADERSHIP
    assert commercial.approver is Approver.SA_AND_MANAGER
    assert commercial.source == reengage.COMMERCIAL
    with pytest.raises(Incomplete):
        reengage.judge(Request(Segment.COMMERCIAL, Need.OTHER, words=" "))


WORKSHOP = Request(Segment.ENTERPRISE, Need.EXISTING_TEAM, Help.WORKSHOP)
DEMO = Request(Segment.COMMERCIAL, Need.OTHER, words="A product demo")


def test_leadership_agrees_or_says_why_not() -> None:
    asked = reengage.ask(WORKSHOP, NOAH, PIA)
    assert asked.agreed is None
    assert reengage.answer(asked, Said(PIA, START, True)).agreed is True
    with pytest.raises(Incomplete):
        reengage.answer(asked, Said(PIA, START, False, " "))
    declined = reengage.answer(asked, Said(PIA, START, False, "No one is free before May."))
    assert declined.agreed is False
    with pytest.raises(AlreadySo):
        reengage.answer(declined, Said(PIA, START, True))
    with pytest.raises(NotYours):
        reengage.answer(asked, Said(MAYA, START, True))


def test_at_discretion_the_architect_and_their_manager_both_agree() -> None:
    asked = reengage.ask(DEMO, NOAH, SAM, PIA)
    half = reengage.answer(asked, Said(SAM, START, True))
    assert half.agreed is None
    with pytest.raises(AlreadySo):
        reengage.answer(half, Said(SAM, START, True))
    assert reengage.answer(half, Said(PIA, START, True)).agreed is True
    assert reengage.answer(half, Said(PIA, START, False, "Not now.")).agreed is False
    assert reengage.answer(reengage.ask(DEMO, NOAH, SAM, SAM), Said(SAM, START, True)).agreed is True


def test_nobody_is_asked_for_what_needs_nobody_or_is_advised_against() -> None:
    for request in (
        Request(Segment.ENTERPRISE, Need.SERVICES),
        Request(Segment.ENTERPRISE, Need.EXISTING_TEAM, Help.EVALUATION),
    ):
        with pytest.raises(NotYours):
            reengage.ask(request, NOAH, PIA)
    with pytest.raises(Incomplete):
        reengage.ask(DEMO, NOAH, SAM)
    with pytest.raises(Incomplete):
        reengage.ask(WORKSHOP, NOAH)


def test_giving_a_business_review_is_theirs_to_decide_in_commercial() -> None:
    commercial = reengage.judge(Request(Segment.COMMERCIAL, Need.BUSINESS_REVIEW, delivery=True))
    enterprise = reengage.judge(Request(Segment.ENTERPRISE, Need.BUSINESS_REVIEW, delivery=True))
    assert commercial.approver is Approver.SA_AND_MANAGER
    assert enterprise.approver is Approver.NOBODY
