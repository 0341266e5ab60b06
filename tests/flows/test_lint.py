"""One case a rule: a small sound playbook, one fault in it, and the line and words that come back."""

import pytest

from flows import lint_order
from flows.lint import lint
from flows.loader import load
from flows.problems import Lines, Problem

BASE = """\
id: small
version: 1
name: Small
about: Two people and four steps.
roles:
  giver: {label: "Outgoing {title}", gives: true}
  taker: {label: "Incoming {title}", receives: true}
  boss: {label: Manager, manages: true}
  helper: {label: Helper, optional: true, fallback: giver}
facts:
  owner:
    ask: giver
    question: Who owns the events?
    choices: [{id: us, label: We do}, {id: customer, label: They do}]
    reason: It decides who may change them.
    ours: true
  hosting:
    ask: helper
    question: Where does it run?
    choices: [{id: saas, label: With us}, {id: self, label: With them}]
    several: true
    reason: It decides what to look at.
    ours: true
steps:
  - id: tidy
    number: 1
    owner: giver
    title: Tidy up for {incoming}
    reason: Nobody likes to search.
    ours: true
    offset: 3
  - id: meet
    number: 2
    owner: helper
    title: Meet {incoming}
    reason: Talking is quicker.
    source: {page: small, section: Meetings}
    parts:
      - {id: room, title: A room}
      - {id: talk, title: A talk}
    prefer_after:
      - {step: tidy, say: Tidy first.}
    links:
      - {label: Page, key: page, url: "https://example.com/page"}
  - id: events
    number: 3
    owner: giver
    title: Clear the events
    reason: Nobody should wait in an empty call.
    ours: true
    variants:
      - {when: {owner: us}, title: Delete ours, after: [meet.talk]}
      - {when: {owner: customer}, title: Ask them}
  - id: close
    number: 4
    owner: taker
    title: Close
    reason: It is over.
    ours: true
    decision:
      question: Is it over?
      outcomes: [{id: more, label: Not yet}, {id: over, label: It is, closes: true}]
    after_all: true
"""


ADVICE = "    prefer_after:\n      - {step: tidy, say: Tidy first.}\n"


def found(text: str) -> list[Problem]:
    loaded = load(text, "small.yml")
    return lint(loaded.playbook, loaded.lines)


def mended(old: str, new: str) -> str:
    assert BASE.count(old) == 1, f"{BASE.count(old)} times in the text: {old}"
    return BASE.replace(old, new)


def test_the_small_playbook_is_sound() -> None:
    assert found(BASE) == []


CASES = [
    # names
    (
        "number: 1\n    owner: giver",
        "number: 1\n    owner: givr",
        "no role is called givr",
        "did you mean giver?",
    ),
    ("ask: giver", "ask: nobody", "no role is called nobody", "use one of giver, taker"),
    ("fallback: giver", "fallback: giverr", "no role is called giverr", "did you mean giver?"),
    ("{owner: us}", "{owners: us}", "no fact is called owners", "did you mean owner?"),
    ("{owner: us}", "{owner: use}", "no answer of owner is called use", "did you mean us?"),
    ("after: [meet.talk]", "after: [meat]", "no step is called meat", "did you mean meet?"),
    ("after: [meet.talk]", "after: [meet.walk]", "no part of meet is called walk", "did you mean talk?"),
    (
        "after: [meet.talk]",
        "after: [tidy.talk]",
        "no part of tidy is called talk",
        "take it out: there is none",
    ),
    ("{step: tidy, say", "{step: tidi, say", "no step is called tidi", "did you mean tidy?"),
    # letters and calls
    ("number: 1\n", "number: 1\n    draft: kickoff\n", "giver would invite to the kickoff", "step of taker"),
    ("title: Delete ours,", "title: Delete ours, call: old,", "old calls end", "call: new"),
    # twice
    ("id: meet", "id: tidy", "the step id tidy is used twice", "own"),
    ("number: 2", "number: 1", "the number 1 is used twice", "own"),
    ("id: talk", "id: room", "the part id room is used twice", "own"),
    ("{id: self, label: With them}", "{id: saas, label: B}", "the choice saas is used twice", "own"),
    ("id: more", "id: over", "the outcome over is used twice", "own"),
    # roles
    (", gives: true", "", "no role gives", "write gives: true"),
    (
        "label: Manager, manages: true",
        "label: Manager, manages: true, gives: true",
        "giver gives already",
        "one",
    ),
    (", manages: true", ", manages: true, optional: true", "nobody else manages", "take optional out"),
    (
        '"Incoming {title}", receives: true',
        '"Incoming {title}", receives: true, manages: true',
        "taker manages already",
        "one role only",
    ),
    (", optional: true, fallback: giver", ", optional: true", "helper is optional", "give helper a fallback"),
    ("fallback: giver", "fallback: helper", "helper falls back on itself", "always held"),
    # the end
    (", closes: true", "", "no step closes the handoff", "closes: true"),
    ("label: Not yet", "label: Not yet, closes: true", "two outcomes close", "exactly one"),
    ("    after_all: true\n", "", "without waiting for the others", "add after_all: true"),
    ("offset: 3", "after_all: true", "only the closing step waits for all", "name steps in after:"),
    ("number: 3", "number: 9", "is not the last", "highest number"),
    ("after_all: true", "after_all: true\n    optional: true", "nothing closes the handoff", "optional:"),
    (
        "after_all: true",
        "after_all: true\n    evidence: text",
        "both asks and has things to tick",
        "two steps",
    ),
    ("    links:", "    evidence: link\n    links:", "meet is ticked part by part", "one of its parts"),
    (
        "title: Delete ours,",
        "title: Delete ours, parts: [{id: a, title: A, evidence: link}, {id: b, title: B}],",
        None,
        None,
    ),
    # sources and reasons
    ("reason: It decides who may change them.", "several: false", "owner has no reason", "one sentence"),
    ("    ours: true\n    offset: 3", "    offset: 3", "does not say where it comes from", "or ours: true"),
    ("section: Meetings}", "section: Meetings}\n    ours: true", "from the handbook and ours", "keep one"),
    # conditions
    (
        "{when: {owner: customer}, title: Ask",
        "{when: {owner: us}, title: Ask",
        "this variant never comes up",
        "before",
    ),
    (
        "{when: {owner: customer}, title: Ask",
        "{when: {}, title: Ask",
        "a variant without a condition",
        "when it holds",
    ),
    (
        "title: Ask them}",
        "title: Ask them, parts: [{id: a, title: A, when: {owner: us}}]}",
        "a never comes up",
        "agree with the step's",
    ),
    (
        "    variants:",
        "    after: [tidy]\n    variants:",
        "a variant always stands in for events",
        "at its variants",
    ),
    # words
    ("title: Meet {incoming}", f"title: {'m' * 76}", "title has 76 characters", "keep it to 75"),
    (
        "title: Meet {incoming}",
        f"title: {'m' * 56}{{incoming}}",
        "counting 20 for each name",
        "keep it to 75",
    ),
    ("label: We do", f"label: {'w' * 76}", "label has 76 characters", "keep it to 75"),
    ("label: Not yet", f"label: {'w' * 76}", "label has 76 characters", "keep it to 75"),
    ("reason: Talking is quicker.", f"reason: {'w' * 301}", "reason has 301 characters", "keep it to 300"),
    ("say: Tidy first.", f"say: {'w' * 151}", "say has 151 characters", "keep it to 150"),
    ("question: Is it over?", f"question: {'w' * 151}", "question has 151 characters", "keep it to 150"),
    ("title: A room", 'title: "A\\nroom"', "title has several lines", "in one"),
    ("title: A room", 'title: "<!channel> a room"', "Slack would act on <!channel>", "plain words"),
    ("title: A talk", 'title: "Ask <@U012ABCDEF>"', "Slack would act on <@U012ABCDEF>", "plain words"),
    ("Nobody likes to search.", "See <https://example.com|here>.", "Slack would act on <https", "links:"),
    ("title: A talk", 'title: "A talk with {customer}"', "nothing is filled in for {customer}", "{account}"),
    ("title: A talk", 'title: "A talk with {incoming"', "nothing is filled in for {", "braces"),
    (
        "label: Manager",
        'label: "{incoming}\'s manager"',
        "nothing is filled in for {incoming}",
        "use one of {title}",
    ),
    ("https://example.com/page", "javascript:alert(1)", "no address that Slack opens", "https://"),
]


@pytest.mark.parametrize(("old", "new", "message", "remedy"), CASES)
def test_a_rule(old: str, new: str, message: str | None, remedy: str | None) -> None:
    text = mended(old, new)
    problems = found(text)
    if message is None or remedy is None:
        assert problems == []
        return
    assert len(problems) <= 3
    problem = next(problem for problem in problems if message in problem.message)
    assert remedy in problem.remedy
    assert problem.file == "small.yml"
    assert 1 <= problem.line <= text.count("\n")


def test_the_line_is_where_the_fault_stands() -> None:
    text = mended("{owner: us}", "{owner: use}")
    (problem,) = found(text)
    assert "{owner: use}" in text.splitlines()[problem.line - 1]
    assert str(problem) == f"small.yml:{problem.line}: {problem.message} → {problem.remedy}"


def test_several_faults_come_in_the_order_of_the_file() -> None:
    text = mended("ask: giver", "ask: nobody").replace("key: page, url", "key: page, label: Page, url")
    text = (
        BASE.replace("ask: giver", "ask: nobody")
        .replace("number: 2", "number: 1")
        .replace("A room", "<!here>")
    )
    lines = [problem.line for problem in found(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_a_role_with_two_of_the_three_parts() -> None:
    text = mended(", receives: true", "").replace("gives: true", "gives: true, receives: true")
    (problem,) = found(text)
    assert problem.message == "giver has two of gives, receives and manages"


def test_two_steps_that_close() -> None:
    extra = (
        BASE[BASE.index("  - id: close") :].replace("id: close", "id: end").replace("number: 4", "number: 5")
    )
    messages = {problem.message for problem in found(BASE + extra)}
    assert "close closes the handoff already" in messages


def test_fallbacks_in_a_circle() -> None:
    text = mended(
        "fallback: giver}", "fallback: friend}\n  friend: {label: F, optional: true, fallback: helper}"
    )
    assert {problem.message for problem in found(text)} == {
        "helper falls back on itself in the end",
        "friend falls back on itself in the end",
        "helper is optional, and then nobody would do this",
    }


def test_a_part_means_one_thing_in_a_step() -> None:
    ours = "title: Delete ours, after: [meet.talk], parts: [{id: done, title: A}]}"
    theirs = "title: Ask them, parts: [{id: done, title: A, evidence: link}]}"
    text = mended("title: Delete ours, after: [meet.talk]}", ours).replace("title: Ask them}", theirs)
    (problem,) = found(text)
    assert problem.message == "done asks for other evidence elsewhere in the step"


def test_too_many_choices_for_one_question() -> None:
    many = ", ".join(f"{{id: c{n}, label: C{n}}}" for n in range(11))
    text = mended("[{id: saas, label: With us}, {id: self, label: With them}]", f"[{many}]")
    (problem,) = found(text)
    assert problem.message.startswith("11 choices")


class TestOrder:
    def test_steps_that_wait_for_each_other(self) -> None:
        text = mended("offset: 3", "after: [meet]")
        (problem,) = found(text.replace(ADVICE, "    after: [tidy]\n"))
        assert "these wait for each other" in problem.message
        assert problem.remedy == "take one of them out of after:"

    def test_a_step_that_waits_for_itself(self) -> None:
        (problem,) = found(mended("offset: 3", "after: [tidy]"))
        assert problem.message == "these wait for each other: tidy → tidy"

    def test_a_part_that_waits_for_its_own_step(self) -> None:
        (problem,) = found(mended("{id: room, title: A room}", "{id: room, title: A room, after: [meet]}"))
        assert "meet.room" in problem.message

    def test_what_waits_for_the_close(self) -> None:
        (problem,) = found(mended("offset: 3", "after: [close]"))
        assert "close" in problem.message

    def test_parts_may_go_to_and_fro_between_two_steps(self) -> None:
        text = mended("offset: 3", "after: [meet.room]").replace(ADVICE, "")
        assert found(text.replace("title: A talk}", "title: A talk, after: [tidy]}")) == []

    def test_a_circle_that_no_facts_allow_is_none(self) -> None:
        text = mended("offset: 3", "parts: [{id: t, title: T, when: {owner: customer}, after: [events]}]")
        assert found(text.replace("after: [meet.talk]", "after: [tidy]")) == []

    def test_a_circle_under_some_facts_names_them(self) -> None:
        text = mended("offset: 3", "parts: [{id: t, title: T, when: {owner: us}, after: [events]}]")
        (problem,) = found(text.replace("after: [meet.talk]", "after: [tidy]"))
        assert "(when owner is us)" in problem.message
        assert "tidy.t" in problem.message

    def test_advice_against_a_hard_order(self) -> None:
        (problem,) = found(mended("offset: 3", "after: [meet]"))
        assert problem.message.startswith("this advice goes round in a circle")
        assert problem.remedy == "take one of them out of prefer_after:"

    def test_waiting_for_what_is_never_there(self) -> None:
        text = mended("offset: 3", "when: {owner: customer}")
        (problem,) = found(text.replace("after: [meet.talk]", "after: [tidy]"))
        assert problem.message == "tidy never comes up together with this"

    def test_more_facts_than_can_be_judged(self) -> None:
        names = [f"f{n}" for n in range(13)]
        yes_or_no = "{id: a, label: A}, {id: b, label: B}"
        facts = "".join(
            f"  {name}: {{question: Q, reason: R, ours: true, choices: [{yes_or_no}]}}\n" for name in names
        )
        wanted = ", ".join(f"{name}: a" for name in names)
        text = mended("steps:\n", f"{facts}steps:\n").replace("offset: 3", f"when: {{{wanted}}}")
        messages = [problem.message for problem in found(text)]
        assert messages == ["tidy hangs on too many facts at once"]

    def test_worlds_of_a_fact_with_several_answers(self) -> None:
        playbook = load(BASE).playbook
        assert len(lint_order.worlds(playbook, ["hosting"])) == 3
        assert len(lint_order.worlds(playbook, ["hosting", "owner", "owner"])) == 6
        assert lint_order.worlds(playbook, []) == [{}]


def test_without_lines_it_still_says_what_is_wrong() -> None:
    playbook = load(mended("ask: giver", "ask: nobody")).playbook
    (problem,) = lint(playbook)
    assert (problem.file, problem.line, problem.path) == ("playbook", 1, "facts.owner.ask")
    assert Lines().at(("steps", 3)) == 1
