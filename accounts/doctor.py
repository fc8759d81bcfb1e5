"""What must always be true on this floor, checked by `manage.py doctor`."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Job


@dataclass(frozen=True, slots=True)
class Problem:
    """An invariant that does not hold, the rows that break it, and one sentence that says what to do."""

    invariant: str
    ids: list[str] = field(default_factory=list)
    message: str = ""


def problems() -> list[Problem]:
    return [*audit_chain(), *silent_jobs()]


def audit_chain() -> list[Problem]:
    """I8: every entry is in the chain and is what it was when it was written."""
    broken = audit.broken_links()
    if not broken:
        return []
    words = _(
        "Entries of the audit trail were changed, removed or put in afterwards. Keep the database as it is and restore a copy beside it to compare."
    )
    return [Problem("I8", [str(pk) for pk in broken], words)]


def silent_jobs() -> list[Problem]:
    """I10: no job runs past its lease."""
    silent = [str(job.pk) for job in Job.objects.due().filter(state=Job.State.RUNNING)]
    if not silent:
        return []
    words = _(
        "Work runs past its lease without a sign of life. Check that the worker and its clock (celery beat) are running."
    )
    return [Problem("I10", silent, words)]
