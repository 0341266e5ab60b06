"""What a workspace settled in Slack, over what the environment says."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from flows.vocabulary import Flag, Id, Model, Text, Whole

MOST_LINKS = 60


class Preferences(Model):
    """Everything that `/handoff settings` settles; what is None is as the environment has it.

    `digest_hour` is in each person's own zone. `full_within_days`: a renewal nearer than that makes a full
    handoff. `links` are addresses by the name that playbooks use; they come before those of the environment.
    """

    title: Literal["CSM", "TAM"] | None = None
    open_cta: Flag | None = None
    manager_confirms: Flag | None = None
    digest_hour: Whole | None = Field(default=None, ge=0, le=23)
    full_within_days: Whole | None = Field(default=None, ge=0, le=730)
    links: Mapping[Id, Text] = Field(default_factory=dict, max_length=MOST_LINKS)
