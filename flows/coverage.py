"""Every section of the five handbook pages, against what answers it here, or why nothing does yet.

Playbooks say themselves where each thing is from; `also` names what answers a section outside of playbooks: a
setting, a module, a step of any playbook. A section that has neither that nor a reason fails a test.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.playbook import Playbook
from flows.topics import Topic
from flows.vocabulary import Source


@dataclass(frozen=True, slots=True)
class Section:
    """A heading on a page. `also`: `setting …`, `module …` or `playbook …`; `later`: why nothing does yet."""

    page: str
    heading: str
    also: tuple[str, ...] = ()
    later: str | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """A section with everything that answers it, in words."""

    section: Section
    answers: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether nothing answers it and nothing says why."""
        return not self.answers and self.section.later is None


CSM, TAM, PRESALES = "csm-to-csm", "tam-to-tam", "presales-to-postsales"
MANAGER, HANDBOOK = "tam-manager", "tam-handbook"

_SEAT = "Comes with the manager's seat: accounts, assignment and guided reviews."
_POINTERS = "Only points to other pages; the link map can open them where a step needs one."
_ABOUT = "Says what the role is for; there is nothing to do or to ask in it."

SECTIONS: tuple[Section, ...] = (
    Section(CSM, "Account Handoff CSM-to-CSM Checklist", ("playbook csm-to-csm", "setting handoff_title")),
    Section(CSM, "Account Handoff CTA", ("setting handoff_open_cta",)),
    Section(CSM, "Account Handoff CTA Tasks"),
    Section(CSM, "Topics to Cover", ("playbook csm-to-csm", "module flows.transfer")),
    Section(CSM, "License"),
    Section(CSM, "Communication"),
    Section(CSM, "Collaboration Project"),
    Section(CSM, "Gainsight", ("playbook csm-to-csm", "setting handoff_links")),
    Section(CSM, "Attributes"),
    Section(CSM, "Health Score"),
    Section(CSM, "Success Plan"),
    Section(CSM, "Adoption"),
    Section(CSM, "Opportunities"),
    Section(CSM, "Salesforce Activities"),
    Section(CSM, "Meetings", ("playbook csm-to-csm",)),
    Section(CSM, "Cadence Calls", ("module flows.lifecycle",)),
    Section(CSM, "Meeting Notes"),
    Section(CSM, "Meeting History"),
    Section(CSM, "Chorus Recordings"),
    Section(CSM, "Support Tickets"),
    Section(CSM, "Installation"),
    Section(TAM, "Account Hand-Off TAM-to-TAM Checklist", ("playbook tam-to-tam", "setting handoff_title")),
    Section(TAM, "Account Handoff CTA", ("setting handoff_open_cta",)),
    Section(TAM, "Topics to Cover", ("playbook tam-to-tam", "module flows.transfer")),
    Section(TAM, "License Evaluation"),
    Section(TAM, "Communication Evaluation"),
    Section(TAM, "Health Score Evaluation"),
    Section(TAM, "Support Ticket Evaluation"),
    Section(TAM, "Installation Evaluation"),
    Section(PRESALES, "Transitioning Accounts from Pre-Sales to Post-Sales"),
    Section(PRESALES, "Transition Quick Summary", ("playbook enterprise", "playbook commercial")),
    Section(PRESALES, "Enterprise TAM Transition Process"),
    Section(PRESALES, "Why do we begin the transition prior to the sale?"),
    Section(PRESALES, "How does the SA engage with the TAM?"),
    Section(PRESALES, "Internal Account Team Meeting"),
    Section(PRESALES, "TAM introduction to the customer", ("module flows.drafts", "module flows.promises")),
    Section(PRESALES, "Shifting responsibility from SAL & SA to TAM"),
    Section(PRESALES, "Commercial TAM Transition Process", ("module flows.desk.checkin",)),
    Section(PRESALES, "TAM introduction to the customer (Commercial)", ("module flows.drafts",)),
    Section(PRESALES, "Shifting responsibility from AE & SA to TAM", ("module flows.reengage",)),
    Section(PRESALES, "Re-Engaging the SAL/AE and SA", ("module flows.reengage",)),
    Section(PRESALES, "Useful Links", ("setting handoff_links",)),
    Section(MANAGER, "Welcome to the TAM Manager Handbook", later=_SEAT),
    Section(MANAGER, "Purpose", later=_SEAT),
    Section(MANAGER, "Review Processes", later=_SEAT),
    Section(MANAGER, "Account Assignment", later=_SEAT),
    Section(MANAGER, "Onboarding Object Review", later=_SEAT),
    Section(MANAGER, "Success Plan Review", later=_SEAT),
    Section(MANAGER, "Triage and Health Review", later=_SEAT),
    Section(MANAGER, "Renewal Review", later=_SEAT),
    Section(HANDBOOK, "Mission Statement", later=_ABOUT),
    Section(HANDBOOK, "Handbook Directory", later=_POINTERS),
    Section(HANDBOOK, "TAM Segments & Metrics", later=_POINTERS),
    Section(HANDBOOK, "TAM Learning & Development", later=_POINTERS),
    Section(HANDBOOK, "TAM Responsibilities", later=_POINTERS),
    Section(HANDBOOK, "Customer Journey", later=_POINTERS),
    Section(HANDBOOK, "TAM-Assigned", later=_POINTERS),
    Section(HANDBOOK, "Digital Journey", later=_POINTERS),
    Section(HANDBOOK, "TAM Managers", later=_POINTERS),
    Section(HANDBOOK, "What is a Technical Account Manager (TAM)?", later=_ABOUT),
    Section(HANDBOOK, "Advocacy", later=_ABOUT),
    Section(HANDBOOK, "Management", later=_ABOUT),
    Section(HANDBOOK, "Growth", later=_ABOUT),
    Section(
        HANDBOOK, "Success", later="A backup for each person comes with absence; the rest is for customers."
    ),
    Section(HANDBOOK, "Responsibilities and Services", ("playbook tam-to-tam",)),
    Section(HANDBOOK, "Book of Business", later=_SEAT),
    Section(HANDBOOK, "Relationship Management"),
    Section(HANDBOOK, "Training"),
    Section(HANDBOOK, "Support"),
    Section(HANDBOOK, "TAM Tools", ("setting handoff_links", "module flows.brief")),
    Section(HANDBOOK, "Education and Enablement", later=_POINTERS),
    Section(
        HANDBOOK, "SFDC useful reports", ("playbook tam-to-tam", "playbook enterprise", "playbook commercial")
    ),
    Section(HANDBOOK, "Tracking oportunities for your assigned SALs"),
    Section(HANDBOOK, "Related pages", later=_POINTERS),
)


def report(playbooks: Iterable[Playbook]) -> list[Covered]:
    """Every section, in the order of the pages, with what answers it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for playbook in playbooks:
        for source, what in _sourced(playbook):
            found.setdefault((source.page, source.section), {})[f"{playbook.id}: {what}"] = None
    return [
        Covered(section, (*found.get((section.page, section.heading), ()), *section.also))
        for section in SECTIONS
    ]


def unknown(playbooks: Iterable[Playbook]) -> list[str]:
    """What says that it is from a section that no page has."""
    known = {(section.page, section.heading) for section in SECTIONS}
    return [
        f"{playbook.id}: {what} ({source.page}, {source.section})"
        for playbook in playbooks
        for source, what in _sourced(playbook)
        if (source.page, source.section) not in known
    ]


def _sourced(playbook: Playbook) -> Iterator[tuple[Source, str]]:
    """Everything in the playbook that says where it is from, with what it is."""
    found = [
        *((step.source, f"step {step.number} {step.id}") for step in playbook.steps),
        *((gate.source, f"gate {gate.id}") for gate in playbook.gates),
        *((fact.source, f"fact {name}") for name, fact in playbook.facts.items()),
    ]
    yield from ((source, what) for source, what in found if source is not None)
    for topic in playbook.topics:
        yield from _of_topic(topic)


def _of_topic(topic: Topic) -> Iterator[tuple[Source, str]]:
    for ask in topic.ask:
        if source := ask.source or topic.source:
            yield source, f"question {topic.id}.{ask.id}"
    for look in topic.look:
        if source := look.source or topic.source:
            yield source, f"page to read {topic.id}.{look.id}"
