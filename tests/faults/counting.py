"""Processes that write what is counted, while others fold it."""

from __future__ import annotations

from datetime import date, timedelta
from multiprocessing.synchronize import Event
from random import Random

import django
from django.conf import settings
from django.db import connections

ROUNDS = 60


def write(seed: int, database: str, stop: Event) -> None:
    """Register, depart, put right and share again, each in a transaction of its own, until told to stop."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    from campaigns.models import Campaign, Organization, Unit  # noqa: PLC0415 - this process has just set Django up
    from tests.factories import reports as make  # noqa: PLC0415

    dice, campaign = Random(seed), Campaign.objects.get()
    units = list(Unit.objects.communes())
    bodies = [Organization.objects.get(code=code) for code in ("phunu", "nongdan")]
    while not stop.is_set():
        start = date(2018, 12, 1) + timedelta(days=dice.randrange(60))
        steps = {"registered": start, "selected": start, "departed": start + timedelta(days=10)}
        made = make.walk(campaign, dice.choice(units), steps, bodies=bodies[:1])
        make.correct(
            made.milestones.get(kind="departed"),
            start + timedelta(days=dice.randrange(40)),
            make.noon(start + timedelta(days=400)),
        )
        make.reshare(made, {bodies[1]: (1, 1)}, make.noon(start + timedelta(days=400)))
    connections.close_all()


def fold(database: str, stop: Event) -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    from reports.indicators import folding  # noqa: PLC0415 - likewise

    while not stop.is_set():
        folding.fold()
    connections.close_all()
