"""Topics: the walk through them, questions and replies, the read-back, the return, and full or light."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackFailure
from bot.listeners.desk import Body, Desk, target_in, target_of
from bot.slack_calls import ask_slack
from bot.views import actions, blocks, topic_dialog
from bot.views.actions import Target
from bot.views.blocks import Block, value_of
from bot.views.scene import Scene
from bot.views.topic_dialog import CALLBACK, Walk
from flows import permissions, questions, summary
from flows.desk import checkin, departures, depth, reading_back, topics
from flows.desk.acting import Act
from flows.handoff import Depth
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Incomplete
from flows.transfer import Question, Transfer

Draw = Callable[[Walk], Block | None]
Work = Callable[[UnitOfWork, Act, Target], object]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to everything that can be pressed on topics, and on what follows from them."""
    listener = _Topics(desk)
    for action_id, press in listener.presses().items():
        app.action(action_id)(listener.pressed(press))
    for action_id, draw in listener.dialogs().items():
        app.action(action_id)(listener.opens(draw))
    app.action(actions.TOPICS)(listener.read)
    app.action(re.compile(f"^{actions.TOPIC_GO}_"))(listener.go)
    app.action(actions.TELL_BACK)(listener.tell_back)
    for callback, save in listener.saves().items():
        app.view(callback)(listener.submitted(save))
    app.view(CALLBACK)(_closed)
    desk.redraws[CALLBACK] = listener.after_understood


async def _closed(ack: AsyncAck) -> None:
    """The walk has nothing to submit."""
    await ack()


class _Topics:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def presses(self) -> dict[str | re.Pattern[str], Work]:
        """What one tap does."""
        rules = self._desk.rules
        return {
            actions.UNDERSTOOD: lambda uow, act, at: topics.understand(uow, act, at.handoff, at.part, rules),
            actions.NOT_KNOWN: lambda uow, act, at: topics.does_not_know(
                uow, act, at.handoff, number(at), rules
            ),
            actions.SEES_IT: lambda uow, act, at: reading_back.say(uow, act, at.handoff, None, rules),
            actions.RIGHT: lambda uow, act, at: reading_back.correct(uow, act, at.handoff, None, rules),
            actions.SORTED: lambda uow, act, at: reading_back.sort_out(
                uow, act, at.handoff, number(at), rules
            ),
            actions.NOTHING_AGAIN: lambda uow, act, at: checkin.say(uow, act, at.handoff, None, rules),
            re.compile(f"^{actions.DEPTH}_"): lambda uow, act, at: depth.settle(
                uow, act, at.handoff, Depth(at.verb), rules
            ),
            re.compile(f"^{actions.ANSWERS}_"): lambda uow, act, at: departures.answer(
                uow, act, at.handoff, at.verb, rules
            ),
        }

    def pressed(self, press: Work) -> Callable[..., Any]:
        """A listener for a button that runs one use case."""

        async def tapped(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            at = target_of(body)
            await self._desk.press(body, client, lambda uow, act: press(uow, act, at) or True)
            await ack()

        return tapped

    def after_understood(self, uow: UnitOfWork, act: Act, metadata: str) -> Block | None:
        """The walk goes on to the next topic that is open."""
        at = Target.parse(metadata)
        view = self.view(uow, act, at.handoff)
        if view is None:
            return None
        shown = at.part if at.part in view.open else view.following(at.part)
        return topic_dialog.walk(view, shown or "end")

    def view(self, uow: UnitOfWork, act: Act, handoff_id: int) -> Walk | None:
        """What this person may read there; None when they may not."""
        scene = self._desk.scene(uow, act, handoff_id)
        return Walk(scene, uow.transfers.get(handoff_id), self._desk.links) if scene else None

    def dialogs(self) -> dict[str, Callable[[UnitOfWork, Act, Target], Block | None]]:
        """The buttons that open a dialog."""
        return {
            actions.TOPIC_ASK: self._ask,
            actions.TOPIC_ADD: self._with(lambda view, at: topic_dialog.add(view, at.part)),
            actions.ASK_ELSE: self._ask_else,
            actions.REPLY: self._with(_reply),
            actions.SUMMARY: self._with(lambda view, _: _from_summary(view.scene, view.told)),
            actions.CORRECT: self._with(lambda view, _: topic_dialog.correct(view.scene, view.told)),
            actions.RETURN: self._with(lambda view, _: topic_dialog.give_back(view.scene)),
        }

    def opens(self, draw: Callable[[UnitOfWork, Act, Target], Block | None]) -> Callable[..., Any]:
        """A listener for a button that opens one dialog."""

        async def tapped(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            at = target_of(body)
            await self._desk.show(body, client, lambda uow, act: draw(uow, act, at))
            await ack()

        return tapped

    def _with(
        self, draw: Callable[[Walk, Target], Block | None]
    ) -> Callable[[UnitOfWork, Act, Target], Block | None]:
        def drawn(uow: UnitOfWork, act: Act, at: Target) -> Block | None:
            view = self.view(uow, act, at.handoff)
            return draw(view, at) if view else None

        return drawn

    def _ask(self, uow: UnitOfWork, act: Act, at: Target) -> Block | None:
        view = self.view(uow, act, at.handoff)
        if view is None or view.scene.reader_id is None or at.part not in view.order:
            return None
        scene, asker, days = view.scene, view.scene.reader_id, self._desk.rules.question_days
        people = self._able(uow, scene, questions.may_be_asked(scene.handoff, asker, scene.today, days))
        first = questions.first_asked(scene.handoff, at.part, asker, scene.today, days)
        return topic_dialog.ask(view, at.part, people, first) if people else None

    def _able(self, uow: UnitOfWork, scene: Scene, ids: tuple[int, ...]) -> list[int]:
        """Those who can be asked: here, and colleagues."""
        known = uow.people.get(ids)
        people = (known[one] for one in ids if one in known)
        return [p.id for p in people if not (p.bot or p.deleted or p.guest or p.external)]

    def _ask_else(self, uow: UnitOfWork, act: Act, at: Target) -> Block | None:
        view = self.view(uow, act, at.handoff)
        question = view.told.questions.get(number(at)) if view else None
        if view is None or question is None:
            return None
        scene, days = view.scene, self._desk.rules.question_days
        able = questions.may_be_asked(scene.handoff, question.asked_by, scene.today, days)
        others = tuple(one for one in able if one not in (question.asked_of, scene.reader_id))
        people = self._able(uow, scene, others)
        if not people:
            return blocks.notice("Nobody else", "There is nobody else on this handoff to ask.")
        return topic_dialog.ask_else(view, question, people)

    async def read(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "What Olivia has said": the first topic that is not understood."""
        at = target_of(body)

        def draw(uow: UnitOfWork, act: Act) -> Block | None:
            view = self.view(uow, act, at.handoff)
            return topic_dialog.walk(view, at.part) if view else None

        await self._desk.show(body, client, draw)
        await ack()

    async def go(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Back and Next."""
        at = target_of(body)
        await self._turn(body, client, str(body["view"]["id"]), at)
        await ack()

    async def _turn(self, body: Body, client: AsyncWebClient, view_id: str, at: Target) -> None:
        """Draw the walk's dialog again, at that topic."""
        act = self._desk.act_of(body)
        view = await self._desk.office.look(lambda uow: self._at(uow, act, at))
        if view is None:
            return
        try:
            await ask_slack(client.views_update(view_id=view_id, view=view), seconds=2.0)
        except SlackFailure:
            return  # The dialog was closed meanwhile; what it shows is nobody's loss.

    def _at(self, uow: UnitOfWork, act: Act, at: Target) -> Block | None:
        view = self.view(uow, act, at.handoff)
        return topic_dialog.walk(view, at.part) if view else None

    async def tell_back(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Tell Acme back": the dialog, and the prompt in the DM in case it is closed."""
        at = target_of(body)
        begun = await self._desk.press(
            body, client, lambda uow, act: reading_back.begin(uow, act, at.handoff)
        )
        if begun is not None:
            draw = self._with(lambda view, _: topic_dialog.read_back(view.scene, view.told))
            await self._desk.show(body, client, lambda uow, act: draw(uow, act, at))
        await ack()

    def saves(self) -> dict[str, Callable[[UnitOfWork, Act, Target, dict[str, str]], object]]:
        """What a submitted dialog does with what was filled in."""
        rules = self._desk.rules
        return {
            "topic_ask": lambda uow, act, at, said: topics.ask(
                uow, act, at.handoff, at.part, said["question"], of=int(said["of"] or 0), rules=rules
            ),
            "topic_add": lambda uow, act, at, said: topics.add(
                uow, act, at.handoff, "" if said["place"] == "new" else at.part, said["words"], rules
            ),
            "question_else": lambda uow, act, at, said: topics.pass_to(
                uow, act, at.handoff, number(at), int(said["of"] or 0), rules
            ),
            "question_reply": lambda uow, act, at, said: topics.reply_to(
                uow, act, at.handoff, number(at), said["reply"], rules, None
            ),
            "read_back": lambda uow, act, at, said: reading_back.say(
                uow, act, at.handoff, said["words"], rules
            ),
            "correct": lambda uow, act, at, said: reading_back.correct(
                uow, act, at.handoff, said["words"], rules
            ),
            "give_back": lambda uow, act, at, said: reading_back.give_back(
                uow, act, at.handoff, said["why"], rules
            ),
        }

    def submitted(
        self, save: Callable[[UnitOfWork, Act, Target, dict[str, str]], object]
    ) -> Callable[..., Any]:
        """A listener for a dialog that runs one use case, and shows the walk beneath it anew."""

        async def sent(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            at, values = target_in(body), body["view"]["state"]["values"]
            said = {name: str(value_of(values, name) or "") for name in values}
            done = await self._desk.submit(body, ack, lambda uow, act: save(uow, act, at, said) or True)
            if done is None:
                return
            beneath, callback = body["view"].get("previous_view_id"), body["view"]["callback_id"]
            if beneath and callback in _ABOVE_THE_WALK:
                shown = at if callback != "question_reply" else Target(at.handoff)
                await self._turn(body, client, str(beneath), shown)
                await ack()
            else:
                await ack(response_action="clear")

        return sent


_ABOVE_THE_WALK = frozenset({"topic_ask", "topic_add"})
"""Dialogs that the walk opens: it is there again when they are sent."""


def number(at: Target) -> int:
    """The id of the question or item in a target. Raises Incomplete for a value that is not ours."""
    if not at.part.isdecimal():
        raise Incomplete("", "question", at.part)
    return int(at.part)


def _reply(view: Walk, at: Target) -> Block | None:
    question: Question | None = view.told.questions.get(number(at))
    return topic_dialog.reply(view, question) if question else None


def _from_summary(scene: Scene, told: Transfer) -> Block | None:
    """The summary as a start, for the one who tells it back."""
    if not permissions.may(scene.reader_id or 0, Action.ACCEPT, scene.handoff):
        return None
    return topic_dialog.read_back(scene, told, "\n".join(summary.summary(scene.handoff, told)))
