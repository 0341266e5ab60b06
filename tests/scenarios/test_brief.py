"""The brief: opened from everywhere by its people, added to, sent as a canvas or a file."""

from dataclasses import replace

import pytest

from bot.views import actions
from bot.views.actions import Target
from flows import transfer
from flows.desk import prompting
from flows.desk.acting import Act, Rules
from flows.handoff import Status
from flows.ports import UnitOfWork
from flows.transfer import Filing, Told
from sandbox.driver import Person
from tests.scenarios.story import Story
from tests.scenarios.words import modal


async def answered(story: Story, *answers: str) -> None:
    """Olivia begins the interview of Acme, and types these answers."""
    await story.click(story.olivia, actions.BEGIN, message=story.checklist(story.olivia))
    for answer in answers:
        await story.olivia.say(answer)
        await story.settle()


async def all_told(story: Story, words: str) -> None:
    """Olivia has answered every question in these words."""
    handoff = await story.handoff()
    for name in transfer.asked(handoff):
        act = Act(story.olivia.id, f"told {name}", story.clock.now())

        def work(uow: UnitOfWork, act: Act = act, name: str = name) -> object:
            return prompting.tell(uow, act, handoff.id, name, Told.SAID, Rules(), text=words)

        await story.house.bot.office.act(work)


async def test_its_people_open_it_from_everywhere(story: Story) -> None:
    await story.start()
    await answered(story, "about 250 users")
    await story.noah.open_home()
    await story.settle()
    await story.noah.click_home("Brief")
    from_home = modal(story.noah)
    assert "Internal: for the people of this handoff" in from_home
    assert "about 250 users" in from_home
    assert "— Olivia, 16 Nov" in from_home
    await story.noah.close_modal()
    await story.click(story.noah, "Brief", message=story.checklist(story.noah))
    assert modal(story.noah) == from_home
    await story.noah.close_modal()
    await story.click(story.noah, "Brief", message=story.card())
    assert modal(story.noah) == from_home
    await story.noah.close_modal()
    await story.noah.command("/handoff brief acme")
    assert modal(story.noah) == from_home
    await story.noah.close_modal()
    await story.noah.say("brief acme")
    await story.settle()
    await story.click(story.noah, actions.BRIEF, message=story.noah.dm[-1])
    assert modal(story.noah) == from_home


async def test_the_sections_stand_in_their_order_on_pages(story: Story) -> None:
    await story.start()
    await all_told(story, "They want it all, and they want it by March. " * 20)
    await story.click(story.noah, "Brief", message=story.card())
    shown = [modal(story.noah)]
    while f"More ({len(shown) + 1} of" in shown[-1]:
        await story.noah.click_modal(f"{actions.BRIEF_PAGE}_more")
        shown.append(modal(story.noah))
    whole = "\n".join(shown)
    headings = [
        "Who answers now", "Temperature", "Open loops", "If this, then that", "Questions for the customer",
        "Promises", "Read back", "Agenda of the internal meeting", "Links", "Olivia's notes", "Timeline",
    ]  # fmt: skip
    places = [whole.index(f"*{heading}*") for heading in headings]
    assert places == sorted(places)
    assert len(shown) > 1
    await story.noah.click_modal(f"{actions.BRIEF_PAGE}_back")
    assert modal(story.noah) == shown[-2]


async def test_nobody_else_sees_it(story: Story) -> None:
    await story.start()
    await answered(story, "about 250 users")
    await story.click(story.priya, "Brief", message=story.card())
    assert "I can't show you that" in modal(story.priya)
    await story.priya.close_modal()
    await story.priya.command("/handoff brief acme")
    assert "part of no handoff that is called so" in modal(story.priya)


async def test_anyone_here_adds_a_topic(story: Story) -> None:
    await story.start()
    await story.click(story.maya, "Brief", message=story.card())
    await story.maya.click_modal("Add a topic")
    await story.submit(story.maya, text="The trade fair\nThey host it in March. <!channel>")
    assert "The trade fair" in modal(story.maya)
    handoff = await story.handoff()
    told = await story.house.bot.office.look(lambda uow: uow.transfers.get(handoff.id))
    assert [piece.kind for piece in told.pieces.values()] == [Filing.OWN]


async def test_the_agenda_is_what_is_open(story: Story) -> None:
    await story.start()
    await story.click(story.olivia, actions.BEGIN, message=story.checklist(story.olivia))
    await story.click(story.olivia, f"{actions.ASK_TAP}_in_person")
    await story.click(story.noah, "Brief", message=story.card())
    await story.noah.click_modal("Agenda")
    text = modal(story.noah)
    assert "Acme: Olivia and Noah" in text
    assert "better said in person" in text
    await story.noah.close_modal(everything=True)
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    at = Target((await story.handoff()).id, "internal-meeting", "", actions.WHY)
    await story.olivia.click_modal(actions.MENU, str(at))
    assert "better said in person" in modal(story.olivia)


async def ask_for_file(story: Story, who: Person) -> None:
    """Somebody presses "Send me the file" in the brief."""
    await story.click(who, "Brief", message=story.card())
    await who.click_modal("Send me the file")
    assert "direct messages" in modal(who)
    await who.close_modal(everything=True)
    await story.settle()


async def test_it_comes_as_a_canvas_that_only_its_people_open(story: Story) -> None:
    await story.start()
    await answered(story, "about 250 users")
    await ask_for_file(story, story.noah)
    ((canvas_id, canvas),) = story.sandbox.core.workspace.canvases.items()
    assert set(canvas["access"]) == {one.id for one in (story.noah, story.olivia, story.maya)}
    assert set(canvas["access"].values()) == {"read"}
    assert "about 250 users" in canvas["markdown"]
    assert "## Agenda of the internal meeting" in canvas["markdown"]
    assert f"/{canvas_id}|Open it>" in story.noah.dm[-1].text
    assert not story.noah.dm[-1].files


@pytest.mark.parametrize("code", ["free_teams_cannot_create_standalone_canvases", "missing_scope"])
async def test_where_the_plan_has_no_canvas_it_comes_as_a_file(story: Story, code: str) -> None:
    await story.start()
    await answered(story, "about 250 users")
    story.sandbox.faults.error("canvases.create", code)
    await ask_for_file(story, story.noah)
    (file,) = story.noah.dm[-1].files
    assert file.name.startswith("acme-brief-")
    assert file.name.endswith(".md")
    assert "about 250 users" in file.content.decode()
    assert "Internal" in story.noah.dm[-1].text


async def test_where_neither_works_it_says_so(story: Story) -> None:
    await story.start()
    story.sandbox.faults.lack(["canvases.create", "files.getUploadURLExternal"])
    await ask_for_file(story, story.noah)
    assert "I can't send files in this workspace" in story.noah.dm[-1].text


async def test_a_file_whose_answer_was_lost_comes_once(story: Story) -> None:
    await story.start()
    story.sandbox.faults.lack(["canvases.create"])
    story.sandbox.faults.drop_after("files.completeUploadExternal")
    await ask_for_file(story, story.noah)
    await story.pass_time(minutes=2)
    assert sum(bool(message.files) for message in story.noah.dm) == 1


async def test_a_file_that_slack_refuses_for_now_comes_later(story: Story) -> None:
    await story.start()
    story.sandbox.faults.lack(["canvases.create"])
    story.sandbox.faults.status("files.getUploadURLExternal", 503)
    await ask_for_file(story, story.noah)
    await story.pass_time(minutes=2)
    assert sum(bool(message.files) for message in story.noah.dm) == 1


async def over(story: Story) -> None:
    """Acme's handoff was accepted and closed, whatever was left to do."""
    before = await story.handoff()
    now = story.clock.now()
    after = replace(
        before, status=Status.CLOSED, accepted_by=before.receiver, accepted_at=now, ended_at=now,
        ended_by=before.receiver,
    )  # fmt: skip
    await story.house.bot.office.act(lambda uow: uow.handoffs.save(before, after))


async def test_the_next_handoff_of_the_account_starts_from_this_brief(story: Story) -> None:
    await story.start()
    await all_told(story, "They want it all.")
    await story.click(story.maya, "Brief", message=story.card())
    await story.maya.click_modal("Add a topic")
    await story.submit(story.maya, text="The trade fair")
    await story.maya.close_modal(everything=True)
    await over(story)
    await story.noah.command("/handoff brief acme")
    assert "They want it all." in modal(story.noah)
    await story.noah.close_modal()
    await story.pass_time(days=60)
    await story.start(outgoing="Noah", incoming="Sam")
    await story.click(story.noah, actions.BEGIN, message=story.checklist(story.noah))
    assert "from the last handoff. Still true?" in story.noah.dm[-1].plain()
    assert "They want it all." in story.noah.dm[-1].plain()
    await story.click(story.noah, "All true", message=story.noah.dm[-1])
    sam = story.person("Sam")
    await story.click(sam, "Brief", message=story.checklist(sam))
    assert ">They want it all." in modal(sam)
    assert "— Noah, 15 Jan" in modal(sam)
    await sam.click_modal("The brief before this")
    assert "The trade fair" in modal(sam)
    assert "— Olivia, 16 Nov" in modal(sam)
    await sam.close_modal(everything=True)
    await story.olivia.command("/handoff brief acme")
    assert "— Olivia, 16 Nov" in modal(story.olivia)
    assert "Noah, 15 Jan" not in modal(story.olivia)
