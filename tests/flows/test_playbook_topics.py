"""The topics that ship: the page's sixteen and ours, few questions, and the steps that answers open."""

from pathlib import Path

import pytest

from flows import lint_order, standing, transfer
from flows.conditions import Facts
from flows.handoff import Depth
from flows.topics import AskKind, Theme
from tests.support.handoffs import csm, handoff

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "playbooks.md").read_text(encoding="utf-8")

SIXTEEN = [
    ("license", "License"),
    ("communication", "Communication"),
    ("collaboration", "Collaboration Project"),
    ("sentiment", "Collaboration Project"),
    ("attributes", "Attributes"),
    ("health", "Health Score"),
    ("success-plan", "Success Plan"),
    ("adoption", "Adoption"),
    ("opportunities", "Opportunities"),
    ("emails", "Salesforce Activities"),
    ("cadence-calls", "Cadence Calls"),
    ("meeting-notes", "Meeting Notes"),
    ("meeting-history", "Meeting History"),
    ("recordings", "Chorus Recordings"),
    ("tickets", "Support Tickets"),
    ("installation", "Installation"),
]

OPENS = [
    ({"collaboration_project": "no"}, "discuss-project"),
    ({"collaboration_project": "yes", "project_issues": "stale"}, "stale-issues"),
    ({"success_plan": "empty"}, "build-success-plan"),
    ({"success_plan": "outdated"}, "build-success-plan"),
    ({"meeting_notes": "no-folder"}, "notes-folder"),
    ({"meeting_notes": "none"}, "notes-folder"),
    ({"meeting_notes": "no-folder"}, "move-notes"),
    ({"meeting_notes": "elsewhere"}, "move-notes"),
    ({"adoption": "unknown"}, "ask-adoption"),
]

CLOSED: list[dict[str, str]] = [
    {},
    {"collaboration_project": "yes", "project_issues": "current"},
    {"collaboration_project": "no", "project_issues": "stale"},
    {"success_plan": "current", "adoption": "known", "meeting_notes": "there"},
]


def worlds() -> list[Facts]:
    """Every set of facts that the questions hang on."""
    names = [name for _, ask in csm().asks.values() for name in ask.when]
    return lint_order.worlds(csm(), [*names, "hosting"])


def test_the_sixteen_of_the_page_and_one_of_ours() -> None:
    *page, ours = csm().topics
    assert [(topic.id, topic.source.section) for topic in page if topic.source] == SIXTEEN
    assert (ours.id, ours.ours, ours.source) == ("outlook", True, None)


@pytest.mark.parametrize("facts", worlds())
def test_the_giver_gets_few_questions_under_any_facts(facts: Facts) -> None:
    assert len(transfer.asked(handoff(facts=dict(facts)))) in (19, 20)
    light = transfer.asked(handoff(facts=dict(facts), depth=Depth.LIGHT))
    assert [ask.theme for _, ask in light.values()] == [
        Theme.PEOPLE,
        Theme.NEXT,
        Theme.TICKETS,
        Theme.TEMPERATURE,
        Theme.LOOPS,
    ]


def test_every_theme_has_its_question() -> None:
    assert sorted(ask.theme for _, ask in csm().asks.values() if ask.theme) == sorted(Theme)


def test_typing_helps_where_it_can() -> None:
    kinds = {name: ask.kind for name, (_, ask) in csm().asks.items() if ask.kind is not AskKind.TEXT}
    assert kinds["license.users"] is AskKind.NUMBER
    assert kinds["license.renewal"] is AskKind.DATE
    assert kinds["installation.hosting"] is AskKind.SEVERAL
    assert kinds["outlook.temperature"] is AskKind.CHOICE


def test_who_may_know_instead_is_asked_in_turn() -> None:
    assert csm().asks["tickets.past"][1].fallback == ("solutions_architect",)
    assert {role for _, ask in csm().asks.values() for role in ask.fallback} == {
        "account_executive",
        "solutions_architect",
    }


@pytest.mark.parametrize(("facts", "step"), OPENS)
def test_an_answer_opens_a_step(facts: dict[str, str], step: str) -> None:
    made = handoff(facts={name: (answer,) for name, answer in facts.items()})
    assert standing.shape(made, csm().by_id[step]) is not None


@pytest.mark.parametrize("facts", CLOSED)
def test_other_answers_open_none(facts: dict[str, str]) -> None:
    made = handoff(facts={name: (answer,) for name, answer in facts.items()})
    opened = {step.id for step in csm().steps if step.opened and standing.shape(made, step) is not None}
    assert opened <= ({"discuss-project"} if facts.get("collaboration_project") == "no" else set())


def test_what_the_answers_open_is_settled_by_one_choice_each() -> None:
    settled = [ask.fact for _, ask in csm().asks.values() if ask.fact]
    assert {name for step in csm().steps if step.opened for name in step.when} <= set(settled)
    assert len(settled) == len(set(settled)) == 6


def test_asking_the_customer_may_wait_beyond_the_close() -> None:
    step = csm().by_id["ask-adoption"]
    assert (step.optional, step.solo) == (True, True)
    assert [name for name, (_, ask) in csm().asks.items() if ask.for_customer] == ["adoption.stages"]


def test_what_is_optional_to_read_is_marked() -> None:
    optional = {f"{topic.id}.{look.id}" for topic in csm().topics for look in topic.look if look.optional}
    assert {
        "emails.activities",
        "meeting-history.calendars",
        "recordings.calls",
        "cadence-calls.agendas",
    } <= optional
    hosted = csm().topic["installation"].look
    assert [next(iter(look.when.values()))[0] for look in hosted] == ["self-managed"] * 4 + ["saas"] * 2


def test_every_key_is_documented() -> None:
    keys = {look.key for topic in csm().topics for look in topic.look if look.key}
    keys |= {link.key for step in csm().steps for link in step.links}
    assert [key for key in sorted(keys) if "." not in key and f"`{key}`" not in DOCUMENTATION] == []


def test_reasons_are_one_sentence_and_questions_are_questions() -> None:
    for topic in csm().topics:
        assert topic.reason.endswith(".")
        assert ". " not in topic.reason
    assert all("?" in ask.question for _, ask in csm().asks.values())
