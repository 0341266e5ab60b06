"""`/handoff` and its words, the shortcut, and the start dialog."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import renderers
from bot.errors import SlackFailure
from bot.listeners import brief, terms
from bot.listeners.desk import BUSY, Desk
from bot.views import actions, blocks, checklist, handoff_dialogs, home, kinds
from bot.views.blocks import Block
from bot.views.filled import Filled
from bot.views.kinds import Kind
from bot.views.sayings import HELP
from bot.views.scene import Scene
from bot.wording import NOT_YOURS, problem
from flows import calendar, guide, permissions
from flows.desk import start
from flows.desk.acting import Act, Done
from flows.desk.start import Taken
from flows.handoff import Handoff
from flows.people import Person
from flows.permissions import Action
from flows.playbook import Playbook
from flows.ports import UnitOfWork
from flows.refusals import Invalid, Shut
from storage.database import TooBusy


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command, the shortcut, the start button and the start dialog."""
    listener = _Start(desk)
    app.command("/handoff")(listener.command)
    app.shortcut(actions.START)(listener.shortcut)
    app.action(actions.START)(listener.shortcut)
    app.action(kinds.KIND)(listener.redraw)
    app.action(re.compile(rf"^{re.escape(kinds.FACT)}"))(listener.redraw)
    app.action(f"{actions.PAGE}_back")(listener.turn_page)
    app.action(f"{actions.PAGE}_more")(listener.turn_page)
    app.action(actions.PAGE)(listener.turn_page)
    app.action(actions.NEXT)(listener.show_next)
    app.view("start")(listener.submit)
    app.view("notice")(_close)
    desk.redraws["next"] = listener.next_dialog
    desk.redraws["mine"] = listener.mine_dialog


async def _close(ack: AsyncAck) -> None:
    """A dialog that only said something is closed."""
    await ack()


class _Start:
    """The listeners of this feature, with the desk they work at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def command(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """`/handoff …`: one word of ours, or an account's name."""
        await self._meet(body["user_id"])
        text = " ".join(str(body.get("text") or "").split())
        match text.lower():
            case "help" | "?":
                await ack(text=HELP)
                return
            case "next":
                await self._desk.show(body, client, lambda uow, act: self.next_dialog(uow, act, ""))
            case "mine" | "list" as which:
                await self._desk.show(body, client, lambda uow, act: self.mine_dialog(uow, act, which))
            case word if word == "brief" or word.startswith("brief "):
                await self._desk.show(body, client, lambda uow, act: brief.named(uow, act, text[6:]))
            case word if word in self._desk.doors:
                await self._desk.doors[word](body, client)
            case _:
                await self._desk.show(body, client, lambda uow, act: self._find_or_start(uow, act, text))
        await ack()

    async def _meet(self, slack_id: str) -> None:
        """Whoever speaks to us is known, with their zone. When Slack is silent, what we know has to do.

        What can be started is read anew: somebody may have published a playbook meanwhile.
        """
        await self._desk.renew()
        try:
            await self._desk.directory.person(slack_id)
        except SlackFailure:
            return

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The start dialog, from the shortcut or from Home."""
        await self._meet(body["user"]["id"])
        await self._desk.show(body, client, lambda uow, act: self._dialog(uow, act, ""))
        await ack()

    def _find_or_start(self, uow: UnitOfWork, act: Act, text: str) -> Block | None:
        person = uow.people.by_slack_id(act.slack_id)
        if person is None:
            return None
        found = _open_named(uow, person, text) if text else None
        if found is not None:
            return checklist.all_steps(Scene.of(uow, found, act.at, person))
        return self._dialog(uow, act, text if text != text.lower() else text.title())

    def _dialog(self, uow: UnitOfWork, act: Act, account: str) -> Block | None:
        person = uow.people.by_slack_id(act.slack_id)
        if person is None or person.guest or person.external or person.deleted:
            return blocks.notice("Sorry", NOT_YOURS)
        return handoff_dialogs.start(self._desk.playbooks, Filled(account=account))

    def next_dialog(self, uow: UnitOfWork, act: Act, _: str) -> Block | None:
        """The person's next thing, in a dialog that goes on to the following one."""
        person = uow.people.by_slack_id(act.slack_id)
        if person is None:
            return None
        handoffs = uow.handoffs.of_person(person.id)
        today = calendar.local_day(act.at, person.tz)
        item = guide.next_of(handoffs, person.id, today, renderers.told_in(uow, handoffs))
        if item is None:
            body = [blocks.section("Nothing is yours to do right now. I'll tell you when that changes.")]
        else:
            body = home.next_thing(Scene.of(uow, item.handoff, act.at, person), item)
        return blocks.dialog("next", "Next", body, close="Stop here")

    def mine_dialog(self, uow: UnitOfWork, act: Act, metadata: str) -> Block | None:
        """The handoffs a person is part of; `mine`: those in which something is theirs to do. Paged."""
        person = uow.people.by_slack_id(act.slack_id)
        if person is None:
            return None
        which, _, page = metadata.partition("|")
        handoffs = uow.handoffs.of_person(person.id, limit=500)
        if which == "mine":
            today = calendar.local_day(act.at, person.tz)
            handoffs = [one for one in handoffs if guide.next_in(one, person.id, today)]
        scenes = [Scene.of(uow, handoff, act.at, person) for handoff in handoffs]
        return home.mine(scenes, int(page or 0), which)

    async def turn_page(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Back and More in the list of handoffs."""
        value = str(body["actions"][0]["value"])
        act = self._desk.act_of(body)
        view = await self._desk.office.look(lambda uow: self.mine_dialog(uow, act, value))
        if view is not None and body.get("view", {}).get("type") == "modal":
            await client.views_update(view_id=body["view"]["id"], view=view)
        elif view is not None:
            await self._desk.open(body, client, view)
        await ack()

    async def show_next(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """ "Begin": the next thing, in a dialog."""
        await self._desk.show(body, client, lambda uow, act: self.next_dialog(uow, act, ""))
        await ack()

    async def submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The start dialog comes back. Whatever is wrong is said under its field, and nothing is lost."""
        values = body["view"]["state"]["values"]
        filled = terms.read(values)
        await self._desk.renew()
        kind = Kind.read(self._desk.playbooks, values)
        people, errors = await terms.people_of(self._desk.directory, filled)
        refused = await terms.channel_problem(self._desk.directory, filled.channel)
        if refused is not None:
            errors["channel"] = refused
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        wanted = replace(
            terms.terms_of(filled, people, filled.channel), facts=kind.facts, waiver=kind.waiver or None
        )
        act = self._desk.act_of(body)
        try:
            done = await self._desk.office.act(
                lambda uow: start.start(uow, act, kind.playbook, wanted, self._desk.rules)
            )
        except Invalid as invalid:
            sentences = start_errors(invalid, kind.playbook, filled, people)
            if set(sentences) <= set(values):
                await ack(response_action="errors", errors=sentences)
            else:
                await ack(response_action="update", view=self._drawn(kind, filled))
        except Shut as refused:
            sentence = kinds.shut(refused.gate, kind.playbook, people)
            fields = [f"{kinds.FACT}{name}" for name in refused.gate.when]
            await ack(response_action="errors", errors={fields[-1]: sentence})
        except Taken as taken:
            await ack(response_action="update", view=await self._taken(act, taken.handoff))
        except TooBusy:
            await ack(response_action="push", view=blocks.notice("One moment", BUSY))
        else:
            await ack(response_action="update", view=await self._started(act, done))

    async def redraw(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Another kind, or a fact of its gates: the dialog has other fields, and keeps what was filled in.

        People chosen for the kind before stand under the roles that do the same in this one.
        """
        values = body["view"]["state"]["values"]
        kind, filled = Kind.read(self._desk.playbooks, values), terms.read(values)
        before = kinds.shown(self._desk.playbooks, values)
        filled = kinds.carried(before, filled, kind.playbook)
        await client.views_update(view_id=body["view"]["id"], view=self._drawn(kind, filled))
        await ack()

    def _drawn(self, kind: Kind, filled: Filled) -> Block:
        return handoff_dialogs.start(self._desk.playbooks, filled, kind)

    async def _taken(self, act: Act, handoff: Handoff) -> Block:
        def draw(uow: UnitOfWork) -> Block:
            person = uow.people.by_slack_id(act.slack_id)
            visible = person is not None and permissions.may(person.id, Action.SEE, handoff)
            return handoff_dialogs.taken(Scene.of(uow, handoff, act.at, person), visible)

        return await self._desk.office.look(draw)

    async def _started(self, act: Act, done: Done) -> Block:
        def draw(uow: UnitOfWork) -> Block:
            scene = Scene.of(uow, done.handoff, act.at, uow.people.by_slack_id(act.slack_id))
            return handoff_dialogs.started(scene)

        return await self._desk.office.look(draw)


def _open_named(uow: UnitOfWork, person: Person, text: str) -> Handoff | None:
    """The person's open handoff that the text means: the name itself, else the only one that begins so."""
    handoffs = uow.handoffs.of_person(person.id, limit=500)
    wanted = text.casefold()
    exact = [one for one in handoffs if one.account.name.casefold() == wanted]
    begins = exact or [one for one in handoffs if one.account.name.casefold().startswith(wanted)]
    return begins[0] if len(begins) == 1 else None


def start_errors(
    invalid: Invalid, playbook: Playbook, filled: Filled, people: Mapping[str, Person]
) -> dict[str, str]:
    """The sentences under the start dialog's fields."""
    sentences = kinds.fact_errors(invalid.problems, playbook)
    for name, code in invalid.problems.items():
        if name in playbook.facts:
            continue
        if code == "same_person":
            who = people[playbook.giver].first_name
            account = filled.account or "the account"
            sentences[name] = f"{who} is handing {account} over: pick somebody else to take it."
        else:
            sentences[name] = problem(code)
    return sentences
