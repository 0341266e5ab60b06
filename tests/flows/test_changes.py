"""Every legal change of a step, and every refusal."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows import changes, lifecycle, standing
from flows.handoff import By, Change, Handoff, Status, StepState, StepStatus
from flows.refusals import AlreadySo, Blocker, Gone, Incomplete, Locked
from tests.support.handoffs import (
    ANNA,
    MAYA,
    MONDAY,
    NOAH,
    OLIVIA,
    Play,
    at,
    by,
    day,
    handoff,
    note,
    playbook,
    playing,
    refused,
    slow,
    with_facts,
)

ACTS: dict[str, Callable[[Handoff, By, str], Change]] = {
    "complete": changes.complete,
    "not_applicable": lambda h, b, s: changes.not_applicable(h, b, s, note()),
    "wait": lambda h, b, s: changes.wait(h, b, s, note(), None),
    "set_due": lambda h, b, s: changes.set_due(h, b, s, day(3)),
    "snooze": lambda h, b, s: changes.snooze(h, b, s, day(3)),
    "reassign": lambda h, b, s: changes.reassign(h, b, s, ANNA),
    "release": lambda h, b, s: changes.release(h, b, s, note()),
    "decide": lambda h, b, s: changes.decide(h, b, s, "sync"),
}
"""Acts on a step that is still open."""

EVERY_ACT = ACTS | {
    "tick": lambda h, b, s: changes.tick(h, b, s, ["cc"]),
    "give": lambda h, b, s: changes.give(h, b, s, "list", note()),
    "answer": lambda h, b, s: changes.answer(h, b, "events_owner", ("us",)),
    "undo": lambda h, b, s: changes.undo(h, ()),
}


@pytest.mark.parametrize("act", EVERY_ACT)
@pytest.mark.parametrize("status", [status for status in Status if status is not Status.RUNNING])
def test_nothing_changes_unless_the_handoff_runs(status: Status, act: str) -> None:
    made = with_facts(handoff(status=status))
    gone = refused(Gone, lambda: EVERY_ACT[act](made, by(OLIVIA), "leave-tickets"))
    assert gone.status == status


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", [StepStatus.DONE, StepStatus.NOT_APPLICABLE])
def test_who_comes_second_is_told_who_was_first(status: StepStatus, act: str) -> None:
    state = StepState(status=status, changed_by=MAYA, changed_at=at(minutes=5))
    made = with_facts().with_step("follow-up", state)
    told = refused(AlreadySo, lambda: ACTS[act](made, by(OLIVIA), "follow-up"))
    assert (told.status, told.by, told.at) == (status, MAYA, at(minutes=5))


@pytest.mark.parametrize("act", sorted(EVERY_ACT.keys() - {"answer", "undo"}))
@pytest.mark.parametrize("step", ["watch-project", "no-such-step"])
def test_a_step_that_fell_away_takes_nothing(step: str, act: str) -> None:
    made = with_facts(collaboration_project="no")
    assert refused(AlreadySo, lambda: EVERY_ACT[act](made, by(NOAH), step)).status == "fallen_away"


def test_a_plain_step_is_ticked() -> None:
    change = changes.complete(with_facts(), by(OLIVIA), "follow-up")
    state = change.handoff.state("follow-up")
    assert (state.status, state.changed_by, state.changed_at) == (StepStatus.DONE, OLIVIA, at())
    assert [(event.kind, event.step) for event in change.events] == [("step_done", "follow-up")]


@pytest.mark.parametrize("step", ["old-events", "subscribe-tickets"])
def test_a_locked_step_says_for_whom_it_waits(step: str) -> None:
    made = with_facts()
    blockers = {
        "old-events": Blocker("step", "new-invite", None, NOAH),
        "subscribe-tickets": Blocker("step", "leave-tickets", "list", OLIVIA),
    }
    assert refused(Locked, lambda: changes.complete(made, by(MAYA), step)).blockers == (blockers[step],)


@pytest.mark.parametrize("part", ["watch", "cc"])
def test_leaving_the_tickets_is_locked_part_by_part(part: str) -> None:
    play = playing()
    play.given("leave-tickets", "list")
    refused(Locked, lambda: changes.tick(play.handoff, play.by(OLIVIA), "leave-tickets", [part]))
    refused(Locked, lambda: changes.complete(play.handoff, play.by(OLIVIA), "leave-tickets"))
    play.done("subscribe-tickets")
    play.ticked("leave-tickets", part)
    assert part in play.state("leave-tickets").parts


def test_leaving_the_tickets_is_refused_before_the_list_is_given() -> None:
    told = refused(Incomplete, lambda: changes.complete(with_facts(), by(OLIVIA), "leave-tickets"))
    assert (told.missing, told.part) == ("text", "list")


def test_in_a_slow_transition_the_list_may_be_given_early() -> None:
    play = Play(slow())
    play.given("leave-tickets", "list")
    play.done("subscribe-tickets")
    told = refused(Locked, lambda: changes.tick(play.handoff, by(OLIVIA), "leave-tickets", ["watch"]))
    assert [blocker.kind for blocker in told.blockers] == ["solo"]


@pytest.mark.parametrize("step", ["new-invite", "old-events"])
def test_in_a_slow_transition_the_calendar_waits_for_solo(step: str) -> None:
    told = refused(Locked, lambda: changes.complete(slow(), by(NOAH), step))
    assert "solo" in [blocker.kind for blocker in told.blockers]


def test_the_manager_opens_a_lock_with_a_reason() -> None:
    play = playing()
    play.released("old-events")
    state = play.state("old-events")
    assert (state.released_by, state.released_at) == (MAYA, play.now)
    assert play.handoff.notes[state.release_note or ""].body == "agreed"
    play.done("old-events", who=OLIVIA)
    assert play.state("old-events").status is StepStatus.DONE


def test_a_release_opens_the_leaving_parts_and_leaves_the_list_to_be_given() -> None:
    play = playing()
    play.released("leave-tickets")
    play.ticked("leave-tickets", "watch", "cc")
    assert refused(
        Incomplete, lambda: changes.complete(play.handoff, play.by(OLIVIA), "leave-tickets")
    ).part == ("list")


def test_a_lock_is_opened_once() -> None:
    play = playing()
    play.released("old-events")
    told = refused(AlreadySo, lambda: changes.release(play.handoff, play.by(MAYA), "old-events", note()))
    assert (told.status, told.by) == ("released", MAYA)


def test_a_step_without_a_lock_is_not_released() -> None:
    told = refused(AlreadySo, lambda: changes.release(with_facts(), by(MAYA), "follow-up", note()))
    assert told.status == "unlocked"


def test_the_close_is_neither_released_nor_set_aside() -> None:
    made = with_facts()
    refused(Locked, lambda: changes.release(made, by(MAYA), "close", note()))
    refused(Locked, lambda: changes.not_applicable(made, by(NOAH), "close", note()))


def test_a_step_is_set_aside_with_its_reason_and_rests() -> None:
    play = playing()
    play.keep(changes.snooze(play.handoff, play.by(OLIVIA), "follow-up", day(4)))
    play.aside("follow-up")
    state = play.state("follow-up")
    assert state.status is StepStatus.NOT_APPLICABLE
    assert play.handoff.notes[state.note or ""].body == "not here"
    assert state.snoozed_until is None


@pytest.mark.parametrize("act", [EVERY_ACT["tick"], EVERY_ACT["give"]])
def test_a_step_that_was_set_aside_is_not_taken_up_by_a_tick(
    act: Callable[[Handoff, By, str], Change],
) -> None:
    play = playing()
    play.aside("leave-tickets")
    told = refused(AlreadySo, lambda: act(play.handoff, play.by(OLIVIA), "leave-tickets"))
    assert (told.status, told.by) == ("not_applicable", MAYA)


def test_a_wait_says_on_whom_and_until_when_and_ends_with_the_work() -> None:
    play = playing()
    play.keep(
        changes.wait(play.handoff, play.by(OLIVIA), "follow-up", play.said("the customer", OLIVIA), day(3))
    )
    state = play.state("follow-up")
    assert (state.status, state.waiting_until) == (StepStatus.WAITING, day(3))
    assert play.handoff.notes[state.note or ""].body == "the customer"
    play.done("follow-up")
    assert (play.state("follow-up").note, play.state("follow-up").waiting_until) == (None, None)


def test_a_tick_takes_a_waiting_step_up() -> None:
    play = playing()
    play.keep(changes.wait(play.handoff, play.by(OLIVIA), "slack-channels", note(), None))
    play.ticked("slack-channels", "internal")
    assert play.state("slack-channels").status is StepStatus.TODO


def test_a_day_is_set_moved_and_cleared() -> None:
    play = playing()
    for due in (day(3), day(5), None):
        play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "follow-up", due))
        assert play.state("follow-up").due == due
    assert changes.set_due(play.handoff, play.by(OLIVIA), "follow-up", None) == Change(play.handoff)


def test_later_does_not_move_the_day() -> None:
    play = playing()
    play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "follow-up", day(3)))
    play.keep(changes.snooze(play.handoff, play.by(OLIVIA), "follow-up", day(4)))
    assert (play.state("follow-up").due, play.state("follow-up").snoozed_until) == (day(3), day(4))


def test_a_new_day_ends_the_snooze() -> None:
    play = playing()
    play.keep(changes.snooze(play.handoff, play.by(OLIVIA), "follow-up", day(4)))
    play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "follow-up", day(2)))
    assert play.state("follow-up").snoozed_until is None


def test_a_step_is_handed_over_awake() -> None:
    play = playing()
    play.keep(changes.snooze(play.handoff, play.by(OLIVIA), "follow-up", day(4)))
    play.keep(changes.reassign(play.handoff, play.by(OLIVIA), "follow-up", ANNA))
    assert play.handoff.owner(play.handoff.playbook.by_id["follow-up"]) == ANNA
    assert play.state("follow-up").snoozed_until is None
    assert play.last.events[0].data["owner"] == ANNA
    assert changes.reassign(play.handoff, play.by(OLIVIA), "follow-up", ANNA) == Change(play.handoff)


def test_what_is_done_for_somebody_else_says_for_whom() -> None:
    play = playing()
    play.done("follow-up", who=NOAH)
    assert play.last.events[0].data["for"] == OLIVIA
    play.done("introduce", who=OLIVIA)
    assert play.last.events[0].data["for"] is None


def test_another_sync_keeps_the_handoff_open() -> None:
    play = playing()
    play.everything()
    play.accepted()
    play.keep(changes.decide(play.handoff, play.by(NOAH), "close", "sync"))
    assert play.state("close").outcome == "sync"
    assert play.state("close").status is StepStatus.TODO


@pytest.mark.parametrize("outcome", ["close", "maybe", ""])
def test_only_an_outcome_that_keeps_it_open_is_decided_here(outcome: str) -> None:
    play = playing()
    play.everything()
    play.accepted()
    refused(Incomplete, lambda: changes.decide(play.handoff, play.by(NOAH), "close", outcome))


def test_a_decision_waits_like_any_step() -> None:
    refused(Locked, lambda: changes.decide(with_facts(), by(NOAH), "close", "sync"))


def test_a_step_that_asks_is_decided_not_ticked() -> None:
    play = playing()
    play.everything()
    play.accepted()
    told = refused(Incomplete, lambda: changes.complete(play.handoff, play.by(NOAH), "close"))
    assert told.missing == "outcome"
    refused(Incomplete, lambda: changes.decide(with_facts(), by(NOAH), "follow-up", "sync"))


def test_an_unknown_fact_comes_before_the_work() -> None:
    made = handoff()
    for act in (ACTS["complete"], EVERY_ACT["tick"]):
        told = refused(Incomplete, lambda act=act: act(made, by(OLIVIA), "old-events"))  # type: ignore[misc]
        assert (told.missing, told.part) == ("fact", "events_owner")


@pytest.mark.parametrize("act", ["not_applicable", "wait", "set_due", "snooze", "reassign"])
def test_an_unknown_fact_hinders_nothing_but_the_work(act: str) -> None:
    assert ACTS[act](handoff(), by(OLIVIA), "old-events").events


@pytest.mark.parametrize(
    ("fact", "answers"),
    [
        ("events_owner", ()),
        ("events_owner", ("nobody",)),
        ("events_owner", ("us", "customer")),
        ("weather", ("fine",)),
    ],
)
def test_an_answer_that_the_question_does_not_have_is_refused(fact: str, answers: tuple[str, ...]) -> None:
    assert refused(Incomplete, lambda: changes.answer(handoff(), by(OLIVIA), fact, answers)).missing == "fact"


def test_several_answers_are_one_whatever_their_order() -> None:
    choices = "choices: [{id: self, label: A}, {id: saas, label: B}]"
    book = playbook(
        f"facts: {{hosting: {{ask: outgoing, question: Q, several: true, ours: true, {choices}}}}}\n"
        "steps: [{id: one, number: 1, owner: outgoing, title: T, reason: R, when: {hosting: saas}}]"
    )
    play = Play(handoff(book))
    play.answered("hosting", "saas", "self", "saas")
    assert play.handoff.facts == {"hosting": ("self", "saas")}
    assert changes.answer(play.handoff, play.by(OLIVIA), "hosting", ("saas", "self")).events == ()


def test_saying_the_same_again_changes_nothing() -> None:
    made = with_facts()
    assert changes.answer(made, by(OLIVIA), "events_owner", ("us",)) == Change(made)


def test_what_was_done_stays_done_when_a_fact_changes() -> None:
    play = playing()
    play.done("watch-project", "new-invite", "old-events")
    done = dict(play.handoff.steps)
    play.answered("collaboration_project", "no")
    play.answered("events_owner", "customer")
    assert play.handoff.steps == done
    assert standing.view(play.handoff, play.handoff.playbook.by_id["watch-project"], MONDAY) is None
    play.answered("collaboration_project", "yes")
    assert play.state("watch-project").status is StepStatus.DONE


@pytest.mark.parametrize(
    "state",
    [
        StepState(),
        StepState(outcome="todo"),
        StepState(status=StepStatus.DONE, parts=frozenset({"b", "a"}), evidence={"": "n1", "a": "n2"}),
        StepState(
            status=StepStatus.WAITING,
            note="n3",
            waiting_until=day(1),
            snoozed_until=day(2),
            due=day(3),
            owner=ANNA,
            released_by=MAYA,
            released_at=at(1),
            release_note="n4",
            changed_by=NOAH,
            changed_at=at(2),
            moved_at=at(3),
        ),
    ],
)
def test_a_state_survives_its_storage(state: StepState) -> None:
    assert StepState.from_data(state.as_data()) == state


def test_an_untouched_state_takes_no_room() -> None:
    assert StepState().as_data() == {}


def test_a_whole_handoff_can_be_played_and_closed_by_changes_alone() -> None:
    play = playing(cta="on")
    link = play.said("https://gainsight.example/cta/1", NOAH)
    play.keep(changes.complete(play.handoff, play.by(NOAH), "open-cta", link))
    play.everything()
    play.accepted()
    play.keep(lifecycle.close(play.handoff, play.by(NOAH)))
    assert play.handoff.status is Status.CLOSED
    assert standing.progress(play.handoff) == (15, 15)
    assert replace(play.handoff, status=Status.RUNNING).responsible == NOAH
