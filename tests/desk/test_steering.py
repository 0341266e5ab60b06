"""The handoff as a whole: accept, solo, pause, cancel, reopen, edit, close, and who hears of it."""

from collections.abc import Callable
from typing import Any

import pytest

from flows.desk import comings, steps, whole
from flows.desk.acting import Done
from flows.handoff import Handoff, Pace, Status, StepStatus
from flows.lifecycle import Terms
from flows.refusals import AlreadySo, Gone, Incomplete, Invalid, NotYet, NotYours
from flows.standing import views
from tests.support.desk import RULES, Team, twice
from tests.support.handoffs import ANNA, MAYA, MONDAY, NAMES, NOAH, OLIVIA, OTTO, PIA, ROLES, SAM, day, terms

LINK = "https://docs.example.com/acme"
EVERYONE = [OLIVIA, NOAH, MAYA, ANNA, SAM]

STEERING: dict[str, tuple[Callable[..., Done], tuple[Any, ...]]] = {
    "pause": (whole.pause, (RULES,)),
    "cancel": (whole.cancel, ("the territory stays", RULES)),
    "accept": (whole.accept, (RULES,)),
    "bring_down": (whole.bring_down, ()),
}


@pytest.fixture
async def acme(team: Team) -> Handoff:
    """A running handoff whose facts are all said."""
    made = await team.starts(channel="C1")
    await team.knows(made)
    return await team.handoff(made)


async def finish(team: Team, made: Handoff) -> None:
    """Do every step before the close, and accept."""
    for _ in range(3):
        for seen in views(await team.handoff(made), MONDAY):
            if seen.actionable and not seen.step.after_all:
                for part in seen.parts:
                    if part.part.evidence and not part.done:
                        await team.does(MAYA, steps.give, made.id, seen.step.id, part.part.id, LINK, RULES)
                free = [part.part.id for part in seen.parts if not part.blockers]
                if seen.parts:
                    await team.does(MAYA, steps.tick, made.id, seen.step.id, RULES, on=free, off=[])
                else:
                    await team.does(MAYA, steps.complete, made.id, seen.step.id, RULES)
    await team.tells_back(made)
    await team.does(NOAH, whole.accept, made.id, RULES)


@pytest.mark.parametrize("name", STEERING)
async def test_an_act_that_arrives_twice_happens_once(team: Team, acme: Handoff, name: str) -> None:
    act, arguments = STEERING[name]
    await team.tells_back(acme)
    await twice(team, NOAH, act, acme.id, *arguments)


@pytest.mark.parametrize("name", STEERING)
async def test_outsiders_learn_nothing(team: Team, acme: Handoff, name: str) -> None:
    act, arguments = STEERING[name]
    await team.may_not(NotYours, OTTO, act, acme.id, *arguments)
    await team.may_not(NotYours, OTTO, act, 999, *arguments)


@pytest.mark.parametrize("who", [ANNA, SAM, OTTO])
async def test_only_those_in_charge_steer(team: Team, acme: Handoff, who: int) -> None:
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    for act, arguments in (STEERING["pause"], STEERING["cancel"]):
        await team.may_not(NotYours, who, act, acme.id, *arguments)
    await team.may_not(NotYours, who, whole.reopen, acme.id, RULES)
    await team.may_not(NotYours, who, whole.edit, acme.id, terms(), people, RULES)


async def test_the_acceptance_is_heard_by_giver_and_manager_once(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    done = await twice(team, NOAH, whole.accept, acme.id, RULES)
    assert done.handoff.responsible == NOAH
    assert await team.told("accepted") == [OLIVIA, MAYA]
    told = await team.may_not(AlreadySo, NOAH, whole.accept, acme.id, RULES)
    assert told.by == NOAH


@pytest.mark.parametrize("who", [OLIVIA, MAYA, ANNA, OTTO])
async def test_only_the_receiver_accepts(team: Team, acme: Handoff, who: int) -> None:
    await team.may_not(NotYours, who, whole.accept, acme.id, RULES)


async def test_a_pause_is_heard_and_stops_every_act(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, whole.pause, acme.id, RULES)
    assert await team.told("paused") == sorted(set(EVERYONE) - {OLIVIA})
    told = await team.may_not(Gone, OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    assert told.status == "paused"
    await team.may_not(Gone, NOAH, whole.accept, acme.id, RULES)
    await team.may_not(Gone, NOAH, whole.bring_down, acme.id)
    assert len(await team.live(acme)) == 6


async def test_a_resumed_handoff_goes_on_with_the_messages_there_are(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, whole.pause, acme.id, RULES)
    before = await team.live(acme)
    queued = await team.said("surface")
    await twice(team, OLIVIA, whole.resume, acme.id, RULES)
    assert await team.live(acme) == before
    assert await team.said("surface") == queued
    assert await team.told("resumed") == sorted(set(EVERYONE) - {OLIVIA})


async def edits(team: Team, who: int, made: Handoff, **other: Any) -> Done:
    """Somebody changes a handoff; what is not said stays as it was."""
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    return await team.does(who, whole.edit, made.id, terms(**other), people, RULES)


async def test_a_replaced_person_loses_the_checklist_and_the_newcomer_gets_one(
    team: Team, acme: Handoff
) -> None:
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    other = terms(participants={**ROLES, "incoming": PIA})
    done = await twice(team, MAYA, whole.edit, acme.id, other, people, RULES)
    assert done.handoff.receiver == PIA
    live = await team.live(acme)
    assert ("checklist", PIA) in live
    assert ("checklist", NOAH) not in live
    assert await team.told("replaced") == [NOAH]
    await team.may_not(NotYours, NOAH, whole.accept, acme.id, RULES)
    told = await team.may_not(Incomplete, PIA, whole.accept, acme.id, RULES)
    assert told.missing == "read_back"


async def test_who_joins_during_a_pause_gets_a_checklist_when_it_goes_on(team: Team, acme: Handoff) -> None:
    await team.does(MAYA, whole.pause, acme.id, RULES)
    await edits(team, MAYA, acme, participants={**ROLES, "incoming": PIA})
    assert ("checklist", PIA) not in await team.live(acme)
    await team.does(MAYA, whole.resume, acme.id, RULES)
    assert ("checklist", PIA) in await team.live(acme)


async def test_an_account_may_be_spelled_anew_but_not_taken(team: Team, acme: Handoff) -> None:
    await edits(team, MAYA, acme, account="ACME Inc")
    assert (await team.handoff(acme)).account.name == "ACME Inc"
    await edits(team, MAYA, acme, account="Acme INC")
    assert (await team.handoff(acme)).account.name == "Acme INC"
    await team.starts(account="Globex")
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    told = await team.may_not(Invalid, MAYA, whole.edit, acme.id, terms(account="globex"), people, RULES)
    assert told.problems == {"account": "taken"}


async def test_a_day_that_passed_since_is_kept_and_a_new_one_is_judged(team: Team) -> None:
    made = await team.starts(target=day(1))
    team.shelf.clock.move(days=5)
    assert (await edits(team, MAYA, made, target=day(1), last_day=day(9))).handoff.last_day == day(9)
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    other = terms(target=day(2))
    told = await team.may_not(Invalid, MAYA, whole.edit, made.id, other, people, RULES)
    assert told.problems == {"target": "past"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, "soon"), ("soon", "soon"), (" soon ", "soon"), ("in May", "in May"), ("", None)],
)
async def test_the_customers_note_is_kept_changed_or_cleared(
    team: Team, given: str | None, kept: str | None
) -> None:
    made = await team.starts(customer_note="soon")
    done = await edits(team, MAYA, made, customer_note=given)
    after = await team.handoff(made)
    assert (after.notes[after.customer_note].body if after.customer_note else None) == kept
    assert (done.change is None) is (kept == "soon")


async def test_a_new_giver_who_is_here_takes_the_place_of_one_who_left(team: Team, acme: Handoff) -> None:
    gone = await team.become(OLIVIA, deleted=True)
    assert await team.does(OLIVIA, comings.person_left, gone) == 1
    assert await team.does(OLIVIA, comings.person_left, gone) == 0
    assert (await team.handoff(acme)).responsible == MAYA
    assert await team.told("left") == [MAYA]
    done = await edits(team, MAYA, acme, participants={**ROLES, "outgoing": PIA})
    assert not done.handoff.giver_gone
    assert done.handoff.responsible == PIA
    assert await team.told("replaced") == []


async def test_a_cancelled_handoff_says_why_and_ends_its_messages(team: Team, acme: Handoff) -> None:
    await team.may_not(Incomplete, OLIVIA, whole.cancel, acme.id, " ", RULES)
    done = await team.does(OLIVIA, whole.cancel, acme.id, "the territory stays", RULES)
    assert done.handoff.status is Status.CANCELLED
    assert await team.live(acme) == []
    assert await team.told("cancelled") == sorted(set(EVERYONE) - {OLIVIA})
    await team.may_not(Gone, OLIVIA, steps.complete, acme.id, "follow-up", RULES)


async def test_what_was_reopened_has_its_messages_anew(team: Team, acme: Handoff) -> None:
    before = await team.live(acme)
    await team.does(OLIVIA, whole.cancel, acme.id, "no", RULES)
    done = await twice(team, NOAH, whole.reopen, acme.id, RULES)
    assert done.handoff.status is Status.RUNNING
    assert await team.live(acme) == before
    assert await team.told("reopened") == sorted(set(EVERYONE) - {NOAH})


async def test_an_account_that_is_on_its_way_again_is_not_reopened(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, whole.cancel, acme.id, "no", RULES)
    await team.starts()
    told = await team.may_not(Invalid, OLIVIA, whole.reopen, acme.id, RULES)
    assert told.problems == {"account": "taken"}


async def test_a_handoff_is_closed_heard_of_and_reopened(team: Team, acme: Handoff) -> None:
    await finish(team, acme)
    done = await twice(team, NOAH, steps.decide, acme.id, "close", "close", RULES)
    assert done.handoff.status is Status.CLOSED
    assert await team.live(acme) == []
    assert await team.told("closed") == sorted(set(EVERYONE) - {NOAH})
    told = await team.may_not(AlreadySo, MAYA, steps.decide, acme.id, "close", "close", RULES)
    assert told.by == NOAH
    again = await team.does(OLIVIA, whole.reopen, acme.id, RULES)
    assert again.handoff.status is Status.RUNNING
    assert again.handoff.responsible == NOAH
    assert again.handoff.state("close").status is StepStatus.TODO


async def test_another_sync_keeps_it_open(team: Team, acme: Handoff) -> None:
    await finish(team, acme)
    done = await twice(team, NOAH, steps.decide, acme.id, "close", "sync", RULES)
    assert done.handoff.status is Status.RUNNING
    assert len(await team.live(acme)) == 6


async def test_a_click_on_what_is_closed_changes_nothing(team: Team, acme: Handoff) -> None:
    await finish(team, acme)
    done = await team.does(OLIVIA, steps.set_due, acme.id, "close", day(3), RULES)
    await team.does(NOAH, steps.decide, acme.id, "close", "close", RULES)
    for act, arguments in (
        (steps.complete, (acme.id, "follow-up", RULES)),
        (steps.undo, (done.change, RULES)),
        (whole.pause, (acme.id, RULES)),
        (whole.object_to, (acme.id, "no", RULES)),
        (whole.bring_down, (acme.id,)),
    ):
        told = await team.may_not(Gone, NOAH if act is not steps.undo else MAYA, act, *arguments)
        assert told.status == "closed"


async def test_ready_asks_giver_and_manager_and_one_of_them_confirms(team: Team) -> None:
    made = await team.starts(pace=Pace.SLOW)
    await team.may_not(NotYet, NOAH, whole.accept, made.id, RULES)
    await team.may_not(Incomplete, OLIVIA, whole.go_solo, made.id, RULES)
    await twice(team, NOAH, whole.ready, made.id, RULES)
    asked = [surface for surface in await team.live(made) if surface[0] == "request"]
    assert asked == [("request", OLIVIA), ("request", MAYA)]
    await team.may_not(NotYours, NOAH, whole.go_solo, made.id, RULES)
    done = await team.does(OLIVIA, whole.go_solo, made.id, RULES)
    assert not done.handoff.shadowing
    assert await team.told("solo") == [NOAH]
    assert [surface for surface in await team.live(made) if surface[0] == "request"] == []
    await team.may_not(AlreadySo, MAYA, whole.go_solo, made.id, RULES)
    await team.tells_back(made)
    await team.does(NOAH, whole.accept, made.id, RULES)


async def test_a_new_manager_is_asked_in_the_old_ones_place(team: Team) -> None:
    made = await team.starts(pace=Pace.SLOW)
    await team.does(NOAH, whole.ready, made.id, RULES)
    await edits(team, NOAH, made, pace=Pace.SLOW, participants={**ROLES, "incoming_manager": PIA})
    asked = [surface for surface in await team.live(made) if surface[0] == "request"]
    assert asked == [("request", OLIVIA), ("request", PIA)]


async def test_a_new_receiver_is_not_ready_because_the_old_one_was(team: Team) -> None:
    made = await team.starts(pace=Pace.SLOW)
    await team.does(NOAH, whole.ready, made.id, RULES)
    await edits(team, MAYA, made, pace=Pace.SLOW, participants={**ROLES, "incoming": PIA})
    assert [surface for surface in await team.live(made) if surface[0] == "request"] == []
    await team.may_not(Incomplete, OLIVIA, whole.go_solo, made.id, RULES)


async def test_a_checklist_is_brought_down_once(team: Team, acme: Handoff) -> None:
    (old,) = [s for s in await team.surfaces(acme) if s.person_id == NOAH]
    await team.shelf.act(lambda uow: uow.surfaces.posted(old.id, "D1", "1.0", 1, "hash", None))
    await twice(team, NOAH, whole.bring_down, acme.id)
    (new,) = [s for s in await team.surfaces(acme) if s.person_id == NOAH]
    assert new.id != old.id
    assert [said.surface for said in await team.said("surface") if said.to == NOAH] == [old.id, new.id]


async def test_a_card_that_lost_its_channel_is_said_once(team: Team, acme: Handoff) -> None:
    assert await team.does(MAYA, comings.channel_lost, "C1", "archived") == 1
    assert await team.does(MAYA, comings.channel_lost, "C1", "archived") == 0
    assert await team.told("channel_lost") == [MAYA]
    assert ("card", None) not in await team.live(acme)


def test_terms_keep_the_note_by_default() -> None:
    assert Terms("Acme", ROLES).customer_note is None
