"""Promises about what somebody *will* do, in a letter that somebody else writes.

The handbook lets an SA (and an SAL) say what working with the TAM might look like, and not what the TAM will
do (presales-to-postsales, TAM introduction to the customer). Nothing here understands English: a sentence is
cut into clauses, and a clause promises when the TAM stands before its "will", "shall" or "is going to".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MIGHT, CAN = "might", "can"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: the `sentence` it stands in, the `word` that makes it one, and what to say `instead`."""

    sentence: str
    word: str
    instead: str


class _Subject(StrEnum):
    """Of whom a clause speaks."""

    TAM = "tam"
    OTHER = "other"
    NOBODY = "nobody"  # it has no subject of its own, as in "and will call you"


_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")

_MODAL = r"will|won't|shall|(?:is|are|'re)\s+going\s+to(?=\s+(?-i:[a-z]))(?!\s+(?:the|a|an|our|your)\b)"
_PLEDGE = r"guarantee[sd]?|promise[sd]?|commit(?:s|ted)?"
_VERB = re.compile(
    rf"(?<![\w'])({_MODAL}|{_PLEDGE})(?![\w'-])|('ll)\b|(?<=\w)('s\s+going\s+to(?=\s+[a-z]))", re.I
)
_NOUN_BEFORE = re.compile(r"\b(?:a|an|no|the|any|this|that|your|our|of|without|as|by|under|with)\s+$", re.I)

_LINK = r"(?:and|but|or|so|then|because|while|when|whenever|if|where|whether|what|how|that|as)"
_BREAK = re.compile(rf"(\s*[,;:()–—]\s*(?:{_LINK}\s+)?|\s+-\s+|(?:^|\s+){_LINK}\s+)", re.I)
_SUBORDINATE = frozenset(
    ("because", "while", "when", "whenever", "if", "where", "whether", "what", "how", "that", "as")
)
_JOINED = frozenset(("and", "or"))

_ADVERBS = re.compile(
    r"(?:\s+(?:\w+ly|also|then|always|soon|now|even|still|just|both|of course|himself|herself|themselves|"
    r"is|are|has|have|had|can|does|do|not))+$",
    re.I,
)
_GOVERNED = re.compile(
    r"\b(?:with|to|for|from|of|by|about|at|on|like|around|without|via|through|"
    r"introduc(?:e|es|ed|ing)|meet(?:s|ing)?|met|ask(?:s|ed|ing)?|invit(?:e|es|ed|ing)|call(?:s|ed|ing)?|"
    r"join(?:s|ed|ing)?|contact(?:s|ed|ing)?|thank(?:s|ed|ing)?|tell(?:s|ing)?|told|bring(?:s|ing)?)\s+$",
    re.I,
)
_OTHERS = re.compile(r"^(?:I|we|you|it|this|there)$|\b(?:I|we|you|it|there)$", re.I)
_PRONOUN = re.compile(r"(?:^|\s)(she|he|they)$", re.I)
_AFTERWARDS = re.compile(r"^\s+(?:from|for|in|at|on|who)\b", re.I)

_TITLES = (
    r"(?:(?:the|a|an|your|our|their|this|that|each|every)\s+)?(?:(?:new|own|future|dedicated|assigned|named)\s+)*"
    r"(?:(?:technical\s+account|customer\s+success)\s+managers?|TAMs?|CSMs?)"
)


def promises(text: str, names: Sequence[str] = ()) -> list[Promise]:
    """Every promise about the TAM, in order. `names`: what the TAM is called, full name and first name.

    Questions promise nothing. "She", "he" and "they" count where the TAM is named, and in the sentence after.
    """
    mention = _mention(names)
    found: list[Promise] = []
    near = False
    for sentence in (one.strip() for one in _SENTENCES.split(text.replace("’", "'"))):
        reader = _Sentence(sentence, mention, near)
        if not sentence.endswith("?"):
            found += reader.promises()
        near = reader.tam_is_near if sentence else near
    return found


def _mention(names: Sequence[str]) -> re.Pattern[str]:
    """What names the TAM. A name is told by its capital, since Will and May are names too."""
    known = sorted((re.escape(name.strip()) for name in names if name.strip()), key=len, reverse=True)
    called = f"{'|'.join(known)}|" if known else ""
    return re.compile(rf"\b(?:{called}(?i:{_TITLES}))(?!\w|'s(?!\s+going\s+to)|-)")


def _link(piece: str) -> str:
    """What joins two clauses: the word of ", and ", else the sign."""
    return str(re.findall(r"\w+|\S", piece)[-1]).lower()


class _Sentence:
    """One sentence, cut into clauses. `near`: the sentence before it spoke of the TAM."""

    def __init__(self, text: str, mention: re.Pattern[str], near: bool) -> None:
        self._text = text
        self._mention = mention
        self._near = near
        pieces = _BREAK.split(text)
        self._clauses = pieces[0::2]
        self._breaks = ["", *(_link(piece) for piece in pieces[1::2])]
        self._commas = [False, *("," in piece for piece in pieces[1::2])]

    @property
    def tam_is_near(self) -> bool:
        """Whether a pronoun in the next sentence may mean the TAM."""
        return self._mention.search(self._text) is not None or (self._near and self._has_pronoun())

    def _has_pronoun(self) -> bool:
        return re.search(r"\b(?:she|he|they)\b", self._text, re.I) is not None

    def promises(self) -> list[Promise]:
        """The promises that the sentence makes for the TAM."""
        return [
            Promise(self._text, verb, CAN if re.match(_PLEDGE, verb, re.I) else MIGHT)
            for at, clause in enumerate(self._clauses)
            for verb, before in self._verbs(clause)
            if self._subject(at, before) is _Subject.TAM
        ]

    def _verbs(self, clause: str) -> list[tuple[str, str]]:
        """Each promising verb with what stands before it in the clause; a name like Will is no verb."""
        names = [found.span() for found in self._mention.finditer(clause)]
        return [
            (" ".join(found[0].split()), clause[: found.start()])
            for found in _VERB.finditer(clause)
            if not any(start <= found.start() < end for start, end in names)
            and not (re.match(_PLEDGE, found[0], re.I) and _NOUN_BEFORE.search(clause[: found.start()]))
        ]

    def _subject(self, at: int, before: str) -> _Subject:
        """Who it is that will, in clause `at`, where `before` stands before the verb."""
        words = _ADVERBS.sub("", f" {before.strip()}").strip()
        if not words:
            return self._inherited(at)
        if self._is_tam(words, at) or self._names_both(at, words):
            return _Subject.TAM
        return _Subject.OTHER if _OTHERS.search(words) or not self._leads(words, at) else _Subject.TAM

    def _is_tam(self, words: str, at: int) -> bool:
        """Whether the words end with the TAM as a subject: by name or title, by a pronoun, or by "who"."""
        if re.search(r"\bwho$", words, re.I):
            return self._who(words, at)
        if _PRONOUN.search(words):
            return self._near or self._named_before(at, words)
        last = [found for found in self._mention.finditer(words) if found.end() == len(words)]
        return bool(last) and not _GOVERNED.search(words[: last[-1].start()])

    def _who(self, words: str, at: int) -> bool:
        """ "Noah, who will" and "Noah who will", and no other who."""
        head = words[:-3].strip()
        if head:
            return any(found.end() == len(head) for found in self._mention.finditer(head))
        return at > 0 and self._mention.search(self._clauses[at - 1]) is not None

    def _named_before(self, at: int, words: str) -> bool:
        return self._mention.search(" ".join((*self._clauses[:at], words))) is not None

    def _names_both(self, at: int, words: str) -> bool:
        """ "Noah and I will", "Noah and his team will": both of them are spoken for."""
        if at == 0 or self._breaks[at] not in _JOINED:
            return False
        first = self._clauses[at - 1].strip()
        alone = self._mention.fullmatch(first) is not None
        return alone or (_OTHERS.match(words) is not None and self._is_tam(first, at - 1))

    def _leads(self, words: str, at: int) -> bool:
        """Whether the words begin with the TAM, described further: "Noah from our Berlin office"."""
        found = self._mention.match(words)
        return found is not None and _AFTERWARDS.match(words[found.end() :]) is not None

    def _inherited(self, at: int) -> _Subject:
        """The clause has no subject of its own: it is that of the clauses before, past what is set off."""
        first = at - 1
        if self._breaks[at] == "," and first > 0:
            first = self._past_aside(first)
        for place in range(first, -1, -1):
            subject = self._opening(place)
            aside = self._breaks[place] in _SUBORDINATE and subject is _Subject.OTHER
            if subject is not _Subject.NOBODY and not aside:
                return subject
        return _Subject.NOBODY

    def _past_aside(self, place: int) -> int:
        """The clause before what stands between two commas: "Noah, with all of us, will"."""
        while place > 0 and not self._commas[place]:
            place -= 1
        return max(place - 1, 0)

    def _opening(self, place: int) -> _Subject:
        """With whom a clause begins, or ends when nothing but its subject is there."""
        words = _ADVERBS.sub("", f" {self._clauses[place].strip()}").strip()
        if self._is_tam(words, place):
            return _Subject.TAM if not self._begins_with_other(words) else _Subject.OTHER
        found = self._mention.match(words)
        pronoun = re.match(r"(?:she|he|they)\b", words, re.I)
        if found or (pronoun and (self._near or self._named_before(place, ""))):
            return _Subject.TAM
        return _Subject.OTHER if self._begins_with_other(words) else _Subject.NOBODY

    def _begins_with_other(self, words: str) -> bool:
        return re.match(r"(?:I|we|you|it|this|there)\b", words, re.I) is not None
