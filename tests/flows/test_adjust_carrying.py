"""A running handoff goes on with another version and keeps all that was done."""

from dataclasses import replace

from flows.adjust import OWN_STEP, Adjustments, AskChange, NewStep, StepChange, adjusted, remade, with_steps
from flows.carrying import carried, faults
from flows.handoff import Handoff, StepState, StepStatus
from flows.transfer import Answer, Told, Transfer
from tests.support.handoffs import OLIVIA, START, csm, handoff

NOTHING_SAID = Transfer(1)
DONE = StepState(status=StepStatus.DONE, changed_by=OLIVIA)


def without(*steps: str) -> Adjustments:
    """These steps switched off."""
    what = Adjustments()
    for step_id in steps:
        what = what.with_step(step_id, StepChange(off=True))
    return what


def worked(*steps: str) -> Handoff:
    """A handoff in which these steps are done."""
    made = handoff()
    for step_id in steps:
        made = made.with_step(step_id, DONE)
    return made


def test_a_handoff_on_which_nothing_gone_was_done_gets_the_very_version() -> None:
    new = adjusted(csm(), without("follow-up"), 2)
    assert carried(worked("introduce"), NOTHING_SAID, new) is new


def test_done_work_comes_along_although_the_step_is_gone() -> None:
    new = adjusted(csm(), without("follow-up", "slack-channels"), 2)
    result = carried(worked("follow-up"), NOTHING_SAID, new)
    assert "follow-up" in result.by_id
    assert "slack-channels" not in result.by_id
    assert result.by_id["follow-up"].number == csm().by_id["follow-up"].number
    assert faults(result) == []
    assert result.version == 2


def test_order_that_named_what_is_gone_is_gone_with_it() -> None:
    new = adjusted(csm(), without("subscribe-tickets", "leave-tickets"), 2)
    result = carried(worked("leave-tickets"), NOTHING_SAID, new)
    assert result.by_id["leave-tickets"].after == ()
    assert faults(result) == []


def test_steps_that_people_added_themselves_come_along_untouched() -> None:
    own = NewStep(id=f"{OWN_STEP}1", title="Send cake", reason="They like cake.", owner="outgoing")
    mine = replace(handoff(), playbook=with_steps(csm(), [own]))
    added = Adjustments().adding_step(title="Say goodbye", reason="It is kind.", owner="outgoing")
    result = carried(mine, NOTHING_SAID, adjusted(csm(), added, 2))
    numbers = [step.number for step in result.steps]
    assert len({*numbers}) == len(numbers)
    assert result.by_id["own-1"].title == "Send cake"
    assert result.by_id["added-1"].number == 22
    assert faults(result) == []


def test_what_was_answered_stays_readable() -> None:
    what = Adjustments().with_ask("outlook.loops", AskChange(off=True))
    told = replace(NOTHING_SAID, answers={"outlook.loops": Answer(Told.SAID, OLIVIA, START, "1/a")})
    result = carried(handoff(), told, adjusted(csm(), what, 2))
    assert "outlook.loops" in result.asks
    assert "outlook.loops" not in adjusted(csm(), what, 2).asks
    assert faults(result) == []


def test_a_topic_that_is_gone_stays_with_what_was_said_in_it() -> None:
    new = remade(csm(), topics=csm().topics[1:])
    gone = csm().topics[0]
    ask_id = f"{gone.id}.{gone.ask[0].id}"
    told = replace(NOTHING_SAID, answers={ask_id: Answer(Told.SAID, OLIVIA, START, "1/a")})
    result = carried(handoff(), told, new)
    assert [ask.id for ask in result.topic[gone.id].ask] == [gone.ask[0].id]
