"""One transaction over one workspace: the repositories, side by side (`flows.ports.UnitOfWork`)."""

from storage.accounts import Accounts
from storage.adjustments import PlaybookEditions
from storage.conversations import Conversations
from storage.handoffs import Handoffs
from storage.history import History
from storage.outbox import Outbox
from storage.people import People
from storage.playbooks import Playbooks
from storage.preferences import SettledPreferences
from storage.prompts import Prompts
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.transfers import Transfers
from storage.unkept import Unkept


class UnitOfWork:
    """What a use case gets to work with. It is valid until its transaction ends."""

    __slots__ = (
        "accounts", "conversations", "editions", "handoffs", "history", "outbox", "people", "playbooks",
        "preferences", "prompts", "surfaces", "transaction", "transfers", "unkept",
    )  # fmt: skip

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.accounts = Accounts(transaction)
        self.conversations = Conversations(transaction)
        self.editions = PlaybookEditions(transaction)
        self.history = History(transaction)
        self.outbox = Outbox(transaction)
        self.people = People(transaction)
        self.playbooks = Playbooks(transaction)
        self.preferences = SettledPreferences(transaction)
        self.prompts = Prompts(transaction)
        self.surfaces = Surfaces(transaction)
        self.transfers = Transfers(transaction)
        self.unkept = Unkept(transaction)
        self.handoffs = Handoffs(transaction, self.playbooks)
