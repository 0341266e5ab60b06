"""A step is done part by part, with its links and texts."""

from flows import changes
from flows.handoff import Change, StepStatus
from flows.refusals import Incomplete
from tests.support.handoffs import (
    MAYA,
    NOAH,
    OLIVIA,
    Play,
    by,
    day,
    handoff,
    note,
    playbook,
    playing,
    refused,
    with_facts,
)


def test_ticking_a_step_ticks_its_parts() -> None:
    play = playing()
    play.done("slack-channels")
    assert play.state("slack-channels").parts == {"internal", "customer"}


def test_ticking_a_step_leaves_its_optional_parts_alone() -> None:
    play = playing()
    play.done("assign-account")
    assert play.state("assign-account").parts == {"account"}


def test_a_step_wants_its_link() -> None:
    made = with_facts(cta="on")
    assert refused(Incomplete, lambda: changes.complete(made, by(NOAH), "open-cta")).missing == "link"
    link = note("https://gainsight.example/cta/1", NOAH)
    change = changes.complete(made, by(NOAH), "open-cta", link)
    assert change.handoff.state("open-cta").evidence == {"": link.id}
    assert change.handoff.notes[link.id] == link


def test_a_part_wants_its_link_before_the_step_is_ticked() -> None:
    made = with_facts()
    told = refused(Incomplete, lambda: changes.complete(made, by(OLIVIA), "update-records"))
    assert (told.missing, told.part) == ("link", "project-link")


def test_a_part_with_evidence_is_not_ticked_without() -> None:
    made = with_facts()
    told = refused(Incomplete, lambda: changes.tick(made, by(OLIVIA), "leave-tickets", ["list"]))
    assert (told.missing, told.part) == ("text", "list")


def test_evidence_that_was_given_counts_when_its_part_is_ticked_again() -> None:
    play = playing()
    play.given("leave-tickets", "list")
    play.keep(changes.tick(play.handoff, play.by(OLIVIA), "leave-tickets", [], ["list"]))
    assert play.state("leave-tickets").parts == frozenset()
    play.ticked("leave-tickets", "list")
    assert play.state("leave-tickets").parts == {"list"}
    play.keep(changes.tick(play.handoff, play.by(OLIVIA), "leave-tickets", [], ["list"]))
    play.aside("subscribe-tickets")
    play.done("leave-tickets")
    assert play.state("leave-tickets").parts == {"list", "watch", "cc"}


def test_a_step_is_done_with_its_last_required_part() -> None:
    play = playing()
    play.ticked("slack-channels", "internal")
    assert play.state("slack-channels").status is StepStatus.TODO
    assert play.last.events[0].kind == "step_part"
    play.ticked("slack-channels", "customer")
    assert play.state("slack-channels").status is StepStatus.DONE
    assert play.last.events[0].kind == "step_done"


def test_unticking_a_required_part_opens_the_step_again() -> None:
    play = playing()
    play.done("slack-channels")
    play.keep(changes.tick(play.handoff, play.by(OLIVIA), "slack-channels", [], ["customer"]))
    assert play.state("slack-channels").status is StepStatus.TODO
    assert play.state("slack-channels").parts == {"internal"}


def test_an_optional_part_neither_opens_nor_finishes_a_step() -> None:
    play = playing()
    play.ticked("assign-account", "child-accounts")
    assert play.state("assign-account").status is StepStatus.TODO
    play.ticked("assign-account", "account")
    play.keep(changes.tick(play.handoff, play.by(MAYA), "assign-account", [], ["child-accounts"]))
    assert play.state("assign-account").status is StepStatus.DONE
    assert play.last.events[0].kind == "step_part"


def test_a_step_of_optional_parts_is_only_done_when_somebody_says_so() -> None:
    parts = "parts: [{id: a, title: A, optional: true}, {id: b, title: B, optional: true}]"
    book = playbook(
        f"steps: [{{id: nice, number: 1, owner: outgoing, title: T, reason: R, ours: true, {parts}}}]"
    )
    play = Play(handoff(book))
    play.ticked("nice", "a")
    assert play.state("nice").status is StepStatus.TODO
    play.done("nice")
    assert play.state("nice").status is StepStatus.DONE


def test_ticking_what_is_ticked_changes_nothing() -> None:
    play = playing()
    play.ticked("slack-channels", "internal")
    again = changes.tick(play.handoff, play.by(OLIVIA), "slack-channels", ["internal"], ["customer"])
    assert again == Change(play.handoff)


def test_a_part_that_the_facts_took_away_is_not_ticked() -> None:
    made = with_facts(collaboration_project="no")
    assert changes.tick(made, by(OLIVIA), "update-records", ["project-link"]) == Change(made)
    told = refused(
        Incomplete, lambda: changes.give(made, by(OLIVIA), "update-records", "project-link", note())
    )
    assert told.missing == "part"


def test_giving_a_part_keeps_its_text_and_ticks_it() -> None:
    play = playing()
    play.given("leave-tickets", "list", "none")
    (written,) = play.state("leave-tickets").evidence.values()
    assert play.handoff.notes[written].body == "none"
    assert play.state("leave-tickets").parts == {"list"}


def test_a_text_can_be_given_anew_after_the_step_is_done() -> None:
    play = playing()
    play.everything()
    play.given("update-records", "notes-link", "https://acme.example/new-notes")
    assert play.state("update-records").status is StepStatus.DONE
    assert play.handoff.notes[play.state("update-records").evidence["notes-link"]].body.endswith("new-notes")


def test_a_fact_that_adds_a_part_later_leaves_a_done_step_done() -> None:
    play = playing(collaboration_project="no")
    play.everything()
    play.answered("collaboration_project", "yes")
    assert play.state("update-records").status is StepStatus.DONE
    play.ticked("slack-channels")
    play.given("update-records", "triage-link", "https://acme.example/triage")
    assert play.state("update-records").status is StepStatus.DONE


def test_moving_is_remembered_apart_from_other_changes() -> None:
    play = playing()
    play.ticked("slack-channels", "internal")
    moved = play.now
    play.keep(changes.set_due(play.handoff, play.by(OLIVIA), "slack-channels", day(3)))
    state = play.state("slack-channels")
    assert (state.moved_at, state.changed_at) == (moved, play.now)
