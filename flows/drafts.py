"""Letters to the customer, to copy: filled from facts and from what we may tell the customer, never from
answers.

What nobody here can know stands in brackets with an ellipsis, `[their names …]`, for the sender to fill in.
No letter promises what the TAM will do: `warnings` looks for that where the handbook asks for it
(presales-to-postsales, TAM introduction to the customer).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.handoff import Handoff
from flows.people import Person, PersonId
from flows.promises import Promise, promises
from flows.vocabulary import DraftKind

GUARDED = frozenset({DraftKind.ENTERPRISE_INTRODUCTION})
"""Drafts whose sender should not say what the TAM will do: the SA's and the SAL's."""

_GAP = re.compile(r"\[([^\[\]\n]*)…\]")
_TITLES = {"CSM": "customer success manager", "TAM": "technical account manager"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as plain text. `gaps` are what the sender has to fill in, in the order of the text."""

    subject: str
    body: str
    gaps: tuple[str, ...]


def draft(
    kind: DraftKind,
    handoff: Handoff,
    people: Mapping[PersonId, Person],
    note: str | None,
    sender: PersonId | None = None,
) -> Draft:
    """The letter of that kind, from `sender` (None: from whom it usually comes).

    `people` holds sender, giver and receiver; `note` is what we may tell the customer, word for word.
    """
    usual = handoff.receiver if kind is DraftKind.KICKOFF else handoff.responsible
    writer = _Writer(handoff, people, (note or "").strip(), sender if sender is not None else usual)
    subject, paragraphs = _LETTERS[kind]
    words = writer.words()
    told = [part.format_map(words) for part in (_HELLO, *paragraphs, _BYE)]
    subject, body = subject.format_map(words), "\n\n".join(part for part in told if part)
    return Draft(subject, body, gaps(f"{subject}\n{body}"))


def gaps(text: str) -> tuple[str, ...]:
    """What is still left to fill in, each once, in the order of the text."""
    return tuple(dict.fromkeys(found.strip() for found in _GAP.findall(text)))


def tam(handoff: Handoff, people: Mapping[PersonId, Person]) -> Person | None:
    """Who receives the account; nobody yet while the manager stands in (Enterprise)."""
    return None if handoff.receiver == handoff.manager else people.get(handoff.receiver)


def warnings(text: str, kind: DraftKind, of: Person | None = None) -> list[Promise]:
    """Sentences that promise what the TAM will do, in letters whose sender should not; none elsewhere."""
    if kind not in GUARDED:
        return []
    return promises(text, (of.name, of.first_name) if of else ())


@dataclass(frozen=True, slots=True)
class _Writer:
    """Who writes about whom, and the words for both."""

    handoff: Handoff
    people: Mapping[PersonId, Person]
    note: str
    sender_id: PersonId

    @property
    def sender(self) -> str:
        return self._name(self.sender_id, "your name")

    @property
    def receiver(self) -> Person | None:
        """Whom the letter is about."""
        return tam(self.handoff, self.people)

    @property
    def incoming(self) -> str:
        """The receiver's whole name, as one introduces somebody."""
        return " ".join(self.receiver.name.split()) if self.receiver else "[the new colleague's name …]"

    @property
    def first(self) -> str:
        """What the receiver is called from then on."""
        return self.receiver.first_name if self.receiver else "[their first name …]"

    @property
    def from_whom(self) -> str:
        """Whom the receiver follows, in the sender's mouth."""
        giver = self.handoff.giver
        return "me" if giver == self.sender_id else self._name(giver, "the colleague before")

    @property
    def title(self) -> str:
        """The receiver's title, written out for people outside."""
        title = self.handoff.playbook.title
        return _TITLES.get(title, title)

    @property
    def email(self) -> str:
        """Slack does not tell us addresses, and we do not guess them."""
        return f"[{self._of}e-mail address …]"

    @property
    def zone(self) -> str:
        """The receiver's zone as Slack has it: "Berlin time"."""
        region, _, city = (self.receiver.zone if self.receiver else "").partition("/")
        if not city or region == "Etc":
            return f"[{self._of}time zone …]"
        return f"{city.rpartition('/')[2].replace('_', ' ')} time"

    @property
    def _of(self) -> str:
        return f"{self.first}'s " if self.receiver else ""

    def words(self) -> dict[str, str]:
        """Everything that a letter may have filled in."""
        return {
            "sender": self.sender,
            "incoming": self.incoming,
            "first": self.first,
            "from_whom": self.from_whom,
            "title": self.title,
            "email": self.email,
            "zone": self.zone,
            "note": self.note,
            "meet": self._meet(),
            "together": self._together(),
            "calls": "some of our calls" if self._fact("events_owner") == "some" else "our regular calls",
        }

    def _meet(self) -> str:
        """Where the customer meets the receiver: on the next call, if one is planned."""
        match self._fact("upcoming_call"):
            case "yes":
                return "Our next call is a good moment to get to know each other."
            case "no":
                return f"Could we find half an hour to meet? [two times that suit you and {self.first} …]"
        return "I would like you to meet on a call: [day and time …]"

    def _together(self) -> str:
        """What a slow transition means for the customer, while it lasts."""
        if not self.handoff.shadowing:
            return ""
        other = "I" if self.from_whom == "me" else self.from_whom
        return f"For a while, {self.first} and {other} are both on your calls, and nothing starts over."

    def _fact(self, name: str) -> str:
        """The answer to a fact that has one; empty while nobody has said."""
        return next(iter(self.handoff.facts.get(name, ())), "")

    def _name(self, person: PersonId, gap: str) -> str:
        known = self.people.get(person)
        return " ".join(known.name.split()) if known else f"[{gap} …]"


_HELLO = "Hello [their names …],"
_BYE = "Best wishes,\n{sender}"

_CONTACT = "Name: {incoming}\nRole: {title}\nE-mail: {email}\nTime zone: {zone}"

_KICKOFF = """\
I would like to talk about two things: what you want to reach, and how we could work together on it. \
Please bring along whoever cares about the result."""

_ROLE = """\
A {title} is somebody who knows your goals and helps you to reach them once you are under way. \
What working together might look like: a plan for what you want to reach, regular calls, \
and a look at how far you have come. What of this fits is for you and {first} to work out."""

_PRIMARY = """\
{first} is your main contact for reaching what you set out to do: [the outcomes you agreed on …] \
A {title} helps you to plan, to get started and to see what it brings you."""

_LETTERS: Mapping[DraftKind, tuple[str, tuple[str, ...]]] = {
    DraftKind.INTRODUCTION: (
        "Meet {incoming}",
        (
            "I would like to introduce {incoming}, your new {title}, who takes over from {from_whom}.",
            "{note}",
            "{meet}",
            "{together}",
        ),
    ),
    DraftKind.FOLLOW_UP: (
        "How to reach {incoming}",
        (
            "Thank you for the call.",
            "{note}",
            "From now on, {first} is the one to write to:",
            _CONTACT,
            "{together}",
            "If anything is unclear, just answer this e-mail.",
        ),
    ),
    DraftKind.ASK_FOR_INVITE: (
        "One more guest on our calls, please",
        (
            "The invitations to {calls} come from you. Could you please add {incoming} to them?",
            "The address is {email}.",
            "A short word when it is done would help. Thank you.",
        ),
    ),
    DraftKind.KICKOFF: (
        "Our kickoff",
        (
            "This is {incoming}, your {title}. I would like to invite you to our kickoff.",
            _KICKOFF,
            "Would [day and time …] suit you?",
        ),
    ),
    DraftKind.ENTERPRISE_INTRODUCTION: (  # the role in outline; what comes of it is left to the two
        "Meet {incoming}, {title}",
        (
            "I would like you to meet {incoming}, who is a {title} here.",
            "{note}",
            _ROLE,
            "Would [day and time …] suit you for a call? {first} could take a few minutes of it.",
        ),
    ),
    DraftKind.COMMERCIAL_INTRODUCTION: (  # the role in outline, and the TAM as the one to turn to
        "Meet {incoming}, your {title}",
        (
            "Welcome! I would like to introduce {incoming}, your {title}.",
            "{note}",
            _PRIMARY,
            "Would [day and time …] suit you to meet?",
        ),
    ),
}
