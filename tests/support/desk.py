"""The use cases on a real database: people act, and what came of it is read back from the tables."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from flows.desk import mornings, reading_back, start, steps
from flows.desk.acting import Act, Done, Rules
from flows.handoff import Handoff
from flows.people import Person, PersonId
from flows.ports import Recorded, Surface, UnitOfWork
from flows.refusals import Refused
from storage import tables
from storage.unit_of_work import UnitOfWork as Transaction
from tests.storage.shelf import Shelf
from tests.support.handoffs import MAYA, NAMES, NOAH, OLIVIA, R, csm, terms

T = TypeVar("T")

RULES = Rules(facts=(("cta", "off"),))
"""No CTA, so that the fifteen steps are all there is; managers confirm; digests at nine."""


@dataclass(frozen=True)
class Said:
    """One row of the outbox, as far as a test cares: what, to whom or where, and about which surface."""

    kind: str
    to: PersonId | str
    surface: int | None = None


class Team:
    """Everybody of `tests.support.handoffs` in one workspace, with the ids that they have there."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.causes = 0

    async def met(self) -> "Team":
        """Store everybody; they get the ids that the tests call them by."""
        assert await self.shelf.people() == sorted(NAMES)
        return self

    async def become(self, who: PersonId, **said: Any) -> Person:
        """Have Slack say something else of somebody: another zone, deactivated, a guest."""

        def work(uow: UnitOfWork) -> Person:
            return uow.people.upsert(replace(uow.people.get([who])[who], **said))

        return await self.shelf.act(work)

    def act_of(self, who: PersonId, cause: str | None = None) -> Act:
        """An act of somebody, now; with a cause of its own unless one is given."""
        self.causes += 1
        return Act(f"U{who:03}", cause or f"act {self.causes}", self.shelf.clock.now())

    async def does(
        self, who: PersonId, use_case: Callable[..., T], *args: Any, cause: str | None = None, **more: Any
    ) -> T:
        """Somebody does something, a minute after what came before."""
        self.shelf.clock.move(minutes=1)
        act = self.act_of(who, cause)
        return await self.shelf.act(lambda uow: use_case(uow, act, *args, **more))

    async def may_not(
        self, kind: type[R], who: PersonId, use_case: Callable[..., Any], *args: Any, **more: Any
    ) -> R:
        """Somebody tries something and is refused; nothing whatever changes."""
        before = await self.everything()
        with pytest.raises(kind) as caught:
            await self.does(who, use_case, *args, **more)
        assert await self.everything() == before
        return caught.value

    async def starts(self, who: PersonId = MAYA, rules: Rules = RULES, **other: Any) -> Handoff:
        """A handoff of Acme is started with those terms."""
        done = await self.does(who, start.start, csm(), terms(**other), rules)
        return done.handoff

    async def knows(self, handoff: Handoff, **facts: str) -> None:
        """Say facts of a handoff; `upcoming_call` and the others are `US` unless said otherwise."""
        said = {"events_owner": "us", "upcoming_call": "yes", "collaboration_project": "yes", **facts}
        for fact, answer in said.items():
            await self.does(MAYA, steps.answer, handoff.id, fact, (answer,), RULES)

    async def tells_back(self, handoff: Handoff) -> None:
        """Noah tells the account back, and Olivia says that it is right: now it can be accepted."""
        await self.does(NOAH, reading_back.say, handoff.id, "Stable, with a hard renewal.", RULES)
        await self.does(OLIVIA, reading_back.correct, handoff.id, None, RULES)

    async def handoff(self, handoff: Handoff) -> Handoff:
        """The handoff as it is stored."""
        found = await self.shelf.look(lambda uow: uow.handoffs.get(handoff.id))
        assert found is not None
        return found

    async def live(self, handoff: Handoff) -> list[tuple[str, PersonId | None]]:
        """The handoff's live surfaces: kind and person."""
        found = await self.surfaces(handoff)
        return sorted(((s.kind.value, s.person_id) for s in found), key=str)

    async def surfaces(self, handoff: Handoff) -> list[Surface]:
        """The handoff's live surfaces."""
        return list(await self.shelf.look(lambda uow: uow.surfaces.live_of(handoff.id)))

    async def said(self, *kinds: str) -> list[Said]:
        """What was queued to be said, oldest first; only these kinds if any are named."""

        def work(uow: Transaction) -> list[Said]:
            rows = uow.transaction.rows(select(tables.outbox).order_by(tables.outbox.c.id))
            return [Said(row.kind, row.channel or row.person_id, row.surface_id) for row in rows]

        return [said for said in await self.shelf.look(work) if not kinds or said.kind in kinds]  # type: ignore[arg-type]

    async def told(self, kind: str) -> list[PersonId | str]:
        """To whom something of that kind was queued."""
        return sorted((said.to for said in await self.said(kind)), key=str)

    async def history(self, handoff: Handoff) -> list[Recorded]:
        """The handoff's changes, newest first."""
        return list(await self.shelf.look(lambda uow: uow.history.last(handoff.id, limit=200)))

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table: what a refusal may not touch."""

        def work(uow: Transaction) -> dict[str, list[tuple[Any, ...]]]:
            return {
                table.name: [tuple(row) for row in uow.transaction.rows(select(table))]
                for table in tables.metadata.sorted_tables
            }

        return await self.shelf.look(work)  # type: ignore[arg-type]

    async def sweeps(self) -> int:
        """Look at everybody whose time has come; return how many people were looked at."""
        looked = 0
        while found := await self.shelf.act(
            lambda uow: mornings.sweep(uow, self.shelf.clock.now(), RULES), tick=True
        ):
            looked += found
        return looked

    async def digests(self) -> list[PersonId | str]:
        """Who was sent a digest so far, in that order."""
        return [
            said.to
            for said in await self.said("surface")
            if (await self.surface(said.surface)).kind == "digest"
        ]

    async def surface(self, surface_id: int | None) -> Surface:
        """One surface."""
        found = await self.shelf.look(lambda uow: uow.surfaces.get(surface_id or 0))
        assert found is not None
        return found


async def twice(team: Team, who: PersonId, use_case: Callable[..., Done], *args: Any, **more: Any) -> Done:
    """The same act arrives twice: it is answered the same, and happens once."""
    first = await team.does(who, use_case, *args, cause="the same", **more)
    after = await team.everything()
    second = await team.does(who, use_case, *args, cause="the same", **more)
    assert await team.everything() == after
    assert (second.handoff, second.change, second.repeated) == (first.handoff, first.change, True)
    return first


__all__ = ["RULES", "Refused", "Said", "Team", "twice"]
