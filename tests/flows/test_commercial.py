"""Pre-sales to post-sales, Commercial: the AE coordinates, plan and deck first, and perhaps no SA."""

from typing import Any

import pytest

from flows import changes, conditions, gates, lifecycle, standing
from flows.handoff import Handoff
from flows.lint import lint
from flows.playbook import Playbook
from flows.refusals import Incomplete, Locked, Shut
from flows.standing import Standing
from tests.support import books
from tests.support.handoffs import ANNA, MAYA, MONDAY, NOAH, SAM, by, note

SA_STEPS = ("engage-early", "technical-details", "stay-in-onboarding")


@pytest.fixture(scope="module")
def commercial() -> Playbook:
    return books.book("commercial")


def running(*, solutions_architect: bool = True, **facts: str) -> Handoff:
    """A won deal from Anna to Noah, introduced by e-mail, with these facts over it."""
    known = {"stage": "won", "early": "neither", "pov": "yes", "introduction": "e-mail", "sa_stays": "yes"}
    return books.running("commercial", solutions_architect=solutions_architect, **{**known, **facts})


def ready(now: Handoff) -> Handoff:
    """The handoff with Command Plan and Pitch Deck given."""
    for part in ("command-plan", "pitch-deck"):
        said = note(f"https://example.com/{part}", ANNA)
        now = changes.give(now, by(ANNA), "plan-and-deck", part, said).handoff
    return now


def test_it_is_sound_and_the_ae_gives(commercial: Playbook) -> None:
    assert lint(commercial) == []
    assert running().giver == ANNA
    assert all(step.source or step.id in ("close", "lost") for step in commercial.steps)


@pytest.mark.parametrize("given", [(), ("command-plan",), ("pitch-deck",)])
def test_commercial_meeting_scheduling_refused_until_plan_and_deck_are_ticked(given: tuple[str, ...]) -> None:
    now = running()
    for part in given:
        now = changes.give(now, by(ANNA), "plan-and-deck", part, note("https://example.com", ANNA)).handoff
    with pytest.raises(Shut) as caught:
        changes.complete(now, by(ANNA), "internal-meeting")
    gate = caught.value.gate
    assert gate.id == "plan-and-deck-first"
    assert "(R7)" in gate.reason
    with pytest.raises(Shut):
        changes.release(now, by(MAYA), "internal-meeting", note("Please.", MAYA))
    assert changes.complete(ready(now), by(ANNA), "internal-meeting").events


@pytest.mark.parametrize(("assigned", "owner"), [(True, SAM), (False, ANNA)])
def test_commercial_with_no_sa_ae_gets_the_steps(assigned: bool, owner: int) -> None:
    now = running(solutions_architect=assigned, stage="open", early="in-depth")
    for step_id in SA_STEPS:
        seen = books.step(now, step_id)
        assert seen is not None
        assert seen.owner == owner


@pytest.mark.parametrize(
    ("facts", "there"),
    [
        ({"stage": "open", "early": "known"}, {"request-issue", "engage-early"}),
        ({"stage": "open", "early": "in-depth"}, {"request-issue", "engage-early"}),
        ({"stage": "open", "early": "neither"}, {"request-issue"}),
        ({"stage": "won", "early": "known"}, set()),
    ],
)
def test_earlier_is_suggested_where_it_helps_and_never_required(facts: Any, there: set[str]) -> None:
    now = running(**facts)
    shown = {view.step.id for view in standing.views(now, MONDAY)}
    assert {"request-issue", "engage-early"} & shown == there
    assert not there & set(standing.open_before_close(now))


@pytest.mark.parametrize("stage", ["open", "won"])
def test_it_may_start_before_and_at_closed_won(commercial: Playbook, stage: str) -> None:
    assert gates.may_start(commercial, {"stage": (stage,)}, roles=[], waiver=None) == ()


def test_a_lost_deal_does_not_start_and_one_that_is_lost_later_may_pause(commercial: Playbook) -> None:
    with pytest.raises(Shut):
        gates.may_start(commercial, {"stage": ("lost",)}, roles=["incoming_manager"], waiver="please")
    assert books.step(running(stage="open"), "lost") is None
    assert books.step(running(stage="lost"), "lost") is not None


@pytest.mark.parametrize("stage", ["open", "lost"])
def test_the_baton_waits_for_closed_won(stage: str) -> None:
    now = running(stage=stage)
    with pytest.raises(Shut):
        lifecycle.accept(now, by(NOAH))
    seen = books.step(now, "kickoff")
    assert seen is not None
    assert seen.standing is Standing.LOCKED
    assert lifecycle.accept(running(), by(NOAH)).handoff.responsible == NOAH


@pytest.mark.parametrize(
    ("way", "parts"), [("e-mail", ["role", "outcomes"]), ("call", ["planned", "role", "outcomes"])]
)
def test_the_introduction_is_an_e_mail_or_a_call(way: str, parts: list[str]) -> None:
    seen = books.step(running(introduction=way), "introduce")
    assert seen is not None
    assert [part.part.id for part in seen.parts] == parts
    assert seen.owner == ANNA


def test_how_they_meet_is_asked_when_it_is_needed() -> None:
    now = books.running("commercial", stage="won")
    seen = books.step(now, "introduce")
    assert seen is not None
    assert seen.shape.asks == ("introduction",)
    with pytest.raises(Incomplete):
        changes.complete(now, by(ANNA), "introduce")


@pytest.mark.parametrize(("stays", "there"), [("yes", True), ("no", False)])
def test_the_sa_may_stay_in_onboarding(stays: str, there: bool) -> None:
    assert (books.step(running(sa_stays=stays), "stay-in-onboarding") is not None) is there


@pytest.mark.parametrize(("pov", "asked"), [("yes", True), ("no", False)])
def test_the_pov_is_read_and_asked_about_when_there_was_one(
    commercial: Playbook, pov: str, asked: bool
) -> None:
    topic, facts = commercial.topic["pov"], running(pov=pov).facts
    assert conditions.holds(topic.ask[0].when, facts) is asked
    assert conditions.holds(topic.look[0].when, facts) is asked


def test_where_the_receiver_finds_things(commercial: Playbook) -> None:
    keys = {look.key for topic in commercial.topics for look in topic.look}
    assert {"plan-and-deck.command-plan", "plan-and-deck.pitch-deck", "pov"} <= keys


def test_the_whole_of_it_without_an_sa() -> None:
    now = ready(running(solutions_architect=False, sa_stays="no"))
    for step in now.playbook.steps:
        seen = books.step(now, step.id)
        if seen is not None and seen.open and not step.optional and not step.after_all:
            now = changes.complete(now, by(seen.owner or 0), step.id).handoff
    now = lifecycle.accept(now, by(NOAH)).handoff
    assert lifecycle.close(now, by(NOAH)).events


def test_closing_waits_for_what_is_open() -> None:
    with pytest.raises(Locked):
        changes.decide(running(), by(NOAH), "close", "sync")
