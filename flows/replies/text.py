"""Slack's text as people meant it: `clean` for what is kept, `plain` for what the grammar reads.

Slack escapes `& < >`, writes mentions and links as `<…>`, bold as `*…*` and emoji as `:codes:`
(docs.slack.dev, Formatting message text).
"""

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"<([^<>\n]+)>")
_USER = re.compile(r"@([UW][A-Z0-9]+)(?:\|.*)?")
_ADDRESS = re.compile(r"(?:mailto|tel):(.+)")
_URL = re.compile(r"https?://[^\s<>|()\"]*[^\s<>|()\"*~`.,;:!?'\]]")
_KEPT = re.compile(r"```.*?```|<[^<>\n]+>|https?://\S+", re.DOTALL)
_AMPERSANDS = re.compile(r"&(?:amp;)+")
_HOLE = "\ue000"
_MARKS = [
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]+)(?<=\S){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "`")
]
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)[^~\n]+(?<=\S)~(?![\w~])")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ue000\ufeff]"
)
_CODE = re.compile(r":([a-z0-9_+-]+):")
_SKIN = re.compile(r":skin-tone-\d:")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_DECORATION = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_EMOJI = {word: f"{digit}\u20e3" for digit, word in enumerate(_WORDS, 1)} | {
    "white_check_mark": "✅",
    "heavy_check_mark": "✔",
    "ballot_box_with_check": "☑",
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "ok_hand": "👌",
    "tada": "🎉",
    "pray": "🙏",
    "slightly_smiling_face": "🙂",
    "blush": "😊",
    "smile": "😄",
    "raised_hands": "🙌",
    "clap": "👏",
    "muscle": "💪",
    "rocket": "🚀",
    "wave": "👋",
    "arrow_right": "→",
    "x": "❌",
    "thinking_face": "🤔",
}
_MENTION = re.compile(r"<@(\w+)>")
_APOSTROPHES = "['’‘‛´`ʼ]?"
_ALIKE = {"-": "[-–—−‐‑‒]", '"': '["“”„«»]', " ": r"\s+"}
_PLAIN = str.maketrans(
    dict.fromkeys("'’‘‛´`ʼ", "") | dict.fromkeys("–—−‐‑‒", "-") | dict.fromkeys("“”„«»", '"')
)


def clean(text: str) -> str:
    """The reply in readable text: no escapes, no marks, addresses as people write them, lines kept.

    People stay as `<@U1>`; code fences and what is struck out stay. Cleaning twice changes nothing.
    """
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    text = _TOKEN.sub(_token, _unmarked(_INVISIBLE.sub("", text)))
    text = _AMPERSANDS.sub("&", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").strip()


def _unmarked(text: str) -> str:
    """Without marks and with real emoji, except inside addresses, mentions and code."""
    kept = _KEPT.findall(text)
    text = _KEPT.sub(_HOLE, text)
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    text = _CODE.sub(lambda code: _EMOJI.get(code[1], code[0]), _SKIN.sub("", text))
    pieces = text.split(_HOLE)
    return pieces[0] + "".join(piece + after for piece, after in zip(kept, pieces[1:], strict=True))


def _token(found: re.Match[str]) -> str:
    inside = found[1]
    if user := _USER.fullmatch(inside):
        return f"<@{user[1]}>"
    target, _, label = inside.partition("|")
    if target.startswith("#"):
        return f"#{label.removeprefix('#')}" if label else found[0]
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if address := _ADDRESS.fullmatch(target):
        return label or address[1]
    if not _URL.match(target):
        return found[0]
    bare = target.partition("://")[2].rstrip("/")
    return target if label.rstrip("/") in ("", bare, target.rstrip("/")) else f"{label} ({target})"


def links(text: str) -> tuple[str, ...]:
    """The web addresses in a cleaned text, each once."""
    return tuple(dict.fromkeys(_URL.findall(text)))


def is_only_link(text: str) -> bool:
    """Whether a cleaned text is one web address, or one with its label."""
    return re.fullmatch(rf"(?:[^\n()]+ \()?{_URL.pattern}\)?", text) is not None


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """One line for the grammar: lower case, no apostrophes, plain dashes and spaces, no closing point.

    What is struck out was taken back, and is gone. A question mark stays: it changes the meaning.
    """
    text = _STRUCK.sub(" ", text).lower().translate(_PLAIN)
    text = _DECORATION.sub("", _KEYCAP.sub(r" \1 ", text))
    text = _MENTION.sub(lambda found: found[0].upper(), text)
    text = re.sub(r"https?://(\S*[^\s/])/?(?=\s|$)", r"\1", text)
    text = " ".join(text.split())
    return re.sub(r"^[-•*·] ", "", text).rstrip(" .!…,;:")


def as_typed(words: str, said: str) -> str:
    """Plain words as the person typed them in the cleaned text, with capitals and apostrophes."""
    typed = _APOSTROPHES.join(_ALIKE.get(letter, re.escape(letter)) for letter in words)
    found = re.search(typed, said, re.IGNORECASE)
    return found[0] if found else words


def own_lines(text: str) -> tuple[str, ...]:
    """The lines of a cleaned text for the grammar, without what is quoted; none when code was pasted."""
    if "```" in text:
        return ()
    text = text.partition(">>>")[0]
    lines = (plain(line) for line in text.split("\n") if not line.startswith(">"))
    return tuple(line for line in lines if line)
