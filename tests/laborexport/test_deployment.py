"""What the repository promises to run exists: compose, Makefile, CI and the README agree."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from laborexport.local import places, production

COMPOSE = yaml.safe_load((places.BASE / "docker-compose.yml").read_text())
MAKEFILE = (places.BASE / "Makefile").read_text()
README = places.BASE / "README.md"
TARGETS = set(re.findall(r"^([a-z0-9]+):", MAKEFILE, re.MULTILINE))
APP_SERVICES = ("migrate", "web", "worker", "beat")


def words_of(service: dict[str, Any]) -> list[str]:
    command = service.get("command", [])
    return shlex.split(command) if isinstance(command, str) else command


def readme() -> str:
    return README.read_text() if README.exists() else ""


def test_production_settings_pass_every_deployment_check() -> None:
    assert production.check() == 0


@pytest.mark.parametrize("name", APP_SERVICES)
def test_programs_of_compose_are_installed(name: str) -> None:
    command = words_of(COMPOSE["services"][name]) or ["gunicorn"]
    assert command[0] in {"sh", "gunicorn", "celery"}
    assert command[0] == "sh" or find_spec(command[0])


def test_when_the_clock_last_rang_outlives_its_container() -> None:
    beat = COMPOSE["services"]["beat"]
    (name, place) = beat["volumes"][-1].split(":")
    assert words_of(beat)[-1].startswith(f"{place}/")
    assert name in COMPOSE["volumes"]
    assert place in (places.BASE / "Dockerfile").read_text(), "made for the account that writes there"


def test_commands_of_compose_and_dockerfile_exist() -> None:
    text = (places.BASE / "docker-compose.yml").read_text() + (places.BASE / "Dockerfile").read_text()
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert "migrate" in named
    assert named <= set(get_commands()), named - set(get_commands())


@pytest.mark.parametrize("name", APP_SERVICES)
def test_services_run_without_rights_they_do_not_need(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "USER laborexport" in (places.BASE / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["postgres", "valkey", "web", "worker", "beat"])
def test_services_that_stay_have_a_health_check(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_valkey_of_compose_loses_nothing() -> None:
    words = words_of(COMPOSE["services"]["valkey"])
    assert words[words.index("--appendonly") + 1] == "yes"
    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"


def test_every_variable_that_is_explained_reaches_the_containers() -> None:
    """A line somebody fills in in .env and that compose does not pass on would do nothing."""
    explained = re.findall(r"^([A-Z_]+)=", (places.BASE / ".env.example").read_text(), re.MULTILINE)
    compose = (places.BASE / "docker-compose.yml").read_text()
    assert {
        name for name in explained if f"${{{name}" not in compose and f"{name}: production" not in compose
    } == set()


def test_every_variable_compose_asks_for_is_explained() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (places.BASE / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^([A-Z_]+)=", (places.BASE / ".env.example").read_text(), re.MULTILINE))
    assert asked
    assert asked <= explained


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_the_readme_names_the_image_that_compose_runs(name: str) -> None:
    image = COMPOSE["services"][name]["image"]
    family = image.split(":")[0]
    named = set(re.findall(rf"(?<![\w/]){re.escape(family)}:[\w.]+", readme()))
    assert named <= {image}


def test_commands_of_the_readme_exist() -> None:
    assert set(re.findall(r"\bmake ([a-z0-9]+)\b(?=[`\s;])", code_of(readme()))) <= TARGETS
    named = set(re.findall(r"manage\.py ([a-z_]+)", readme()))
    assert named <= set(get_commands()), named - set(get_commands())


def code_of(markdown: str) -> str:
    blocks = re.findall(r"```.*?```", markdown, re.DOTALL)
    return "\n".join([*blocks, *(f"`{line}`" for line in re.findall(r"`([^`\n]+)`", markdown))])


def test_ci_runs_what_the_readme_tells_a_person_to_run() -> None:
    script = places.BASE / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^make (\w+)$", script.read_text(), re.MULTILINE) == ["check", "test"]


def test_recipes_stay_short() -> None:
    for recipe in re.findall(r"^[a-z0-9./]+:.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE):
        assert recipe.count("\n") <= 3, recipe


def test_lock_files_hold_hashes_and_no_private_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (places.BASE / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"--(extra-)?index-url|--find-links|file:", text)


def test_the_lock_names_all_there_is_and_nothing_is_left_to_resolve() -> None:
    """Installed without resolving, so that a later release of a locked library stops nobody; then nothing may be missing."""
    installers = ("Dockerfile", "laborexport/local/bootstrap.py")
    assert all("--no-deps" in (places.BASE / name).read_text() for name in installers)
    found = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
