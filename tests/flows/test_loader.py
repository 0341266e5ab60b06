"""Reading playbooks: every trap of YAML is refused by line, and only `PlaybookError` ever comes out."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows import strict_yaml
from flows.loader import load
from flows.problems import Place, PlaybookError, Problem
from tests.flows.test_lint import BASE


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PlaybookError) as caught:
        load(text, "bad.yml")
    return caught.value.problems


def read(text: str) -> strict_yaml.Value:
    return strict_yaml.read(text, "some.yml")[0]


def test_a_playbook_and_where_its_things_stand() -> None:
    loaded = load(BASE, "small.yml")
    lines = BASE.splitlines()
    assert loaded.playbook.by_id["meet"].title == "Meet {incoming}"
    assert lines[loaded.lines.at(("roles", "taker")) - 1].startswith("  taker:")
    assert lines[loaded.lines.at(("steps", 1, "parts", 1)) - 1].strip().startswith("- {id: talk")
    assert loaded.lines.at(("steps", 1, "parts", 9, "title")) == loaded.lines.at(("steps", 1, "parts"))
    assert loaded.lines.file == "small.yml"


class TestPlainWords:
    @pytest.mark.parametrize(
        "word", ["yes", "Yes", "YES", "no", "No", "on", "ON", "off", "y", "N", "True", "FALSE"]
    )
    def test_words_that_some_read_as_truth(self, word: str) -> None:
        (problem,) = problems(f"a: 1\nb: {word}")
        assert (problem.line, problem.column, problem.path) == (2, 4, "b")
        truth = "true" if word.lower() in ("yes", "on", "y", "true") else "false"
        assert problem.remedy == f'write {truth}, or "{word}" if it is text'

    @pytest.mark.parametrize("word", ["~", "null", "Null", "NULL", ""])
    def test_words_that_mean_nothing(self, word: str) -> None:
        (problem,) = problems(f"a: {word}\n")
        assert problem.line == 1
        assert "leave the whole line out" in problem.remedy

    @pytest.mark.parametrize(
        "word", ["010", "0x1F", "0o17", "0b11", "1_000", "+5", ".inf", "-.INF", ".NaN", "00"]
    )
    def test_numbers_that_others_read_otherwise(self, word: str) -> None:
        (problem,) = problems(f"a: {word}")
        assert f'"{word}"' in problem.remedy

    @pytest.mark.parametrize(
        "word", ["2026-11-22", "12:30", "190:20:30", "1.5", "1e3", "v1.0", "=", "none", "None"]
    )
    def test_what_stays_text(self, word: str) -> None:
        assert read(f"a: {word}") == {"a": word}

    @pytest.mark.parametrize("word", ["yes", "no", "null", "~", "true", "010", "12", ""])
    def test_in_quotes_everything_is_text(self, word: str) -> None:
        assert read(f"a: \"{word}\"\nb: '{word}'") == {"a": word, "b": word}

    def test_the_two_booleans_and_whole_numbers(self) -> None:
        assert read("[true, false, 0, 7, -3, 999999999]") == [True, False, 0, 7, -3, 999999999]
        assert read("[9999999999]") == ["9999999999"]

    @pytest.mark.parametrize("key", ["yes", "on", "null", "~", "010"])
    def test_names_are_words_too(self, key: str) -> None:
        assert len(problems(f"{key}: 1")) == 1
        assert read(f'"{key}": 1') == {key: 1}

    def test_every_one_of_them_is_named_in_the_order_of_the_file(self) -> None:
        found = problems("a: yes\nb: [~, no]\nc: 010\nc: 1\n")
        assert [(problem.line, problem.column) for problem in found] == [
            (1, 4),
            (2, 5),
            (2, 8),
            (3, 4),
            (4, 1),
        ]

    def test_a_flood_of_faults_ends(self) -> None:
        assert len(problems("- yes\n" * 1_000)) == strict_yaml.MAX_PROBLEMS

    @given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40))
    def test_what_is_quoted_comes_back(self, text: str) -> None:
        assert read(yaml.safe_dump({"a": text}, default_style='"', allow_unicode=True)) == {"a": text}


HOSTILE = [
    ("a: &x 1", 1, "the anchor &x"),
    ("a: &x [1]\nb: *x", 1, "the anchor &x"),
    ("a: 1\nb: *x", 2, "the alias *x"),
    ("a: !!str 1", 1, "the tag tag:yaml.org,2002:str"),
    ("a: !!python/object/apply:os.system [ls]", 1, "the tag tag:yaml.org,2002:python/object/apply:os.system"),
    ("a: !mine 1", 1, "the tag !mine"),
    ("a: ! x", 1, "the tag !"),
    ("%TAG ! tag:x,2026:\n---\na: 1", 1, "a % directive"),
    ("%YAML 1.1\n---\na: 1", 1, "a % directive"),
    ("a: 1\n---\nb: 2", 2, "a second document"),
    ("a: 1\na: 2", 2, "a stands here twice, first in line 1"),
    ("a:\n  <<: {b: 1}", 2, "the merge key <<"),
    ("? [a, b]\n: 1", 1, "a list or a group as a name"),
    ("a: b: c", 1, "this is not YAML"),
    ("a: {b", 1, "this is not YAML"),
    ("a:\n\t- b", 2, "this is not YAML"),
    ('a: "\\UFFFFFFFF"', 1, "this is not YAML"),
    ("%YAML " + "9" * 5_000 + ".1\n---\na: 1", 1, "this is not YAML"),
    ("a: b\nc: \x00", 2, "a character that no text holds"),
    ("a: \ud800", 1, "a character that no text holds"),
    ('a: "\\ud800"', 1, "the invisible character U+D800"),
    ('"\\ud800": 1', 1, "the invisible character U+D800"),
    ("a: \u202etxt", 1, "the invisible character U+202E"),
    ('a: "\\e[31m"', 1, "the invisible character U+001B"),
    ("", 1, "the file is empty"),
    ("# nothing but a remark\n", 1, "the file is empty"),
    ("a: " + "[" * 30 + "]" * 30, 1, "more than 20 levels deep"),
    ("[" * 100_000, 1, "more than 20 levels deep"),
    ("- " * 100_000, 1, "more than 20 levels deep"),
    ("{a: " * 50_000, 1, "more than 20 levels deep"),
    ("- a\n" * 6_000, 5_000, "more than 5,000 values"),
    ("x" * 10_000_000, 1, "the file has 9765 kB"),
]


@pytest.mark.parametrize(("text", "line", "message"), HOSTILE, ids=[case[2] for case in HOSTILE])
def test_hostile_files(text: str, line: int, message: str) -> None:
    problem = problems(text)[-1]
    assert problem.message.startswith(message)
    assert (problem.file, problem.line) == ("bad.yml", line)
    assert problem.column is not None
    assert problem.remedy
    assert str(problem).startswith(f"bad.yml:{line}:{problem.column}: {message}")


def test_a_bomb_of_anchors_never_unfolds() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old}]\n"
        for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    (problem,) = problems(bomb)
    assert problem.message == "the anchor &a"


def test_an_allowed_file_may_have_its_one_document_mark() -> None:
    assert read("---\na: 1\n...\n") == {"a": 1}
    assert read("\ufeffa: 1") == {"a": 1}


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("ab:-?[]{}&*!|>%@`'\"#,~<=.\\ \n\t0x1yno"), max_size=60) | st.text(max_size=60)
)
@example("? ")
@example("a: |\n  yes")
@example("- - - ? - :")
def test_nothing_else_is_ever_raised(text: str) -> None:
    with pytest.raises(PlaybookError):
        load(text)


FORMS = [
    ("version: 1\n", "", "id: small", "version is missing", "add a line version: …"),
    ("version: 1", 'version: "1"', "version:", "version is not a whole number", "without quotes"),
    ("version: 1", "version: 0", "version:", "version is too small", "write 1 or more"),
    ("number: 2", "number: 100", "number: 100", "number is too large", "write 99 or less"),
    ("gives: true", 'gives: "yes"', "  giver:", "gives is neither true nor false", "without quotes"),
    ("name: Small", "name: 7", "name:", "name is not text", "put it in quotes"),
    ("name: Small", 'name: " "', "name:", "name is empty", "leave the line out"),
    ("name: Small", f"name: {'n' * 601}", "name:", "name is too long", "600 characters"),
    ("name: Small", "nme: Small", "id: small", "name is missing", "add a line name"),
    ("reason: Talking", "reson: Talking", "- id: meet", "reason is missing", "add a line reason"),
    ("offset: 3", "ofset: 3", "ofset: 3", "nothing is called ofset here", "did you mean offset?"),
    ("title: A room}", "title: A, zzz: 1}", "zzz", "nothing is called zzz here", "one of id, title, when"),
    ("id: small", "id: Small One", "id: Small One", "id has to be a plain name", "lower-case"),
    ("  boss:", "  The Boss:", "  The Boss:", "The Boss has to be a plain name", "lower-case"),
    ("[meet.talk]", "meet.talk", "after: meet.talk", "after is not a list", "[one, two]"),
    ("[meet.talk]", "[tidy, a.b.c]", "a.b.c", "after, item 2, has to be a plain name", "lower-case"),
    ("{when: {owner: us}", "{when: us", "{when: us", "when is not a group of names", "{name: value}"),
    (
        "title: A room}",
        "title: A, evidence: photo}",
        "photo",
        "evidence is none of the words",
        "'link' or 'text'",
    ),
    ("{id: more, label: Not yet}, ", "", "outcomes:", "outcomes has too few items", "at least 2"),
]


@pytest.mark.parametrize(("old", "new", "line", "message", "remedy"), FORMS)
def test_a_wrong_form_in_words(old: str, new: str, line: str, message: str, remedy: str) -> None:
    assert BASE.count(old) == 1
    text = BASE.replace(old, new)
    problem = next(problem for problem in problems(text) if problem.message.startswith(message))
    assert remedy in problem.remedy
    assert line in text.splitlines()[problem.line - 1]


def test_roles_that_are_a_list() -> None:
    head, rest = BASE.split("roles:\n")
    (problem,) = problems(head + "roles: [a]\nfacts:" + rest.split("facts:")[1])
    assert problem.message == "roles is not a group of names"


def test_a_file_that_is_only_a_list() -> None:
    (problem,) = problems("[1, 2]")
    assert problem.message == "the file is not a group of names"


def test_the_error_says_all_of_it() -> None:
    with pytest.raises(PlaybookError, match=r"p\.yml:1:4: .*\np\.yml:2:4: ") as caught:
        load("a: yes\nb: no", "p.yml")
    assert len(caught.value.problems) == 2


def test_places_count_from_one() -> None:
    assert strict_yaml.read("a:\n  b: 1", "x")[1].places == {
        ("a",): Place(1, 1),
        ("a", "b"): Place(2, 3),
    }
