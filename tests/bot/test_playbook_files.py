"""Playbooks from files: the shipped ones, a directory of one's own, and the command that checks them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import playbook_files
from bot.playbooks_cli import app
from flows.problems import PlaybookError
from flows.strict_yaml import MAX_BYTES
from tests.flows.test_lint import BASE

run = CliRunner()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(BASE, encoding="utf-8")
    return path


def test_what_ships_can_run() -> None:
    assert "csm-to-csm" in {playbook.id for playbook in playbook_files.offered()}
    assert [problem for file in playbook_files.shipped() for problem in file.problems()] == []


def test_a_directory_of_ones_own_adds_and_replaces(small: Path) -> None:
    mine = BASE.replace("id: small", "id: csm-to-csm").replace("name: Small", "name: Ours")
    (small.parent / "ours.yaml").write_text(mine, encoding="utf-8")
    (small.parent / ".hidden.yml").write_text("not: read", encoding="utf-8")
    (small.parent / "notes.txt").write_text("not read", encoding="utf-8")
    offered = {playbook.id: playbook.name for playbook in playbook_files.offered(small.parent)}
    assert offered["small"] == "Small"
    assert offered["csm-to-csm"] == "Ours"


def test_the_problems_of_all_files_come_together(small: Path) -> None:
    small.write_text("a: yes", encoding="utf-8")
    (small.parent / "other.yml").write_text("b: no", encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        playbook_files.offered(small.parent)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"small.yml", "other.yml"}


def test_two_files_with_one_playbook(small: Path) -> None:
    (small.parent / "twin.yml").write_text(BASE, encoding="utf-8")
    with pytest.raises(PlaybookError, match="another file has the playbook small too"):
        playbook_files.offered(small.parent)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"\x89PNG\r\n\x1a\n", 1, "this is not text in UTF-8"),
        (b"id: x\nname: caf\xe9\n", 2, "this is not text in UTF-8"),
        (b"\x00\x01\x02", 1, "a character that no text holds"),
        (b"x" * 10_000_000, 1, "the file has more than 256 kB"),
        ("\u00e9".encode() * MAX_BYTES, 1, "the file has more than 256 kB"),
        (b"", 1, "the file is empty"),
    ],
)
def test_files_that_are_no_playbooks(small: Path, content: bytes, line: int, message: str) -> None:
    small.write_bytes(content)
    (problem,) = playbook_files.at(small).problems()
    assert (problem.file, problem.line, problem.message) == (str(small), line, message)


def test_a_mark_at_the_beginning_is_no_fault(small: Path) -> None:
    small.write_text(BASE, encoding="utf-8-sig")
    assert playbook_files.at(small).problems() == ()


@pytest.mark.parametrize("read", [playbook_files.at, playbook_files.in_directory])
def test_what_is_not_there(read: object, tmp_path: Path) -> None:
    assert callable(read)
    with pytest.raises(PlaybookError, match="no such file or directory"):
        read(tmp_path / "nowhere")


class TestCommand:
    def test_the_shipped_ones_by_default(self) -> None:
        result = run.invoke(app, ["check"])
        assert result.exit_code == 0
        assert "nothing to mend" in result.output

    def test_each_problem_with_file_line_and_remedy(self, small: Path) -> None:
        small.write_text(BASE.replace("owner: taker", "owner: takr"), encoding="utf-8")
        result = run.invoke(app, ["check", str(small)])
        line = 1 + BASE[: BASE.index("owner: taker")].count("\n")
        assert result.exit_code == 1
        assert result.output == f"{small}:{line}: no role is called takr → did you mean taker?\n"

    def test_a_sound_file(self, small: Path) -> None:
        result = run.invoke(app, ["check", str(small)])
        assert (result.exit_code, result.output) == (0, "1 playbook checked, nothing to mend.\n")

    def test_several_files_of_which_one_is_missing(self, small: Path) -> None:
        result = run.invoke(app, ["check", str(small), str(small.with_name("none.yml"))])
        assert result.exit_code == 1
        assert "none.yml:1: no such file or directory → check the path" in result.output

    def test_the_list(self, small: Path) -> None:
        result = run.invoke(app, ["list", "--directory", str(small.parent)])
        assert result.exit_code == 0
        assert "csm-to-csm  version 2  15 steps  CSM to CSM" in result.output
        assert "small  version 1  4 steps  Small" in result.output

    def test_the_list_of_a_broken_directory(self, small: Path) -> None:
        small.write_text("a: yes", encoding="utf-8")
        result = run.invoke(app, ["list", "--directory", str(small.parent)])
        assert result.exit_code == 1
        assert "small.yml:1:4" in result.output
