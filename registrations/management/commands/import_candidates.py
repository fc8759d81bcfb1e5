from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.jobs import JobError
from accounts.models import User
from campaigns.access import Access, Forbidden, access_for
from campaigns.current import current_campaign
from campaigns.dates import today_vn
from campaigns.postings import postings_of
from imports import batches, checking, choices, writing
from imports.header import Fate
from imports.models import Batch
from imports.readings import Severity, report
from registrations.importing import CandidateImporter
from registrations.importing.columns import LABELS
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
            result, waiting = _import(options["file"], access, commit=options["commit"])
        except (JobError, Forbidden, OSError) as problem:
            raise CommandError(str(problem)) from problem
        if waiting:
            self.stderr.write(waiting)
        self.stdout.write(
            json.dumps(result, ensure_ascii=False, indent=1) if options["json"] else _table(result)
        )


def _access(username: str) -> Access:
    user = User.objects.filter(username=username.lower()).first()
    postings = postings_of(user.pk, today_vn()) if user else []
    if not postings:
        raise CommandError(f"No account «{username}» with a posting in force.")
    return access_for(postings[0])


def _import(file: Path, access: Access, *, commit: bool) -> tuple[dict[str, Any], str]:
    """The report, and why nothing was written although it was asked for."""
    campaign = current_campaign()
    importer = CandidateImporter(access, campaign)
    batch = batches.upload(
        access=access, campaign=campaign, kind=KIND, filename=file.name, content=file.read_bytes()
    )
    readings = checking.check(batch, importer, access=access)
    batch.refresh_from_db()
    undecided = choices.waiting(batch)
    committed = 0
    if commit and not undecided:
        committed = writing.commit(batch, importer, access=access)
        readings = [batches.reading_of(row) for row in batch.rows.all()]
    result = report(readings, committed=committed, skipped=batch.counts["skipped_rows"])
    result["problems"] = [*map(_column, undecided), *result["problems"]]
    return result, _refusal(batch, undecided) if commit and undecided else ""


def _column(heading: dict[str, Any]) -> dict[str, Any]:
    """A column of which nobody has said what it means, told like a problem of a row: it stands in the row of the headings."""
    label = heading["label"] or heading["column"]
    doubled = heading["fate"] == Fate.DOUBLED
    message = (
        _("Another column already says the same. Say on the page of the list which of the two counts.")
        if doubled
        else _(
            "This column was not understood. Say on the page of the list what it means or that it is not needed."
        )
    )
    return {
        "row": heading["row"],
        "column": label,
        "severity": Severity.ASK.value,
        "value": heading["label"],
        "read_as": str(LABELS.get(heading["key"], "")),
        "code": "column_doubled" if doubled else "column_unmapped",
        "message": message,
    }


def _refusal(batch: Batch, undecided: list[dict[str, Any]]) -> str:
    words = _(
        "Nothing was written. Say first of every column that was not understood what it means: %(columns)s. The list waits at %(page)s"
    )
    return words % {
        "columns": ", ".join(f"“{one['label'] or one['column']}”" for one in undecided),
        "page": reverse("registrations:import-detail", args=[batch.pk]),
    }


def _table(result: dict[str, Any]) -> str:
    lines = [f"{name}: {result[name]}" for name in ("rows", "ready", "committed", "skipped")]
    lines += [
        f"{p['row']:>6}  {p['column']}  {p['severity']}  {p['value']}  {p['message']}"
        for p in result["problems"]
    ]
    return "\n".join(lines)
