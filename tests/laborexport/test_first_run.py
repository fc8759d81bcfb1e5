"""What a first run does, what a second one leaves alone, and what a run cut short begins again."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection

from laborexport.local import machine, places, run, steps, system
from laborexport.local.words import Trouble
from tests.factories.campaigns import House

PREPARED = ["messages", "collectstatic", "migrate", "load_reference"]


@pytest.fixture
def asked(transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[list[str]]:
    """The commands a run asks for, against the test database as if DATABASE_URL named it."""
    values = connection.settings_dict
    address = (
        f"{quote(values['USER'])}:{quote(values['PASSWORD'])}@/{values['NAME']}?host={quote(values['HOST'])}"
    )
    monkeypatch.setenv("DATABASE_URL", f"postgres://{address}&port={values['PORT'] or 5432}")
    manifest = tmp_path / "staticfiles.json"
    manifest.touch()
    monkeypatch.setattr(run, "STATIC_MANIFEST", manifest)
    monkeypatch.setattr(run, "DEMO", tmp_path / "demo.json")
    names: list[str] = []
    monkeypatch.setattr(run, "manage", lambda name, *words, **environment: names.append(name))
    yield names
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {steps.TABLE}")


def test_the_first_run_makes_the_demo_and_the_second_asks_for_nothing(asked: list[str]) -> None:
    run.prepare()
    assert asked == [*PREPARED, "seed_demo"]
    run.prepare()
    assert asked == [*PREPARED, "seed_demo"]


def test_changed_code_is_prepared_again_and_the_demo_is_kept(asked: list[str]) -> None:
    run.prepare()
    steps.mark("prepared", "an older house")
    run.prepare()
    assert asked == [*PREPARED, "seed_demo", *PREPARED]


def test_no_demo_is_put_beside_real_people(asked: list[str], house: House) -> None:
    run.prepare()
    assert asked == PREPARED


def test_a_foreign_database_with_half_a_demo_is_not_touched(asked: list[str]) -> None:
    steps.mark("demo", steps.BEGUN)
    with pytest.raises(Trouble, match="tạo dở"):
        run.prepare()
    assert "seed_demo" not in asked


def test_half_a_demo_in_the_embedded_database_is_made_anew(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop() -> None:
        asked.append("dropped")
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {steps.TABLE} WHERE name = 'demo'")

    monkeypatch.setattr(run.postgres, "drop_database", drop)
    monkeypatch.setattr(run.postgres, "make_database", lambda: None)
    monkeypatch.setattr(places, "embedded_database", lambda: True)
    steps.mark("demo", steps.BEGUN)
    run.prepare()
    assert asked == [*PREPARED, "dropped", "migrate", "load_reference", "seed_demo"]
    assert steps.state("demo") == steps.DONE


def test_the_review_is_asked_for_once(asked: list[str]) -> None:
    steps.mark("demo", steps.DONE)
    run.finish_demo()
    run.finish_demo()
    assert asked == ["build_demo_review"]


def test_the_demo_password_is_given_or_made_once(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    assert run.demo_password() == run.demo_password()
    assert run.DEMO.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("DEMO_PASSWORD", "mat-khau-cua-toi")
    assert run.demo_password() == "mat-khau-cua-toi"


def test_accounts_are_shown_with_their_password(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run.print_accounts()
    assert asked == []
    steps.mark("demo", steps.DONE)
    password = run.demo_password()
    run.print_accounts()
    assert asked == ["demo_accounts"]
    assert password in capsys.readouterr().err


def test_packages_are_installed_only_by_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert machine.install("libpango-1.0-0") is False


def test_root_without_useradd_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "ACCOUNT", "no-such-account")
    monkeypatch.setattr(system, "am_root", lambda: True)
    monkeypatch.setattr(system.shutil, "which", lambda name, path: None)
    with pytest.raises(Trouble, match="no-such-account"):
        system.server_account()


def test_the_worker_of_a_run_has_more_time_than_a_page() -> None:
    web, worker, beat = run.make_children(8000)
    assert (web.name, beat.name) == ("web", "beat")
    assert int(worker.environment["STATEMENT_TIMEOUT"]) > 10
    assert "runserver" not in web.command
