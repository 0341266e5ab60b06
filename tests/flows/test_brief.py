"""The brief: the same order every time, each statement with its author and instant, nothing told twice."""

from dataclasses import replace
from typing import Any

import pytest

from flows import changes, lifecycle, looks, transfer
from flows.brief import Brief, Manner, Section, SectionKind, Statement, brief, since, summary
from flows.handoff import Depth, Event, Handoff
from flows.playbook import Playbook
from flows.ports import Recorded
from flows.transfer import Answer, Filing, Piece, Question, Reading, Told, Transfer
from tests.support.handoffs import ANNA, MAYA, NOAH, OLIVIA, at, by, csm, handoff, note


class Talk:
    """A conversation, said act by act."""

    def __init__(self, **known: Any) -> None:
        self.handoff = handoff(**known)
        self.told = Transfer(1)

    def tell(self, name: str, words: str = "", *value: str, how: Told = Told.SAID, **known: Any) -> None:
        """Answer a question of the interview; a day later unless `at` says otherwise."""
        said = note(words, OLIVIA) if words else None
        made = {"author": OLIVIA, "at": at(1), "note": said.id if said else None, "value": value, **known}
        passed = transfer.tell(self.handoff, self.told, name, Answer(how, **made), said)
        self.told = passed.transfer
        self.handoff = replace(self.handoff, facts={**self.handoff.facts, **passed.facts})

    def file(self, number: int, kind: Filing, topic: str, words: str, **known: Any) -> None:
        """File a piece."""
        said = note(words)
        made = {"author": OLIVIA, "at": at(2), **known}
        piece = Piece(number, kind, topic, said.id, **made)
        file = transfer.give_back if kind is Filing.RETURNED else transfer.file
        self.told = file(self.handoff, self.told, piece, said).transfer

    def ask(self, number: int, topic: str, words: str) -> None:
        """Noah asks Olivia."""
        said = note(words, NOAH)
        question = Question(number, topic, said.id, NOAH, OLIVIA, at(3))
        self.told = transfer.ask(self.handoff, self.told, question, said).transfer

    def reply(self, number: int, words: str) -> None:
        """Olivia replies."""
        self.told = transfer.reply(self.told, number, by(OLIVIA, at(4)), note(words)).transfer

    def brief(self, *history: Recorded) -> Brief:
        """The brief, ten days after the start."""
        return brief(self.handoff, self.told, at(10), history)

    def one(self, kind: SectionKind) -> Section:
        """The section of that kind."""
        (section,) = self.brief().of(kind)
        return section

    def topic(self, topic: str) -> Section:
        """A topic's section."""
        return next(one for one in self.brief().of(SectionKind.TOPIC) if one.topic == topic)


def manners(section: Section) -> list[Manner]:
    return [one.manner for one in section.statements]


def test_the_sections_stand_in_the_same_order_before_and_after_anything_is_said() -> None:
    talk = Talk()
    empty = list(dict.fromkeys(section.kind for section in talk.brief().sections))
    assert empty == list(SectionKind)
    talk.tell("outlook.loops", "a quote")
    talk.ask(1, "outlook", "by when?")
    assert list(dict.fromkeys(section.kind for section in talk.brief().sections)) == list(SectionKind)


def test_it_begins_with_who_answers_now() -> None:
    talk = Talk()
    (answers,) = talk.one(SectionKind.RESPONSIBLE).statements
    assert (answers.author, answers.at, answers.text) == (OLIVIA, talk.handoff.started_at, "running")
    talk.handoff = replace(talk.handoff, accepted_by=NOAH, accepted_at=at(9))
    (answers,) = talk.one(SectionKind.RESPONSIBLE).statements
    assert (answers.author, answers.at) == (NOAH, at(9))


def test_an_answer_has_its_words_author_and_instant() -> None:
    talk = Talk()
    talk.tell("health.expect", "a hard renewal")
    (history, expect) = talk.topic("health").statements
    assert history.manner is Manner.OPEN
    assert expect.prompt == "What do you expect in the next six months: renewal, true-up, changes?"
    assert (expect.manner, expect.text, expect.author, expect.at) == (
        Manner.SAID,
        "a hard renewal",
        OLIVIA,
        at(1),
    )
    assert not expect.second_hand


def test_second_hand_is_marked() -> None:
    talk = Talk(giver_gone=True)
    talk.tell("health.expect", "I heard of trouble", author=ANNA, second_hand=True)
    expect = talk.topic("health").statements[1]
    assert (expect.author, expect.second_hand) == (ANNA, True)


@pytest.mark.parametrize("how", [Told.NOTHING, Told.DOCUMENT, Told.UNKNOWN, Told.IN_PERSON])
def test_the_ways_out_are_told_as_such(how: Told) -> None:
    talk = Talk()
    talk.tell("health.history", how=how)
    statement = talk.topic("health").statements[0]
    assert statement.manner.value == how.value
    assert statement.answered is (how in (Told.NOTHING, Told.DOCUMENT))


def test_choices_days_numbers_and_people_are_put_into_words() -> None:
    talk = Talk()
    talk.tell("license.users", "", "240")
    talk.tell("license.renewal", "", "2027-01-14")
    talk.tell("installation.hosting", "", "saas", "self-managed")
    talk.tell("meeting-notes.place", "somewhere else", "elsewhere")
    users, renewal = talk.topic("license").statements
    assert (users.chosen, renewal.chosen) == (("240",), ("14 Jan 2027",))
    assert talk.topic("installation").statements[0].chosen == ("GitLab.com (SaaS)", "Self-managed")
    (place,) = talk.topic("meeting-notes").statements
    assert (place.chosen, place.text) == (("Somewhere else",), "")


def test_words_beside_a_choice_or_a_number_are_kept() -> None:
    talk = Talk()
    talk.tell("outlook.temperature", "the CFO has changed", "watch")
    talk.tell("license.users", "about 250, with contractors", "250")
    (temperature,) = talk.one(SectionKind.TEMPERATURE).statements
    assert (temperature.chosen, temperature.text) == (("One to watch",), "the CFO has changed")
    users = talk.topic("license").statements[0]
    assert (users.chosen, users.text) == ((), "about 250, with contractors")


def test_named_people_stay_ids() -> None:
    data = csm().model_dump(mode="json")
    data["topics"][0]["ask"][0]["kind"] = "people"
    talk = Talk()
    talk.handoff = replace(talk.handoff, playbook=Playbook.model_validate(data))
    talk.tell("license.users", "", str(ANNA), str(MAYA))
    assert talk.topic("license").statements[0].people == (ANNA, MAYA)


def test_what_a_fact_settled_is_known_without_an_answer() -> None:
    talk = Talk(facts={"collaboration_project": ("no",)})
    (project,) = (one for one in talk.topic("collaboration").statements if one.manner is Manner.KNOWN)
    assert (project.chosen, project.author, project.answered) == (("No, there isn't",), None, True)


def test_erased_words_leave_who_said_something_when() -> None:
    talk = Talk()
    talk.tell("health.history", "a long story")
    talk.told = replace(talk.told, notes={})
    statement = talk.topic("health").statements[0]
    assert (statement.manner, statement.text, statement.author) == (Manner.SAID, "", OLIVIA)


def test_what_is_lifted_is_not_told_twice() -> None:
    talk = Talk()
    for name in ("temperature", "loops", "if-then", "promises", "asked"):
        talk.tell(f"outlook.{name}", f"about {name}")
    texts = [one.text for section in talk.brief().sections for one in section.statements]
    assert sorted(text for text in texts if text.startswith("about")) == sorted(
        f"about {name}" for name in ("temperature", "loops", "if-then", "promises", "asked")
    )
    assert "outlook" not in [section.topic for section in talk.brief().sections]


def test_questions_and_replies_stand_in_their_topic() -> None:
    talk = Talk()
    talk.ask(7, "health", "what did the old CFO promise?")
    section = talk.topic("health")
    assert section.reading is Reading.QUESTION
    question = section.statements[-1]
    assert (question.author, question.to, question.at, question.answered) == (NOAH, OLIVIA, at(3), False)
    talk.reply(7, "a discount")
    question, reply = talk.topic("health").statements[-2:]
    assert (question.answered, reply.manner, reply.text, reply.at) == (
        True,
        Manner.REPLY,
        "a discount",
        at(4),
    )


def test_a_light_handoff_says_what_was_not_asked() -> None:
    talk = Talk(depth=Depth.LIGHT)
    assert manners(talk.topic("license")) == [Manner.NOT_ASKED]
    assert manners(talk.topic("tickets")) == [Manner.OPEN]
    assert manners(talk.one(SectionKind.IF_THEN)) == [Manner.NOT_ASKED]
    assert talk.brief().answered == (0, 5)


def test_a_topic_that_is_only_read_has_nothing_said() -> None:
    section = Talk().topic("attributes")
    assert (section.statements, section.asked, section.fresh) == ((), 0, None)
    assert [page.look.id for page in section.pages] == ["tab"]


def test_completeness_and_freshness() -> None:
    talk = Talk()
    assert talk.brief().answered == (0, 19)
    talk.tell("health.history", "long", at=at(2))
    talk.tell("health.expect", how=Told.IN_PERSON, at=at(1))
    section = talk.topic("health")
    assert (section.answered, section.asked, section.fresh) == (1, 2, at(2))
    assert talk.brief().answered == (1, 19)
    talk.tell("collaboration.project", "", "yes")
    assert talk.brief().answered == (2, 20)


@pytest.mark.parametrize(
    ("known", "how"), [(("unknown",), Told.SAID), ((), Told.UNKNOWN), (("known",), Told.SAID)]
)
def test_what_nobody_here_knows_is_for_the_customer(known: tuple[str, ...], how: Told) -> None:
    talk = Talk()
    talk.tell("adoption.stages", "", *known, how=how)
    found = [one for one in talk.one(SectionKind.CUSTOMER).statements if one.manner is Manner.FOR_CUSTOMER]
    assert [one.prompt for one in found] == (
        [] if known == ("known",) else ["Which stages do they use, with us or with other tools?"]
    )


def test_what_had_to_be_asked_again_is_kept_by_topic_and_by_nobody() -> None:
    talk = Talk()
    talk.file(3, Filing.AGAIN, "tickets", "the runner version", author=NOAH)
    again = talk.one(SectionKind.CUSTOMER).statements[-1]
    assert (again.manner, again.prompt, again.author) == (Manner.AGAIN, "Support tickets", None)


def test_read_back_with_its_confirmation_or_correction() -> None:
    talk = Talk()
    assert talk.one(SectionKind.READ_BACK).statements == ()
    said = note("They want to grow", NOAH)
    talk.told = transfer.read_back(talk.handoff, talk.told, by(NOAH, at(5)), said).transfer
    assert manners(talk.one(SectionKind.READ_BACK)) == [Manner.READ_BACK]
    right = replace(talk.told)
    talk.told = transfer.confirm(right, by(OLIVIA, at(6))).transfer
    assert manners(talk.one(SectionKind.READ_BACK)) == [Manner.READ_BACK, Manner.CONFIRMED]
    talk.told = transfer.confirm(right, by(OLIVIA, at(6)), note("and to pay less")).transfer
    correction = talk.one(SectionKind.READ_BACK).statements[-1]
    assert (correction.manner, correction.text, correction.author) == (
        Manner.CORRECTION,
        "and to pay less",
        OLIVIA,
    )


def test_reasons_of_a_return_are_open_loops_until_they_are_sorted_out() -> None:
    talk = Talk()
    talk.file(4, Filing.RETURNED, "", "nothing about the CFO", author=NOAH)
    assert talk.one(SectionKind.LOOPS).statements[-1].text == "nothing about the CFO"
    talk.told = transfer.sort_out(talk.told, 4).transfer
    assert manners(talk.one(SectionKind.LOOPS)) == [Manner.OPEN]
    assert manners(talk.one(SectionKind.READ_BACK)) == [Manner.RETURNED]


def test_pasted_notes_and_messages_stand_with_their_topic_or_among_the_notes() -> None:
    talk = Talk()
    talk.file(1, Filing.PASTED, "tickets", "many tickets")
    talk.file(2, Filing.PASTED, "", "a nice office")
    talk.file(3, Filing.MESSAGE, "tickets", "see this", link="https://slack.example/1", at=at(1))
    filed = talk.topic("tickets").statements[-2:]
    assert [(one.manner, one.text, one.link) for one in filed] == [
        (Manner.MESSAGE, "see this", "https://slack.example/1"),
        (Manner.PASTED, "many tickets", None),
    ]
    assert [one.text for one in talk.one(SectionKind.NOTES).statements] == ["a nice office"]


def test_a_topic_of_ones_own_has_its_section() -> None:
    talk = Talk()
    talk.file(9, Filing.OWN, "", "The works council\nmeets in May")
    talk.file(10, Filing.OWN, "own-9", "and in June")
    talk.ask(1, "own-9", "who is on it?")
    section = talk.topic("own-9")
    assert section.title == "The works council"
    assert [one.text for one in section.statements] == [
        "The works council\nmeets in May",
        "and in June",
        "who is on it?",
    ]


def test_links_are_what_the_steps_collected() -> None:
    talk = Talk(facts={"collaboration_project": ("yes",)})
    given = note("https://notes.example/acme")
    talk.handoff = changes.give(talk.handoff, by(OLIVIA), "update-records", "notes-link", given).handoff
    (link,) = talk.one(SectionKind.LINKS).statements
    assert (link.text, link.prompt, link.author) == (given.body, "Link to the meeting notes", OLIVIA)
    (notes, _) = looks.pages(talk.handoff, csm().topic["meeting-notes"])
    assert (notes.link, notes.key, notes.missing) == (given.body, None, False)


def test_pages_follow_the_facts_and_say_what_is_missing() -> None:
    topic = csm().topic["installation"]
    assert len(looks.pages(handoff(), topic)) == 6
    assert len(looks.pages(handoff(facts={"hosting": ("saas",)}), topic)) == 2
    both = looks.pages(handoff(facts={"hosting": ("saas", "self-managed")}), topic)
    assert [page.missing for page in both] == [True, True, True, True, False, False]
    assert both[-1].key == "gainsight"


def test_the_timeline_has_the_milestones_oldest_first() -> None:
    def change(number: int, *kinds: str) -> Recorded:
        return Recorded(number, 1, NOAH, at(number), tuple(Event(kind) for kind in kinds), {})

    talk = Talk()
    (timeline,) = talk.brief(change(3, "accepted"), change(1, "started"), change(2, "told")).of(
        SectionKind.TIMELINE
    )
    assert [(one.text, one.at, one.author) for one in timeline.statements] == [
        ("started", at(1), NOAH),
        ("accepted", at(3), NOAH),
    ]


def test_without_a_history_the_timeline_is_what_the_handoff_remembers() -> None:
    talk = Talk()
    talk.handoff = lifecycle.accept(talk.handoff, by(NOAH, at(5))).handoff
    assert [one.text for one in talk.one(SectionKind.TIMELINE).statements] == ["started", "accepted"]


def test_what_is_new_since() -> None:
    talk = Talk()
    talk.tell("health.history", "old", at=at(1))
    talk.ask(1, "tickets", "new question")
    talk.tell("health.expect", "newest", at=at(4))
    assert [(section.topic, one.text) for section, one in since(talk.brief(), at(2))] == [
        ("tickets", "new question"),
        ("health", "newest"),
    ]
    assert since(talk.brief(), at(4)) == []


def test_the_summary_is_five_lines_for_a_phone() -> None:
    talk = Talk(depth=Depth.LIGHT)
    talk.tell("outlook.temperature", "the CFO\nhas changed", "watch")
    talk.tell("communication.contacts", "Jane, " * 100)
    talk.tell("health.expect", how=Told.IN_PERSON)
    talk.tell("outlook.loops", "a quote by Friday")
    lines = summary(talk.handoff, talk.told)
    assert lines[0] == "Temperature: One to watch: the CFO has changed"
    assert lines[1].startswith("Who matters: Jane, Jane,")
    assert len(lines[1]) == 160
    assert lines[2:] == (
        "What comes next: better said in person",
        "Open or promised: a quote by Friday",
        "Critical tickets: not told yet",
    )


def test_the_summary_joins_loops_and_promises_and_reads_on_after_an_erasure() -> None:
    talk = Talk()
    talk.tell("outlook.loops", "a quote")
    talk.tell("outlook.promises", "a discount")
    talk.tell("tickets.critical", "ZD-1")
    assert summary(talk.handoff, talk.told)[3] == "Open or promised: a quote · a discount"
    talk.told = replace(talk.told, notes={})
    assert summary(talk.handoff, talk.told)[4] == "Critical tickets: said, and erased since"


def test_a_playbook_without_topics_has_a_summary_and_a_brief() -> None:
    book = Playbook.model_validate({**csm().model_dump(mode="json"), "topics": []})
    made: Handoff = replace(handoff(), playbook=book)
    assert summary(made, Transfer(1))[0] == "Temperature: not asked"
    found = brief(made, Transfer(1), at())
    assert found.of(SectionKind.TOPIC) == ()
    assert isinstance(found.sections[0].statements[0], Statement)
