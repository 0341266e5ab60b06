"""The dialogs of letters and calls, from short to hostile: Slack takes them, and nobody can bend them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.views import drafts
from bot.views.scene import Scene
from flows import calls, standing
from flows.calls import Every
from flows.handoff import Handoff, StepState
from flows.standing import StepView
from flows.vocabulary import CallKind, DraftKind
from tests.bot.pictures import HOSTILE, HUGE, LONG_NAME, READERS, hostile, judge_modal, scene
from tests.support.handoffs import NAMES, OLIVIA, note, with_facts

TUESDAY = date(2026, 12, 1)


def between(first: date, every: Every = Every.WEEK) -> Handoff:
    """A handoff in which the old calls end on a Tuesday, and the new ones begin then."""
    made, notes = (
        with_facts(),
        {calls.LAST: note(calls.kept(TUESDAY)), calls.FIRST: note(calls.kept(first, every))},
    )
    for one in notes.values():
        made = made.with_note(one)
    return made.with_step("new-invite", StepState(evidence={key: one.id for key, one in notes.items()}))


def scenes() -> Iterator[Scene]:
    for made in (with_facts(), hostile(), between(date(2027, 1, 1)), between(date(2033, 1, 1))):
        yield from (scene(replace(made, customer_note="told"), reader) for reader in READERS)
        yield scene(made, OLIVIA, names=dict.fromkeys(NAMES, LONG_NAME))
        yield scene(made, OLIVIA, names=dict.fromkeys(NAMES, HOSTILE))


def first(of: Scene) -> StepView:
    return standing.views(of.handoff, of.today)[0]


@pytest.mark.parametrize("kind", DraftKind)
def test_letters(kind: DraftKind) -> None:
    for one in scenes():
        judge_modal(drafts.fresh(one, first(one), kind))
        judge_modal(drafts.letter(one, first(one), kind, "", "", checked=True))
        judge_modal(drafts.letter(one, first(one), kind, HUGE[:150], HUGE, checked=True))
        judge_modal(drafts.letter(one, first(one), kind, "TAM", "The TAM will <!here> call. " * 100))


@pytest.mark.parametrize("kind", CallKind)
def test_calls(kind: CallKind) -> None:
    for one in scenes():
        judge_modal(drafts.call(one, first(one), kind))


def test_what_is_said_of_a_gap() -> None:
    found = calls.known(between(date(2026, 12, 15))).gap
    assert found is not None
    assert "no call on 8 Dec. Keep" in drafts.gap_text(found)
    judge_modal(drafts.on_its_way(found))
    judge_modal(drafts.on_its_way(None))
    judge_modal(drafts.ends_too_early(found))
    late = calls.known(between(date(2033, 1, 1))).gap
    assert late is not None
    assert "no call on 8 Dec, 15 Dec, 22 Dec and 57 more days." in drafts.gap_text(late)
    single = calls.known(between(date(2026, 12, 15), Every.ONCE)).gap
    assert single is not None
    assert "no call in between" in drafts.gap_text(single)
