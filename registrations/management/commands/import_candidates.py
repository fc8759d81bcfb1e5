from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.jobs import JobError
from accounts.models import User
from campaigns.access import Access, Forbidden, access_for
from campaigns.current import current_campaign
from campaigns.dates import today_vn
from campaigns.postings import postings_of
from imports import batches, checking, writing
from imports.readings import report
from registrations.importing import CandidateImporter
from registrations.services.importing import KIND


class Command(BaseCommand):
    help = "Check a candidate list as a user, and with --commit write the rows that are ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True)
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        access = _access(options["username"])
        try:
            result = _import(options["file"], access, commit=options["commit"])
        except (JobError, Forbidden, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            json.dumps(result, ensure_ascii=False, indent=1) if options["json"] else _table(result)
        )


def _access(username: str) -> Access:
    user = User.objects.filter(username=username.lower()).first()
    postings = postings_of(user.pk, today_vn()) if user else []
    if not postings:
        raise CommandError(f"No account «{username}» with a posting in force.")
    return access_for(postings[0])


def _import(file: Path, access: Access, *, commit: bool) -> dict[str, Any]:
    campaign = current_campaign()
    importer = CandidateImporter(access, campaign)
    batch = batches.upload(
        access=access, campaign=campaign, kind=KIND, filename=file.name, content=file.read_bytes()
    )
    readings = checking.check(batch, importer, access=access)
    batch.refresh_from_db()
    committed = writing.commit(batch, importer, access=access) if commit else 0
    if commit:
        readings = [batches.reading_of(row) for row in batch.rows.all()]
    return report(readings, committed=committed, skipped=batch.counts["skipped_rows"])


def _table(result: dict[str, Any]) -> str:
    lines = [f"{name}: {result[name]}" for name in ("rows", "ready", "committed", "skipped")]
    lines += [
        f"{p['row']:>6}  {p['column']}  {p['severity']}  {p['value']}  {p['message']}"
        for p in result["problems"]
    ]
    return "\n".join(lines)
