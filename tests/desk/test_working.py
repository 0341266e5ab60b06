"""People work on steps: once for each act, by whoever may, with all that it causes."""

from collections.abc import Callable
from typing import Any

import pytest

from flows.desk import steps
from flows.desk.acting import Done
from flows.handoff import Handoff, Status, StepStatus
from flows.refusals import AlreadySo, BuiltUpon, Incomplete, Invalid, Locked, NotYet, NotYours
from tests.support.desk import RULES, Team, twice
from tests.support.handoffs import ANNA, MAYA, NOAH, OLIVIA, OTTO, PIA, SAM, day

LINK = "https://docs.example.com/acme"

WORK: dict[str, tuple[Callable[..., Done], tuple[Any, ...], dict[str, Any]]] = {
    "complete": (steps.complete, ("follow-up", RULES), {}),
    "tick": (steps.tick, ("slack-channels", RULES), {"on": ["internal"], "off": []}),
    "give": (steps.give, ("leave-tickets", "list", "none", RULES), {}),
    "not_applicable": (steps.not_applicable, ("follow-up", "no need", RULES), {}),
    "wait": (steps.wait, ("follow-up", "the customer", day(3), RULES), {}),
    "set_due": (steps.set_due, ("follow-up", day(3), RULES), {}),
    "snooze": (steps.snooze, ("follow-up", day(3), RULES), {}),
    "reassign": (steps.reassign, ("follow-up", ANNA, RULES), {}),
}
"""Acts of the giver on her own steps."""


@pytest.fixture
async def acme(team: Team) -> Handoff:
    """A running handoff whose facts are all said."""
    made = await team.starts(channel="C1")
    await team.knows(made)
    return await team.handoff(made)


@pytest.mark.parametrize("name", WORK)
async def test_an_act_that_arrives_twice_happens_once(team: Team, acme: Handoff, name: str) -> None:
    act, arguments, more = WORK[name]
    done = await twice(team, OLIVIA, act, acme.id, *arguments, **more)
    assert done.change is not None
    assert await team.handoff(acme) == done.handoff


@pytest.mark.parametrize("name", WORK)
async def test_outsiders_learn_nothing(team: Team, acme: Handoff, name: str) -> None:
    act, arguments, more = WORK[name]
    known = await team.may_not(NotYours, OTTO, act, acme.id, *arguments, **more)
    unknown = await team.may_not(NotYours, OTTO, act, 999, *arguments, **more)
    assert known.args == unknown.args == ()


@pytest.mark.parametrize("name", WORK)
async def test_a_step_that_nobody_knows_is_nobodys(team: Team, acme: Handoff, name: str) -> None:
    act, (_, *arguments), more = WORK[name]
    await team.may_not(NotYours, OLIVIA, act, acme.id, "no-such-step", *arguments, **more)


async def test_a_change_touches_everything_that_shows_it(team: Team, acme: Handoff) -> None:
    before = {surface.id: surface.wanted for surface in await team.surfaces(acme)}
    await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    after = {surface.id: surface.wanted for surface in await team.surfaces(acme)}
    assert after == {surface: wanted + 1 for surface, wanted in before.items()}


async def test_a_change_is_remembered_with_who_and_what(team: Team, acme: Handoff) -> None:
    done = await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    newest = (await team.history(acme))[0]
    assert (newest.id, newest.actor, newest.at) == (done.change, OLIVIA, team.shelf.clock.now())
    assert [(event.kind, event.step) for event in newest.events] == [("step_done", "follow-up")]


async def test_of_two_people_the_second_is_told_who_was_first(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, steps.complete, acme.id, "follow-up", RULES)
    told = await team.may_not(AlreadySo, OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    assert (told.by, told.status) == (NOAH, "done")


async def test_a_locked_step_stays_locked(team: Team, acme: Handoff) -> None:
    told = await team.may_not(Locked, OLIVIA, steps.complete, acme.id, "old-events", RULES)
    assert told.blockers[0].owner == NOAH


async def test_on_behalf_is_marked_and_the_owner_can_undo(team: Team, acme: Handoff) -> None:
    done = await team.does(NOAH, steps.complete, acme.id, "follow-up", RULES)
    assert done.events[0].data["for"] == OLIVIA
    found = await team.shelf.look(lambda uow: uow.history.favours(OLIVIA, None, limit=5))
    assert [(recorded.actor, event.step) for recorded, event in found] == [(NOAH, "follow-up")]
    undone = await team.does(OLIVIA, steps.undo, done.change, RULES)
    assert undone.handoff.state("follow-up").status is StepStatus.TODO


async def test_nobody_acts_for_the_manager(team: Team, acme: Handoff) -> None:
    for who in (OLIVIA, NOAH, ANNA):
        await team.may_not(NotYours, who, steps.complete, acme.id, "assign-account", RULES)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_blank_is_not_an_answer(team: Team, acme: Handoff, text: str) -> None:
    told = await team.may_not(Incomplete, OLIVIA, steps.give, acme.id, "leave-tickets", "list", text, RULES)
    assert (told.missing, told.part) == ("text", "list")
    for act in (steps.not_applicable, steps.release):
        await team.may_not(Incomplete, MAYA, act, acme.id, "old-events", text, RULES)
    await team.may_not(Incomplete, MAYA, steps.wait, acme.id, "old-events", text, None, RULES)


@pytest.mark.parametrize(
    "text", ["see the drive", "ftp://x.example", "https://nowhere", f"{LINK} {LINK}", "www.example.com"]
)
async def test_a_link_has_to_be_one(team: Team, acme: Handoff, text: str) -> None:
    told = await team.may_not(
        Invalid, OLIVIA, steps.give, acme.id, "update-records", "notes-link", text, RULES
    )
    assert told.problems == {"evidence": "link"}


async def test_a_link_is_kept_without_the_space_around_it(team: Team, acme: Handoff) -> None:
    done = await team.does(OLIVIA, steps.give, acme.id, "update-records", "notes-link", f" {LINK}\n", RULES)
    written = done.handoff.state("update-records").evidence["notes-link"]
    assert (await team.handoff(acme)).notes[written].body == LINK


async def test_a_text_has_its_limit(team: Team, acme: Handoff) -> None:
    told = await team.may_not(
        Invalid, OLIVIA, steps.give, acme.id, "leave-tickets", "list", "x" * 3001, RULES
    )
    assert told.problems == {"evidence": "too_long"}


async def test_the_cta_is_opened_with_its_link(team: Team) -> None:
    made = await team.starts(rules=type(RULES)())
    await team.may_not(Incomplete, NOAH, steps.complete, made.id, "open-cta", RULES)
    await team.may_not(Incomplete, NOAH, steps.complete, made.id, "open-cta", RULES, "  ")
    done = await team.does(NOAH, steps.complete, made.id, "open-cta", RULES, LINK)
    assert done.handoff.state("open-cta").status is StepStatus.DONE


@pytest.mark.parametrize(
    ("act", "arguments"),
    [(steps.set_due, ()), (steps.snooze, ()), (steps.wait, ("the customer",))],
)
async def test_a_day_is_past_where_the_person_is(
    team: Team, acme: Handoff, act: Callable[..., Done], arguments: tuple[str, ...]
) -> None:
    await team.become(OLIVIA, zone="Pacific/Auckland")
    team.shelf.clock.move(hours=4)
    await team.may_not(Invalid, OLIVIA, act, acme.id, "follow-up", *arguments, day(0), RULES)
    await team.become(OLIVIA, zone="America/Los_Angeles")
    team.shelf.clock.move(hours=12)
    assert (await team.does(OLIVIA, act, acme.id, "follow-up", *arguments, day(0), RULES)).change


async def test_a_day_is_cleared(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    done = await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", None, RULES)
    assert done.handoff.state("follow-up").due is None


async def test_what_changes_nothing_leaves_no_trace(team: Team, acme: Handoff) -> None:
    history = await team.history(acme)
    done = await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", None, RULES)
    assert (done.change, done.events) == (None, ())
    assert await team.history(acme) == history


async def test_who_is_handed_a_step_hears_and_gets_a_checklist_once(team: Team, acme: Handoff) -> None:
    await twice(team, OLIVIA, steps.reassign, acme.id, "follow-up", PIA, RULES)
    assert await team.told("reassigned") == [PIA]
    assert (await team.live(acme)).count(("checklist", PIA)) == 1
    await team.does(OLIVIA, steps.reassign, acme.id, "introduce", PIA, RULES)
    assert (await team.live(acme)).count(("checklist", PIA)) == 1
    assert (await team.does(PIA, steps.complete, acme.id, "follow-up", RULES)).events[0].data["for"] is None


async def test_who_takes_a_step_is_not_told(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, steps.reassign, acme.id, "follow-up", NOAH, RULES)
    assert await team.told("reassigned") == []


@pytest.mark.parametrize("flag", ["bot", "deleted", "guest", "external"])
async def test_a_step_is_handed_to_a_colleague_who_is_here(team: Team, acme: Handoff, flag: str) -> None:
    await team.become(PIA, **{flag: True})
    told = await team.may_not(Invalid, OLIVIA, steps.reassign, acme.id, "follow-up", PIA, RULES)
    assert told.problems == {"owner": "unable"}
    await team.may_not(Invalid, OLIVIA, steps.reassign, acme.id, "follow-up", 999, RULES)
    await team.may_not(NotYours, OTTO, steps.reassign, acme.id, "follow-up", PIA, RULES)


async def test_a_lock_is_opened_by_the_manager_and_its_owner_hears(team: Team, acme: Handoff) -> None:
    for who in (OLIVIA, NOAH, OTTO):
        await team.may_not(NotYours, who, steps.release, acme.id, "old-events", "hurry", RULES)
    done = await twice(team, MAYA, steps.release, acme.id, "old-events", " the customer asked ", RULES)
    assert await team.told("released") == [OLIVIA]
    state = done.handoff.state("old-events")
    assert (await team.handoff(acme)).notes[state.release_note or ""].body == "the customer asked"
    done = await team.does(OLIVIA, steps.complete, acme.id, "old-events", RULES)
    assert done.handoff.state("old-events").status is StepStatus.DONE


async def test_a_fact_is_said_by_anyone_who_takes_part(team: Team) -> None:
    made = await team.starts()
    done = await twice(team, SAM, steps.answer, made.id, "events_owner", ("us",), RULES)
    assert done.handoff.facts["events_owner"] == ("us",)
    await team.may_not(NotYours, OTTO, steps.answer, made.id, "events_owner", ("customer",), RULES)
    await team.may_not(Incomplete, SAM, steps.answer, made.id, "events_owner", ("nobody",), RULES)


async def test_undo_by_two_people_happens_once(team: Team, acme: Handoff) -> None:
    done = await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    first = await team.does(OLIVIA, steps.undo, done.change, RULES)
    before = await team.everything()
    second = await team.does(MAYA, steps.undo, done.change, RULES)
    assert (second.change, second.repeated) == (first.change, True)
    assert await team.everything() == before
    assert second.handoff.state("follow-up").status is StepStatus.TODO


async def test_undo_restores_what_was_stored(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.tick, acme.id, "slack-channels", RULES, on=["internal"], off=[])
    before = (await team.handoff(acme)).state("slack-channels")
    done = await team.does(OLIVIA, steps.complete, acme.id, "slack-channels", RULES)
    await team.does(OLIVIA, steps.undo, done.change, RULES)
    assert (await team.handoff(acme)).state("slack-channels") == before


@pytest.mark.parametrize("who", [NOAH, ANNA, OTTO])
async def test_undo_is_for_who_did_it_the_owner_and_the_manager(team: Team, acme: Handoff, who: int) -> None:
    done = await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    await team.may_not(NotYours, who, steps.undo, done.change, RULES)
    await team.does(OLIVIA, steps.undo, done.change, RULES)
    await team.may_not(NotYours, who, steps.undo, done.change, RULES)


@pytest.mark.parametrize("change", [0, 999])
async def test_a_change_that_nobody_made_is_nobodys(team: Team, acme: Handoff, change: int) -> None:
    await team.may_not(NotYours, OLIVIA, steps.undo, change, RULES)


async def test_undo_says_who_built_on_it(team: Team, acme: Handoff) -> None:
    done = await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await team.does(OLIVIA, steps.complete, acme.id, "old-events", RULES)
    told = await team.may_not(BuiltUpon, NOAH, steps.undo, done.change, RULES)
    assert (told.step, told.by) == ("old-events", OLIVIA)


async def test_a_step_done_again_is_undone_by_its_new_change_only(team: Team, acme: Handoff) -> None:
    first = await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    await team.does(OLIVIA, steps.undo, first.change, RULES)
    again = await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    stale = await team.does(OLIVIA, steps.undo, first.change, RULES)
    assert stale.repeated
    assert stale.handoff.state("follow-up").status is StepStatus.DONE
    await team.does(OLIVIA, steps.undo, again.change, RULES)
    assert (await team.handoff(acme)).state("follow-up").status is StepStatus.TODO


async def test_a_close_that_is_refused_names_what_is_open(team: Team, acme: Handoff) -> None:
    told = await team.may_not(NotYet, NOAH, steps.decide, acme.id, "close", "close", RULES)
    assert len(told.open_steps) == 14
    assert not told.accepted
    assert (await team.handoff(acme)).status is Status.RUNNING


async def test_only_what_asks_is_decided(team: Team, acme: Handoff) -> None:
    await team.may_not(Incomplete, OLIVIA, steps.decide, acme.id, "follow-up", "close", RULES)
    await team.may_not(NotYours, OTTO, steps.decide, acme.id, "close", "close", RULES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LINK, True),
        (f"  {LINK} ", True),
        ("http://a.example", True),
        ("https://", False),
        ("a.example", False),
    ],
)
def test_what_a_link_looks_like(text: str, found: bool) -> None:
    assert steps.looks_like_link(text) is found
