from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.conflicts import check_version
from accounts.text import nfc_lines
from campaigns.access import Access, Action
from campaigns.dates import Calendar
from campaigns.models import Campaign, Organization, Unit
from reports.models import AnnualReview
from reports.review import subject
from reports.review.text import written_over


@transaction.atomic
def draft_review(
    *, access: Access, campaign: Campaign, year: int, calendar: str = "", boundaries: str = "then"
) -> AnnualReview:
    """The open draft of the joint review of a year; where there is none, the next edition. What is frozen or issued stays."""
    access.require(Action.REVIEW_BUILD)
    return open_draft(campaign, year, access, calendar=calendar, boundaries=boundaries)


@transaction.atomic
def draft_report(
    *,
    access: Access,
    campaign: Campaign,
    year: int,
    organization: Organization | None = None,
    unit: Unit | None = None,
    calendar: str = "",
) -> AnnualReview:
    """The same for the people one body or one district answers for."""
    access.require(Action.REPORT_BUILD)
    if organization is None and unit is None:
        raise ValidationError({"organization": _("Choose an organisation, a district, or both.")})
    subject.check(access, campaign, organization, unit)
    return open_draft(campaign, year, access, calendar=calendar, organization=organization, unit=unit)


def open_draft(
    campaign: Campaign,
    year: int,
    access: Access | None,
    *,
    calendar: str = "",
    boundaries: str = "then",
    **whose: Any,
) -> AnnualReview:
    if year not in campaign.years:
        raise ValidationError({"year": _("The plan has no targets for this year. Choose another year.")})
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # two drafts at a time would be two editions
    whose = {"organization": None, "unit": None, **whose}
    last = AnnualReview.objects.filter(campaign=campaign, year=year, **whose).order_by("-edition").first()
    chosen = Calendar(calendar or campaign.calendar)
    if last is not None and last.is_draft:
        return _adjust(last, chosen, boundaries)
    review = AnnualReview(
        campaign=campaign,
        year=year,
        edition=last.edition + 1 if last else 1,
        calendar=chosen,
        boundaries=boundaries,
        sections=dict(last.sections) if last else {},
        **whose,
    )
    review.full_clean(exclude=["figures"])
    review.save(force_insert=True)
    changes = {"year": year, "edition": review.edition}
    audit.record("review.drafted", review, access=access, changes=changes)
    return review


def _adjust(draft: AnnualReview, calendar: str, boundaries: str) -> AnnualReview:
    if (draft.calendar, draft.boundaries) == (calendar, boundaries):
        return draft
    if draft.asked_at is not None:
        raise ValidationError(
            _("The bodies are looking through this draft; its calendar and boundaries stay as they are.")
        )
    draft.calendar, draft.boundaries = calendar, boundaries
    draft.save(update_fields=["calendar", "boundaries"])
    return draft


@transaction.atomic
def change_sections(
    *,
    access: Access,
    review: AnnualReview,
    sections: Mapping[str, str],
    seen: Iterable[str] = (),
    version: int | None = None,
) -> AnnualReview:
    """Write over what is made from the figures; a part left as it is made goes on following them. Possible until they rest."""
    subject.require(access, review)
    row = AnnualReview.objects.within(access).select_for_update(of=("self",)).get(pk=review.pk)
    check_version(row, version, sections)
    if not row.is_draft:
        raise ValidationError(_("The figures are frozen; write a new edition to change the text."))
    clean = {key: nfc_lines(text).strip() for key, text in sections.items()}
    written = written_over(row, clean, seen)
    changes = audit.changed(row.sections, written)
    row.sections, row.version = written, row.version + 1
    row.save(update_fields=["sections", "version"])
    audit.record("review.written", row, access=access, changes=changes)
    return row
