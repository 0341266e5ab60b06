"""The morning digest: at nine in the person's zone, on working days, only when there is something."""

from datetime import UTC, datetime, timedelta

from bot.views import actions
from sandbox.driver import Person
from sandbox.model import Message
from tests.scenarios.story import MONDAY, Story


def digests(who: Person) -> list[Message]:
    """The digests in the person's DM, oldest first."""
    marks = (" today, ", "this morning's list", "has made room for a newer one")
    return [m for m in who.dm if any(mark in m.plain() for mark in marks)]


async def to(story: Story, day: int, hour: int = 12) -> None:
    """Travel to that hour (UTC) of that day of November."""
    await story.house.travel(datetime(2026, 11, day, hour, tzinfo=UTC))


async def test_nothing_is_said_when_nothing_is_due(story: Story) -> None:
    await story.start(target="2026-12-18")
    before = {who.name: len(who.dm) for who in (story.olivia, story.noah, story.maya)}
    await to(story, 30)
    assert before == {who.name: len(who.dm) for who in (story.olivia, story.noah, story.maya)}


async def test_a_step_is_named_on_its_day_at_nine_where_its_owner_is(both_story: Story) -> None:
    story = both_story
    await story.start()
    await story.menu(story.noah, "incoming-reads-page", actions.DATE, due="2026-11-18")
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-18")
    await to(story, 17)
    assert not digests(story.olivia)
    await to(story, 18, 20)
    [hers], [his] = digests(story.olivia), digests(story.noah)
    assert hers.time == datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert his.time == datetime(2026, 11, 18, 14, tzinfo=UTC)
    assert "One thing today, Olivia." in hers.plain()
    assert "*Acme*: *1* Read the handbook page about handing an account over" in hers.plain()
    assert "today is the day you set" in hers.plain()
    assert hers.buttons() == ["Done", "Later"]


async def test_a_week_shows_each_working_morning_and_no_weekend(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-18")
    await to(story, 24)
    assert [m.time.day for m in digests(story.olivia)] == [18, 19, 20, 23, 24]
    assert {m.time.hour for m in digests(story.olivia)} == {8}


async def test_only_the_newest_digest_can_be_pressed(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-18")
    await to(story, 20)
    assert [m.time.day for m in digests(story.olivia) if m.buttons()] == [20]


async def test_done_in_the_digest_is_done_everywhere(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-18")
    await to(story, 18)
    await story.click(story.olivia, actions.DONE, message=digests(story.olivia)[-1])
    assert "Nothing left of this morning's list, Olivia." in story.dm_text(story.olivia)
    assert "1 of 15 steps" in story.card().plain()
    assert "1 of your 9 steps done" in story.checklist(story.olivia).plain()
    await to(story, 25)
    assert len(digests(story.olivia)) == 1


async def test_later_leaves_the_person_alone_until_the_next_working_day(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-20")
    await to(story, 20)
    await story.click(story.olivia, actions.LATER, message=digests(story.olivia)[-1])
    assert "Nothing left of this morning's list, Olivia." in digests(story.olivia)[-1].plain()
    await to(story, 22)
    assert len(digests(story.olivia)) == 1
    await to(story, 23)
    assert "the day you set was 20 Nov" in digests(story.olivia)[-1].plain()


async def test_what_was_unlocked_is_news_once(story: Story) -> None:
    await story.start()
    await story.tick(story.maya, "The account")
    await story.accept()
    await to(story, 18)
    assert not digests(story.noah)
    handoff = await story.handoff()
    await story.click(story.olivia, "All steps", message=story.checklist(story.olivia))
    await story.olivia.click_modal(f"{actions.GIVE}_list", f"{handoff.id}|leave-tickets|list|")
    await story.submit(story.olivia, evidence="none")
    await to(story, 20)
    [said] = digests(story.noah)
    assert "*Acme*: *13* Review the tickets and subscribe to those Olivia watches" in said.plain()
    assert "nothing holds it up any more" in said.plain()
    assert "Open" in said.buttons()


async def test_a_wait_that_is_over_is_named(story: Story) -> None:
    await story.start()
    await story.menu(
        story.olivia, "internal-meeting", actions.WAITING, on="Noah's calendar", until="2026-11-19"
    )
    await to(story, 18)
    assert not digests(story.olivia)
    await to(story, 19)
    assert "you were waiting on Noah's calendar until today" in digests(story.olivia)[-1].plain()


async def test_five_lines_over_all_handoffs_and_how_many_more(story: Story) -> None:
    for account in ("Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne"):
        await story.start(account=account, channel=None)
        await story.noah.close_modal()
        await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, account, due="2026-11-17")
    await to(story, 17)
    [said] = digests(story.olivia)
    assert "7 things today, Olivia." in said.plain()
    assert said.buttons().count("Done") == 5
    assert "and 2 more: `/handoff mine`" in said.plain()


async def test_a_paused_handoff_stays_quiet(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-17")
    await story.whole(story.maya, actions.PAUSE)
    await to(story, 20)
    assert not digests(story.olivia)
    await story.click(story.maya, "Resume")
    await to(story, 23)
    assert "the day you set was 17 Nov" in digests(story.olivia)[-1].plain()


async def test_an_overdue_step_says_so_in_the_checklist_from_midnight_on(story: Story) -> None:
    await story.start()
    await story.menu(story.olivia, "outgoing-reads-page", actions.DATE, due="2026-11-16")
    assert "account over\ntoday\n" in story.checklist(story.olivia).plain()
    await story.house.travel(MONDAY + timedelta(days=1))
    assert ":small_red_triangle: the day you set was 16 Nov" in story.checklist(story.olivia).plain()
