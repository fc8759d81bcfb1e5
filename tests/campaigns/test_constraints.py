"""What the database refuses, each with the sentence a form shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation

from campaigns.models import (
    Campaign,
    CampaignOrganization,
    Duty,
    DutyParty,
    LegalDocument,
    Posting,
    Target,
    Unit,
    UnitSuccession,
    WorkPlan,
)
from tests.factories import campaigns as make
from tests.factories.campaigns import House

Wrong = Callable[[House], models.Model]


def unit(house: House, **changes: object) -> Unit:
    facts: dict[str, object] = {
        "code": "29999",
        "name": "Xã Mới",
        "short_name": "Mới",
        "name_folded": "moi",
        "kind": "commune",
        "parent": house.ba_tri,
        "path": "83.836.29999.",
        "level": 2,
    }
    return Unit(**{**facts, **changes})


def target(house: House, **changes: object) -> Target:
    facts: dict[str, object] = {
        "campaign": house.campaign,
        "year": 2018,
        "unit": house.ba_tri,
        "minimum": 5,
        "force": "set",
        "document": house.campaign.document,
    }
    return Target(**{**facts, **changes})


def posting(house: House, **changes: object) -> Posting:
    old = house.postings["tinh.phunu"]
    facts: dict[str, object] = {
        "user": old.user,
        "organization": old.organization,
        "unit": old.unit,
        "role": old.role,
        "valid_from": date(2019, 1, 1),
    }
    return Posting(**{**facts, **changes})


def duty(house: House, **changes: object) -> Duty:
    return Duty(**{"campaign": house.campaign, "number": 99, "clause": "II.1", "text": "x", **changes})


REFUSED: list[tuple[str, Wrong, str]] = [
    (
        "unit_code_once_per_start",
        lambda h: unit(h, code=h.tan_thach.code),
        "This code already has a unit that starts on that day.",
    ),
    (
        "unit_ends_after_start",
        lambda h: unit(h, valid_from=date(2020, 2, 1), valid_to=date(2020, 1, 1)),
        "A unit cannot end before it starts.",
    ),
    ("unit_path_ends_with_dot", lambda h: unit(h, path="83.836.29999"), "unit_path_ends_with_dot"),
    (
        "unit_succession_has_new",
        lambda h: UnitSuccession(old=h.bao_thanh, kind="merge", on=date(2020, 2, 1), act="1"),
        "unit_succession_has_new",
    ),
    (
        "posting_ends_after_start",
        lambda h: posting(h, valid_to=date(2018, 1, 1)),
        "A posting cannot end before it starts.",
    ),
    ("posting_open_once", posting, "This account already has the same open posting."),
    (
        "legal_document_once",
        lambda h: LegalDocument(number="202/KHLT", issued_on=date(2017, 11, 29), issuers="x", title="x"),
        "This document is already in the register.",
    ),
    (
        "campaign_ends_after_start",
        lambda h: Campaign(
            code="kh2",
            name="x",
            short_name="x",
            document=h.campaign.document,
            province=h.province,
            starts_on=date(2021, 1, 1),
            ends_on=date(2020, 1, 1),
        ),
        "A campaign cannot end before it starts.",
    ),
    (
        "campaign_one_lead",
        lambda h: CampaignOrganization(
            campaign=h.campaign,
            organization=h.organizations["nhcsxh"],
            header_rank=9,
            signature_rank=9,
            is_lead=True,
        ),
        "A campaign has exactly one lead body.",
    ),
    (
        "duty_done_iff_dated",
        lambda h: duty(h, state="done", evidence="Báo cáo 45"),
        "Give the date on which the duty was done, and only then.",
    ),
    (
        "duty_done_needs_evidence",
        lambda h: duty(h, state="done", done_on=date(2018, 3, 30)),
        "Say what shows that the duty was done (document, minutes, list).",
    ),
    (
        "duty_party_one_of_two",
        lambda h: DutyParty(duty=h.campaign.duties.first(), organization=h.organizations["doan"], label="x"),
        "duty_party_one_of_two",
    ),
    (
        "work_plan_once_a_year",
        lambda h: WorkPlan(
            campaign=h.campaign,
            organization=WorkPlan.objects.create(
                campaign=h.campaign, organization=h.organizations["doan"], year=2018
            ).organization,
            year=2018,
        ),
        "This organisation already has a plan for that year.",
    ),
    (
        "target_one_in_force",
        lambda h: target(h, unit=h.province, minimum=1),
        "Such a target already stands for that year, organisation and unit. Revise it instead.",
    ),
    (
        "target_range",
        lambda h: target(h, minimum=700, maximum=500),
        "The maximum must not be smaller than the minimum.",
    ),
    (
        "target_revision_has_reason",
        lambda h: target(h, version=2),
        "Give the reason for changing the target.",
    ),
]


@pytest.mark.parametrize(("name", "wrong", "words"), REFUSED, ids=[name for name, _wrong, _words in REFUSED])
def test_the_database_refuses(house: House, name: str, wrong: Wrong, words: str) -> None:
    row = wrong(house)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert any(words in message for message in refused.value.messages)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_a_target_of_another_body_may_stand_beside(house: House) -> None:
    make.target(house.campaign, 2018, 50, organization=house.organizations["phunu"])
    assert Target.objects.in_force().filter(year=2018).count() == 4
