"""The conversation's prompts, dialogs and lines, from nothing said to everything at its worst."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.views import brief as brief_view
from bot.views import checklist, filing, heard, prompts, talk_rows, talk_sayings, topic_dialog
from bot.views import notes as notes_view
from bot.views.blocks import Block
from bot.views.prompts import PromptScene
from bot.views.scene import Scene
from bot.views.topic_dialog import Walk
from flows import brief, sorting, transfer
from flows.desk.briefs import Found
from flows.desk.notes import Kept, Placed
from flows.handoff import Account, Depth, Handoff, Note, Phase, Status
from flows.ports import Saying
from flows.prompts import Prompt, PromptKind, PromptState
from flows.topics import AskKind
from flows.transfer import Answer, Filing, Piece, Question, ReadBack, Told, Transfer
from flows.unkept import LEFT_OUT, Unkept
from sandbox.blockkit import problems
from tests.bot import pictures
from tests.bot.pictures import HOSTILE, HUGE, LONG_NAME, READERS, scene
from tests.support.handoffs import MAYA, NAMES, NOAH, OLIVIA, START, US, handoff

LONG = dict.fromkeys(NAMES, LONG_NAME)
BAD_NAMES = dict.fromkeys(NAMES, HOSTILE)
NOTES = {
    "bad": Note("bad", HUGE, OLIVIA, START),
    "plain": Note("plain", "About 240 people", OLIVIA, START),
    "marks": Note("marks", "&" * 3_000, NOAH, START),
    "lines": Note("lines", "<\n" * 1_500, MAYA, START),
    "blank": Note("blank", "\n\u202e\n ", MAYA, START),
}
LINK = f"https://a.example/{'<|>&' * 200}"


OURS = re.compile(r"<https?://(?!evil)[^<>|\s]+\|([^<>|]+)>")
"""A link that we wrote: what people wrote has no `<` left."""


def judge_message(text: str, blocks: list[Block]) -> None:
    """As for every message; links of ours may be in there."""
    assert problems(blocks, "message") == [], blocks
    pictures.judge_message(text, without_links(blocks))


def judge_modal(view: Block) -> None:
    """As for every dialog; links of ours may be in there."""
    assert problems(view, "modal") == [], view
    pictures.judge_modal(without_links(view))


def without_links(value: Any) -> Any:
    """The same, with only the words of links of ours."""
    if isinstance(value, list):
        return [without_links(item) for item in value]
    if isinstance(value, dict):
        return {key: without_links(item) for key, item in value.items()}
    return OURS.sub(r"\1", value) if isinstance(value, str) else value


def made(depth: Depth = Depth.FULL, **known: Any) -> Handoff:
    return handoff(depth=depth, facts={**US, "cta": ("off",)}, **known)


def answered(of: Handoff, how: Told, note: str | None, value: tuple[str, ...] = ()) -> dict[str, Answer]:
    return {
        name: Answer(how, OLIVIA, START, note, value or tuple(choice.id for choice in ask.choices))
        for name, (_, ask) in of.playbook.asks.items()
    }


def everything(of: Handoff, note: str) -> Transfer:
    """Every answer, 60 own topics, 40 open questions, and everything filed, told back and returned."""
    topics = [topic.id for topic in of.playbook.topics]
    pieces = {n: Piece(n, Filing.OWN, "", note, MAYA, START) for n in range(100, 160)}
    for kind in Filing:
        at = len(pieces)
        pieces |= {
            at + n: Piece(at + n, kind, topics[n % 3] if n % 2 else "", note, NOAH, START, LINK)
            for n in range(12)
        }
    questions = {
        n: Question(n, topics[0] if n < 25 else topics[n % len(topics)], note, NOAH, OLIVIA, START)
        for n in range(40)
    }
    questions[40] = Question(40, topics[0], note, NOAH, MAYA, START, note, MAYA, START, (OLIVIA,))
    back = ReadBack(note, NOAH, START, OLIVIA, START, note)
    answers = answered(of, Told.SAID, note)
    return Transfer(of.id, answers, frozenset(topics[3:6]), questions, pieces, back, NOTES)


def transfers(of: Handoff) -> Iterator[Transfer]:
    """Nothing told, each way of telling without words, words erased since, and the worst words."""
    yield Transfer(of.id)
    for how in Told:
        yield Transfer(of.id, answered(of, how, None), notes=NOTES)
    yield Transfer(of.id, answered(of, Told.SAID, None, ("2026-12-01", HOSTILE)), notes=NOTES)
    for note in (*NOTES, "erased"):
        yield everything(of, note)


def handoffs() -> Iterator[Handoff]:
    for depth in Depth:
        yield made(depth)
        yield made(depth, account=Account(1, HOSTILE[:80]), giver_gone=True)
    yield made(account=Account(1, "W" * 80), status=Status.CLOSED, accepted_at=START, accepted_by=NOAH)


def scenes() -> Iterator[tuple[Scene, Transfer]]:
    """All that may have been said in one handoff, then little and much in others; names of every kind."""
    first, *others = handoffs()
    pairs = [(first, told) for told in transfers(first)]
    pairs += [(of, told) for of in others for told in (Transfer(of.id), everything(of, "bad"))]
    for number, (of, told) in enumerate(pairs):
        names = (None, LONG, BAD_NAMES)[number % 3 - number // 3 % 3]
        yield replace(scene(of, READERS[number % 3], names=names), said=told), told


def prompt(kind: PromptKind, subject: str, state: PromptState) -> Prompt:
    return Prompt(7, OLIVIA, 1, kind, subject, state, START)


def one_of_each(of: Handoff) -> Iterator[str]:
    """A question of each kind, and the first of each topic."""
    seen: set[AskKind | str] = set()
    for name, (topic, ask) in of.playbook.asks.items():
        if not {topic.id, ask.kind} <= seen:
            yield name
        seen |= {topic.id, ask.kind}


@pytest.mark.parametrize("state", [PromptState.OPEN, PromptState.ANSWERED, PromptState.LEFT])
def test_prompts(state: PromptState) -> None:
    for one, told in scenes():
        for name in one_of_each(one.handoff):
            view = PromptScene(one, prompt(PromptKind.ASK, name, state), told)
            judge_message(*prompts.prompt(view))
            judge_modal(prompts.edit(view))
            judge_modal(prompts.paste_link(view))
        for known in (None, told):
            view = PromptScene(one, prompt(PromptKind.KNOWN, "", state), told, known)
            judge_message(*prompts.prompt(view))
        for kind in (PromptKind.READ_BACK, PromptKind.CONFIRM, PromptKind.AGAIN):
            judge_message(*prompts.prompt(PromptScene(one, prompt(kind, "", state), told)))
        for number in (0, 7, 40, 999):
            asked = prompt(PromptKind.QUESTION, str(number), state)
            judge_message(*prompts.prompt(PromptScene(one, asked, told)))


def test_whoever_says_all_true_sees_all_of_it() -> None:
    of = made(account=Account(1, HOSTILE[:80]))
    told = everything(of, "marks")
    view = PromptScene(scene(of, OLIVIA), prompt(PromptKind.KNOWN, "", PromptState.OPEN), told, told)
    _, blocks = prompts.prompt(view)
    assert str(blocks).count("• ") == len(transfer.asked(of))


def test_news_of_the_conversation() -> None:
    for one, told in scenes():
        for kind in talk_sayings.KINDS:
            data = {"question": 40, "by": MAYA, "asks": list(one.handoff.playbook.asks)}
            if told.questions:
                said = talk_sayings.words(Saying("key", kind, data=data), one, told)
                if said is not None:
                    judge_message(*said)


def test_topics_one_by_one() -> None:
    for one, told in scenes():
        for links in ({}, {"gainsight": "https://gainsight.example/acme", "zendesk": LINK}):
            view = Walk(one, told, links)
            own = [topic for topic in view.order if topic.startswith("own-")][:2]
            topics = [topic.id for topic in one.handoff.playbook.topics]
            for topic in (*topics, *own, "end", "none such"):
                judge_modal(topic_dialog.walk(view, topic))


def test_dialogs_about_topics() -> None:
    for one, told in scenes():
        view = Walk(one, told, {})
        for topic in (view.order[0], view.order[-1]):
            judge_modal(topic_dialog.ask(view, topic, list(NAMES), OLIVIA))
            judge_modal(topic_dialog.add(view, topic))
        for question in list(told.questions.values())[-2:]:
            judge_modal(topic_dialog.ask_else(view, question, list(NAMES)))
            judge_modal(topic_dialog.reply(view, question))
        for start in ("", HUGE):
            judge_modal(topic_dialog.read_back(one, told, start))
        judge_modal(topic_dialog.correct(one, told))
        judge_modal(topic_dialog.give_back(one))


def test_the_rows_above_a_checklist() -> None:
    for one, told in scenes():
        for reader in READERS:
            seen = replace(one, reader=replace(one.names.people[reader]) if reader else None)
            above = talk_rows.rows(seen, told, settle=(Depth.FULL, Depth.LIGHT))
            if above:
                judge_message("rows", above)
            begin = prompts.invitation(seen, told)
            if begin:
                judge_message("begin", begin)
            judge_message(*checklist.checklist(seen, {}, above=above))


LINES: list[dict[str, Any]] = [
    *({"kind": kind} for kind in ("undone", "stopped", "asked_all", "next", "status", "who", "brief")),
    *(
        {"kind": kind, "steps": steps, "changes": changes, "until": "2026-12-01", "person": NOAH}
        for kind in ("ticked", "aside", "later", "waiting", "dated", "handed", "why_not")
        for steps, changes in (((), ()), (("introduce",), (1,)), ("all", (1, 2)))
    ),
    *(
        {"kind": "refused", "steps": steps, "why": why}
        for why in ("Locked", "AlreadySo", "Incomplete", "Invalid", "BuiltUpon", "NotYours", "Gone")
        for steps in ((), "all")
    ),
    {"kind": "put_off", "at": START.isoformat()},
    {"kind": "is_that_it", "prompt": 7, "note": "bad", "about": HOSTILE},
    {"kind": "asked_someone", "person": MAYA},
    {"kind": "why", "steps": ("introduce",)},
    {"kind": "which", "question": HOSTILE, "labels": [HUGE] * 9},
    {"kind": "which", "question": "Which one?", "labels": []},
    *({"kind": kind} for kind in heard._FIXED),
]


def lines(of: Handoff) -> Iterator[dict[str, Any]]:
    steps = [step.id for step in of.playbook.steps]
    for line in LINES:
        yield {**line, "steps": steps} if line.get("steps") == "all" else line
    for name in of.playbook.asks:
        yield {"kind": "why_asked", "ask": name}
        yield {"kind": "changed", "ask": name}


def test_what_is_said_back() -> None:
    for one in (scene(of, reader, names=BAD_NAMES) for of in handoffs() for reader in READERS[:2]):
        for line in lines(one.handoff):
            for seen in (one, None):
                said = heard.heard(line, seen)
                if said:
                    judge_message("said", said)


def test_the_brief() -> None:
    for number, (one, told) in enumerate(scenes()):
        found = Found(one.handoff, told, brief.brief(one.handoff, told, START + timedelta(days=2)), before=1)
        for page in (0, 1, 999):
            judge_modal(brief_view.dialog(one, found, page, opened=1, earlier=number % 2 == 0))
        judge_modal(brief_view.agenda(one, found))
        judge_modal(brief_view.add_topic(one))
        judge_modal(brief_view.which([one] * 70))
    judge_modal(brief_view.which([]))


def test_notes() -> None:
    sorted_pieces = [
        sorting.Piece(HUGE, "health", (HOSTILE, HUGE)),
        sorting.Piece("<" * 3_000, None),
        sorting.Piece("\n\n", "health"),
        sorting.Piece("short", "license", ("license",)),
    ]
    for one, _ in scenes():
        placed = [
            Placed(n, sorted_pieces[n % 4], (LEFT_OUT, "", "health", "none such")[n % 4]) for n in range(100)
        ]
        judge_modal(notes_view.paste(one))
        for page in (0, 1, 16):
            judge_modal(notes_view.split(one, 7, placed, page, typed=page == 0))
        judge_modal(notes_view.split(one, 7, [], 0, typed=True))
        for counts in ((0, 0, 0, 0), (1, 1, 1, 1), (90, 15, 8, 2)):
            judge_modal(notes_view.kept(one, Kept(one.handoff, *counts)))
        judge_modal(notes_view.kept(one, None))
        others = [replace(one, handoff=replace(one.handoff, id=n)) for n in range(40)]
        for homes in (others[:1], others[:2], others):
            judge_message(*notes_view.arrived(3, homes, 100))
    judge_message(*notes_view.thrown_away())
    for why in (*notes_view._UNREAD, "something new"):
        judge_message(*notes_view.unread(why))


def test_messages_on_their_way_into_a_handoff() -> None:
    waiting = Unkept(3, NOAH, HUGE, START, 1, link=LINK)
    for one, told in scenes():
        others = [replace(one, handoff=replace(one.handoff, id=n)) for n in range(1, 120)]
        for found in (waiting, replace(waiting, body=""), replace(waiting, body="\n\u202e\n")):
            judge_modal(filing.choose([one], one, told, found))
            judge_modal(filing.choose(others, one, told, found))
            judge_modal(filing.ask(one, found, "health"))
        for title in ("", HUGE, *list(transfer.topics(one.handoff, told).values())[-1:]):
            judge_modal(filing.filed(one, title))
    judge_modal(filing.nowhere())


def last_row(one: Scene) -> list[str]:
    _, blocks = checklist.checklist(one, {})
    elements = [block for block in blocks if block["type"] == "actions"][-1]["elements"]
    return [element.get("text", {}).get("text", "…") for element in elements]


def day_one(**known: Any) -> Scene:
    return replace(scene(made(**known), NOAH), said=Transfer(1))


def test_nobody_is_asked_to_tell_back_on_day_one() -> None:
    one = day_one()
    assert "Tell Acme back" not in last_row(one)
    told = Transfer(1, answered(one.handoff, Told.SAID, "plain"), notes=NOTES)
    noted = Transfer(1, pieces={1: Piece(1, Filing.PASTED, "", "plain", OLIVIA, START)}, notes=NOTES)
    for said in (told, noted, Transfer(1, understood=frozenset({"health"}))):
        assert "Tell Acme back" in last_row(replace(one, said=said))
    assert "Tell Acme back" in last_row(day_one(giver_gone=True))
    assert "Tell Acme back" in last_row(day_one(phase=Phase.SOLO, solo_at=START))
    assert "Tell Acme back" in str(checklist.all_steps(one))


def test_the_last_row_of_a_checklist_is_never_crowded() -> None:
    for one, told in scenes():
        for reader in (OLIVIA, NOAH, MAYA):
            seen = replace(one, reader=one.names.people[reader], said=told)
            assert len(last_row(seen)) <= 5
