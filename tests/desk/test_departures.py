"""A giver's last day: in time, once, and never somebody who has gone; full or light."""

from datetime import timedelta

import pytest

from flows import leaving, questions
from flows.desk import comings, departures, depth, prompting, reading_back, topics, whole
from flows.handoff import Depth, Handoff
from flows.refusals import AlreadySo, NotYours
from flows.transfer import Told
from tests.desk.test_topics import asks, go_to, open_of, told
from tests.support.desk import RULES, Team
from tests.support.handoffs import ANNA, MAYA, NAMES, NOAH, OLIVIA, SAM, START, day, terms


async def requests(team: Team, made: Handoff) -> list[str]:
    """The live requests of a handoff, by subject."""
    return [s.subject for s in await team.surfaces(made) if s.kind == "request"]


async def test_what_will_not_fit_is_said_a_week_before_and_once(team: Team) -> None:
    made = await team.starts(last_day=day(14))
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    assert len(leaving.order(made)) <= leaving.A_DAY * 5
    await go_to(team, START + timedelta(days=13))
    assert await team.told("will_not_fit") == [OLIVIA, MAYA]
    await team.does(MAYA, whole.edit, made.id, terms(last_day=day(40)), people, RULES)
    await go_to(team, START + timedelta(days=20))
    assert await team.told("will_not_fit") == [OLIVIA, MAYA]


async def test_what_fits_is_not_named(team: Team) -> None:
    made = await team.starts(last_day=day(14))
    for name in leaving.order(made)[:-1]:
        await team.does(OLIVIA, prompting.tell, made.id, name, Told.NOTHING, RULES)
    await go_to(team, START + timedelta(days=13))
    assert await team.told("will_not_fit") == []


async def test_the_manager_is_asked_who_answers_once(team: Team) -> None:
    made = await team.starts(last_day=day(3))
    await go_to(team, START + timedelta(days=2, hours=20))
    assert departures.ANSWERS not in await requests(team, made)
    await go_to(team, START + timedelta(days=3))
    assert await requests(team, made) == [departures.ANSWERS]
    await team.may_not(NotYours, NOAH, departures.answer, made.id, "me", RULES)
    await team.does(MAYA, departures.answer, made.id, "me", RULES)
    await go_to(team, START + timedelta(days=8))
    assert await requests(team, made) == []
    after = await team.handoff(made)
    assert after.responsible_on(day(3)) == OLIVIA
    assert after.responsible_on(day(4)) == MAYA


async def test_the_receiver_is_asked_to_accept_now(team: Team) -> None:
    made = await team.starts(last_day=day(3))
    await go_to(team, START + timedelta(days=3))
    await team.does(MAYA, departures.answer, made.id, "accept", RULES)
    assert await team.told("accept_now") == [NOAH]
    await team.tells_back(made)
    done = await team.does(NOAH, reading_back.accept, made.id, RULES)
    assert done.handoff.responsible_on(day(9)) == NOAH
    await team.may_not(AlreadySo, MAYA, departures.answer, made.id, "me", RULES)


async def test_another_last_day_asks_again_on_that_day(team: Team) -> None:
    made = await team.starts(last_day=day(3))
    people = await team.shelf.look(lambda uow: uow.people.get(NAMES))
    await go_to(team, START + timedelta(days=3))
    await team.does(MAYA, whole.edit, made.id, terms(last_day=day(8)), people, RULES)
    assert await requests(team, made) == []
    await go_to(team, START + timedelta(days=8))
    assert await requests(team, made) == [departures.ANSWERS]


async def test_accepted_in_time_nobody_is_asked(team: Team) -> None:
    made = await team.starts(last_day=day(3))
    await team.tells_back(made)
    await team.does(NOAH, reading_back.accept, made.id, RULES)
    await go_to(team, START + timedelta(days=5))
    assert await requests(team, made) == []


async def test_questions_to_somebody_who_leaves_go_to_who_may_know(team: Team) -> None:
    made = await team.starts()
    number = await asks(team, made)
    await go_to(team, START + timedelta(days=1))
    assert await open_of(team, OLIVIA) is not None
    gone = await team.become(OLIVIA, deleted=True)
    await team.does(MAYA, comings.person_left, gone)
    assert await open_of(team, OLIVIA) is None
    assert (await told(team, made)).questions[number].asked_of == ANNA
    await go_to(team, START + timedelta(days=2))
    assert await open_of(team, ANNA) is not None


async def test_after_the_question_days_the_account_team_is_asked(team: Team) -> None:
    made = await team.starts()
    await team.tells_back(made)
    accepted = (await team.does(NOAH, reading_back.accept, made.id, RULES)).handoff
    end = questions.last_day(accepted, 20)
    assert end == day(28)
    assert questions.first_asked(accepted, "health", NOAH, day(28), 20) == OLIVIA
    assert questions.first_asked(accepted, "health", NOAH, day(29), 20) == ANNA
    assert questions.first_asked(accepted, "installation", NOAH, day(29), 20) == SAM
    assert OLIVIA not in questions.may_be_asked(accepted, NOAH, day(29), 20)
    assert questions.may_be_asked(accepted, NOAH, day(1), 20) == (OLIVIA, ANNA, SAM, MAYA)


@pytest.mark.parametrize("chosen", list(Depth))
async def test_the_manager_settles_the_depth_once(team: Team, chosen: Depth) -> None:
    made = await team.starts(NOAH)
    waits = await team.shelf.look(lambda uow: depth.open_question(uow, made))
    assert waits
    await team.may_not(NotYours, NOAH, depth.settle, made.id, chosen, RULES)
    done = await team.does(MAYA, depth.settle, made.id, chosen, RULES)
    assert done.handoff.depth is chosen
    assert not await team.shelf.look(lambda uow: depth.open_question(uow, done.handoff))
    await team.may_not(AlreadySo, MAYA, depth.settle, made.id, chosen, RULES)


async def test_who_started_it_as_manager_has_settled_it(team: Team) -> None:
    made = await team.starts(MAYA)
    assert not await team.shelf.look(lambda uow: depth.open_question(uow, made))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("license.renewal", "2026-12-20", Depth.FULL),
        ("license.renewal", "2027-12-20", Depth.LIGHT),
        ("outlook.temperature", "critical", Depth.FULL),
        ("outlook.temperature", "stable", Depth.LIGHT),
    ],
)
async def test_what_is_known_proposes_the_depth(team: Team, name: str, value: str, found: Depth) -> None:
    made = await team.starts(NOAH)
    assert await team.shelf.look(lambda uow: depth.proposed(uow, made, day(0), RULES)) is None
    await team.does(OLIVIA, prompting.tell, made.id, name, Told.SAID, RULES, value=(value,))
    assert await team.shelf.look(lambda uow: depth.proposed(uow, made, day(0), RULES)) is found


async def test_a_last_day_asks_what_matters_first(team: Team) -> None:
    made = await team.starts(last_day=day(10))
    order = leaving.order(made)
    light = [name for name in order if made.playbook.asks[name][1].light]
    assert order[: len(light)] == light
    plan = leaving.plan(made, await told(team, made), day(0))
    assert plan.left_out == ()
    assert plan.by[0][0] == light[0]
    assert plan.by[-1][1] == day(10) - timedelta(days=0)
    short = leaving.plan(made, await told(team, made), day(9))
    assert [name for name, _ in short.by] == order[:10]
    assert list(short.left_out) == order[10:]


async def test_a_topic_of_the_giver_is_asked_of_the_receiver_side_last(team: Team) -> None:
    made = await team.starts()
    assert questions.may_be_asked(made, OLIVIA, day(0), 20) == (ANNA, SAM, MAYA, NOAH)
    await team.does(OLIVIA, topics.ask, made.id, "health", "who knows?", of=ANNA, rules=RULES)
