from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.conflicts import check_version
from accounts.text import nfc_lines
from campaigns.access import Access, Action
from campaigns.dates import Calendar
from campaigns.models import Campaign
from reports.documents.sections import SUGGESTED
from reports.models import AnnualReview


@transaction.atomic
def draft_review(
    *, access: Access, campaign: Campaign, year: int, calendar: str = "", boundaries: str = "then"
) -> AnnualReview:
    """The open draft of a year; where there is none, the next edition. What is frozen or issued stays as it is."""
    access.require(Action.REVIEW_BUILD)
    if year not in campaign.years:
        raise ValidationError({"year": _("The plan has no targets for this year. Choose another year.")})
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # two drafts at a time would be two editions
    last = AnnualReview.objects.filter(campaign=campaign, year=year).order_by("-edition").first()
    chosen = Calendar(calendar or campaign.calendar)
    if last is not None and last.state == AnnualReview.State.DRAFT:
        return _adjust(last, chosen, boundaries)
    review = AnnualReview(
        campaign=campaign,
        year=year,
        edition=last.edition + 1 if last else 1,
        calendar=chosen,
        boundaries=boundaries,
        sections=dict(last.sections) if last else dict(SUGGESTED),
    )
    review.full_clean(exclude=["figures"])
    review.save(force_insert=True)
    audit.record("review.drafted", review, access=access, changes={"year": year, "edition": review.edition})
    return review


def _adjust(draft: AnnualReview, calendar: str, boundaries: str) -> AnnualReview:
    if (draft.calendar, draft.boundaries) != (calendar, boundaries):
        draft.calendar, draft.boundaries = calendar, boundaries
        draft.save(update_fields=["calendar", "boundaries"])
    return draft


@transaction.atomic
def change_sections(
    *, access: Access, review: AnnualReview, sections: Mapping[str, str], version: int | None = None
) -> AnnualReview:
    """Write the parts that no figure can write; possible until the figures are frozen."""
    access.require(Action.REVIEW_BUILD)
    row = AnnualReview.objects.within(access).select_for_update().get(pk=review.pk)
    check_version(row, version, sections)
    if row.state != AnnualReview.State.DRAFT or (row.job and row.job.is_open):
        raise ValidationError(_("The figures are frozen; write a new edition to change the text."))
    written = {key: nfc_lines(sections.get(key, "")).strip() for key in SUGGESTED}
    changes = audit.changed(row.sections, written)
    row.sections, row.version = written, row.version + 1
    row.save(update_fields=["sections", "version"])
    audit.record("review.written", row, access=access, changes=changes)
    return row
