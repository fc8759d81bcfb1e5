"""`manage.py messages`: bring the Vietnamese catalogues up to date, check them, or compile them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from laborexport import catalogue, wording


class Command(BaseCommand):
    help = "Adds what the code asks to have translated, drops what it no longer does; --check and --compile."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("floors", nargs="*", metavar="FLOOR", help="only these floors (default: all)")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 when something is missing"
        )
        mode.add_argument("--compile", action="store_true", help="make the .mo files")

    def handle(self, *args: str, floors: list[str], check: bool, compile: bool, **options: Any) -> None:
        base = Path(settings.BASE_DIR)
        house = [wording.ROOF, *settings.FLOORS]
        if unknown := set(floors) - set(house):
            raise CommandError(f"No such floor: {', '.join(sorted(unknown))}. Floors: {', '.join(house)}.")
        chosen = floors or house
        if check:
            self.check_catalogues(base, house, chosen)
        elif compile:
            self.stdout.write(f"{len(catalogue.compile_all(base, chosen))} catalogues compiled.")
        else:
            self.update_catalogues(base, house, chosen)

    def check_catalogues(self, base: Path, house: list[str], chosen: list[str]) -> None:
        prefixes = tuple(chosen)
        found = [problem for problem in catalogue.problems(base, house) if problem.startswith(prefixes)]
        if found:
            raise CommandError(
                "\n".join([*found, f"{len(found)} problems; add words with: manage.py messages"])
            )
        self.stdout.write("The catalogues are complete.")

    def update_catalogues(self, base: Path, house: list[str], chosen: list[str]) -> None:
        for floor in chosen:
            done = catalogue.update(base, floor, house)
            self.stdout.write(
                f"{floor}: {len(done.added)} added, {len(done.dropped)} dropped, {done.untranslated} without translation"
            )
            for sentence in done.dropped:
                self.stdout.write(f"  dropped: {sentence!r}")
