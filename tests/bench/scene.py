"""The real communes and the real plan with synthetic people, written in bulk: what the services would leave behind, in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle, islice
from typing import Any

from django.core.management import call_command
from django.db import transaction

from accounts import crypto
from accounts.models import User
from accounts.text import fold, sort_key
from campaigns.access import Access, access_for
from campaigns.current import current_campaign
from campaigns.models import Campaign, Organization, Posting, Role, Unit
from outreach.models import Market
from registrations.models import Credit, IdentityNumber, Milestone, Person, Phone, Profile, Registration
from registrations.services.facts import index_of, phone_index
from reports.indicators import folding
from tests.bench import copies
from tests.factories.campaigns import posting, user
from tests.factories.reports import noon

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ"]
MIDDLE = ["Thị", "Văn", "Ngọc", "Hoàng", "Minh", "Thanh", "Kim"]
GIVEN = ["An", "Bình", "Cúc", "Đào", "Én", "Giang", "Hạnh", "Kiều", "Lan", "Mai", "Ngọc", "Oanh", "Phúc"]
BODIES = ["phunu", "nongdan", "doan"]
START, LAST = date(2018, 1, 8), date(2020, 12, 28)
# Of ten people all are registered, seven selected, five departed; the rest is still on the way.
STEPS = (("registered", 0, 10), ("selected", 60, 7), ("departed", 150, 5))
PORTION, COPIED = 5000, 50_000
serial = count(1)


@dataclass(frozen=True)
class Scene:
    campaign: Campaign
    communes: list[Unit]
    market: Market
    postings: dict[str, Posting]

    def access(self, name: str) -> Access:
        return access_for(self.postings[name])

    def user(self, name: str) -> User:
        return self.postings[name].user


def build(people: int) -> Scene:
    """The scene with that many people, or as many as the database holds already."""
    call_command("load_reference", verbosity=0)
    campaign = current_campaign()
    bodies = {body.code: body for body in Organization.objects.all()}
    units = Unit.objects.on(START).on(LAST).communes().filter(path__startswith=campaign.province.path)
    posts = [
        ("coordinator", Role.COORDINATOR, "mttq"),
        ("manager", Role.MANAGER, "phunu"),
        ("leader", Role.LEADER, "mttq"),
    ]
    scene = Scene(
        campaign=campaign,
        communes=list(units.select_related("parent")),
        market=Market.objects.order_by("rank", "pk")[0],
        postings={name: posted(name, role, bodies[code], campaign.province) for name, role, code in posts},
    )
    if not Registration.objects.exists():
        populate(scene, [bodies[code] for code in BODIES], people)
    return scene


def posted(name: str, role: str, body: Organization, unit: Unit) -> Posting:
    """An account of the bench with its posting; in a database that is used again it is there already."""
    known = Posting.objects.filter(user__username=f"bench.{name}")
    found = known.select_related("user", "organization", "unit").first()
    return found or posting(user(f"bench.{name}"), role, body, unit)


def name_of(nth: int) -> str:
    return f"{FAMILY[nth % 10]} {MIDDLE[nth // 10 % 7]} {GIVEN[nth // 70 % 13]}"


def number_of(nth: int, *, year: int, female: bool) -> str:
    """12 digits: province, century and sex, year of birth, six of its own (Circular 59/2021, art. 4 ff.)."""
    return f"{83 + nth // 1_000_000:03d}{int(female)}{year % 100:02d}{nth % 1_000_000:06d}"


def person_of(nth: int, unit: Unit, year: int) -> Person:
    name = name_of(nth)
    return Person(
        full_name=name,
        name_folded=fold(name),
        name_sort=sort_key(name),
        birth_date=date(year, 1 + nth % 12, 1 + nth % 28),
        birth_precision="day",
        sex="female" if nth % 2 else "male",
        unit=unit,
        is_demo=True,
    )


def newcomers(scene: Scene, many: int, year: int = 1990) -> list[Person]:
    """People known by a number and a telephone, not registered yet; no two share a number."""
    numbered = [(nth, year + nth % 10) for nth in (next(serial) for _ in range(many))]
    persons = [person_of(nth, scene.communes[nth % len(scene.communes)], born) for nth, born in numbered]
    Person.objects.bulk_create(persons, batch_size=1000)
    cards, phones = [], []
    for person, (nth, born) in zip(persons, numbered, strict=True):
        number, phone = number_of(nth, year=born, female=bool(nth % 2)), f"09{nth:08d}"
        seal = crypto.seal(number, context=f"identity:{person.pk}")
        cards.append(IdentityNumber(person=person, kind="cccd", sealed=seal, index=index_of(number)))
        seal = crypto.seal(phone, context=f"phone:{person.pk}")
        phones.append(Phone(person=person, sealed=seal, index=phone_index(phone)))
    IdentityNumber.objects.bulk_create(cards, batch_size=1000)
    Phone.objects.bulk_create(phones, batch_size=1000)
    return persons


@transaction.atomic
def populate(scene: Scene, bodies: list[Organization], people: int) -> None:
    """The first portion row by row; the others are its copies, in portions, so that a million people need little memory."""
    rows: dict[type[Any], list[Any]] = {model: [] for model in (Registration, Profile, Credit, Milestone)}
    for nth, person in enumerate(newcomers(scene, min(PORTION, people))):
        start = START + timedelta(days=nth * 379 % (LAST - START).days)
        for row in way_of(scene, person, bodies[nth % len(bodies)], start, nth):
            rows[type(row)].append(row)
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=1000)
    first = rows[Registration]
    for left in range(people - len(first), 0, -COPIED):
        copies.write(twins(scene, first, min(COPIED, left)))
    folding.anew()  # copies are written without triggers


def twins(scene: Scene, first: list[Registration], many: int) -> Iterator[copies.Known]:
    """The people of the first portion over and over, each with a place, days and numbers of its own that fit its sex and year of birth."""
    for made, nth in zip(cycle(first), islice(serial, many), strict=False):
        known = number_of(nth, year=made.person.birth_date.year, female=made.person.sex == "female")
        commune = scene.communes[(nth + nth // PORTION) % len(scene.communes)]
        yield made.person_id, made.pk, known, f"09{nth:08d}", commune.pk, commune.path, nth // PORTION % 4


def way_of(scene: Scene, person: Person, body: Organization, start: date, nth: int) -> Iterator[Any]:
    """A registration with its profile, its credit and its steps up to the end of the campaign."""
    steps = [(kind, start + timedelta(days=after)) for kind, after, of_ten in STEPS if nth % 10 < of_ten]
    steps = [(kind, day) for kind, day in steps if day <= LAST] or steps[:1]
    at = noon(start)
    made = Registration(
        person=person,
        campaign=scene.campaign,
        unit=person.unit,
        market=scene.market,
        stage=steps[-1][0],
        stage_on=steps[-1][1],
        selected_on=next((day for kind, day in steps if kind == "selected"), None),
        recorded_at=at,
        is_demo=True,
    )
    yield made
    yield Profile(
        registration=made,
        person=person,
        unit=person.unit,
        market=scene.market,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_precision="day",
        groups=["poor"] if nth % 4 == 0 else [],
        recorded_at=at,
    )
    yield Credit(
        registration=made, organization=body, numerator=1, denominator=1, is_lead=True, recorded_at=at
    )
    for kind, day in steps:
        market = None if kind == "registered" else scene.market
        yield Milestone(
            registration=made,
            kind=kind,
            on=day,
            market=market,
            through_centre=kind == "selected",
            recorded_at=noon(day),
        )
