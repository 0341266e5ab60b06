"""The playbooks that handoffs were started with, by content hash, and those on offer."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from flows.playbook import Playbook
from storage.tables import playbooks
from storage.transaction import WS, Transaction, both

_parsed: dict[str, Playbook] = {}
"""Every playbook read so far, by content hash: the same hash is the same playbook, in any workspace."""

_HERE = playbooks.c.workspace_id == WS
_BODY = select(playbooks.c.body).where(_HERE, playbooks.c.digest == bindparam("digest"))
_OFFERED = (
    select(playbooks.c.digest)
    .where(_HERE, playbooks.c.offered)
    .order_by(playbooks.c.name, playbooks.c.digest)
)
_KEEP = both(
    lambda insert: (
        insert(playbooks)
        .values(
            workspace_id=WS,
            **{name: bindparam(name) for name in ("digest", "name", "version", "body")},
            offered=False,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "digest"])
    )
)
_OFFER = (
    update(playbooks)
    .where(_HERE, playbooks.c.digest == bindparam("which"))
    .values(offered=bindparam("on_offer"))
)


class Playbooks:
    """The playbooks of one workspace (`flows.ports.Playbooks`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, digest: str) -> Playbook:
        """The stored playbook with that content hash; parsed once in the life of the process."""
        known = _parsed.get(digest) or self.kept(digest)
        if known is None:
            raise LookupError(f"No playbook {digest} in workspace {self._tx.workspace_id}.")
        return known

    def kept(self, digest: str) -> Playbook | None:
        """The stored playbook with that content hash, on offer or not; None when this workspace has none."""
        row = self._tx.first(_BODY, digest=digest)
        if row is None:
            return None
        if digest not in _parsed:
            _parsed[digest] = Playbook.model_validate_json(row.body)
        return _parsed[digest]

    def keep(self, playbook: Playbook) -> str:
        """Store the playbook if it is not there yet; return its content hash."""
        self._tx.write(
            _KEEP[self._tx.dialect],
            digest=playbook.digest,
            name=playbook.id,
            version=playbook.version,
            body=playbook.canonical(),
        )
        return playbook.digest

    def offer(self, playbooks: Sequence[Playbook]) -> None:
        """Put exactly these on offer, by content hash."""
        before = {row.digest for row in self._tx.rows(_OFFERED)}
        after = {self.keep(playbook) for playbook in playbooks}
        for digest in sorted(before ^ after):
            self._tx.write(_OFFER, which=digest, on_offer=digest in after)

    def offered(self) -> Sequence[Playbook]:
        """What a new handoff may be started with, by id."""
        return [self.get(row.digest) for row in self._tx.rows(_OFFERED)]
