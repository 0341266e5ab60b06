"""What a renderer hands over: a drawn surface, or something to say. Block Kit as plain data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.ports import Saying, Surface, UnitOfWork

Blocks = list[dict[str, Any]]


@dataclass(frozen=True)
class Drawn:
    """A message, or a Home view's blocks. `stale_at` (aware UTC): when it next changes by itself."""

    text: str
    blocks: Blocks
    stale_at: datetime | None = None


@dataclass(frozen=True)
class Document:
    """A text that goes along as a canvas (Markdown) or a file.

    `readers` (Slack ids) and nobody else may open the canvas; without any it is always a file. `otherwise` is
    said where neither can be sent.
    """

    title: str
    file_name: str
    content: str
    readers: tuple[str, ...] = ()
    otherwise: str = "I can't send files in this workspace; the button *Brief* always shows it."


@dataclass(frozen=True)
class Spoken:
    """Something said once. `text` is also what notifications and screen readers get."""

    text: str
    blocks: Blocks | None = None
    document: Document | None = None


Draw = Callable[[UnitOfWork, Surface, datetime], Drawn | None]
"""Draws a surface as it stands now (aware UTC). None: nothing to show, end the surface."""

Compose = Callable[[UnitOfWork, Saying, datetime], Spoken | None]
"""Puts a saying into words now (aware UTC). None: it has become pointless, drop it."""
