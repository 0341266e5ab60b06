"""How people, days and refusals are put into words; the only place where people's text is made safe.

Whatever a person typed, or Slack says of a person, is data: it goes through `safe` before it stands in
mrkdwn, where `<!channel>` would otherwise ping everybody (SLACK.md §3.7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flows import refusals, standing
from flows.handoff import Handoff
from flows.people import Person, PersonId
from flows.playbook import Step
from flows.refusals import Blocker, Refused
from flows.vocabulary import Source

NOT_YOURS = "I can't show you that."
SOMEBODY_ELSES = "That is for somebody else here to do. Nothing was changed."

NAMED_STEPS = 3
"""Open steps that a refusal names; more of them are given as numbers."""


_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Characters that turn the direction of everything after them, of our own words too."""


def safe(text: str) -> str:
    """People's text, escaped for mrkdwn: the three characters that Slack asks for, and nothing more."""
    return text.translate(_TURNS).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """People's text on one line, for headings, buttons and notifications."""
    return " ".join(text.translate(_TURNS).split())


def clip(text: str, limit: int) -> str:
    """The text, cut with an ellipsis when it is longer than the limit (characters)."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clip_mrkdwn(text: str, limit: int) -> str:
    """The same for mrkdwn: never through the middle of an escape or of a date, which would show as debris."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    for opening, closing in (("<", ">"), ("&", ";")):
        start = kept.rfind(opening)
        if start > kept.rfind(closing):
            kept = kept[:start]
    return kept.rstrip() + "…"


def day(value: date) -> str:
    """A calendar day as people write it: 18 Dec. A day has no zone, so it is the same for every reader."""
    return f"{value.day} {value:%b}"


def weekday(value: date, today: date) -> str:
    """A day near by, in words: today, tomorrow, Thursday; a date when it is further off."""
    distance = (value - today).days
    if distance in (0, 1):
        return ("today", "tomorrow")[distance]
    return f"{value:%A}" if 1 < distance < 7 else day(value)


def by(value: date, today: date) -> str:
    """A day by which something should be done: "today", "by tomorrow", "by Thursday", "by 18 Dec"."""
    return "today" if value == today else f"by {weekday(value, today)}"


def moment(at: datetime) -> str:
    """An instant, shown to each reader in their own zone (Slack's date format)."""
    fallback = f"{at:%d %b %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}, {{time}}|{fallback}>"


def count(number: int, one: str, many: str) -> str:
    """ "1 step", "3 steps"."""
    return f"{number} {one if number == 1 else many}"


def listed(items: list[str]) -> str:
    """ "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


@dataclass(frozen=True)
class Names:
    """What the people of one handoff are called: first names, full names where two share one."""

    people: Mapping[PersonId, Person]

    def of(self, person: PersonId | None) -> str:
        """The name, escaped for mrkdwn; "somebody" for nobody we know."""
        known = self.people.get(person) if person is not None else None
        if known is None:
            return "somebody"
        twins = [other for other in self.people.values() if other.first_name == known.first_name]
        return safe(plain(known.name if len(twins) > 1 else known.first_name))

    def you(self, person: PersonId | None, reader: PersonId | None) -> str:
        """The name, or "you" when the reader is meant."""
        return "you" if person is not None and person == reader else self.of(person)

    def slack_id(self, person: PersonId | None) -> str | None:
        """The Slack id, for pickers."""
        known = self.people.get(person) if person is not None else None
        return known.slack_id if known else None


def account_name(handoff: Handoff) -> str:
    """The account's name, on one line and safe, for mrkdwn and notifications."""
    return safe(plain(handoff.account.name))


def told(text: str, handoff: Handoff, names: Names) -> str:
    """A playbook's text with its placeholders filled, escaped for mrkdwn."""
    filled = safe(text)
    for placeholder, value in (
        ("{title}", safe(handoff.playbook.title)),
        ("{outgoing}", names.of(handoff.giver)),
        ("{incoming}", names.of(handoff.receiver)),
        ("{manager}", names.of(handoff.manager)),
        ("{account}", account_name(handoff)),
    ):
        filled = filled.replace(placeholder, value)
    return filled


def step_title(step: Step, handoff: Handoff, names: Names) -> str:
    """What the step is called under the known facts, escaped for mrkdwn."""
    formed = standing.shape(handoff, step)
    return told(formed.title if formed else step.title, handoff, names)


def untold(text: str, handoff: Handoff, names: Names) -> str:
    """A playbook's text with its placeholders filled, for plain-text places (no mrkdwn escapes)."""
    return unescaped(told(text, handoff, names))


def unescaped(text: str) -> str:
    """mrkdwn escapes undone, for plain-text places."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def waits_for(blocker: Blocker, handoff: Handoff, names: Names, reader: PersonId | None = None) -> str:
    """What a lock waits for, and for whom: "Noah: “Subscribe to your tickets” (13)".

    The title is quoted, because "you" in it is whoever owns the step, not whoever reads.
    """
    if blocker.kind == "solo":
        return f"{names.you(blocker.owner, reader)} to lead the calls alone"
    if blocker.kind == "acceptance":
        return f"{names.you(blocker.owner, reader)} to accept {account_name(handoff)}"
    if blocker.kind == "fact":
        question = told(handoff.playbook.facts[blocker.part or ""].question, handoff, names)
        return f"{names.you(blocker.owner, reader)} to say: {question}"
    if blocker.kind == "gate":
        gate = next(one for one in handoff.playbook.gates if one.id == blocker.part)
        return told(gate.opens, handoff, names)
    step = handoff.playbook.by_id[blocker.step or ""]
    part = step.part(blocker.part) if blocker.part else None
    title = told(part.title, handoff, names) if part else step_title(step, handoff, names)
    return f"{names.you(blocker.owner, reader)}: “{title}” ({step.number})"


_PAGES = {
    "csm-to-csm": "Account handoff, CSM to CSM",
    "tam-to-tam": "Account handoff, TAM to TAM",
    "presales-to-postsales": "From pre-sales to post-sales",
    "tam-manager": "TAM manager handbook",
    "tam-handbook": "TAM handbook",
}


def source(found: Source) -> str:
    """Where the handbook says it: the page by its title, and the heading on it."""
    return f"Handbook: {_PAGES.get(found.page, found.page)}, section “{found.section}”."


_FIELD_PROBLEMS = {
    "missing": "Please fill this in.",
    "same_person": "They are handing it over: please pick somebody else to take it.",
    "bot": "That is an app. Please pick a colleague.",
    "deactivated": "That account is deactivated. Please pick somebody who is here.",
    "external": "They are from outside or a guest. Please pick a colleague.",
    "too_long": "That is too long. Please shorten it.",
    "past": "That day has passed. Please pick one ahead.",
    "far": "That is years away. Please look at the year again.",
    "email": "One of these is no e-mail address. Please write them like ana@example.com, one on each line.",
    "too_many": "Those are too many. Please leave some out.",
    "link": "Please paste a whole link, starting with https://",
    "accepted": "The account has been accepted. Start a new handoff to pass it on.",
    "taken": "That account has an open handoff of its own.",
    "unable": "They can't take this on. Please pick a colleague who is here.",
    "cannot_post": "I can't post there. Please invite me to the channel, or choose another.",
    "shared": "People from outside can read that channel. Please choose an internal one.",
    "archived": "That channel is archived. Please choose another.",
}


def problem(code: str) -> str:
    """The sentence under a field that is wrong."""
    return _FIELD_PROBLEMS[code]


def refusal(refused: Refused, handoff: Handoff | None, names: Names, reader: PersonId | None = None) -> str:
    """A refusal as a sentence that helps. Without a handoff it reveals nothing."""
    if handoff is None or isinstance(refused, refusals.NotYours):
        return NOT_YOURS
    account = f"*{account_name(handoff)}*"
    match refused:
        case refusals.Locked():
            waiting = listed([waits_for(blocker, handoff, names, reader) for blocker in refused.blockers[:3]])
            return f"Not yet. This waits for {waiting}. When that is done, I'll tell you."
        case refusals.Shut():
            return told(refused.gate.sentence, handoff, names)
        case refusals.AlreadySo():
            return _already(refused, handoff, names, reader)
        case refusals.BuiltUpon():
            who = names.you(refused.by, reader)
            return f"Too late to undo: {who} went on from there. You can change the step itself."
        case refusals.NotYet():
            return _not_yet(refused, handoff, names, account, reader)
        case refusals.Gone():
            return _GONE.get(refused.status, "This handoff is not open any more.").format(account=account)
        case refusals.Incomplete():
            return _MISSING.get(refused.missing, "Something is missing. Nothing is lost; please try again.")
        case refusals.Invalid():
            return " ".join(problem(code) for code in refused.problems.values())
    return "That didn't work. Nothing is lost."


_GONE = {
    "unkept": "What you brought waited for a day and is gone. Nothing was kept; bring it again.",
    "paused": "{account} is paused. Resume it to go on; nothing is lost.",
    "closed": "{account} is closed. It can be reopened if something is left.",
    "cancelled": "This handoff of {account} was cancelled. It can be reopened.",
    "proposed": "{account} hasn't begun yet: the manager is asked first.",
}

_MISSING = {
    "link": "This step wants a link.",
    "text": "This step wants a few words.",
    "reason": "Please give a short reason.",
    "fact": "One question comes first.",
    "ready": "The incoming person says ready first; then you can confirm.",
    "read_back": "Tell the account back first, in your own words: then it is yours to accept.",
    "read_back_check": "Your words are with the person who gives it, who says whether they are right.",
}


def _already(refused: refusals.AlreadySo, handoff: Handoff, names: Names, reader: PersonId | None) -> str:
    when = f", {moment(refused.at)}" if refused.at is not None else ""
    if refused.by is None:
        return (
            "That is so already." if refused.status != "fallen_away" else "This step isn't needed any more."
        )
    who = names.you(refused.by, reader)
    verb = {"not_applicable": "set this aside", "accepted": "accepted"}.get(refused.status, "did this")
    return f"{who[:1].upper()}{who[1:]} {verb} already{when}."


def _not_yet(
    refused: refusals.NotYet, handoff: Handoff, names: Names, account: str, reader: PersonId | None
) -> str:
    if not refused.open_steps and not refused.accepted and handoff.shadowing:
        receiver = names.of(handoff.receiver)
        return f"{account} is in a slow transition: it can be accepted when {receiver} leads alone."
    still_open = [handoff.playbook.by_id[step] for step in refused.open_steps]
    missing = []
    if still_open:
        named = [f"*{step.number}* {step_title(step, handoff, names)}" for step in still_open]
        what = "; ".join(named) if len(named) <= NAMED_STEPS else listed([str(s.number) for s in still_open])
        missing.append(f"{count(len(named), 'step is', 'steps are')} open ({what})")
    if not refused.accepted:
        yours = handoff.receiver == reader
        missing.append(
            "you haven't accepted it" if yours else f"{names.of(handoff.receiver)} hasn't accepted it"
        )
    return f"{account} can't close yet: {listed(missing)}."
