"""The letters: what they are filled with, what they leave to the sender, and that they promise nothing."""

from dataclasses import replace

import pytest

from flows.drafts import Draft, draft, gaps, warnings
from flows.handoff import Handoff, Pace, Phase
from flows.playbook import Playbook
from flows.vocabulary import DraftKind
from tests.support.handoffs import (
    MAYA,
    NAMES,
    NOAH,
    OLIVIA,
    ROLES,
    SAM,
    csm,
    handoff,
    note,
    person,
    with_facts,
)

PEOPLE = {who: person(who, "America/Argentina/Buenos_Aires") for who in NAMES}
NOTE = "Olivia takes on a new region."
SECRET = "They nearly left in spring"


def letter(kind: DraftKind, made: Handoff | None = None, told: str | None = NOTE) -> Draft:
    return draft(kind, made or with_facts(), PEOPLE, told)


def of_tams(made: Handoff) -> Handoff:
    return replace(made, playbook=Playbook.model_validate({**csm().model_dump(), "title": "TAM"}))


def test_the_introduction_says_who_takes_over_and_what_we_may_tell() -> None:
    body = letter(DraftKind.INTRODUCTION).body
    assert "Noah Silva, your new customer success manager, who takes over from me." in body
    assert NOTE in body
    assert body.endswith("Best wishes,\nOlivia Brandt")


def test_without_a_note_nothing_is_said_of_the_reason() -> None:
    assert "\n\n\n" not in letter(DraftKind.INTRODUCTION, told=None).body
    assert letter(DraftKind.INTRODUCTION, told=" ").body == letter(DraftKind.INTRODUCTION, told=None).body


@pytest.mark.parametrize(
    ("answer", "said"),
    [("yes", "Our next call is a good moment"), ("no", "[two times that suit you and Noah …]")],
)
def test_the_introduction_follows_whether_a_call_is_planned(answer: str, said: str) -> None:
    assert said in letter(DraftKind.INTRODUCTION, with_facts(upcoming_call=answer)).body


def test_until_somebody_says_whether_a_call_is_planned_its_time_is_a_gap() -> None:
    assert "day and time" in letter(DraftKind.INTRODUCTION, handoff()).gaps


def test_a_slow_transition_is_told_while_it_lasts() -> None:
    slow = with_facts(handoff(pace=Pace.SLOW))
    assert "Noah and I are both on your calls" in letter(DraftKind.INTRODUCTION, slow).body
    assert "both on your calls" not in letter(DraftKind.INTRODUCTION, replace(slow, phase=Phase.SOLO)).body


def test_somebody_else_introduces_for_a_giver_who_has_left() -> None:
    body = letter(DraftKind.INTRODUCTION, with_facts(handoff(giver_gone=True))).body
    assert "who takes over from Olivia Brandt." in body
    assert body.endswith(NAMES[MAYA])


def test_contacts_are_what_slack_knows_and_gaps_for_the_rest() -> None:
    found = letter(DraftKind.FOLLOW_UP)
    assert "Name: Noah Silva\nRole: customer success manager\n" in found.body
    assert "Time zone: Buenos Aires time" in found.body
    assert found.gaps == ("their names", "Noah's e-mail address")


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+3", ""])
def test_a_zone_that_is_no_place_is_left_to_the_sender(zone: str) -> None:
    people = {**PEOPLE, NOAH: person(NOAH, zone)}
    assert "Noah's time zone" in draft(DraftKind.FOLLOW_UP, with_facts(), people, None).gaps


@pytest.mark.parametrize(
    ("owner", "which"), [("customer", "our regular calls"), ("some", "some of our calls")]
)
def test_the_customer_is_asked_about_the_calls_that_are_theirs(owner: str, which: str) -> None:
    body = letter(DraftKind.ASK_FOR_INVITE, with_facts(events_owner=owner)).body
    assert f"The invitations to {which} come from you." in body


def test_the_kickoff_comes_from_the_receiver() -> None:
    body = letter(DraftKind.KICKOFF, of_tams(with_facts())).body
    assert "This is Noah Silva, your technical account manager." in body
    assert body.endswith("Noah Silva")


def test_people_we_do_not_know_are_gaps() -> None:
    found = draft(DraftKind.INTRODUCTION, with_facts(), {OLIVIA: person(OLIVIA)}, None)
    assert "the new colleague's name" in found.gaps


@pytest.mark.parametrize("kind", DraftKind)
def test_while_nobody_is_assigned_the_manager_is_introduced_as_nobody(kind: DraftKind) -> None:
    made = with_facts(handoff(participants={**ROLES, "incoming": MAYA}))
    found = draft(kind, made, PEOPLE, None, OLIVIA)
    assert "Maya" not in found.subject + found.body
    assert "the new colleague's name" in found.gaps


@pytest.mark.parametrize("kind", DraftKind)
def test_no_letter_says_what_was_written_down_for_colleagues(kind: DraftKind) -> None:
    secret = note(SECRET)
    made = with_facts(handoff(notes={secret.id: secret}, end_note=secret.id))
    assert SECRET not in letter(kind, made).body


@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("pace", Pace)
def test_no_letter_of_ours_speaks_for_the_tam(kind: DraftKind, pace: Pace) -> None:
    made = of_tams(with_facts(handoff(pace=pace)))
    found = draft(kind, made, PEOPLE, NOTE, SAM)
    assert not warnings(f"{found.subject}\n{found.body}", DraftKind.ENTERPRISE_INTRODUCTION, PEOPLE[NOAH])


@pytest.mark.parametrize("kind", DraftKind)
def test_every_gap_of_a_letter_is_listed(kind: DraftKind) -> None:
    found = letter(kind)
    assert found.gaps == gaps(f"{found.subject}\n{found.body}")
    assert f"{found.subject}{found.body}".count("…]") == len(found.gaps)
    assert "{" not in found.subject + found.body


def test_a_filled_gap_is_none() -> None:
    body = letter(DraftKind.FOLLOW_UP).body.replace("[their names …]", "Ana and Ben")
    assert gaps(body) == ("Noah's e-mail address",)


def test_only_the_introduction_of_an_sa_or_sal_is_looked_through() -> None:
    text = "Noah will run a workshop every month."
    found = {kind: warnings(text, kind, PEOPLE[NOAH]) for kind in DraftKind}
    assert [kind for kind, said in found.items() if said] == [DraftKind.ENTERPRISE_INTRODUCTION]
    (promise,) = found[DraftKind.ENTERPRISE_INTRODUCTION]
    assert (promise.sentence, promise.word, promise.instead) == (text, "will", "might")


def test_a_pledge_is_better_said_with_can() -> None:
    (promise,) = warnings(
        "Noah guarantees a reply within a day.", DraftKind.ENTERPRISE_INTRODUCTION, PEOPLE[NOAH]
    )
    assert (promise.word, promise.instead) == ("guarantees", "can")


def test_every_sentence_that_promises_is_named() -> None:
    text = "Noah will call you.\nHe'll also write, and will visit."
    found = warnings(text, DraftKind.ENTERPRISE_INTRODUCTION, PEOPLE[NOAH])
    assert [promise.word for promise in found] == ["will", "'ll", "will"]


def test_who_is_called_will_can_be_introduced() -> None:
    will = replace(person(NOAH), name="Will May")
    kind = DraftKind.ENTERPRISE_INTRODUCTION
    assert not warnings("Will might help you. Will May can join us.", kind, will)
    assert warnings("Will will help you.", kind, will)


@pytest.mark.parametrize("filler", ["Noah and ", "really ", ", ", "who ", "will ", "a", "[", " ", "they "])
def test_whatever_is_pasted_is_judged(filler: str) -> None:
    """A dialog's field takes 3,000 characters: a pattern that runs wild over them would never return."""
    text = (filler * 3000)[:3000]
    warnings(text, DraftKind.ENTERPRISE_INTRODUCTION, PEOPLE[NOAH])
    assert gaps(text) == ()
