"""Drafts, publishing, and moving running handoffs, on a real database."""

import pytest

from flows.adjust import Adjustments, AskChange, StepChange
from flows.desk import adjusting, start, steps, whole
from flows.desk.adjusting import LookAgain, Troubled, Workbench
from flows.handoff import Handoff, StepStatus
from flows.playbook import Playbook
from flows.refusals import Gone
from storage.unit_of_work import UnitOfWork
from tests.support.desk import RULES, Team
from tests.support.handoffs import MAYA, NOAH, OLIVIA, csm, playbook, terms

BASES = {csm().id: csm()}
SMALL = playbook("""
steps:
  - {id: plan, number: 1, owner: outgoing, title: Plan, reason: It helps., ours: true, offset: 1}
  - id: close
    number: 2
    owner: incoming
    title: Close
    reason: It ends.
    ours: true
    after_all: true
    decision:
      question: Is it over
      outcomes: [{id: later, label: Later}, {id: over, label: Over, closes: true}]
""")


async def changes(team: Team, step: str = "follow-up", **change: object) -> Adjustments:
    """Maya changes one step in the draft."""
    said = StepChange.model_validate(change)
    return await team.does(
        MAYA, adjusting.change, csm(), "step", step, lambda what: what.with_step(step, said)
    )


async def bench(team: Team) -> Workbench:
    """The playbook as it is being adjusted."""
    return await team.shelf.look(lambda uow: adjusting.workbench(uow, csm()))


async def publishes(team: Team, cause: str | None = None) -> Playbook:
    """Maya publishes what the preview shows."""
    seen = (await bench(team)).result.digest
    return await team.does(MAYA, adjusting.publish, BASES, csm(), seen, cause=cause)


async def offered(team: Team) -> list[Playbook]:
    """What a handoff can be started with."""
    return await team.shelf.look(lambda uow: adjusting.offered(uow, BASES))


@pytest.fixture
async def on_offer(team: Team) -> Team:
    """A team whose playbooks are on offer, as at every start of the bot."""
    await team.shelf.act(lambda uow: adjusting.offer(uow, BASES))
    return team


async def test_a_draft_is_not_live(on_offer: Team) -> None:
    await changes(on_offer, title="Write afterwards")
    assert await offered(on_offer) == [csm()]
    found = await bench(on_offer)
    assert (found.pending, found.author) == (True, MAYA)
    assert [d.after for d in found.differences] == ["Write afterwards"]


async def test_what_is_published_is_what_the_next_handoff_starts_with(on_offer: Team) -> None:
    running = await on_offer.starts()
    await changes(on_offer, off=True)
    result = await publishes(on_offer)
    assert await offered(on_offer) == [result]
    assert result.version == csm().version + 1
    assert "follow-up" not in result.by_id
    assert (await on_offer.handoff(running)).playbook == csm()
    later = await on_offer.does(MAYA, start.start, result, terms(account="Globex"), RULES)
    assert (await on_offer.handoff(later.handoff)).playbook.digest == result.digest


async def test_every_publication_is_one_version_more_and_remembers_who(on_offer: Team) -> None:
    await changes(on_offer, off=True)
    first = await publishes(on_offer)
    await changes(on_offer)
    second = await publishes(on_offer)
    assert (first.version, second.version) == (csm().version + 1, csm().version + 2)
    assert "follow-up" in second.by_id
    kept = await on_offer.shelf.look(lambda uow: uow.editions.published(csm().id))
    assert kept is not None
    assert (kept.author, kept.revision, kept.digest) == (MAYA, 2, second.digest)


async def test_the_same_publication_arriving_twice_happens_once(on_offer: Team) -> None:
    await changes(on_offer, off=True)
    seen = (await bench(on_offer)).result.digest
    first = await on_offer.does(MAYA, adjusting.publish, BASES, csm(), seen, cause="same")
    before = await on_offer.everything()
    assert await on_offer.does(MAYA, adjusting.publish, BASES, csm(), seen, cause="same") == first
    assert await on_offer.everything() == before


async def test_what_is_wrong_is_never_published(on_offer: Team) -> None:
    await changes(on_offer, "subscribe-tickets", off=True)
    seen = (await bench(on_offer)).result.digest
    refused = await on_offer.may_not(Troubled, MAYA, adjusting.publish, BASES, csm(), seen)
    assert [one.item for one in refused.troubles] == ["subscribe-tickets"]
    assert await offered(on_offer) == [csm()]


async def test_a_text_that_slack_would_act_on_does_not_get_into_the_draft(on_offer: Team) -> None:
    said = StepChange(title="Tell <!here>")
    refused = await on_offer.may_not(
        Troubled, MAYA, adjusting.change, csm(), "step", "close", lambda what: what.with_step("close", said)
    )
    assert [one.field for one in refused.troubles] == ["title"]


async def test_a_preview_that_is_old_publishes_nothing(on_offer: Team) -> None:
    await changes(on_offer, off=True)
    seen = (await bench(on_offer)).result.digest
    await changes(on_offer, "slack-channels", off=True)
    await on_offer.may_not(LookAgain, MAYA, adjusting.publish, BASES, csm(), seen)


async def test_a_draft_is_thrown_away_and_what_is_live_stays(on_offer: Team) -> None:
    await changes(on_offer, off=True)
    result = await publishes(on_offer)
    await changes(on_offer, "slack-channels", off=True)
    await on_offer.does(MAYA, adjusting.discard, csm())
    found = await bench(on_offer)
    assert not found.pending
    assert found.differences == []
    assert await offered(on_offer) == [result]


async def test_starting_over_goes_back_to_the_file(on_offer: Team) -> None:
    await changes(on_offer, off=True)
    await publishes(on_offer)
    await on_offer.does(MAYA, adjusting.start_over, csm())
    result = await publishes(on_offer)
    assert result.steps == csm().steps
    assert result.version == csm().version + 2


async def test_a_file_that_changed_keeps_the_adjustments(on_offer: Team) -> None:
    await changes(on_offer, off=True)
    await publishes(on_offer)
    newer = Playbook.model_validate({**csm().model_dump(), "version": 2, "about": "Newer."})

    def work(uow: UnitOfWork) -> Playbook:
        return adjusting.on_offer(uow, newer)

    result = await on_offer.shelf.look(work)  # type: ignore[arg-type]
    assert (result.about, result.version) == ("Newer.", 3)
    assert "follow-up" not in result.by_id


async def test_a_file_that_does_not_go_with_them_leaves_what_was_live(on_offer: Team) -> None:
    swap = Adjustments().with_ask("outlook.promises", AskChange(off=True))
    swap = swap.adding_ask(topic="outlook", question="What did we forget?")
    await on_offer.does(MAYA, adjusting.change, csm(), "ask", "outlook.added-1", lambda _: swap)
    result = await publishes(on_offer)
    other = Playbook.model_validate({**SMALL.model_dump(), "id": csm().id, "version": 9})
    assert await on_offer.shelf.look(lambda uow: adjusting.on_offer(uow, other)) == result


async def behind(team: Team) -> list[Handoff]:
    """Handoffs that run on an earlier version."""

    def work(uow: UnitOfWork) -> list[Handoff]:
        return adjusting.behind(uow, adjusting.on_offer(uow, csm()))

    return await team.shelf.look(work)  # type: ignore[arg-type]


async def moves(team: Team, handoff: Handoff, who: int = MAYA) -> Handoff:
    """Somebody moves a handoff to the version on offer, as it was shown."""
    step = await team.shelf.look(lambda uow: adjusting.next_version(uow, handoff.id, BASES))
    assert step is not None
    assert step.differences
    done = await team.does(who, adjusting.move, handoff.id, BASES, step.to.digest)
    return done.handoff


async def test_a_running_handoff_moves_and_keeps_what_is_done(on_offer: Team) -> None:
    running = await on_offer.starts()
    await on_offer.does(OLIVIA, steps.complete, running.id, "outgoing-reads-page", RULES)
    assert await behind(on_offer) == []
    off = AskChange(off=True)
    await changes(on_offer, "outgoing-reads-page", off=True)
    await changes(on_offer, "follow-up", off=True)
    await on_offer.does(
        MAYA,
        adjusting.change,
        csm(),
        "ask",
        "outlook.loops",
        lambda what: what.with_ask("outlook.loops", off),
    )
    result = await publishes(on_offer)
    assert [one.id for one in await behind(on_offer)] == [running.id]
    await moves(on_offer, running)
    after = await on_offer.handoff(running)
    assert after.playbook.version == result.version
    assert after.state("outgoing-reads-page").status is StepStatus.DONE
    assert "outgoing-reads-page" in after.playbook.by_id
    assert "follow-up" not in after.playbook.by_id
    assert await behind(on_offer) == []
    assert (await on_offer.history(running))[0].events[0].kind == "moved_version"
    assert (await on_offer.history(running))[0].actor == MAYA


async def test_a_handoff_that_has_ended_or_moved_already_is_not_moved(on_offer: Team) -> None:
    running = await on_offer.starts()
    await changes(on_offer, off=True)
    result = await publishes(on_offer)
    await moves(on_offer, running)
    await on_offer.may_not(LookAgain, MAYA, adjusting.move, running.id, BASES, result.digest)
    await on_offer.does(NOAH, whole.cancel, running.id, "a mistake", RULES)
    await on_offer.may_not(Gone, MAYA, adjusting.move, running.id, BASES, result.digest)


async def test_a_playbook_takes_only_so_much(on_offer: Team) -> None:
    def more(what: Adjustments) -> Adjustments:
        return what.adding_step(title="Send cake", reason="They like cake.", owner="outgoing")

    for number in range(1, 21):
        await on_offer.does(MAYA, adjusting.change, csm(), "step", f"added-{number}", more)
    refused = await on_offer.may_not(Troubled, MAYA, adjusting.change, csm(), "step", "added-21", more)
    assert refused.troubles[0].message == "the playbook has no room for this"
