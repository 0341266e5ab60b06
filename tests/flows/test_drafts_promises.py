"""The wording guard, sentence by sentence, against a corpus with what it should say of each."""

from pathlib import Path

import pytest

from flows.promises import promises

NAMES = ("Noah Silva", "Noah")
CORPUS = [
    line
    for line in (Path(__file__).parent / "promises_corpus.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("line", CORPUS)
def test_the_guard_knows_who_is_spoken_for(line: str) -> None:
    speaks, text = line[0] == "!", line[1:].strip().removeprefix("|").strip()
    assert bool(promises(text, NAMES)) is speaks
