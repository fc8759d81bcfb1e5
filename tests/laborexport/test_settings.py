"""Settings come from the environment, and nonsense stops the start with one sentence."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from laborexport import env, keys
from laborexport.local import places, production

KEY = base64.b64encode(b"k" * 32).decode()


def load_settings(var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    code = (
        "from laborexport import settings; print(settings.PRODUCTION, settings.DATABASES['default']['NAME'])"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=places.BASE,
        env={**kept, "LABOREXPORT_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_needs_to_be_set_on_a_developers_machine(tmp_path: Path) -> None:
    done = load_settings(tmp_path)
    assert done.stdout.split() == ["False", "laborexport"]
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_production_starts_when_everything_is_given(tmp_path: Path) -> None:
    done = load_settings(tmp_path, **production.environment())
    assert done.stdout.split() == ["True", "laborexport"], done.stderr
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "a" * 60}, "random characters"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS must be set"),
        ({"INDEX_KEY": "c2hvcnQ="}, "INDEX_KEY must hold 32 bytes"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": "*"}, "without '*'"),
        ({"ALLOWED_HOSTS": ""}, "must name the hosts"),
        ({"DATABASE_URL": ""}, "DATABASE_URL and REDIS_URL must be set"),
        ({"LABOREXPORT_ENV": "prod"}, "one of local, production"),
        ({"STATEMENT_TIMEOUT": "soon"}, "whole number"),
    ],
)
def test_production_refuses_to_start_on_nonsense(change: dict[str, str], words: str, tmp_path: Path) -> None:
    done = load_settings(tmp_path, **{**production.environment(), **change})
    assert done.returncode != 0
    assert words in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.env_bool, "maybe"),
        (lambda name: env.env_int(name, 1), "-1"),
        (lambda name: env.env_int(name, 1, minimum=30), "29"),
        (lambda name: env.env_choice(name, ("a", "b"), "a"), "c"),
    ],
)
def test_a_wrong_value_names_its_variable(read, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="A_SETTING"):
        read("A_SETTING")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", " ")
    assert env.env_bool("A_SETTING", True) is True
    assert env.env_int("A_SETTING", 7) == 7
    assert env.env_list("A_SETTING", ["x"]) == ["x"]


def test_values_are_read_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", "off")
    assert env.env_bool("A_SETTING", True) is False
    monkeypatch.setenv("A_SETTING", "40")
    assert env.env_int("A_SETTING", 7) == 40


@pytest.mark.parametrize("ring", ["", "x:AAAA", f"0:{KEY}", f"1:{KEY},1:{KEY}", f"256:{KEY}", "1:not base64"])
def test_a_damaged_key_ring_is_refused(ring: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        env.read_key_ring("FIELD_KEYS", ring)


def test_a_key_ring_keeps_every_key() -> None:
    assert env.read_key_ring("FIELD_KEYS", f"1:{KEY}, 2:{KEY}") == {1: b"k" * 32, 2: b"k" * 32}


def test_a_database_url_is_taken_apart() -> None:
    read = env.database_from_url("postgres://a%40b:p%3Aq@db:5433/house?sslmode=require")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("a@b", "p:q", "db", "5433")
    assert read["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["sqlite:///x", "postgres://host", "mysql://a/b"])
def test_only_postgresql_with_a_name_is_a_database(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database_from_url(url)


def test_made_keys_are_kept_and_damaged_ones_are_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in keys.NAMES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "secrets.json"
    assert keys.load(path, production=False) == keys.load(path, production=False)
    path.write_text("{")
    with pytest.raises(ImproperlyConfigured, match="damaged"):
        keys.load(path, production=False)


def test_the_first_of_two_processes_that_make_keys_wins(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    keys._write(path, {"SECRET_KEY": "first"})
    keys._write(path, {"SECRET_KEY": "second"})
    assert "first" in path.read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["secrets.json"]
