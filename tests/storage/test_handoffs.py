"""Handoffs come back as they went in, and only one may hold an account."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from flows.handoff import Cause, Depth, Event, Handoff, Pace, Phase, Status, StepState, StepStatus
from flows.people import PersonId
from flows.ports import UnitOfWork
from storage.tables import steps
from tests.storage.shelf import Shelf, opened
from tests.support.handoffs import note, playbook


async def full(shelf: Shelf) -> Handoff:
    """A handoff in which everything is said."""
    olivia, noah, maya, *_ = await shelf.people()
    now = shelf.clock.now()
    texts = [note("What the customer may hear", maya), note("Done", noah), note("They moved", olivia)]
    return await shelf.handoff(
        pace=Pace.SLOW,
        phase=Phase.SOLO,
        depth=Depth.LIGHT,
        cause=Cause.BALANCE,
        facts={"events_owner": ("us", "customer"), "upcoming_call": ("yes",)},
        steps={
            "introduction": StepState(
                status=StepStatus.WAITING,
                parts=frozenset({"a", "b"}),
                evidence={"a": texts[1].id},
                note=texts[1].id,
                waiting_until=date(2026, 12, 1),
                due=date(2026, 12, 4),
                owner=noah,
                released_by=maya,
                released_at=now,
                changed_by=noah,
                changed_at=now,
            ),
            "plan": StepState(status=StepStatus.DONE),
        },
        notes={text.id: text for text in texts},
        customer_note=texts[0].id,
        last_day=date(2026, 12, 18),
        target=date(2027, 1, 15),
        channel="C042",
        giver_gone=True,
        ready_for_solo=True,
        solo_at=now,
        accepted_by=noah,
        accepted_at=now,
        ended_by=maya,
        ended_at=now,
        end_note=texts[2].id,
    )


async def test_a_handoff_comes_back_as_it_went_in(shelf: Shelf) -> None:
    stored = await full(shelf)
    assert stored.id > 0
    assert await shelf.look(lambda uow: uow.handoffs.get(stored.id)) == stored
    assert await shelf.act(lambda uow: uow.handoffs.get(stored.id, lock=True)) == stored


async def test_an_unknown_handoff_is_none(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.handoffs.get(404)) is None


async def test_every_difference_is_saved(shelf: Shelf) -> None:
    before = await full(shelf)
    olivia, noah, maya, anna, *_ = await shelf.people()
    account = await shelf.act(lambda uow: uow.accounts.named_or_new("Globex"))
    after = replace(
        before,
        account=account,
        participants={"outgoing": olivia, "incoming": anna, "account_executive": noah},
        facts={"events_owner": ("customer",)},
        steps={
            "introduction": replace(before.steps["introduction"], owner=anna),
            "close": StepState(owner=maya),
        },
        notes={key: replace(text, body="rewritten") for key, text in list(before.notes.items())[:2]},
        status=Status.PAUSED,
        pace=Pace.STANDARD,
        channel=None,
        accepted_at=None,
        giver_gone=False,
    )
    assert await shelf.saved(before, **{name: getattr(after, name) for name in after.__slots__}) == after


async def test_a_running_handoff_takes_another_playbook_only_when_told_so(shelf: Shelf) -> None:
    small = playbook("steps:\n  - {id: plan, number: 1, owner: outgoing, title: Plan, reason: It helps.}\n")
    before = await shelf.handoff()
    after = await shelf.saved(before, playbook=small)
    assert after.playbook == small
    assert after.playbook.digest != before.playbook.digest


async def test_only_what_was_touched_has_rows(shelf: Shelf) -> None:
    before = await shelf.handoff()
    await shelf.saved(before, steps={"plan": StepState(status=StepStatus.DONE)})

    def count(uow: UnitOfWork) -> int:
        return len(uow.transaction.connection.execute(steps.select()).all())  # type: ignore[attr-defined]

    assert await shelf.look(count) == 1


async def test_an_account_has_one_open_handoff(shelf: Shelf) -> None:
    first = await shelf.handoff("Acme")
    with pytest.raises(IntegrityError):
        await shelf.handoff("ACME")
    assert await shelf.look(lambda uow: uow.handoffs.open_for(first.account.id)) == first.id


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.PAUSED])
async def test_waiting_and_paused_handoffs_hold_their_account(shelf: Shelf, status: Status) -> None:
    await shelf.handoff("Acme", status=status)
    with pytest.raises(IntegrityError):
        await shelf.handoff("Acme")


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
async def test_an_ended_handoff_frees_its_account(shelf: Shelf, status: Status) -> None:
    first = await shelf.handoff("Acme")
    ended = await shelf.saved(first, status=status)
    assert await shelf.look(lambda uow: uow.handoffs.open_for(first.account.id)) is None
    second = await shelf.handoff("Acme")
    with pytest.raises(IntegrityError):
        await shelf.saved(ended, status=Status.RUNNING)
    assert await shelf.look(lambda uow: uow.handoffs.open_for(first.account.id)) == second.id


async def test_a_person_has_handoffs_by_role_and_by_step(shelf: Shelf) -> None:
    olivia, noah, _maya, anna, *_ = await shelf.people()
    by_role = await shelf.handoff("Acme")
    by_step = await shelf.handoff("Globex", steps={"plan": StepState(owner=anna)})
    closed = await shelf.handoff("Initech", status=Status.CLOSED)

    def of(uow: UnitOfWork, person: PersonId, **how: bool) -> list[int]:
        return [one.id for one in uow.handoffs.of_person(person, **how)]

    assert await shelf.look(lambda uow: of(uow, olivia)) == [by_step.id, by_role.id]
    assert await shelf.look(lambda uow: of(uow, anna)) == [by_step.id]
    everything = await shelf.look(lambda uow: of(uow, noah, open_only=False))
    assert everything == [closed.id, by_step.id, by_role.id]


async def test_the_newest_activity_comes_first(shelf: Shelf) -> None:
    olivia, *_ = await shelf.people()
    made = [await shelf.handoff(name) for name in ("Acme", "Globex", "Initech")]

    def record(uow: UnitOfWork) -> None:
        uow.history.record("one", olivia, shelf.clock.now(), made[2].id, [Event("done")], {})
        uow.history.record("two", olivia, shelf.clock.now(), made[0].id, [Event("done")], {})

    await shelf.act(record)
    found = await shelf.look(lambda uow: uow.handoffs.of_person(olivia, limit=2))
    assert [one.id for one in found] == [made[0].id, made[2].id]
    assert found[0] == made[0]


async def test_the_overview_has_pages(shelf: Shelf) -> None:
    made = [await shelf.handoff(f"Account {number}") for number in range(5)]
    await shelf.saved(made[4], status=Status.CLOSED)
    pages = [
        [one.id for one in await shelf.look(lambda uow, at=at: uow.handoffs.overview(limit=3, offset=at))]  # type: ignore[misc]
        for at in (0, 3)
    ]
    assert pages == [[made[3].id, made[2].id, made[1].id], [made[0].id]]


async def test_open_handoffs_are_found_by_channel(shelf: Shelf) -> None:
    here = await shelf.handoff("Acme", channel="C1")
    await shelf.handoff("Globex", channel="C2")
    await shelf.handoff("Initech", channel="C1", status=Status.CLOSED)
    assert await shelf.look(lambda uow: uow.handoffs.in_channel("C1")) == [here.id]


async def test_another_workspace_sees_none_of_it(shelf: Shelf) -> None:
    handoff = await shelf.handoff("Acme", channel="C1")
    olivia = handoff.giver
    async with opened(shelf.url, shelf.clock, "T002") as other:

        def work(uow: UnitOfWork) -> list[object]:
            return [
                uow.handoffs.get(handoff.id),
                uow.handoffs.open_for(handoff.account.id),
                *uow.handoffs.of_person(olivia),
                *uow.handoffs.overview(),
                *uow.handoffs.in_channel("C1"),
                uow.accounts.named("Acme"),
                uow.people.by_slack_id("U001"),
                *uow.people.of_open_handoffs(),
                *uow.people.get([olivia]),
                *uow.playbooks.offered(),
            ]

        assert [found for found in await other.look(work) if found is not None] == []


async def test_erasing_a_person_is_an_update_of_what_they_are_called_and_wrote(shelf: Shelf) -> None:
    handoff = await full(shelf)
    texts = {key: replace(text, body="") for key, text in handoff.notes.items()}
    erased = await shelf.saved(handoff, notes=texts)
    assert {text.body for text in erased.notes.values()} == {""}
    assert erased.steps == handoff.steps
