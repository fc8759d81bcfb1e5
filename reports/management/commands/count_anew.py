"""`manage.py count_anew`: forget the roll-up of the figures and make it from the facts; when `doctor` finds cells that differ."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reports.indicators import folding
from reports.models import Cell


class Command(BaseCommand):
    help = (
        "Makes the roll-up of the figures anew from the facts; pages count for themselves until it is there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        folding.anew()
        self.stdout.write(f"{Cell.objects.count()} cells")
