"""What a handoff knows of people."""

from dataclasses import replace

import pytest

from tests.support.handoffs import OLIVIA, person


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "a" * 300, "\0"]
)
def test_a_zone_that_nobody_knows_is_utc(zone: str) -> None:
    assert person(OLIVIA, zone).tz.key == "UTC"


def test_a_zone_is_kept() -> None:
    assert person(OLIVIA, "Asia/Kolkata").tz.key == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("name", "first"), [("Olivia Brandt", "Olivia"), ("  Cher ", "Cher"), ("  ", "Someone")]
)
def test_colleagues_say_the_first_name(name: str, first: str) -> None:
    assert replace(person(OLIVIA), name=name).first_name == first
