"""Customer accounts, found by normalised name."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, case, select, update

from flows.handoff import Account
from storage.tables import accounts
from storage.transaction import WS, Transaction, both


def normalise(name: str) -> str:
    """The name without what people vary by accident: case, spacing, compatibility forms."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


_HERE = accounts.c.workspace_id == WS
_ACCOUNT = select(accounts.c.id, accounts.c.name)
_NAMED = _ACCOUNT.where(_HERE, accounts.c.normal_name == bindparam("normal"))
_NEW = both(
    lambda insert: (
        insert(accounts)
        .values(workspace_id=WS, name=bindparam("name"), normal_name=bindparam("normal"))
        .on_conflict_do_nothing(index_elements=["workspace_id", "normal_name"])
    )
)
_BEGINS = accounts.c.normal_name.startswith(bindparam("text"), autoescape=False, escape="\\")
_LIKE = (
    _ACCOUNT.where(_HERE, accounts.c.normal_name.contains(bindparam("text"), escape="\\"))
    .order_by(case((_BEGINS, 0), else_=1), accounts.c.normal_name)
    .limit(bindparam("most"))
)
_RENAME = (
    update(accounts)
    .where(_HERE, accounts.c.id == bindparam("account"))
    .values(name=bindparam("new_name"), normal_name=bindparam("new_normal"))
)


def _account(row: Row[Any]) -> Account:
    return Account(id=row.id, name=row.name)


def _literally(text: str) -> str:
    """The text with what LIKE would read as a pattern taken literally."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


class Accounts:
    """The accounts of one workspace (`flows.ports.Accounts`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def named(self, name: str) -> Account | None:
        """The account of that name, spacing and case aside."""
        row = self._tx.first(_NAMED, normal=normalise(name))
        return _account(row) if row else None

    def named_or_new(self, name: str) -> Account:
        """The account of that name, made when it is not there yet."""
        known = self.named(name)
        if known is None:
            tidy = " ".join(name.split())
            self._tx.write(_NEW[self._tx.dialect], name=tidy, normal=normalise(name))
            known = self.named(name)
            assert known is not None
        return known

    def like(self, text: str, *, limit: int = 10) -> Sequence[Account]:
        """Accounts whose name begins with, then contains, the text."""
        rows = self._tx.rows(_LIKE, text=_literally(normalise(text)), most=limit)
        return [_account(row) for row in rows]

    def rename(self, account_id: int, name: str) -> None:
        """Give the account another name. Raises IntegrityError when another account has it."""
        tidy = " ".join(name.split())
        self._tx.write(_RENAME, account=account_id, new_name=tidy, new_normal=normalise(name))
