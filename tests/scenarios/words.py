"""What stands on a person's screen, in words."""

from typing import Any

from sandbox.driver import Person
from sandbox.model import Message


def modal(who: Person) -> str:
    """The dialog on top of the person's screen."""
    assert who.modal is not None, f"{who.name} has no dialog open"
    return who.modal.text()


def buttons(message: Message) -> list[dict[str, Any]]:
    """The buttons of a message, as Slack got them."""
    rows = message.blocks or []
    placed = [e for row in rows for e in (*row.get("elements", []), row.get("accessory", {}))]
    return [element for element in placed if element.get("type") == "button"]


def home(who: Person) -> str:
    """The person's Home tab."""
    assert who.home is not None, f"{who.name}'s Home is empty"
    return who.home.text()
