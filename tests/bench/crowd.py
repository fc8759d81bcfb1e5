"""Many people at work at once: a real server, real sessions, a pause between two actions; the empty page is one of the actions.

Every visitor waits for its answer, pauses (exponential, PAUSE seconds on average) and acts again. Times are those of the visitor, from the
first byte sent to the last byte read, on loopback.
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.access import Access, access_for
from campaigns.models import Organization, Role, Unit
from outreach.models import Market
from registrations.models import Registration
from tests.bench.clock import Row, Times
from tests.bench.pages import FLOOR, dashboards, form
from tests.bench.scene import BODIES, Scene, number_of, posted
from tests.faults.processes import database_url, wait_until

Actions = dict[str, Times]
VISITORS = 60
PAUSE = 5.0
WARM = 4  # requests that each process may spend on importing half the house
HOST = "127.0.0.1"
# Out of a hundred actions; an officer looks more than she writes.
LIST, SEARCH = "registration list, 50 rows", "name search (POST and its page)"
MIX = {
    LIST: 25,
    SEARCH: 20,
    "registration page": 25,
    "duplicate check": 10,
    "save a registration (POST)": 10,
    FLOOR: 10,
}


@dataclass
class Visitor:
    """A signed-in browser of somebody with a commune, a district or the province in view."""

    port: int
    cookies: dict[str, str]
    seen: list[str]
    communes: list[Unit]
    market: Market
    dice: random.Random
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def ask(
        self, method: str, url: str, data: dict[str, object] | None = None, **more: str
    ) -> tuple[int, str]:
        """One request on a connection of its own, as behind a proxy; the status and where it leads."""
        line = http.client.HTTPConnection(HOST, self.port, timeout=30)
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        head |= {"User-Agent": "bench", **more}
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data, doseq=True)
            head |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies[settings.CSRF_COOKIE_NAME],
            }
        line.request(method, url, body, head)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status, answer.headers.get("Location", "")

    def act(self, name: str) -> None:
        start = time.perf_counter()
        status, where = ACTS[name](self)
        self.times[name].append(time.perf_counter() - start)
        if status not in (200, 302):
            self.wrong.append(f"{name}: {status} {where}")


def a_list(who: Visitor) -> tuple[int, str]:
    return who.ask("GET", reverse("registrations:list"))


def a_search(who: Visitor) -> tuple[int, str]:
    text = who.dice.choice(["Nguyễn Thị Lan", "tran van binh", "mai huynh", "Lê Ngọc", "phuc"])
    _status, where = who.ask("POST", reverse("registrations:search"), {"text": text})
    return who.ask("GET", where)


def a_page(who: Visitor) -> tuple[int, str]:
    return who.ask("GET", reverse("registrations:detail", args=[who.dice.choice(who.seen)]))


def a_check(who: Visitor) -> tuple[int, str]:
    """As the page asks when the number is complete."""
    nth = who.dice.randrange(1, 100_000)
    number = number_of(nth, year=1990 + nth % 10, female=bool(nth % 2))
    typed = {"identity": number, "full_name": "", "birth": ""}
    return who.ask("POST", reverse("registrations:check"), typed, **{"HX-Request": "true"})


def a_save(who: Visitor) -> tuple[int, str]:
    """A number nobody has yet: the people of the scene were born later."""
    return who.ask(
        "POST", reverse("registrations:create"), form(who.communes, who.market, secrets.randbelow(1_000_000))
    )


def nothing(who: Visitor) -> tuple[int, str]:
    return who.ask("GET", reverse("bench-empty"))


ACTS: dict[str, Callable[[Visitor], tuple[int, str]]] = dict(
    zip(MIX, (a_list, a_search, a_page, a_check, a_save, nothing), strict=True)
)


def visitors(scene: Scene, port: int) -> list[Visitor]:
    """A third each of commune officers, district officers and managers of a union in the province."""
    bodies = list(Organization.objects.filter(code__in=BODIES))
    districts = sorted(
        {commune.parent for commune in scene.communes if commune.parent}, key=lambda one: one.code
    )
    found = []
    for nth in range(VISITORS):
        commune, district = scene.communes[nth * 7 % len(scene.communes)], districts[nth % len(districts)]
        place = (commune, district, scene.campaign.province)[nth % 3]
        role = Role.MANAGER if place.level == 0 else Role.OFFICER
        post = posted(f"visitor{nth}", role, bodies[nth % len(bodies)], place)
        found.append(
            Visitor(port, cookies_of(post.user), *reach(scene, access_for(post)), random.Random(nth))
        )
    return found


def reach(scene: Scene, access: Access) -> tuple[list[str], list[Unit], Market]:
    """People this visitor may open, communes it may enter people in."""
    rows = Registration.objects.within(access).order_by("-stage_on").values_list("pk", flat=True)[:200]
    communes = [one for one in scene.communes if one.path.startswith(access.unit_path)]
    return [str(pk) for pk in rows], communes, scene.market


def cookies_of(account: User, page: str = "") -> dict[str, str]:
    browser = Client(headers={"user-agent": "bench"})
    browser.force_login(account)
    browser.get(page or reverse("registrations:create"))
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@contextmanager
def site() -> Iterator[int]:
    """The server of `make run` over the database of the bench, on a port of its own."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "tests.bench.wsgi", "-b", f"{HOST}:{port}", "--preload"]
    command += ["-k", "gthread", "-w", "2", "--threads", "4", "--no-control-socket"]
    server = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env={**os.environ, "DATABASE_URL": database_url()}
    )
    try:
        wait_until(lambda: answers(port), seconds=60)
        yield port
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def work(who: Visitor, until: float) -> None:
    names, weights = list(MIX), list(MIX.values())
    time.sleep(who.dice.uniform(0, PAUSE))
    while time.monotonic() < until:
        who.act(who.dice.choices(names, weights)[0])
        time.sleep(who.dice.expovariate(1 / PAUSE))


def measure(scene: Scene, *, seconds: float) -> Actions:
    """What each action took, the empty page under the same crowd among them."""
    with site() as port:
        crowd = visitors(scene, port)
        warm(crowd)
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=work, args=(who, until)) for who in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if wrong := [line for who in crowd for line in who.wrong]:
        raise RuntimeError(f"{len(wrong)} answers were wrong, the first: {wrong[0]}")
    return {name: Times(tuple(t for who in crowd for t in who.times[name])) for name in MIX}


def alone(scene: Scene, *, rounds: int) -> Actions:
    """Every level of the figures through the same server, asked by one visitor and nobody else."""
    asked = {FLOOR: ("coordinator", reverse("bench-empty"))} | dashboards(scene)
    times: dict[str, list[float]] = {name: [] for name in asked}
    with site() as port:
        cookies = {
            who: cookies_of(scene.user(who), reverse("reports:home")) for who in ("coordinator", "leader")
        }
        for nth in range(WARM + rounds):
            for name, (who, url) in asked.items():
                one = Visitor(port, cookies[who], [], [], scene.market, random.Random(nth))
                start = time.perf_counter()
                status, where = one.ask("GET", url)
                if status != 200:
                    raise RuntimeError(f"{name}: {status} {where}")
                if nth >= WARM:
                    times[name].append(time.perf_counter() - start)
    return {name: Times(tuple(seconds)) for name, seconds in times.items()}


def alone_rows(measured: dict[int, Actions]) -> Iterator[Row]:
    for people, times in measured.items():
        for name in times:
            yield compared(times[name], times[FLOOR], group=f"{people:,} people", subject=name, floor=FLOOR)


def rows(measured: dict[int, Actions]) -> Iterator[Row]:
    """By number of people: each action beside the empty page; then the list and the search beside the first size."""
    for people, times in measured.items():
        for name in MIX:
            yield compared(times[name], times[FLOOR], group=f"{people:,} people", subject=name, floor=FLOOR)
    first, *others = measured
    for people in others:
        for name in (LIST, SEARCH):
            taken, before = measured[people][name], measured[first][name]
            group, floor = f"{people:,} people", f"with {first:,} people"
            yield compared(taken, before, group=group, subject=name, floor=floor)


def compared(taken: Times, other: Times, *, group: str, subject: str, floor: str) -> Row:
    row = taken.beside(other, group=group, subject=subject, floor=floor)
    return replace(row, tail=taken.p95 / other.p95)


def warm(crowd: list[Visitor]) -> None:
    """The first request of a process imports half the house; nobody's action pays for that."""
    for who in crowd[:8]:
        for name in MIX:
            who.act(name)
        who.times.clear()
