"""Playbooks are kept by what they say, so a running handoff never changes under its people."""

from tests.storage.shelf import Shelf
from tests.support.handoffs import csm, playbook

STEP = "steps:\n  - {{id: plan, number: 1, owner: outgoing, title: {title}, reason: It helps.}}\n"
OLD, NEW = (playbook(STEP.format(title=title)) for title in ("Plan", "Plan together"))


async def test_what_is_offered_replaces_what_was(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.playbooks.offered()) == []
    await shelf.act(lambda uow: uow.playbooks.offer([csm(), OLD]))
    assert await shelf.look(lambda uow: uow.playbooks.offered()) == [csm(), OLD]
    await shelf.act(lambda uow: uow.playbooks.offer([NEW, csm()]))
    assert await shelf.look(lambda uow: uow.playbooks.offered()) == [csm(), NEW]
    await shelf.act(lambda uow: uow.playbooks.offer([OLD]))
    assert await shelf.look(lambda uow: uow.playbooks.offered()) == [OLD]


async def test_a_handoff_keeps_the_playbook_it_was_started_with(shelf: Shelf) -> None:
    await shelf.act(lambda uow: uow.playbooks.offer([OLD]))
    handoff = await shelf.handoff(playbook=OLD)
    await shelf.act(lambda uow: uow.playbooks.offer([NEW]))
    found = await shelf.look(lambda uow: uow.handoffs.get(handoff.id))
    assert found is not None
    assert found.playbook == OLD


async def test_a_playbook_that_nobody_offers_can_be_handed_over_by(shelf: Shelf) -> None:
    handoff = await shelf.handoff(playbook=NEW)
    found = await shelf.look(lambda uow: uow.handoffs.get(handoff.id))
    assert found is not None
    assert found.playbook == NEW
    assert await shelf.look(lambda uow: uow.playbooks.offered()) == []
