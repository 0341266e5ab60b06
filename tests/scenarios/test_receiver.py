"""The receiver's side through Slack: topics one by one, questions there and back, read-back, return."""

import pytest

from bot.views import actions
from bot.views.actions import Target
from flows import transfer
from flows.desk import prompting
from flows.desk.acting import Act
from flows.transfer import Told
from tests.scenarios.story import Story
from tests.scenarios.words import modal

HEALTH = "A hard renewal; the CFO has changed."


@pytest.fixture
async def told(story: Story) -> Story:
    """A handoff in which Olivia has told one thing about health."""
    await story.start()
    await olivia_tells(story, "health.history", HEALTH)
    return story


async def olivia_tells(story: Story, name: str, text: str) -> None:
    """Olivia answers one question of the interview."""
    handoff, office = await story.handoff(), story.house.bot.office
    act = Act(story.olivia.id, f"told {name}", story.clock.now())
    rules = story.house.bot.rules
    await office.act(lambda uow: prompting.tell(uow, act, handoff.id, name, Told.SAID, rules, text=text))
    await story.settle()


async def reads(story: Story, topic: str) -> None:
    """Noah opens what Olivia has said, at one topic."""
    at = Target((await story.handoff()).id, "", topic)
    await story.click(story.noah, actions.TOPICS, message=story.checklist(story.noah))
    for _ in range(30):
        shown = story.noah.modal
        if shown is not None and shown.payload["private_metadata"] == str(at):
            return
        await story.noah.click_modal("Next")
        await story.settle()
    raise AssertionError(modal(story.noah))


async def presses(story: Story, label: str) -> None:
    """Noah presses a button in the dialog."""
    await story.noah.click_modal(label)
    await story.settle()


async def asks(story: Story, text: str, topic: str = "health") -> None:
    """Noah asks about a topic, whoever it goes to by itself."""
    await reads(story, topic)
    await presses(story, "I have a question")
    assert (await story.submit(story.noah, question=text)).ok


async def test_topics_are_read_one_after_the_other_and_counted(told: Story) -> None:
    assert "0 of 17 understood" in told.checklist(told.noah).plain()
    await reads(told, "health")
    shown = modal(told.noah)
    assert "Health and history" in shown
    assert HEALTH in shown
    assert "— Olivia, 16 Nov" in shown
    assert "Not told yet: What do you expect in the next six months" in shown
    assert "Health score and the timeline entries behind it" in shown
    await presses(told, "Understood")
    assert "Success plan" in modal(told.noah)
    assert "1 of 17 understood" in modal(told.noah)
    assert "1 of 17 understood" in told.checklist(told.noah).plain()


async def test_a_question_goes_there_and_comes_back(told: Story) -> None:
    await asks(told, "what did the old CFO promise?")
    assert "Asked Olivia" in modal(told.noah)
    assert "Ask someone else" not in [b for m in told.olivia.dm for b in m.buttons()]
    await told.noah.close_modal()
    await told.until(told.olivia, "Ask someone else")
    question = told.olivia.dm[-1]
    text = "Noah asks about *Acme* · *Health and history*: “what did the old CFO promise?” Just answer here."
    assert text in question.plain()
    await told.olivia.say("Five seats on the house")
    await told.settle()
    assert "Olivia says: “Five seats on the house”" in told.noah.dm[-1].plain()
    await reads(told, "health")
    assert "Five seats on the house" in modal(told.noah)
    await presses(told, "Understood")
    assert "1 of 17 understood" in told.checklist(told.noah).plain()


async def test_questions_come_in_one_message_and_the_next_after_the_answer(told: Story) -> None:
    await asks(told, "first?")
    await told.noah.close_modal(everything=True)
    await asks(told, "second?", "tickets")
    await told.noah.close_modal(everything=True)
    before = len(told.olivia.dm)
    await told.until(told.olivia, "I don't know")
    assert len(told.olivia.dm) == before + 1
    await told.pass_time(days=1)
    assert sum("asks about" in m.plain() for m in told.olivia.dm) == 1
    await told.olivia.say("one")
    await told.settle()
    assert "Is that your answer about" in told.olivia.dm[-1].plain()
    await told.click(told.olivia, "Yes")
    assert "second?" in told.olivia.dm[-1].plain()


async def test_who_does_not_know_says_so_and_somebody_else_is_asked(told: Story) -> None:
    await asks(told, "what did the old CFO promise?")
    await told.noah.close_modal(everything=True)
    await told.until(told.olivia, "I don't know")
    await told.click(told.olivia, "I don't know")
    assert "Olivia doesn't know “what did the old CFO promise?”" in told.noah.dm[-1].plain()
    await told.click(told.noah, "Ask someone else")
    assert (await told.submit(told.noah)).ok
    await told.until(told.maya, "I don't know")
    assert "what did the old CFO promise?" in told.maya.dm[-1].plain()


async def test_the_giver_passes_a_question_on(told: Story) -> None:
    await asks(told, "what did the old CFO promise?")
    await told.noah.close_modal(everything=True)
    await told.until(told.olivia, "Ask someone else")
    await told.click(told.olivia, "Ask someone else")
    assert "Maya" in modal(told.olivia)
    assert (await told.submit(told.olivia)).ok
    await told.until(told.maya, "I don't know")


async def test_anyone_here_adds_a_topic_of_their_own(told: Story) -> None:
    at = Target((await told.handoff()).id)
    await told.click(told.maya, actions.TOPICS, at, told.checklist(told.maya))
    assert "Understood" not in modal(told.maya)
    await told.maya.click_modal("Add something")
    await told.submit(told.maya, place="new", words="Their office moves in May\nAsk where to.")
    assert "0 of 18 understood" in told.checklist(told.noah).plain()
    number = next(t for t in await topic_ids(told) if t.startswith("own-"))
    await told.maya.close_modal(everything=True)
    await reads(told, number)
    assert "Their office moves in May" in modal(told.noah)
    assert "— Maya" in modal(told.noah)


async def topic_ids(story: Story) -> list[str]:
    """The topics of the handoff, with those that people added."""
    handoff = await story.handoff()
    look = story.house.bot.office.look
    return list(await look(lambda uow: transfer.topics(handoff, uow.transfers.get(handoff.id))))


async def test_accept_leads_to_the_read_back_and_then_passes_the_baton(told: Story) -> None:
    at = Target((await told.handoff()).id)
    assert "Accept Acme" not in told.checklist(told.noah).buttons()
    await told.click(told.noah, "Tell Acme back", message=told.checklist(told.noah))
    assert "tell *Acme* back in two or three sentences" in modal(told.noah)
    await presses(told, "Start from the summary")
    assert "Temperature" in str(told.noah.modal)
    assert (await told.submit(told.noah, words="Hard renewal. If the CFO cuts seats I call Sam.")).ok
    assert "is asked whether that is right" in told.checklist(told.noah).plain()
    await told.until(told.olivia, "I'd correct something")
    shown = "Olivia, this is how Noah understood *Acme*: “Hard renewal. If the CFO cuts seats I call Sam.”"
    assert shown in told.olivia.dm[-1].plain()
    await told.click(told.olivia, "I'd correct something")
    assert (await told.submit(told.olivia, words="Call Anna, not Sam.")).ok
    heard = told.noah.dm[-1]
    assert "Olivia would correct something" in heard.plain()
    assert "Call Anna, not Sam." in heard.plain()
    assert (await told.click(told.noah, actions.ACCEPT, at, heard)).ok
    assert "Responsible now: *Noah*" in told.card().plain()
    assert "Noah may ask you things until" in told.news(told.olivia)[-1]


async def test_the_last_topic_asks_for_the_read_back(told: Story) -> None:
    await told.click(told.noah, actions.TOPICS, message=told.checklist(told.noah))
    for _ in range(17):
        await presses(told, "Understood")
    assert "17 of 17 understood" in modal(told.noah)
    assert "Last thing, Noah: tell *Acme* back" in told.noah.dm[-1].plain()
    await told.noah.close_modal()
    await told.noah.say("It is stable, and the renewal will be hard.")
    await told.settle()
    await told.until(told.olivia, "That's right")
    await told.click(told.olivia, "That's right")
    assert "that's right, just as you told it" in told.noah.dm[-1].plain()
    assert "Accept Acme" in told.checklist(told.noah).buttons()


async def test_a_light_handoff_agrees_to_the_summary(story: Story) -> None:
    await story.start(depth="light")
    await olivia_tells(story, "outlook.temperature", "Stable since May")
    await reads(story, "communication")
    assert "Not asked: How often do you talk" in modal(story.noah)
    await story.noah.close_modal()
    await story.click(story.noah, "Tell Acme back", message=story.checklist(story.noah))
    assert "Stable since May" in modal(story.noah)
    assert "Is that how you see it?" in modal(story.noah)
    await presses(story, "Yes")
    await story.noah.close_modal(everything=True)
    assert "Accept Acme" in story.checklist(story.noah).buttons()
    assert "Noah, ready? From here on *Acme* is yours." in story.noah.dm[-1].plain()
    assert not any("That's right" in m.buttons() for m in story.olivia.dm)


async def test_what_is_returned_is_sorted_out_and_told_back_again(told: Story) -> None:
    await told.tells_back()
    assert "Accept Acme" in told.checklist(told.noah).buttons()
    await told.click(told.noah, "Return it", message=told.checklist(told.noah))
    assert (await told.submit(told.noah, why="- no notes before May\n- who signs?")).ok
    for person in (told.olivia, told.maya):
        assert "Noah returns *Acme* for now. What is missing:" in told.news(person)[-1]
    assert "• who signs?" in told.checklist(told.olivia).plain()
    assert "Tell Acme back" in told.checklist(told.noah).buttons()
    handoff = await told.handoff()
    said = await told.house.bot.office.look(lambda uow: uow.transfers.get(handoff.id))
    for number in said.pieces:
        at = Target(handoff.id, "", str(number))
        await told.click(told.olivia, actions.SORTED, at, told.checklist(told.olivia))
    assert "everything you missed is sorted out" in told.noah.dm[-1].plain()
    assert "who signs?" not in told.checklist(told.olivia).plain()


async def test_the_manager_settles_full_or_light_in_one_tap(story: Story) -> None:
    await story.start()
    assert "How much do we ask Olivia? I'd say *full*." in story.checklist(story.maya).plain()
    await story.click(story.maya, f"{actions.DEPTH}_light", message=story.checklist(story.maya))
    assert (await story.handoff()).depth == "light"
    assert "How much do we ask" not in story.checklist(story.maya).plain()
    assert "five" in story.checklist(story.olivia).plain() or "5" in story.checklist(story.olivia).plain()


async def test_the_card_says_when_gainsight_and_the_baton_differ(story: Story) -> None:
    await story.start()
    await story.tick(story.maya, "The account", "Child accounts, if there are any")
    assert "Gainsight names Noah already" in story.card().plain()
    assert "Responsible now: *Olivia*" in story.card().plain()


async def test_a_last_day_without_acceptance_asks_who_answers(story: Story) -> None:
    await story.start(last_day="2026-11-20")
    await story.pass_time(days=4, hours=2)
    asked = [m for m in story.maya.dm if "I do" in m.buttons()]
    assert "Olivia's last day on *Acme* is 20 Nov, and Noah hasn't accepted it yet." in asked[-1].plain()
    await story.pass_time(days=1)
    assert "Responsible now: *Maya*, until Noah accepts" in story.card().plain()
    await story.click(story.maya, "Noah accepts now", message=asked[-1])
    assert "Maya asks you to accept *Acme* now: Olivia is leaving it." in story.noah.dm[-1].plain()
    await story.pass_time(days=3)
    assert len([m for m in story.maya.dm if "last day on *Acme*" in m.plain()]) == 1


async def test_what_will_not_fit_is_named_to_manager_and_giver_once(story: Story) -> None:
    await story.start(last_day="2026-11-18")
    await story.pass_time(days=1, hours=6)
    for person in (story.maya, story.olivia):
        said = [text for text in story.news(person) if "will hardly fit" in text]
        assert len(said) == 1
        assert "the last day is 18 Nov" in said[0]


async def test_a_month_later_one_question_comes_though_it_is_closed(story: Story) -> None:
    await story.start()
    await story.accept()
    await story.until(story.noah, "Nothing", hours=24 * 36)
    assert "what did you have to ask the customer again?" in story.noah.dm[-1].plain()
    await story.noah.say("who approves purchases, and their runners")
    await story.settle()
    handoff = await story.handoff()
    told = await story.house.bot.office.look(lambda uow: uow.transfers.get(handoff.id))
    (piece,) = told.pieces.values()
    assert (piece.kind, piece.topic) == ("again", "installation")
