"""The yearly review as the worker prints it, beside WeasyPrint given the same sheets and nothing else."""

from __future__ import annotations

from weasyprint import CSS, HTML

from accounts import jobs
from accounts.models import Job
from reports.documents import pdf as printer
from reports.documents.model import Print, print_of
from reports.models import AnnualReview
from reports.review import draft_review
from reports.review.drawing import compute
from reports.review.jobs import KIND
from reports.tasks import annual_review as _registered  # noqa: F401 - the kind of job must be known
from tests.bench.clock import Act, Row, in_turns
from tests.bench.scene import Scene

YEAR = 2019
BARE, PDF, JOB = "bare WeasyPrint, same HTML", "PDF of the review", "whole job: freeze, PDF, xlsx, docx"


def measure(scene: Scene, *, rounds: int, whole: bool, communes: int | None) -> list[Row]:
    review = frozen(scene, communes)
    sheets = printer.sheets_of(review)
    acts: dict[str, Act] = {
        BARE: lambda: bare(sheets),
        PDF: lambda: printer.pdf(review),
    }
    if whole:
        acts[JOB] = lambda: built(scene)
    times = in_turns(acts, rounds=rounds, warm=0)
    floor = times.pop(BARE)
    return [found.beside(floor, group="Review", subject=name, floor=BARE) for name, found in times.items()]


def frozen(scene: Scene, communes: int | None) -> Print:
    """A review with its figures as the worker would freeze them, kept nowhere; with the first communes only, where time is short."""
    review = AnnualReview(campaign=scene.campaign, year=YEAR, calendar=scene.campaign.calendar)
    review.as_of, review.figures, review.paper = compute(review)
    review.figures["by_commune"] = review.figures["by_commune"][:communes]
    return print_of(review)


def built(scene: Scene) -> None:
    """A new edition from draft to files; the job row is written by hand, so that no other worker hears of it."""
    access = scene.access("coordinator")
    review = draft_review(access=access, campaign=scene.campaign, year=YEAR)
    job = Job.objects.create(
        kind=KIND,
        title="bench",
        args={"review": str(review.pk)},
        posting=access.posting_id,
        requested_by_id=access.user_id,
    )
    if (state := jobs.run(str(job.pk))) != "done":
        raise RuntimeError(f"the review was not built: {state}")


def bare(sheets: printer.Sheets) -> list[bytes]:
    return [HTML(string=sheet).write_pdf(stylesheets=[CSS(string=sheets.style)]) for sheet in sheets.html]
