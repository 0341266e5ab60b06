"""`handoff demo`, and the furniture of `handoff try`: demo people who do what people do."""

from bot.try_house import House


async def furnish(house: House) -> None:
    """One handoff under way, and one ready to start."""
    await house.settle()


async def play() -> None:
    """Play one whole handoff in the terminal."""
