"""What people bring, on a real database: whose it is, how it is split, and that it is kept once."""

import pytest

from flows.desk import briefs, filing, notes
from flows.desk.filing import Found, Place
from flows.refusals import Gone, Incomplete, NotYours
from flows.transfer import Filing
from flows.unkept import LEFT_OUT
from tests.support.desk import RULES, Team
from tests.support.handoffs import MAYA, NOAH, OLIVIA, OTTO

NOTES = "# Health\nAmber since October.\n# Birthday\nAsk about the boat."


async def test_the_same_keep_counts_once(team: Team) -> None:
    handoff = await team.starts()
    text = await team.does(OLIVIA, notes.bring, NOTES, handoff.id)
    done = await team.does(OLIVIA, notes.keep, text.id, RULES, cause="keep")
    assert done is not None
    assert (done.filed, done.topics, done.aside, done.left_out) == (1, 1, 1, 0)
    after = await team.everything()
    assert await team.does(OLIVIA, notes.keep, text.id, RULES, cause="keep") is None
    assert await team.everything() == after


async def test_what_waits_is_its_persons_own(team: Team) -> None:
    handoff = await team.starts()
    text = await team.does(OLIVIA, notes.bring, NOTES, handoff.id)
    await team.may_not(NotYours, NOAH, notes.mine, text.id)
    await team.may_not(NotYours, NOAH, notes.move, text.id, {"0": LEFT_OUT})
    await team.may_not(NotYours, NOAH, notes.keep, text.id, RULES)
    await team.may_not(NotYours, NOAH, notes.throw_away, text.id)
    await team.may_not(NotYours, OTTO, notes.bring, NOTES, handoff.id)
    await team.may_not(Incomplete, OLIVIA, notes.bring, "  ", handoff.id)


async def test_after_a_day_there_is_nothing_to_keep(team: Team) -> None:
    handoff = await team.starts()
    text = await team.does(OLIVIA, notes.bring, NOTES, handoff.id)
    team.shelf.clock.move(days=1)
    await team.may_not(Gone, OLIVIA, notes.keep, text.id, RULES)


async def test_a_topic_that_does_not_exist_is_refused(team: Team) -> None:
    handoff = await team.starts()
    text = await team.does(OLIVIA, notes.bring, NOTES, handoff.id)
    await team.does(OLIVIA, notes.move, text.id, {"0": "no-such-topic"})
    await team.may_not(Incomplete, OLIVIA, notes.keep, text.id, RULES)


async def test_many_pieces_are_gathered_and_nothing_is_lost(team: Team) -> None:
    handoff = await team.starts()
    lines = [f"- {word} {n}" for n in range(600) for word in ("health", "tickets", "boat")]
    text = await team.does(OLIVIA, notes.bring, "\n".join(lines), handoff.id)
    placed = notes.split(handoff, text)
    assert len(placed) <= notes.MOST
    kept = "\n".join(one.piece.text for one in placed)
    assert sorted(kept.splitlines()) == sorted(lines)
    assert [one.number for one in placed] == list(range(len(placed)))


async def test_the_words_of_a_direct_message_are_never_stored(team: Team) -> None:
    handoff = await team.starts()
    now = team.shelf.clock.now()
    found = Found("https://acme.test/p1", "Between us", Place.DIRECT, MAYA, now)
    waiting, homes = await team.does(NOAH, filing.bring, found)
    assert [one.id for one in homes] == [handoff.id]
    assert "Between us" not in str(await team.everything())
    await team.may_not(Incomplete, NOAH, filing.file, waiting.id, handoff.id, "health", " ", RULES)
    told = await team.does(NOAH, filing.file, waiting.id, handoff.id, "health", "They may cut seats", RULES)
    (piece,) = told.pieces.values()
    assert (piece.kind, piece.author, piece.link) == (Filing.MESSAGE, NOAH, "https://acme.test/p1")


async def test_a_message_of_no_person_we_know_is_its_finders(team: Team) -> None:
    handoff = await team.starts()
    found = Found("https://acme.test/p1", "Build failed", Place.OPEN, None, team.shelf.clock.now())
    waiting, _ = await team.does(NOAH, filing.bring, found)
    await team.may_not(NotYours, OLIVIA, filing.file, waiting.id, handoff.id, "", "", RULES)
    told = await team.does(NOAH, filing.file, waiting.id, handoff.id, "", "", RULES, cause="file")
    again = await team.does(NOAH, filing.file, waiting.id, handoff.id, "", "", RULES, cause="file")
    assert again == told
    (piece,) = told.pieces.values()
    assert piece.author == NOAH


async def test_pasted_notes_cannot_be_filed_as_a_message(team: Team) -> None:
    handoff = await team.starts()
    text = await team.does(OLIVIA, notes.bring, NOTES, handoff.id)
    await team.may_not(NotYours, OLIVIA, filing.file, text.id, handoff.id, "", "", RULES)


@pytest.mark.parametrize("who", [OLIVIA, NOAH, MAYA])
async def test_its_people_read_the_brief_and_have_it_sent(team: Team, who: int) -> None:
    handoff = await team.starts()
    found = await team.does(who, briefs.read, handoff.id)
    assert found.brief.account == "Acme"
    await team.does(who, briefs.send, handoff.id, cause="press")
    await team.does(who, briefs.send, handoff.id, cause="press")
    assert await team.told(briefs.FILE) == [who]


async def test_nobody_else_reads_it(team: Team) -> None:
    handoff = await team.starts()
    for use_case in (briefs.read, briefs.before, briefs.send):
        await team.may_not(NotYours, OTTO, use_case, handoff.id)
    await team.may_not(NotYours, OLIVIA, briefs.before, handoff.id)
