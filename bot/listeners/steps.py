"""Work on steps: the buttons, boxes and menus of a row, their dialogs, and Undo."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackFailure
from bot.listeners import brief
from bot.listeners.desk import Body, Desk, element_of, refused_dialog, target_in, target_of
from bot.views import actions, checklist, step_dialogs
from bot.views.actions import Target
from bot.views.blocks import Block, value_of
from bot.views.scene import Scene
from flows import calendar, nudges, permissions, standing
from flows.desk import briefs, steps
from flows.desk.acting import Act, Done
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import NotYours
from flows.standing import StepView

Draw = Callable[[Scene, StepView], Block | None]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to everything that can be pressed on a step."""
    listener = _Steps(desk)
    app.action(actions.DONE)(listener.done)
    app.action(actions.PARTS)(listener.parts)
    app.action(re.compile(f"^{actions.GIVE}"))(listener.open_give)
    app.action(re.compile(f"^{actions.DECIDE}_"))(listener.decide)
    app.action(re.compile(f"^{actions.FACT}_"))(listener.fact)
    app.action(actions.MENU)(listener.menu)
    app.action(actions.UNDO)(listener.undo)
    app.action(actions.LATER)(listener.later)
    app.action(re.compile(f"^{actions.LINK}"))(_open_link)
    app.view("step_give")(listener.give)
    app.view("step_na")(listener.not_applicable)
    app.view("step_wait")(listener.wait)
    app.view("step_due")(listener.due)
    app.view("step_hand")(listener.reassign)
    app.view("step_release")(listener.release)
    desk.redraws["all_steps"] = listener.all_steps


async def _open_link(ack: AsyncAck) -> None:
    """A button with an address is pressed: the browser opens it, and Slack wants its ack all the same."""
    await ack()


class _Steps:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialogs: Mapping[str, Draw] = {
            actions.NOT_APPLICABLE: step_dialogs.not_applicable,
            actions.WAITING: step_dialogs.waiting,
            actions.DATE: step_dialogs.due,
            actions.REASSIGN: step_dialogs.reassign,
            actions.RELEASE: step_dialogs.release,
            actions.WHY: self._why,
        }

    def all_steps(self, uow: UnitOfWork, act: Act, metadata: str) -> Block | None:
        """The dialog with the whole handoff, for whoever acts."""
        scene = self._desk.scene(uow, act, Target.parse(metadata).handoff)
        return checklist.all_steps(scene) if scene else None

    async def done(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The plain Done: one tap."""
        at, rules = target_of(body), self._desk.rules
        await self._desk.press(
            body, client, lambda uow, act: steps.complete(uow, act, at.handoff, at.step, rules)
        )
        await ack()

    async def parts(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Check boxes: only the difference to what the screen showed is applied."""
        now, shown = _ticked(body)
        at = target_of(body)
        if at.handoff:
            await self._desk.press(
                body,
                client,
                lambda uow, act: steps.tick(
                    uow, act, at.handoff, at.step, self._desk.rules, on=now - shown, off=shown - now
                ),
            )
        await ack()

    async def decide(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A decision's outcome is chosen."""
        at, rules = target_of(body), self._desk.rules
        await self._desk.press(
            body, client, lambda uow, act: steps.decide(uow, act, at.handoff, at.step, at.part, rules)
        )
        await ack()

    async def fact(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A question that the flow depends on is answered."""
        at, rules = target_of(body), self._desk.rules
        await self._desk.press(
            body, client, lambda uow, act: steps.answer(uow, act, at.handoff, at.part, (at.verb,), rules)
        )
        await ack()

    async def undo(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The change that the button carries is taken back."""
        hint, rules = str(body["actions"][0].get("value")), self._desk.rules
        change = int(hint) if hint.isdecimal() else 0
        await self._desk.press(body, client, lambda uow, act: steps.undo(uow, act, change, rules))
        await ack()

    async def later(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Later" in a digest: the next working day, in the person's own zone."""
        at, rules = target_of(body), self._desk.rules

        def work(uow: UnitOfWork, act: Act) -> Done:
            person = uow.people.by_slack_id(act.slack_id)
            if person is None:
                raise NotYours
            until = nudges.later(calendar.local_day(act.at, person.tz))
            return steps.snooze(uow, act, at.handoff, at.step, until, rules)

        await self._desk.press(body, client, work)
        await ack()

    async def menu(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """An entry of the row's menu: each opens a small dialog, or tries what is locked."""
        at = target_of(body)
        if at.verb == actions.TRY:
            await self.done(ack, body, client)
        elif at.verb == actions.TRY_OUTCOME:
            await self.decide(ack, body, client)
        else:
            draw = self._dialogs.get(at.verb, _nothing)
            await self._desk.show(body, client, lambda uow, act: self._about(uow, act, at, draw))
            await ack()

    async def open_give(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A link or a few words are wanted: the dialog asks for them."""
        at = target_of(body)

        def draw(scene: Scene, seen: StepView) -> Block:
            return step_dialogs.give(scene, seen, at.part)

        await self._desk.show(body, client, lambda uow, act: self._about(uow, act, at, draw))
        await ack()

    def _about(self, uow: UnitOfWork, act: Act, at: Target, draw: Draw) -> Block | None:
        scene = self._desk.scene(uow, act, at.handoff)
        step = scene.handoff.playbook.by_id.get(at.step) if scene else None
        seen = standing.view(scene.handoff, step, scene.today) if scene and step else None
        if scene is None or seen is None:
            return None
        allowed = (
            permissions.may(scene.reader_id or 0, action, scene.handoff, step)
            for action in (Action.WORK, Action.RELEASE)
        )
        if draw != self._why and not any(allowed):
            return refused_dialog(scene, NotYours())
        if draw == self._why and at.step == briefs.MEETING:
            return brief.with_agenda(uow, act, at.handoff, draw(scene, seen))
        return draw(scene, seen)

    def _why(self, scene: Scene, seen: StepView) -> Block:
        known = [(link.label, self._desk.links.get(link.key, link.url)) for link in seen.step.links]
        return step_dialogs.why(scene, seen, [(label, url) for label, url in known if url])

    async def give(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The link or the words are given."""
        text = str(value_of(body["view"]["state"]["values"], "evidence") or "")

        def work(uow: UnitOfWork, act: Act, at: Target) -> Done:
            if at.part:
                return steps.give(uow, act, at.handoff, at.step, at.part, text, self._desk.rules)
            return steps.complete(uow, act, at.handoff, at.step, self._desk.rules, text)

        await self._save(ack, body, work)

    async def not_applicable(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A step is set aside, with the reason."""
        why = str(value_of(body["view"]["state"]["values"], "why") or "")
        await self._save(
            ack,
            body,
            lambda uow, act, at: steps.not_applicable(uow, act, at.handoff, at.step, why, self._desk.rules),
        )

    async def wait(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A step waits on somebody."""
        values = body["view"]["state"]["values"]
        on, until = str(value_of(values, "on") or ""), _day(value_of(values, "until"))
        await self._save(
            ack,
            body,
            lambda uow, act, at: steps.wait(uow, act, at.handoff, at.step, on, until, self._desk.rules),
        )

    async def due(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A step gets its day."""
        day = _day(value_of(body["view"]["state"]["values"], "due"))
        await self._save(
            ack,
            body,
            lambda uow, act, at: steps.set_due(uow, act, at.handoff, at.step, day, self._desk.rules),
        )

    async def release(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The manager opens a lock."""
        why = str(value_of(body["view"]["state"]["values"], "why") or "")
        await self._save(
            ack,
            body,
            lambda uow, act, at: steps.release(uow, act, at.handoff, at.step, why, self._desk.rules),
        )

    async def reassign(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A step goes to a colleague."""
        chosen = str(value_of(body["view"]["state"]["values"], "owner") or "")
        try:
            colleague = await self._desk.directory.person(chosen)
        except SlackFailure:
            await ack(
                response_action="errors", errors={"owner": "Slack doesn't know them. Please pick again."}
            )
            return
        await self._save(
            ack,
            body,
            lambda uow, act, at: steps.reassign(
                uow, act, at.handoff, at.step, colleague.id, self._desk.rules
            ),
        )

    async def _save(self, ack: AsyncAck, body: Body, work: Callable[[UnitOfWork, Act, Target], Done]) -> None:
        at = target_in(body)
        done = await self._desk.submit(body, ack, lambda uow, act: work(uow, act, at))
        if done is not None:
            await ack(response_action="clear")


def _nothing(_scene: Scene, _seen: StepView) -> None:
    """A menu entry that is none of ours."""


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _ticked(body: Body) -> tuple[frozenset[str], frozenset[str]]:
    """The parts that are ticked now, and those that the screen showed ticked before the click."""
    pressed = body["actions"][0]
    now = {Target.parse(option["value"]).part for option in pressed.get("selected_options") or []}
    element = element_of(body)
    shown = {Target.parse(option["value"]).part for option in element.get("initial_options") or []}
    return frozenset(now), frozenset(shown)
