"""Where each step stands, derived from the shipped playbook and from small ones."""

from dataclasses import replace
from datetime import date

import pytest

from flows import standing
from flows.handoff import Handoff, StepState, StepStatus
from flows.refusals import Blocker
from flows.standing import Standing, StepView
from tests.support.handoffs import (
    MAYA,
    MONDAY,
    NOAH,
    OLIVIA,
    ROLES,
    US,
    at,
    csm,
    day,
    handoff,
    playbook,
    playing,
    slow,
    solo,
    with_facts,
)


def see(made: Handoff, step: str, today: date = MONDAY) -> StepView:
    """The step as it stands; it has to be in play."""
    found = standing.view(made, made.playbook.by_id[step], today)
    assert found is not None
    return found


def part_ids(seen: StepView) -> list[str]:
    return [part.part.id for part in seen.parts]


def locked_parts(seen: StepView) -> list[str]:
    return [part.part.id for part in seen.parts if part.blockers]


def in_play(made: Handoff) -> list[int]:
    return [seen.step.number for seen in standing.views(made, MONDAY)]


def test_a_new_handoff_shows_fifteen_steps() -> None:
    assert in_play(with_facts()) == list(range(1, 16))


def test_the_cta_is_a_step_where_the_setting_says_so() -> None:
    assert in_play(with_facts(cta="on"))[:2] == [0, 1]


@pytest.mark.parametrize(
    ("answers", "gone"),
    [
        ({"collaboration_project": "no"}, {6}),
        ({"events_owner": "none"}, {11, 12}),
        ({"events_owner": "none", "collaboration_project": "no"}, {6, 11, 12}),
    ],
)
def test_conditions_take_steps_out_of_the_play(answers: dict[str, str], gone: set[int]) -> None:
    assert set(range(1, 16)) - set(in_play(with_facts(None, **answers))) == gone


def test_an_opened_step_is_there_only_once_an_answer_opened_it() -> None:
    opened = csm().by_id["build-success-plan"]
    assert standing.shape(handoff(), opened) is None
    assert standing.shape(with_facts(success_plan="current"), opened) is None
    there = with_facts(success_plan="empty")
    assert [part.part.id for part in see(there, "build-success-plan").parts] == ["view", "way"]
    assert standing.progress(there) == (0, 16)
    assert "build-success-plan" in standing.open_before_close(there)


def test_nobody_is_asked_what_would_open_a_step() -> None:
    asked = {fact for seen in standing.views(handoff(), MONDAY) for fact in seen.shape.asks}
    assert asked == {"collaboration_project", "events_owner", "upcoming_call"}
    assert standing.progress(handoff()) == (0, 15)


def test_an_unknown_fact_keeps_the_step_in_play_and_asks() -> None:
    made = handoff()
    assert see(made, "watch-project").shape.asks == ("collaboration_project",)
    assert see(made, "old-events").shape.asks == ("events_owner",)
    assert see(made, "introduce").shape.asks == ("upcoming_call",)
    assert see(made, "update-records").shape.asks == ("collaboration_project",)
    assert see(made, "follow-up").shape.asks == ()


def test_the_project_link_is_asked_for_only_with_a_project() -> None:
    assert "project-link" in part_ids(see(with_facts(), "update-records"))
    assert "project-link" not in part_ids(see(with_facts(collaboration_project="no"), "update-records"))


@pytest.mark.parametrize(
    ("owner", "words", "waits"),
    [
        ("us", "Delete our", ["new-invite"]),
        ("customer", "Ask the customer to invite {incoming}", []),
        ("some", "theirs and ours", []),
    ],
)
def test_step_11_is_what_the_owner_of_the_events_makes_it(owner: str, words: str, waits: list[str]) -> None:
    seen = see(with_facts(events_owner=owner), "old-events")
    assert words in seen.shape.title
    assert [blocker.step for blocker in seen.blockers] == waits


def test_with_some_of_each_only_our_own_events_wait_for_the_new_invite() -> None:
    seen = see(with_facts(events_owner="some"), "old-events")
    assert part_ids(seen) == ["ask", "delete"]
    assert locked_parts(seen) == ["delete"]
    assert seen.standing is Standing.READY


@pytest.mark.parametrize(
    ("owner", "words"),
    [("us", "your own invite"), ("some", "your own invite"), ("customer", "invite has arrived")],
)
def test_step_12_is_what_the_owner_of_the_events_makes_it(owner: str, words: str) -> None:
    assert words in see(with_facts(events_owner=owner), "new-invite").shape.title


def test_without_an_upcoming_call_one_is_planned_first() -> None:
    assert part_ids(see(with_facts(upcoming_call="no"), "introduce")) == ["schedule", "introduced"]
    assert part_ids(see(with_facts(), "introduce")) == []


def test_step_14_waits_with_its_leaving_parts_only() -> None:
    seen = see(with_facts(), "leave-tickets")
    assert locked_parts(seen) == ["watch", "cc"]
    assert seen.standing is Standing.READY


def test_step_14_is_locked_once_only_leaving_is_left_and_says_for_whom_it_waits() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    seen = see(play.handoff, "leave-tickets")
    assert seen.standing is Standing.LOCKED
    assert seen.blockers == (Blocker("step", "subscribe-tickets", None, NOAH),)


def test_step_13_waits_for_the_list_with_its_second_part_only() -> None:
    play = playing()
    assert locked_parts(see(play.handoff, "subscribe-tickets")) == ["subscribe"]
    play.ticked("subscribe-tickets", "review")
    seen = see(play.handoff, "subscribe-tickets")
    assert seen.blockers == (Blocker("step", "leave-tickets", "list", OLIVIA),)
    play.given("leave-tickets", "list")
    assert see(play.handoff, "subscribe-tickets").standing is Standing.READY


def test_a_step_set_aside_holds_nobody_up() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.aside("subscribe-tickets")
    assert see(play.handoff, "leave-tickets").standing is Standing.READY


def test_the_close_waits_for_every_required_step_and_for_the_acceptance() -> None:
    play = playing()
    before = see(play.handoff, "close").blockers
    assert [blocker.kind for blocker in before].count("step") == 14
    assert before[-1] == Blocker("acceptance", owner=NOAH)
    play.everything()
    assert see(play.handoff, "close").blockers == (Blocker("acceptance", owner=NOAH),)
    play.accepted()
    assert see(play.handoff, "close").standing is Standing.READY


@pytest.mark.parametrize(
    ("step", "waits"),
    [
        ("old-events", {"step", "solo"}),
        ("new-invite", {"solo"}),
        ("close", {"solo", "step", "acceptance"}),
    ],
)
def test_while_shadowing_these_steps_wait_for_solo(step: str, waits: set[str]) -> None:
    assert {blocker.kind for blocker in see(slow(), step).blockers} == waits
    assert "solo" not in {blocker.kind for blocker in see(solo(), step).blockers}


def test_while_shadowing_the_list_may_be_given_early_and_only_leaving_waits() -> None:
    seen = see(slow(), "leave-tickets")
    assert seen.standing is Standing.READY
    kinds = {part.part.id: {blocker.kind for blocker in part.blockers} for part in seen.parts}
    assert kinds == {"list": set(), "watch": {"step", "solo"}, "cc": {"step", "solo"}}


def test_the_customers_events_wait_for_no_solo() -> None:
    made = replace(slow(), facts={**US, "cta": ("off",), "events_owner": ("customer",)})
    assert see(made, "old-events").standing is Standing.READY
    assert see(made, "new-invite").standing is Standing.READY


def test_with_some_of_each_deleting_ours_waits_for_solo() -> None:
    made = replace(slow(), facts={**US, "cta": ("off",), "events_owner": ("some",)})
    assert locked_parts(see(made, "old-events")) == ["delete"]
    assert see(made, "new-invite").standing is Standing.LOCKED


def test_a_release_opens_the_step_and_its_parts() -> None:
    play = playing()
    play.released("leave-tickets")
    assert locked_parts(see(play.handoff, "leave-tickets")) == []


@pytest.mark.parametrize(
    ("state", "today", "standing_"),
    [
        (StepState(), day(0), Standing.READY),
        (StepState(due=day(0)), day(0), Standing.READY),
        (StepState(due=day(0)), day(1), Standing.OVERDUE),
        (StepState(due=day(0), status=StepStatus.DONE), day(1), Standing.DONE),
        (StepState(due=day(0), status=StepStatus.NOT_APPLICABLE), day(1), Standing.NOT_APPLICABLE),
        (StepState(status=StepStatus.WAITING), day(9), Standing.WAITING),
        (StepState(status=StepStatus.WAITING, waiting_until=day(2)), day(1), Standing.WAITING),
        (StepState(status=StepStatus.WAITING, waiting_until=day(2)), day(2), Standing.READY),
        (StepState(status=StepStatus.WAITING, waiting_until=day(2), due=day(1)), day(2), Standing.OVERDUE),
        (StepState(snoozed_until=day(5), due=day(0)), day(1), Standing.OVERDUE),
    ],
)
def test_a_step_stands_by_what_people_said_of_it(state: StepState, today: date, standing_: Standing) -> None:
    made = with_facts().with_step("follow-up", state)
    assert see(made, "follow-up", today).standing is standing_


def test_offsets_never_make_a_step_overdue() -> None:
    seen = standing.views(with_facts(), day(400))
    assert Standing.OVERDUE not in {view.standing for view in seen}


def test_a_locked_step_is_never_overdue() -> None:
    made = with_facts().with_step("old-events", StepState(due=day(0)))
    assert see(made, "old-events", day(3)).standing is Standing.LOCKED


def test_a_list_puts_overdue_and_ready_first_then_waiting_locked_and_done() -> None:
    play = playing()
    play.done("introduce")
    made = play.handoff.with_step("assign-account", StepState(due=day(-1)))
    made = made.with_step("follow-up", StepState(status=StepStatus.WAITING))
    shown = [seen.standing for seen in standing.in_order(standing.views(made, MONDAY))]
    assert shown == sorted(shown, key=list(Standing).index)
    assert shown[0] is Standing.OVERDUE
    assert shown[-1] is Standing.DONE


def test_within_ready_a_set_day_comes_first_then_the_offset_then_the_number() -> None:
    made = with_facts().with_step("reassign-work", StepState(due=day(9)))
    ready = [
        seen.step.number
        for seen in standing.in_order(standing.views(made, MONDAY))
        if seen.standing is Standing.READY
    ]
    assert ready == [10, 1, 3, 2, 5, 6, 4, 9, 13, 7, 14, 8, 12]


def test_progress_counts_the_numbered_steps_in_play() -> None:
    play = playing(cta="on")
    assert standing.progress(play.handoff) == (0, 15)
    play.done("introduce")
    play.aside("follow-up")
    assert standing.progress(play.handoff) == (2, 15)
    play.answered("events_owner", "none")
    assert standing.progress(play.handoff) == (2, 13)


def test_what_fell_away_does_not_keep_the_handoff_open() -> None:
    made = with_facts(events_owner="none", collaboration_project="no")
    open_steps = standing.open_before_close(made)
    assert not {"watch-project", "old-events", "new-invite", "close"} & set(open_steps)
    assert "discuss-project" in open_steps
    assert len(open_steps) == 11 + 1


def test_a_step_that_hangs_on_an_unknown_fact_keeps_the_handoff_open() -> None:
    assert "watch-project" in standing.open_before_close(handoff())


def test_an_optional_step_does_not_keep_the_handoff_open() -> None:
    book = playbook("steps: [{id: nice, number: 1, owner: outgoing, title: T, reason: R, optional: true}]")
    assert standing.open_before_close(handoff(book)) == ()


def test_only_optional_parts_left_leave_a_step_ready() -> None:
    play = playing()
    play.ticked("assign-account", "account")
    assert see(play.handoff, "assign-account").standing is Standing.DONE


def test_an_optional_role_that_nobody_holds_falls_back() -> None:
    without = {role: who for role, who in ROLES.items() if role != "solutions_architect"}
    made = handoff(participants=without)
    assert made.holder("solutions_architect") == ROLES["account_executive"]
    nobody = {role: who for role, who in without.items() if role != "account_executive"}
    assert handoff(participants=nobody).holder("solutions_architect") is None


def test_the_manager_stands_in_for_a_giver_who_has_gone() -> None:
    made = with_facts(handoff(giver_gone=True))
    assert made.responsible == MAYA
    assert {see(made, step).owner for step in ("outgoing-reads-page", "leave-tickets")} == {MAYA}
    assert see(made, "subscribe-tickets").blockers == ()
    assert locked_parts(see(made, "subscribe-tickets")) == ["subscribe"]
    assert see(made, "subscribe-tickets").parts[1].blockers[0].owner == MAYA


def test_advice_names_what_is_better_done_first_and_never_blocks() -> None:
    made = with_facts()
    seen = see(made, "introduce")
    assert standing.advice(made, seen.step) == (
        "{incoming} has not been through the account with you. Met yet?",
    )
    assert seen.standing is Standing.READY


def test_advice_is_silent_once_it_was_followed() -> None:
    play = playing()
    play.done("internal-meeting")
    assert standing.advice(play.handoff, play.handoff.playbook.by_id["introduce"]) == ()


def test_advice_of_a_part_is_given_while_the_part_is_open() -> None:
    play = playing()
    step = play.handoff.playbook.by_id["slack-channels"]
    (hint,) = standing.advice(play.handoff, step)
    assert "Introduced yet?" in hint
    play.ticked("slack-channels", "customer")
    assert standing.advice(play.handoff, step) == ()


def test_advice_of_a_variant_is_given_while_it_holds() -> None:
    step = handoff().playbook.by_id["new-invite"]
    assert standing.advice(with_facts(events_owner="us"), step) == ()
    assert len(standing.advice(with_facts(events_owner="customer"), step)) == 1


def unlocked(made: Handoff, step: str) -> object:
    return standing.unlocked_at(made, made.playbook.by_id[step])


def test_a_step_without_hard_order_was_never_unlocked() -> None:
    play = playing()
    play.done("introduce")
    assert unlocked(play.handoff, "follow-up") is None


def test_a_step_is_unlocked_when_the_last_thing_it_waited_for_was_done() -> None:
    play = playing()
    assert unlocked(play.handoff, "old-events") is None
    play.done("new-invite")
    assert unlocked(play.handoff, "old-events") == play.now


def test_a_step_that_still_waits_was_not_unlocked() -> None:
    play = playing()
    play.ticked("subscribe-tickets", "review")
    play.given("leave-tickets", "list")
    assert unlocked(play.handoff, "leave-tickets") is None
    assert unlocked(play.handoff, "subscribe-tickets") == play.now


def test_later_changes_of_what_came_first_are_no_news() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    moment = play.now
    later = replace(play.state("leave-tickets"), due=day(3), changed_at=at(days=2))
    assert unlocked(play.handoff.with_step("leave-tickets", later), "subscribe-tickets") == moment


def test_solo_unlocks_only_what_waited_for_it() -> None:
    assert unlocked(solo(), "new-invite") == at(days=30)
    assert unlocked(solo(), "subscribe-tickets") is None


def test_a_release_unlocks() -> None:
    play = playing()
    play.released("old-events")
    assert unlocked(play.handoff, "old-events") == play.now


def test_the_close_is_unlocked_by_the_last_step_or_the_acceptance() -> None:
    play = playing()
    play.accepted()
    play.everything()
    assert unlocked(play.handoff, "close") == play.now
    waiting = replace(play.state("close"), changed_at=at(days=20), outcome="sync")
    assert unlocked(play.handoff.with_step("close", waiting), "close") == play.now
