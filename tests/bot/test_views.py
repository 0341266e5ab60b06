"""Every message, tab and dialog, from empty to everything at once: what Slack takes and nobody can bend."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.listeners.desk import refused_dialog
from bot.listeners.whole import filled_from
from bot.views import card, checklist, digest, handoff_dialogs, home, request, rows, sayings, step_dialogs
from bot.views.filled import Filled
from bot.views.home import HomeView
from bot.views.scene import Scene
from flows import guide, nudges, refusals, standing
from flows.handoff import Handoff, Pace, Phase, Status
from flows.people import PersonId
from flows.playbook import Step
from flows.ports import Recorded, Saying
from flows.refusals import Refused
from tests.bot.pictures import (
    HUGE,
    LONG_NAME,
    READERS,
    every_handoff,
    hostile,
    judge_home,
    judge_message,
    judge_modal,
    judge_text,
    many,
    scene,
)
from tests.support.handoffs import MAYA, MONDAY, NAMES, NOAH, OLIVIA, START, csm, handoff, person

HANDOFFS = list(every_handoff())
LONG = dict.fromkeys(NAMES, LONG_NAME)
ENDED: dict[str, dict[str, Any]] = {
    "proposed": {"status": Status.PROPOSED},
    "paused": {"status": Status.PAUSED},
    "shadowing": {"pace": Pace.SLOW},
    "solo asked": {"pace": Pace.SLOW, "ready_for_solo": True},
    "solo": {"pace": Pace.SLOW, "phase": Phase.SOLO, "solo_at": START},
    "accepted": {"accepted_by": NOAH, "accepted_at": START},
    "closed": {"status": Status.CLOSED, "accepted_at": START, "accepted_by": NOAH, "ended_at": START},
    "cancelled": {"status": Status.CANCELLED, "ended_at": START, "ended_by": MAYA},
    "giver gone": {"giver_gone": True},
}


def scenes(name: str) -> Iterator[Scene]:
    """That handoff for every reader, then in every state, with short and long names."""
    base = every_handoff()[name]
    yield from (scene(base, reader) for reader in READERS)
    for number, state in enumerate(ENDED.values()):
        yield scene(replace(base, **state), READERS[number % 3])
    yield scene(base, OLIVIA, names=LONG)
    yield scene(base, None, names=LONG)


@pytest.fixture(params=HANDOFFS)
def shown(request: pytest.FixtureRequest) -> list[Scene]:
    """All scenes of one of the handoffs."""
    return list(scenes(str(request.param)))


def test_the_card(shown: list[Scene]) -> None:
    for one in shown:
        judge_message(*card.card(replace(one, reader=None)))


def test_the_checklist(shown: list[Scene]) -> None:
    for one in shown:
        changes = {step.id: number for number, step in enumerate(one.handoff.playbook.steps)}
        judge_message(*checklist.checklist(one, {}))
        judge_message(*checklist.checklist(one, changes))
        judge_message(*checklist.moved(one))


def test_a_checklist_fits_a_phone() -> None:
    """However many steps there are: a handful with buttons, the rest as lines, and nothing cut off."""
    for of in (many(), hostile()):
        _, blocks = checklist.checklist(scene(of, OLIVIA), {})
        assert len(blocks) <= 30
        assert sum(block["type"] == "actions" for block in blocks) <= checklist.READY + checklist.STUCK + 1
        assert "All steps" in str(blocks[-1])


def test_all_steps_in_a_dialog_are_all_there(shown: list[Scene]) -> None:
    for one in shown:
        view = checklist.all_steps(one)
        judge_modal(view)
        listed = "\n".join(block.get("text", {}).get("text", "") for block in view["blocks"])
        for seen in standing.views(one.handoff, one.today):
            assert f"*{seen.step.number}* " in listed


def test_requests(shown: list[Scene]) -> None:
    for one in shown:
        judge_message(*request.start_request(one))
        judge_message(*request.solo_request(one))


def test_home_with_none_and_with_forty(shown: list[Scene]) -> None:
    judge_home(home.home(HomeView(person(OLIVIA), None, [], [])))
    judge_home(home.home(HomeView(replace(person(OLIVIA), name=LONG_NAME), None, shown[:40], [])))
    for one in shown:
        waiting = [(one, seen) for _, seen in guide.waits_on_others([one.handoff], OLIVIA, one.today)]
        following = guide.next_in(one.handoff, one.reader_id or 0, one.today)
        following_here = (one, following) if following else None
        judge_home(home.home(HomeView(person(OLIVIA), following_here, [one] * 40, waiting)))


@pytest.mark.parametrize("page", [0, 1, 2])
@pytest.mark.parametrize("which", ["mine", "list"])
def test_the_list_of_handoffs(shown: list[Scene], which: str, page: int) -> None:
    judge_modal(home.mine((shown * 2)[:45], page, which))
    judge_modal(home.mine([], 0, which))


def test_the_digest(shown: list[Scene]) -> None:
    judge_message(*digest.digest(person(OLIVIA), []))
    judge_message(*digest.yesterdays(MONDAY))
    for one in shown:
        seen = guide.mine(one.handoff, OLIVIA, one.today)
        lines = [(one, nudges.Line(one.handoff, view, why)) for view in seen for why in nudges.Why]
        said = [digest.favour(one, recorded(NOAH), view.step.id, "step_done") for view in seen[:9]]
        judge_message(*digest.digest(person(OLIVIA), lines[:1]))
        judge_message(*digest.digest(replace(person(OLIVIA), name=LONG_NAME), lines, said))
        judge_message(*digest.digest(person(OLIVIA), [], said))


def recorded(actor: PersonId) -> Recorded:
    """A change that somebody made."""
    return Recorded(1, 1, actor, START, (), {})


SAYINGS = [kind for kind in sayings._KINDS if kind in (
    "held", "left", "channel_lost", "objection", "accepted", "solo", "reassigned", "released", "replaced",
    "paused", "resumed", "cancelled", "reopened", "closed",
)]  # fmt: skip


@pytest.mark.parametrize("kind", SAYINGS)
def test_sayings(shown: list[Scene], kind: str) -> None:
    for one in shown:
        step = one.handoff.playbook.steps[2].id
        data = {"change": 1, "note": "bad", "step": step, "gone": OLIVIA, "why": "archived"}
        for gone in (OLIVIA, NOAH):
            said = sayings.words(Saying("key", kind, data={**data, "gone": gone}), one, NOAH)
            assert said is not None
            judge_message(*said)


DIALOGS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "cancel": handoff_dialogs.cancel,
    "objection": handoff_dialogs.objection,
    "copy": handoff_dialogs.copy,
    "started": handoff_dialogs.started,
    "taken": lambda one: handoff_dialogs.taken(one, True),
    "taken, unseen": lambda one: handoff_dialogs.taken(one, False),
    "edit": lambda one: handoff_dialogs.edit(one, filled_from(one)),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_about_the_whole(shown: list[Scene], name: str) -> None:
    for one in shown:
        judge_modal(DIALOGS[name](one))


def test_the_start_dialog() -> None:
    judge_modal(handoff_dialogs.start([csm()], Filled()))
    judge_modal(handoff_dialogs.start([csm()] * 3, Filled(account=HUGE[:80], customer_note=HUGE[:500])))


def test_dialogs_about_a_step(shown: list[Scene]) -> None:
    plain = (
        step_dialogs.not_applicable,
        step_dialogs.waiting,
        step_dialogs.due,
        step_dialogs.reassign,
        step_dialogs.release,
    )
    for one in shown:
        for seen in standing.views(one.handoff, one.today)[:20]:
            for draw in plain:
                judge_modal(draw(one, seen))
            judge_modal(step_dialogs.why(one, seen, [("Gainsight", "https://gainsight.example")]))
            for part in ("", *(view.part.id for view in seen.parts)):
                judge_modal(step_dialogs.give(one, seen, part))


def test_refusals_are_sentences(shown: list[Scene]) -> None:
    for one in shown:
        for refused in every_refusal(one.handoff):
            view = refused_dialog(one, refused)
            judge_modal(view)
            said = view["blocks"][0]["text"]["text"]
            assert said.endswith((".", "]", ")"))
            assert len(said) < 900


def every_refusal(of: Handoff) -> Iterator[Refused]:
    """One of each kind, about every step it may be about."""
    steps = of.playbook.steps
    yield refusals.NotYours()
    yield from (refusals.Gone(status.value) for status in Status)
    yield refusals.NotYet(tuple(step.id for step in steps), accepted=False)
    yield refusals.NotYet((steps[0].id,), accepted=True)
    yield refusals.NotYet((), accepted=False)
    yield from (refusals.Locked(step.id, blockers_of(of, step)) for step in steps if blockers_of(of, step))
    for by in (None, OLIVIA, NOAH, 999):
        yield refusals.AlreadySo(steps[0].id, "done", by, START)
        yield refusals.AlreadySo(None, "accepted", by, START)
        yield refusals.AlreadySo(steps[0].id, "not_applicable", by, START)
        yield refusals.BuiltUpon(steps[0].id, by)
    yield refusals.AlreadySo(steps[0].id, "fallen_away")
    for missing in ("link", "text", "reason", "fact", "ready", "part", "outcome"):
        yield refusals.Incomplete(steps[0].id, missing)
    yield refusals.Invalid({"account": "taken"})


def blockers_of(of: Handoff, step: Step) -> tuple[refusals.Blocker, ...]:
    """What the step waits for."""
    seen = standing.view(of, step, MONDAY)
    return seen.blockers if seen else ()


def test_a_step_as_a_line(shown: list[Scene]) -> None:
    for one in shown:
        for seen in standing.views(one.handoff, one.today):
            judge_text(rows.line(one, seen))
            judge_text(rows.short_line(one, seen))
            assert "\n" not in rows.line(one, seen)


def test_a_menu_never_has_more_than_five_entries(shown: list[Scene]) -> None:
    for one in shown:
        menus = [element for element in elements(checklist.all_steps(one)) if element["type"] == "overflow"]
        assert all(1 <= len(menu["options"]) <= 5 for menu in menus)


def elements(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every element of a view."""
    for block in view["blocks"]:
        yield from block.get("elements", [])
        if "accessory" in block:
            yield block["accessory"]


def test_a_card_for_a_channel_never_says_you() -> None:
    for one in scenes("hostile"):
        _, blocks = card.card(replace(one, reader=None))
        assert " you " not in str(blocks)


def test_verbs_follow_the_reader() -> None:
    accepted = replace(handoff(), accepted_by=NOAH, accepted_at=START)
    _, blocks = checklist.checklist(scene(accepted, NOAH), {})
    assert "You have *Acme* since" in str(blocks)
    _, blocks = checklist.checklist(scene(accepted, OLIVIA), {})
    assert "Noah has *Acme* since" in str(blocks)
    for reader in READERS:
        for one in (scene(replace(every_handoff()["told"], **state), reader) for state in ENDED.values()):
            said = str(checklist.checklist(one, {}))
            assert not re.search(r"\byou (has|leads|shadows)\b", said, re.IGNORECASE)
