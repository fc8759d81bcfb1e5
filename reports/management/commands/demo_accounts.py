from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from reports.demo.cast import PARTS


class Command(BaseCommand):
    help = "Print the demo accounts and what each is posted as."

    def handle(self, *args: Any, **options: Any) -> None:
        present = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
        for part in PARTS:
            if part.username in present:
                self.stdout.write(f"  {part.username:<26} {part.full_name}")
