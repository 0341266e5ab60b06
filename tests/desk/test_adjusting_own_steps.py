"""Steps that people add to one handoff on the way."""

from datetime import date

import pytest

from flows.carrying import faults
from flows.desk import own_steps, steps, whole
from flows.handoff import StepStatus
from flows.refusals import Gone, Invalid, NotYet, NotYours
from flows.standing import progress
from tests.support.desk import RULES, Team, twice
from tests.support.handoffs import MAYA, NOAH, OLIVIA, OTTO, csm

LAST = max(step.number for step in csm().steps)


async def test_a_step_is_added_behind_the_last_and_counts(team: Team) -> None:
    running = await team.starts()
    due = date(2026, 12, 4)
    done = await twice(team, NOAH, own_steps.add, running.id, " Send  cake ", "outgoing", due, RULES)
    after = await team.handoff(running)
    step = after.playbook.by_id["own-1"]
    assert (step.number, step.title, after.owner(step)) == (LAST + 1, "Send cake", OLIVIA)
    assert after.state("own-1").due == due
    assert after.playbook.digest != running.playbook.digest
    assert after.playbook.version == running.playbook.version
    assert progress(after)[1] == progress(running)[1] + 1
    assert [event.kind for event in done.events] == ["step_added"]


async def test_its_owner_ticks_it_like_any_other(team: Team) -> None:
    running = await team.starts()
    await team.does(NOAH, own_steps.add, running.id, "Send cake", "outgoing", None, RULES)
    await team.does(NOAH, own_steps.add, running.id, "Eat cake", "incoming", None, RULES)
    await team.does(OLIVIA, steps.complete, running.id, "own-1", RULES)
    after = await team.handoff(running)
    assert after.state("own-1").status is StepStatus.DONE
    assert after.playbook.by_id["own-2"].number == LAST + 2


async def test_the_handoff_does_not_close_without_it(team: Team) -> None:
    running = await team.starts()
    await team.does(NOAH, own_steps.add, running.id, "Send cake", "outgoing", None, RULES)
    refused = await team.may_not(NotYet, NOAH, steps.decide, running.id, "close", closes(), RULES)
    assert "own-1" in refused.open_steps


def closes() -> str:
    """The outcome that closes the handoff."""
    decision = csm().by_id["close"].decision
    assert decision is not None
    return next(outcome.id for outcome in decision.outcomes if outcome.closes)


@pytest.mark.parametrize(
    ("title", "role", "due", "field"),
    [
        (" ", "outgoing", None, "title"),
        ("x" * 76, "outgoing", None, "title"),
        ("Send cake", "nobody", None, "owner"),
        ("Send cake", "outgoing", date(2026, 11, 1), "due"),
    ],
)
async def test_what_is_wrong_is_named(
    team: Team, title: str, role: str, due: date | None, field: str
) -> None:
    running = await team.starts()
    refused = await team.may_not(Invalid, NOAH, own_steps.add, running.id, title, role, due, RULES)
    assert list(refused.problems) == [field]


async def test_only_people_of_the_handoff_add_and_only_while_it_runs(team: Team) -> None:
    running = await team.starts()
    await team.may_not(NotYours, OTTO, own_steps.add, running.id, "Send cake", "outgoing", None, RULES)
    await team.does(MAYA, whole.cancel, running.id, "a mistake", RULES)
    await team.may_not(Gone, NOAH, own_steps.add, running.id, "Send cake", "outgoing", None, RULES)


async def test_there_is_an_end_to_it(team: Team) -> None:
    running = await team.starts()
    for _ in range(own_steps.MOST):
        await team.does(NOAH, own_steps.add, running.id, "Send {cake} to <!here>", "outgoing", None, RULES)
    refused = await team.may_not(
        Invalid, NOAH, own_steps.add, running.id, "Send cake", "outgoing", None, RULES
    )
    assert refused.problems == {"title": "too_many"}
    assert faults((await team.handoff(running)).playbook) == []
