"""The dialogs of a handoff as a whole: start, edit, cancel, object, copy."""

from collections.abc import Sequence

from bot.views import blocks, kinds
from bot.views.actions import OPEN, Target
from bot.views.blocks import Block
from bot.views.filled import Filled
from bot.views.kinds import Kind
from bot.views.scene import Scene
from bot.wording import clip, plain, unescaped
from flows import lifecycle, limits, standing
from flows.handoff import Cause, Depth, Pace, Status, StepStatus
from flows.playbook import Playbook

CAUSES = (
    ("A change of territory", Cause.TERRITORY),
    ("A realignment in sales", Cause.REALIGNMENT),
    ("To balance books of business", Cause.BALANCE),
    ("Something else", Cause.OTHER),
)
PACES = (
    ("Standard", Pace.STANDARD),
    ("Slow: one to two months, first together, then alone", Pace.SLOW),
)
DEPTHS = (("Full", Depth.FULL), ("Light: the five things that matter most", Depth.LIGHT))
CUSTOMER_NOTE_LENGTH = 500
COPY_LENGTH = 13_000
"""All that Slack takes in one block of text (13,200, found out by trying)."""


def start(playbooks: Sequence[Playbook], filled: Filled, kind: Kind | None = None) -> Block:
    """The dialog that starts a handoff: of the first kind, until another is chosen."""
    kind = kind or Kind(playbooks[0])
    fields = [
        *_account(filled),
        kinds.choice(playbooks, kind),
        *kinds.questions(kind),
        *_people(kind.playbook, filled),
        *_terms(filled),
        _channel(filled),
    ]
    return blocks.dialog("start", "Start a handoff", fields, submit="Start")


def edit(scene: Scene, filled: Filled) -> Block:
    """The dialog that changes an open handoff."""
    entries = [*_account(filled), *_people(scene.handoff.playbook, filled), *_terms(filled)]
    metadata = f"{Target(scene.handoff.id)}\n{filled.as_shown()}"
    return blocks.dialog("edit", "Change it", entries, submit="Save", metadata=metadata)


def _account(filled: Filled) -> list[Block]:
    element = blocks.text_input("account", limit=lifecycle.ACCOUNT_LENGTH, initial=filled.account)
    return [blocks.field("account", "Account", element)]


def _people(playbook: Playbook, filled: Filled) -> list[Block]:
    """A field a role. Its action names the kind too: Slack keeps what stands in a field of the same names."""
    people = dict(filled.people)
    return [
        blocks.field(
            role,
            playbook.label(role),
            blocks.person_picker(f"{role}.{playbook.id}", "A colleague", people.get(role)),
            optional=described.optional,
        )
        for role, described in playbook.roles.items()
    ]


def _terms(filled: Filled) -> list[Block]:
    return [
        blocks.field(
            "cause",
            "Reason",
            blocks.select("cause", "Choose", list(CAUSES), filled.cause),
            hint="Only you and your colleagues here see it, never a card.",
        ),
        blocks.field(
            "customer_note",
            "What may we tell the customer?",
            blocks.text_input(
                "customer_note", lines=True, limit=CUSTOMER_NOTE_LENGTH, initial=filled.customer_note
            ),
            optional=True,
            hint="Used for drafts to the customer, word for word.",
        ),
        blocks.field(
            "last_day",
            "Outgoing colleague's last day on it",
            blocks.date_picker("last_day", filled.last_day),
            optional=True,
        ),
        blocks.field(
            "target", "Should be over by", blocks.date_picker("target", filled.target), optional=True
        ),
        blocks.field("pace", "Pace", blocks.select("pace", "Choose", list(PACES), filled.pace)),
        blocks.field(
            "depth", "How much to ask", blocks.select("depth", "Choose", list(DEPTHS), filled.depth)
        ),
    ]


def _channel(filled: Filled) -> Block:
    element: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "placeholder": blocks.plain_text("Only direct messages", limits.QUESTION),
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    if filled.channel:
        element["initial_conversation"] = filled.channel
    return blocks.field(
        "channel",
        "Where may the card be seen?",
        element,
        optional=True,
        hint="Leave it empty to keep it private: only direct messages then.",
    )


def started(scene: Scene) -> Block:
    """It is on its way: says who hears now."""
    handoff, who = scene.handoff, scene.who
    if handoff.status is Status.PROPOSED:
        text = (
            f"I've asked {who(handoff.manager)} whether it is right. "
            f"{who(handoff.receiver)} hears after that, and I'll tell you."
        )
    else:
        gone = f" {who(handoff.giver)} has left, so their steps fall to {who(handoff.manager)}."
        text = f"{scene.account} is on its way. Everyone has their steps in a direct message." + (
            gone if handoff.giver_gone else ""
        )
    return blocks.notice("Started", text)


def taken(scene: Scene, visible: bool) -> Block:
    """The account is on its way already: says so, with a way to it for those who are part of it."""
    if not visible:
        text = f"{scene.account} has an open handoff already. Ask your manager if you should be part of it."
        return blocks.notice("Already on its way", text)
    handoff, who = scene.handoff, scene.who
    text = f"{scene.account} is already on its way from {who(handoff.giver)} to {who(handoff.receiver)}."
    opener = blocks.button("Open it", OPEN, str(Target(handoff.id)))
    return blocks.dialog("notice", "Already on its way", [blocks.section(text, opener)], close="Close")


def cancel(scene: Scene) -> Block:
    """Asks why it is cancelled."""
    element = blocks.text_input("why", limit=limits.SENTENCE)
    return blocks.dialog(
        "cancel",
        "Cancel the handoff",
        [
            blocks.section(
                f"{scene.account} stays with {scene.who(scene.handoff.responsible)}. It can be reopened."
            ),
            blocks.field("why", "Why?", element, hint="Everyone on this handoff reads it."),
        ],
        submit="Cancel it",
        close="Keep it",
        metadata=str(Target(scene.handoff.id)),
    )


def objection(scene: Scene) -> Block:
    """The receiver says privately what is wrong."""
    element = blocks.text_input("why", lines=True, limit=1_000)
    manager = scene.names.of(scene.handoff.manager)
    return blocks.dialog(
        "objection",
        "Something's wrong",
        [blocks.field("why", "What is it?", element, hint=f"Only {manager} reads this.")],
        submit="Send",
        metadata=str(Target(scene.handoff.id)),
    )


def copy(scene: Scene) -> Block:
    """The ticked list as text, to paste into Gainsight."""
    text = "\n".join(_copy_line(scene, seen) for seen in standing.views(scene.handoff, scene.today))
    head = plain(scene.handoff.account.name)
    body = [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": clip(f"{head}\n{text}", COPY_LENGTH)}],
                }
            ],
        }
    ]
    return blocks.dialog("notice", "Copy for Gainsight", body, close="Close")


def _copy_line(scene: Scene, seen: standing.StepView) -> str:
    mark = {StepStatus.DONE: "x", StepStatus.NOT_APPLICABLE: "-"}.get(seen.state.status, " ")
    at = f", {seen.state.changed_at:%Y-%m-%d}" if not seen.open and seen.state.changed_at else ""
    owner = unescaped(scene.names.of(seen.owner))
    return f"[{mark}] {seen.step.number}. {unescaped(scene.title(seen))} ({owner}{at})"
