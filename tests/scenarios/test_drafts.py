"""Letters to copy and calendar files: opened from a step's row, checked, and never sent to anybody."""

from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar, Event

from bot.views import actions
from bot.views.actions import Target
from flows.desk import steps
from flows.desk.acting import Act, Done, Rules
from flows.playbook import Playbook
from flows.ports import UnitOfWork
from sandbox.driver import Person
from tests.scenarios.story import Story
from tests.scenarios.words import modal

NOTE = "Olivia takes on a new region"


async def fact(story: Story, who: Person, name: str, answer: str) -> None:
    """Somebody says a fact."""
    handoff = await story.handoff()
    act = Act(who.id, f"{name} {answer}", story.clock.now())

    def work(uow: UnitOfWork) -> Done:
        return steps.answer(uow, act, handoff.id, name, (answer,), Rules())

    await story.house.bot.office.act(work)
    await story.settle()


async def press(story: Story, who: Person, action: str, step: str) -> None:
    """Press a step's button in the dialog with all steps."""
    handoff = await story.handoff()
    await story.click(who, "All steps", message=story.checklist(who))
    await who.click_modal(action, str(Target(handoff.id, step)))
    await story.settle()


async def plan(story: Story, who: Person, step: str = "new-invite", **filled: object) -> None:
    """Plan a call, on a Tuesday at ten unless told."""
    await press(story, who, actions.CALL, step)
    given: dict[str, object] = {"day": date(2026, 12, 15), "at": "10:00"}
    await story.submit(who, **{**given, **filled})


def files(who: Person) -> list[str]:
    """The calendar files in the person's DM, oldest first."""
    found = (file for message in who.dm for file in message.files if file.name.endswith(".ics"))
    return [file.content.decode() for file in found]


async def test_a_letter_is_opened_changed_and_checked(story: Story) -> None:
    await story.start(customer_note=NOTE)
    await press(story, story.olivia, actions.DRAFT, "follow-up")
    shown = modal(story.olivia)
    assert "Subject: How to reach Noah" in shown
    assert NOTE in shown
    assert "Still for you to fill in:* their names and Noah's e-mail address." in shown
    before = len(story.news(story.olivia))
    await story.submit(story.olivia, subject="Noah", body="Hello Ana and Ben, write to noah@example.com.")
    assert "Checked. Ready to copy." in modal(story.olivia)
    assert modal(story.olivia).count("write to noah@example.com") == 2  # in its field, and to copy
    assert len(story.news(story.olivia)) == before


async def test_the_letter_of_the_introduction_follows_the_facts(story: Story) -> None:
    await story.start()
    await fact(story, story.olivia, "upcoming_call", "no")
    await press(story, story.olivia, actions.DRAFT, "introduce")
    assert "two times that suit you and Noah" in modal(story.olivia)


async def test_a_letter_opens_with_what_is_known_and_nothing_that_was_answered(story: Story) -> None:
    await story.start()
    await story.click(story.olivia, actions.BEGIN, message=story.checklist(story.olivia))
    await story.olivia.say("They nearly left in spring")
    await story.settle()
    for step in ("introduce", "follow-up"):
        if step == "introduce":
            await fact(story, story.olivia, "upcoming_call", "yes")
        await press(story, story.olivia, actions.DRAFT, step)
        assert "They nearly left" not in modal(story.olivia)
        await story.olivia.close_modal(everything=True)


async def test_customers_with_events_of_their_own_are_asked(story: Story) -> None:
    await story.start()
    await fact(story, story.olivia, "events_owner", "customer")
    await press(story, story.olivia, actions.DRAFT, "old-events")
    assert "The invitations to our regular calls come from you." in modal(story.olivia)


async def test_in_an_sas_introduction_a_promise_is_marked(story: Story) -> None:
    await story.start()
    await with_enterprise_letter(story)
    await press(story, story.olivia, actions.DRAFT, "follow-up")
    assert "This speaks for somebody else" not in modal(story.olivia)
    await story.submit(story.olivia, subject="Meet Noah", body="Noah will run a workshop every month.")
    assert "“Noah will run a workshop every month.”" in modal(story.olivia)
    assert "Rather *might* than *will*." in modal(story.olivia)
    await story.submit(story.olivia, subject="Meet Noah", body="Noah might run a workshop every month.")
    assert "Checked. Ready to copy." in modal(story.olivia)


async def with_enterprise_letter(story: Story) -> None:
    """The handoff goes on with a playbook whose follow-up is the SA's introduction."""
    handoff = await story.handoff()
    told = handoff.playbook.model_dump(mode="json")
    for step in told["steps"]:
        if step["id"] == "follow-up":
            step["draft"] = "enterprise-introduction"
    changed = Playbook.model_validate(told)

    def move(uow: UnitOfWork) -> None:
        before = uow.handoffs.get(handoff.id)
        assert before is not None
        uow.handoffs.save(before, replace(before, playbook=changed))

    await story.house.bot.office.tick(move)


async def test_planned_calls_come_as_a_file_in_the_persons_own_zone(story: Story) -> None:
    await story.start()
    await fact(story, story.olivia, "events_owner", "us")
    await plan(story, story.noah, every="two-weeks", guests="ana@customer.example\nben@customer.example")
    assert "comes into our direct messages" in modal(story.noah)
    (text,) = files(story.noah)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    zone = story.noah.user.tz
    assert f"DTSTART;TZID={zone}:20261215T100000" in text
    assert "RRULE:FREQ=WEEKLY;INTERVAL=2" in text
    assert isinstance(event, Event)
    assert [guest.email for guest in event.attendees] == ["ana@customer.example", "ben@customer.example"]
    assert not files(story.olivia)
    assert (await story.handoff()).state("new-invite").status == "todo"


async def test_a_second_file_replaces_the_first_in_a_calendar(story: Story) -> None:
    await story.start()
    await plan(story, story.olivia, "internal-meeting")
    await story.pass_time(hours=1)
    await plan(story, story.olivia, "internal-meeting", day=date(2026, 12, 16))
    old, new = (Calendar.from_ical(text).walk("VEVENT")[0] for text in files(story.olivia))
    assert old["UID"] == new["UID"]
    assert int(str(new["SEQUENCE"])) > int(str(old["SEQUENCE"]))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"guests": "ana@customer.example, ben"}, "is no e-mail address"),
        ({"day": date(2026, 11, 1)}, "That day has passed"),
        ({"day": date(2062, 12, 1)}, "look at the year again"),
    ],
)
async def test_what_cannot_be_is_said_under_its_field(
    story: Story, filled: dict[str, object], said: str
) -> None:
    await story.start()
    await plan(story, story.olivia, "internal-meeting", **filled)
    assert said in modal(story.olivia)
    assert not files(story.olivia)


async def test_old_calls_that_end_too_early_are_seen_before_they_are_deleted(story: Story) -> None:
    await story.start()
    await fact(story, story.olivia, "events_owner", "some")
    await press(story, story.olivia, actions.CALL, "old-events")
    assert "Nobody has said yet when the new calls begin." in modal(story.olivia)
    await story.submit(story.olivia, last_old=date(2026, 12, 1))
    assert story.olivia.modal is None
    await plan(story, story.noah, every="week")
    assert "no call on 8 Dec" in modal(story.noah)
    assert "no call on 8 Dec" in story.dm_text(story.noah)
    await press(story, story.olivia, actions.CALL, "old-events")
    assert "no call on 8 Dec" in modal(story.olivia)
    await story.submit(story.olivia, last_old=date(2026, 12, 8))
    assert story.olivia.modal is None


async def test_the_receiver_may_know_when_the_old_calls_end(story: Story) -> None:
    await story.start()
    await fact(story, story.olivia, "events_owner", "some")
    await plan(story, story.noah, every="week", last_old=date(2026, 12, 1))
    assert "no call on 8 Dec" in modal(story.noah)
