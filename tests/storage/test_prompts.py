"""One open prompt a person; the others wait in the order they came, each until its time."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from flows.handoff import Handoff
from flows.people import PersonId
from flows.ports import SurfaceKind, UnitOfWork
from flows.prompts import Prompt, PromptKind, PromptState
from tests.storage.shelf import Shelf, opened

ASK, QUESTION = PromptKind.ASK, PromptKind.QUESTION


async def queued(shelf: Shelf, handoff: Handoff, *subjects: str, kind: PromptKind = ASK) -> list[Prompt]:
    """Queue these for the giver, in that order."""

    def work(uow: UnitOfWork) -> list[Prompt]:
        now = shelf.clock.now()
        return [uow.prompts.queue(handoff.giver, handoff.id, kind, subject, now) for subject in subjects]

    return await shelf.act(work)


async def move(shelf: Shelf, prompt: Prompt, state: PromptState) -> Prompt:
    """Move it, and return it as it is stored then."""

    def work(uow: UnitOfWork) -> Prompt:
        uow.prompts.move(prompt.id, state, shelf.clock.now())
        moved = uow.prompts.get(prompt.id)
        assert moved is not None
        return moved

    return await shelf.act(work)


async def next_of(shelf: Shelf, person: PersonId) -> str | None:
    now = shelf.clock.now()
    found = await shelf.look(lambda uow: uow.prompts.next_queued(person, now))
    return found.subject if found else None


async def test_a_prompt_goes_its_way(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    (prompt,) = await queued(shelf, handoff, "goals.outcome")
    start = shelf.clock.now()
    assert prompt == Prompt(
        prompt.id, handoff.giver, handoff.id, ASK, "goals.outcome", PromptState.QUEUED, start
    )
    opened_at = shelf.clock.move(minutes=1)
    open_ = await move(shelf, prompt, PromptState.OPEN)
    assert (open_.state, open_.opened_at, open_.closed_at) == (PromptState.OPEN, opened_at, None)
    assert await shelf.look(lambda uow: uow.prompts.open_of(handoff.giver)) == open_
    closed_at = shelf.clock.move(minutes=1)
    answered = await move(shelf, prompt, PromptState.ANSWERED)
    assert (answered.opened_at, answered.closed_at) == (opened_at, closed_at)
    assert await shelf.look(lambda uow: uow.prompts.open_of(handoff.giver)) is None
    assert await shelf.look(lambda uow: uow.prompts.get(404)) is None


async def test_a_closed_prompt_may_open_or_wait_again(shelf: Shelf) -> None:
    (prompt,) = await queued(shelf, await shelf.handoff(), "goals.outcome")
    for state in (PromptState.OPEN, PromptState.LEFT):
        await move(shelf, prompt, state)
    again = await move(shelf, prompt, PromptState.OPEN)
    assert (again.opened_at, again.closed_at) == (shelf.clock.now(), None)
    assert await move(shelf, prompt, PromptState.QUEUED) == prompt


async def test_a_person_has_one_open_prompt(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    first, second = await queued(shelf, handoff, "a", "b")
    await move(shelf, first, PromptState.OPEN)
    with pytest.raises(IntegrityError):
        await move(shelf, second, PromptState.OPEN)
    await move(shelf, first, PromptState.LEFT)
    assert (await move(shelf, second, PromptState.OPEN)).state is PromptState.OPEN


async def test_the_same_prompt_is_queued_once_while_it_lives(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    first, again = await queued(shelf, handoff, "a", "a")
    assert again == first
    open_ = await move(shelf, first, PromptState.OPEN)
    assert await queued(shelf, handoff, "a") == [open_]
    others = [*await queued(shelf, handoff, "a", kind=QUESTION), *await queued(shelf, handoff, "b")]
    await move(shelf, first, PromptState.ANSWERED)
    (anew,) = await queued(shelf, handoff, "a")
    assert len({first.id, anew.id, *(other.id for other in others)}) == 4


async def test_two_processes_queue_the_same_prompt_once(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    async with opened(shelf.url, shelf.clock) as replica:
        found = await asyncio.gather(*(queued(one, handoff, "a", "b") for one in (shelf, replica) * 4))
    assert len({prompt.id for prompts in found for prompt in prompts}) == 2


async def test_the_oldest_whose_time_has_come_is_next(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    person, later = handoff.giver, shelf.clock.now() + timedelta(hours=1)
    await shelf.act(lambda uow: uow.prompts.queue(person, handoff.id, ASK, "held", later, not_before=later))
    first, second = await queued(shelf, handoff, "first", "second")
    assert await next_of(shelf, person) == "first"
    await shelf.act(lambda uow: uow.prompts.hold(first.id, later + timedelta(seconds=1)))
    assert await next_of(shelf, person) == "second"
    shelf.clock.move(hours=1)
    assert await next_of(shelf, person) == "held", "an instant that has just come counts"
    assert await next_of(shelf, handoff.receiver) is None
    await move(shelf, second, PromptState.OPEN)
    await shelf.act(lambda uow: uow.prompts.hold(second.id, later))
    assert await shelf.look(lambda uow: uow.prompts.get(second.id)) == await shelf.look(
        lambda uow: uow.prompts.open_of(person)
    )


async def test_what_waits_is_listed_by_person_and_by_handoff(shelf: Shelf) -> None:
    handoff, other = await shelf.handoff(), await shelf.handoff("Globex")
    one, two = await queued(shelf, handoff, "one", "two")
    (three,) = await queued(shelf, other, "three", kind=QUESTION)
    (done,) = await queued(shelf, handoff, "done")
    await move(shelf, done, PromptState.LEFT)
    open_ = await move(shelf, one, PromptState.OPEN)

    def look(uow: UnitOfWork) -> list[list[Prompt]]:
        found = uow.prompts
        lists = (
            found.queued(handoff.giver),
            found.queued(handoff.giver, QUESTION),
            found.of_handoff(handoff.id),
            found.of_handoff(other.id),
            found.queued(handoff.receiver),
        )
        return [list(some) for some in lists]

    assert await shelf.look(look) == [[two, three], [three], [open_, two], [three], []]


async def test_prompts_and_topics_follow_their_handoff(shelf: Shelf) -> None:
    handoff, other = await shelf.handoff(), await shelf.handoff("Globex")

    def work(uow: UnitOfWork) -> list[int]:
        shown = [
            uow.surfaces.add(kind, handoff_id=one.id, person_id=one.giver, channel="D1", subject="7")
            for kind in (SurfaceKind.PROMPT, SurfaceKind.TOPIC)
            for one in (handoff, other)
        ]
        for number, surface in enumerate(shown):
            uow.surfaces.posted(surface.id, "D1", f"{number}.0", 1, "drawn", None)
        uow.surfaces.end(shown[2].id)
        uow.surfaces.shown(shown[2].id, 2, "drawn last", None)
        uow.surfaces.touch(handoff.id, [handoff.giver])
        return [surface.id for surface in shown]

    prompt, *_ = await shelf.act(work)
    stale = await shelf.look(lambda uow: uow.surfaces.stale(shelf.clock.now(), limit=9))
    assert [(surface.id, surface.kind, surface.wanted) for surface in stale] == [
        (prompt, SurfaceKind.PROMPT, 2)
    ], "an ended one is not touched, nor another handoff's"


async def test_another_workspace_sees_none_of_it(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    waiting, open_ = await queued(shelf, handoff, "a", "b")
    await move(shelf, open_, PromptState.OPEN)
    async with opened(shelf.url, shelf.clock, "T002") as other:

        def work(uow: UnitOfWork) -> list[object]:
            uow.prompts.move(waiting.id, PromptState.LEFT, shelf.clock.now())
            uow.prompts.hold(waiting.id, shelf.clock.now())
            return [
                uow.prompts.get(waiting.id),
                uow.prompts.open_of(handoff.giver),
                uow.prompts.next_queued(handoff.giver, shelf.clock.now()),
                *uow.prompts.queued(handoff.giver),
                *uow.prompts.of_handoff(handoff.id),
            ]

        assert await other.act(work) == [None, None, None]
    assert await shelf.look(lambda uow: uow.prompts.get(waiting.id)) == waiting
