"""The phrases one can type, as a table: what each asks for, and how it is said.

Every pattern matches a whole clause of plain text (`text.plain`: lower case, no apostrophes, so "what's" is
`whats`). The first rule whose parts can all be read wins. Named parts: `steps`, `when`, `words`, `who`,
`someone` (must be known), `topic`, `account` (must be one of the person's), `any_account` (asked about when
it is not), and `only_when`: a day that is all that was said.
"""

import re
from enum import Enum, auto

from flows.replies.numbers import LISTED, STEPS

HELP_TOPICS = ("done", "later", "dates", "waiting", "undo", "brief", "asking", "numbers")
"""What `help` can be asked about."""


class Verb(Enum):
    """What a clause asks for."""

    TICK = auto()
    NOT_APPLICABLE = auto()
    SKIP = auto()
    SKIP_STEP = auto()  # "skip 3": not applicable, or later?
    LATER = auto()
    WAIT = auto()
    DUE = auto()
    UNDO = auto()
    REGRET = auto()  # "wrong one", "untick 3": undo?
    NEXT = auto()
    STATUS = auto()
    WHY = auto()
    WHO = auto()
    REASSIGN = auto()
    HAND_TO = auto()  # "3 to @maya", without a verb
    ASK = auto()
    STOP = auto()
    HELP = auto()
    BRIEF = auto()


ALONE = {
    "stop": Verb.STOP,
    "undo": Verb.UNDO,
    "help": Verb.HELP,
    "?": Verb.HELP,
    "why": Verb.WHY,
    "next": Verb.NEXT,
    "status": Verb.STATUS,
}
"""Said alone, these are always commands, whatever is being asked."""

QUESTIONS = {Verb.NEXT, Verb.STATUS, Verb.WHY, Verb.WHO, Verb.HELP, Verb.BRIEF}
"""What may end in a question mark: it shows something, and changes nothing."""

OF_STEPS = {
    Verb.TICK,
    Verb.NOT_APPLICABLE,
    Verb.SKIP_STEP,
    Verb.LATER,
    Verb.WAIT,
    Verb.DUE,
    Verb.REASSIGN,
    Verb.HAND_TO,
}
"""What is about steps, and may name their account: "done 3 for acme"."""

_DID = r"(?:done|did|finished|completed|tick(?:ed)?(?: off)?|check(?:ed)? off|✅|✔|☑|✓)"
_DONE = r"(?:done|finished|completed?|ticked(?: off)?|checked off|✅|✔|☑|✓)"
_I_HAVE = r"(?:i |ive |i have |we |weve |we have |have )?(?:just |already |now )?"
_IS = "(?:is|are|was|were|has been|have been|got)"
_PAST = r"(?: (?:yesterday|this morning|last week|last night|already|just now))?"
_NA = r"(?:n/a|n\.a\.?|na|not applicable|not relevant|doesnt apply|does not apply|dont apply|do not apply)"
_BECAUSE = r"(?: ?[:;,-] ?| \(?)(?:because |since |as |bc |cos )?"
_LATER = r"(?:later(?: on)?|not now|not today|snooze|some other time|another time|remind me later)"
_REMIND = r"(?:(?:remind|ping|nudge|ask|tell|poke) me(?: again)?)"
_PUT_OFF = r"(?:snooze|postpone|delay|hold|park|defer|put off|bring back|come back to|bring up)"
_SHALL = (
    r"(?:ill|i will|i shall|will|im going to|going to|im gonna|gonna|i can|can|i plan to|let me|id rather)"
)
_DOING = r"(?:do|get to|look at|handle|finish|take care of|tackle|try)"
_UNTIL = r"(?:(?:not )?(?:until|till|til|for|to|by) )?"
_WAITING = r"(?:(?:i am|im|we are|were|still|is|are) )*(?:waiting|blocked|stuck|wait)(?: on| for| by| with)"
_DONT_KNOW = r"(?:i )?(?:dont know|do not know|dunno|idk|no idea|not sure|no clue)"
_WHEN = r"(?P<when>[^?]+?)"
_WORDS = r"(?P<words>[^?]+)"
_ACCOUNT = r"(?P<account>[^?]+?)"
_ANY_ACCOUNT = r"(?P<any_account>[^?]+?)"
_PERSON = r"(?P<who>[^?]+?)"
_SOMEONE = r"(?P<someone>[^?]+?)"
_BETTER = r"(?:but|you should|please|better|just|maybe|rather)"
_HAND = r"(?:assign|give|hand over|hand|pass on|pass|transfer|delegate)"
_SHOW = r"(?:show me |show |give me |open )?(?:the )?"
_NEEDED = r"(?: (?:needed|important|necessary|first|now|locked|blocked|matter|me))*"

_PHRASES: list[tuple[Verb, str]] = [
    (
        Verb.STOP,
        r"stop(?: it| now| asking| for now| for today)?|enough(?: for (?:now|today))?|leave me alone",
    ),
    (Verb.UNDO, r"undo(?: that| it| this| the last one| last)?|revert(?: that| it)?|take (?:that|it) back"),
    (Verb.REGRET, r"no|nope|oops|wrong|wrong one|not that one|thats (?:wrong|not right)|my mistake|my bad"),
    (Verb.REGRET, rf"(?:undo|untick|uncheck|reopen|unmark) {STEPS}"),
    (Verb.HELP, r"help(?: me)?|what can (?:i|you) (?:say|type|do|ask)(?: here)?|how does this work|commands"),
    (Verb.HELP, rf"help (?:with |on |about )?(?P<topic>{'|'.join(HELP_TOPICS)})"),
    (Verb.NEXT, r"(?:whats |what is |what comes |what )?next(?: one| step| thing| up)?|what now|now what"),
    (Verb.NEXT, r"what (?:should|do|can|must) i (?:have to )?do(?: next| now| today)?"),
    (Verb.NEXT, r"begin|start|continue|resume|go on"),
    (Verb.NEXT, rf"(?:whats |what is |what )?next (?:for |on |at |with |in )?{_ACCOUNT}"),
    (Verb.BRIEF, rf"{_SHOW}brief"),
    (Verb.BRIEF, rf"{_SHOW}brief(?: of| for| on| about)? {_ANY_ACCOUNT}"),
    (Verb.BRIEF, rf"{_SHOW}{_ACCOUNT} brief"),
    (
        Verb.WHO,
        r"who(?:s| is| has| owns| holds) (?:it|this|this one|responsible|in charge)(?: now| right now)?",
    ),
    (
        Verb.WHO,
        r"whose (?:is (?:it|this)|account is (?:it|this))(?: now)?|who(?:s| has| is)? got it(?: now)?",
    ),
    (Verb.WHO, rf"who(?:s| is)? (?:has|owns|holds|responsible for|answers for|got) {_ACCOUNT}(?: now)?"),
    (
        Verb.WHY,
        rf"why(?: (?:is|are|do(?: i| we) (?:need|have to do)|should i do|does))?(?: {STEPS})?{_NEEDED}",
    ),
    (Verb.STATUS, r"(?:the |current |show )?status|where (?:are we|do we stand)|whats (?:left|open)"),
    (Verb.STATUS, rf"{_SHOW}(?:status|checklist)(?: of| for| on| at)? {_ANY_ACCOUNT}"),
    (Verb.STATUS, rf"{_SHOW}checklist|{_SHOW}{_ACCOUNT} (?:status|checklist)"),
    (Verb.STATUS, rf"(?:hows|how is|how far is|where are we (?:with|on|at)) {_ACCOUNT}(?: going| doing)?"),
    (
        Verb.STATUS,
        rf"whats (?:left|open) (?:for|on|at|in) {_ACCOUNT}|(?:is|are) {STEPS} (?:both )?{_DONE}(?: yet)?",
    ),
    (Verb.DUE, rf"(?:ill |i will |will )have {STEPS} (?:done|finished|ready) (?:by |on )?{_WHEN}"),
    (Verb.DUE, rf"{STEPS} will be (?:done|finished|ready) (?:by |on )?{_WHEN}"),
    (Verb.DUE, rf"{_SHALL} {_DOING} {STEPS} by {_WHEN}"),
    (Verb.DUE, rf"{STEPS}(?: is| are)? (?:due|deadline|by)(?: is| on| by)? {_WHEN}"),
    (Verb.DUE, rf"(?:due|deadline|new date|new due date)(?: is)? (?:for )?{STEPS}:? (?:is |on |by )?{_WHEN}"),
    (Verb.DUE, rf"(?:due|by|deadline|new date|new due date|due date)(?: is)?:?(?: on| by)? {_WHEN}"),
    (Verb.DUE, rf"(?:move|set|reschedule|shift|change|push) {STEPS} (?:to|for) {_WHEN}"),
    (Verb.TICK, rf"{_I_HAVE}{_DID}(?: with)?(?: ?[:-])? ?{STEPS}(?: today|{_PAST})"),
    (
        Verb.TICK,
        rf"{STEPS} ?(?:{_IS} )?(?:all |both |now |already )?{_DONE}{_PAST}",
    ),
    (Verb.TICK, rf"(?:{_I_HAVE}got|mark|set) {STEPS} (?:as )?(?:done|completed?|finished)"),
    (Verb.TICK, r"(?:its |thats |ive )?(?:just |already )?(?:done|finished|completed?|✅|✔|☑|✓)"),
    (Verb.NOT_APPLICABLE, rf"{STEPS}(?: is| are)? {_NA}(?:{_BECAUSE}{_WORDS})?"),
    (Verb.NOT_APPLICABLE, rf"(?:mark|set) {STEPS} (?:as )?{_NA}(?:{_BECAUSE}{_WORDS})?"),
    (Verb.NOT_APPLICABLE, rf"{_NA}(?: for)?:? {LISTED}(?:{_BECAUSE}{_WORDS})?"),
    (Verb.NOT_APPLICABLE, rf"(?:its |thats |it |that )?{_NA}(?:{_BECAUSE}{_WORDS})?"),
    (Verb.LATER, _LATER),
    (Verb.LATER, rf"{STEPS} {_LATER}"),
    (Verb.LATER, rf"(?:{_LATER}|{_PUT_OFF}) {STEPS}"),
    (Verb.LATER, rf"(?:{_LATER}|{_PUT_OFF}|come back|{_REMIND}) {_UNTIL}{_WHEN}"),
    (
        Verb.LATER,
        rf"(?:{_LATER}|{_PUT_OFF}|{_REMIND})(?: about| of| on| for| to do)? {STEPS},? {_UNTIL}{_WHEN}",
    ),
    (Verb.LATER, rf"{_REMIND} {_WHEN} (?:about|of|to do|for) {STEPS}"),
    (Verb.LATER, rf"(?:{_SHALL} |im )?(?:{_DOING}|doing) {STEPS} (?:later )?(?:on )?{_WHEN}"),
    (Verb.LATER, rf"{_SHALL} {_DOING} {STEPS} later"),
    (Verb.LATER, rf"{LISTED}:? (?:(?:{_LATER}|can wait|not|remind me) )?{_UNTIL}{_WHEN}"),
    (Verb.LATER, rf"{_UNTIL}(?P<only_when>[^?]+)"),
    (Verb.WAIT, rf"{STEPS}(?: is| are)? {_WAITING} {_WORDS}"),
    (Verb.WAIT, rf"{_WAITING} {_WORDS}"),
    (Verb.REASSIGN, rf"(?:reassign|move|{_HAND}) {STEPS} (?:over |on )?(?:to|->|→) {_PERSON}"),
    (Verb.REASSIGN, rf"reassign (?:to|->|→) {_PERSON}"),
    (Verb.HAND_TO, rf"{LISTED} (?:to|for|->|→) (?P<someone>[^?]+)"),
    (
        Verb.ASK,
        rf"ask {_SOMEONE} (?P<words>(?:about|what|when|if|whether|why|how|who|which|where) [^?]+)",
    ),
    (
        Verb.ASK,
        rf"(?:(?P<unsure>{_DONT_KNOW})[,;.:-]? ?)?(?:{_BETTER} )*ask {_PERSON}",
    ),
    (
        Verb.ASK,
        rf"{_SOMEONE} (?:knows|(?:would|will|might|may|should) know)(?: that| this| it| better)?",
    ),
    (
        Verb.SKIP,
        r"(?:skip|pass)(?: it| this| that| this one| that one| this question| the question| for now)?",
    ),
    (Verb.SKIP_STEP, rf"skip {STEPS}"),
]

RULES = [(verb, re.compile(pattern)) for verb, pattern in _PHRASES]
"""The table, ready to match."""

_GREETING = (
    r"ok|okay|yes|yep|yeah|yup|sure|great|cool|alright|right|hi|hey|hello|hi there|hey there|good morning"
    r"|morning|please|pls|plz|thanks|thank you|thx|fyi|update|quick update|btw|sorry|oh|also"
)
_THANKS = "please|pls|plz|thanks|thank you|thx|ty|cheers|finally|as well|too"
_CHEER = "👍|🎉|👋|🙏|🙂|😊|😄|👌|🙌|🚀|💪|👏"

FILLER_BEFORE = re.compile(rf"(?:(?:{_GREETING})(?:[ ,.!:]+|$)|(?:{_CHEER})[ ,.!]*)")
"""What people say before the point."""

FILLER_AFTER = re.compile(rf"(?:(?:^|[ ,.!]+)(?:{_THANKS})|[ ,.!]*(?:{_CHEER}))$")
"""What people say after it."""

REQUEST = re.compile(r"(?:can|could|would) you (?:please |pls )?(?!complete|finish|do |did |done )([^?]+)\?*")
"""A request put as a question: "can you remind me tomorrow?". Asking others to do a step is none."""

DOUBTS = re.compile(r"\b(?:yet|or|maybe|perhaps|probably|not sure|i think|i guess|possibly)\b")
"""A reason that holds one of these is no reason: "n/a yet", "n/a or done"."""
