"""Adjustments wait as a draft until they are published, and everything published stays."""

from dataclasses import replace

from flows.adjust import Adjustments, AskChange, StepChange
from flows.editions import DRAFT, Edition
from tests.storage.shelf import Shelf

CHANGED = (
    Adjustments(
        steps={"close": StepChange(title="End it", titles={"0": "End it kindly"}, offset=20, link="https://a.test")},
        asks={"outlook.loops": AskChange(off=True), "outlook.if-then": AskChange(light=False)},
    )
    .adding_step(title="Say goodbye", reason="It is kind.", owner="outgoing")
    .adding_ask(topic="outlook", question="Who else?", light=True)
)  # fmt: skip


async def draft(shelf: Shelf, what: Adjustments = CHANGED) -> Edition:
    """A draft by Olivia, saved."""
    (olivia, *_) = await shelf.people()
    made = Edition("csm-to-csm", DRAFT, what, olivia, shelf.clock.now())
    await shelf.act(lambda uow: uow.editions.save_draft(made))
    return made


async def test_a_draft_comes_back_as_it_went_in(shelf: Shelf) -> None:
    made = await draft(shelf)
    assert await shelf.look(lambda uow: uow.editions.draft("csm-to-csm")) == made
    assert await shelf.look(lambda uow: uow.editions.draft("tam-to-tam")) is None
    assert await shelf.look(lambda uow: uow.editions.published("csm-to-csm")) is None


async def test_a_later_draft_takes_its_place(shelf: Shelf) -> None:
    await draft(shelf)
    shelf.clock.move(hours=1)
    later = await draft(shelf, Adjustments())
    assert await shelf.look(lambda uow: uow.editions.draft("csm-to-csm")) == later
    await shelf.act(lambda uow: uow.editions.discard("csm-to-csm"))
    assert await shelf.look(lambda uow: uow.editions.draft("csm-to-csm")) is None


async def test_what_is_published_ends_the_draft_and_the_newest_counts(shelf: Shelf) -> None:
    made = await draft(shelf)
    for revision in (1, 2):
        edition = replace(made, revision=revision, digest=f"{revision}" * 64)
        await shelf.act(lambda uow, edition=edition: uow.editions.publish(edition))  # type: ignore[misc]
    assert await shelf.look(lambda uow: uow.editions.published("csm-to-csm")) == edition
    assert await shelf.look(lambda uow: uow.editions.draft("csm-to-csm")) is None
