"""The coordination plan 202/KHLT of 29/11/2017: its documents, parties, duties, targets and rise rules."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from campaigns.dates import VIETNAM
from campaigns.models import (
    Campaign,
    CampaignOrganization,
    Duty,
    DutyParty,
    LegalDocument,
    Organization,
    RiseRule,
    Target,
    Unit,
)

Data = dict[str, Any]


def load(plan: Data) -> None:
    """Make the campaign with all it consists of, once; an existing one is left alone."""
    documents = {data["code"]: _document(data, plan) for data in plan["documents"]}
    if Campaign.objects.filter(code=plan["campaign"]["code"]).exists():
        return
    campaign = _campaign(plan, documents)
    bodies = {body.code: body for body in Organization.objects.all()}
    _parties(campaign, plan["parties"], bodies)
    _duties(campaign, plan["duties"], bodies)
    _targets(campaign, plan, documents, bodies)


def _document(data: Data, plan: Data) -> LegalDocument:
    """A paper without a number is registered by how it is cited."""
    document, _ = LegalDocument.objects.get_or_create(
        number=data["number"] or data["cited_as"],
        issued_on=data["issued_on"],
        defaults={
            "issuers": _issuers(data, plan),
            "title": data["title"],
            "cited_as": data["cited_as"],
        },
    )
    return document


def _issuers(data: Data, plan: Data) -> str:
    header = {party["organization"]: party["header_line"] for party in plan["parties"]}
    return "; ".join(header.get(issuer, issuer) for issuer in data["issuers"])


def _campaign(plan: Data, documents: dict[str, LegalDocument]) -> Campaign:
    data = plan["campaign"]
    plain = ("code", "name", "short_name", "starts_on", "ends_on", "calendar", "counting_point")
    return Campaign.objects.create(
        **{field: data[field] for field in plain},
        document=documents[data["document"]],
        province=Unit.objects.get(code=data["province"]),
        recipients=plan["recipients"],
        purpose="\n".join(plan["purpose"]),
        headings=plan["headings"],
    )


def _parties(campaign: Campaign, parties: list[Data], bodies: dict[str, Organization]) -> None:
    plain = (
        "is_lead",
        "header_rank",
        "header_line",
        "signature_rank",
        "signature_line",
        "signatory_title",
    )
    CampaignOrganization.objects.bulk_create(
        CampaignOrganization(
            campaign=campaign,
            organization=bodies[party["organization"]],
            **{field: party[field] for field in plain},
        )
        for party in parties
    )


def _duties(campaign: Campaign, duties: list[Data], bodies: dict[str, Organization]) -> None:
    made = Duty.objects.bulk_create(
        Duty(
            campaign=campaign,
            number=data["number"],
            clause=data["clause"],
            text=f"{data['intro']} {data['text']}".strip(),
            due_from=data["due_from"],
            due_to=data["due_to"],
            yearly=data["yearly"],
        )
        for data in duties
    )
    DutyParty.objects.bulk_create(
        party for duty, data in zip(made, duties, strict=True) for party in _shares(duty, data, bodies)
    )


def _shares(duty: Duty, data: Data, bodies: dict[str, Organization]) -> list[DutyParty]:
    lead = [
        DutyParty(
            duty=duty,
            organization=bodies.get(data["lead"]),
            label="" if data["lead"] else data["lead_label"],
            is_lead=True,
        )
    ]
    shared = [DutyParty(duty=duty, organization=bodies[code]) for code in data["co_leads"]]
    outside = [DutyParty(duty=duty, label=label) for label in data["parties"]]
    return lead + shared + outside


def signed_at(document: LegalDocument) -> datetime:
    return datetime.combine(date.fromisoformat(str(document.issued_on)), time.min, tzinfo=VIETNAM)


def _targets(
    campaign: Campaign, plan: Data, documents: dict[str, LegalDocument], bodies: dict[str, Organization]
) -> None:
    """Known since their paper was signed: whoever looks at June 2019 is shown the targets of June 2019."""
    plain = ("year", "indicator", "minimum", "maximum", "force", "clause")
    Target.objects.bulk_create(
        Target(
            campaign=campaign,
            unit=campaign.province,
            organization=bodies.get(data["organization"]),
            document=documents[data["document"]],
            quote=data["text"],
            recorded_at=signed_at(documents[data["document"]]),
            **{field: data[field] for field in plain},
        )
        for data in plan["targets"]
    )
    RiseRule.objects.bulk_create(
        RiseRule(
            campaign=campaign,
            year=data["year"],
            indicator=data["indicator"],
            document=documents[data["document"]],
            clause=data["clause"],
        )
        for data in plan["rise_rules"]
    )
