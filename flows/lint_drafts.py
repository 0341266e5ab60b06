"""Whether the letters and calls of a playbook belong to steps that can have them."""

from collections.abc import Iterator

from flows.playbook import Playbook, Step, Variant
from flows.problems import Fault, Path
from flows.vocabulary import CallKind, DraftKind


def faults(playbook: Playbook) -> Iterator[Fault]:
    """A kickoff is the receiver's letter, and old calls end where new ones begin."""
    forms = [found for at, step in enumerate(playbook.steps) for found in _forms(("steps", at), step)]
    begins = any(form.call is CallKind.NEW for _, _, form in forms)
    for path, step, form in forms:
        if form.draft is DraftKind.KICKOFF and step.owner != playbook.receiver:
            message = f"{step.owner} would invite to the kickoff, and {playbook.receiver} holds it"
            yield (*path, "draft"), message, f"give it to a step of {playbook.receiver}"
        if form.call is CallKind.OLD and not begins:
            remedy = "write call: new at the step that plans them"
            yield (*path, "call"), "old calls end, and no step begins new ones", remedy


def _forms(path: Path, step: Step) -> Iterator[tuple[Path, Step, Step | Variant]]:
    yield path, step, step
    for at, variant in enumerate(step.variants):
        yield (*path, "variants", at), step, variant
