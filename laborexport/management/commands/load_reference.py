"""Units, bodies, the plan, markets and banks: what every installation starts with."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

FLOORS = ("campaigns", "outreach", "registrations")


class Command(BaseCommand):
    help = "Load the reference data; loading again adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            for floor in FLOORS:
                if find_spec(f"{floor}.reference"):
                    import_module(f"{floor}.reference").load()
        if options["verbosity"]:
            self.stdout.write("Đã nạp dữ liệu tham chiếu. · Reference data loaded.")
