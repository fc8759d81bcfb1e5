"""`make run`: servers, migrations, reference data, a demo year, the site, a worker and beat; Ctrl-C stops all of it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from laborexport.local import children, digest, machine, places, postgres, steps
from laborexport.local.children import Child
from laborexport.local.servers import servers
from laborexport.local.words import Trouble, disk_is_full, say

LEAST_FREE_BYTES = 300 * 1024 * 1024
HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STATIC_MANIFEST = places.VAR / "static" / "staticfiles.json"
DEMO = places.VAR / "demo.json"


class Stopped(BaseException):
    """The operator asked to stop."""


class Wish:
    """Whether the operator asked to stop. Python may lose what a signal's handler raises (a finaliser of a file clears
    it without a word), and a signal between two steps of `Popen.poll` would leave its lock held: so the wish is also
    kept, and while the run only watches its programs nothing is raised."""

    def __init__(self) -> None:
        self.asked = False
        self.heeded = False  # somebody looks at it

    def ask(self, number: int, frame: FrameType | None) -> None:
        """The first signal ends the run; a second Ctrl-C must not cut the tidying short."""
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        self.asked = True
        if not self.heeded:
            raise Stopped

    def watch(self, programs: list[Child]) -> None:
        """Until the operator asks to stop, also when that was before."""
        self.heeded = True
        children.watch(programs, until=lambda: self.asked)
        raise Stopped


def run(port: int) -> None:
    wish = Wish()
    for name in SIGNALS:
        signal.signal(name, wish.ask)
    programs: list[Child] = []
    try:
        check_port(port)
        check_disk()
        machine.ensure_printing()
        with servers():
            tell_address(port)
            prepare()
            programs = make_children(port)
            try:
                serve(programs, port)
                wish.watch(programs)
            finally:
                say("Đang dừng…", "Stopping…")
                children.stop_all(programs)
    except Stopped:
        say("Đã dừng tất cả.", "Everything is stopped.")


def tell_address(port: int) -> None:
    """Links on papers lead to this run, unless the environment says where the house is reached."""
    if not any(os.environ.get(name, "").strip() for name in ("PUBLIC_URL", "CSRF_TRUSTED_ORIGINS")):
        os.environ["PUBLIC_URL"] = f"http://{HOST}:{port}"


def prepare() -> None:
    """Every step may be repeated; a finished demo is never made twice."""
    house = digest.of_house()
    if steps.state("prepared") != house or not STATIC_MANIFEST.exists():
        say("Đang chuẩn bị cơ sở dữ liệu và tệp tĩnh…", "Preparing the database and the static files…")
        manage("messages", "--compile")
        manage("collectstatic", "--no-input", "-v", "0")
        _prepare_database()
        steps.mark("prepared", house)
    if steps.state("demo") == steps.BEGUN:
        _begin_again()
    if steps.state("demo") is None and not steps.has_people():
        make_demo()


def _prepare_database() -> None:
    manage("migrate", "--no-input", "-v", "0")
    manage("load_reference")


def make_demo() -> None:
    say(
        "Lần chạy đầu: đang tạo dữ liệu mẫu 2018–2020 (vài phút)…",
        "First run: making demo data for 2018–2020 (a few minutes)…",
    )
    steps.mark("demo", steps.BEGUN)
    manage("seed_demo", DEMO_PASSWORD=demo_password())
    steps.mark("demo", steps.DONE)


def _begin_again() -> None:
    """The site was never opened on a half-made demo, so nobody's work is in it."""
    if not places.embedded_database():
        raise Trouble(
            "Cơ sở dữ liệu trong DATABASE_URL có dữ liệu mẫu tạo dở: hãy tạo lại cơ sở dữ liệu trống rồi chạy lại.",
            "The database of DATABASE_URL holds a half-made demo: make it anew, empty, and run again.",
        )
    say(
        "Dữ liệu mẫu lần trước tạo dở; đang tạo lại từ đầu.",
        "The demo data were cut short last time; making them anew.",
    )
    postgres.drop_database()
    postgres.make_database()
    _prepare_database()


def serve(programs: list[Child], port: int) -> None:
    """The site first, with the machine to itself: somebody waits for it; nobody waits for the worker yet."""
    web, *others = programs
    web.start()
    wait_for_site(web, port)
    for program in others:
        program.start()
    finish_demo()
    print_accounts()
    say(
        f"Trang web: http://{HOST}:{port}/   (Ctrl-C để dừng; nhật ký trong {places.LOGS})",
        f"The site answers at http://{HOST}:{port}/   (Ctrl-C stops it; logs in {places.LOGS})",
    )


def finish_demo() -> None:
    """The review of the demo year is built by the real worker, with its progress shown."""
    if steps.state("demo") == steps.DONE and steps.state("review") != steps.DONE:
        say("Tiến trình nền đang lập báo cáo năm 2019…", "The worker is building the review of 2019…")
        manage("build_demo_review", quiet=False)
        steps.mark("review", steps.DONE)


def make_children(port: int) -> list[Child]:
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "laborexport"]
    web = [
        "-m",
        "gunicorn",
        "laborexport.wsgi",
        "-b",
        f"{HOST}:{port}",
        "-k",
        "gthread",
        "-w",
        "2",
        "--threads",
        "4",
    ]
    # Read once, before the two are forked: half the time to the first page, and half the memory.
    web += ["--preload", "--no-control-socket", "--max-requests", "5000", "--max-requests-jitter", "500"]
    beat = ["beat", "-l", "WARNING", "--pidfile=", "-s", str(places.VAR / "celerybeat")]
    return [
        Child("web", [python, *web]),
        Child(
            "worker",
            [*celery, "worker", "-l", "WARNING", "-c", "2"],
            {"STATEMENT_TIMEOUT": "120"},
            patience=15,
        ),
        Child("beat", [*celery, *beat]),
    ]


def wait_for_site(web: Child, port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and web.alive():
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health/live", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Trouble(
        f"Trang web không khởi động được; xem {web.log}.", f"The site did not start; read {web.log}."
    )


def manage(*words: str, quiet: bool = True, **environment: str) -> None:
    """A command of the house; what it says goes into the log, and one sentence to the operator when it fails."""
    places.LOGS.mkdir(parents=True, exist_ok=True)
    log = places.LOGS / "setup.log"
    with log.open("ab") as file:
        begin = file.tell()
        done = subprocess.run(
            [sys.executable, str(places.BASE / "manage.py"), *words],
            cwd=places.BASE,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=file if quiet else None,
            stderr=file,
        )
    if done.returncode == 0:
        return
    if "No space left on device" in log.read_bytes()[begin:].decode(errors="replace"):
        raise disk_is_full()
    raise Trouble(
        f"Bước «{words[0]}» không làm xong; xem cuối tệp {log}.",
        f"The step {words[0]} did not finish; read the end of {log}.",
    )


def print_accounts() -> None:
    """The table is the demo's own; the password is shown again as long as nobody removed var/demo.json."""
    if steps.state("demo") != steps.DONE:
        return
    manage("demo_accounts", quiet=False)
    if DEMO.exists():
        say(
            f"Mật khẩu chung của các tài khoản mẫu: {demo_password()}",
            f"The password of all demo accounts: {demo_password()}",
        )


def demo_password() -> str:
    """From DEMO_PASSWORD, else made up once and kept for the next run's table."""
    if given := os.environ.get("DEMO_PASSWORD", "").strip():
        return given
    if not DEMO.exists():
        handle = os.open(DEMO, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump({"password": f"mau-{secrets.token_hex(5)}"}, file)
    return str(json.loads(DEMO.read_text())["password"])


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise Trouble(
                f"Cổng {port} đang bận hoặc không dùng được: hãy chọn cổng khác, ví dụ: make run PORT={port % 60000 + 1}",
                f"Port {port} is busy or cannot be used: choose another, for example: make run PORT={port % 60000 + 1}",
            ) from error


def check_disk() -> None:
    places.VAR.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(places.VAR).free < LEAST_FREE_BYTES:
        raise disk_is_full()
