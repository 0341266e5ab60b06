"""Who may do what: every action, for every role and for somebody outside."""

from dataclasses import replace

import pytest

from flows import permissions
from flows.handoff import Handoff
from flows.permissions import Action
from flows.playbook import Playbook
from tests.support.handoffs import (
    ANNA,
    MAYA,
    NOAH,
    OLIVIA,
    OTTO,
    PIA,
    SAM,
    csm,
    handoff,
    playbook,
    with_facts,
)

EVERYONE = (OLIVIA, NOAH, MAYA, ANNA, SAM, PIA, OTTO)
"""Pia starts handoffs without a part in them; Otto has nothing to do with them."""

WHOLE = {
    Action.SEE: {OLIVIA, NOAH, MAYA, ANNA, SAM, PIA},
    Action.RELEASE: {MAYA},
    Action.ANSWER: {OLIVIA, NOAH, MAYA, ANNA, SAM},
    Action.CONFIRM: {MAYA},
    Action.OBJECT: {NOAH},
    Action.STEER: {OLIVIA, NOAH, MAYA, PIA},
    Action.ACCEPT: {NOAH},
    Action.READY: {NOAH},
    Action.GO_SOLO: {OLIVIA, MAYA},
}

WORK = {
    "follow-up": {OLIVIA, NOAH, MAYA},
    "subscribe-tickets": {OLIVIA, NOAH, MAYA},
    "close": {OLIVIA, NOAH, MAYA},
    "assign-account": {MAYA},
}
"""Owner, manager and counterpart; nobody assigns the account for the manager."""


def table(made: Handoff, action: Action, step: str | None = None) -> set[int]:
    found = made.playbook.by_id[step] if step else None
    return {who for who in EVERYONE if permissions.may(who, action, made, found)}


def test_the_table_is_whole() -> None:
    assert WHOLE.keys() | {Action.WORK} == set(Action)


@pytest.mark.parametrize("action", WHOLE)
def test_who_may_do_what_with_the_whole(action: Action) -> None:
    assert table(handoff(started_by=PIA), action) == WHOLE[action]
    assert table(handoff(started_by=PIA), action, "follow-up") == WHOLE[action]


@pytest.mark.parametrize("step", WORK)
def test_who_may_work_on_a_step(step: str) -> None:
    assert table(handoff(started_by=PIA), Action.WORK, step) == WORK[step]


def test_work_without_a_step_is_nobodys() -> None:
    assert table(handoff(), Action.WORK) == set()


@pytest.mark.parametrize("step", csm().by_id)
def test_nobody_outside_may_anything(step: str) -> None:
    made = with_facts()
    assert not any(permissions.may(OTTO, action, made, made.playbook.by_id[step]) for action in Action)


def test_a_step_handed_to_somebody_is_theirs_and_their_counterparts() -> None:
    base = with_facts(handoff(started_by=PIA))
    made = base.with_step("follow-up", replace(base.state("follow-up"), owner=SAM))
    assert table(made, Action.WORK, "follow-up") == {SAM, MAYA, OLIVIA, NOAH}
    other = base.with_step("assign-account", replace(base.state("assign-account"), owner=SAM))
    assert table(other, Action.WORK, "assign-account") == {SAM, MAYA}


def test_who_got_a_step_may_see_and_answer() -> None:
    base = with_facts()
    made = base.with_step("follow-up", replace(base.state("follow-up"), owner=OTTO))
    assert permissions.may(OTTO, Action.SEE, made)
    assert permissions.may(OTTO, Action.ANSWER, made)
    assert not permissions.may(OTTO, Action.WORK, made, made.playbook.by_id["introduce"])


def test_what_belongs_to_its_person_is_nobody_elses() -> None:
    book: Playbook = playbook(
        "steps: [{id: own, number: 1, owner: incoming, title: T, reason: R, only_owner: true}]"
    )
    assert table(handoff(book), Action.WORK, "own") == {NOAH}


def test_a_giver_who_has_gone_leaves_the_work_to_manager_and_receiver() -> None:
    made = handoff(giver_gone=True)
    assert {NOAH, MAYA} <= table(made, Action.WORK, "follow-up")


def test_on_behalf_is_whatever_is_not_ones_own() -> None:
    made = with_facts()
    step = made.playbook.by_id["follow-up"]
    assert [permissions.on_behalf(who, made, step) for who in (OLIVIA, NOAH, MAYA)] == [False, True, True]
