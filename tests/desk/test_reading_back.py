"""The read-back, its check, the return, and what the acceptance waits for."""

from datetime import timedelta

import pytest

from flows import transfer
from flows.desk import checkin, comings, reading_back, start, whole
from flows.handoff import Depth, Handoff, Pace
from flows.prompts import PromptKind
from flows.refusals import AlreadySo, Incomplete, NotYet, NotYours
from flows.transfer import Filing, Transfer
from tests.desk.test_topics import go_to, open_of, told
from tests.support.desk import RULES, Team
from tests.support.handoffs import MAYA, NOAH, OLIVIA, OTTO, PIA, ROLES, SAM, START, playbook, terms

WORDS = "Hard renewal; if the CFO cuts seats I call Anna."


@pytest.fixture
async def acme(team: Team) -> Handoff:
    """A running handoff, full."""
    return await team.starts()


async def queued(team: Team, who: int) -> list[PromptKind]:
    """What is held for somebody."""
    return [p.kind for p in await team.shelf.look(lambda uow: uow.prompts.queued(who))]


async def test_acceptance_waits_for_the_words_and_for_their_check(team: Team, acme: Handoff) -> None:
    missing = await team.may_not(Incomplete, NOAH, reading_back.accept, acme.id, RULES)
    assert missing.missing == "read_back"
    await team.may_not(Incomplete, NOAH, reading_back.say, acme.id, "  ", RULES)
    await team.may_not(Incomplete, NOAH, reading_back.say, acme.id, None, RULES)
    await team.may_not(NotYours, OLIVIA, reading_back.say, acme.id, WORDS, RULES)
    await team.does(NOAH, reading_back.say, acme.id, WORDS, RULES)
    missing = await team.may_not(Incomplete, NOAH, reading_back.accept, acme.id, RULES)
    assert missing.missing == "read_back_check"
    await team.may_not(NotYours, SAM, reading_back.correct, acme.id, None, RULES)
    await team.does(OLIVIA, reading_back.correct, acme.id, "Call Sam", RULES)
    assert await team.told("read_back_checked") == [NOAH]
    said = await told(team, acme)
    assert said.read_back is not None
    assert (said.words(said.read_back.note), said.words(said.read_back.correction)) == (WORDS, "Call Sam")
    done = await team.does(NOAH, reading_back.accept, acme.id, RULES)
    assert done.handoff.responsible == NOAH


async def test_the_giver_is_asked_in_their_next_bundle(team: Team, acme: Handoff) -> None:
    await team.does(NOAH, reading_back.say, acme.id, WORDS, RULES)
    assert await queued(team, OLIVIA) == [PromptKind.CONFIRM]
    assert await open_of(team, OLIVIA) is None
    await go_to(team, START + timedelta(days=1))
    opened = await open_of(team, OLIVIA)
    assert opened is not None
    assert opened.kind is PromptKind.CONFIRM


async def test_words_told_anew_are_checked_anew(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    await team.does(NOAH, reading_back.say, acme.id, "Something else", RULES)
    await team.may_not(Incomplete, NOAH, reading_back.accept, acme.id, RULES)
    assert await queued(team, OLIVIA) == [PromptKind.CONFIRM]


async def test_nobody_waits_for_a_giver_who_has_left(team: Team, acme: Handoff) -> None:
    gone = await team.become(OLIVIA, deleted=True)
    await team.does(MAYA, comings.person_left, gone)
    await team.does(NOAH, reading_back.say, acme.id, WORDS, RULES)
    assert await queued(team, OLIVIA) == []
    assert await team.told("may_accept") == [NOAH]
    assert (await team.does(NOAH, reading_back.accept, acme.id, RULES)).handoff.accepted_by == NOAH


async def test_light_agrees_to_the_summary_or_says_otherwise(team: Team) -> None:
    made = await team.starts(depth=Depth.LIGHT)
    await team.does(NOAH, reading_back.say, made.id, None, RULES)
    assert await queued(team, OLIVIA) == []
    await team.does(NOAH, reading_back.say, made.id, WORDS, RULES)
    assert await queued(team, OLIVIA) == [PromptKind.CONFIRM]
    await team.does(NOAH, reading_back.accept, made.id, RULES)
    assert await queued(team, OLIVIA) == []


async def test_a_slow_transition_is_told_back_at_solo(team: Team) -> None:
    made = await team.starts(pace=Pace.SLOW)
    await team.may_not(NotYet, NOAH, reading_back.begin, made.id)
    await team.does(NOAH, whole.ready, made.id, RULES)
    await team.does(MAYA, whole.go_solo, made.id, RULES)
    await team.may_not(NotYours, MAYA, reading_back.begin, made.id)
    await team.does(NOAH, reading_back.begin, made.id)
    opened = await open_of(team, NOAH)
    assert opened is not None
    assert opened.kind is PromptKind.READ_BACK
    await team.tells_back(made)
    assert await open_of(team, NOAH) is None
    await team.does(NOAH, reading_back.accept, made.id, RULES)
    await team.may_not(AlreadySo, NOAH, reading_back.begin, made.id)


async def test_what_is_returned_becomes_open_items_and_a_new_read_back(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    await team.may_not(Incomplete, NOAH, reading_back.give_back, acme.id, " \n - ", RULES)
    await team.may_not(NotYours, OTTO, reading_back.give_back, acme.id, "no", RULES)
    await team.does(NOAH, reading_back.give_back, acme.id, "- no notes\n\n• who signs?", RULES)
    assert await team.told("returned") == [OLIVIA, MAYA]
    said = await told(team, acme)
    assert [said.words(item.note) for item in transfer.open_items(said)] == ["no notes", "who signs?"]
    await team.may_not(Incomplete, NOAH, reading_back.accept, acme.id, RULES)
    first, second = said.pieces
    await team.does(OLIVIA, reading_back.sort_out, acme.id, first, RULES)
    assert await team.told("sorted_out") == []
    await team.may_not(AlreadySo, OLIVIA, reading_back.sort_out, acme.id, first, RULES)
    await team.does(OLIVIA, reading_back.sort_out, acme.id, second, RULES)
    assert await team.told("sorted_out") == [NOAH]


async def test_a_playbook_without_topics_accepts_as_before(team: Team) -> None:
    small = playbook(
        "steps:\n  - {id: a, number: 1, owner: incoming, title: Do it, reason: So, ours: true}\n"
    )
    roles = {"outgoing": OLIVIA, "incoming": NOAH, "incoming_manager": MAYA}
    made = (await team.does(MAYA, start.start, small, terms(participants=roles), RULES)).handoff
    assert (await team.does(NOAH, reading_back.accept, made.id, RULES)).handoff.accepted_by == NOAH
    assert await queued(team, NOAH) == []


async def test_a_month_later_one_question_kept_by_topic(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    await team.does(NOAH, reading_back.accept, acme.id, RULES)
    await go_to(team, START + timedelta(days=29))
    assert await open_of(team, NOAH) is None
    await go_to(team, START + timedelta(days=31))
    opened = await open_of(team, NOAH)
    assert opened is not None
    assert opened.kind is PromptKind.AGAIN
    await team.does(NOAH, checkin.say, acme.id, "their runners and CI minutes", RULES)
    (piece,) = (await told(team, acme)).pieces.values()
    assert (piece.kind, piece.topic) == (Filing.AGAIN, "installation")
    assert await open_of(team, NOAH) is None


async def test_nothing_was_asked_again(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    await team.does(NOAH, reading_back.accept, acme.id, RULES)
    await go_to(team, START + timedelta(days=31))
    await team.does(NOAH, checkin.say, acme.id, None, RULES)
    assert (await told(team, acme)).pieces == {}
    assert await open_of(team, NOAH) is None


async def test_another_receiver_begins_anew(team: Team, acme: Handoff) -> None:
    await team.tells_back(acme)
    people = await team.shelf.look(lambda uow: uow.people.get(range(1, 9)))
    other = terms(participants={**ROLES, "incoming": PIA})
    await team.does(MAYA, whole.edit, acme.id, other, people, RULES)
    said: Transfer = await told(team, acme)
    assert said.read_back is None
    assert said.understood == frozenset()
