"""`/handoff adjust`: operations change a playbook, look at what comes of it, and publish it.

Everything here asks first, of the server, whether the person is an administrator.
"""

from collections.abc import Awaitable, Callable
from logging import getLogger
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackFailure
from bot.listeners.desk import BUSY, Body, Desk
from bot.logs import warn
from bot.slack_calls import ask_slack
from bot.views import adjust, blocks, preview
from bot.views.adjust import BadNumber, Place
from bot.views.blocks import Block, Values
from flows.adjust import ADDED, Adjustments
from flows.desk import adjusting
from flows.desk.acting import Act
from flows.desk.adjusting import LookAgain, Troubled, Workbench
from flows.playbook import Playbook
from flows.ports import UnitOfWork
from flows.refusals import Gone, Refused
from storage.database import TooBusy

log = getLogger(__name__)

Pressed = Callable[[Body, AsyncWebClient, Place], Awaitable[None]]
Submitted = Callable[[AsyncAck, Body, AsyncWebClient, Place], Awaitable[None]]

NOT_ADMIN = "Adjusting playbooks is for the administrators of this bot. Ask one of them; nothing was changed."
LOOK_AGAIN = "Somebody changed this in the meantime. Close this, and look at the preview again."


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command's word and to everything in its dialogs."""
    listener = _Adjust(desk)
    desk.doors["adjust"] = listener.door
    for action_id, pressed in (
        (adjust.CHOOSE, listener.turn),
        (adjust.TAB, listener.turn),
        (f"{adjust.TAB}_back", listener.turn),
        (f"{adjust.TAB}_more", listener.turn),
        (adjust.ITEM, listener.open_item),
        (adjust.ADD, listener.open_new),
        (adjust.PREVIEW, listener.open_preview),
        (adjust.DISCARD, listener.discard),
        (adjust.START_OVER, listener.start_over),
        (adjust.RUNNING, listener.open_running),
        (adjust.SHOW_MOVE, listener.open_move),
    ):
        app.action(action_id)(listener.pressing(pressed))
    for callback_id, submitted in (
        ("adjust_step", listener.keep_step),
        ("adjust_ask", listener.keep_ask),
        ("adjust_new_step", listener.add_step),
        ("adjust_new_ask", listener.add_ask),
        ("adjust_preview", listener.publish),
        ("adjust_move", listener.move),
    ):
        app.view(callback_id)(listener.submitting(submitted))


class _Adjust:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def door(self, body: Body, client: AsyncWebClient) -> None:
        """`/handoff adjust`: the playbooks to choose from."""
        if not await self._desk.is_admin(body["user_id"]):
            await self._desk.open(body, client, blocks.notice("Sorry", NOT_ADMIN))
            return
        bases = self._desk.bases.values()
        view = await self._desk.office.look(
            lambda uow: adjust.choose([adjusting.workbench(uow, base) for base in bases])
        )
        await self._desk.open(body, client, view)

    def pressing(self, pressed: Pressed) -> Callable[..., Any]:
        """A listener for a button, for administrators only."""

        async def listen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            place = Place.parse(body["actions"][0].get("value"))
            if not await self._desk.is_admin(body["user"]["id"]):
                await self._desk.open(body, client, blocks.notice("Sorry", NOT_ADMIN))
            elif place.playbook in self._desk.bases:
                await pressed(body, client, place)
            await ack()

        return listen

    def submitting(self, submitted: Submitted) -> Callable[..., Any]:
        """A listener for a dialog that comes back, for administrators only."""

        async def listen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            place = Place.parse(_metadata(body)[0])
            if not await self._desk.is_admin(body["user"]["id"]) or place.playbook not in self._desk.bases:
                await ack(response_action="update", view=blocks.notice("Sorry", NOT_ADMIN))
                return
            try:
                await submitted(ack, body, client, place)
            except TooBusy:
                await ack(response_action="push", view=blocks.notice("One moment", BUSY))

        return listen

    def _base(self, place: Place) -> Playbook:
        return self._desk.bases[place.playbook]

    async def _bench(self, place: Place) -> Workbench:
        return await self._desk.office.look(lambda uow: adjusting.workbench(uow, self._base(place)))

    def _list(self, uow: UnitOfWork, place: Place) -> Block:
        bench = adjusting.workbench(uow, self._base(place))
        author = uow.people.get([bench.author]).get(bench.author) if bench.author else None
        behind = adjusting.behind(uow, bench.offered)
        return adjust.listed(bench, place, author.first_name if author else "somebody", len(behind))

    async def _draw_list(self, client: AsyncWebClient, view_id: str, place: Place) -> None:
        """Draw the list anew in its own dialog, which may have another one on top."""
        here = Place(place.playbook, place.tab, place.page, "", view_id)
        view = await self._desk.office.look(lambda uow: self._list(uow, here))
        try:
            await ask_slack(client.views_update(view_id=view_id, view=view), seconds=2.0)
        except SlackFailure as failure:
            warn(log, "a dialog was not redrawn", code=failure.code, dialog=view["callback_id"])

    async def turn(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """A playbook is chosen, the list changes, or its page is turned."""
        await self._draw_list(client, body["view"]["id"], place)

    async def open_item(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """One step or question, in a dialog of its own."""
        bench = await self._bench(place)
        draw = adjust.step if place.tab == adjust.STEPS else adjust.ask
        view = draw(bench, place) or blocks.notice("Gone", LOOK_AGAIN)
        await self._desk.open(body, client, view)

    async def open_new(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """A new step or question."""
        draw = adjust.new_step if place.tab == adjust.STEPS else adjust.new_ask
        await self._desk.open(body, client, draw(await self._bench(place), place))

    async def open_preview(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """What publishing would change."""
        await self._desk.open(body, client, preview.preview(await self._bench(place), place))

    async def discard(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """The draft is thrown away."""
        act, base = self._desk.act_of(body), self._base(place)
        await self._desk.office.act(lambda uow: adjusting.discard(uow, act, base))
        await self._draw_list(client, body["view"]["id"], place)

    async def start_over(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """The draft becomes what the file says."""
        act, base = self._desk.act_of(body), self._base(place)
        await self._desk.office.act(lambda uow: adjusting.start_over(uow, act, base))
        await self._draw_list(client, body["view"]["id"], place)

    async def keep_step(self, ack: AsyncAck, body: Body, client: AsyncWebClient, place: Place) -> None:
        """A step's dialog comes back."""

        def adjusted(what: Adjustments, bench: Workbench, values: Values) -> Adjustments:
            known = bench.original.by_id.get(place.item)
            if known is None:
                raise LookAgain
            return what.with_step(known.id, adjust.step_from(values, known, what.step(known.id)))

        await self._keep(ack, body, client, place, ("step", place.item), adjusted)

    async def keep_ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient, place: Place) -> None:
        """A question's dialog comes back."""

        def adjusted(what: Adjustments, bench: Workbench, values: Values) -> Adjustments:
            if place.item not in bench.original.asks:
                raise LookAgain
            _, known = bench.original.asks[place.item]
            return what.with_ask(place.item, adjust.ask_from(values, known))

        await self._keep(ack, body, client, place, ("ask", place.item), adjusted)

    async def add_step(self, ack: AsyncAck, body: Body, client: AsyncWebClient, place: Place) -> None:
        """A new step's dialog comes back."""
        bench = await self._bench(place)
        item = f"{ADDED}{len(bench.draft.new_steps) + 1}"
        await self._keep(
            ack, body, client, place, ("step", item), lambda what, _, values: what.adding_step(
                **adjust.new_step_from(values))
        )  # fmt: skip

    async def add_ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient, place: Place) -> None:
        """A new question's dialog comes back."""
        bench = await self._bench(place)
        said = adjust.new_ask_from(body["view"]["state"]["values"])
        item = f"{said['topic']}.{ADDED}{len(bench.draft.new_asks) + 1}"
        await self._keep(ack, body, client, place, ("ask", item), lambda what, _, __: what.adding_ask(**said))

    async def _keep(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        place: Place,
        item: tuple[str, str],
        adjusted: Callable[[Adjustments, Workbench, Values], Adjustments],
    ) -> None:
        """Change the draft as the dialog says; what is wrong is said under its field."""
        act, base, values = self._desk.act_of(body), self._base(place), body["view"]["state"]["values"]

        def work(uow: UnitOfWork) -> None:
            bench = adjusting.workbench(uow, base)
            adjusting.change(uow, act, base, *item, lambda what: adjusted(what, bench, values))

        try:
            await self._desk.office.act(work)
        except BadNumber as wrong:
            await ack(response_action="errors", errors={"offset": wrong.sentence})
        except Troubled as refused:
            await ack(response_action="errors", errors=preview.field_errors(refused.troubles, values))
        except LookAgain:
            await ack(response_action="update", view=blocks.notice("Please look again", LOOK_AGAIN))
        else:
            await self._draw_list(client, place.view, place)
            await ack()

    async def publish(self, ack: AsyncAck, body: Body, client: AsyncWebClient, place: Place) -> None:
        """ "Publish": exactly what the preview showed goes live."""
        base, seen = self._base(place), _metadata(body)[1]

        def work(uow: UnitOfWork, act: Act) -> Block:
            result = adjusting.publish(uow, act, self._desk.bases, base, seen)
            return preview.published(result, len(adjusting.behind(uow, result)))

        await self._finish(ack, body, client, place, work)
        await self._desk.renew()

    async def open_running(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """The handoffs that run on an earlier version."""

        def draw(uow: UnitOfWork) -> Block:
            live = adjusting.on_offer(uow, self._base(place))
            return preview.running(adjusting.behind(uow, live), place)

        await self._desk.open(body, client, await self._desk.office.look(draw))

    async def open_move(self, body: Body, client: AsyncWebClient, place: Place) -> None:
        """What the newer version would change for one handoff."""

        def draw(uow: UnitOfWork) -> Block:
            number = int(place.item) if place.item.isdecimal() else 0
            step = adjusting.next_version(uow, number, self._desk.bases)
            return preview.moving(step, place) if step else blocks.notice("Please look again", LOOK_AGAIN)

        await self._desk.open(body, client, await self._desk.office.look(draw))

    async def move(self, ack: AsyncAck, body: Body, client: AsyncWebClient, place: Place) -> None:
        """ "Move it": the handoff goes on with the version that was shown."""
        seen, number = _metadata(body)[1], int(place.item) if place.item.isdecimal() else 0

        def work(uow: UnitOfWork, act: Act) -> Block:
            done = adjusting.move(uow, act, number, self._desk.bases, seen)
            return preview.moved(done.handoff)

        await self._finish(ack, body, client, place, work)

    async def _finish(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        place: Place,
        work: Callable[[UnitOfWork, Act], Block],
    ) -> None:
        """Do it and say so, or say why not, in the place of the dialog that asked for it."""
        act = self._desk.act_of(body)
        try:
            view = await self._desk.office.act(lambda uow: work(uow, act))
        except (Troubled, LookAgain, Gone) as refused:
            view = blocks.notice("Please look again", _why(refused))
        else:
            await self._draw_list(client, place.view, place)
        await ack(response_action="update", view=view)


def _why(refused: Refused) -> str:
    if isinstance(refused, Troubled):
        return "\n".join(preview.sentence(one) for one in refused.troubles)
    return LOOK_AGAIN


def _metadata(body: Body) -> tuple[str, str]:
    """The place that a dialog is about, and the hash of what it showed."""
    place, _, seen = str(body["view"]["private_metadata"]).partition("\n")
    return place, seen
