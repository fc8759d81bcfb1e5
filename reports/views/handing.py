"""Stored bytes are handed out as they were printed or signed, or not at all."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from accounts import audit
from accounts.models import AuditEntry
from campaigns.access import HouseRequest
from reports.models import AnnualReview, Correction, ReviewFile, SignedScan
from reports.review import pages
from reports.review.reading import is_whole

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def handed_out(
    request: HouseRequest, review: AnnualReview, file: ReviewFile | SignedScan | Correction
) -> HttpResponse:
    if not is_whole(file):
        audit.note("review.damaged", review, access=request.access, kind=AuditEntry.Kind.DENY)
        return render(request, "reports/review/damaged.html", {"review": review, "file": file}, status=409)
    headers = {
        "Content-Disposition": content_disposition_header(True, pages.filename(review, file)) or "",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{file.sha256}"',
    }
    kind = TYPES["pdf" if isinstance(file, Correction) else file.kind]
    return HttpResponse(bytes(file.content), content_type=kind, headers=headers)
