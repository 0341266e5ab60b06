"""What is settled lies over the environment, is remembered, and reaches what is on offer."""

from flows.desk import adjusting, settling
from flows.desk.acting import Rules
from flows.preferences import Preferences
from storage.unit_of_work import UnitOfWork
from tests.support.desk import Team
from tests.support.handoffs import MAYA, csm

FILES = {csm().id: csm()}


def test_nothing_settled_leaves_the_environment_as_it_is() -> None:
    given = Rules(manager_confirms=False, digest_hour=6)
    assert settling.rules(Preferences(), given) == given
    assert settling.titled(Preferences(), FILES) == FILES


def test_a_no_and_a_zero_count_as_settled() -> None:
    settled = Preferences(manager_confirms=False, open_cta=False, digest_hour=0, full_within_days=0)
    found = settling.rules(settled, Rules())
    assert (found.manager_confirms, found.digest_hour, found.full_within_days) == (False, 0, 0)
    assert found.facts_for(csm())["cta"] == ("off",)


async def test_a_title_reaches_what_is_on_offer_at_once(team: Team) -> None:
    await team.shelf.act(lambda uow: adjusting.offer(uow, FILES))
    await team.does(MAYA, settling.save, Preferences(title="TAM"), FILES)
    (live,) = await team.shelf.look(lambda uow: uow.playbooks.offered())
    assert live.called == "TAM to TAM"


async def test_who_settled_what_is_remembered_once(team: Team) -> None:
    for _ in range(2):
        await team.does(MAYA, settling.save, Preferences(digest_hour=7), FILES, cause="same")

    def look(uow: UnitOfWork) -> tuple[int | None, dict[str, object]]:
        recorded = uow.history.seen("same")
        assert recorded is not None
        (event,) = recorded.events
        return recorded.actor, dict(event.data)

    assert await team.shelf.look(look) == (MAYA, {"names": ["digest_hour"]})  # type: ignore[arg-type]
