"""Notes that somebody has already: the field to paste them into, the split to look through, what was kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block, Values
from bot.views.sayings import quoted
from bot.views.scene import Scene
from bot.wording import clip, count, listed, plain, safe
from flows import limits
from flows.desk.notes import Kept, Placed
from flows.unkept import LEFT_OUT

PAGE = 6
"""Pieces on a page: each takes a third of a phone's screen."""

SHOWN = 400
"""Characters of a piece that are shown; all of it is kept."""

NOWHERE = "nowhere"
"""The menu's entry for notes that belong to no topic: an entry's value can't be empty."""


def paste(scene: Scene) -> Block:
    """The dialog to paste notes into."""
    hint = "For more, drop a .md or .txt file into our direct messages. I keep nothing before you say so."
    element = blocks.text_input("notes", lines=True)
    return blocks.dialog(
        "paste_notes",
        "Paste your notes",
        [blocks.field("notes", "Your notes, as they are", element, hint=hint)],
        submit="Sort them",
        metadata=str(Target(scene.handoff.id)),
    )


def split(scene: Scene, unkept_id: int, placed: Sequence[Placed], page: int = 0, *, typed: bool) -> Block:
    """One page of the split (pages count from 0). `typed`: closing the dialog throws the notes away."""
    first = page * PAGE
    body = [_lead(scene, placed), *_turns(page, len(placed))]
    for one in placed[first : first + PAGE]:
        body += _piece(scene, one)
    body += _turns(page, len(placed), foot=True)
    metadata = f"{Target(scene.handoff.id)}\n{unkept_id}\n{page}\n{'typed' if typed else ''}"
    view = blocks.dialog(
        "sort_notes",
        "Your notes",
        body,
        submit="Keep",
        close="Throw away" if typed else "Later",
        metadata=metadata,
    )
    return view | ({"notify_on_close": True} if typed else {})


def _lead(scene: Scene, placed: Sequence[Placed]) -> Block:
    handoff = scene.handoff
    readers = [scene.who(person) for person in (handoff.receiver, handoff.manager)]
    others = listed([one for one in dict.fromkeys(readers) if one != "you"])
    pieces = count(len(placed), "piece", "pieces")
    return blocks.section(
        f"{scene.account} · {pieces}. Move what is wrong, tick what stays out. Nothing is kept before you "
        f"press *Keep*; then {others} and whoever holds {scene.account} later read it. The customer doesn't."
    )


def _turns(page: int, total: int, *, foot: bool = False) -> list[Block]:
    """Back and More under the pieces; on later pages Back stands above them too."""
    back = blocks.button("Back", f"{actions.NOTES_PAGE}_back", str(page - 1)) if page else None
    left = total - (page + 1) * PAGE
    more = blocks.button(f"More ({left})", f"{actions.NOTES_PAGE}_more", str(page + 1)) if left > 0 else None
    return blocks.actions([back, more]) if foot else []


def _piece(scene: Scene, one: Placed) -> list[Block]:
    topic = one.place if one.place != LEFT_OUT else one.piece.topic
    menu = blocks.select(actions.NOTES_PLACE, "Where it goes", _entries(scene), topic or NOWHERE)
    box = [("Leave it out", LEFT_OUT)]
    out = blocks.checkboxes(actions.NOTES_OUT, box, [LEFT_OUT] if one.place == LEFT_OUT else ())
    why = f"\nbecause of {listed([f'“{safe(word)}”' for word in one.piece.why[:3]])}" if one.piece.why else ""
    return [
        blocks.section(f"{quoted(safe(clip(one.piece.text, SHOWN)))}{why}"),
        *blocks.actions([menu, out], block_id=f"piece:{one.number}"),
    ]


def _entries(scene: Scene) -> list[tuple[str, str]]:
    found = [(clip(plain(topic.title), limits.OPTION), topic.id) for topic in scene.handoff.playbook.topics]
    return [*found, ("No topic: just my notes", NOWHERE)]


def places(values: Values) -> dict[str, str]:
    """Where the pieces of the shown page go, by number, as the dialog's fields have it."""
    found = {}
    for block_id, elements in values.items():
        kind, _, number = block_id.partition(":")
        if kind == "piece":
            found[number] = _place(elements)
    return found


def _place(elements: Mapping[str, Mapping[str, Any]]) -> str:
    if elements.get(actions.NOTES_OUT, {}).get("selected_options"):
        return LEFT_OUT
    chosen = (elements.get(actions.NOTES_PLACE, {}).get("selected_option") or {}).get("value", NOWHERE)
    return "" if chosen == NOWHERE else str(chosen)


def kept(scene: Scene, done: Kept | None) -> Block:
    """What came of it."""
    if done is None:
        return blocks.notice("Kept", "These notes are kept already.")
    parts = []
    if done.filed:
        topics = count(done.topics, "topic", "topics")
        parts.append(f"{count(done.filed, 'piece is', 'pieces are')} under {topics}")
    if done.aside:
        parts.append(f"{count(done.aside, 'piece is', 'pieces are')} among your notes")
    if done.left_out:
        parts.append(f"{count(done.left_out, 'piece was', 'pieces were')} left out")
    said = f"{scene.account}: {listed(parts)}." if parts else "Nothing was kept."
    brief = blocks.button("Show the brief", actions.BRIEF, str(Target(scene.handoff.id)))
    return blocks.dialog("notice", "Kept", [blocks.section(said), *blocks.actions([brief])], close="OK")


def arrived(unkept_id: int, homes: Sequence[Scene], pieces: int) -> tuple[str, list[Block]]:
    """A file was read: it can be looked through, for the one account or for one of several."""
    away = blocks.button("Throw it away", actions.NOTES_AWAY, str(unkept_id))
    if len(homes) == 1:
        account = homes[0].account
        said = f"I've read your notes for {account}: {count(pieces, 'piece', 'pieces')}. Nothing is kept yet."
        buttons = [_open("Look through it", homes[0], unkept_id, style="primary")]
    else:
        said = "I've read your notes. Nothing is kept yet. Which account is it about?"
        buttons = [_open(plain(scene.handoff.account.name), scene, unkept_id) for scene in homes[:10]]
    return "Your notes", [blocks.section(said), *blocks.actions([*buttons, away])]


def _open(text: str, scene: Scene, unkept_id: int, *, style: str | None = None) -> Block:
    """Buttons of one row need action ids of their own."""
    action_id = f"{actions.NOTES_OPEN}_{scene.handoff.id}"
    return blocks.button(text, action_id, str(Target(scene.handoff.id, "", str(unkept_id))), style=style)


_UNREAD = {
    "kind": "I can read .md and .txt files. For another kind, paste its text or its link.",
    "too_long": "That file is longer than I read (100 kB). Paste what matters, or its link.",
    "text": "I couldn't read that as text. Save it as plain text (UTF-8), or paste it.",
    "empty": "There is nothing in that file.",
    "nowhere": "I'd take your notes into a handoff, but you have no open one.",
    "away": "I couldn't fetch that file from Slack. Drop it here again in a moment, or paste its text.",
}


def thrown_away() -> tuple[str, list[Block]]:
    """What waited is gone."""
    return "Your notes", [blocks.section("Thrown away. Nothing was kept.")]


def unread(why: str) -> tuple[str, list[Block]]:
    """A file was not read, and why."""
    said = _UNREAD.get(why, _UNREAD["away"])
    return "Your file", [blocks.section(said)]
