"""The handoff as a whole: how it starts, moves, stops, passes the baton and closes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flows import lifecycle, standing
from flows.handoff import Account, By, Change, Handoff, Pace, Phase, Status, StepStatus
from flows.lifecycle import Terms
from flows.people import Person
from flows.refusals import AlreadySo, Gone, Incomplete, Invalid, NotYet, Refused
from tests.support.handoffs import (
    ANNA,
    MAYA,
    MONDAY,
    NAMES,
    NOAH,
    OLIVIA,
    OTTO,
    PIA,
    ROLES,
    SAM,
    Play,
    at,
    by,
    closed,
    csm,
    day,
    handoff,
    note,
    person,
    playing,
    refused,
    slow,
    solo,
    terms,
    with_facts,
)

PEOPLE = {who: person(who) for who in NAMES}


def flagged(who: int, flag: str) -> Person:
    """One of them, of whom Slack says that: a bot, deactivated, a guest, from outside."""
    said: dict[str, Any] = {flag: True}
    return replace(PEOPLE[who], **said)


def problems(other: Terms, **people: Any) -> dict[str, str]:
    """What is wrong with the terms, when these people are not as they should be."""
    known = PEOPLE | {who: flagged(who, flag) for flag, who in people.items()}
    return dict(refused(Invalid, lambda: lifecycle.check(other, csm(), known, MONDAY)).problems)


def test_terms_that_are_right_pass() -> None:
    lifecycle.check(terms(last_day=MONDAY, target=day(30)), csm(), PEOPLE, MONDAY)
    few = {role: who for role, who in ROLES.items() if who in (OLIVIA, NOAH, MAYA)}
    lifecycle.check(terms(participants=few), csm(), PEOPLE, MONDAY)


def test_one_person_may_hold_several_roles() -> None:
    lifecycle.check(terms(participants={**ROLES, "incoming_manager": NOAH}), csm(), PEOPLE, MONDAY)


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({"account": "  "}, {"account": "missing"}),
        ({"account": "A" * 81}, {"account": "too_long"}),
        ({"customer_note": "x" * 501}, {"customer_note": "too_long"}),
        ({"last_day": day(-1)}, {"last_day": "past"}),
        ({"target": day(-1)}, {"target": "past"}),
        ({"participants": {**ROLES, "incoming": OLIVIA}}, {"incoming": "same_person"}),
        ({"participants": {"outgoing": OLIVIA, "incoming": NOAH}}, {"incoming_manager": "missing"}),
        ({"participants": {**ROLES, "solutions_architect": 99}}, {}),
        (
            {"participants": {}, "account": ""},
            {
                "account": "missing",
                "outgoing": "missing",
                "incoming": "missing",
                "incoming_manager": "missing",
            },
        ),
    ],
)
def test_every_wrong_field_is_named(other: dict[str, Any], wrong: dict[str, str]) -> None:
    if wrong:
        assert problems(terms(**other)) == wrong
    else:
        lifecycle.check(terms(**other), csm(), PEOPLE, MONDAY)


@pytest.mark.parametrize("who", [NOAH, MAYA, ANNA, SAM])
@pytest.mark.parametrize(
    ("flag", "code"),
    [("bot", "bot"), ("deleted", "deactivated"), ("external", "external"), ("guest", "external")],
)
def test_nobody_but_a_colleague_who_is_here_takes_part(who: int, flag: str, code: str) -> None:
    (role,) = [role for role, holder in ROLES.items() if holder == who]
    assert problems(terms(), **{flag: who}) == {role: code}


@pytest.mark.parametrize("flag", ["deleted", "external", "guest"])
def test_a_giver_who_has_gone_is_no_error(flag: str) -> None:
    known = PEOPLE | {OLIVIA: flagged(OLIVIA, flag)}
    lifecycle.check(terms(), csm(), known, MONDAY)


def test_a_bot_gives_no_account() -> None:
    assert problems(terms(), bot=OLIVIA) == {"outgoing": "bot"}


@pytest.mark.parametrize(
    ("starter", "asked"), [(NOAH, False), (MAYA, False), (OLIVIA, True), (ANNA, True), (OTTO, True)]
)
def test_the_manager_is_asked_unless_receiver_or_manager_start(starter: int, asked: bool) -> None:
    assert lifecycle.needs_confirmation(starter, terms(), csm()) is asked


ACTS: dict[str, Callable[[Handoff, By], Change]] = {
    "confirm": lifecycle.confirm,
    "pause": lifecycle.pause,
    "resume": lifecycle.resume,
    "cancel": lambda made, who: lifecycle.cancel(made, who, note()),
    "reopen": lifecycle.reopen,
    "accept": lifecycle.accept,
    "close": lifecycle.close,
}
OUTCOMES: dict[tuple[str, Status], Status | type[Refused]] = {
    ("confirm", Status.PROPOSED): Status.RUNNING,
    ("pause", Status.RUNNING): Status.PAUSED,
    ("resume", Status.PAUSED): Status.RUNNING,
    ("cancel", Status.PROPOSED): Status.CANCELLED,
    ("cancel", Status.RUNNING): Status.CANCELLED,
    ("cancel", Status.PAUSED): Status.CANCELLED,
    ("reopen", Status.CLOSED): Status.RUNNING,
    ("reopen", Status.CANCELLED): Status.RUNNING,
    ("accept", Status.RUNNING): Status.RUNNING,
    ("close", Status.RUNNING): NotYet,
    ("confirm", Status.RUNNING): AlreadySo,
    ("pause", Status.PAUSED): AlreadySo,
    ("resume", Status.RUNNING): AlreadySo,
    ("cancel", Status.CANCELLED): AlreadySo,
    ("reopen", Status.RUNNING): AlreadySo,
    ("reopen", Status.PAUSED): AlreadySo,
    ("reopen", Status.PROPOSED): AlreadySo,
    ("close", Status.CLOSED): AlreadySo,
}
"""What each act does to a handoff in each state. What is not here is refused as Gone."""


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("act", ACTS)
def test_every_act_on_every_state(act: str, status: Status) -> None:
    made = with_facts(handoff(status=status))
    outcome = OUTCOMES.get((act, status), Gone)
    if isinstance(outcome, Status):
        change = ACTS[act](made, by(MAYA))
        assert change.handoff.status is outcome
        assert len(change.events) == 1
    else:
        refused(outcome, lambda: ACTS[act](made, by(MAYA)))


def test_a_confirmed_handoff_starts_when_it_is_confirmed() -> None:
    made = handoff(status=Status.PROPOSED)
    assert lifecycle.confirm(made, by(MAYA, at(days=2))).handoff.started_at == at(days=2)


def test_a_cancelled_handoff_keeps_its_reason_and_its_giver() -> None:
    why = note("the territory stays")
    change = lifecycle.cancel(with_facts(), by(OLIVIA, at(1)), why)
    ended = change.handoff
    assert (ended.ended_by, ended.ended_at, ended.end_note) == (OLIVIA, at(1), why.id)
    assert ended.responsible == OLIVIA
    told = refused(AlreadySo, lambda: lifecycle.cancel(ended, by(NOAH), note()))
    assert (told.by, told.at) == (OLIVIA, at(1))


def test_pause_and_resume_leave_every_step_as_it_was() -> None:
    play = playing()
    play.done("introduce")
    steps = dict(play.handoff.steps)
    play.keep(lifecycle.pause(play.handoff, play.by(MAYA)))
    play.keep(lifecycle.resume(play.handoff, play.by(MAYA)))
    assert play.handoff.steps == steps


def test_the_baton_passes_once() -> None:
    play = playing()
    assert play.handoff.responsible == OLIVIA
    play.accepted()
    accepted_at = play.now
    assert play.handoff.responsible == NOAH
    assert play.last.events[0].data["from"] == OLIVIA
    told = refused(AlreadySo, lambda: lifecycle.accept(play.handoff, play.by(NOAH)))
    assert (told.by, told.at) == (NOAH, accepted_at)


def test_the_acceptance_waits_for_no_step() -> None:
    assert lifecycle.accept(handoff(), by(NOAH)).handoff.accepted_by == NOAH


def test_in_a_slow_transition_the_acceptance_comes_with_solo() -> None:
    refused(NotYet, lambda: lifecycle.accept(slow(), by(NOAH)))
    assert lifecycle.accept(solo(), by(NOAH)).handoff.responsible == NOAH


@pytest.mark.parametrize("left", ["outgoing-reads-page", "subscribe-tickets", "assign-account"])
def test_the_close_is_refused_with_the_list(left: str) -> None:
    play = playing()
    play.everything(but=(left,))
    told = refused(NotYet, lambda: lifecycle.close(play.handoff, play.by(NOAH)))
    assert left in told.open_steps
    assert not told.accepted
    play.accepted()
    assert refused(NotYet, lambda: lifecycle.close(play.handoff, play.by(NOAH))).accepted


def test_the_close_is_refused_until_it_is_accepted() -> None:
    play = playing()
    play.everything()
    told = refused(NotYet, lambda: lifecycle.close(play.handoff, play.by(NOAH)))
    assert (told.open_steps, told.accepted) == ((), False)


def test_a_step_that_waits_keeps_the_handoff_open() -> None:
    play = playing()
    play.everything()
    play.accepted()
    waiting = replace(play.state("follow-up"), status=StepStatus.WAITING)
    made = play.handoff.with_step("follow-up", waiting)
    assert refused(NotYet, lambda: lifecycle.close(made, by(NOAH))).open_steps == ("follow-up",)


def test_closing_takes_the_closing_step_with_it() -> None:
    play = closed()
    state = play.state("close")
    assert (state.status, state.outcome, state.changed_by) == (StepStatus.DONE, "close", NOAH)
    assert (play.handoff.ended_by, play.handoff.ended_at) == (NOAH, play.now)
    assert standing.progress(play.handoff) == (15, 15)


def test_a_closing_step_that_waited_or_slept_rests() -> None:
    play = playing()
    play.everything()
    play.accepted()
    asleep = replace(play.state("close"), status=StepStatus.WAITING, note="n", snoozed_until=day(5))
    state = lifecycle.close(play.handoff.with_step("close", asleep), by(NOAH)).handoff.state("close")
    assert (state.note, state.snoozed_until, state.status) == (None, None, StepStatus.DONE)


def test_a_closed_handoff_can_be_reopened_and_closed_again() -> None:
    play = closed()
    steps = {step: state for step, state in play.handoff.steps.items() if step != "close"}
    play.keep(lifecycle.reopen(play.handoff, play.by(OLIVIA)))
    assert {step: play.state(step) for step in steps} == steps
    assert (play.handoff.ended_by, play.handoff.ended_at, play.handoff.end_note) == (None, None, None)
    assert play.handoff.responsible == NOAH
    assert play.state("close").status is StepStatus.TODO
    play.keep(lifecycle.close(play.handoff, play.by(NOAH)))
    assert play.handoff.status is Status.CLOSED


def test_a_cancelled_proposal_is_a_proposal_again() -> None:
    made = handoff(status=Status.CANCELLED)
    assert lifecycle.reopen(made, by(OLIVIA), proposed=True).handoff.status is Status.PROPOSED


def test_solo_is_said_by_one_and_confirmed_by_another() -> None:
    play = Play(slow())
    assert refused(Incomplete, lambda: lifecycle.go_solo(play.handoff, by(OLIVIA))).missing == "ready"
    play.keep(lifecycle.ready_for_solo(play.handoff, play.by(NOAH)))
    assert play.handoff.shadowing
    refused(AlreadySo, lambda: lifecycle.ready_for_solo(play.handoff, play.by(NOAH)))
    play.keep(lifecycle.go_solo(play.handoff, play.by(OLIVIA)))
    assert (play.handoff.phase, play.handoff.solo_at) == (Phase.SOLO, play.now)
    refused(AlreadySo, lambda: lifecycle.go_solo(play.handoff, play.by(MAYA)))


@pytest.mark.parametrize("act", [lifecycle.ready_for_solo, lifecycle.go_solo])
def test_solo_is_no_matter_of_a_standard_transition(act: Callable[[Handoff, By], Change]) -> None:
    refused(AlreadySo, lambda: act(with_facts(), by(NOAH)))


@pytest.mark.parametrize("act", [lifecycle.ready_for_solo, lifecycle.go_solo])
def test_solo_needs_a_running_handoff(act: Callable[[Handoff, By], Change]) -> None:
    refused(Gone, lambda: act(slow(status=Status.PAUSED), by(NOAH)))


def edited(made: Handoff, *, account: Account | None = None, **other: Any) -> Change:
    """The handoff with other terms than it has."""
    return lifecycle.edit(
        made,
        terms(**other),
        account or made.account,
        made.notes.get(made.customer_note or ""),
        giver_gone=False,
    )


def test_an_edit_without_a_difference_is_none() -> None:
    assert edited(with_facts()).events == ()


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"target": day(9)}, ["target"]),
        ({"last_day": day(9), "pace": Pace.SLOW}, ["last_day", "pace"]),
        ({"participants": {**ROLES, "incoming_manager": PIA}}, ["incoming_manager"]),
        ({"participants": {"outgoing": OLIVIA, "incoming": NOAH, "incoming_manager": MAYA}}, [
            "account_executive", "solutions_architect",
        ]),
        ({"account": Account(2, "Globex")}, ["account"]),
    ],
)  # fmt: skip
def test_an_edit_says_what_it_changed(other: dict[str, Any], fields: list[str]) -> None:
    (event,) = edited(with_facts(), **other).events
    assert event.data["fields"] == fields


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
def test_what_has_ended_is_not_edited(status: Status) -> None:
    refused(Gone, lambda: edited(handoff(status=status), target=day(9)))


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.PAUSED])
def test_what_is_open_is_edited(status: Status) -> None:
    assert edited(handoff(status=status), target=day(9)).handoff.target == day(9)


def test_a_replaced_persons_open_steps_follow_and_what_was_done_stays() -> None:
    play = playing()
    play.done("introduce", who=OLIVIA)
    for step in ("follow-up", "slack-channels"):
        play.handoff = play.handoff.with_step(step, replace(play.state(step), owner=NOAH))
    play.done("slack-channels", who=NOAH)
    after = edited(play.handoff, participants={**ROLES, "incoming": PIA}).handoff
    assert after.owner(after.playbook.by_id["subscribe-tickets"]) == PIA
    assert after.state("follow-up").owner == PIA
    assert after.state("slack-channels").owner == NOAH
    assert after.state("introduce").changed_by == OLIVIA


def test_a_replaced_person_who_keeps_another_role_keeps_what_was_handed_over() -> None:
    made = with_facts().with_step("follow-up", replace(with_facts().state("follow-up"), owner=ANNA))
    others = {**ROLES, "account_executive": PIA, "solutions_architect": ANNA}
    assert edited(made, participants=others).handoff.state("follow-up").owner == ANNA


def test_after_the_acceptance_the_receiver_stays() -> None:
    play = playing()
    play.accepted()
    wrong = refused(Invalid, lambda: edited(play.handoff, participants={**ROLES, "incoming": PIA}))
    assert wrong.problems == {"incoming": "accepted"}
    assert edited(play.handoff, participants={**ROLES, "incoming_manager": PIA}).handoff.manager == PIA


def test_after_the_acceptance_it_does_not_become_slow() -> None:
    play = playing()
    play.accepted()
    assert refused(Invalid, lambda: edited(play.handoff, pace=Pace.SLOW)).problems == {"pace": "accepted"}


def test_it_may_become_slow_later_and_what_was_done_stays_done() -> None:
    play = playing()
    play.done("new-invite", "old-events")
    after = edited(play.handoff, pace=Pace.SLOW).handoff
    assert after.shadowing
    assert after.state("old-events").status is StepStatus.DONE


def test_a_new_receiver_says_anew_when_to_lead_alone() -> None:
    made = slow(ready_for_solo=True)
    others = {**ROLES, "incoming": PIA}
    assert not edited(made, pace=Pace.SLOW, participants=others).handoff.ready_for_solo
    assert edited(made, pace=Pace.SLOW, target=day(9)).handoff.ready_for_solo


def test_somebody_present_takes_the_place_of_a_giver_who_has_gone() -> None:
    made = handoff(giver_gone=True)
    assert made.responsible == MAYA
    assert edited(made, participants={**ROLES, "outgoing": PIA}).handoff.responsible == PIA


def test_the_customers_note_is_replaced_or_taken_away() -> None:
    old, new = note("old"), note("new")
    made = replace(with_facts(), customer_note=old.id, notes={old.id: old})
    assert edited(made).events == ()
    after = lifecycle.edit(made, terms(), made.account, new, giver_gone=False)
    assert after.handoff.customer_note == new.id
    assert lifecycle.edit(made, terms(), made.account, None, giver_gone=False).handoff.customer_note is None
