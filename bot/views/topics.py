"""The receiver's side of the topics, and the words of the prompts between two people."""

from bot.views.blocks import Block
from bot.views.scene import Scene
from flows.prompts import Prompt
from flows.transfer import Transfer


def prompt_of(scene: Scene, told: Transfer, prompt: Prompt) -> tuple[str, list[Block | None]]:
    """The text and the buttons of a prompt that is not of the interview."""
    return f"{scene.account}: a word from you.", []
