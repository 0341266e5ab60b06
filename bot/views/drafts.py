"""Letters to copy, and calls to put into a calendar: what a step's row offers, and the two dialogs."""

from collections.abc import Mapping

from bot.views import actions, blocks
from bot.views.actions import Target
from bot.views.blocks import Block
from bot.views.scene import Scene
from bot.wording import clip, count, day, listed, plain, safe
from flows import calls, drafts, limits
from flows.calls import EVERY, LENGTHS, Every, Gap
from flows.promises import Promise
from flows.standing import StepView
from flows.vocabulary import CallKind, DraftKind

LETTER, CALL = "step_draft", "step_call"
"""The dialogs' names."""

SUBJECT_LENGTH = 150
GUESTS_LENGTH = 2000

_OFFERS = {CallKind.ONE: "Plan it", CallKind.NEW: "Plan them", CallKind.OLD: "Check the dates"}


def offers(scene: Scene, seen: StepView) -> list[Block]:
    """The buttons of a step's row beside what completes it."""
    target, found = str(Target(scene.handoff.id, seen.step.id)), []
    if seen.shape.draft is not None:
        found.append(blocks.button("Draft", actions.DRAFT, target))
    if seen.shape.call is not None:
        found.append(blocks.button(_OFFERS[seen.shape.call], actions.CALL, target))
    return found


def fresh(scene: Scene, seen: StepView, kind: DraftKind) -> Block:
    """The dialog with the letter as we would write it."""
    handoff = scene.handoff
    told = handoff.notes.get(handoff.customer_note or "")
    made = drafts.draft(kind, handoff, scene.names.people, told.body if told else None, seen.owner)
    return letter(scene, seen, kind, made.subject, made.body)


def letter(
    scene: Scene, seen: StepView, kind: DraftKind, subject: str, body: str, *, checked: bool = False
) -> Block:
    """The letter in fields, what to look at in it, and the whole of it to copy. Nothing is sent."""
    tam = drafts.tam(scene.handoff, scene.names.people)
    promises = drafts.warnings(f"{subject}\n{body}", kind, tam)
    gaps = drafts.gaps(f"{subject}\n{body}")
    subject_field = blocks.text_input("subject", limit=SUBJECT_LENGTH, initial=subject)
    found = [
        _lead(scene, seen),
        *(blocks.section(_promise(one)) for one in promises[:5]),
        blocks.field("subject", "Subject", subject_field),
        blocks.field("body", "Letter", blocks.text_input("body", lines=True, initial=body)),
        blocks.section(_verdict(promises, gaps, checked=checked)),
        blocks.preformatted(f"{subject}\n\n{body}"),
        blocks.context(
            "I send nothing. Copy it into your own mail; *Check* looks at it again and renews the copy."
        ),
    ]
    target = Target(scene.handoff.id, seen.step.id)
    return blocks.dialog(LETTER, "Draft", found, submit="Check", close="Close", metadata=str(target))


def _lead(scene: Scene, seen: StepView) -> Block:
    return blocks.section(f"{scene.account} · *{seen.step.number}* {scene.title(seen)}")


def _promise(found: Promise) -> str:
    said = safe(clip(plain(found.sentence), limits.SENTENCE))
    return (
        f":warning: *This speaks for somebody else:* “{said}”\n"
        f"What they do is theirs to say. Rather *{found.instead}* than *{safe(found.word)}*."
    )


def _verdict(promises: list[Promise], gaps: tuple[str, ...], *, checked: bool) -> str:
    """What is left to do with the letter, in a sentence."""
    if gaps:
        return f":pencil2: *Still for you to fill in:* {safe(listed(list(gaps)))}."
    if promises:
        return "Nothing is left to fill in."
    return ":white_check_mark: Checked. Ready to copy." if checked else "Nothing is left to fill in."


def call(scene: Scene, seen: StepView, kind: CallKind) -> Block:
    """Asks when the calls are: the old ones' end, or all that a calendar file needs."""
    target = Target(scene.handoff.id, seen.step.id)
    known = calls.known(scene.handoff)
    warned = [blocks.section(gap_text(known.gap))] if known.gap and kind is not CallKind.ONE else []
    if kind is CallKind.OLD:
        fields = [_last_old(scene, optional=False), _when_new(scene)]
        title, submit = "The old calls", "Save"
    else:
        fields = _call_fields(scene, kind)
        title, submit = "Plan the call", "Make the file"
    found = [_lead(scene, seen), *warned, *fields]
    return blocks.dialog(CALL, title, found, submit=submit, metadata=str(target))


def _last_old(scene: Scene, *, optional: bool) -> Block:
    picker = blocks.date_picker("last_old", calls.known(scene.handoff).last_old)
    return blocks.field("last_old", "The last of the old calls that stays", picker, optional=optional)


def _when_new(scene: Scene) -> Block:
    known = calls.known(scene.handoff)
    if known.first_new is None:
        return blocks.context("Nobody has said yet when the new calls begin.")
    rhythm = f", {EVERY[known.every]}" if known.every and known.every is not Every.ONCE else ""
    return blocks.context(f"The new calls begin on {day(known.first_new)}{rhythm}.")


def _call_fields(scene: Scene, kind: CallKind) -> list[Block]:
    known, series = calls.known(scene.handoff), kind is CallKind.NEW
    first = known.first_new if series else None
    title = f"{plain(scene.handoff.account.name)}: {'regular call' if series else 'call'}"
    lengths = [(f"{minutes} minutes", str(minutes)) for minutes in LENGTHS]
    rhythms: Mapping[str, str] = {
        words[:1].upper() + words[1:]: every.value for every, words in EVERY.items()
    }
    usual = (known.every or Every.WEEK).value if series else Every.ONCE.value
    zone = scene.reader.tz.key if scene.reader else "UTC"
    guests = blocks.text_input("guests", lines=True, limit=GUESTS_LENGTH, placeholder="ana@example.com")
    return [
        blocks.field("title", "Title", blocks.text_input("title", limit=SUBJECT_LENGTH, initial=title)),
        blocks.field("day", "First call" if series else "Day", blocks.date_picker("day", first)),
        blocks.field("at", "Time", blocks.time_picker("at"), hint=f"In your zone, {zone}."),
        blocks.field("minutes", "Length", blocks.select("minutes", "Length", lengths, "30")),
        blocks.field("every", "How often", blocks.select("every", "How often", list(rhythms.items()), usual)),
        blocks.field("guests", "Guests' e-mail addresses, one on each line", guests, optional=True),
        *([_last_old(scene, optional=True)] if series else []),
    ]


def gap_text(found: Gap) -> str:
    """That a call would fall out, and on which days."""
    missed = [day(one) for one in found.missed]
    if len(missed) > 4:
        missed = [*missed[:3], f"{count(len(missed) - 3, 'more day', 'more days')}"]
    what = f"no call on {listed(missed)}" if missed else "no call in between"
    return (
        f":warning: The old calls end on {day(found.last_old)}, the new ones begin on "
        f"{day(found.first_new)}: {what}. Keep an old one until then, or begin earlier."
    )


def on_its_way(found: Gap | None) -> Block:
    """Said when the file is made."""
    text = "The calendar file comes into our direct messages in a moment."
    return blocks.notice("On its way", f"{text}\n{gap_text(found)}" if found else text)


def ends_too_early(found: Gap) -> Block:
    """Said when the old calls end too early: the day is kept all the same."""
    return blocks.notice("Saved", gap_text(found))
