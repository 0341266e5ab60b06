"""What was said comes back as it went in, and only what differs is written."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from flows.handoff import Handoff, Note, Status
from flows.ports import UnitOfWork
from flows.transfer import Answer, Filing, Piece, Question, ReadBack, Told, Transfer
from tests.storage.shelf import Shelf, opened
from tests.support.handoffs import note


async def saved(shelf: Shelf, before: Transfer, after: Transfer) -> Transfer:
    """Save it, and return what is stored then."""

    def work(uow: UnitOfWork) -> Transfer:
        uow.transfers.save(before, after)
        return uow.transfers.get(after.handoff_id)

    return await shelf.act(work)


async def got(shelf: Shelf, handoff: Handoff) -> Transfer:
    return await shelf.look(lambda uow: uow.transfers.get(handoff.id))


def said(*texts: Note) -> dict[str, Note]:
    return {text.id: text for text in texts}


async def full(shelf: Shelf, handoff: Handoff) -> Transfer:
    """A transfer in which everything is said, stored."""
    giver, receiver, manager = handoff.giver, handoff.receiver, handoff.manager
    now, later = shelf.clock.now(), shelf.clock.now() + timedelta(hours=1)
    words = note("They read every report twice", giver)
    asked, replied, own = note("Who reads them?", receiver), note("Mostly Anna", manager), note("Also", giver)
    told, corrected = note("In my own words", receiver), note("Nearly", giver)
    one, two, three = await shelf.act(lambda uow: [uow.transfers.next_id() for _ in range(3)])
    whole = Transfer(
        handoff.id,
        answers={
            "goals.outcome": Answer(Told.SAID, giver, now, words.id, ("q4", "other"), source="D1:1.5"),
            "people.sponsor": Answer(Told.UNKNOWN, manager, now, second_hand=True),
        },
        understood=frozenset({"goals", "people"}),
        questions={
            one: Question(one, "goals", asked.id, receiver, giver, now),
            two: Question(
                two, "people", asked.id, receiver, manager, now, replied.id, manager, later,
                passed=(giver, receiver), settled=True, source="D1:2.5",
            ),
        },
        pieces={three: Piece(three, Filing.MESSAGE, "goals", own.id, giver, now, "https://acme.test", True)},
        read_back=ReadBack(told.id, receiver, now, giver, later, corrected.id),
        notes=said(words, asked, replied, own, told, corrected),
    )  # fmt: skip
    assert await saved(shelf, Transfer(handoff.id), whole) == whole
    return whole


async def test_a_transfer_comes_back_as_it_went_in(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    assert await got(shelf, handoff) == Transfer(handoff.id), "nothing was said yet"
    whole = await full(shelf, handoff)
    assert await got(shelf, handoff) == whole
    assert await got(shelf, await shelf.handoff("Globex")) != whole


async def test_every_difference_is_saved(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    before = await full(shelf, handoff)
    first, second = before.questions
    after = replace(
        before,
        answers={"goals.outcome": Answer(Told.IN_PERSON, handoff.receiver, shelf.clock.move(hours=1))},
        understood=frozenset({"goals", "risks"}),
        questions={first: replace(before.questions[second], id=first, topic="goals", settled=False)},
        pieces={key: replace(piece, settled=False, link=None) for key, piece in before.pieces.items()},
        read_back=replace(before.read_back or ReadBack(None, 0, shelf.clock.now()), confirmed_by=None),
        notes={key: replace(text, body="rewritten") for key, text in list(before.notes.items())[:2]},
    )
    assert await saved(shelf, before, after) == after
    returned = replace(after, read_back=None)
    assert await saved(shelf, after, returned) == returned


async def test_only_differences_are_written_so_what_others_said_meanwhile_stays(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    before = await full(shelf, handoff)
    theirs = replace(
        before,
        answers={"goals.outcome": replace(before.answers["goals.outcome"], how=Told.NOTHING)},
        questions={key: replace(question, settled=True) for key, question in before.questions.items()},
        pieces={},
        read_back=None,
        notes={key: replace(text, body="theirs") for key, text in before.notes.items()},
    )
    await saved(shelf, before, theirs)
    mine = replace(before, understood=before.understood | {"risks"})
    assert await saved(shelf, before, mine) == replace(theirs, understood=mine.understood)


async def test_a_handoff_and_its_transfer_load_their_own_texts(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    step = note("Done on the phone", handoff.receiver)
    handoff = await shelf.saved(handoff, notes=said(step))
    whole = await full(shelf, handoff)
    assert await shelf.look(lambda uow: uow.handoffs.get(handoff.id)) == handoff
    (listed,) = await shelf.look(lambda uow: uow.handoffs.overview())
    assert listed.notes == said(step)
    assert (await got(shelf, handoff)).notes == whole.notes
    emptied = await shelf.saved(handoff, notes={})
    assert emptied.notes == {}
    assert await got(shelf, handoff) == whole


async def test_no_two_get_the_same_number(shelf: Shelf) -> None:
    def some(uow: UnitOfWork) -> list[int]:
        return [uow.transfers.next_id() for _ in range(3)]

    async with opened(shelf.url, shelf.clock) as replica:
        taken = await asyncio.gather(*(one.act(some) for one in (shelf, replica) * 5))
    assert sorted(number for numbers in taken for number in numbers) == list(range(1, 31))


async def test_an_answer_and_a_reply_are_found_by_their_message(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    whole = await full(shelf, handoff)
    replied = next(number for number, question in whole.questions.items() if question.reply)
    found = await shelf.look(
        lambda uow: [uow.transfers.by_source(f"D1:{ts}") for ts in ("1.5", "2.5", "3.5")]
    )
    assert found == [(handoff.id, "ask:goals.outcome"), (handoff.id, f"question:{replied}"), None]


async def test_the_message_that_asks_is_not_the_reply(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    asked = note("Who?", handoff.receiver)
    question = Question(
        1, "goals", asked.id, handoff.receiver, handoff.giver, shelf.clock.now(), source="D2:1"
    )
    open_ = Transfer(handoff.id, questions={1: question}, notes=said(asked))
    await saved(shelf, Transfer(handoff.id), open_)
    assert await shelf.look(lambda uow: uow.transfers.by_source("D2:1")) is None


async def test_messages_follow_their_conversation_to_its_new_id(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    whole = await full(shelf, handoff)
    await shelf.act(lambda uow: uow.conversations.renamed("D1", "D9"))
    found = await shelf.look(lambda uow: uow.transfers.by_source("D9:1.5"))
    assert found == (handoff.id, "ask:goals.outcome")
    assert {question.source for question in (await got(shelf, handoff)).questions.values()} == {
        None,
        "D9:2.5",
    }
    assert whole.answers["people.sponsor"] == (await got(shelf, handoff)).answers["people.sponsor"]


async def test_the_account_s_last_accepted_handoff_is_known(shelf: Shelf) -> None:
    now = shelf.clock.now()
    made = [
        await shelf.handoff("Acme", status=status, accepted_at=accepted)
        for status, accepted in (
            (Status.CLOSED, now),
            (Status.CLOSED, now + timedelta(days=1)),
            (Status.CANCELLED, None),
        )
    ]
    told = await full(shelf, made[1])
    await full(shelf, made[0])
    current = await shelf.handoff("Acme")
    other = await shelf.handoff("Globex", accepted_at=now)

    def last(uow: UnitOfWork, account: int, but: int) -> Transfer | None:
        return uow.transfers.last_of_account(account, but=but)

    assert await shelf.look(lambda uow: last(uow, current.account.id, current.id)) == told
    before = await shelf.look(lambda uow: last(uow, current.account.id, made[1].id))
    assert before is not None
    assert before.handoff_id == made[0].id
    assert await shelf.look(lambda uow: last(uow, other.account.id, other.id)) is None


async def test_another_workspace_sees_none_of_it(shelf: Shelf) -> None:
    handoff = await shelf.handoff(accepted_at=shelf.clock.now())
    await full(shelf, handoff)
    async with opened(shelf.url, shelf.clock, "T002") as other:

        def work(uow: UnitOfWork) -> list[object]:
            return [
                uow.transfers.get(handoff.id),
                uow.transfers.by_source("D1:1.5"),
                uow.transfers.by_source("D1:2.5"),
                uow.transfers.last_of_account(handoff.account.id, but=0),
                uow.transfers.next_id(),
            ]

        assert await other.act(work) == [Transfer(handoff.id), None, None, None, 1]


async def test_an_error_of_the_database_never_quotes_what_people_wrote(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    nobody = note("They are about to cancel", 404)
    with pytest.raises(IntegrityError) as caught:
        await saved(shelf, Transfer(handoff.id), Transfer(handoff.id, notes=said(nobody)))
    assert "INSERT INTO notes" in str(caught.value)
    assert "cancel" not in str(caught.value)
