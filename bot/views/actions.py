"""The names of everything that can be pressed, and what a button carries: ids, as hints to the server."""

from dataclasses import dataclass
from typing import Final, Self

DONE: Final = "step_done"
PARTS: Final = "step_parts"
GIVE: Final = "step_give"
MENU: Final = "step_menu"
DRAFT: Final = "step_draft"
CALL: Final = "step_call"
DECIDE: Final = "step_decide"
RELEASE: Final = "step_release"
FACT: Final = "fact_answer"
UNDO: Final = "undo"
LATER: Final = "digest_later"
CONFIRM: Final = "start_right"
HOLD: Final = "start_not_yet"
OBJECT: Final = "something_wrong"
ACCEPT: Final = "accept"
READY: Final = "ready_for_solo"
SOLO: Final = "go_solo"
REOPEN: Final = "reopen"
SHOW: Final = "show_checklist"
ALL_STEPS: Final = "show_all_steps"
HANDOFF_MENU: Final = "handoff_menu"
START: Final = "start_handoff"
OPEN: Final = "open_handoff"
NEXT: Final = "show_next"
PAGE: Final = "home_page"
LINK: Final = "open_link"

TRY: Final = "try"
TRY_OUTCOME: Final = "outcome"
BRIEF: Final = "show_brief"
BRIEF_PAGE: Final = "brief_page"
BRIEF_FILE: Final = "brief_file"
BRIEF_ADD: Final = "brief_add"
BRIEF_AGENDA: Final = "brief_agenda"
BRIEF_BEFORE: Final = "brief_before"
NOTES_OPEN: Final = "notes_open"
NOTES_AWAY: Final = "notes_away"
NOTES_PLACE: Final = "notes_place"
NOTES_OUT: Final = "notes_out"
NOTES_PAGE: Final = "notes_page"
FILE_MESSAGE: Final = "add_to_handoff"
FILE_HANDOFF: Final = "file_handoff"
BEGIN: Final = "interview_begin"
PASTE: Final = "interview_paste"
TOMORROW: Final = "interview_tomorrow"
ASK_TAP: Final = "ask_tap"
ASK_BOXES: Final = "ask_boxes"
ASK_BOXES_DONE: Final = "ask_boxes_done"
ASK_DATE: Final = "ask_date"
ASK_EDIT: Final = "ask_edit"
YES_IT_IS: Final = "answer_yes"
NO_IT_IS_NOT: Final = "answer_no"

TOPICS: Final = "topics_read"
UNDERSTOOD: Final = "topic_understood"
TOPIC_GO: Final = "topic_go"
TOPIC_ASK: Final = "topic_ask"
TOPIC_ADD: Final = "topic_add"
ASK_ELSE: Final = "question_ask_else"
NOT_KNOWN: Final = "question_not_known"
REPLY: Final = "question_reply"
TELL_BACK: Final = "read_back"
SUMMARY: Final = "read_back_summary"
SEES_IT: Final = "read_back_yes"
RIGHT: Final = "read_back_right"
CORRECT: Final = "read_back_correct"
RETURN: Final = "give_back"
SORTED: Final = "item_sorted"
NOTHING_AGAIN: Final = "again_nothing"
DEPTH: Final = "settle_depth"
ANSWERS: Final = "last_day_answers"

NOT_APPLICABLE: Final = "na"
WAITING: Final = "wait"
DATE: Final = "date"
REASSIGN: Final = "hand"
WHY: Final = "why"

EDIT: Final = "edit"
PAUSE: Final = "pause"
RESUME: Final = "resume"
CANCEL: Final = "cancel"
COPY: Final = "copy"
ADD_STEP: Final = "add_step"


@dataclass(frozen=True, slots=True)
class Target:
    """What a button is about. Written as `handoff|step|part|verb`; any of the last three may be empty."""

    handoff: int
    step: str = ""
    part: str = ""
    verb: str = ""

    def __str__(self) -> str:
        return f"{self.handoff}|{self.step}|{self.part}|{self.verb}"

    @classmethod
    def parse(cls, value: str) -> Self:
        """The target in a button's value. Raises ValueError for a value that is not ours."""
        handoff, step, part, verb = value.split("|")
        return cls(int(handoff), step, part, verb)

    @classmethod
    def of_hint(cls, value: object) -> Self:
        """The target in whatever a client sent; one that means nothing, for a value that is not ours."""
        try:
            return cls.parse(str(value))
        except ValueError:
            return cls(0)
