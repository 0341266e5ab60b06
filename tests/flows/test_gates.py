"""Gates: what they hold, what opens them, who may waive them, and that a refusal helps."""

from dataclasses import replace

import pytest

from flows import changes, gates, lifecycle, permissions, standing
from flows.gates import Verdict
from flows.handoff import Handoff, StepState, StepStatus
from flows.lint import lint
from flows.loader import load
from flows.permissions import Action
from flows.playbook import Playbook
from flows.problems import PlaybookError
from flows.refusals import AlreadySo, Incomplete, Invalid, Locked, Shut
from flows.standing import Standing
from tests.support.handoffs import MAYA, MONDAY, NOAH, OLIVIA, START, by, handoff, note

BOOK = """
id: small
version: 1
name: Small
about: A small one.
roles:
  outgoing: {label: Outgoing, gives: true}
  incoming: {label: Incoming, receives: true}
  incoming_manager: {label: Manager, manages: true}
facts:
  stage:
    ask: outgoing
    question: Which stage?
    choices: [{id: early, label: Early}, {id: late, label: Late}, {id: won, label: Won}]
    reason: It decides.
    ours: true
  trial:
    ask: outgoing
    question: Was there a trial?
    choices: [{id: "yes", label: "Yes"}, {id: "no", label: "No"}]
    reason: It decides too.
    ours: true
gates:
  - id: early
    start: true
    steps: [meet.ask]
    when: {stage: early, trial: "no"}
    reason: It is early.
    opens: later
    meanwhile: Prepare.
    waived_by: incoming_manager
    ours: true
  - id: prepared
    steps: [meet]
    until: [plan, deck]
    reason: An unprepared meeting is one too many.
    opens: plan and deck
    meanwhile: Finish them.
    ours: true
  - id: won
    acceptance: true
    when: {stage: [early, late]}
    reason: Nothing is sold.
    opens: the deal
    meanwhile: Read.
    ours: true
  - id: after
    steps: [report]
    accepted: true
    reason: It is not yours yet.
    opens: your word
    meanwhile: Read.
    ours: true
steps:
  - {id: plan, number: 1, owner: outgoing, title: Plan, reason: So., ours: true}
  - {id: deck, number: 2, owner: outgoing, title: Deck, reason: So., ours: true}
  - id: meet
    number: 3
    owner: outgoing
    title: Meet
    reason: So.
    ours: true
    parts: [{id: ask, title: Ask}, {id: talk, title: Talk, after: [meet.ask]}]
  - {id: report, number: 4, owner: incoming, title: Report, reason: So., ours: true, optional: true}
  - id: close
    number: 5
    owner: incoming
    title: Close
    reason: So.
    ours: true
    decision: {question: Done?, outcomes: [{id: more, label: More}, {id: over, label: Over, closes: true}]}
    after_all: true
""".replace("question: Done?,", 'question: "Done?",')

DONE = StepState(status=StepStatus.DONE)


@pytest.fixture(scope="module")
def small() -> Playbook:
    loaded = load(BOOK)
    assert lint(loaded.playbook, loaded.lines) == []
    return loaded.playbook


@pytest.fixture
def now(small: Playbook) -> Handoff:
    roles = {"outgoing": OLIVIA, "incoming": NOAH, "incoming_manager": MAYA}
    made = handoff(small, participants=roles, facts={"stage": ("late",), "trial": ("no",)})
    return made.with_step("plan", DONE).with_step("deck", DONE)


def meeting(made: Handoff) -> standing.StepView:
    seen = standing.view(made, made.playbook.by_id["meet"], MONDAY)
    assert seen is not None
    return seen


def test_a_step_waits_for_what_its_gate_names(now: Handoff) -> None:
    waiting = now.with_step("deck", StepState())
    assert meeting(waiting).standing is Standing.LOCKED
    with pytest.raises(Shut) as caught:
        changes.complete(waiting, by(OLIVIA), "meet")
    assert caught.value.gate.id == "prepared"
    assert caught.value.gate.meanwhile == "Finish them."
    assert meeting(now).standing is Standing.READY
    assert changes.complete(now, by(OLIVIA), "meet").handoff.state("meet").status is StepStatus.DONE


def test_a_gate_holds_one_part_and_leaves_the_others(now: Handoff) -> None:
    early = replace(now, facts={"stage": ("early",), "trial": ("no",)})
    with pytest.raises(Shut) as caught:
        changes.tick(early, by(OLIVIA), "meet", ["ask"])
    assert caught.value.gate.id == "early"
    with pytest.raises(Locked):
        changes.tick(early, by(OLIVIA), "meet", ["talk"])


@pytest.mark.parametrize(("stage", "trial"), [("late", "no"), ("won", "no"), ("early", "yes")])
def test_an_answer_opens_it(now: Handoff, stage: str, trial: str) -> None:
    open_ = replace(now, facts={"stage": (stage,), "trial": (trial,)})
    assert changes.tick(open_, by(OLIVIA), "meet", ["ask"]).events


def test_a_fact_it_hangs_on_is_asked_first_and_of_who_knows(now: Handoff) -> None:
    unknown = replace(now, facts={"stage": ("early",)})
    assert meeting(unknown).shape.asks == ("trial",)
    assert unknown.asked("trial") == OLIVIA
    with pytest.raises(Incomplete) as caught:
        changes.tick(unknown, by(OLIVIA), "meet", ["ask"])
    assert (caught.value.missing, caught.value.part) == ("fact", "trial")


def test_whom_it_names_may_waive_it_with_a_reason(now: Handoff) -> None:
    early = replace(now, facts={"stage": ("early",), "trial": ("no",)})
    step = early.playbook.by_id["meet"]
    assert permissions.may(MAYA, Action.RELEASE, early, step)
    assert not permissions.may(OLIVIA, Action.RELEASE, early, step)
    opened = changes.release(early, by(MAYA), "meet", note("they asked for it", MAYA)).handoff
    assert opened.state("meet").release_note is not None
    assert changes.tick(opened, by(OLIVIA), "meet", ["ask"]).events
    with pytest.raises(Locked):
        changes.tick(opened, by(OLIVIA), "meet", ["talk"])


def test_a_gate_that_names_nobody_is_waived_by_nobody(now: Handoff) -> None:
    waiting = now.with_step("deck", StepState())
    with pytest.raises(Shut):
        changes.release(waiting, by(MAYA), "meet", note("please", MAYA))
    with pytest.raises(AlreadySo):
        changes.release(now, by(MAYA), "plan", note("please", MAYA))


def test_the_acceptance_waits(now: Handoff) -> None:
    with pytest.raises(Shut) as caught:
        lifecycle.accept(now, by(NOAH))
    assert caught.value.gate.id == "won"
    won = replace(now, facts={**now.facts, "stage": ("won",)})
    assert lifecycle.accept(won, by(NOAH)).handoff.accepted_by == NOAH
    with pytest.raises(Incomplete) as missing:
        lifecycle.accept(replace(now, facts={}), by(NOAH))
    assert missing.value.part == "stage"


def test_some_steps_are_for_after_the_acceptance(now: Handoff) -> None:
    with pytest.raises(Shut):
        changes.complete(now, by(NOAH), "report")
    accepted = replace(now, accepted_by=NOAH, accepted_at=START)
    assert changes.complete(accepted, by(NOAH), "report").events


def test_done_work_is_kept_when_a_gate_shuts_again(now: Handoff) -> None:
    done = changes.complete(now, by(OLIVIA), "meet").handoff
    fallen = changes.answer(done, by(OLIVIA), "stage", ("early",)).handoff
    assert meeting(fallen).standing is Standing.DONE


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, ("stage",)),
        ({"stage": ("late",)}, ("stage",)),
        ({"stage": ("early",)}, ("stage", "trial")),
        ({"stage": ("early",), "trial": ("no",)}, ("stage", "trial")),
    ],
)
def test_a_start_asks_for_what_decides_and_no_more(
    small: Playbook, facts: dict[str, tuple[str, ...]], wanted: tuple[str, ...]
) -> None:
    assert gates.start_facts(small, facts) == wanted


EARLY = {"stage": ("early",), "trial": ("no",)}


def test_a_start_is_refused_waived_or_goes_through(small: Playbook) -> None:
    with pytest.raises(Invalid) as missing:
        gates.may_start(small, {"stage": ("early",)}, roles=[], waiver=None)
    assert missing.value.problems == {"trial": "missing"}
    for roles, why in (([], "because"), (["incoming_manager"], " "), (["outgoing"], "because")):
        with pytest.raises(Shut):
            gates.may_start(small, EARLY, roles=roles, waiver=why)
    waived = gates.may_start(small, EARLY, roles=["incoming_manager"], waiver="they asked")
    assert [gate.id for gate in waived] == ["early"]
    assert gates.may_start(small, {"stage": ("won",)}, roles=[], waiver=None) == ()


def test_how_a_gate_stands(small: Playbook) -> None:
    prepared = next(gate for gate in small.gates if gate.id == "prepared")
    assert gates.verdict(prepared, {}) is Verdict.SHUT
    assert gates.verdict(prepared, {}, arrived=True) is Verdict.OPEN
    early = next(gates.holding(small, "meet.ask"))
    assert gates.verdict(early, {}, arrived=True) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("steps: [meet.ask]", "steps: [meat]", "no step is called meat"),
        ("until: [plan, deck]", "until: [plan, meet.door]", "no part of meet is called door"),
        ("until: [plan, deck]", "until: [plan, meet]", "these wait for each other"),
        ("waived_by: incoming_manager", "waived_by: boss", "no role is called boss"),
        ("when: {stage: early,", "when: {stages: early,", "no fact is called stages"),
        ("id: prepared", "id: early", "the gate id early is used twice"),
        ("    steps: [meet]\n", "", "prepared holds nothing"),
        ("    until: [plan, deck]\n", "", "nothing opens prepared"),
        ("stage: [early, late]", "stage: [early, late, won]", "won is shut whatever is answered"),
        ("    steps: [meet]\n", "    start: true\n", "prepared holds the start, where no step is done yet"),
        ("    steps: [report]\n", "    acceptance: true\n", "after waits for what it holds"),
        ("opens: later", f"opens: {'w' * 151}", "opens has 151 characters"),
        ("reason: It is early.", "reason: Hear <!channel>.", "Slack would act on <!channel>"),
        ("    reason: It is early.\n", "", "reason is missing"),
        ("meanwhile: Prepare.", "meanwhile: Ask {boss}.", "nothing is filled in for {boss}"),
    ],
)
def test_a_gate_that_makes_no_sense_is_said(old: str, new: str, message: str) -> None:
    assert BOOK.count(old) == 1
    try:
        loaded = load(BOOK.replace(old, new))
        said = "\n".join(map(str, lint(loaded.playbook, loaded.lines)))
    except PlaybookError as error:
        said = str(error)
    assert message in said
