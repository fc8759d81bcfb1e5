"""What a review needs beside the figures: bodies, papers, duties; read from the plan once and frozen with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from campaigns.dates import Calendar, window
from campaigns.models import (
    Campaign,
    CampaignOrganization,
    Duty,
    Organization,
    OrganizationName,
    RiseRule,
    Target,
    Unit,
)
from campaigns.models.directory import in_force
from reports.documents.words import day

AUTHORITY = {"mttq": "TM. BAN THƯỜNG TRỰC", "doan": "TM. BAN THƯỜNG VỤ"}


def paper_of(campaign: Campaign, year: int, calendar: str) -> dict[str, Any]:
    """Names and titles are those of the last day of the year reported on."""
    on = window(year, Calendar(calendar)).end
    parties = list(campaign.parties.select_related("organization"))
    names = names_on(on, [party.organization_id for party in parties])
    return {
        "campaign": campaign.name,
        "short_name": campaign.short_name,
        "is_demo": campaign.is_demo,
        "plan": cited(campaign),
        "starts_on": campaign.starts_on.isoformat(),
        "from_year": campaign.starts_on.year,
        "to_year": campaign.ends_on.year,
        "province": campaign.province.name,
        "city": campaign.province.short_name,
        "header": [header_line(p, names) for p in parties] + [campaign.province.name.upper()],
        "abbreviations": {p.organization.code: names[p.organization_id].abbreviation for p in parties},
        "symbol": "-".join(["BC", *(names[p.organization_id].abbreviation for p in parties)]),
        "bases": bases(campaign),
        "parties": [signer(p, names) for p in sorted(parties, key=lambda p: (p.is_lead, p.signature_rank))],
        "recipients": recipients(campaign),
        "duties": [duty_line(duty, on) for duty in campaign.duties.prefetch_related("parties__organization")],
        "work_plans": work_plans(campaign, year),
        "next_targets": [target_line(t) for t in targets_of(campaign, year + 1)],
        "next_rise": RiseRule.objects.filter(campaign=campaign, year=year + 1).exists(),
        "short_units": short_units(campaign, on),
    }


def names_on(on: date, organizations: list[int]) -> dict[int, OrganizationName]:
    rows = OrganizationName.objects.filter(in_force(on), organization__in=organizations)
    return {row.organization_id: row for row in rows}


def header_line(party: CampaignOrganization, names: dict[int, OrganizationName]) -> str:
    return (party.header_line or names[party.organization_id].name).upper()


def signer(party: CampaignOrganization, names: dict[int, OrganizationName]) -> dict[str, Any]:
    name = names[party.organization_id]
    title = party.signatory_title or name.signatory_title
    return {
        "code": party.organization.code,
        "line": (party.signature_line or name.name).upper(),
        "authority": party.authority or authority_of(party.organization, title),
        "title": title.upper(),
        "name": party.signatory_name,
        "is_lead": party.is_lead,
    }


def authority_of(organization: Organization, title: str) -> str:
    """A body that decides together signs TM.; a deputy signs for the head, KT. (Decree 30/2020, annex I.II.7)."""
    collective = AUTHORITY.get(organization.code, "")
    if collective or not title.upper().startswith("PHÓ "):
        return collective
    return f"KT. {title.upper().removeprefix('PHÓ ')}"


def cited(campaign: Campaign) -> str:
    document = campaign.document
    return f"Kế hoạch phối hợp số {document.number} ngày {day(document.issued_on)}"


def bases(campaign: Campaign) -> list[str]:
    """The papers that the province's targets rest on, oldest first, and the plan itself."""
    documents = {target.document for target in targets_of(campaign)} - {campaign.document}
    known = [d for d in documents if d.issued_on <= campaign.document.issued_on]
    found = [f"{d.cited_as or d.number} của {d.issuers}" for d in sorted(known, key=lambda d: d.issued_on)]
    return [*found, f"{cited(campaign)} về {lower_first(campaign.name)}"]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def recipients(campaign: Campaign) -> list[str]:
    return [line.strip().lstrip("-").strip().rstrip(";.") for line in campaign.recipients if line.strip()]


def duty_line(duty: Duty, end: date) -> dict[str, Any]:
    """As it stood at the end of the year: what was done later was then under way."""
    parties = [str(party) for party in duty.parties.all()]
    later = duty.done_on is not None and duty.done_on > end
    return {
        "clause": duty.clause,
        "text": duty.text,
        "codes": [party.organization.code for party in duty.parties.all() if party.organization],
        "lead": ", ".join(parties[:1]),
        "others": parties[1:],
        "state": Duty.State.RUNNING.value if later else duty.state,
        "evidence": "" if later else duty.evidence,
        "done_on": duty.done_on.isoformat() if duty.done_on and not later else "",
    }


def work_plans(campaign: Campaign, year: int) -> list[dict[str, Any]]:
    rows = campaign.work_plans.filter(year=year).order_by("organization__rank")
    counted = rows.annotate(planned=Count("activities"), done=Count("activities__done_on"))
    columns = ("organization__code", "organization__short_name", "number", "issued_on", "planned", "done")
    return [
        {
            "code": code,
            "body": body,
            "number": number,
            "on": on.isoformat() if on else "",
            "planned": planned,
            "done": done,
        }
        for code, body, number, on, planned, done in counted.values_list(*columns)
    ]


def targets_of(campaign: Campaign, *years: int) -> list[Target]:
    rows = Target.objects.in_force().filter(campaign=campaign, unit=campaign.province, organization=None)
    chosen = rows.filter(year__in=years) if years else rows
    return list(chosen.select_related("document").order_by("minimum", "maximum", "pk"))


def target_line(target: Target) -> dict[str, Any]:
    return {
        "minimum": target.minimum,
        "maximum": target.maximum,
        "force": target.force,
        "document": target.document.number,
        "clause": target.clause,
    }


def short_units(campaign: Campaign, on: date) -> dict[str, str]:
    rows = Unit.objects.on(on).districts().filter(path__startswith=campaign.province.path)
    return dict(rows.values_list("code", "short_name"))
