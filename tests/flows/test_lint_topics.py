"""One case a rule about topics: the small sound playbook with two topics, one fault, what is said of it."""

import pytest

from flows import lint_topics
from flows.lint import lint
from flows.loader import load
from flows.problems import PlaybookError, Problem
from tests.flows.test_lint import BASE

OPENED = """\
  - id: tell-them
    number: 5
    owner: taker
    title: Tell them where it runs
    reason: They would like to know.
    ours: true
    when: {hosting: self}
    opened: true
"""

TOPICS = """\
topics:
  - id: running
    title: Running
    reason: It matters where it runs.
    source: {page: small, section: Running}
    words: [hosting, servers]
    ask:
      - id: where
        question: Where does it run?
        kind: several
        choices: [{id: saas, label: With us}, {id: self, label: With them}]
        fact: hosting
        fallback: [helper]
      - {id: diagram, question: "Is there a diagram?", kind: link, when: {hosting: self}, for_customer: true}
    look:
      - {id: notes, title: The notes, key: meet.talk}
      - {id: page, title: The page, key: page, when: {hosting: saas}, optional: true}
  - id: mood
    title: Mood
    reason: It shows on every call.
    ours: true
    words: [temperature]
    ask:
      - id: temperature
        question: How is it?
        kind: choice
        choices: [{id: stable, label: Fine}, {id: watch, label: So so}, {id: critical, label: Bad}]
        theme: temperature
        light: true
"""

SOUND = (
    BASE.replace("{id: talk, title: A talk}", "{id: talk, title: A talk, evidence: link}") + OPENED + TOPICS
)


def found(text: str) -> list[Problem]:
    loaded = load(text, "small.yml")
    return lint(loaded.playbook, loaded.lines)


def mended(old: str, new: str) -> str:
    assert SOUND.count(old) == 1, f"{SOUND.count(old)} times in the text: {old}"
    return SOUND.replace(old, new)


def test_the_small_playbook_with_topics_is_sound() -> None:
    assert found(SOUND) == []


CASES = [
    # names
    ("fallback: [helper]", "fallback: [helpr]", "no role is called helpr", "did you mean helper?"),
    ("fact: hosting", "fact: hostign", "no fact is called hostign", "did you mean hosting?"),
    (
        "kind: link, when: {hosting: self}",
        "kind: link, when: {hostin: self}",
        "no fact is called hostin",
        "hosting",
    ),
    ("kind: link, when: {hosting: self}", "kind: link, when: {hosting: slf}", "no answer of hosting", "self"),
    ("key: page, when: {hosting: saas}", "key: page, when: {hosting: sas}", "no answer of hosting", "saas"),
    # twice
    ("id: mood", "id: running", "the topic id running is used twice", "own"),
    ("id: diagram", "id: where", "the question id where is used twice", "own"),
    ("{id: page, title: The page", "{id: notes, title: The page", "the look id notes is used twice", "own"),
    ("{id: watch, label: So so}", "{id: stable, label: So so}", "the choice stable is used twice", "own"),
    ("[temperature]", "[temperature, Server]", "Server means running already", "leave it there once"),
    ("[hosting, servers]", "[hosting, servers, server]", "server means running already", "once"),
    # what a topic is made of
    ("id: mood", "id: own-mood", "topics of people's own are called own-…", "another id"),
    ("    words: [temperature]\n", "", "no notes would be matched to mood", "add words:"),
    (
        "    ours: true\n    words: [temperature]",
        "    words: [temperature]",
        "mood does not say where",
        "or ours",
    ),
    ("section: Running}", "section: Running}\n    ours: true", "from the handbook and ours", "keep one"),
    # questions
    ("kind: link, when", "kind: choice, when", "diagram has nothing to choose from", "two at least"),
    (
        '"Is there a diagram?", kind: link',
        '"Is there a diagram?", choices: [{id: a, label: A}, {id: unknown, label: B}]',
        "diagram takes no choices",
        "kind: choice",
    ),
    (
        '"Is there a diagram?", kind: link',
        '"Is there a diagram?", kind: choice, choices: [{id: a, label: A}, {id: b, label: B}]',
        "nobody could say that diagram is unknown here",
        "id unknown",
    ),
    ("kind: several", "kind: choice", "where settles hosting, which has other answers", "kind: several"),
    (
        "[{id: saas, label: With us}, {id: self, label: With them}]\n        fact",
        "[{id: saas, label: With us}, {id: both, label: With them}]\n        fact",
        "where settles hosting, which has other choices",
        "use saas, self",
    ),
    (
        "{id: watch, label: So so}",
        "{id: hot, label: So so}",
        "temperature gives no temperature",
        "stable, watch",
    ),
    ("id: diagram, question", "id: diagram, fact: owner, question", "diagram settles owner", "kind: choice"),
    # what is read
    ("key: meet.talk", "key: meet.room", "no step collects meet.room", "evidence:"),
    ("key: meet.talk", "key: meat.talk", "no step collects meat.talk", "link map"),
    # opened steps
    ("    when: {hosting: self}\n    opened", "    opened", "nothing opens tell-them", "add when:"),
    (
        "when: {hosting: self}\n    opened",
        "when: {owner: us}\n    opened",
        "no question of the topics settles owner, so tell-them would never open",
        "fact: owner",
    ),
    # words
    ("title: Mood", f"title: {'m' * 76}", "title has 76 characters", "keep it to 75"),
    ("reason: It shows on every call.", f"reason: {'r' * 301}", "reason has 301 characters", "300"),
    ("question: How is it?", f"question: {'q' * 151}", "question has 151 characters", "keep it to 150"),
    ("label: So so", f"label: {'l' * 76}", "label has 76 characters", "keep it to 75"),
    ("title: The notes", f"title: {'t' * 76}", "title has 76 characters", "keep it to 75"),
    ("question: How is it?", 'question: "How is <@U1>?"', "Slack would act on <@U1>", "plain words"),
    ("question: How is it?", 'question: "How is {customer}?"', "nothing is filled in", "{account}"),
]


@pytest.mark.parametrize(("old", "new", "message", "remedy"), CASES)
def test_a_rule(old: str, new: str, message: str, remedy: str) -> None:
    problems = found(mended(old, new))
    problem = next(problem for problem in problems if message in problem.message)
    assert remedy in problem.remedy
    assert 1 <= problem.line <= SOUND.count("\n")


def test_a_topic_with_nothing_to_ask_or_to_read() -> None:
    text = SOUND[: SOUND.index("    ask:\n      - id: temperature")]
    assert [problem.message for problem in found(text)] == ["mood has nothing to ask and nothing to read"]


def test_a_fact_has_one_question_that_settles_it() -> None:
    again = (
        "      - {id: again, question: Again, kind: several, fact: hosting,"
        " choices: [{id: saas, label: A}, {id: self, label: B}]}\n"
    )
    (problem,) = found(SOUND + again)
    assert problem.message == "the fact hosting is used twice"


def test_too_many_choices() -> None:
    many = ", ".join(f"{{id: c{n}, label: C{n}}}" for n in range(11))
    (problem,) = found(
        mended(
            "{id: diagram,",
            f"{{id: many, kind: choice, question: Q, choices: [{many}]}}\n      - {{id: diagram,",
        )
    )
    assert problem.message.startswith("11 choices")


def questions(count: int, **more: str) -> str:
    rest = "".join(f", {name}: {value}" for name, value in more.items())
    return "".join(f"      - {{id: q{n}, question: Question {n}{rest}}}\n" for n in range(count))


class TestBudget:
    def test_full(self) -> None:
        assert found(SOUND + questions(lint_topics.FULL - 3)) == []
        (problem,) = found(SOUND + questions(lint_topics.FULL - 2))
        assert problem.message == "a full handoff asks the giver 21 questions"
        assert problem.remedy == "keep it to 20"

    def test_light(self) -> None:
        assert found(SOUND + questions(4, light="true")) == []
        (problem,) = found(SOUND + questions(5, light="true"))
        assert problem.message == "a light handoff asks the giver 6 questions"

    def test_only_what_can_be_asked_together_counts(self) -> None:
        either = questions(17, when="{owner: us}")
        other = questions(17, when="{owner: customer}").replace("id: q", "id: r")
        assert found(SOUND + either + other) == []
        both = questions(18, when="{hosting: saas}")
        assert [problem.message for problem in found(SOUND + both)] == [
            "a full handoff asks the giver 21 questions"
        ]


def test_a_key_is_a_name_or_a_part() -> None:
    with pytest.raises(PlaybookError) as caught:
        load(mended("key: meet.talk", "key: Meet.the.talk"))
    assert "key has to be a plain name" in str(caught.value)


def test_a_misspelt_field_is_named() -> None:
    with pytest.raises(PlaybookError) as caught:
        load(mended("question: How is it?", "quesiton: How is it?"))
    assert "did you mean question?" in str(caught.value)
