"""A Slack-like workspace on loopback: strict, on a clock of its own, and ready to misbehave when asked."""

from sandbox.clock import Clock, ManualClock, SystemClock
from sandbox.demo import demo_team
from sandbox.driver import Person
from sandbox.errors import ManifestError, NotOnScreen, SandboxError, SlackError
from sandbox.faults import Faults
from sandbox.model import Message, Team, User
from sandbox.results import ActResult, CommandReply
from sandbox.server import Sandbox
from sandbox.views import View

__all__ = [
    "ActResult",
    "Clock",
    "CommandReply",
    "Faults",
    "ManifestError",
    "ManualClock",
    "Message",
    "NotOnScreen",
    "Person",
    "Sandbox",
    "SandboxError",
    "SlackError",
    "SystemClock",
    "Team",
    "User",
    "View",
    "demo_team",
]
