"""What the audit trail costs: a change with its entry and its link in the chain, beside the same change without."""

from __future__ import annotations

from itertools import count
from unittest.mock import patch

from django.db import transaction

from accounts import audit
from registrations.models import Person
from registrations.services.people import change_person
from tests.bench.clock import Act, Row, in_turns
from tests.bench.scene import Scene

FLOOR = "the same without the trail"


def measure(scene: Scene, *, rounds: int) -> list[Row]:
    access, person = scene.access("coordinator"), Person.objects.earliest("recorded_at")
    numbers = count(1)

    def update(*, told: bool) -> None:
        with transaction.atomic():
            hamlet = f"Ấp {next(numbers)}"
            Person.objects.filter(pk=person.pk).update(hamlet=hamlet)
            if told:
                audit.record("person.changed", person, access=access, changes={"hamlet": ["•", "•"]})

    def service() -> None:
        change_person(access=access, person=person, hamlet=f"Ấp {next(numbers)}")

    def untold() -> None:
        with patch.object(audit, "record"):
            service()

    pairs: dict[str, tuple[Act, Act]] = {
        "one UPDATE, recorded": (lambda: update(told=True), lambda: update(told=False)),
        "change a person (service), recorded": (service, untold),
    }
    acts = {f"{name}|{n}": act for name, pair in pairs.items() for n, act in enumerate(pair)}
    times = in_turns(acts, rounds=rounds)
    return [
        times[f"{name}|0"].beside(times[f"{name}|1"], group="Audit", subject=name, floor=FLOOR)
        for name in pairs
    ]
