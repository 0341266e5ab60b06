"""The start dialog with every kind of handoff: its fields follow the choice, and nothing filled is lost."""

from typing import Any

import pytest

from bot.views import actions
from bot.views.actions import Target
from bot.views.kinds import FACT, KIND
from flows.handoff import StepStatus
from tests.scenarios.story import CHANNEL, Story
from tests.scenarios.words import modal

ENTERPRISE = "Pre-sales to CSM, Enterprise"
COMMERCIAL = "Pre-sales to CSM, Commercial"


def fields(story: Story) -> list[str]:
    """The block ids of the dialog that is open."""
    shown = story.noah.modal
    assert shown is not None
    return [block["block_id"] for block in shown.blocks if block["type"] == "input"]


async def choose(story: Story, kind: str, **filled: Any) -> None:
    """Noah opens the dialog, fills something in, and then chooses that kind."""
    await story.noah.command("/handoff globex", channel=CHANNEL)
    await story.noah.fill({**filled, KIND: kind})
    await story.settle()


async def test_all_kinds_are_offered_and_the_usual_one_comes_first(story: Story) -> None:
    await story.noah.command("/handoff globex", channel=CHANNEL)
    assert "Kind of handoff: CSM to CSM" in modal(story.noah)
    await story.noah.fill({KIND: "CSM to CSM, with a collaboration issue"})
    assert {"outgoing", "incoming", "incoming_manager"} <= set(fields(story))


async def test_another_kind_has_its_own_roles_and_keeps_what_was_filled(story: Story) -> None:
    await choose(
        story,
        ENTERPRISE,
        outgoing="Sam",
        incoming="Noah",
        incoming_manager="Maya",
        target="2026-12-18",
        cause="Something else",
    )
    shown = modal(story.noah)
    assert "outgoing" not in fields(story)
    assert {"solutions_architect", "incoming", "account_leader"} <= set(fields(story))
    for kept in ("Account: Globex", "Solutions architect: Sam", "2026-12-18", "Something else"):
        assert kept in shown
    await story.noah.fill({KIND: "CSM to CSM"})
    assert "Outgoing CSM: Sam" in modal(story.noah)


async def test_an_answer_asks_for_the_next_fact_only_when_it_matters(story: Story) -> None:
    await choose(story, ENTERPRISE)
    assert f"{FACT}stage" in fields(story)
    assert f"{FACT}pov" not in fields(story)
    await story.noah.fill({f"{FACT}stage": "evaluation"})
    await story.noah.fill({f"{FACT}pov": "done"})
    assert f"{FACT}pov_results" in fields(story)
    await story.noah.fill({f"{FACT}stage": "proposal"})
    assert f"{FACT}pov" not in fields(story)


PEOPLE = {"solutions_architect": "Sam", "incoming": "Noah", "incoming_manager": "Maya", "cause": "other"}


async def start(story: Story, **facts: str) -> Any:
    """Fill in the people, answer these facts one by one, and press Start."""
    await choose(story, ENTERPRISE, **PEOPLE)
    for name, answer in facts.items():
        await story.noah.fill({f"{FACT}{name}": answer})
    result = await story.noah.submit({})
    await story.settle()
    return result


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"stage": "earlier"}, "stage", "Before 3-Technical Evaluation nobody is asked for a CSM."),
        ({"stage": "evaluation", "pov": "no"}, "pov", "request a CSM only from the end of stage 3 on"),
        (
            {"stage": "evaluation", "pov": "done", "pov_results": "presented"},
            "pov_results",
            "waits for a results meeting that agrees on next steps",
        ),
        ({"stage": "lost"}, "stage", "there is nothing to hand over"),
    ],
)
async def test_too_early_is_said_under_the_fact_with_what_can_be_done(
    story: Story, facts: dict[str, str], field: str, sentence: str
) -> None:
    await start(story, **facts)
    shown = story.noah.modal
    assert shown is not None
    assert sentence in shown.errors[f"{FACT}{field}"]
    assert "Until then" in shown.errors[f"{FACT}{field}"] or "can" in shown.errors[f"{FACT}{field}"]


@pytest.mark.parametrize(
    "facts", [{"stage": "proposal"}, {"stage": "evaluation", "pov": "done", "pov_results": "agreed"}]
)
async def test_the_handbooks_moments_start_it(story: Story, facts: dict[str, str]) -> None:
    assert (await start(story, **facts)).ok
    assert "Started" in modal(story.noah)


async def test_the_manager_starts_it_early_with_a_reason(story: Story) -> None:
    await story.maya.command("/handoff globex", channel=CHANNEL)
    await story.maya.fill({KIND: ENTERPRISE})
    await story.maya.fill({**PEOPLE, f"{FACT}stage": "earlier"})
    await story.maya.submit({})
    refused = story.maya.modal
    assert refused is not None
    assert refused.errors
    await story.maya.submit({"waiver": "They asked for Noah by name."})
    await story.settle()
    assert "Started" in modal(story.maya)
    handoff = await story.handoff("Globex")
    assert handoff.facts["stage"] == ("earlier",)
    waived = handoff.state("request-tam")
    assert waived.release_note is not None
    assert handoff.notes[waived.release_note].body == "They asked for Noah by name."


async def test_closed_won_opens_what_waited_for_it(story: Story) -> None:
    await start(story, stage="proposal")
    handoff = (await story.handoff("Globex")).id
    kickoff = Target(handoff, "kickoff")
    assert "waits for Closed Won" in story.checklist(story.noah, "Globex").plain()
    await story.click(story.noah, "All steps", message=story.checklist(story.noah, "Globex"))
    await story.noah.click_modal("Closed Won")
    await story.settle()
    await story.noah.close_modal()
    await story.click(story.noah, actions.DONE, kickoff, story.checklist(story.noah, "Globex"))
    assert (await story.handoff("Globex")).state("kickoff").status is StepStatus.DONE


async def test_commercial_starts_without_an_architect_and_holds_the_meeting(story: Story) -> None:
    people = {"account_executive": "Sam", "incoming": "Noah", "incoming_manager": "Maya", "cause": "other"}
    await choose(story, COMMERCIAL, **people)
    await story.noah.fill({f"{FACT}stage": "open"})
    await story.noah.submit({})
    await story.settle()
    assert "Started" in modal(story.noah)
    sam = story.person("Sam")
    shown = story.checklist(sam, "Globex").plain()
    assert "Hand the technical details over" in shown
    assert "waits for Command Plan and Pitch Deck (R7) to be complete" in shown
