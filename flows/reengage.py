"""Bringing pre-sales back to a customer in post-sales: for what, and who has to agree.

From "Re-Engaging the SAL/AE and SA" (common to both segments) and, for Commercial, "Shifting responsibility
from AE & SA to TAM". The page calls its list examples, so something else can always be asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.people import PersonId
from flows.refusals import AlreadySo, Incomplete, NotYours
from flows.vocabulary import Source

COMMON = Source(page="presales-to-postsales", section="Re-Engaging the SAL/AE and SA")
COMMERCIAL = Source(page="presales-to-postsales", section="Shifting responsibility from AE & SA to TAM")


class Segment(StrEnum):
    """How the customer came to us."""

    ENTERPRISE = "enterprise"
    COMMERCIAL = "commercial"


class Approver(StrEnum):
    """Who has to agree before pre-sales is asked."""

    NOBODY = "nobody"
    SA_LEADERSHIP = "sa_leadership"
    SA_AND_MANAGER = "sa_and_manager"


class Need(StrEnum):
    """What the customer asks for: the page's seven examples, and something else."""

    EXPANSION = "expansion"
    NEW_TEAM = "new_team"
    EXISTING_TEAM = "existing_team"
    SERVICES = "services"
    OVERCOMMITTED = "overcommitted"
    ON_SITE = "on_site"
    BUSINESS_REVIEW = "business_review"
    OTHER = "other"


class Help(StrEnum):
    """With what an existing team of the customer's is to be helped: the page's exceptions."""

    ENABLEMENT = "enablement"
    WORKSHOP = "workshop"
    ROI = "roi"
    EVALUATION = "evaluation"  # a POV or an RFP


class Ruling(StrEnum):
    """What comes of a request."""

    GO = "go"
    ASK = "ask"
    ADVISED_AGAINST = "advised_against"


LABELS: Mapping[Need, str] = {
    Need.EXPANSION: "Plans to grow that lead to a higher tier",
    Need.NEW_TEAM: "A POV, an evaluation, an RFP or security questions: a new team or a higher tier",
    Need.EXISTING_TEAM: "Help with a team that uses us already",
    Need.SERVICES: "Professional services that may need a statement of work",
    Need.OVERCOMMITTED: "I can't take this on, or have no time for it",
    Need.ON_SITE: "GitLab days, or telling about GitLab at their place",
    Need.BUSINESS_REVIEW: "An executive business review",
    Need.OTHER: "Something else",
}

HELP_LABELS: Mapping[Help, str] = {
    Help.ENABLEMENT: "Enablement",
    Help.WORKSHOP: "A workshop",
    Help.ROI: "An analysis of what it is worth to them",
    Help.EVALUATION: "A POV or an RFP",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. The flags matter for evaluations, and `delivery` for business reviews.

    `renewal`: it is about renewing what they have. `tier_upgrade`: it is about a higher tier. `required`: the
    customer's own evaluation calls for it. `delivery`: the architect is to give the review.
    """

    segment: Segment
    need: Need
    help: Help | None = None
    words: str = ""
    renewal: bool = False
    tier_upgrade: bool = False
    required: bool = False
    delivery: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The ruling on a request: who has to agree, why, what can be done now, and where it stands."""

    ruling: Ruling
    approver: Approver
    why: str
    meanwhile: str
    source: Source


def judge(request: Request) -> Judged:
    """What the page says about the request. Raises Incomplete when it cannot be judged yet.

    `missing` is "help" for an existing team without what it is to be helped with, and "words" for something
    else without saying what.
    """
    if request.need is Need.OTHER:
        return _something_else(request)
    if request.need is Need.EXISTING_TEAM:
        return _existing_team(request)
    if request.need is Need.NEW_TEAM and request.renewal and not request.tier_upgrade:
        return _evaluation(request)
    if request.need is Need.BUSINESS_REVIEW and request.delivery and request.segment is Segment.COMMERCIAL:
        return _discretion("Giving the review, and not only being there, is theirs to decide.")
    return Judged(
        Ruling.GO,
        Approver.NOBODY,
        "This is one of the reasons to bring them back in.",
        "Tell them what the customer said, and include them in the next talk.",
        COMMON,
    )


def _something_else(request: Request) -> Judged:
    if not request.words.strip():
        raise Incomplete("", "words")
    if request.segment is Segment.COMMERCIAL:
        return _discretion("Other work with the customer is theirs to decide.")
    return _leadership("It is none of the page's examples.")


def _existing_team(request: Request) -> Judged:
    """The exceptions. In Commercial too: the section is common to both, and the stricter rule holds."""
    if request.help is None:
        raise Incomplete("", "help")
    if request.help is Help.EVALUATION:
        return _evaluation(request)
    return _leadership("Help with a team that uses us already is an exception.")


def _evaluation(request: Request) -> Judged:
    if request.tier_upgrade:
        return judge(Request(request.segment, Need.EXPANSION))
    if request.required:
        return _leadership("The customer's own evaluation calls for it, without a higher tier.")
    return Judged(
        Ruling.ADVISED_AGAINST,
        Approver.SA_LEADERSHIP,
        "For a team that stays on its tier, a POV or an RFP is better avoided, and never offered to sell.",
        "If the customer's own evaluation requires it, say so, and I ask the architects' leadership.",
        COMMON,
    )


def _leadership(why: str) -> Judged:
    meanwhile = (
        "I ask the architects' leadership. Until they agree, no architect is promised to the customer."
    )
    return Judged(Ruling.ASK, Approver.SA_LEADERSHIP, why, meanwhile, COMMON)


def _discretion(why: str) -> Judged:
    meanwhile = (
        "I ask the architect and their manager. Until both agree, nothing is promised to the customer."
    )
    return Judged(Ruling.ASK, Approver.SA_AND_MANAGER, why, meanwhile, COMMERCIAL)


@dataclass(frozen=True, slots=True)
class Said:
    """One approver's word: who, when (aware UTC), and the reason of a no."""

    person: PersonId
    at: datetime
    agreed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that somebody has to agree to. `approvers` all have to; one no decides."""

    request: Request
    by: PersonId
    approvers: frozenset[PersonId]
    said: tuple[Said, ...] = ()

    @property
    def agreed(self) -> bool | None:
        """Yes once all have agreed, no once one has not; None until then."""
        if any(not word.agreed for word in self.said):
            return False
        return True if {word.person for word in self.said} == self.approvers else None


def ask(request: Request, by: PersonId, *approvers: PersonId) -> Asked:
    """The request on its way to whoever has to agree: one for the leadership, two for architect and manager.

    One person who is both is asked once. Raises Incomplete ("approver") when somebody is missing, or NotYours
    when nobody has to agree, or it is advised against.
    """
    judged = judge(request)
    if judged.ruling is not Ruling.ASK:
        raise NotYours
    if len(approvers) < (2 if judged.approver is Approver.SA_AND_MANAGER else 1):
        raise Incomplete("", "approver")
    return Asked(request, by, frozenset(approvers))


def answer(asked: Asked, word: Said) -> Asked:
    """The request with an approver's word. Raises NotYours, AlreadySo, or Incomplete: a no has a reason."""
    if word.person not in asked.approvers:
        raise NotYours
    before = next((one for one in asked.said if one.person == word.person), None)
    if before is not None or asked.agreed is not None:
        last = before or asked.said[-1]
        raise AlreadySo(None, "agreed" if last.agreed else "declined", last.person, last.at)
    if not word.agreed and not word.reason.strip():
        raise Incomplete("", "reason")
    return Asked(asked.request, asked.by, asked.approvers, (*asked.said, word))
