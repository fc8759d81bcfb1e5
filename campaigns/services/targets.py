"""Targets: set once by a paper, then only revised, with the reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.conflicts import Conflict
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.models import Campaign, Indicator, LegalDocument, Organization, RiseRule, Target, Unit

FACTS = ("year", "minimum", "maximum", "force", "indicator", "clause", "quote", "reason")


@transaction.atomic
def set_target(
    *,
    access: Access,
    campaign: Campaign,
    year: int,
    unit: Unit,
    minimum: int,
    force: str,
    document: LegalDocument,
    maximum: int | None = None,
    organization: Organization | None = None,
    indicator: str = Indicator.DEPARTED,
    clause: str = "",
    quote: str = "",
) -> Target:
    access.require(Action.TARGET_WRITE)
    if year not in campaign.years:
        raise ValidationError(
            {"year": _("The campaign has targets for these years only: %s.") % years(campaign)}
        )
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("This unit lies outside your area.")})
    target = Target(
        campaign=campaign,
        year=year,
        unit=unit,
        organization=organization,
        indicator=indicator,
        minimum=minimum,
        maximum=maximum,
        force=force,
        document=document,
        clause=clause,
        quote=quote,
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    target.full_clean()
    target.save(force_insert=True)
    audit.record("target.set", target, access=access, changes=facts(target))
    return target


@transaction.atomic
def revise_target(
    *,
    access: Access,
    target: Target,
    minimum: int,
    maximum: int | None,
    force: str,
    document: LegalDocument,
    reason: str,
    clause: str = "",
    quote: str = "",
) -> Target:
    """A new version by a paper; the old row stays and says until when it stood."""
    access.require(Action.TARGET_WRITE)
    old = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if old.superseded_at is not None:
        raise Conflict(old, {})
    if not access.reaches(old.unit.path):
        raise ValidationError(_("This unit lies outside your area."))
    before = facts(old)
    old.superseded_at = now()
    old.save(update_fields=["superseded_at"])
    new = Target(
        campaign=old.campaign,
        year=old.year,
        unit=old.unit,
        organization=old.organization,
        indicator=old.indicator,
        minimum=minimum,
        maximum=maximum,
        force=force,
        document=document,
        clause=clause,
        quote=quote,
        reason=reason,
        version=old.version + 1,
        previous=old,
        recorded_at=old.superseded_at,
        recorded_by_id=access.user_id,
    )
    if (minimum, maximum, force, document.pk) == (old.minimum, old.maximum, old.force, old.document_id):
        raise ValidationError(_("Nothing has changed: the figures and the document are the same as before."))
    new.full_clean()
    new.save(force_insert=True)
    audit.record("target.revised", new, old, access=access, changes=audit.changed(before, facts(new)))
    return new


def facts(target: Target) -> dict[str, Any]:
    values = {name: getattr(target, name) for name in FACTS}
    body = target.organization.code if target.organization else ""
    return {**values, "unit": target.unit.code, "organization": body, "document": target.document.number}


def years(campaign: Campaign) -> str:
    return ", ".join(str(year) for year in campaign.years)


def history(target: Target) -> list[Target]:
    """All versions of a target, newest first."""
    newest = target
    while following := Target.objects.filter(previous=newest).first():
        newest = following
    versions: list[Target] = []
    step: Target | None = newest
    while step is not None:
        versions.append(step)
        step = step.previous
    return versions


@transaction.atomic
def declare_rise(
    *, access: Access, campaign: Campaign, year: int, document: LegalDocument, clause: str, indicator: str
) -> RiseRule:
    """«Năm sau tăng hơn năm trước»: from now on the year is held against the year before, everywhere."""
    access.require(Action.TARGET_WRITE)
    if year not in campaign.years:
        raise ValidationError(
            {"year": _("The campaign has targets for these years only: %s.") % years(campaign)}
        )
    rule = RiseRule(campaign=campaign, year=year, document=document, clause=clause, indicator=indicator)
    rule.full_clean()
    rule.save(force_insert=True)
    changes = {"year": year, "document": document.number, "clause": clause, "indicator": indicator}
    audit.record("rise_rule.declared", rule, access=access, changes=changes)
    return rule


@transaction.atomic
def drop_rise(*, access: Access, rule: RiseRule) -> None:
    access.require(Action.TARGET_WRITE)
    row = RiseRule.objects.select_for_update(of=("self",)).select_related("document").get(pk=rule.pk)
    changes = {"year": row.year, "document": row.document.number, "clause": row.clause}
    audit.record("rise_rule.dropped", row, access=access, changes=changes)
    row.delete()
