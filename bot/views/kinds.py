"""What the start dialog shows for each kind of handoff: its roles, and the facts its gates ask for first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.views import blocks
from bot.views.blocks import Block, Values, value_of
from bot.views.filled import Filled
from bot.wording import problem
from flows import gates, limits
from flows.conditions import Facts
from flows.people import Person
from flows.playbook import Gate, Playbook

KIND = "playbook"
"""The field that chooses the kind; choosing redraws the dialog."""

FACT = "fact."
"""How the fields begin that ask a fact, and their actions: an answer may ask for the next one."""

WAIVER = "waiver"


@dataclass(frozen=True, slots=True)
class Kind:
    """The chosen playbook, and what was said for its gates."""

    playbook: Playbook
    facts: Facts = field(default_factory=dict)
    waiver: str = ""

    @classmethod
    def read(cls, playbooks: Sequence[Playbook], values: Values) -> "Kind":
        """The kind as the dialog has it, in the version on offer now; the first one when it is gone."""
        chosen = value_of(values, KIND)
        playbook = next((one for one in playbooks if one.id == chosen), playbooks[0])
        said = {name: value_of(values, f"{FACT}{name}") for name in playbook.facts}
        given = {name: (str(answer),) for name, answer in said.items() if answer}
        kept = gates.start_facts(playbook, given)
        facts = {name: answer for name, answer in given.items() if name in kept}
        return cls(playbook, facts, str(value_of(values, WAIVER) or "").strip())


def choice(playbooks: Sequence[Playbook], kind: Kind) -> Block:
    """The menu of kinds."""
    entries = [(one.called, one.id) for one in playbooks]
    menu = blocks.select(KIND, "Choose", entries, kind.playbook.id)
    return blocks.field(KIND, "Kind of handoff", menu) | {"dispatch_action": True}


def questions(kind: Kind) -> list[Block]:
    """The facts that decide whether it may start, as far as they are needed, and who may start it anyway."""
    wanted = gates.start_facts(kind.playbook, kind.facts)
    found = [_question(kind, name) for name in wanted]
    waivable = [gate for gate in kind.playbook.gates if gate.start and gate.waived_by]
    return [*found, _waiver(kind, waivable[0])] if waivable and found else found


def _question(kind: Kind, name: str) -> Block:
    fact = kind.playbook.facts[name]
    entries = [(choice.label, choice.id) for choice in fact.choices]
    given = kind.facts.get(name, (None,))[0]
    menu = blocks.select(f"{FACT}{name}", "Choose", entries, given)
    label = filled_in(fact.question, kind.playbook, {})
    return blocks.field(f"{FACT}{name}", label, menu) | {"dispatch_action": True}


def _waiver(kind: Kind, gate: Gate) -> Block:
    who = kind.playbook.label(gate.waived_by or "")
    element = blocks.text_input(WAIVER, limit=limits.SENTENCE, initial=kind.waiver)
    hint = f"Only for the {who}, when they start it themselves. Everyone on this handoff reads it."
    return blocks.field(WAIVER, "Too early, and still right? Say why.", element, optional=True, hint=hint)


def shown(playbooks: Sequence[Playbook], values: Values) -> Playbook:
    """The kind whose roles the dialog has fields for: the one before the last choice."""
    return max(playbooks, key=lambda one: len(values.keys() & one.roles.keys()) - len(one.roles))


def carried(before: Playbook, filled: Filled, after: Playbook) -> Filled:
    """The people already chosen, under the roles of the other kind: who gives still gives."""
    people = dict(filled.people)
    for old, new in (
        (before.giver, after.giver),
        (before.receiver, after.receiver),
        (before.manager, after.manager),
    ):
        if old in people and new not in people:
            people[new] = people[old]
    return replace(filled, people={role: who for role, who in people.items() if role in after.roles})


def shut(gate: Gate, playbook: Playbook, people: Mapping[str, Person]) -> str:
    """Why it cannot start yet, what would open it, and what can be done now."""
    return filled_in(gate.sentence, playbook, people)


def fact_errors(problems: Mapping[str, str], playbook: Playbook) -> dict[str, str]:
    """The sentences under the fields of facts that are still to be said."""
    return {f"{FACT}{name}": problem(code) for name, code in problems.items() if name in playbook.facts}


def filled_in(text: str, playbook: Playbook, people: Mapping[str, Person]) -> str:
    """A playbook's text before there is a handoff: first names as far as they are chosen, else the roles."""
    told = text.replace("{title}", playbook.title).replace("{account}", "this customer")
    for placeholder, role in (
        ("{outgoing}", playbook.giver),
        ("{incoming}", playbook.receiver),
        ("{manager}", playbook.manager),
    ):
        name = people[role].first_name if role in people else f"the {playbook.label(role)}"
        told = told.replace(placeholder, name)
    return told
