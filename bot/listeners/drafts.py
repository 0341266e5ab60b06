"""Letters to copy and calls to plan: two dialogs that a step's row opens."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.listeners.desk import Body, Desk, refused_dialog, target_in, target_of
from bot.views import actions, blocks, drafts
from bot.views.actions import Target
from bot.views.blocks import Block, Values, value_of
from bot.views.scene import Scene
from flows import calls, permissions, standing
from flows.calls import Call, Every
from flows.desk import calls as desk_calls
from flows.desk.acting import Act, Done
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Invalid, NotYours
from flows.standing import StepView
from flows.vocabulary import CallKind

Draw = Callable[[Scene, StepView], Block | None]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons that steps offer beside their Done."""
    listener = _Drafts(desk)
    app.action(actions.DRAFT)(listener.open_letter)
    app.action(actions.CALL)(listener.open_call)
    app.view(drafts.LETTER)(listener.check)
    app.view(drafts.CALL)(listener.call)


class _Drafts:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open_letter(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The step's letter, as we would write it."""

        def draw(scene: Scene, seen: StepView) -> Block | None:
            return drafts.fresh(scene, seen, seen.shape.draft) if seen.shape.draft else None

        await self._open(body, client, draw)
        await ack()

    async def open_call(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The dates of the step's calls."""

        def draw(scene: Scene, seen: StepView) -> Block | None:
            return drafts.call(scene, seen, seen.shape.call) if seen.shape.call else None

        await self._open(body, client, draw)
        await ack()

    async def _open(self, body: Body, client: AsyncWebClient, draw: Draw) -> None:
        at = target_of(body)
        await self._desk.show(body, client, lambda uow, act: self._about(uow, act, at, draw))

    def _about(self, uow: UnitOfWork, act: Act, at: Target, draw: Draw) -> Block | None:
        """What is drawn of the step, for who may work on it; None when there is nothing to show."""
        scene = self._desk.scene(uow, act, at.handoff)
        step = scene.handoff.playbook.by_id.get(at.step) if scene else None
        seen = standing.view(scene.handoff, step, scene.today) if scene and step else None
        if scene is None or seen is None:
            return None
        if not permissions.may(scene.reader_id or 0, Action.WORK, scene.handoff, seen.step):
            return refused_dialog(scene, NotYours())
        return draw(scene, seen)

    async def check(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Look at the letter again as it was changed. It is kept nowhere but in the open dialog."""
        values, at, act = body["view"]["state"]["values"], target_in(body), self._desk.act_of(body)

        def draw(scene: Scene, seen: StepView) -> Block | None:
            if seen.shape.draft is None:
                return None
            subject, text = (str(value_of(values, name) or "") for name in ("subject", "body"))
            return drafts.letter(scene, seen, seen.shape.draft, subject, text, checked=True)

        view = await self._desk.office.look(lambda uow: self._about(uow, act, at, draw))
        await ack(response_action="update", view=view or GONE)

    async def call(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The dates are given: kept, and made into a file where calls are planned."""
        values, at = body["view"]["state"]["values"], target_in(body)
        done = await self._desk.submit(body, ack, lambda uow, act: self._keep(uow, act, at, values))
        if done is None:
            return
        found = calls.known(done.handoff).gap
        if "day" in values:
            begins = self._kind(done, at) is CallKind.NEW
            await ack(response_action="update", view=drafts.on_its_way(found if begins else None))
        elif found is not None:
            await ack(response_action="update", view=drafts.ends_too_early(found))
        else:
            await ack(response_action="clear")

    def _kind(self, done: Done, at: Target) -> CallKind | None:
        formed = standing.shape(done.handoff, done.handoff.playbook.by_id[at.step])
        return formed.call if formed else None

    def _keep(self, uow: UnitOfWork, act: Act, at: Target, values: Values) -> Done:
        last_old = _day(value_of(values, "last_old"))
        if "day" in values:
            return desk_calls.plan(uow, act, at.handoff, at.step, _call(values), last_old, self._desk.rules)
        if last_old is None:
            raise Invalid({"last_old": "missing"})
        return desk_calls.end(uow, act, at.handoff, at.step, last_old, self._desk.rules)


GONE = blocks.notice("Not now", "This step has changed meanwhile. Please open it again.")


def _call(values: Values) -> Call:
    """The call as it was filled in; its zone is that of whoever plans it. Raises Invalid."""
    guests, wrong = calls.guests_in(str(value_of(values, "guests") or ""))
    first, at = _day(value_of(values, "day")), value_of(values, "at")
    problems = {name: "missing" for name, given in (("day", first), ("at", at)) if not given}
    if wrong:
        problems["guests"] = "email"
    if problems or first is None:
        raise Invalid(problems)
    return Call(
        title=str(value_of(values, "title") or ""),
        day=first,
        at=time.fromisoformat(str(at)),
        minutes=int(value_of(values, "minutes")),
        every=Every(value_of(values, "every")),
        zone="UTC",
        guests=guests,
    )


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
