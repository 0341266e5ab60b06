from __future__ import annotations

from typing import Any


def problems(value: Any, surface: str) -> list[str]:
    return []
