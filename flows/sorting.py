"""Pasted notes, split where their writer split them, and matched to the topics of a playbook.

No language model: a piece belongs to the topic whose words it uses, or whose words its heading uses. The
giver sees the split, moves what is wrong, and only then is anything kept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.note_blocks import Block, Kind, blocks
from flows.playbook import Playbook

PIECE = 2_000
"""How long a piece may grow by taking in its neighbours, in characters (ours: it is read on a phone)."""

_LONGEST_PHRASE = 6
_HEADING_WEIGHT = 2
_TOKEN = re.compile(r"\w+")

Phrase = tuple[str, ...]
Hits = Mapping[str, Mapping[str, int]]
"""By topic: the words that spoke for it, each with its weight."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the notes: its text, the topic it seems to belong to or None, and the words that say so."""

    text: str
    topic: str | None
    why: tuple[str, ...] = ()


def sort(text: str, playbook: Playbook) -> list[Piece]:
    """The notes in pieces, in the order in which they were written.

    Everything is in exactly one piece; only marks of headings and rules are left out. Neighbours under one
    heading that belong to one topic stay together. The work grows with the length of the text, no faster.
    """
    index = _index(playbook)
    found: list[Piece] = []
    for section in _sections(blocks(text)):
        found += _pieces(section, index)
    return found


def key(word: str) -> Phrase:
    """What words are compared by: "true-up", "True up" and "true-ups" are one."""
    return tuple(_stem(token) for token in _TOKEN.findall(word.casefold()))


def _stem(token: str) -> str:
    return token[:-1] if len(token) > 2 and token.endswith("s") else token


def _index(playbook: Playbook) -> dict[Phrase, tuple[str, str]]:
    """Every word of every topic, and its title, with the topic."""
    found: dict[Phrase, tuple[str, str]] = {}
    for topic in playbook.topics:
        for word in (topic.title, *topic.words):
            found.setdefault(key(word), (topic.id, word))
    found.pop((), None)
    return found


@dataclass(frozen=True, slots=True)
class _Section:
    """Blocks under one heading. `titles` are new and go above them; `above` are all they stand under."""

    titles: tuple[str, ...]
    above: tuple[str, ...]
    body: tuple[Block, ...]


def _sections(found: Iterable[Block]) -> Iterator[_Section]:
    above: list[Block] = []
    titles: list[str] = []
    body: list[Block] = []
    for block in found:
        if block.kind is not Kind.HEADING:
            body.append(block)
            continue
        if body:
            yield _Section(tuple(titles), tuple(b.text for b in above), tuple(body))
            titles, body = [], []
        above = [b for b in above if b.level < block.level] + [block]
        titles.append(block.text)
    if titles or body:
        yield _Section(tuple(titles), tuple(b.text for b in above), tuple(body))


def _pieces(section: _Section, index: Mapping[Phrase, tuple[str, str]]) -> list[Piece]:
    """The section's pieces. Code and tables that name no topic belong to what stands before them."""
    heading = _heading_hits(section.above, index)
    topic, why = _best({}, heading)
    title = "\n".join(section.titles)
    if not section.body:
        return [Piece(title, topic, why)]
    found: list[Piece] = []
    before: tuple[str | None, tuple[str, ...]] = (None, ())
    for block in section.body:
        own = _hits(block.text, index)
        before = before if not own and before[0] and block.kind in _WHOLE else _best(own, heading)
        _add(found, Piece(block.text, *before), loose=block.kind is Kind.TEXT)
    first = found[0]
    return [Piece(f"{title}\n{first.text}" if title else first.text, first.topic, first.why), *found[1:]]


_WHOLE = (Kind.CODE, Kind.TABLE)


def _add(found: list[Piece], piece: Piece, *, loose: bool) -> None:
    """Put the piece to its neighbour of the same topic, or after it."""
    last = found[-1] if found else None
    if last is None or last.topic != piece.topic or len(last.text) + len(piece.text) > PIECE:
        found.append(piece)
        return
    gap = "\n\n" if loose else "\n"
    why = tuple(dict.fromkeys((*last.why, *piece.why)))
    found[-1] = Piece(f"{last.text}{gap}{piece.text}", last.topic, why)


def _heading_hits(above: tuple[str, ...], index: Mapping[Phrase, tuple[str, str]]) -> Hits:
    """What the nearest heading says that names a topic at all."""
    for title in reversed(above):
        if hits := _hits(title, index):
            return hits
    return {}


def _best(own: Hits, heading: Hits) -> tuple[str | None, tuple[str, ...]]:
    """The topic that most speaks for; of equals the heading's, then the one that was named first."""
    scores: dict[str, int] = {}
    for hits, weight in ((heading, _HEADING_WEIGHT), (own, 1)):
        for topic, words in hits.items():
            scores[topic] = scores.get(topic, 0) + weight * sum(words.values())
    if not scores:
        return None, ()
    best = max(scores, key=scores.__getitem__)
    return best, tuple(dict.fromkeys((*heading.get(best, {}), *own.get(best, {}))))


def _hits(text: str, index: Mapping[Phrase, tuple[str, str]]) -> Hits:
    """The topics' words in the text; of words that overlap, the longest counts."""
    found: dict[str, dict[str, int]] = {}
    tokens = _tokens(text)
    at = 0
    while at < len(tokens):
        sizes = range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1)
        size = next((n for n in sizes if tuple(tokens[at : at + n]) in index), 0)
        if size:
            topic, word = index[tuple(tokens[at : at + size])]
            found.setdefault(topic, {})[word] = size
        at += size or 1
    return found


def _tokens(text: str) -> list[str]:
    """The words of the text as they are compared; addresses of pages and people are no words."""
    words = (word for word in text.casefold().split() if "://" not in word and "@" not in word)
    return [_stem(token) for word in words for token in _TOKEN.findall(word)]
