"""The yearly review as the worker prints it, beside WeasyPrint given the same sheets and nothing else."""

from __future__ import annotations

import resource
from dataclasses import replace
from itertools import cycle, islice

from weasyprint import CSS, HTML

from accounts import jobs
from accounts.models import Job
from reports.documents import pdf as printer
from reports.documents.model import Print, print_of
from reports.models import AnnualReview
from reports.review import draft_review
from reports.review.build import PRINTERS
from reports.review.drawing import compute
from reports.review.jobs import KIND
from reports.tasks import annual_review as _registered  # noqa: F401 - the kind of job must be known
from tests.bench.clock import Act, Row, busy, in_turns
from tests.bench.scene import Scene

YEAR = 2019
BARE, PDF, JOB = "bare WeasyPrint, same HTML", "PDF of the review", "whole job: freeze, PDF, xlsx, docx"
LONG = 1500  # rows of the appendix of communes
TAGGED = f"WeasyPrint told to write PDF/A, same HTML, {LONG:,} rows"
LONG_BARE = f"{BARE}, {LONG:,} rows"
LONG_PDF, LONG_JOB = f"{PDF}, {LONG:,} rows", f"whole job: figures, PDF, xlsx, docx, {LONG:,} rows"
MEMORY = 500  # megabytes


def measure(scene: Scene, *, rounds: int, whole: bool, communes: int | None) -> list[Row]:
    """Of the processor, with that of the press, which is a process of its own."""
    review = frozen(scene, communes)
    acts: dict[str, Act] = {BARE: lambda: bare(printer.sheets_of(review)), PDF: lambda: printer.pdf(review)}
    if whole:
        acts[JOB] = lambda: built(scene)
    times = in_turns(acts, rounds=rounds, warm=0, clock=busy)
    floor = times.pop(BARE)
    found = [one.beside(floor, group="Review", subject=name, floor=BARE) for name, one in times.items()]
    return [*found, *long(scene, review, rounds)] if whole else found


def long(scene: Scene, review: Print, rounds: int) -> list[Row]:
    """With more communes than any province has, in the same round as both floors."""
    many = tuple(islice(cycle(review.figures["by_commune"]), LONG))
    heavy = replace(review, figures={**review.figures, "by_commune": many})
    acts: dict[str, Act] = {
        LONG_BARE: lambda: bare(printer.sheets_of(heavy)),
        TAGGED: lambda: bare(printer.sheets_of(heavy), pdf_variant="pdf/a-3a"),
        LONG_PDF: lambda: printer.pdf(heavy),
        LONG_JOB: lambda: everything(scene, heavy),
    }
    times = in_turns(acts, rounds=rounds, warm=0, clock=busy)
    floors = {name: times.pop(name) for name in (LONG_BARE, TAGGED)}
    rows = [
        one.beside(floor, group="Review", subject=name, floor=beside)
        for name, one in times.items()
        for beside, floor in floors.items()
    ]
    return [*rows, memory()]


def everything(scene: Scene, heavy: Print) -> None:
    """What the job does with figures of the usual size, and the documents of the long ones."""
    compute(AnnualReview(campaign=scene.campaign, year=YEAR, calendar=scene.campaign.calendar))
    for _kind, _words, write in PRINTERS:
        write(heavy)


def memory() -> Row:
    """The largest process started here so far: the press with the long review."""
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Row(
        "Review", f"megabytes of the press, {LONG:,} rows", f"{MEMORY} MB", most / MEMORY, most, most, 1
    )


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


def bare(sheets: printer.Sheets, **options: str) -> list[bytes]:
    """As WeasyPrint's own example does it."""
    style = sheets.style
    return [HTML(string=sheet).write_pdf(stylesheets=[CSS(string=style)], **options) for sheet in sheets.html]
