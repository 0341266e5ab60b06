"""Topics between two people: understood, asked, replied, passed on, and held for working hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows import transfer
from flows.desk import bundles, prompting, topics, whole
from flows.handoff import Handoff
from flows.prompts import Prompt, PromptKind, PromptState
from flows.refusals import AlreadySo, Gone, Incomplete, Invalid, NotYours
from flows.transfer import Reading, Told, Transfer
from tests.support.desk import RULES, Team
from tests.support.handoffs import ANNA, MAYA, NOAH, OLIVIA, OTTO, PIA, SAM, START, csm

TEN = START.replace(hour=10)


@pytest.fixture
async def acme(team: Team) -> Handoff:
    """A running handoff, at ten past ten on a Monday (UTC, where everybody is)."""
    made = await team.starts()
    team.shelf.clock.instant = TEN + timedelta(minutes=10)
    return made


async def told(team: Team, handoff: Handoff) -> Transfer:
    """What was said so far."""
    return await team.shelf.look(lambda uow: uow.transfers.get(handoff.id))


async def asks(
    team: Team, handoff: Handoff, text: str = "why?", of: int = OLIVIA, topic: str = "health"
) -> int:
    """Noah asks; the question's id."""
    before = (await told(team, handoff)).questions
    await team.does(NOAH, topics.ask, handoff.id, topic, text, of=of, rules=RULES)
    return next(number for number in (await told(team, handoff)).questions if number not in before)


async def open_of(team: Team, who: int) -> Prompt | None:
    """The person's open prompt."""
    return await team.shelf.look(lambda uow: uow.prompts.open_of(who))


async def go_to(team: Team, at: datetime) -> None:
    """Travel there an hour at a time, looking at whoever is due."""
    while team.shelf.clock.now() < at:
        team.shelf.clock.instant = min(at, team.shelf.clock.now() + timedelta(minutes=30))
        await team.sweeps()


async def test_a_question_waits_for_the_next_bundle_and_the_next_for_its_answer(
    team: Team, acme: Handoff
) -> None:
    first, second = await asks(team, acme), await asks(team, acme, "and how?", topic="tickets")
    await go_to(team, TEN.replace(hour=14, minute=59))
    assert await open_of(team, OLIVIA) is None
    await go_to(team, TEN.replace(hour=15))
    opened = await open_of(team, OLIVIA)
    assert opened is not None
    assert (opened.kind, opened.subject) == (PromptKind.QUESTION, str(first))
    await team.does(OLIVIA, topics.reply_to, acme.id, first, "because", RULES, None)
    opened = await open_of(team, OLIVIA)
    assert opened is not None
    assert opened.subject == str(second)
    assert await team.told("replied") == [NOAH]


async def test_nothing_is_asked_at_night_or_on_a_weekend(team: Team, acme: Handoff) -> None:
    await team.become(OLIVIA, zone="America/Los_Angeles")
    team.shelf.clock.instant = datetime(2026, 11, 28, 1, tzinfo=UTC)
    await asks(team, acme)
    monday = datetime(2026, 11, 30, 18, tzinfo=UTC)
    await go_to(team, monday - timedelta(minutes=1))
    assert await open_of(team, OLIVIA) is None
    await go_to(team, monday)
    assert await open_of(team, OLIVIA) is not None


async def test_a_morning_without_news_stays_silent_when_a_bundle_goes_out(team: Team, acme: Handoff) -> None:
    await asks(team, acme)
    await go_to(team, TEN + timedelta(days=3))
    assert await team.digests() == []


async def test_a_topic_is_open_until_the_asker_has_understood(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, topics.understand, acme.id, "health", RULES)
    number = await asks(team, acme)
    assert transfer.reading(await told(team, acme), "health") is Reading.QUESTION
    await team.does(OLIVIA, topics.reply_to, acme.id, number, "because", RULES, None)
    assert transfer.reading(await told(team, acme), "health") is Reading.QUESTION
    await team.does(NOAH, topics.understand, acme.id, "health", RULES)
    assert transfer.reading(await told(team, acme), "health") is Reading.UNDERSTOOD
    await team.may_not(AlreadySo, OLIVIA, topics.reply_to, acme.id, number, "late", RULES, None)


async def test_understood_meanwhile_nobody_is_asked(team: Team, acme: Handoff) -> None:
    await asks(team, acme)
    await team.does(NOAH, topics.understand, acme.id, "health", RULES)
    await go_to(team, TEN + timedelta(days=2))
    assert await open_of(team, OLIVIA) is None


async def test_who_does_not_know_is_not_asked_again_and_the_asker_hears(team: Team, acme: Handoff) -> None:
    number = await asks(team, acme)
    await team.may_not(NotYours, ANNA, topics.does_not_know, acme.id, number, RULES)
    await team.does(OLIVIA, topics.does_not_know, acme.id, number, RULES)
    assert await team.told("not_known") == [NOAH]
    await team.does(NOAH, topics.pass_to, acme.id, number, SAM, RULES)
    question = (await told(team, acme)).questions[number]
    assert (question.asked_of, question.passed) == (SAM, (OLIVIA,))
    await go_to(team, TEN + timedelta(days=1))
    assert await open_of(team, OLIVIA) is None
    assert await open_of(team, SAM) is not None


async def test_a_colleague_who_is_asked_replies_though_not_part_of_it(team: Team, acme: Handoff) -> None:
    number = await asks(team, acme, of=PIA)
    await team.may_not(NotYours, OTTO, topics.reply_to, acme.id, number, "me", RULES, None)
    await team.does(PIA, topics.reply_to, acme.id, number, "I was there", RULES, None)
    assert (await told(team, acme)).questions[number].replied_by == PIA


@pytest.mark.parametrize("flag", ["bot", "deleted", "guest", "external"])
async def test_only_colleagues_are_asked(team: Team, acme: Handoff, flag: str) -> None:
    number = await asks(team, acme)
    await team.become(PIA, **{flag: True})
    await team.may_not(Invalid, NOAH, topics.pass_to, acme.id, number, PIA, RULES)
    before = await told(team, acme)
    await team.may_not(Invalid, NOAH, topics.ask, acme.id, "health", "why?", of=PIA, rules=RULES)
    assert await told(team, acme) == before


async def test_a_question_has_words_and_a_topic(team: Team, acme: Handoff) -> None:
    await team.may_not(Incomplete, NOAH, topics.ask, acme.id, "health", " ", of=OLIVIA, rules=RULES)
    await team.may_not(NotYours, OTTO, topics.ask, acme.id, "health", "why?", of=OLIVIA, rules=RULES)
    await team.may_not(Incomplete, NOAH, topics.add, acme.id, "", " ", RULES)
    await team.may_not(NotYours, OLIVIA, topics.understand, acme.id, "health", RULES)


async def test_the_same_question_twice_is_one(team: Team, acme: Handoff) -> None:
    for _ in range(2):
        await team.does(NOAH, topics.ask, acme.id, "health", "why?", of=OLIVIA, rules=RULES, cause="the same")
    assert len((await told(team, acme)).questions) == 1
    assert len(await team.shelf.look(lambda uow: uow.prompts.queued(OLIVIA))) == 1


async def test_a_topic_of_ones_own_is_read_like_the_others(team: Team, acme: Handoff) -> None:
    await team.does(SAM, topics.add, acme.id, "", "Their office moves\nin May", RULES)
    said = await told(team, acme)
    (own,) = [topic for topic in transfer.topics(acme, said) if topic.startswith("own-")]
    assert transfer.topics(acme, said)[own] == "Their office moves"
    await team.does(NOAH, topics.understand, acme.id, own, RULES)
    await team.does(SAM, topics.add, acme.id, own, "or in June", RULES)
    assert transfer.reading(await told(team, acme), own) is Reading.UNREAD


async def test_the_last_topic_asks_for_the_read_back_once(team: Team, acme: Handoff) -> None:
    for topic in csm().topics:
        await team.does(NOAH, topics.understand, acme.id, topic.id, RULES)
    opened = await open_of(team, NOAH)
    assert opened is not None
    assert opened.kind is PromptKind.READ_BACK


async def test_an_interview_left_alone_makes_room_and_comes_again(team: Team, acme: Handoff) -> None:
    await team.does(OLIVIA, prompting.begin, acme.id)
    asked = await open_of(team, OLIVIA)
    number = await asks(team, acme)
    await go_to(team, TEN.replace(hour=15))
    opened = await open_of(team, OLIVIA)
    assert opened is not None
    assert opened.subject == str(number)
    await team.does(OLIVIA, topics.reply_to, acme.id, number, "because", RULES, None)
    again = await open_of(team, OLIVIA)
    assert again is not None
    assert asked is not None
    assert (again.kind, again.subject) == (PromptKind.ASK, asked.subject)


async def test_a_pause_holds_questions_and_an_end_drops_them(team: Team, acme: Handoff) -> None:
    await asks(team, acme)
    await team.does(MAYA, whole.pause, acme.id, RULES)
    await go_to(team, TEN + timedelta(days=1))
    assert await open_of(team, OLIVIA) is None
    await team.does(MAYA, whole.resume, acme.id, RULES)
    await go_to(team, TEN + timedelta(days=2))
    opened = await open_of(team, OLIVIA)
    assert opened is not None
    await team.does(MAYA, whole.cancel, acme.id, "the territory stays", RULES)
    assert await open_of(team, OLIVIA) is None
    left = await team.shelf.look(lambda uow: uow.prompts.get(opened.id))
    assert left is not None
    assert left.state is PromptState.LEFT
    await team.may_not(Gone, NOAH, topics.understand, acme.id, "health", RULES)


async def test_an_answer_that_changes_is_read_again(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, topics.understand, acme.id, "health", RULES)
    await team.does(OLIVIA, prompting.tell, acme.id, "health.history", Told.SAID, RULES, text="since 2019")
    assert transfer.reading(await told(team, acme), "health") is Reading.UNREAD


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-23T09:59", "2026-11-23T10:00"),
        ("2026-11-23T10:00", "2026-11-23T15:00"),
        ("2026-11-23T15:00", "2026-11-24T10:00"),
        ("2026-11-27T15:00", "2026-11-30T10:00"),
        ("2026-11-28T12:00", "2026-11-30T10:00"),
    ],
)
def test_bundles_go_out_twice_on_working_days(after: str, expected: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = bundles.next_bundle(start, ZoneInfo("UTC"))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
