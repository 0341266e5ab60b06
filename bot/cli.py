"""The command line: `handoff run`, `try`, `demo`, `doctor`, `db upgrade`, `playbooks`."""

import asyncio
import gc
import signal
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import playbooks_cli
from bot.errors import BotError
from bot.logs import configure
from bot.settings import Settings

cli = typer.Typer(help="Guides the transfer of a customer account, in Slack.", no_args_is_help=True)
database = typer.Typer(help="The database.", no_args_is_help=True)
cli.add_typer(database, name="db")
cli.add_typer(playbooks_cli.app, name="playbooks")

Port = Annotated[int | None, typer.Option(help="Where the page is served; PORT or 3000 when it is left out.")]


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware UTC."""
        return datetime.now(UTC)


def main() -> None:
    """The `handoff` command. What people can mend is one sentence, not a traceback."""
    try:
        cli()
    except BotError as error:
        typer.echo(error.sentence, err=True)
        raise SystemExit(1) from None


@cli.command()
def run() -> None:
    """Run the bot in a real workspace: Socket Mode with SLACK_APP_TOKEN, else HTTP."""
    settings = Settings.load()
    configure(settings.handoff_log_level)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from bot.app import build
    from storage.schema import SchemaNotReady

    try:
        bot = await build(settings, SystemClock())
    except SchemaNotReady as error:
        raise BotError(str(error)) from None
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    try:
        await bot.start()
        gc.freeze()  # what stands now stays: the collector need not look through it again and again
        typer.echo("The handoff bot is running. Ctrl-C stops it.")
        await stopped.wait()
    finally:
        await bot.stop()


@cli.command("try")
def try_out(port: Port = None) -> None:
    """Try everything in the browser: a little Slack with the bot in it, on this machine only."""
    from bot import try_out as trial  # the sandbox is loaded only by who wants it

    configure("WARNING")
    asyncio.run(trial.run(Settings.load().port if port is None else port))


@cli.command()
def demo() -> None:
    """Play one whole handoff in the terminal, with time passing."""
    from bot import demo_story

    configure("ERROR")
    asyncio.run(demo_story.play(typer.echo))


@cli.command()
def doctor() -> None:
    """Check tokens, scopes, Socket Mode, database and clock, and say what to do about each failure."""
    from bot.doctor import Verdict, examine

    findings = asyncio.run(examine(Settings.load()))
    for finding in findings:
        typer.echo(finding.line)
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise typer.Exit(1)


@database.command()
def upgrade() -> None:
    """Bring the database to this version's tables."""
    from storage import schema

    schema.upgrade(Settings.load().database_url)
    typer.echo("The database is up to date.")
