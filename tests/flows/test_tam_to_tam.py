"""TAM to TAM: the fifteen tasks and the collaboration issue, both pages' topics, and one title throughout."""

from collections import Counter
from dataclasses import replace

import pytest

from flows import changes, standing
from flows.lint import lint
from flows.loader import load
from flows.playbook import Playbook
from flows.problems import PlaybookError
from flows.refusals import Shut
from tests.support import books
from tests.support.handoffs import MONDAY, NOAH, START, by, day

PAGES = ("csm-to-csm", "tam-to-tam", "tam-handbook")


@pytest.fixture(scope="module")
def tam() -> Playbook:
    return books.book("tam-to-tam")


def test_start_tam_tam_fifteen_and_the_collaboration_issue(tam: Playbook) -> None:
    required = [step for step in tam.steps if step.number and not step.opened and not step.optional]
    assert [step.number for step in required] == [*range(1, 16), 22]
    owners = Counter(step.owner for step in required)
    assert owners == {"outgoing": 9, "incoming": 6, "incoming_manager": 1}
    assert standing.progress(books.running("tam-to-tam")) == (0, 16)


def test_the_issue_is_the_incoming_persons_and_comes_before_the_fifteen(tam: Playbook) -> None:
    now = books.running("tam-to-tam", cta="off")
    mine = [seen for seen in standing.in_order(standing.views(now, MONDAY)) if seen.owner == NOAH]
    assert mine[0].step.id == "collaboration-issue"
    assert tam.by_id["collaboration-issue"].source is not None


@pytest.mark.parametrize("name", books.texts())
def test_no_text_says_csm_when_the_title_is_tam(name: str) -> None:
    shown = books.book(name).model_copy(update={"title": "TAM"})
    texts = [*books.words(shown.model_dump()), shown.called, *(shown.label(role) for role in shown.roles)]
    assert [text for text in texts if "CSM" in text] == []


def test_the_topics_of_both_pages_and_where_each_is_from(tam: Playbook) -> None:
    csm = books.book("csm-to-csm")
    assert [topic.id for topic in tam.topics] == [topic.id for topic in csm.topics]
    from_here = {topic.id for topic in tam.topics if topic.source and topic.source.page == "tam-to-tam"}
    assert from_here == {"license", "communication", "sentiment", "health", "tickets", "installation"}
    contacts = tam.asks["communication.contacts"][1]
    assert contacts.source is not None
    assert contacts.source.page == "csm-to-csm"
    lost = {"recent", "critical", "calls", "e-mail", "project", "slack", "recordings"}
    assert lost == {look.id for look in tam.topic["communication"].look}


def test_every_source_is_one_of_the_pages(tam: Playbook) -> None:
    steps, topics = [step.source for step in tam.steps], [topic.source for topic in tam.topics]
    sources = [source for source in (*steps, *topics) if source]
    assert {source.page for source in sources} == set(PAGES)


def test_what_it_does_not_say_is_the_other_playbooks(tam: Playbook) -> None:
    csm = books.book("csm-to-csm")
    assert {step.id: step for step in tam.steps if step.number < 22} == dict(csm.by_id)
    assert tam.facts == csm.facts
    assert lint(tam) == []


def test_commitments_are_the_receivers_and_never_hold_the_close_up(tam: Playbook) -> None:
    after = [step for step in tam.steps if step.number > 22]
    assert {step.owner for step in after} == {"incoming"}
    assert all(step.optional for step in after)
    assert not {step.id for step in after} & set(standing.open_before_close(books.running("tam-to-tam")))
    assert all((step.offset or 0) < (tam.by_id["close"].offset or 0) for step in after)
    assert standing.views(books.running("tam-to-tam"), day(40))


def test_commitments_are_confirmed_once_the_account_is_accepted() -> None:
    now = books.running("tam-to-tam")
    with pytest.raises(Shut):
        changes.complete(now, by(NOAH), "relationship-commitments")
    accepted = replace(now, accepted_by=NOAH, accepted_at=START)
    assert changes.complete(accepted, by(NOAH), "relationship-commitments").events


HEAD = "id: mine\nversion: 1\nname: Mine\nabout: Ours.\n"


def refusal(text: str) -> str:
    """What is said to somebody who writes that."""
    try:
        loaded = load(text, "mine.yml", books.texts())
    except PlaybookError as error:
        return str(error)
    return "\n".join(map(str, lint(loaded.playbook, loaded.lines)))


NEW = "  - {id: new, number: 15, owner: incoming, title: New, reason: So., ours: true}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("based_on: csm-to-csn", "mine.yml:1: no playbook called csm-to-csn ships with the bot → did"),
        ("based_on: [a]", "no playbook called ['a'] ships"),
        ("based_on: tam-to-tam", "tam-to-tam is based on another playbook itself"),
        (
            "based_on: csm-to-csm\nsteps:\n  - {id: introduce, owner: nobody}\n",
            "mine.yml:3: no role is called nobody",
        ),
        (f"based_on: csm-to-csm\nsteps:\n{NEW}", "mine.yml:3: the number 15 is used twice"),
    ],
)
def test_a_base_that_does_not_fit_is_said_with_its_line(text: str, said: str) -> None:
    assert said in refusal(f"{text}\n{HEAD}")
