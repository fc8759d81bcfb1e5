"""Whose figures a review shows: all bodies of the plan together, or the people one posting answers for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.access import Access, Action, Forbidden
from campaigns.models import Campaign, Organization, Role, Unit
from reports.models import AnnualReview


def require(access: Access, review: AnnualReview) -> None:
    """The joint review is the coordinator's work; a report is made by whoever answers for the people in it."""
    if not may_build(access, review):
        raise Forbidden(Action.REVIEW_BUILD if review.is_joint else Action.REPORT_BUILD)


def may_build(access: Access, review: AnnualReview) -> bool:
    if access.may(Action.REVIEW_BUILD) or review.is_joint:
        return access.may(Action.REVIEW_BUILD)
    own = review.organization_id == access.organization_id
    whole = review.organization_id is None and access.sees_everyone
    return access.may(Action.REPORT_BUILD) and (own or whole)


def is_told_whole(access: Access, review: AnnualReview) -> bool:
    """Its papers hold small numbers of every area they count: they are read by those who look after all of it (decision 24)."""
    place = review.unit or review.campaign.province
    return access.reaches(place.path)


def require_whole(access: Access, review: AnnualReview) -> None:
    if not is_told_whole(access, review):
        raise Forbidden(
            Action.REVIEW_READ,
            right=gettext_lazy("read the joint review whole, with small numbers of other areas"),
            granted_by=gettext_lazy("the office of your organisation in the province, which holds the paper"),
        )


def bodies_for(access: Access) -> list[Organization]:
    """Bodies whose report this access may make: the coordinator's are all, a manager's is the own one."""
    rows = Organization.objects.mobilising()
    return list(rows if access.role == Role.COORDINATOR else rows.filter(pk=access.organization_id))


def districts_for(access: Access, campaign: Campaign) -> list[Unit]:
    """Districts in the own area that stood on some day of the campaign."""
    inside = Unit.objects.districts().within(access).filter(path__startswith=campaign.province.path)
    stood = [
        unit
        for unit in inside
        if (unit.valid_from is None or unit.valid_from <= campaign.ends_on)
        and (unit.valid_to is None or unit.valid_to >= campaign.starts_on)
    ]
    return sorted(stood, key=lambda unit: unit.code)


def check(access: Access, campaign: Campaign, organization: Organization | None, unit: Unit | None) -> None:
    """A report counts exactly people whom its maker may see: nobody learns a number about others from it."""
    if organization is None and not access.sees_everyone:
        raise ValidationError({"organization": _("Choose your own organisation: you answer for its people.")})
    if organization is not None and organization not in bodies_for(access):
        raise ValidationError({"organization": _("You make the report of your own organisation only.")})
    if unit is None and not access.reaches(campaign.province.path):
        raise ValidationError({"unit": _("Choose your own district: you answer for its people.")})
    if unit is not None and not access.reaches(unit.path):
        raise ValidationError({"unit": _("Choose a district in your own area.")})


def worded(review: AnnualReview, campaign: Campaign, paper: dict[str, Any]) -> dict[str, Any]:
    """The paper of a report: one body at its head, which signs it alone."""
    if review.is_joint:
        return paper
    parties = [party for party in paper["parties"] if party["code"] == head_of(review, paper)]
    signer = {**parties[0], "is_lead": True, "name": ""}
    body, unit = review.organization, review.unit
    line = signer["line"]
    if unit is not None:
        line = line.replace(campaign.province.name.upper(), unit.name.upper())
        signer |= {"line": line}
    names = [f"của {body.short_name}"] if body else []
    names += [f"trên địa bàn {lower_first(unit.name)}"] if unit else []
    of = " ".join(names)
    return {
        **paper,
        "parties": [signer],
        "header": [line],
        "symbol": f"BC-{abbreviation(paper, signer['code'])}",
        "city": unit.short_name if unit else paper["city"],
        "of": of,
        "duties": [duty for duty in paper["duties"] if body and body.code in duty.get("codes", ())],
        "work_plans": [plan for plan in paper["work_plans"] if body and plan.get("code") == body.code],
        "recipients": [f"Ban Chỉ đạo {paper['short_name']}", "Lưu: VT"],
    }


def head_of(review: AnnualReview, paper: dict[str, Any]) -> str:
    """The body reported on; of a district as a whole it is the body that leads the plan."""
    lead: str = next(party["code"] for party in paper["parties"] if party["is_lead"])
    return review.organization.code if review.organization else lead


def abbreviation(paper: dict[str, Any], code: str) -> str:
    return str(paper["abbreviations"].get(code, code.upper()))


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
