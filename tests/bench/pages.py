"""Pages as a signed-in officer asks for them, through the whole stack of middleware, beside an empty page."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Unit
from outreach.models import Market
from registrations.models import Registration
from reports.indicators.area import key_of
from tests.bench.clock import Act, Row, in_turns
from tests.bench.scene import Scene, number_of, serial

FLOOR = "empty view, signed in"
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def signed_in(scene: Scene, name: str) -> Client:
    client = Client()
    client.force_login(scene.user(name))
    return client


def measure(scene: Scene, *, rounds: int) -> list[Row]:
    acts = requests(scene)
    queries = {name: count_queries(act) for name, act in acts.items()}
    times = in_turns(acts, rounds=rounds)
    floor = times.pop(FLOOR)
    return [
        floor.beside(floor, group="HTTP", subject=FLOOR, floor="itself", queries=queries[FLOOR]),
        *(
            found.beside(floor, group="HTTP", subject=name, floor=FLOOR, queries=queries[name])
            for name, found in times.items()
        ),
    ]


def requests(scene: Scene) -> dict[str, Act]:
    officer = signed_in(scene, "coordinator")
    someone = Registration.objects.filter(stage="departed").earliest("recorded_at")
    search = officer.post(reverse("registrations:search"), {"text": someone.person.full_name}).url
    pages = {
        FLOOR: (officer, reverse("bench-empty")),
        "registration list, 50 rows": (officer, reverse("registrations:list")),
        "name search, its result": (officer, search),
        "registration page": (officer, reverse("registrations:detail", args=[someone.pk])),
    } | {name: (signed_in(scene, who), url) for name, (who, url) in dashboards(scene).items()}
    acts: dict[str, Act] = {name: shown(client, url) for name, (client, url) in pages.items()}
    return acts | {"save a registration (POST)": saved(officer, scene)}


def dashboards(scene: Scene) -> dict[str, tuple[str, str]]:
    """Every level of the figures: who asks, and for which address."""
    commune = scene.communes[0]
    district, year = commune.parent or scene.campaign.province, 2019
    keys = [key_of(district), key_of(commune)]
    province = reverse("reports:progress", args=[year])
    step = f"{reverse('reports:people', args=[year])}?buoc=departed"
    return {
        "home of a leader": ("leader", reverse("reports:home")),
        "home of an officer": ("coordinator", reverse("reports:home")),
        "dashboard of the province": ("coordinator", province),
        "dashboard of a district": ("coordinator", reverse("reports:progress", args=[year, *keys[:1]])),
        "dashboard of a commune": ("coordinator", reverse("reports:progress", args=[year, *keys])),
        "by body, market, age, group": ("coordinator", f"{province}?xem=co-cau"),
        "who waits": ("coordinator", f"{province}?xem=dang-cho"),
        "who has not reported": ("coordinator", f"{province}?xem=chua-bao-cao"),
        "people behind a number of a commune": ("coordinator", f"{step}&don-vi={'.'.join(keys)}"),
        "people behind a number of the province": (
            "coordinator",
            f"{step}&theo=market&la={scene.market.code}",
        ),
    }


def shown(client: Client, url: str) -> Act:
    return lambda: expect(client.get(url), 200)


def saved(client: Client, scene: Scene) -> Act:
    url = reverse("registrations:create")
    return lambda: expect(client.post(url, form(scene.communes, scene.market, next(serial))), 302)


def form(communes: list[Unit], market: Market, nth: int) -> dict[str, Any]:
    """What an officer types for somebody who is new: number, name, birth, commune, telephone, group, wish."""
    return {
        "form_key": str(uuid.uuid4()),
        "identity": number_of(nth, year=1985, female=True),
        "full_name": f"Nguyễn Thị Mẫu {chr(65 + nth % 26)}",
        "birth": "05/03/1985",
        "sex": "female",
        "unit": str(communes[nth % len(communes)].pk),
        "phones": "0912345678",
        "groups": ["poor"],
        "groups_from": "01/01/2018",
        "market": str(market.pk),
        "on": "15/06/2020",
        "consents": ["campaign"],
        "consents_on": "15/06/2020",
        "consents_channel": "paper",
        "consents_evidence": "Mẫu 01",
        "same_as": "new",
    }


def expect(response: Any, status: int) -> HttpResponse:
    """A page that refuses would be fast, and would mean nothing."""
    if response.status_code != status:
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}, not {status}")
    answer: HttpResponse = response
    return answer


def count_queries(act: Act) -> int:
    """Statements that read or write; the second call, as the first fills caches."""
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(query["sql"].lstrip(" (").startswith(WORDS) for query in captured.captured_queries)
