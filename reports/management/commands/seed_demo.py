from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from reports.demo import play


class Command(BaseCommand):
    help = "Make the demo campaign 2018–2020 with made-up people, through the services; the same seed gives the same figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--registrations", type=int, default=play.PEOPLE)
        parser.add_argument("--seed", type=int, default=play.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Dữ liệu mẫu không được tạo trên hệ thống thật. / No demo data in production.")
        if User.objects.exists():
            raise CommandError(
                "Cơ sở dữ liệu đã có tài khoản; dữ liệu mẫu chỉ tạo trên cơ sở dữ liệu trống. / The database is not empty."
            )
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or secrets.token_urlsafe(9)
        counts = play.everything(count=options["registrations"], seed=options["seed"], password=password)
        self.stdout.write(" · ".join(f"{name}: {number}" for name, number in counts.items()))
        if not given:
            self.stdout.write(f"DEMO_PASSWORD: {password}")
