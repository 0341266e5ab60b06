"""Replies in plain words: the corpus, and what holds for every text there is."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.replies import HELP_TOPICS, Context, clean, days, figures, links, understand
from flows.replies import meaning as m
from flows.replies.mistyped import one_slip
from flows.replies.text import plain
from tests.flows.replies_reading import CHECKLIST, CONTEXTS, NOW, ZONE, corpus, told

CHANGES = (m.Tick, m.NotApplicable, m.Reassign)
COMMAND_WORD = re.compile(
    r"done|did|finish|complet|tick|check|✅|✔|☑|✓|n/?\.?a|not applicable|not relevant|appl"
    r"|assign|give|hand|pass|transfer|delegate|move"
)
NAMES_A_STEP = re.compile(r"[0-9]|step|number|item|task")
ONE_STEP = "in the thread of one step, 14"

PIECES = """
done did 3 5 14 3-5 and , . ? n/a not isn't later until friday ok thanks skip why acme globex: to @maya
<@U1> if reassign waiting on ✅ :three: ~3~ *done* it all tomorrow ask sam almost &gt; > status next 3/4
but it's undo half
<https://x.io|y> &amp; finished tick mark as
"""
DOUBTS = """
not n't never almost nearly half isn't haven't if when should could nobody soon unless until? ?
"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])
TYPED = st.one_of(st.lists(WORDS, max_size=9).map(" ".join), st.text(max_size=80))
WHERE = st.sampled_from(sorted(CONTEXTS))


@pytest.mark.parametrize(("where", "typed", "meaning"), corpus())
def test_the_corpus(where: str, typed: str, meaning: str) -> None:
    assert told(understand(typed, CONTEXTS[where])) == meaning


def test_the_corpus_is_large_and_says_everything_once() -> None:
    lines = corpus()
    assert len(lines) >= 250
    assert len({(where, typed) for where, typed, _ in lines}) == len(lines)
    assert {where for where, _, _ in lines} == set(CONTEXTS)


def made(meaning: m.Meaning) -> list[m.Meaning]:
    """What happens at once; the options of a question do not."""
    return (
        [one for part in meaning.meanings for one in made(part)]
        if isinstance(meaning, m.Several)
        else [meaning]
    )


@settings(max_examples=400, deadline=None)
@given(TYPED, WHERE)
@example("\ue000", ONE_STEP)
@example("done " + "3," * 200, ONE_STEP)
def test_nothing_changes_without_a_command_word_and_a_step(typed: str, where: str) -> None:
    context = CONTEXTS[where]
    if any(isinstance(one, CHANGES) for one in made(understand(typed, context))):
        said = plain(clean(typed))
        assert COMMAND_WORD.search(said), typed
        assert NAMES_A_STEP.search(said) or context.only_step is not None, typed


@settings(max_examples=400, deadline=None)
@given(TYPED, WHERE)
def test_cleaning_first_changes_no_meaning(typed: str, where: str) -> None:
    cleaned = clean(typed)
    assert clean(cleaned) == cleaned
    assert understand(cleaned, CONTEXTS[where]) == understand(typed, CONTEXTS[where])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        ["done 3", "3 done", "done 3 and 5", "3 is done", "i did 3", "✅ 3", "finished with 3", "mark 3 done"]
    ),
    st.sampled_from(DOUBTS.split()),
    st.integers(0, 5),
)
def test_a_doubt_anywhere_never_ticks(phrase: str, doubt: str, place: int) -> None:
    words = phrase.split()
    said = " ".join([*words[:place], doubt, *words[place:]])
    assert not any(isinstance(one, m.Tick) for one in made(understand(said, CHECKLIST))), said


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), WHERE)
def test_a_question_changes_nothing(typed: str, where: str) -> None:
    meaning = understand(typed.replace("\n", " ") + " ?", CONTEXTS[where])
    assert not any(isinstance(one, CHANGES) for one in made(meaning)) or "," in typed or "." in typed


@pytest.mark.parametrize("where", sorted(CONTEXTS))
def test_a_long_text_is_an_answer_and_never_a_command(where: str) -> None:
    typed = "done 3 and 5. " + "They renew in March. " * 200
    meaning = understand(typed, CONTEXTS[where])
    assert isinstance(meaning, m.Answer | m.IsThatYourAnswer | m.WhichOne | m.Unclear)
    assert not isinstance(meaning, m.Answer) or meaning.text == typed.strip()


def test_a_shared_number_is_settled_by_one_choice_for_the_whole_message() -> None:
    asked = understand("done 3 and 5", CONTEXTS["in the thread of a digest of Acme and Globex"])
    assert isinstance(asked, m.WhichOne)
    assert asked.question == "3 of which account?"
    assert [(option.label, told(option.meaning)) for option in asked.options] == [
        ("Acme", "tick a3 a5"),
        ("Globex Corp", "tick g3 g5"),
    ]


def test_an_ambiguous_day_is_asked_with_both_days_as_buttons() -> None:
    asked = understand("14 on 3/4", CHECKLIST)
    assert isinstance(asked, m.WhichOne)
    assert [option.label for option in asked.options] == ["Sat 3 Apr 2027", "Thu 4 Mar 2027"]


def test_words_are_kept_as_the_person_typed_them() -> None:
    told_reason = understand("13 n/a No *tickets*, it’s Dana’s “old” project", CHECKLIST)
    assert told_reason == m.NotApplicable(((1, "a13"),), "No tickets, it’s Dana’s “old” project")


def test_a_day_counts_from_the_persons_own_midnight() -> None:
    late = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
    new_york = replace(CHECKLIST, now=late)
    berlin = replace(new_york, zone=ZoneInfo("Europe/Berlin"))
    assert told(understand("14 tomorrow", new_york)) == "later a14 2026-12-03"
    assert told(understand("14 tomorrow", berlin)) == "later a14 2026-12-04"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("friday 4 dec", [date(2026, 12, 4)]),
        ("friday 5 dec", []),
        ("wed", [date(2026, 12, 9)]),
        ("29 feb", [date(2028, 2, 29)]),
        ("30 feb", []),
        ("the 1st", [date(2027, 1, 1)]),
        ("12/18/26", [date(2026, 12, 18)]),
        ("end of december", [date(2026, 12, 31)]),
        ("in a month", [date(2027, 1, 2)]),
        ("in 3 working days", [date(2026, 12, 7)]),
        ("tomorrow at 3", [datetime(2026, 12, 3, 20, tzinfo=UTC)]),
        ("at 14:30", [datetime(2026, 12, 2, 19, 30, tzinfo=UTC)]),
        ("9am", [datetime(2026, 12, 3, 14, tzinfo=UTC)]),
        ("in 2 hours", [datetime(2026, 12, 2, 17, 30, tzinfo=UTC)]),
        ("25:00", []),
        ("december", []),
    ],
)
def test_days(typed: str, found: list[date]) -> None:
    assert list(days.read(typed, NOW, ZONE)) == found


def test_an_hour_that_the_clocks_skip_comes_after_the_gap() -> None:
    before = datetime(2027, 3, 13, 12, tzinfo=UTC)
    assert days.read("tomorrow 2:30am", before, ZONE) == (datetime(2027, 3, 14, 7, 30, tzinfo=UTC),)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789/.- :apmthsdecmonfrinextwk", max_size=16))
def test_any_text_is_a_day_or_is_none(typed: str) -> None:
    assert len(days.read(plain(typed), NOW, ZONE)) <= 2


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("$50k", m.Figure(50_000)),
        ("1,5k", m.Figure(1500)),
        ("12.5", m.Figure(12.5)),
        ("2 000 000", m.Figure(2_000_000)),
        ("&gt; 250", m.Figure(250, about=True)),
        ("two hundred", m.Figure(200)),
        ("between 200 and 250", m.Figure(200, about=True, to=250)),
    ],
)
def test_numbers(typed: str, figure: m.Figure) -> None:
    assert figures.read(plain(clean(typed))) == (figure,)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("*done* _3_ &amp; `5`", "done 3 & 5"),
        ("<https://x.io/_a_b_|the doc>", "the doc (https://x.io/_a_b_)"),
        ("*<https://x.io|x>* <https://x.io/|x.io>", "x (https://x.io) https://x.io/"),
        ("<http://acme.com|acme.com>", "http://acme.com"),
        ("<mailto:a@b.c|a@b.c> <tel:1|1>", "a@b.c 1"),
        ("<@U1|sam> in <#C1|general>, <!here>", "<@U1> in #general, @here"),
        ("&lt;b&gt; a_b_c 2*3*4", "<b> a_b_c 2*3*4"),
        ("```\n*kept*\n```", "```\n*kept*\n```"),
        (":+1::skin-tone-3: :unknown:", "👍 :unknown:"),
        ("a\r\nb\u200b ", "a\nb"),
    ],
)
def test_slack_text_becomes_what_was_meant(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_links_come_without_what_stands_around_them() -> None:
    assert links(clean("see <https://x.io/a>, (https://y.io/b).")) == ("https://x.io/a", "https://y.io/b")


def test_one_slip_of_the_thumb() -> None:
    assert all(one_slip(typed, "done") for typed in ("doen", "dnoe", "dne", "donee", "dome"))
    assert not any(one_slip(typed, "done") for typed in ("done", "gone", "dno", "donate", ""))


def test_the_page_for_people_says_nothing_that_is_not_understood() -> None:
    page = Path(__file__).parents[2] / "docs" / "replies.md"
    rows = [
        line.split("|")[1] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    phrases = [phrase for row in rows for phrase in re.findall(r"`([^`]+)`", row)]
    assert len(phrases) > 40
    context = replace(CONTEXTS[ONE_STEP], numbers=CHECKLIST.numbers)
    lost = [
        one for one in phrases if isinstance(understand(one, _alone(one, context)), m.Unclear | m.WhichOne)
    ]
    assert lost == []
    assert all(topic in page.read_text(encoding="utf-8") for topic in HELP_TOPICS)


def _alone(phrase: str, context: Context) -> Context:
    """A phrase without a number is said below one step."""
    return context if re.search(r"\d", phrase) else CONTEXTS[ONE_STEP]
