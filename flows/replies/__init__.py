"""What a plain reply means: in the DM, in a prompt's thread, in a digest's thread, text equals buttons.

`understand(text, context)` is all a caller needs; no language model, no clock, the same answer every time.
"""

from flows.replies.context import Choice, Context, Prompt
from flows.replies.phrases import HELP_TOPICS
from flows.replies.text import clean, links
from flows.replies.understand import understand

__all__ = ["HELP_TOPICS", "Choice", "Context", "Prompt", "clean", "links", "understand"]
