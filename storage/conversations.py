"""Slack conversations as we last saw them."""

from sqlalchemy import bindparam, delete, func, select, update

from flows.people import PersonId
from flows.ports import Conversation
from storage.tables import answers, conversations, handoffs, outbox, questions, surfaces
from storage.transaction import WS, Transaction, both

_FIELDS = ("kind", "name", "private", "member", "shared", "archived", "readable", "person_id")
_HERE = conversations.c.workspace_id == WS
_GET = select(conversations.c.id, *(conversations.c[name] for name in _FIELDS)).where(
    _HERE, conversations.c.id == bindparam("channel")
)
_UPSERT = both(
    lambda insert: (
        (new := insert(conversations))
        .values(workspace_id=WS, **{name: bindparam(name) for name in ("id", *_FIELDS)})
        .on_conflict_do_update(
            index_elements=["workspace_id", "id"], set_={name: new.excluded[name] for name in _FIELDS}
        )
    )
)
_DM = select(conversations.c.id).where(
    _HERE, conversations.c.person_id == bindparam("person"), conversations.c.kind == "im"
)
_FORGET = delete(conversations).where(_HERE, conversations.c.id == bindparam("old"))
_RENAME = (
    update(conversations).where(_HERE, conversations.c.id == bindparam("old")).values(id=bindparam("new"))
)
_FOLLOW = tuple(
    update(column.table)
    .where(column.table.c.workspace_id == WS, column == bindparam("old"))
    .values({column: bindparam("new")})
    for column in (handoffs.c.channel, surfaces.c.channel, outbox.c.channel, outbox.c.sent_channel)
)
_FOLLOW_QUEUE = (
    update(outbox)
    .where(outbox.c.workspace_id == WS, outbox.c.conversation == bindparam("old"))
    .where(outbox.c.state == "waiting")
    .values(conversation=bindparam("new"))
)
_FOLLOW_SOURCE = tuple(
    update(table)
    .where(table.c.workspace_id == WS, table.c.source.startswith(bindparam("old_prefix")))
    .values(source=func.replace(table.c.source, bindparam("old_prefix"), bindparam("new_prefix")))
    for table in (answers, questions)
)


class Conversations:
    """The conversations of one workspace (`flows.ports.Conversations`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, channel: str) -> Conversation | None:
        """The conversation as last seen."""
        row = self._tx.first(_GET, channel=channel)
        return Conversation(**row._mapping) if row else None

    def upsert(self, conversation: Conversation) -> None:
        """Store what Slack says of it."""
        if self.get(conversation.id) == conversation:
            return
        told = {name: getattr(conversation, name) for name in _FIELDS}
        self._tx.write(_UPSERT[self._tx.dialect], id=conversation.id, **told)

    def dm_of(self, person: PersonId) -> str | None:
        """The channel of our DM with the person, once opened."""
        row = self._tx.first(_DM, person=person)
        return row.id if row else None

    def renamed(self, old: str, new: str) -> None:
        """Slack gave the channel another id (`channel_id_changed`): every row that names it follows."""
        if self.get(new) is None:
            self._tx.write(_RENAME, old=old, new=new)
        else:
            self._tx.write(_FORGET, old=old)
        for follow in (*_FOLLOW, _FOLLOW_QUEUE):
            self._tx.write(follow, old=old, new=new)
        for follow in _FOLLOW_SOURCE:
            self._tx.write(follow, old_prefix=f"{old}:", new_prefix=f"{new}:")
