"""What operations change gives a playbook that passes the same lint, or says where and what to do instead."""

from typing import Any

import pytest

from bot import playbook_files
from flows.adjust import Adjustments, AskChange, StepChange, Trouble, adjusted, troubles
from flows.differences import Difference, differences
from flows.lint import lint
from flows.playbook import Playbook
from tests.support.handoffs import csm

NOTHING = Adjustments()


def step(step_id: str, **change: Any) -> Adjustments:
    """One step changed."""
    return NOTHING.with_step(step_id, StepChange(**change))


def ask(ask_id: str, **change: Any) -> Adjustments:
    """One question changed."""
    return NOTHING.with_ask(ask_id, AskChange(**change))


def only(what: Adjustments) -> Trouble:
    """The one thing that is wrong with it."""
    (found,) = troubles(csm(), what)
    return found


@pytest.mark.parametrize("base", playbook_files.offered(), ids=lambda base: base.id)
def test_nothing_changed_is_the_same_playbook_as_another_version(base: Playbook) -> None:
    result = adjusted(base, NOTHING, base.version + 1)
    assert troubles(base, NOTHING) == []
    assert result.version == base.version + 1
    assert differences(base, adjusted(base, NOTHING, base.version)) == []
    assert result.digest != base.digest


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"title": "Read it"}, "title", "Read it"),
        ({"reason": "It helps."}, "reason", "It helps."),
        ({"owner": "incoming"}, "owner", "incoming"),
        ({"offset": 7}, "offset", 7),
    ],
)
def test_a_step_is_changed_in_one_place(change: dict[str, Any], field: str, value: object) -> None:
    result = adjusted(csm(), step("outgoing-reads-page", **change), 2)
    assert getattr(result.by_id["outgoing-reads-page"], field) == value
    assert lint(result) == []
    (difference,) = differences(csm(), adjusted(csm(), step("outgoing-reads-page", **change), 1))
    assert (difference.item, difference.what) == ("1", field)


def test_what_a_variant_says_is_reworded_too() -> None:
    result = adjusted(csm(), step("introduce", titles={"0": "Call them together"}), 2)
    assert result.by_id["introduce"].variants[0].title == "Call them together"
    assert result.by_id["introduce"].title == csm().by_id["introduce"].title
    assert differences(csm(), result)[0].what == "title"


def test_a_link_of_operations_counts_whatever_the_link_map_says() -> None:
    before = csm().by_id["update-records"].links[0]
    links = (
        adjusted(csm(), step("update-records", link="https://wiki.test/a"), 2).by_id["update-records"].links
    )
    assert (links[0].label, links[0].url) == (before.label, "https://wiki.test/a")
    assert links[0].key != before.key
    assert links[1:] == csm().by_id["update-records"].links[1:]


def test_a_step_without_a_link_gets_one() -> None:
    added = NOTHING.adding_step(title="Say goodbye", reason="It is kind.", owner="outgoing")
    changed = added.with_step("added-1", StepChange(link="https://wiki.test/a"))
    assert adjusted(csm(), changed, 2).by_id["added-1"].links[0].url == "https://wiki.test/a"
    assert troubles(csm(), changed) == []


def test_a_step_is_switched_off_and_on_again() -> None:
    off = step("follow-up", off=True)
    result = adjusted(csm(), off, 2)
    assert "follow-up" not in result.by_id
    assert [s.number for s in result.steps] == [s.number for s in csm().steps if s.id != "follow-up"]
    assert troubles(csm(), off) == []
    assert differences(csm(), adjusted(csm(), off, 1))[0].what == "gone"
    assert off.with_step("follow-up", StepChange()) == NOTHING


def test_a_step_that_a_hard_order_needs_stays_on_and_the_refusal_says_why() -> None:
    found = only(step("subscribe-tickets", off=True))
    assert (found.kind, found.item, found.field) == ("step", "subscribe-tickets", "off")
    assert found.message == f"step 14 has to wait for it: {csm().by_id['leave-tickets'].reason}"
    assert found.remedy == "leave it on, or switch step 14 off too"


def test_steps_that_need_each_other_go_together() -> None:
    both = step("subscribe-tickets", off=True).with_step("leave-tickets", StepChange(off=True))
    assert troubles(csm(), both) == []


def test_the_close_stays_on() -> None:
    assert only(step("close", off=True)) == Trouble(
        "step", "close", "off", "it closes the handoff", "leave it on"
    )


def test_what_is_added_comes_after_the_last_number_and_before_the_close() -> None:
    added = NOTHING.adding_step(title="Say goodbye", reason="It is kind.", owner="outgoing")
    added = added.adding_step(title="Send cake", reason="They like cake.", owner="incoming", offset=2)
    result = adjusted(csm(), added, 2)
    first, second = result.by_id["added-1"], result.by_id["added-2"]
    last = max(s.number for s in csm().steps)
    assert (first.number, second.number) == (last + 1, last + 2)
    assert (first.offset, second.offset) == ((csm().by_id["close"].offset or 0) - 1, 2)
    assert first.ours
    assert troubles(csm(), added) == []


def test_what_was_added_and_switched_off_keeps_its_number() -> None:
    added = NOTHING.adding_step(title="Say goodbye", reason="It is kind.", owner="outgoing")
    added = added.adding_step(title="Send cake", reason="They like cake.", owner="incoming")
    before = adjusted(csm(), added, 2).by_id["added-2"].number
    without = adjusted(csm(), added.with_step("added-1", StepChange(off=True)), 2)
    assert "added-1" not in without.by_id
    assert without.by_id["added-2"].number == before


def test_an_added_step_does_not_come_after_the_close() -> None:
    added = NOTHING.adding_step(title="Say goodbye", reason="It is kind.", owner="outgoing", offset=15)
    assert only(added) == Trouble(
        "step",
        "added-1",
        "offset",
        "the handoff closes on working day 15, and this would come later",
        "write at most 14",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Tell <!channel>"}, "title"),
        ({"title": "x" * 76}, "title"),
        ({"title": "Tell {nobody}"}, "title"),
        ({"reason": "y" * 301}, "reason"),
        ({"reason": "Ask <@U0NOAH>"}, "reason"),
        ({"owner": "nobody"}, "owner"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "wiki page"}, "link"),
    ],
)
def test_what_the_lint_refuses_is_named_at_its_field(change: dict[str, Any], field: str) -> None:
    found = only(step("outgoing-reads-page", **change))
    assert (found.item, found.field) == ("outgoing-reads-page", field)
    assert found.remedy


def test_a_question_is_reworded_switched_off_and_asked_in_light_handoffs_or_not() -> None:
    first = next(iter(csm().asks))
    assert adjusted(csm(), ask(first, question="Who?"), 2).asks[first][1].question == "Who?"
    assert first not in adjusted(csm(), ask(first, off=True), 2).asks
    light = next(ask_id for ask_id, (_, asked) in csm().asks.items() if asked.light)
    assert not adjusted(csm(), ask(light, light=False), 2).asks[light][1].light
    assert [d.what for d in differences(csm(), adjusted(csm(), ask(light, light=False), 1))] == ["light"]


def test_a_question_whose_answer_opens_a_step_stays_on() -> None:
    found = only(ask("adoption.stages", off=True))
    assert (found.item, found.field, found.message) == (
        "adoption.stages",
        "off",
        "only its answer opens step 21",
    )
    together = ask("adoption.stages", off=True).with_step("ask-adoption", StepChange(off=True))
    assert troubles(csm(), together) == []


def test_there_is_room_for_twenty_questions() -> None:
    more = NOTHING.adding_ask(topic="outlook", question="What did we forget?")
    assert only(more).message == "a full handoff asks the giver 21 questions"
    swapped = more.with_ask("outlook.promises", AskChange(off=True))
    assert troubles(csm(), swapped) == []
    assert adjusted(csm(), swapped, 2).asks["outlook.added-1"][1].question == "What did we forget?"


def test_a_topic_without_questions_and_pages_falls_away() -> None:
    topic = next(topic for topic in csm().topics if not topic.look)
    what = NOTHING
    for one in topic.ask:
        what = what.with_ask(f"{topic.id}.{one.id}", AskChange(off=True))
    assert topic.id not in adjusted(csm(), what, 2).topic


def test_a_question_whose_topic_the_file_has_no_more_is_named() -> None:
    lost = NOTHING.adding_ask(topic="gone", question="What?").with_ask("a.b", AskChange(off=True))
    assert only(lost) == Trouble(
        "ask", "gone.added-1", "topic", "its topic is there no more", "add it to another topic"
    )


def test_a_page_stays_when_the_step_that_collected_its_link_is_off() -> None:
    result = adjusted(csm(), step("update-records", off=True), 2)
    looks = [look for topic in result.topics for look in topic.look]
    assert not any((look.key or "").startswith("update-records.") for look in looks)
    assert len(looks) == sum(len(topic.look) for topic in csm().topics)


def test_what_was_said_of_a_step_that_is_gone_does_no_harm() -> None:
    assert troubles(csm(), step("long-gone", title="x")) == []


def test_differences_name_what_only_files_change() -> None:
    other = Playbook.model_validate({**csm().model_dump(), "about": "Something else."})
    assert differences(csm(), other) == [Difference("playbook", csm().called, "rest")]
