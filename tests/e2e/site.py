"""The whole house for a browser: demo data in the test database, gunicorn in front, a real worker behind."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import StringIO

from celery import current_app
from django.core.management import call_command
from django.test import override_settings

from tests.e2e.traces import Log
from tests.faults import processes
from tests.faults.processes import Broker, Process

PASSWORD = "hoc nghe roi di xa"
PEOPLE = 90


@dataclass(frozen=True)
class Site:
    url: str
    logs: tuple[Log, ...]
    password: str = PASSWORD

    def address(self, path: str = "/") -> str:
        return f"{self.url}{path}"


@contextmanager
def site() -> Iterator[Site]:
    """Filled through the commands a newcomer runs, served by the program that serves in production; emptied at the end."""
    fill()
    with closing(Broker()) as broker, tempfile.TemporaryDirectory() as static:
        broker.start()
        environment = {**processes.environment_for(broker), "STATIC_ROOT": static, "PYTHONWARNINGS": "ignore"}
        with override_settings(STATIC_ROOT=static, STORAGES=PRODUCTION_STORAGES):
            call_command("collectstatic", interactive=False, verbosity=0)
        with (
            closing(processes.worker(broker, include="reports.tasks")) as worker,
            closing(web(environment)) as server,
        ):
            worker.start()
            server.start()
            with bell_of(broker):
                call_command("build_demo_review", stdout=StringIO())
            logs = (Log("log of the server", server.said), Log("log of the worker", worker.said))
            yield Site(answering(server), logs)
    call_command("flush", interactive=False, verbosity=0)


@contextmanager
def bell_of(broker: Broker) -> Iterator[None]:
    """What this process enqueues goes to the worker of the site."""
    before, current_app.conf.broker_url = current_app.conf.broker_url, broker.celery_url
    yield
    current_app.conf.broker_url = before


PRODUCTION_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def fill() -> None:
    call_command("flush", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    os.environ["DEMO_PASSWORD"] = PASSWORD
    call_command("seed_demo", registrations=PEOPLE, verbosity=0)


class Web(Process):
    port: int


def web(environment: dict[str, str]) -> Web:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "laborexport.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--access-logfile", "-"]
    server = Web(command, environment)
    server.port = port
    return server


def answering(server: Web, seconds: float = 60) -> str:
    url, until = f"http://127.0.0.1:{server.port}", time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health/live", timeout=5):
                return url
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < until, server.told()
            time.sleep(0.1)
