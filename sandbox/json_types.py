"""Names for the shapes that travel as JSON."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
Blocks = list[Json]
StateValues = dict[str, dict[str, Json]]
"""What inputs hold: block_id → action_id → the value object of that element."""
