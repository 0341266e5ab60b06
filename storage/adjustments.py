"""What operations changed in playbooks: a draft for each at most, and everything that was published."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Row

from flows.adjust import Adjustments
from flows.editions import DRAFT, Edition
from storage.tables import editions
from storage.transaction import WS, Transaction, both

_C = editions.c
_FIELDS = ("playbook_id", "revision", "adjustments", "author", "at", "digest")
_THIS = (_C.workspace_id == WS, _C.playbook_id == bindparam("which"))
_ALL = select(*(_C[name] for name in _FIELDS)).where(*_THIS)
_GET_DRAFT = _ALL.where(_C.revision == DRAFT)
_LATEST = _ALL.where(_C.revision > DRAFT).order_by(_C.revision.desc()).limit(1)
_DISCARD = delete(editions).where(*_THIS, _C.revision == DRAFT)
_VALUES: dict[str, Any] = {name: bindparam(name) for name in _FIELDS}
_PUBLISH = insert(editions).values(workspace_id=WS, **_VALUES)
_SAVE_DRAFT = both(
    lambda insert: (
        (new := insert(editions))
        .values(workspace_id=WS, **_VALUES)
        .on_conflict_do_update(
            index_elements=["workspace_id", "playbook_id", "revision"],
            set_={name: new.excluded[name] for name in ("adjustments", "author", "at")},
        )
    )
)


class PlaybookEditions:
    """The adjustments of one workspace (`flows.ports.PlaybookEditions`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def draft(self, playbook_id: str) -> Edition | None:
        """What is not published yet."""
        return _edition(self._tx.first(_GET_DRAFT, which=playbook_id))

    def published(self, playbook_id: str) -> Edition | None:
        """What was published last."""
        return _edition(self._tx.first(_LATEST, which=playbook_id))

    def save_draft(self, draft: Edition) -> None:
        """Let it be the playbook's draft, in place of the one there was."""
        self._tx.write(_SAVE_DRAFT[self._tx.dialect], **{**_values(draft), "revision": DRAFT})

    def discard(self, playbook_id: str) -> None:
        """Throw the draft away."""
        self._tx.write(_DISCARD, which=playbook_id)

    def publish(self, edition: Edition) -> None:
        """Keep it for good, as the next revision; the draft is over with it."""
        self._tx.write(_PUBLISH, **_values(edition))
        self.discard(edition.playbook_id)


def _values(edition: Edition) -> dict[str, object]:
    known = {name: getattr(edition, name) for name in _FIELDS}
    return {**known, "adjustments": edition.adjustments.model_dump(mode="json", exclude_defaults=True)}


def _edition(row: Row[tuple[object, ...]] | None) -> Edition | None:
    if row is None:
        return None
    known = dict(row._mapping)
    return Edition(**{**known, "adjustments": Adjustments.model_validate(known["adjustments"])})
