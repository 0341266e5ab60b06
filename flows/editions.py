"""Which adjustments of a playbook are live in a workspace, and which wait as a draft."""

from dataclasses import dataclass
from datetime import datetime

from flows.adjust import Adjustments
from flows.people import PersonId

DRAFT = 0
"""The revision of what is not published yet; published ones count from 1."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of a playbook's adjustments: a draft, or what was published as that revision.

    `digest` is the content hash of the playbook that came of it, None for a draft. `at` is aware UTC.
    """

    playbook_id: str
    revision: int
    adjustments: Adjustments
    author: PersonId
    at: datetime
    digest: str | None = None
