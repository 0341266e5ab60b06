"""The handoff as a whole: confirm, object, accept, solo, edit, pause, cancel, reopen, show, copy."""

from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.listeners import terms
from bot.listeners.desk import Body, Desk, refused_dialog, target_in, target_of
from bot.views import actions, blocks, checklist, handoff_dialogs, own_step
from bot.views.blocks import Block, value_of
from bot.views.filled import Filled
from bot.views.scene import Scene
from flows import permissions
from flows.desk import reading_back, whole
from flows.desk.acting import Act, Done, Rules
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Gone, NotYours

UseCase = Callable[[UnitOfWork, Act, int, Rules], Done]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to everything that can be done with a handoff as a whole."""
    listener = _Whole(desk)
    for action_id, use_case in (
        (actions.CONFIRM, whole.confirm),
        (actions.HOLD, whole.hold),
        (actions.ACCEPT, reading_back.accept),
        (actions.READY, whole.ready),
        (actions.SOLO, whole.go_solo),
        (actions.RESUME, whole.resume),
        (actions.PAUSE, whole.pause),
        (actions.REOPEN, whole.reopen),
    ):
        app.action(action_id)(listener.presses(use_case))
    app.action(actions.SHOW)(listener.show_checklist)
    for action_id in (actions.ALL_STEPS, actions.OPEN):
        app.action(action_id)(listener.opens(checklist.all_steps))
    app.action(actions.OBJECT)(listener.opens(only(Action.OBJECT, handoff_dialogs.objection)))
    app.action(actions.EDIT)(listener.opens(listener.edit_dialog))
    app.action(actions.CANCEL)(listener.opens(only(Action.STEER, handoff_dialogs.cancel)))
    app.action(actions.HANDOFF_MENU)(listener.menu)
    app.view("objection")(listener.objection)
    app.view("cancel")(listener.cancel)
    app.view("edit")(listener.edit)


class _Whole:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def presses(self, use_case: UseCase) -> Callable[..., Any]:
        """A listener for a button that runs one use case on its handoff."""

        async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await self._run(body, client, use_case)
            await ack()

        return pressed

    def opens(self, draw: Callable[[Scene], Block]) -> Callable[..., Any]:
        """A listener for a button that opens one dialog about its handoff."""

        async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await self._open(body, client, draw)
            await ack()

        return pressed

    async def _run(self, body: Body, client: AsyncWebClient, use_case: UseCase) -> None:
        handoff = target_of(body).handoff
        await self._desk.press(body, client, lambda uow, act: use_case(uow, act, handoff, self._desk.rules))

    async def _open(self, body: Body, client: AsyncWebClient, draw: Callable[[Scene], Block]) -> None:
        handoff = target_of(body).handoff

        def drawn(uow: UnitOfWork, act: Act) -> Block | None:
            scene = self._desk.scene(uow, act, handoff)
            return draw(scene) if scene else None

        await self._desk.show(body, client, drawn)

    async def menu(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """An entry of the handoff's menu."""
        match target_of(body).verb:
            case actions.EDIT:
                await self._open(body, client, self.edit_dialog)
            case actions.CANCEL:
                await self._open(body, client, only(Action.STEER, handoff_dialogs.cancel))
            case actions.COPY:
                await self._open(body, client, handoff_dialogs.copy)
            case actions.ADD_STEP:
                await self._open(body, client, only(Action.ANSWER, own_step.dialog))
            case actions.PAUSE:
                await self._run(body, client, whole.pause)
            case actions.RESUME:
                await self._run(body, client, whole.resume)
        await ack()

    def edit_dialog(self, scene: Scene) -> Block:
        """The dialog that changes the handoff, for those who may; a sentence for anyone else."""
        if not permissions.may(scene.reader_id or 0, Action.STEER, scene.handoff):
            return refused_dialog(scene, NotYours())
        if not scene.handoff.status.open:
            return refused_dialog(scene, Gone(scene.handoff.status.value))
        return handoff_dialogs.edit(scene, filled_from(scene))

    async def show_checklist(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Show checklist": the person's own in their DM, and at once the whole in a dialog."""
        await self._open(body, client, checklist.all_steps)
        await ack()

    async def objection(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The receiver says what is wrong."""
        why = str(value_of(body["view"]["state"]["values"], "why") or "")
        at = target_in(body)
        done = await self._desk.submit(
            body, ack, lambda uow, act: whole.object_to(uow, act, at.handoff, why, self._desk.rules)
        )
        if done is not None:
            said = blocks.notice("Sent", "Your manager has it, and nobody else.")
            await ack(response_action="update", view=said)

    async def cancel(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The handoff is cancelled, with the reason."""
        why = str(value_of(body["view"]["state"]["values"], "why") or "")
        at = target_in(body)
        done = await self._desk.submit(
            body, ack, lambda uow, act: whole.cancel(uow, act, at.handoff, why, self._desk.rules)
        )
        if done is not None:
            await ack(response_action="clear")

    async def edit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The edit dialog comes back: the same checks as at the start, and only the difference is saved."""
        at = target_in(body)
        filled = terms.read(body["view"]["state"]["values"])
        shown = Filled.from_shown(body["view"]["private_metadata"].partition("\n")[2])
        people, unknown = await terms.people_of(self._desk.directory, filled)
        if unknown:
            await ack(response_action="errors", errors=unknown)
            return

        def work(uow: UnitOfWork, act: Act) -> Done:
            before = uow.handoffs.get(at.handoff)
            if before is None:
                raise NotYours
            now = filled_from(Scene.of(uow, before, act.at, None))
            saved = filled.over(shown, now)
            met = {person.slack_id: person for person in people.values()}
            found = {role: met.get(one) or uow.people.by_slack_id(one) for role, one in saved.people.items()}
            holders = {role: person for role, person in found.items() if person is not None}
            wanted = terms.terms_of(saved, holders, before.channel)
            known = uow.people.get(wanted.participants.values())
            return whole.edit(uow, act, at.handoff, wanted, known, self._desk.rules)

        done = await self._desk.submit(body, ack, work)
        if done is not None:
            await ack(response_action="clear")


def only(action: Action, draw: Callable[[Scene], Block]) -> Callable[[Scene], Block]:
    """The dialog for those who may do that, a kind sentence for the others."""

    def drawn(scene: Scene) -> Block:
        if permissions.may(scene.reader_id or 0, action, scene.handoff):
            return draw(scene)
        return refused_dialog(scene, NotYours())

    return drawn


def filled_from(scene: Scene) -> Filled:
    """The edit dialog's fields as the handoff has them now."""
    handoff = scene.handoff
    people = {role: scene.names.slack_id(person) for role, person in handoff.participants.items()}
    note = handoff.notes.get(handoff.customer_note or "")
    return Filled(
        account=handoff.account.name,
        people={role: slack_id for role, slack_id in people.items() if slack_id},
        cause=handoff.cause,
        customer_note=note.body if note else "",
        last_day=handoff.last_day,
        target=handoff.target,
        pace=handoff.pace,
        depth=handoff.depth,
    )
