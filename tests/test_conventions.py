"""The suite keeps the conventions of templates and of tests, and what the README promises."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from laborexport.local.places import BASE
from tests.reading import calls, functions, lines, sources, templates

FORM = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
# Sent twice these leave what they left the first time: they end, choose, mark or ask, and make nothing new.
MAKES_NOTHING_NEW = {
    "accounts/job_detail.html",
    "accounts/resume.html",  # carries the key of the form it sends again
    "accounts/session_list.html",
    "accounts/sign_in.html",
    "campaigns/posting_choices.html",
    "goto.html",
    "includes/goto.html",
    "includes/languages.html",
    "includes/masked.html",
    "includes/user_menu.html",
    "registrations/_search.html",
}
CHECKS = {
    "raises",
    "fail",
    "wait_until",
    "looks",
    "sees",
}  # the last two: what a visitor of a journey asserts
LONGEST_TEST_FILE = 520
NOT_TESTS = {"skip", "skipif", "xfail", "importorskip"}


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE / "templates"))


# --- templates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_every_form_that_acts_is_guarded(path: Path) -> None:
    """A token against forgery in each; a key against a second sending in each that makes something."""
    for form in FORM.finditer(path.read_text(encoding="utf-8")):
        if not re.search(r"""method=["']?post""", form["tag"], re.IGNORECASE):
            continue
        assert form["body"].count("csrf_token") == 1
        assert form["body"].count("form_key") == (name_of(path) not in MAKES_NOTHING_NEW)


def test_no_template_is_forgiven_that_has_nothing_to_forgive() -> None:
    names = {name_of(path) for path in templates() if "<form" in path.read_text(encoding="utf-8")}

    assert names >= MAKES_NOTHING_NEW


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_templates_say_what_they_need(path: Path) -> None:
    """Own templates begin with a comment; those of bootstrap5/ replace the ones of crispy forms, which name the same things."""
    assert path.read_text(encoding="utf-8").startswith("{#") or "bootstrap5" in path.parts


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_templates_fetch_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"""(?:src|href|action|xlink:href)=["']?https?:""", text) == []
    assert re.findall(r"<(?:link|script|img|iframe)[^>]*//", text.replace("http://www.w3.org", "")) == []


# --- tests ------------------------------------------------------------------------------------------------------------


def all_tests() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (path, node)
        for path, tree in sources(tests=True).items()
        for node in functions(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def test_every_test_can_fail() -> None:
    silent = [f"{path}:{node.lineno} {node.name}" for path, node in all_tests() if not can_fail(node)]

    assert silent == []


def can_fail(node: ast.FunctionDef) -> bool:
    """It asserts, or expects an error, or counts queries, or runs a state machine that asserts."""
    names = {name for name, _call in calls(node)}
    asks = any("assert" in name or name in CHECKS or name == "run_state_machine_as_test" for name in names)
    return asks or any(isinstance(inner, ast.Assert) for inner in ast.walk(node))


def test_no_test_is_left_out() -> None:
    left_out = [
        f"{path}:{node.lineno}"
        for path, tree in sources(tests=True).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in NOT_TESTS
    ]

    assert left_out == []


def test_test_names_are_sentences() -> None:
    short = [f"{path}: {node.name}" for path, node in all_tests() if node.name.count("_") < 2]

    assert short == []


def test_no_two_tests_of_a_module_share_a_name() -> None:
    """The second would silently replace the first."""
    names = [(path, node.name) for path, node in all_tests()]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_modules_of_tests_stay_readable() -> None:
    assert [path for path in sources(tests=True) if lines(path) > LONGEST_TEST_FILE] == []


# --- promises ---------------------------------------------------------------------------------------------------------


def test_every_management_command_the_papers_name_exists() -> None:
    papers = [path for path in [BASE / "README.md", *(BASE / "docs").rglob("*.md")] if path.exists()]
    named = {
        name
        for path in papers
        for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8"))
    }

    assert named <= set(get_commands())
