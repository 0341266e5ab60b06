"""What stands on a person's screen, in words."""

from sandbox.driver import Person


def modal(who: Person) -> str:
    """The dialog on top of the person's screen."""
    assert who.modal is not None, f"{who.name} has no dialog open"
    return who.modal.text()


def home(who: Person) -> str:
    """The person's Home tab."""
    assert who.home is not None, f"{who.name}'s Home is empty"
    return who.home.text()
