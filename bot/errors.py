"""What can go wrong on the Slack side, each with a sentence for whoever meets it.

BotError
├── SettingsProblem     the settings make no sense; says what to write instead
└── SlackFailure        Slack did not do what we asked (`bot.slack_errors`)
    ├── TryLater        it may work in a moment; may be ambiguous
    ├── GivenUp         it will never work for this message; somebody has to know
    ├── TargetDisabled  nothing works until an admin acts: keep everything, and stop trying so often
    └── OurBug          we sent something malformed: alarm, never again
"""

from datetime import timedelta


class BotError(Exception):
    """Base of the Slack side's errors. `sentence` can be shown to a person as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class SettingsProblem(BotError):
    """A setting is missing or malformed."""


class SlackFailure(BotError):
    """A call to Slack failed. `code` is Slack's own error code, or ours for a failure of the network.

    `ambiguous`: the call may have taken effect all the same (SLACK.md §6), so a post must be looked up
    before it is sent again.
    """

    def __init__(self, code: str, sentence: str, *, ambiguous: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.ambiguous = ambiguous


class TryLater(SlackFailure):
    """It may work later. `after` is what Slack asked us to wait, when it did (Retry-After)."""

    def __init__(
        self, code: str, sentence: str, *, after: timedelta | None = None, ambiguous: bool = False
    ) -> None:
        super().__init__(code, sentence, ambiguous=ambiguous)
        self.after = after


class GivenUp(SlackFailure):
    """It will never work for this message or person."""


class TargetDisabled(SlackFailure):
    """The app or its token is shut out of the workspace until somebody with the right acts."""


class OurBug(SlackFailure):
    """Slack refuses what we wrote. Trying again would be refused again."""
