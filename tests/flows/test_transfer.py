"""What passes from one head to another: every change, every refusal, and what is derived from them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flows import interview, transfer
from flows.handoff import Depth, Handoff, Note, Status
from flows.people import PersonId
from flows.playbook import Playbook
from flows.refusals import AlreadySo, Gone, Incomplete
from flows.transfer import Answer, Filing, Passed, Piece, Question, Reading, Told, Transfer
from tests.support.handoffs import ANNA, MAYA, NOAH, OLIVIA, SAM, at, by, csm, handoff, note, refused

EMPTY = Transfer(1)
HISTORY = "health.history"


def answer(how: Told = Told.SAID, *value: str, words: Note | None = None, **known: Any) -> Answer:
    return Answer(how, OLIVIA, at(1), words.id if words else None, value, **known)


def told(name: str = HISTORY, how: Told = Told.SAID, *value: str, made: Handoff | None = None) -> Transfer:
    return transfer.tell(made or handoff(), EMPTY, name, answer(how, *value), None).transfer


def asked_once(number: int = 1, topic: str = "health", before: Transfer = EMPTY) -> Transfer:
    """Noah has asked Olivia about a topic."""
    words = note(f"question {number}", NOAH)
    question = Question(number, topic, words.id, NOAH, OLIVIA, at(1))
    return transfer.ask(handoff(), before, question, words).transfer


def piece(number: int = 1, kind: Filing = Filing.OWN, topic: str = "", words: str = "a remark") -> Piece:
    return Piece(number, kind, topic, note(words).id, OLIVIA, at(1))


def filed(kind: Filing = Filing.OWN, topic: str = "", words: str = "a remark", number: int = 1) -> Transfer:
    made = piece(number, kind, topic, words)
    return transfer.file(handoff(), EMPTY, made, note(words)).transfer


def read_back(made: Handoff | None = None) -> Transfer:
    words = note("they want to grow", NOAH)
    return transfer.read_back(made or handoff(), EMPTY, by(NOAH, at(2)), words).transfer


def kinds(passed: Passed) -> list[str]:
    return [event.kind for event in passed.events]


class TestAsked:
    def test_everything_that_is_known_to_apply_in_order(self) -> None:
        names = list(transfer.asked(handoff()))
        assert names[0] == "license.users"
        assert len(names) == 19
        assert "collaboration.issues" not in names
        there = handoff(facts={"collaboration_project": ("yes",)})
        assert list(transfer.asked(there)) == list(csm().asks)

    def test_the_light_ones(self) -> None:
        assert list(transfer.asked(handoff(depth=Depth.LIGHT))) == [
            "communication.contacts",
            "health.expect",
            "tickets.critical",
            "outlook.temperature",
            "outlook.loops",
        ]

    def test_what_is_left(self) -> None:
        left = transfer.left_to_ask(handoff(depth=Depth.LIGHT), told("health.expect"))
        assert left[:2] == ["communication.contacts", "tickets.critical"]


class TestTell:
    def test_an_answer_keeps_its_words(self) -> None:
        words = note("a long story")
        passed = transfer.tell(handoff(), EMPTY, HISTORY, answer(words=words), words)
        assert passed.transfer.words(passed.transfer.answers[HISTORY].note) == "a long story"
        assert passed.facts == {}
        assert [(event.kind, event.data) for event in passed.events] == [
            ("told", {"ask": HISTORY, "how": "said", "before": None})
        ]

    def test_an_answer_is_told_anew(self) -> None:
        passed = transfer.tell(handoff(), told(how=Told.UNKNOWN), HISTORY, answer(), None)
        assert passed.transfer.answers[HISTORY].how is Told.SAID
        assert passed.events[0].data["before"] == "unknown"

    def test_a_choice_settles_its_fact(self) -> None:
        passed = transfer.tell(handoff(), EMPTY, "success-plan.state", answer(Told.SAID, "empty"), None)
        assert passed.facts == {"success_plan": ("empty",)}
        several = answer(Told.SAID, "saas", "self-managed")
        passed = transfer.tell(handoff(), EMPTY, "installation.hosting", several, None)
        assert passed.facts == {"hosting": ("saas", "self-managed")}

    @pytest.mark.parametrize("how", [how for how in Told if how is not Told.SAID])
    def test_no_way_out_settles_a_fact(self, how: Told) -> None:
        passed = transfer.tell(handoff(), EMPTY, "success-plan.state", answer(how, "empty"), None)
        assert passed.facts == {}

    def test_a_topic_that_changes_is_read_again(self) -> None:
        known = replace(EMPTY, understood=frozenset({"health", "license"}))
        passed = transfer.tell(handoff(), known, HISTORY, answer(), None)
        assert passed.transfer.understood == {"license"}

    def test_what_does_not_exist_is_refused(self) -> None:
        with pytest.raises(Incomplete) as unknown:
            transfer.tell(handoff(), EMPTY, "health.nothing", answer(), None)
        assert unknown.value.missing == "question"
        with pytest.raises(Incomplete) as choice:
            transfer.tell(handoff(), EMPTY, "success-plan.state", answer(Told.SAID, "green"), None)
        assert choice.value.missing == "choice"

    def test_it_is_taken_back(self) -> None:
        passed = transfer.take_back(handoff(), told(), HISTORY)
        assert passed.transfer.answers == {}
        assert kinds(passed) == ["taken_back"]
        refused(AlreadySo, lambda: transfer.take_back(handoff(), EMPTY, HISTORY))

    @pytest.mark.parametrize("how", list(Told))
    def test_only_dont_know_leaves_something_to_ask(self, how: Told) -> None:
        assert how.complete is (how is not Told.UNKNOWN)


class TestUnderstand:
    def test_a_topic_is_unread_and_then_understood(self) -> None:
        assert transfer.reading(EMPTY, "health") is Reading.UNREAD
        passed = transfer.understand(handoff(), EMPTY, "health")
        assert transfer.reading(passed.transfer, "health") is Reading.UNDERSTOOD
        assert transfer.reading(passed.transfer, "license") is Reading.UNREAD
        assert kinds(passed) == ["understood"]

    def test_a_question_keeps_it_open_until_it_is_understood(self) -> None:
        open_ = asked_once()
        assert transfer.reading(open_, "health") is Reading.QUESTION
        replied = transfer.reply(open_, 1, by(OLIVIA), note("an answer")).transfer
        assert transfer.reading(replied, "health") is Reading.QUESTION
        after = transfer.understand(handoff(), replied, "health").transfer
        assert transfer.reading(after, "health") is Reading.UNDERSTOOD
        assert after.questions[1].settled

    def test_questions_of_other_topics_stay(self) -> None:
        both = asked_once(2, "license", asked_once())
        after = transfer.understand(handoff(), both, "health").transfer
        assert transfer.reading(after, "license") is Reading.QUESTION

    def test_a_new_question_opens_it_again(self) -> None:
        known = transfer.understand(handoff(), EMPTY, "health").transfer
        assert transfer.reading(asked_once(before=known), "health") is Reading.QUESTION
        assert asked_once(before=known).understood == frozenset()

    def test_twice_and_without_a_topic(self) -> None:
        known = transfer.understand(handoff(), EMPTY, "health").transfer
        refused(AlreadySo, lambda: transfer.understand(handoff(), known, "health"))
        refused(Incomplete, lambda: transfer.understand(handoff(), EMPTY, "weather"))


class TestQuestions:
    def test_asked_and_waiting(self) -> None:
        question = asked_once().questions[1]
        assert question.waiting
        assert asked_once().words(question.note) == "question 1"

    def test_a_reply_lands_and_may_be_given_anew(self) -> None:
        first = transfer.reply(asked_once(), 1, by(OLIVIA, at(2)), note("perhaps"), "D1:1.0")
        question = first.transfer.questions[1]
        assert (question.replied_by, question.replied_at, question.source) == (OLIVIA, at(2), "D1:1.0")
        assert not question.waiting
        assert kinds(first) == ["replied"]
        anew = transfer.reply(first.transfer, 1, by(SAM, at(3)), note("surely")).transfer
        assert (anew.questions[1].replied_by, anew.words(anew.questions[1].reply)) == (SAM, "surely")

    def test_it_is_passed_on_and_remembers_who_did_not_know(self) -> None:
        passed = transfer.pass_on(asked_once(), 1, SAM)
        assert (passed.transfer.questions[1].asked_of, passed.transfer.questions[1].passed) == (
            SAM,
            (OLIVIA,),
        )
        assert passed.events[0].data == {"question": 1, "to": SAM}
        again = transfer.pass_on(passed.transfer, 1, OLIVIA).transfer.questions[1]
        assert (again.asked_of, again.passed) == (OLIVIA, (SAM,))

    def test_not_known_stays_with_the_asker(self) -> None:
        passed = transfer.not_known(asked_once(), 1)
        question = passed.transfer.questions[1]
        assert (question.passed, question.waiting) == ((OLIVIA,), True)
        assert kinds(passed) == ["not_known"]
        once = transfer.pass_on(passed.transfer, 1, ANNA).transfer.questions[1]
        assert once.passed == (OLIVIA,)

    @pytest.mark.parametrize(
        "act",
        [
            lambda told: transfer.reply(told, 1, by(OLIVIA), note("late")),
            lambda told: transfer.pass_on(told, 1, SAM),
            lambda told: transfer.not_known(told, 1),
        ],
    )
    def test_what_is_settled_or_unknown_is_refused(self, act: Callable[[Transfer], Passed]) -> None:
        replied = transfer.reply(asked_once(), 1, by(OLIVIA, at(2)), note("yes")).transfer
        settled = transfer.understand(handoff(), replied, "health").transfer
        already = refused(AlreadySo, lambda: act(settled))
        assert (already.by, already.at) == (OLIVIA, at(2))
        assert refused(Incomplete, lambda: act(EMPTY)).missing == "question"

    def test_about_no_topic_is_refused(self) -> None:
        assert refused(Incomplete, lambda: asked_once(topic="weather")).missing == "topic"


class TestReadBack:
    def test_in_the_receivers_words(self) -> None:
        said = read_back().read_back
        assert said is not None
        assert (said.author, said.at, said.confirmed_by) == (NOAH, at(2), None)
        assert read_back().words(said.note) == "they want to grow"

    def test_a_light_one_needs_no_words_and_a_full_one_does(self) -> None:
        light = handoff(depth=Depth.LIGHT)
        passed = transfer.read_back(light, EMPTY, by(NOAH), None)
        assert passed.transfer.read_back is not None
        assert passed.transfer.read_back.note is None
        assert (
            refused(Incomplete, lambda: transfer.read_back(handoff(), EMPTY, by(NOAH), None)).missing
            == "text"
        )

    def test_it_is_confirmed_once(self) -> None:
        right = transfer.confirm(read_back(), by(OLIVIA, at(3)))
        said = right.transfer.read_back
        assert said is not None
        assert (said.confirmed_by, said.confirmed_at, said.correction) == (OLIVIA, at(3), None)
        assert kinds(right) == ["read_back_right"]
        assert refused(AlreadySo, lambda: transfer.confirm(right.transfer, by(MAYA))).by == OLIVIA

    def test_a_correction_stays_beside_it(self) -> None:
        corrected = transfer.confirm(read_back(), by(OLIVIA), note("and to save"))
        said = corrected.transfer.read_back
        assert said is not None
        assert corrected.transfer.words(said.note) == "they want to grow"
        assert corrected.transfer.words(said.correction) == "and to save"
        assert kinds(corrected) == ["corrected"]

    def test_there_is_nothing_to_confirm_before_it(self) -> None:
        assert refused(Incomplete, lambda: transfer.confirm(EMPTY, by(OLIVIA))).missing == "read_back"

    def test_a_new_one_is_confirmed_anew(self) -> None:
        right = transfer.confirm(read_back(), by(OLIVIA)).transfer
        again = transfer.read_back(handoff(), right, by(NOAH, at(4)), note("better", NOAH)).transfer
        assert again.read_back is not None
        assert again.read_back.confirmed_by is None

    def test_after_the_acceptance_it_is_too_late(self) -> None:
        accepted = handoff(accepted_by=NOAH, accepted_at=at(5))
        for act in (
            lambda: transfer.read_back(accepted, EMPTY, by(NOAH), note("x")),
            lambda: transfer.give_back(accepted, EMPTY, piece(kind=Filing.RETURNED), note("x")),
        ):
            already = refused(AlreadySo, act)
            assert (already.by, already.at) == (NOAH, at(5))


class TestMayAccept:
    def test_a_full_one_after_read_back_and_confirmation(self) -> None:
        assert not transfer.may_accept(handoff(), EMPTY)
        assert not transfer.may_accept(handoff(), read_back())
        assert transfer.may_accept(handoff(), transfer.confirm(read_back(), by(OLIVIA)).transfer)

    def test_nobody_confirms_when_the_giver_has_left(self) -> None:
        assert transfer.may_accept(handoff(giver_gone=True), read_back())
        assert not transfer.may_accept(handoff(giver_gone=True), EMPTY)

    def test_a_light_one_after_agreeing(self) -> None:
        light = handoff(depth=Depth.LIGHT)
        assert transfer.may_accept(light, transfer.read_back(light, EMPTY, by(NOAH), None).transfer)
        assert not transfer.may_accept(light, EMPTY)

    def test_a_playbook_without_topics_has_nothing_to_read_back(self) -> None:
        book = Playbook.model_validate({**csm().model_dump(mode="json"), "topics": []})
        assert transfer.may_accept(handoff(book), EMPTY)


class TestPieces:
    def test_a_piece_under_a_topic_opens_it_again(self) -> None:
        known = transfer.understand(handoff(), EMPTY, "health").transfer
        passed = transfer.file(handoff(), known, piece(topic="health"), note("a remark"))
        assert passed.transfer.understood == frozenset()
        assert passed.events[0].data == {"piece": 1, "kind": "own"}

    def test_a_piece_under_none_leaves_the_topics_alone(self) -> None:
        known = transfer.understand(handoff(), EMPTY, "health").transfer
        assert transfer.file(handoff(), known, piece(), note("a remark")).transfer.understood == {"health"}

    def test_a_topic_of_ones_own(self) -> None:
        own = filed(words="The works council\nmeets in May")
        assert transfer.topics(handoff(), own)["own-1"] == "The works council"
        assert transfer.understand(handoff(), own, "own-1").transfer.understood == {"own-1"}
        assert list(transfer.topics(handoff(), EMPTY)) == [topic.id for topic in csm().topics]

    def test_an_erased_topic_keeps_its_place(self) -> None:
        assert transfer.topics(handoff(), replace(filed(), notes={}))["own-1"] == "…"

    def test_pasted_notes_are_no_topics(self) -> None:
        assert "own-1" not in transfer.topics(handoff(), filed(Filing.PASTED))

    def test_about_no_topic_is_refused(self) -> None:
        assert refused(Incomplete, lambda: filed(topic="weather")).missing == "topic"

    def test_what_was_asked_again_comes_after_the_end(self) -> None:
        over = handoff(status=Status.CLOSED)
        made = piece(kind=Filing.AGAIN, topic="tickets")
        assert transfer.file(over, EMPTY, made, note("a remark")).transfer.pieces[1] == made


class TestReturn:
    def returned(self) -> Transfer:
        made = piece(5, Filing.RETURNED, words="nothing about the CFO")
        passed = transfer.give_back(handoff(), read_back(), made, note("nothing about the CFO"))
        assert kinds(passed) == ["returned"]
        return passed.transfer

    def test_the_reason_is_open_and_a_new_read_back_follows(self) -> None:
        after = self.returned()
        assert after.read_back is None
        assert [one.id for one in transfer.open_items(after)] == [5]
        assert not transfer.may_accept(handoff(), after)

    def test_it_is_sorted_out_once(self) -> None:
        after = transfer.sort_out(self.returned(), 5)
        assert transfer.open_items(after.transfer) == []
        assert kinds(after) == ["sorted_out"]
        refused(AlreadySo, lambda: transfer.sort_out(after.transfer, 5))

    def test_only_reasons_are_sorted_out(self) -> None:
        assert refused(Incomplete, lambda: transfer.sort_out(filed(), 1)).missing == "item"
        refused(Incomplete, lambda: transfer.sort_out(EMPTY, 1))

    def test_another_receiver_begins_to_read_anew(self) -> None:
        known = transfer.understand(handoff(), read_back(), "health").transfer
        after = transfer.for_another_receiver(known)
        assert after.read_back is None
        assert transfer.reading(after, "health") is Reading.UNREAD


class TestAgenda:
    def test_what_is_open_unknown_in_person_or_asked(self) -> None:
        light = handoff(depth=Depth.LIGHT)
        assert interview.agenda(light, EMPTY) == ["communication", "health", "tickets", "outlook"]
        now = EMPTY
        for name, how in (
            ("communication.contacts", Told.SAID),
            ("health.expect", Told.IN_PERSON),
            ("tickets.critical", Told.UNKNOWN),
            ("outlook.temperature", Told.SAID),
            ("outlook.loops", Told.NOTHING),
        ):
            now = transfer.tell(light, now, name, answer(how), None).transfer
        assert interview.agenda(light, now) == ["health", "tickets"]
        assert interview.agenda(light, asked_once(topic="license", before=now)) == [
            "health",
            "tickets",
            "license",
        ]


ACTS: list[Callable[[Handoff, PersonId], Passed]] = [
    lambda made, _: transfer.tell(made, EMPTY, HISTORY, answer(), None),
    lambda made, _: transfer.take_back(made, told(), HISTORY),
    lambda made, _: transfer.understand(made, EMPTY, "health"),
    lambda made, _: transfer.ask(made, EMPTY, Question(1, "health", "n", NOAH, OLIVIA, at()), note()),
    lambda made, who: transfer.read_back(made, EMPTY, by(who), note()),
    lambda made, _: transfer.file(made, EMPTY, piece(), note()),
    lambda made, _: transfer.give_back(made, EMPTY, piece(kind=Filing.RETURNED), note()),
]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("act", ACTS)
def test_only_an_open_handoff_takes_words(act: Callable[[Handoff, PersonId], Passed], status: Status) -> None:
    made = handoff(status=status)
    if status.open:
        assert act(made, NOAH).events
    else:
        assert refused(Gone, lambda: act(made, NOAH)).status == status.value


def test_words_of_nothing_are_empty() -> None:
    assert EMPTY.words(None) == EMPTY.words("gone") == ""
    assert EMPTY.with_note(None) is EMPTY
