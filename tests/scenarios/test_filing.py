""" "Add to handoff": a Slack message is filed under a topic, with its link and who wrote it."""

from slack_bolt.request.async_request import AsyncBoltRequest

from flows.ports import UnitOfWork
from flows.transfer import Filing, Piece, Transfer
from sandbox.driver import Person
from sandbox.model import Message
from tests.scenarios.story import CHANNEL, Story
from tests.scenarios.words import modal

PRIVATE = "leadership"


async def told(story: Story, account: str = "Acme") -> Transfer:
    handoff = await story.handoff(account)
    return await story.house.bot.office.look(lambda uow: uow.transfers.get(handoff.id))


async def only(story: Story) -> tuple[Piece, str]:
    """The one piece that was filed, and its words."""
    found = await told(story)
    (piece,) = found.pieces.values()
    return piece, found.words(piece.note)


async def add(story: Story, who: Person, message: Message) -> None:
    """Somebody picks "Add to handoff" on a message."""
    result = await who.message_shortcut("add_to_handoff", message.channel, message.ts)
    assert result.ok, result
    await story.settle()


async def nothing_waits(story: Story) -> bool:
    def look(uow: UnitOfWork) -> bool:
        return all(uow.unkept.get(number) is None for number in range(1, 20))

    return await story.house.bot.office.look(look)


async def test_a_message_is_filed_with_link_author_and_date(story: Story) -> None:
    await story.start()
    said = await story.maya.say("Acme wants runners in Frankfurt <!channel>", channel=CHANNEL)
    await story.pass_time(days=1)
    await add(story, story.noah, said)
    assert "Acme wants runners" in modal(story.noah)
    field = f"topic:{(await story.handoff()).id}"
    await story.submit(story.noah, **{field: "health"})
    assert "It is in the brief" in modal(story.noah)
    piece, words = await only(story)
    assert (piece.kind, piece.topic, words) == (
        Filing.MESSAGE, "health", "Acme wants runners in Frankfurt <!channel>",
    )  # fmt: skip
    assert piece.at == said.time
    assert piece.link is not None
    assert piece.link.endswith(f"/archives/{said.channel}/p{said.ts.replace('.', '')}")
    await story.noah.click_modal("Show the brief")
    assert "— Maya, 16 Nov, from Slack" in modal(story.noah)
    assert await nothing_waits(story)


async def test_from_a_private_channel_it_says_who_reads_it_and_asks(story: Story) -> None:
    await story.start()
    said = await story.maya.say("The sponsor is looking around", channel=PRIVATE)
    await add(story, story.maya, said)
    await story.submit(story.maya)
    asked = modal(story.maya)
    assert "private channel" in asked
    assert "Noah and Olivia read it" in asked or "Olivia and Noah read it" in asked
    assert not (await told(story)).pieces
    await story.submit(story.maya)
    piece, words = await only(story)
    assert (piece.topic, words) == ("", "The sponsor is looking around")


async def test_closing_the_question_leaves_nothing_behind(story: Story) -> None:
    await story.start()
    said = await story.maya.say("The sponsor is looking around", channel=PRIVATE)
    await add(story, story.maya, said)
    await story.submit(story.maya)
    await story.maya.close_modal()
    await story.settle()
    assert not (await told(story)).pieces
    assert await nothing_waits(story)


async def test_somebody_without_a_handoff_is_told_so(story: Story) -> None:
    await story.start()
    said = await story.maya.say("Acme wants runners", channel=CHANNEL)
    await add(story, story.priya, said)
    assert "part of no open handoff" in modal(story.priya)
    assert await nothing_waits(story)


async def test_with_several_handoffs_one_is_chosen(story: Story) -> None:
    await story.start()
    await story.start(account="Globex")
    said = await story.maya.say("They want runners", channel=CHANNEL)
    await add(story, story.noah, said)
    other = (await story.handoff("Globex")).id
    if f"Topic ({'Globex'})" in modal(story.noah):
        other = (await story.handoff()).id
    await story.noah.click_modal("file_handoff", str(other))
    await story.submit(story.noah, **{f"topic:{other}": "tickets"})
    found = await story.house.bot.office.look(lambda uow: uow.transfers.get(other))
    assert [piece.topic for piece in found.pieces.values()] == ["tickets"]


async def test_of_a_direct_message_only_the_link_goes_in(story: Story) -> None:
    """The sandbox has no DMs between people, so the payload is made from one that it sent."""
    await story.start()
    bot = story.house.bot.slack
    ts = "1763280000.000100"
    payload = {
        "type": "message_action",
        "callback_id": "add_to_handoff",
        "user": {"id": story.noah.id},
        "team": {"id": story.sandbox.core.workspace.team.id, "domain": "northwind"},
        "channel": {"id": "D0OTHERS", "name": "directmessage"},
        "message": {
            "user": story.maya.id,
            "text": "Between us: they may cut seats",
            "ts": "1763280000.000100",
        },
        "message_ts": ts,
        "trigger_id": story.sandbox.core.grants.trigger(story.noah.id),
        "action_ts": "1763280001.0",
    }
    answer = await bot.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
    assert answer.status == 200
    assert "Between us" not in modal(story.noah)
    await story.submit(story.noah, text="They may cut seats")
    piece, words = await only(story)
    assert words == "They may cut seats"
    people = await story.house.bot.office.look(lambda uow: uow.people.get([piece.author]))
    assert people[piece.author].slack_id == story.noah.id
    assert piece.link == "https://northwind.slack.com/archives/D0OTHERS/p1763280000000100"
