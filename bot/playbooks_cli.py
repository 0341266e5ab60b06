"""`handoff playbooks`: look at the playbooks, and check one before people walk through it."""

from pathlib import Path
from typing import Annotated

import typer

from bot import playbook_files
from flows import coverage
from flows.problems import PlaybookError, Problem

app = typer.Typer(help="Look at playbooks and check them.", no_args_is_help=True)

Directory = Annotated[
    Path | None,
    typer.Option("--directory", envvar="HANDOFF_PLAYBOOKS", help="A directory with playbooks of your own."),
]


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE…]", help="Default: those that ship with the bot.")
    ] = None,
) -> None:
    """Say what is wrong with playbooks, line by line, and what to write instead (then the exit code is 1)."""
    problems = [problem for path in files for problem in _problems(path)] if files else _shipped_problems()
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        raise typer.Exit(1)
    count = len(files or playbook_files.shipped())
    typer.echo(f"{count} playbook{'s' if count != 1 else ''} checked, nothing to mend.")


@app.command("list")
def list_(directory: Directory = None) -> None:
    """List the playbooks that a handoff can be started with."""
    try:
        playbooks = playbook_files.offered(directory)
    except PlaybookError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for playbook in playbooks:
        steps = sum(1 for step in playbook.steps if step.number and not step.opened and not step.optional)
        typer.echo(f"{playbook.id}  version {playbook.version}  {steps} steps  {playbook.called}")


@app.command("coverage")
def coverage_() -> None:
    """List every section of the handbook's pages with what answers it, or why nothing does yet.

    The exit code is 1 when a section has neither.
    """
    found = coverage.report(playbook_files.offered())
    for covered in found:
        typer.echo(f"{covered.section.page} · {covered.section.heading}")
        told = covered.answers or (f"later: {covered.section.later}" if covered.section.later else "nothing",)
        typer.echo("".join(f"  {answer}\n" for answer in told), nl=False)
    left = sum(covered.open for covered in found)
    later = sum(not covered.answers for covered in found) - left
    typer.echo(f"{len(found)} sections, {later} of them later, {left} forgotten.")
    if left:
        raise typer.Exit(1)


def _problems(path: Path) -> tuple[Problem, ...]:
    try:
        return playbook_files.at(path).problems()
    except PlaybookError as error:
        return error.problems


def _shipped_problems() -> list[Problem]:
    return [problem for file in playbook_files.shipped() for problem in file.problems()]
