"""Adjusting playbooks: a draft, its preview, publishing it, and moving running handoffs to what is new.

Who may is judged at the door (`bot.listeners.admin`): the domain knows no administrators. What is on offer is
decided here and nowhere else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from flows import carrying
from flows.adjust import Adjustments, Trouble, adjusted, everything, remade, troubles
from flows.desk.acting import Act, Done, actor, repeated
from flows.differences import Difference, differences
from flows.editions import DRAFT, Edition
from flows.handoff import Event, Handoff
from flows.people import PersonId
from flows.playbook import Playbook
from flows.ports import UnitOfWork
from flows.refusals import Gone, NotYours, Refused

Adjust = Callable[[Adjustments], Adjustments]


@dataclass
class Troubled(Refused):
    """It cannot be kept or published like this."""

    troubles: Sequence[Trouble]


@dataclass
class LookAgain(Refused):
    """Somebody changed the draft, or published, since the preview was drawn."""


@dataclass(frozen=True)
class Workbench:
    """One playbook being adjusted: as its file has it, as it is on offer, and as the draft would make it.

    `original` has what was added beside what the file says; `every` is that with all words as the draft has
    them, also of what is switched off. `pending`: the draft is not published; `author` wrote it last.
    """

    base: Playbook
    offered: Playbook
    draft: Adjustments
    original: Playbook
    every: Playbook
    result: Playbook
    pending: bool
    author: PersonId | None

    @property
    def differences(self) -> list[Difference]:
        """What publishing would change."""
        return differences(self.offered, remade(self.result, version=self.offered.version))

    @property
    def troubles(self) -> list[Trouble]:
        """What keeps it from being published."""
        return troubles(self.base, self.draft)


def workbench(uow: UnitOfWork, base: Playbook) -> Workbench:
    """The playbook with its draft, or with what is published when there is none."""
    live, draft = uow.editions.published(base.id), uow.editions.draft(base.id)
    known = draft or live
    what = known.adjustments if known else Adjustments()
    return Workbench(
        base=base,
        offered=on_offer(uow, base),
        draft=what,
        original=everything(base, what),
        every=adjusted(base, what.all_on(), base.version),
        result=adjusted(base, what, _version(base, live) + 1),
        pending=draft is not None,
        author=draft.author if draft else None,
    )


def _version(base: Playbook, live: Edition | None) -> int:
    return base.version + (live.revision if live else 0)


def on_offer(uow: UnitOfWork, base: Playbook) -> Playbook:
    """What new handoffs of that kind start with: the file's playbook with what was published over it.

    When the file has changed so that they do not go together any more, what was published last stays.
    """
    live = uow.editions.published(base.id)
    if live is None:
        return base
    if troubles(base, live.adjustments):
        kept = uow.playbooks.kept(live.digest or "")
        return base if kept is None else remade(kept, title=base.title)
    return adjusted(base, live.adjustments, _version(base, live))


def offer(uow: UnitOfWork, bases: Mapping[str, Playbook]) -> None:
    """Put on offer what these playbooks are in this workspace."""
    uow.playbooks.offer([on_offer(uow, base) for base in bases.values()])


def offered(uow: UnitOfWork, bases: Mapping[str, Playbook]) -> list[Playbook]:
    """What a handoff can be started with now, in the order of the files."""
    found = {playbook.id: playbook for playbook in uow.playbooks.offered()}
    return [found[playbook_id] for playbook_id in bases if playbook_id in found]


def change(uow: UnitOfWork, act: Act, base: Playbook, kind: str, item: str, adjust: Adjust) -> Adjustments:
    """Change the draft in one place.

    Raises Troubled when that step or question (`kind`, `item`) cannot be written so. What is wrong between
    steps waits for the preview: two of them may have to be changed together.
    """
    person = actor(uow, act)
    before = workbench(uow, base).draft
    after = _fitting(base, before, adjust, kind, item)
    known = {(one.kind, one.item, one.field) for one in troubles(base, before)}
    wrong = [
        one
        for one in troubles(base, after)
        if (one.kind, one.item) == (kind, item)
        and one.field.rpartition(".")[2] in _WRITTEN
        and (one.kind, one.item, one.field) not in known
    ]
    if wrong:
        raise Troubled(wrong)
    if after != before:
        uow.editions.save_draft(Edition(base.id, DRAFT, after, person.id, act.at))
    return after


def _fitting(base: Playbook, before: Adjustments, adjust: Adjust, kind: str, item: str) -> Adjustments:
    """The draft after that, when it has the form of a playbook at all. Raises Troubled."""
    try:
        after = adjust(before)
        adjusted(base, after, base.version)
    except ValidationError:
        why = "the playbook has no room for this", "switch something off, or write less"
        raise Troubled([Trouble(kind, item, "title", *why)]) from None
    return after


_WRITTEN = ("title", "reason", "link", "offset", "question", "owner")


def discard(uow: UnitOfWork, act: Act, base: Playbook) -> None:
    """Throw the draft away: what is published stays as it is."""
    actor(uow, act)
    uow.editions.discard(base.id)


def start_over(uow: UnitOfWork, act: Act, base: Playbook) -> None:
    """Let the draft be the playbook as its file has it."""
    person = actor(uow, act)
    uow.editions.save_draft(Edition(base.id, DRAFT, Adjustments(), person.id, act.at))


def publish(uow: UnitOfWork, act: Act, bases: Mapping[str, Playbook], base: Playbook, seen: str) -> Playbook:
    """Put the draft on offer, as the next version. Running handoffs keep the one that they have.

    `seen` is the hash of what the preview showed. Raises Troubled, LookAgain or NotYours.
    """
    if uow.history.seen(act.cause) is not None:
        return on_offer(uow, base)
    person = actor(uow, act)
    bench = workbench(uow, base)
    if bench.troubles:
        raise Troubled(bench.troubles)
    if not bench.pending or bench.result.digest != seen:
        raise LookAgain
    live = uow.editions.published(base.id)
    revision = (live.revision if live else 0) + 1
    uow.editions.publish(Edition(base.id, revision, bench.draft, person.id, act.at, bench.result.digest))
    offer(uow, bases)
    told = {"playbook": base.id, "version": bench.result.version, "digest": bench.result.digest}
    uow.history.record(act.cause, person.id, act.at, None, (Event("playbook_published", None, told),), {})
    return bench.result


def behind(uow: UnitOfWork, offered: Playbook, *, limit: int = 500) -> list[Handoff]:
    """Open handoffs that have an earlier version of that playbook, the newest first."""
    running = uow.handoffs.overview(limit=limit)
    same = (handoff for handoff in running if handoff.playbook.id == offered.id)
    return [handoff for handoff in same if handoff.playbook.version < offered.version]


@dataclass(frozen=True)
class NextVersion:
    """A handoff that may go on with another version, and what that would change."""

    handoff: Handoff
    to: Playbook

    @property
    def differences(self) -> list[Difference]:
        """What would be different for this handoff."""
        return differences(self.handoff.playbook, remade(self.to, version=self.handoff.playbook.version))


def next_version(uow: UnitOfWork, handoff_id: int, bases: Mapping[str, Playbook]) -> NextVersion | None:
    """What moving that handoff to the version on offer would make of it; None when it has that already."""
    handoff = uow.handoffs.get(handoff_id)
    base = bases.get(handoff.playbook.id) if handoff is not None else None
    if handoff is None or base is None or not handoff.status.open:
        return None
    new = on_offer(uow, base)
    if new.version <= handoff.playbook.version:
        return None
    return NextVersion(handoff, carrying.carried(handoff, uow.transfers.get(handoff.id), new))


def move(uow: UnitOfWork, act: Act, handoff_id: int, bases: Mapping[str, Playbook], seen: str) -> Done:
    """Let a running handoff go on with the version on offer, keeping everything that was done.

    `seen` is the hash of what was shown. Raises Gone, LookAgain, NotYours, or Troubled when what was done
    and the new version do not go together.
    """
    before = uow.history.seen(act.cause)
    if before is not None:
        return repeated(uow, before.handoff_id, before.id, before.events)
    person = actor(uow, act)
    handoff = uow.handoffs.get(handoff_id, lock=True)
    if handoff is None:
        raise NotYours
    if not handoff.status.open:
        raise Gone(handoff.status.value)
    step = next_version(uow, handoff_id, bases)
    if step is None or step.to.digest != seen:
        raise LookAgain
    if found := carrying.faults(step.to):
        raise Troubled([Trouble("playbook", "", one.path, one.message, one.remedy) for one in found])
    moved = replace(handoff, playbook=step.to)
    uow.handoffs.save(handoff, moved)
    told = {"from": handoff.playbook.digest, "to": step.to.digest, "version": step.to.version}
    events = (Event("moved_version", None, told),)
    recorded = uow.history.record(act.cause, person.id, act.at, moved.id, events, {})
    uow.surfaces.touch(moved.id, moved.people)
    return Done(moved, recorded, events)
