"""Who is sent a digest, when, and how often."""

from datetime import timedelta

import pytest

from flows.desk import mornings, steps, whole
from flows.handoff import Handoff
from flows.nudges import later
from flows.ports import SurfaceKind
from flows.standing import views
from tests.support.desk import RULES, Team
from tests.support.handoffs import MAYA, MONDAY, NOAH, OLIVIA, PIA, ROLES, START, day, terms


@pytest.fixture
async def acme(team: Team) -> Handoff:
    """A handoff whose facts are said, and which has had its first, silent mornings."""
    made = await team.starts()
    await team.knows(made)
    await go_to(team, 1)
    assert await team.digests() == []
    return await team.handoff(made)


async def go_to(team: Team, number: int, hour: float = 9) -> None:
    """Travel to that hour (UTC) that many days after the start, looking at whoever is due on the way."""
    end = START.replace(hour=0) + timedelta(days=number, hours=hour)
    while team.shelf.clock.now() < end:
        team.shelf.clock.instant = min(end, team.shelf.clock.now() + timedelta(hours=1))
        await team.sweeps()


async def test_a_morning_without_anything_to_say_is_silent(team: Team, acme: Handoff) -> None:
    await go_to(team, 30)
    assert await team.digests() == []


async def test_a_due_day_is_said_on_its_morning_and_not_before(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    await go_to(team, 3, 8)
    assert await team.digests() == []
    await go_to(team, 3, 9)
    assert await team.digests() == [OLIVIA]


async def test_one_digest_a_day_whatever_happens_and_however_often_it_is_swept(
    team: Team, acme: Handoff
) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(2), RULES)
    await go_to(team, 2, 9)
    await team.does(OLIVIA, steps.set_due, acme.id, "introduce", day(2), RULES)
    await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await team.sweeps()
    await go_to(team, 2, 23)
    assert await team.digests() == [OLIVIA]


async def test_one_digest_over_all_handoffs(team: Team, acme: Handoff) -> None:
    other = await team.starts(account="Globex")
    for made in (acme, other):
        await team.does(OLIVIA, steps.set_due, made.id, "follow-up", day(3), RULES)
    await go_to(team, 3)
    assert await team.digests() == [OLIVIA]


async def test_overdue_is_said_every_working_morning(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    await go_to(team, 8, 12)
    assert await team.digests() == [OLIVIA] * 4


async def test_yesterdays_digest_gives_way_to_todays(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    await go_to(team, 4)
    live = await team.shelf.look(lambda uow: uow.surfaces.live_for(OLIVIA, SurfaceKind.DIGEST))
    assert [mornings.window(surface.subject)[0] for surface in live] == [day(4)]


async def test_later_is_said_on_the_next_working_morning(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(4), RULES)
    await go_to(team, 4)
    await team.does(OLIVIA, steps.snooze, acme.id, "follow-up", later(day(4)), RULES)
    await go_to(team, 6, 23)
    assert await team.digests() == [OLIVIA]
    await go_to(team, 7)
    assert await team.digests() == [OLIVIA, OLIVIA]
    assert (await team.handoff(acme)).state("follow-up").due == day(4)


async def test_what_was_unlocked_is_said_once(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await go_to(team, 9)
    assert await team.digests() == [OLIVIA]


async def test_what_is_undone_by_morning_is_not_said(team: Team, acme: Handoff) -> None:
    done = await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await team.does(NOAH, steps.undo, done.change, RULES)
    await go_to(team, 9)
    assert await team.digests() == []


async def test_the_digest_remembers_since_when_news_counts(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await go_to(team, 2)
    (said,) = [s for s in await team.said("surface") if (await team.surface(s.surface)).kind == "digest"]
    today, since = mornings.window((await team.surface(said.surface)).subject)
    assert today == day(2)
    assert since is not None
    assert since < (await team.handoff(acme)).state("new-invite").changed_at  # type: ignore[operator]


async def test_what_others_did_for_somebody_is_said_next_morning_once(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, steps.complete, acme.id, "follow-up", RULES)
    await go_to(team, 9)
    assert await team.digests() == [OLIVIA]


async def test_the_receiver_hears_when_only_the_close_is_left(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    await team.does(NOAH, whole.accept, acme.id, RULES)
    after = await team.handoff(acme)
    last = "follow-up"
    for seen in views(after, MONDAY):
        if not seen.step.after_all and seen.step.id != last:
            await team.does(MAYA, steps.not_applicable, acme.id, seen.step.id, "not here", RULES)
    await go_to(team, 4)
    before = (await team.digests()).count(NOAH)
    await team.does(OLIVIA, steps.complete, acme.id, last, RULES)
    await go_to(team, 7)
    assert (await team.digests()).count(NOAH) == before + 1


async def test_nothing_is_said_on_a_weekend_or_to_somebody_who_left(team: Team, acme: Handoff) -> None:
    for who, step in ((OLIVIA, "follow-up"), (NOAH, "subscribe-tickets")):
        await team.does(who, steps.set_due, acme.id, step, day(5), RULES)
    await team.become(NOAH, deleted=True)
    await go_to(team, 6, 23)
    assert await team.digests() == []
    await go_to(team, 7)
    assert await team.digests() == [OLIVIA]


async def test_nothing_is_said_during_a_pause_and_all_of_it_after(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    await team.does(MAYA, whole.pause, acme.id, RULES)
    await go_to(team, 8)
    assert await team.digests() == []
    await team.does(MAYA, whole.resume, acme.id, RULES)
    await go_to(team, 9)
    assert await team.digests() == [OLIVIA]


async def test_nine_is_nine_where_the_person_is(team: Team, acme: Handoff) -> None:
    await team.become(OLIVIA, zone="Asia/Kolkata")
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    await go_to(team, 3, 3)
    assert await team.digests() == []
    await go_to(team, 3, 4)
    assert await team.digests() == [OLIVIA]


async def test_somebody_who_travelled_west_is_not_woken_at_night_and_misses_nothing(
    team: Team, acme: Handoff
) -> None:
    await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await team.become(OLIVIA, zone="America/New_York")
    await go_to(team, 2, 13)
    assert await team.digests() == []
    await go_to(team, 2, 14)
    assert await team.digests() == [OLIVIA]


async def test_a_day_that_comes_twice_has_one_digest_and_loses_no_news(team: Team, acme: Handoff) -> None:
    await team.become(OLIVIA, zone="Pacific/Auckland")
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    await go_to(team, 2, 20)
    assert await team.digests() == [OLIVIA]
    await team.become(OLIVIA, zone="America/New_York")
    await team.does(OLIVIA, steps.complete, acme.id, "follow-up", RULES)
    await team.does(NOAH, steps.complete, acme.id, "new-invite", RULES)
    await go_to(team, 3, 23)
    assert await team.digests() == [OLIVIA]
    await go_to(team, 4, 14)
    assert await team.digests() == [OLIVIA, OLIVIA]


async def test_a_sweep_takes_a_few_people_at_a_time(team: Team, acme: Handoff) -> None:
    await team.does(MAYA, whole.pause, acme.id, RULES)
    team.shelf.clock.move(days=1)
    looked = [
        await team.shelf.act(lambda uow: mornings.sweep(uow, team.shelf.clock.now(), RULES), tick=True)
        for _ in range(3)
    ]
    assert looked == [mornings.SLICE, 0, 0]


async def test_after_days_of_silence_a_late_sweep_says_it_once(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(2), RULES)
    team.shelf.clock.move(days=6, hours=5)
    await team.sweeps()
    await team.sweeps()
    assert await team.digests() == [OLIVIA]


async def test_a_newcomer_hears_of_what_became_theirs(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, steps.set_due, acme.id, "follow-up", day(3), RULES)
    people = await team.shelf.look(lambda uow: uow.people.get([*ROLES.values(), PIA]))
    other = terms(participants={**ROLES, "outgoing": PIA})
    await team.does(MAYA, whole.edit, acme.id, other, people, RULES)
    await go_to(team, 3)
    assert await team.digests() == [PIA]
