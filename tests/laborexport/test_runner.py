"""The local runner: it starts real servers, says what is wrong in one sentence, and leaves nobody behind."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from laborexport.local import bootstrap, children, digest, machine, places, run, servers, system
from laborexport.local.children import Child
from laborexport.local.words import Trouble
from tests import clock

READY = """
from laborexport.local import digest, places, steps
steps.mark("prepared", digest.of_house())
steps.mark("demo", "skipped")
(places.VAR / "static").mkdir(parents=True, exist_ok=True)
(places.VAR / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
"""


@pytest.fixture
def var() -> Iterator[Path]:
    """A var/ of its own; not pytest's folder, which other accounts may not pass."""
    home = Path(tempfile.mkdtemp(prefix="laborexport-"))
    yield home / "var"
    for pid in processes_of(home):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(home)


def processes_of(folder: Path) -> list[int]:
    """Living processes that name the folder in their command or work in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in text:
                found.append(int(entry.name))
    return found


def local(var: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "LABOREXPORT_VAR": str(var), "DATABASE_URL": "", "REDIS_URL": ""}
    environment |= {"PUBLIC_URL": "", "CSRF_TRUSTED_ORIGINS": ""}
    command = [sys.executable, "-m", "laborexport.local", *words]
    return subprocess.Popen(
        command, cwd=places.BASE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str], seconds: float = 60) -> tuple[str, str]:
    """Both streams, read to the end: a server that kept one open would hang here."""
    return process.communicate(timeout=seconds)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
def test_a_first_start_cut_short_is_begun_again_and_nothing_stays_behind(var: Path) -> None:
    half_made = var / "postgres" / "data"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    process = local(var, "within", sys.executable, "-c", READY + "print(steps.state('demo'))")
    out, err = finish(process)
    assert (process.returncode, out) == (0, "skipped\n"), err
    assert "bị ngắt giữa chừng" in err
    assert processes_of(var) == []


@pytest.mark.slow
def test_ctrl_c_ends_the_site_the_worker_and_the_servers(var: Path) -> None:
    """The second run of a newcomer: everything is prepared already."""
    finish(local(var, "within", sys.executable, "-c", READY))
    port = free_port()
    begun = time.monotonic()
    process = local(var, "run", "--port", str(port))
    try:
        wait_until_live(port, process)
        assert (time.monotonic() - begun) / clock.stretched(processes_of(var)) < 10
        wait_until_at_work(var, "gunicorn", "worker", "beat")
        assert addresses_of(var, "gunicorn", "worker") == {f"http://127.0.0.1:{port}"}
    finally:
        process.send_signal(signal.SIGINT)
        _, err = finish(process)
    assert process.returncode == 0, err
    assert "Đã dừng tất cả" in err
    assert processes_of(var) == []


def wait_until_live(port: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2) as response:
                assert response.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(finish(process)[1])


def wait_until_at_work(var: Path, *names: str, seconds: float = 30) -> None:
    """The worker and beat follow the site; each is seen by a word of its command."""
    end = time.monotonic() + seconds
    while missing := [name for name in names if not any(name in words for words in commands_of(var))]:
        assert time.monotonic() < end, f"not started: {missing}"
        time.sleep(0.1)


def addresses_of(folder: Path, *names: str) -> set[str | None]:
    """Where the programs of these names believe the site is reached: they print it on papers."""
    found = set()
    for pid in processes_of(folder):
        with suppress(OSError):
            if set(names) & set(Path(f"/proc/{pid}/cmdline").read_text().replace("/", "\0").split("\0")):
                words = Path(f"/proc/{pid}/environ").read_text().split("\0")
                found.add(dict(word.partition("=")[::2] for word in words).get("PUBLIC_URL"))
    return found


@pytest.mark.parametrize("given", ["PUBLIC_URL", "CSRF_TRUSTED_ORIGINS"])
def test_an_address_the_environment_names_is_left_to_it(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PUBLIC_URL", "CSRF_TRUSTED_ORIGINS"):
        monkeypatch.setenv(name, "https://xkld.example.vn" if name == given else "")
    run.tell_address(9000)
    assert os.environ["PUBLIC_URL"] == ("https://xkld.example.vn" if given == "PUBLIC_URL" else "")


def commands_of(folder: Path) -> list[list[str]]:
    found = []
    for pid in processes_of(folder):
        with suppress(OSError):
            found.append(Path(f"/proc/{pid}/cmdline").read_text().split("\0"))
    return found


def test_a_busy_port_gets_one_sentence(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"Cổng {port} đang bận") as trouble:
            run.check_port(port)
    assert "make run PORT=" in str(trouble.value)
    assert len(str(trouble.value).splitlines()) == 2


@pytest.mark.parametrize("port", [0x10000, 99999])
def test_a_port_that_does_not_exist_gets_the_same_sentence(port: int) -> None:
    with pytest.raises(Trouble, match="chọn cổng khác"):
        run.check_port(port)


def test_a_full_disk_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(Trouble, match="đã đầy"):
        run.check_disk()


def test_missing_pango_gets_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble, match=r"sudo apt-get install .*libpango-1.0-0") as trouble:
        machine.ensure_printing(("libno-such-thing.so.9",))
    assert "libno-such-thing.so.9" in str(trouble.value)


def test_an_old_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    with pytest.raises(Trouble, match="Cần Python"):
        bootstrap._check_python()


def test_a_folder_of_another_account_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Trouble, match="hãy chạy bằng tài khoản"), servers._sentences():
        raise PermissionError(13, "denied")


def test_a_failed_step_names_itself_and_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "LOGS", tmp_path)
    with pytest.raises(Trouble, match="no_such_command"):
        run.manage("no_such_command")
    assert "no_such_command" in (tmp_path / "setup.log").read_text()


def test_a_stopped_program_takes_its_children_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "LOGS", tmp_path)
    mark = str(tmp_path / "mark")
    stubborn = f"import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)', '{mark}'])"
    child = Child("stubborn", [sys.executable, "-c", stubborn, mark], patience=0.2)
    child.start()
    while len(processes_of(Path(mark))) < 2:
        time.sleep(0.02)
    children.stop_all([child])
    assert not child.alive()
    assert processes_of(Path(mark)) == []


def test_a_killed_program_is_replaced_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(places, "LOGS", tmp_path)
    child = Child("brief", [sys.executable, "-S", "-c", ""])
    child.start()
    with pytest.raises(Trouble, match="dừng liên tục"):
        children.watch([child], until=lambda: False, pause=0.05)
    assert child.restarts == children.MOST_RESTARTS + 1


class Careless(io.RawIOBase):
    """A file whose last moment the signal meets: Python says nothing of what is raised there."""

    def close(self) -> None:
        signal.raise_signal(signal.SIGHUP)


@pytest.fixture
def hangup() -> Iterator[None]:
    before = {name: signal.getsignal(name) for name in run.SIGNALS}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.mark.usefixtures("hangup")
def test_a_wish_to_stop_that_python_lost_is_heeded_all_the_same() -> None:
    wish = run.Wish()
    signal.signal(signal.SIGHUP, wish.ask)
    Careless()  # the control: nothing arrives here
    with pytest.raises(run.Stopped):
        wish.watch([])


@pytest.mark.usefixtures("hangup")
def test_a_wish_to_stop_while_the_programs_are_watched_is_not_raised_in_the_midst_of_it() -> None:
    wish = run.Wish()
    wish.heeded = True
    signal.signal(signal.SIGHUP, wish.ask)
    signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGHUP)  # a second one does not count
    assert wish.asked


def test_a_command_that_needs_no_server_starts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_start", lambda: pytest.fail("a server was started"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with servers.servers_for_command(["manage.py", "check"]):
        pass
    with servers.servers_for_command(["manage.py"]):
        pass


def test_a_long_path_gets_a_short_socket_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "VAR", Path("/" + "x" * 120))
    folder = places.socket_folder("postgres")
    assert len(str(folder)) < 60
    assert folder != places.socket_folder("valkey")


def test_the_digest_sees_a_changed_file_and_ignores_compiled_ones(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_text("a")
    before = digest.of_house(tmp_path)
    (tmp_path / "static" / "x.pyc").write_text("b")
    assert digest.of_house(tmp_path) == before
    (tmp_path / "static" / "site.css").write_text("b")
    assert digest.of_house(tmp_path) != before


def test_only_root_lends_postgresql_an_account() -> None:
    account = system.server_account()
    assert (account is not None) == (os.geteuid() == 0)
    if account is not None:
        assert account.pw_uid != 0
