"""What people write to the bot in their direct message, and the buttons of its questions."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackFailure
from bot.listeners.desk import Body, Desk
from bot.views import actions, blocks, prompts
from bot.views.blocks import Block, value_of
from bot.views.prompts import PromptScene
from bot.wording import problem
from flows import calendar
from flows.desk import answering, prompting, talk
from flows.desk.acting import Act
from flows.desk.hearing import MENTION, Message
from flows.ports import UnitOfWork
from flows.prompts import Prompt, PromptState
from flows.refusals import AlreadySo, NotYours
from flows.replies import links
from flows.replies import meaning as m


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to direct messages, and to everything that can be pressed on a prompt."""
    listener = _Conversation(desk)
    app.event("message")(listener.message)
    app.action(actions.BEGIN)(listener.begin)
    app.action(actions.TOMORROW)(listener.tomorrow)
    app.action(re.compile(f"^{actions.ASK_TAP}_"))(listener.tap)
    app.action(re.compile(f"^{actions.ASK_DATE}"))(listener.date)
    app.action(actions.ASK_BOXES)(_ticking)
    app.action(actions.ASK_BOXES_DONE)(listener.boxes)
    app.action(actions.ASK_EDIT)(listener.open_edit)
    app.action(actions.YES_IT_IS)(listener.yes_it_is)
    app.action(actions.NO_IT_IS_NOT)(listener.no_it_is_not)
    app.view("edit_answer")(listener.edit)
    app.view("answer_link")(listener.link)


async def _ticking(ack: AsyncAck) -> None:
    """Boxes are being ticked: they count when "That's it" is pressed."""
    await ack()


class _Conversation:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def message(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """A message in a DM: written, edited or deleted. Apps' own messages are left alone."""
        if event.get("channel_type", "im") != "im":
            return
        match event.get("subtype"):
            case None | "file_share" if event.get("user") and not event.get("bot_id"):
                await self._written(event)
            case "message_changed" if event["message"].get("user") and not event["message"].get("bot_id"):
                if event["message"].get("text") != event.get("previous_message", {}).get("text"):
                    await self._edited(body, event)
            case "message_deleted":
                await self._deleted(body, event)

    async def _written(self, event: Body) -> None:
        text = str(event.get("text") or "")
        if not text.strip():
            return
        await self._meet([event["user"], *MENTION.findall(text)])
        message = Message(event["channel"], event["ts"], text, event.get("thread_ts"))
        act = Act(event["user"], f"message:{message.source}", self._desk.clock.now())
        await self._desk.office.act(lambda uow: talk.hear(uow, act, message, self._desk.rules))

    async def _meet(self, slack_ids: list[str]) -> None:
        """Whoever writes, or is mentioned, is known. When Slack is silent, what we know has to do."""
        for slack_id in dict.fromkeys(slack_ids):
            try:
                await self._desk.directory.person(slack_id)
            except SlackFailure:
                continue

    async def _edited(self, body: Body, event: Body) -> None:
        told = event["message"]
        message = Message(event["channel"], told["ts"], str(told.get("text") or ""))
        act = Act(told["user"], f"event:{body.get('event_id')}", self._desk.clock.now())
        await self._desk.office.act(lambda uow: talk.edited(uow, act, message, self._desk.rules))

    async def _deleted(self, body: Body, event: Body) -> None:
        before = event.get("previous_message", {})
        message = Message(event["channel"], str(event.get("deleted_ts")), "")
        act = Act(str(before.get("user")), f"event:{body.get('event_id')}", self._desk.clock.now())
        if before.get("user"):
            await self._desk.office.act(lambda uow: talk.deleted(uow, act, message, self._desk.rules))

    async def begin(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The interview begins, or goes on where it stopped."""
        handoff = int(body["actions"][0]["value"])

        def work(uow: UnitOfWork, act: Act) -> bool:
            return prompting.begin(uow, act, handoff) is not None

        await self._desk.press(body, client, work)
        await ack()

    async def tomorrow(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The interview begins on the next working morning."""
        handoff, rules = int(body["actions"][0]["value"]), self._desk.rules

        def work(uow: UnitOfWork, act: Act) -> None:
            person = uow.people.by_slack_id(act.slack_id)
            if person is None:
                raise NotYours
            at = calendar.next_digest(act.at, rules.digest_hour, person.tz)
            prompting.put_off(uow, act, handoff, at, rules)
            talk.say_back(
                uow, act, person.id, [{"kind": "put_off", "handoff": handoff, "at": at.isoformat()}]
            )

        await self._desk.press(body, client, work)
        await ack()

    async def tap(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A prompt is answered in one tap."""
        prompt_id, choice = _value(body)
        if choice == "document":
            await self._show(body, client, prompt_id, prompts.paste_link)
        else:
            await self._answer(body, client, prompt_id, m.Answer(m.Picked((choice,)), ""))
        await ack()

    async def date(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A day is picked."""
        pressed = body["actions"][0]
        prompt_id = int(pressed["action_id"].rpartition("_")[2])
        if pressed.get("selected_date"):
            picked = m.Day(calendar.day_of(pressed["selected_date"]))
            await self._answer(body, client, prompt_id, m.Answer(picked, pressed["selected_date"]))
        await ack()

    async def boxes(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "That's it" under a question with several choices."""
        prompt_id, _ = _value(body)
        values = body.get("state", {}).get("values", {})
        picked = tuple(
            option["value"].partition("|")[2]
            for block in values.values()
            for element in block.values()
            for option in element.get("selected_options") or []
        )
        if picked:
            await self._answer(body, client, prompt_id, m.Answer(m.Picked(picked), ""))
        await ack()

    async def _answer(self, body: Body, client: AsyncWebClient, prompt_id: int, answer: m.Answer) -> None:
        def work(uow: UnitOfWork, act: Act) -> bool:
            prompt = _mine(uow, act, prompt_id)
            if prompt.state is not PromptState.OPEN:
                raise AlreadySo(None, "answered")
            lines = answering.answer_prompt(uow, act, prompt, answer, self._desk.rules)
            talk.say_back(uow, act, prompt.person_id, lines)
            return True

        await self._desk.press(body, client, work)

    async def _show(
        self, body: Body, client: AsyncWebClient, prompt_id: int, draw: Callable[[PromptScene], Block]
    ) -> None:
        def drawn(uow: UnitOfWork, act: Act) -> Block | None:
            prompt = _mine(uow, act, prompt_id)
            scene = self._desk.scene(uow, act, prompt.handoff_id)
            told = uow.transfers.get(prompt.handoff_id)
            return draw(PromptScene(scene, prompt, told)) if scene else None

        await self._desk.show(body, client, drawn)

    async def open_edit(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Edit: the answer in a dialog."""
        prompt_id, _ = _value(body)
        await self._show(body, client, prompt_id, prompts.edit)
        await ack()

    async def edit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The edited answer comes back."""
        await self._from_dialog(ack, body)

    async def link(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The document's link comes back: a complete answer."""
        text = str(value_of(body["view"]["state"]["values"], "answer") or "")
        if not links(text) and not text.startswith(("http://", "https://")):
            await ack(
                response_action="errors",
                errors={"answer": problem("link")},
            )
            return
        await self._from_dialog(ack, body, link=True)

    async def _from_dialog(self, ack: AsyncAck, body: Body, *, link: bool = False) -> None:
        prompt_id = int(body["view"]["private_metadata"])
        text = str(value_of(body["view"]["state"]["values"], "answer") or "").strip()

        def work(uow: UnitOfWork, act: Act) -> bool:
            prompt = _mine(uow, act, prompt_id)
            value = m.Links((text,)) if link else m.Words(text)
            lines = answering.answer_prompt(uow, act, prompt, m.Answer(value, text), self._desk.rules)
            talk.say_back(uow, act, prompt.person_id, lines)
            return True

        if await self._desk.submit(body, ack, work):
            await ack(response_action="clear")

    async def yes_it_is(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Is that your answer?" Yes: the words that were kept are it."""
        number, note = _value(body)

        def work(uow: UnitOfWork, act: Act) -> bool:
            prompt = _mine(uow, act, number)
            words = uow.transfers.get(prompt.handoff_id).words(note)
            lines = answering.answer_prompt(uow, act, prompt, m.Answer.in_words(words), self._desk.rules)
            talk.say_back(uow, act, prompt.person_id, lines)
            return True

        await self._desk.press(body, client, work)
        await ack()

    async def no_it_is_not(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """No: nothing changes."""
        await self._desk.open(body, client, blocks.notice("All right", "I've changed nothing."))
        await ack()


def _value(body: Body) -> tuple[int, str]:
    number, _, rest = str(body["actions"][0]["value"]).partition("|")
    return int(number), rest


def _mine(uow: UnitOfWork, act: Act, prompt_id: int) -> Prompt:
    """The prompt, if it is this person's. Raises NotYours."""
    person = uow.people.by_slack_id(act.slack_id)
    prompt = uow.prompts.get(prompt_id)
    if person is None or prompt is None or prompt.person_id != person.id:
        raise NotYours
    return prompt
