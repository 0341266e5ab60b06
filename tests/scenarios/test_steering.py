"""A way out of every mistake: edit, replace, pause, cancel, reopen, hand over, open a lock, undo."""

import pytest

from bot.views import actions
from bot.views.actions import Target
from tests.scenarios.story import Story
from tests.scenarios.words import buttons, modal

NOT_YOURS = "I can't show you that."


async def test_edit_changes_account_dates_and_pace(story: Story) -> None:
    await story.start(target="2026-12-18")
    await story.whole(story.olivia, actions.EDIT)
    assert "Account: Acme" in modal(story.olivia)
    saved = await story.submit(story.olivia, account="Acme Europe", target="2026-12-21", pace="slow")
    assert saved.ok
    assert story.olivia.modal is None
    card = story.card("Acme Europe").plain()
    assert "*Acme Europe* moves from Olivia to *Noah* · manager Maya · slow transition" in card
    assert "by 21 Dec" in card
    assert (
        "Slow transition: Olivia leads the calls. You shadow."
        in story.checklist(story.noah, "Acme Europe").plain()
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("incoming", "Olivia", "They are handing it over: please pick somebody else to take it."),
        ("incoming", "U0BOTUSER", "That is an app. Please pick a colleague."),
        ("incoming_manager", "Tom", "They are from outside or a guest. Please pick a colleague."),
        ("target", "2026-11-15", "That day has passed. Please pick one ahead."),
    ],
)
async def test_edit_says_what_is_wrong_under_the_field(
    story: Story, field: str, value: str, sentence: str
) -> None:
    await story.start()
    await story.whole(story.olivia, actions.EDIT, **{field: value})
    shown = story.olivia.modal
    assert shown is not None
    assert shown.errors == {field: sentence}


async def test_an_account_that_is_taken_is_no_new_name(story: Story) -> None:
    await story.start()
    await story.start(account="Globex")
    await story.whole(story.olivia, actions.EDIT)
    await story.submit(story.olivia, account="globex")
    shown = story.olivia.modal
    assert shown is not None
    assert shown.errors == {"account": "That account has an open handoff of its own."}


async def test_replacing_the_receiver_moves_steps_and_messages(story: Story) -> None:
    await story.start()
    elena = story.person("Elena")
    await story.whole(story.maya, actions.EDIT, incoming="Elena")
    assert "to *Elena*" in story.card().plain()
    assert "6 steps are yours" in story.checklist(elena).plain()
    assert "Maya moved your part of *Acme* to somebody else. Thank you." in story.news(story.noah)[-1]
    assert not any("All steps" in message.buttons() for message in story.noah.dm)
    assert "Add Elena to the account's Slack channels" in story.checklist(story.olivia).plain()


async def test_a_replaced_person_may_not_press_what_they_still_see(story: Story) -> None:
    await story.start()
    old = story.checklist(story.noah)
    at = Target((await story.handoff()).id, "incoming-reads-page")
    await story.whole(story.maya, actions.EDIT, incoming="Elena")
    await story.click(story.noah, actions.DONE, at, old)
    assert "That is for somebody else here to do. Nothing was changed." in modal(story.noah)
    assert (await story.handoff()).state("incoming-reads-page").status == "todo"


async def test_pause_and_resume(story: Story) -> None:
    await story.start()
    await story.whole(story.noah, actions.PAUSE)
    for person in (story.olivia, story.noah, story.maya):
        assert "*Acme* is paused. Nothing is lost, and I stay quiet." in person.dm[0].plain()
    assert story.news(story.maya)[-1].startswith("Noah paused *Acme*. I stay quiet until it goes on.")
    assert "*Acme* moves from Olivia to *Noah* · manager Maya · *paused*" in story.card().plain()
    await story.click(story.olivia, "Resume")
    assert "Responsible now: *Olivia*" in story.card().plain()
    assert story.news(story.noah)[-1].startswith("Olivia resumed *Acme*.")
    assert "6 steps are yours" in story.checklist(story.noah).plain()


async def test_cancel_asks_why_and_reopen_takes_it_up_again(story: Story) -> None:
    await story.start()
    number = (await story.handoff()).id
    await story.done(story.olivia, "outgoing-reads-page")
    await story.whole(story.maya, actions.CANCEL, why="The *customer* left <@U0NOAH>")
    assert "stays with *Olivia*. The handoff was cancelled." in story.card().plain()
    said = story.news(story.olivia)[-1]
    assert "Maya cancelled the handoff of *Acme*: The *customer* left <@U0NOAH>" in said
    assert "It stays with you." in said
    await story.click(story.olivia, "Reopen")
    assert (await story.by_id(number)).status == "running"
    assert "1 of 15 steps" in story.card().plain()
    assert story.news(story.noah)[-1].startswith("Olivia reopened *Acme*.")
    assert "Reopen" not in story.card().buttons()


async def test_reopen_from_the_card_is_for_those_who_steer(story: Story) -> None:
    await story.start()
    await story.whole(story.maya, actions.CANCEL, why="no")
    await story.click(story.person("Elena"), "Reopen", message=story.card())
    assert NOT_YOURS in modal(story.person("Elena"))
    assert "was cancelled" in story.card().plain()


async def test_a_cancelled_account_that_is_under_way_again_is_not_reopened(story: Story) -> None:
    await story.start()
    card = story.card()
    await story.whole(story.maya, actions.CANCEL, why="a mistake")
    await story.start()
    await story.click(story.maya, "Reopen", message=story.maya.refresh(card))
    assert "That account has an open handoff of its own." in modal(story.maya)


async def test_a_step_is_handed_to_a_colleague_who_hears_and_works(story: Story) -> None:
    await story.start()
    sam = story.person("Sam")
    await story.menu(story.olivia, "outgoing-reads-page", actions.REASSIGN, owner="Sam")
    assert "Olivia handed you a step of *Acme*: *1* Read the handbook page" in story.news(sam)[-1]
    assert "8 steps are yours" in story.checklist(story.olivia).plain()
    await story.done(sam, "outgoing-reads-page")
    assert "1 of 15 steps" in story.card().plain()


@pytest.mark.parametrize("name", ["Jonas", "Rita", "Tom", "U0BOTUSER"])
async def test_a_step_goes_only_to_colleagues_who_are_here(story: Story, name: str) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.REASSIGN, owner=name)
    shown = story.olivia.modal
    assert shown is not None
    assert shown.errors == {"owner": "They can't take this on. Please pick a colleague who is here."}


async def test_the_manager_opens_a_lock_with_a_reason_and_the_owner_hears(story: Story) -> None:
    await story.start()
    await story.click(story.maya, "All steps")
    at = Target((await story.handoff()).id, "leave-tickets", "", actions.RELEASE)
    await story.maya.click_modal(actions.MENU, str(at))
    assert "This waits because once you have left, nobody can see any more" in modal(story.maya)
    await story.submit(story.maya, why="Support has the list")
    opened = "Maya opened the lock on *14* List the support tickets you watch, then leave them and their CC"
    assert f"{opened} of *Acme*: Support has the list" in story.news(story.olivia)[-1]
    story_now = await story.handoff()
    assert story_now.state("leave-tickets").released_by is not None


async def test_undo_takes_back_what_was_done_once(story: Story) -> None:
    await story.start()
    await story.done(story.olivia, "outgoing-reads-page")
    assert "1 of 15 steps" in story.card().plain()
    shown = story.checklist(story.olivia)
    assert ":white_check_mark: *1* Read the handbook page" in shown.plain()
    await story.click(story.olivia, "Undo", message=shown)
    assert "0 of 15 steps" in story.card().plain()
    await story.click(story.olivia, "Undo", message=shown)
    assert "0 of 15 steps" in story.card().plain()
    assert story.olivia.modal is None


async def test_undo_is_refused_kindly_once_somebody_went_on(story: Story) -> None:
    await story.start()
    await story.click(story.olivia, "All steps")
    await answer_in_dialog(story, "events_owner", "us")
    await story.olivia.close_modal()
    await story.done(story.noah, "incoming-reads-page", "new-invite")
    await story.click(story.olivia, "All steps")
    at = Target((await story.handoff()).id, "old-events")
    await story.olivia.click_modal(actions.DONE, str(at))
    await story.settle()
    undo = [e["value"] for e in buttons(story.checklist(story.noah)) if e["action_id"] == actions.UNDO]
    await story.click(story.noah, actions.UNDO, max(undo, key=int), story.checklist(story.noah))
    said = modal(story.noah)
    assert "Too late to undo: Olivia went on from there. You can change the step itself." in said


async def answer_in_dialog(story: Story, fact: str, answer: str) -> None:
    """Olivia answers a question in her dialog with all steps."""
    at = Target((await story.handoff()).id, "", fact, answer)
    await story.olivia.click_modal(f"{actions.FACT}_{answer}", str(at))
    await story.settle()


async def test_what_was_told_can_be_told_anew_and_done_work_stays(story: Story) -> None:
    await story.start()
    await story.say_fact(story.noah, "Yes, there is")
    await story.done(story.noah, "watch-project")
    await story.click(story.olivia, "All steps")
    assert "What you told me" in modal(story.olivia)
    assert "Is there a collaboration project with Acme? *Yes, there is*" in modal(story.olivia)
    await story.olivia.click_modal("No, there isn't")
    await story.settle()
    assert "*No, there isn't*" in modal(story.olivia)
    assert "*6*" not in modal(story.olivia)
    assert "0 of 15 steps" in story.card().plain()
    await story.olivia.click_modal("Yes, there is")
    await story.settle()
    assert "1 of 15 steps" in story.card().plain()


async def test_the_dialog_with_all_steps_is_redrawn_by_its_own_clicks(story: Story) -> None:
    await story.start()
    await story.click(story.olivia, "Show checklist", message=story.card())
    at = Target((await story.handoff()).id, "outgoing-reads-page")
    await story.olivia.click_modal(actions.DONE, str(at))
    assert "1 of 15 steps done" in modal(story.olivia)
    await story.settle()
    assert "1 of your 9 steps done" in story.checklist(story.olivia).plain()


async def test_the_counterpart_acts_on_behalf_and_the_owner_hears_in_the_morning(story: Story) -> None:
    await story.start()
    await story.click(story.noah, "All steps")
    assert "On somebody's behalf" in modal(story.noah)
    at = Target((await story.handoff()).id, "outgoing-reads-page")
    await story.noah.click_modal(actions.DONE, str(at))
    await story.settle()
    assert "· Noah ·" in story.checklist(story.olivia).plain()
    await story.pass_time(hours=26)
    favour = "Noah did *1* Read the handbook page about handing an account over of *Acme* for you."
    assert favour in story.dm_text(story.olivia)
    await story.click(story.olivia, "Undo", message=story.checklist(story.olivia))
    assert "0 of 15 steps" in story.card().plain()


async def test_copy_for_gainsight_is_the_ticked_list_as_text(story: Story) -> None:
    await story.start()
    await story.done(story.olivia, "outgoing-reads-page")
    await story.menu(story.olivia, "internal-meeting", actions.NOT_APPLICABLE, why="we met last week")
    await story.whole(story.olivia, actions.COPY)
    said = modal(story.olivia)
    assert "[x] 1. Read the handbook page about handing an account over (Olivia, 2026-11-16)" in said
    assert "[-] 4. Plan an internal meeting with Noah about the account (Olivia, 2026-11-16)" in said
    assert "[ ] 15. Decide whether you need another sync, or close the handoff (Noah)" in said


@pytest.mark.parametrize(
    ("verb", "filled", "sentence"),
    [
        (
            actions.NOT_APPLICABLE,
            {"why": "we met"},
            ":heavy_minus_sign: *1* Read the handbook page about handing an account over · we met",
        ),
        (
            actions.WAITING,
            {"on": "the <customer>", "until": "2026-11-19"},
            "waiting on the <customer> until Thursday",
        ),
        (actions.DATE, {"due": "2026-11-17"}, "by tomorrow"),
    ],
)
async def test_a_rows_menu_opens_small_dialogs(
    story: Story, verb: str, filled: dict[str, str], sentence: str
) -> None:
    await story.start()
    saved = await story.menu(story.olivia, "outgoing-reads-page", verb, **filled)
    assert saved.ok
    assert story.olivia.modal is None
    assert sentence in story.checklist(story.olivia).plain()


@pytest.mark.parametrize(
    ("verb", "filled"),
    [(actions.WAITING, {"on": "them", "until": "2026-11-13"}), (actions.DATE, {"due": "2026-11-13"})],
)
async def test_a_day_that_has_passed_is_said_under_its_field(
    story: Story, verb: str, filled: dict[str, str]
) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", verb, **filled)
    shown = story.olivia.modal
    assert shown is not None
    assert list(shown.errors.values()) == ["That day has passed. Please pick one ahead."]


async def test_a_link_has_to_be_one(story: Story) -> None:
    await story.start()
    await story.give(story.noah, "open-cta", "see Gainsight")
    shown = story.noah.modal
    assert shown is not None
    assert shown.errors == {"evidence": "Please paste a whole link, starting with https://"}
    assert (await story.submit(story.noah, evidence="https://gainsight.example/cta/1")).ok
    assert ":white_check_mark: *0*" in story.checklist(story.noah).plain()


async def test_why_gives_the_reason_and_its_source(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.WHY)
    said = modal(story.olivia)
    assert "Five minutes now save Noah from asking for what you could have written down." in said
    assert "Handbook: Account handoff, CSM to CSM, section “Account Handoff CTA Tasks”." in said
