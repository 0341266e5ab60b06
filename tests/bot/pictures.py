"""Handoffs of every size for the tests of the views, and the two judges of what is drawn."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View as SlackView

from bot.views.scene import Scene
from bot.wording import Names
from flows.handoff import Account, Handoff, Note, StepState, StepStatus
from flows.people import PersonId
from flows.playbook import Playbook
from sandbox.blockkit import problems
from tests.support.handoffs import MAYA, MONDAY, NAMES, NOAH, OLIVIA, START, US, handoff, person, playbook

HOSTILE = "<!channel> <@U001> <https://evil.example|now> & *b _i ~s `c` > q 😀 שלום \u202eabc\n- a line\n"
HUGE = (HOSTILE * 60)[:3000]

LONG_NAME = "Maximiliana-Alexandrina Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst <!here> *_~"

READERS = (OLIVIA, NOAH, MAYA, None)


def scene(of: Handoff, reader: PersonId | None, *, names: dict[PersonId, str] | None = None) -> Scene:
    """The handoff as that person sees it on the Monday of the start."""
    known = {who: replace(person(who), name=(names or NAMES)[who]) for who in NAMES}
    return Scene(of, Names(known), MONDAY, known[reader] if reader is not None else None)


@cache
def sixty_steps() -> Playbook:
    """A playbook with sixty steps of every kind, as long as the linter lets them be."""
    title = "An ordinary step with a title that is as long as people may make it, about {incoming}, number"
    kinds = (
        "",
        "    evidence: link\n",
        "    evidence: text\n",
        "    parts: [{id: one, title: The first part}, {id: two, title: The second, evidence: link}]\n",
        '    when: {told: "yes"}\n',
        "    after: [s0]\n",
    )
    steps = "".join(
        f"  - id: s{n}\n    number: {n + 1}\n    owner: outgoing\n    title: {title} {n}\n"
        f"    reason: Because of something that takes a whole sentence to say.\n{kinds[n % len(kinds)]}"
        for n in range(60)
    )
    fact = (
        "facts:\n  told:\n    ask: outgoing\n    question: Has somebody told {account} about it?\n"
        '    choices: [{id: "yes", label: They know}, {id: "no", label: Not yet}]\n    reason: It matters.\n'
    )
    return playbook(f"{fact}steps:\n{steps}")


def many() -> Handoff:
    """Sixty open steps."""
    return handoff(
        sixty_steps(), participants={"outgoing": OLIVIA, "incoming": NOAH, "incoming_manager": MAYA}
    )


def hostile() -> Handoff:
    """Everything that people may write is as long and as bad as it can be, on steps in every state."""
    said = Note("bad", HUGE, NOAH, START)
    states = (
        StepState(StepStatus.WAITING, note="bad", changed_by=NOAH, changed_at=START),
        StepState(StepStatus.NOT_APPLICABLE, note="bad", changed_by=NOAH, changed_at=START),
        StepState(due=MONDAY, released_by=MAYA, released_at=START, release_note="bad"),
        StepState(StepStatus.DONE, changed_by=MAYA, changed_at=START),
    )
    base = many()
    steps = {step.id: states[n % len(states)] for n, step in enumerate(base.playbook.steps)}
    return replace(
        base,
        account=Account(1, HOSTILE[:80]),
        steps=steps,
        notes={"bad": said, "told": replace(said, id="told", body=HUGE[:500])},
        customer_note="told",
        end_note="bad",
        last_day=MONDAY,
        target=MONDAY,
    )


def every_handoff() -> dict[str, Handoff]:
    """From nothing told and nothing done to everything at once."""
    return {"new": handoff(), "told": replace(handoff(), facts=US), "many": many(), "hostile": hostile()}


def judge_message(text: str, blocks: list[dict[str, Any]]) -> None:
    """The message is what Slack takes, and says nothing that pings or links by somebody else's words."""
    assert text.strip()
    judge_text(text)
    assert problems(blocks, "message") == []
    _sdk_takes(blocks)
    judge_words(blocks)


def judge_home(blocks: list[dict[str, Any]]) -> None:
    """The same for the Home tab."""
    view: dict[str, Any] = {"type": "home", "blocks": blocks}
    assert problems(view, "home") == []
    _sdk_takes(blocks)
    SlackView(**view).validate_json()
    judge_words(blocks)


def judge_modal(view: dict[str, Any]) -> None:
    """The same for a dialog."""
    assert problems(view, "modal") == []
    _sdk_takes(view["blocks"])
    SlackView(**view).validate_json()
    judge_words(view["blocks"])


def _sdk_takes(blocks: list[dict[str, Any]]) -> None:
    for block in SlackBlock.parse_all(blocks):
        block.validate_json()


def judge_words(blocks: list[dict[str, Any]]) -> None:
    """Every mrkdwn text in the blocks is safe, and no placeholder or None is left anywhere."""
    for kind, text in _texts(blocks):
        if kind == "mrkdwn":
            judge_text(text)
        assert "None" not in text
        assert not re.search(r"\{(incoming|outgoing|manager|account|title)\}", text)


def judge_text(text: str) -> None:
    """No mention or link but Slack's dates, no half of an escape or of a date, no turning of the line."""
    assert not re.search(r"<(?!!date\^\d+\^[^<>]*\|[^<>]*>)", text), text
    assert not re.search(r"&(?!(amp|lt|gt);)", text), text
    assert "\u202e" not in text


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value.get("type", ""), value["text"]
        for item in value.values():
            yield from _texts(item)
