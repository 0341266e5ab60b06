"""How people's text is made safe, and how days, people and refusals are put into words."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import wording
from bot.wording import Names
from flows import lifecycle, refusals
from flows.lifecycle import Terms
from flows.people import Person, PersonId
from flows.refusals import Blocker
from tests.bot.pictures import HUGE, judge_text
from tests.support.handoffs import (
    MAYA,
    NAMES,
    NOAH,
    OLIVIA,
    PIA,
    START,
    Play,
    handoff,
    person,
    refused,
    terms,
    with_facts,
)

PEOPLE = Names({who: person(who) for who in NAMES})
TODAY = date(2026, 11, 23)


@given(st.text())
@example("<!channel> <@U1> &amp; & <https://x|y>")
@example("\u202eabc")
def test_nothing_that_people_write_means_anything_to_slack(text: str) -> None:
    judge_text(wording.safe(text))
    assert "\n" not in wording.plain(text)


@given(st.text(alphabet="ab&<> ;", min_size=1), st.integers(1, 40))
def test_a_cut_never_goes_through_an_escape(text: str, limit: int) -> None:
    cut = wording.clip_mrkdwn(wording.safe(text), limit)
    assert len(cut) <= limit
    judge_text(cut)


@given(st.integers(1, 120))
def test_a_cut_never_goes_through_a_date(limit: int) -> None:
    judge_text(wording.clip_mrkdwn(f"Noah has it since {wording.moment(START)}, at last", limit))


def test_what_is_short_is_not_cut() -> None:
    assert wording.clip("as it is", 8) == "as it is"
    assert wording.clip_mrkdwn("as it is", 8) == "as it is"
    assert wording.clip("as it is not", 8) == "as it i…"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 26), "Thursday"),
        (date(2026, 11, 29), "Sunday"),
        (date(2026, 11, 30), "30 Nov"),
        (date(2026, 11, 22), "22 Nov"),
        (date(2027, 1, 4), "4 Jan"),
    ],
)
def test_days_near_by_have_names(day: date, said: str) -> None:
    assert wording.weekday(day, TODAY) == said


def test_an_instant_is_shown_to_each_reader_in_their_zone() -> None:
    said = wording.moment(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    assert said == "<!date^1795442700^{date_short_pretty}, {time}|23 Nov 14:05 UTC>"


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_end_with_and(items: list[str], said: str) -> None:
    assert wording.listed(items) == said


def test_counts_know_one_from_many() -> None:
    assert [wording.count(n, "step", "steps") for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


def test_people_go_by_first_names_unless_two_share_one() -> None:
    twins = Names({OLIVIA: person(OLIVIA), NOAH: replace(person(NOAH), name="Olivia Silva")})
    assert PEOPLE.of(NOAH) == "Noah"
    assert twins.of(NOAH) == "Olivia Silva"
    assert twins.of(999) == "somebody"
    assert twins.of(None) == "somebody"
    assert PEOPLE.you(NOAH, NOAH) == "you"


def test_a_name_is_data() -> None:
    bad = Names({NOAH: replace(person(NOAH), name="<!channel>\nand more")})
    judge_text(bad.of(NOAH))


def test_a_lock_names_the_step_as_the_facts_shape_it() -> None:
    waits = wording.waits_for(Blocker("step", "new-invite", None, NOAH), with_facts(), PEOPLE)
    assert waits == "Noah: “Send the customer your own invite for the cadence calls” (12)"


def test_a_lock_says_you_to_whoever_it_waits_for() -> None:
    one = with_facts()
    assert wording.waits_for(Blocker("acceptance", owner=NOAH), one, PEOPLE, NOAH) == "you to accept Acme"
    assert (
        wording.waits_for(Blocker("solo", owner=NOAH), one, PEOPLE, OLIVIA) == "Noah to lead the calls alone"
    )


def test_a_refusal_reveals_nothing_without_a_handoff() -> None:
    assert wording.refusal(refusals.Gone("closed"), None, PEOPLE) == "I can't show you that."
    assert wording.refusal(refusals.NotYours(), handoff(), PEOPLE) == "I can't show you that."


def test_a_close_that_comes_too_early_names_a_few_steps_and_counts_many() -> None:
    early = refusals.NotYet(("introduce", "old-events"), accepted=True)
    assert wording.refusal(early, with_facts(), PEOPLE) == (
        "*Acme* can't close yet: 2 steps are open "
        "(*7* Introduce Noah to the customer on the next cadence call; *11* Delete our cadence-call events)."
    )
    many = refusals.NotYet(("introduce", "follow-up", "old-events", "new-invite"), accepted=False)
    said = wording.refusal(many, with_facts(), PEOPLE, NOAH)
    assert said == "*Acme* can't close yet: 4 steps are open (7, 8, 11 and 12) and you haven't accepted it."
    assert "and Noah hasn't accepted it." in wording.refusal(many, with_facts(), PEOPLE, MAYA)


def test_whoever_was_first_is_named() -> None:
    first = refusals.AlreadySo("introduce", "done", OLIVIA, START)
    assert wording.refusal(first, handoff(), PEOPLE, NOAH).startswith("Olivia did this already, <!date^")
    assert wording.refusal(first, handoff(), PEOPLE, OLIVIA).startswith("You did this already, <!date^")
    aside = replace(first, status="not_applicable")
    assert wording.refusal(aside, handoff(), PEOPLE, NOAH).startswith("Olivia set this aside already")


def test_every_problem_of_terms_has_its_sentence() -> None:
    """Whatever the domain finds wrong in a form can be said under its field."""
    people = {who: person(who) for who in NAMES}
    people[OLIVIA] = replace(people[OLIVIA], bot=True)
    people[NOAH] = replace(people[NOAH], deleted=True)
    people[MAYA] = replace(people[MAYA], guest=True)
    too_long = terms(account="A" * 200, customer_note=HUGE, last_day=date(2020, 1, 1))
    nobody = terms(account=" ", participants={"outgoing": OLIVIA})
    twice = terms(participants=dict.fromkeys(("outgoing", "incoming"), PIA))
    codes = {code for wrong in (too_long, nobody, twice) for code in problems_of(wrong, people)}
    assert codes == {"missing", "too_long", "past", "bot", "deactivated", "external", "same_person"}
    for code in codes:
        assert wording.problem(code).endswith(".")


def problems_of(wrong: Terms, people: dict[PersonId, Person]) -> list[str]:
    """The codes of what is wrong with the terms."""
    found = refused(refusals.Invalid, lambda: lifecycle.check(wrong, handoff().playbook, people, TODAY))
    return list(found.problems.values())


def test_undo_too_late_says_who_went_on() -> None:
    play = Play(with_facts())
    play.done("new-invite", who=NOAH)
    first = play.last
    play.done("old-events", who=OLIVIA)
    late = refused(refusals.BuiltUpon, lambda: play.undone(first))
    said = wording.refusal(late, play.handoff, PEOPLE, NOAH)
    assert said == "Too late to undo: Olivia went on from there. You can change the step itself."
