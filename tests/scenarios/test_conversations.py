"""Whole conversations, each a readable file in `transcripts/`.

A change of words changes the transcript. Read the new one, then keep it:
`HANDOFF_KEEP_TRANSCRIPT=1 make test ARGS=tests/scenarios/test_conversations.py`
"""

import pytest

from tests.scenarios.chat import Chat, check
from tests.scenarios.story import Story


async def test_a_light_handoff_told_in_five_answers(story: Story) -> None:
    chat = Chat(story, "A light handoff: five questions, a few words each")
    await chat.start(depth="light", account_executive="Aaron")
    await chat.press("Olivia", "Start")
    await chat.say("Olivia", "Dana the CIO, by phone. Raj in platform likes e-mail")
    await chat.say("Olivia", "They'll want a true-up in spring, about 60 more seats")
    await chat.press("Olivia", "Nothing special")
    await chat.say("Olivia", "Promised them a roadmap session in January")
    await chat.press("Olivia", "Stable")
    check("light", chat)


async def test_an_interview_that_is_interrupted(story: Story) -> None:
    chat = Chat(story, "An interview interrupted: commands, a stop, doubts, and the next day")
    await chat.start(depth="light", account_executive="Aaron")
    await chat.press("Olivia", "Start")
    await chat.say("Olivia", "why")
    await chat.say("Olivia", "done 1")
    await chat.say("Olivia", "Dana and Raj")
    await chat.press("Olivia", "Yes")
    await chat.say("Olivia", "dont know ask <@" + story.person("Aaron").id + ">")
    await chat.say("Olivia", "skip")
    await chat.say("Olivia", "not done yet")
    await chat.press("Olivia", "No")
    await chat.close("Olivia")
    await chat.say("Olivia", "stop")
    await chat.say("Olivia", "undo")
    await chat.pass_time(days=1)
    await chat.say("Olivia", "next")
    await chat.say("Olivia", "P1 about runners, open since Tuesday")
    check("interrupted", chat)


async def test_two_handoffs_at_once(story: Story) -> None:
    chat = Chat(story, "Two handoffs at once: a number alone asks which")
    await chat.start(depth="light")
    await chat.start(account="Globex", depth="light")
    await chat.say("Olivia", "done 1")
    await chat.say("Olivia", "done 1 for globex")
    await chat.say("Olivia", "status")
    await chat.say("Olivia", "who has acme now?")
    await chat.say("Olivia", "is 3 done?")
    await chat.say("Olivia", "qwertyuiop")
    check("two-at-once", chat)


@pytest.mark.parametrize("text", ["not done yet", "is 1 done?", "I'll do 4 tomorrow", "done?", "😀", "1"])
async def test_what_is_not_a_clear_done_ticks_nothing(story: Story, text: str) -> None:
    await story.start(depth="light")
    await story.olivia.say(text)
    await story.settle()
    steps = (await story.handoff()).steps
    assert not any(state.status.settled or state.parts for state in steps.values())


async def test_a_question_there_and_back_a_return_and_an_acceptance(story: Story) -> None:
    chat = Chat(story, "Noah reads, asks, tells back, returns it once, and accepts")
    await chat.start(depth="full", account_executive="Aaron")
    await chat.press("Olivia", "Start")
    await chat.say("Olivia", "about 240, maybe 250 with the contractors")
    await chat.say("Olivia", "stop")
    await chat.press("Noah", "What Olivia has said")
    await chat.pick("Noah", "I have a question")
    await chat.fill("Noah", question="Do the contractors count for the true-up?")
    await chat.close("Noah")
    await chat.pass_time(hours=3)
    await chat.say("Olivia", "Yes, from January on")
    await chat.press("Olivia", "Yes")
    await chat.press("Noah", "Tell Acme back")
    await chat.close("Noah")
    await chat.say("Noah", "240 users, contractors count from January. If they cut seats I call Dana first.")
    await chat.pass_time(hours=4)
    await chat.press("Olivia", "I'd correct something")
    await chat.fill("Olivia", words="Call Raj first, Dana is away until spring")
    await chat.press("Noah", "Return it")
    await chat.fill("Noah", why="Who renews the contract?")
    await chat.press("Noah", "Tell Acme back")
    await chat.close("Noah")
    await chat.say("Noah", "As before, and I call Raj first.")
    await chat.pass_time(days=1)
    await chat.press("Olivia", "That's right")
    await chat.press("Noah", "Accept Acme")
    check("returned", chat)


async def test_a_giver_who_has_left(story: Story) -> None:
    chat = Chat(story, "The giver has left: manager and account executive are asked, second-hand")
    await chat.start(outgoing="Jonas", depth="light", account_executive="Aaron")
    await chat.press("Maya", "Start")
    await chat.say("Maya", "Jonas said Dana decides, and Raj runs the platform")
    await chat.say("Maya", "stop")
    await chat.press("Aaron", "Go on")
    await chat.say("Aaron", "They renew in March")
    await chat.press("Noah", "What Jonas has said")
    check("giver-gone", chat)


NOTES = """# Health
Amber since October: the CFO has changed.

# Tickets
- P1 about runners, open since Tuesday

# Birthday
Ask Kim about the boat.
"""


async def test_notes_that_are_pasted(story: Story) -> None:
    chat = Chat(story, "Olivia pastes her notes; only Keep keeps, and Noah reads them")
    await chat.start(depth="light")
    await chat.press("Olivia", "Paste my notes")
    await chat.fill("Olivia", notes=NOTES)
    await chat.fill("Olivia")
    await chat.close("Olivia")
    await chat.say("Noah", "brief acme")
    check("pasted-notes", chat)


async def test_an_answer_that_is_edited_changes_where_it_stands(story: Story) -> None:
    await story.start(depth="light")
    await story.click(story.olivia, "Start", message=story.checklist(story.olivia))
    said = await story.olivia.say("Dana the CIO")
    await story.settle()
    asked = next(m for m in story.olivia.dm if "Edit" in m.buttons())
    await story.click(story.olivia, "Edit", message=asked)
    await story.submit(story.olivia, answer="Dana the CIO, and Raj")
    assert ">Dana the CIO, and Raj" in story.olivia.refresh(asked).plain()
    await story.olivia.edit(said, "Raj alone")
    await story.settle()
    assert ">Raj alone" in story.olivia.refresh(asked).plain()
    await story.olivia.delete(said)
    await story.settle()
    assert "left for later" in story.olivia.refresh(asked).plain()
