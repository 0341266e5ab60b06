"""What the receiver reads, topic by topic, with the links that were given on the way."""

from dataclasses import dataclass

from flows import conditions
from flows.handoff import Handoff
from flows.topics import Look, Topic


@dataclass(frozen=True, slots=True)
class Page:
    """Something to read: by the `link` that was given as evidence of a step, or a `key` of the link map."""

    look: Look
    key: str | None
    link: str | None

    @property
    def missing(self) -> bool:
        """Whether a step collects the link, and nobody has given it yet: a gap to ask the giver about."""
        return self.link is None and self.key is None and self.look.key is not None


def pages(handoff: Handoff, topic: Topic) -> tuple[Page, ...]:
    """What there is to read for a topic, without what the known facts rule out."""
    shown = (look for look in topic.look if conditions.holds(look.when, handoff.facts) is not False)
    return tuple(_page(handoff, look) for look in shown)


def _page(handoff: Handoff, look: Look) -> Page:
    step_id, dot, part_id = (look.key or "").partition(".")
    if not dot:
        return Page(look, look.key, None)
    note = handoff.notes.get(handoff.state(step_id).evidence.get(part_id, ""))
    return Page(look, None, note.body if note else None)
