"""A handoff starts: it runs, or its receiver's manager is asked first."""

from dataclasses import replace
from typing import Any

import pytest

from flows.desk import whole
from flows.desk.acting import Act
from flows.desk.start import Taken, start
from flows.handoff import Status
from flows.ports import UnitOfWork
from flows.refusals import AlreadySo, Gone, Incomplete, Invalid, NotYours
from tests.support.desk import RULES, Said, Team, twice
from tests.support.handoffs import ANNA, MAYA, NOAH, OLIVIA, OTTO, PIA, ROLES, SAM, csm, day, newer, terms

CHECKLISTS = [("checklist", who) for who in (OLIVIA, NOAH, MAYA, ANNA, SAM)]


@pytest.mark.parametrize("who", [MAYA, NOAH])
async def test_the_receiver_or_their_manager_start_it_at_once(team: Team, who: int) -> None:
    made = await team.starts(who, channel="C1")
    assert (made.status, made.started_by, made.facts) == (Status.RUNNING, who, {"cta": ("off",)})
    assert await team.handoff(made) == made
    assert await team.live(made) == [("card", None), *CHECKLISTS]


async def test_every_message_is_queued_exactly_once(team: Team) -> None:
    made = await team.starts(channel="C1")
    surfaces = await team.surfaces(made)
    expected = [Said("surface", s.channel or s.person_id or 0, s.id) for s in surfaces]
    assert await team.said() == expected


async def test_a_private_handoff_has_no_card(team: Team) -> None:
    made = await team.starts()
    assert await team.live(made) == CHECKLISTS


async def test_the_same_start_twice_is_one_handoff(team: Team) -> None:
    await twice(team, MAYA, start, csm(), terms(channel="C1"), RULES)


@pytest.mark.parametrize("name", ["Acme", " acme ", "ACME"])
async def test_an_account_has_one_open_handoff(team: Team, name: str) -> None:
    made = await team.starts()
    taken = await team.may_not(Taken, NOAH, start, csm(), terms(account=name), RULES)
    assert taken.handoff.id == made.id


async def test_an_account_is_free_again_after_the_end(team: Team) -> None:
    made = await team.starts()
    await team.does(MAYA, whole.cancel, made.id, "not now", RULES)
    assert (await team.starts()).id != made.id


async def test_wrong_terms_leave_nothing_behind(team: Team) -> None:
    wrong = terms(account="Globex", target=day(-1))
    told = await team.may_not(Invalid, MAYA, start, csm(), wrong, RULES)
    assert told.problems == {"target": "past"}


async def test_a_day_is_judged_where_the_person_is(team: Team) -> None:
    await team.become(MAYA, zone="Pacific/Auckland")
    team.shelf.clock.move(hours=4)
    told = await team.may_not(Invalid, MAYA, start, csm(), terms(target=day(0)), RULES)
    assert told.problems == {"target": "past"}
    await team.become(MAYA, zone="America/New_York")
    team.shelf.clock.move(hours=12)
    assert (await team.starts(target=day(0))).target == day(0)


async def test_strangers_and_those_who_left_start_nothing(team: Team) -> None:
    await team.become(OTTO, deleted=True)
    await team.may_not(NotYours, OTTO, start, csm(), terms(), RULES)
    stranger = Act("U999", "hello", team.shelf.clock.now())
    with pytest.raises(NotYours):
        await team.shelf.act(lambda uow: start(uow, stranger, csm(), terms(), RULES))


async def test_the_customers_note_is_kept_by_id(team: Team) -> None:
    made = await team.starts(customer_note="  You'll meet Noah soon. ")
    assert made.customer_note is not None
    assert (await team.handoff(made)).notes[made.customer_note].body == "You'll meet Noah soon."


async def test_a_running_handoff_keeps_the_playbook_it_was_started_with(team: Team) -> None:
    made = await team.starts()
    await team.shelf.act(lambda uow: uow.playbooks.offer([newer()]))
    assert [book.version for book in await team.shelf.look(lambda uow: uow.playbooks.offered())] == [99]
    assert (await team.handoff(made)).playbook == csm()
    done = await team.does(MAYA, start, newer(), terms(account="Globex"), RULES)
    assert (await team.handoff(done.handoff)).playbook == newer()


@pytest.mark.parametrize("who", [OLIVIA, ANNA, OTTO])
async def test_others_propose_it_and_only_the_manager_hears(team: Team, who: int) -> None:
    made = await team.starts(who, channel="C1")
    assert made.status is Status.PROPOSED
    assert await team.live(made) == [("request", MAYA)]
    assert [said.to for said in await team.said()] == [MAYA]


async def test_a_setting_lets_everybody_start(team: Team) -> None:
    made = await team.starts(OLIVIA, replace(RULES, manager_confirms=False))
    assert made.status is Status.RUNNING


async def test_once_confirmed_everybody_hears_once(team: Team) -> None:
    made = await team.starts(OLIVIA, channel="C1")
    done = await twice(team, MAYA, whole.confirm, made.id, RULES)
    assert done.handoff.status is Status.RUNNING
    assert await team.live(made) == [("card", None), *CHECKLISTS]
    assert len(await team.said("surface")) == 7
    await team.may_not(AlreadySo, MAYA, whole.confirm, made.id, RULES)


@pytest.mark.parametrize("who", [OLIVIA, NOAH, OTTO])
async def test_nobody_else_confirms_or_holds(team: Team, who: int) -> None:
    made = await team.starts(OLIVIA)
    await team.may_not(NotYours, who, whole.confirm, made.id, RULES)
    await team.may_not(NotYours, who, whole.hold, made.id, RULES)


async def test_not_yet_is_heard_by_whoever_proposed_it(team: Team) -> None:
    made = await team.starts(OLIVIA)
    done = await twice(team, MAYA, whole.hold, made.id, RULES)
    assert done.handoff.status is Status.PROPOSED
    assert await team.told("held") == [OLIVIA]
    assert await team.live(made) == [("request", MAYA)]
    await team.does(MAYA, whole.confirm, made.id, RULES)
    await team.may_not(Gone, MAYA, whole.hold, made.id, RULES)


async def test_a_giver_who_has_gone_gets_nothing_and_owes_nothing(team: Team) -> None:
    await team.become(OLIVIA, deleted=True)
    made = await team.starts()
    assert made.giver_gone
    assert made.responsible == MAYA
    assert ("checklist", OLIVIA) not in await team.live(made)


@pytest.mark.parametrize("who", [NOAH, MAYA])
async def test_a_receiver_or_manager_who_has_gone_is_an_error(team: Team, who: int) -> None:
    await team.become(who, deleted=True)
    starter = MAYA if who == NOAH else NOAH
    told = await team.may_not(Invalid, starter, start, csm(), terms(), RULES)
    assert list(told.problems.values()) == ["deactivated"]


async def test_something_is_wrong_goes_to_the_manager_only(team: Team) -> None:
    made = await team.starts()
    done = await twice(team, NOAH, whole.object_to, made.id, " I know nothing of it ", RULES)
    (said,) = [said for said in await team.said() if said.kind != "surface"]
    assert (said.kind, said.to) == ("objection", MAYA)
    written = done.events[0].data["note"]
    assert (await team.handoff(made)).notes[written].body == "I know nothing of it"
    assert done.handoff.status is Status.RUNNING


@pytest.mark.parametrize("who", [OLIVIA, MAYA, OTTO])
async def test_only_the_receiver_objects(team: Team, who: int) -> None:
    made = await team.starts()
    await team.may_not(NotYours, who, whole.object_to, made.id, "no", RULES)


async def test_an_objection_needs_words_and_an_open_handoff(team: Team) -> None:
    made = await team.starts()
    await team.may_not(Incomplete, NOAH, whole.object_to, made.id, "  ", RULES)
    await team.does(MAYA, whole.cancel, made.id, "no", RULES)
    await team.may_not(Gone, NOAH, whole.object_to, made.id, "too late", RULES)


def known(uow: UnitOfWork) -> Any:
    return uow.people.get([OLIVIA, NOAH, MAYA, ANNA, SAM, PIA])


async def test_a_proposal_gets_another_manager_and_only_that_one_is_asked(team: Team) -> None:
    made = await team.starts(OLIVIA)
    people = await team.shelf.look(known)
    other = terms(participants={**ROLES, "incoming_manager": PIA})
    await twice(team, OLIVIA, whole.edit, made.id, other, people, RULES)
    assert await team.live(made) == [("request", PIA)]
    await team.may_not(NotYours, MAYA, whole.confirm, made.id, RULES)
    done = await team.does(PIA, whole.confirm, made.id, RULES)
    assert done.handoff.status is Status.RUNNING
    assert await team.told("replaced") == []


async def test_a_proposal_that_is_edited_otherwise_is_not_asked_again(team: Team) -> None:
    made = await team.starts(OLIVIA)
    people = await team.shelf.look(known)
    await team.does(OLIVIA, whole.edit, made.id, terms(target=day(20)), people, RULES)
    assert len(await team.said()) == 1


async def test_a_cancelled_proposal_stays_between_those_who_knew_and_comes_back_as_one(team: Team) -> None:
    made = await team.starts(OLIVIA)
    await team.does(MAYA, whole.cancel, made.id, "not this quarter", RULES)
    assert await team.told("cancelled") == [OLIVIA]
    assert await team.live(made) == []
    done = await twice(team, OLIVIA, whole.reopen, made.id, RULES)
    assert done.handoff.status is Status.PROPOSED
    assert await team.told("reopened") == [MAYA]
    assert await team.live(made) == [("request", MAYA)]
