"""Who may do what, where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditEntry
from campaigns.access import GRANTS, GRANTS_BY_BODY, Action, Forbidden, access_for
from campaigns.middleware import SESSION_KEY
from campaigns.models import Posting, Role, Unit, UnitSuccession
from campaigns.postings import postings_of
from campaigns.scope import last_standing_day
from tests.factories import campaigns as make
from tests.factories.campaigns import House

SignIn = Callable[[str], Client]

READ = {
    "figures_read",
    "plan_read",
    "directory_read",
    "partner_read",
    "review_read",
    "event_read",
    "table_export",
}
OFFICER = READ | {
    "person_read",
    "person_write",
    "person_reveal",
    "calls_print",
    "milestone_write",
    "credit_write",
    "candidate_import",
    "loan_read",
    "loan_refer",
    "event_write",
    "material_write",
}
MANAGER = OFFICER | {
    "person_merge",
    "entry_oversee",
    "export",
    "work_plan_write",
    "duty_write",
    "allowance_read",
    "review_confirm",
    "report_read",
    "report_build",
}
RIGHTS = {
    "officer": OFFICER,
    "manager": MANAGER,
    "coordinator": MANAGER | {"plan_write", "target_write", "partner_write", "review_build", "credit_decide"},
    "leader": READ | {"report_read"},
    "job_centre": READ
    | {
        "person_read",
        "milestone_write",
        "allowance_read",
        "allowance_write",
        "partner_write",
        "event_write",
        "material_write",
    },
    "bank": {"loan_read", "loan_answer"},
    "auditor": {
        "audit_read",
        "audit_export",
        "plan_read",
        "directory_read",
        "figures_read",
        "review_read",
        "report_read",
    },
    "administrator": {"directory_read", "directory_write", "posting_write", "posting_export", "plan_read"},
}


def test_the_table_of_rights_is_what_was_agreed() -> None:
    """A right given or taken must be given or taken here, too."""
    everybody = {"own_account", "job_read"}
    assert {role: {str(a) for a in rights} for role, rights in GRANTS.items()} == {
        role: rights | everybody for role, rights in RIGHTS.items()
    }
    assert {
        (Role.MANAGER, "labour"): frozenset({Action.PARTNER_WRITE, Action.ALLOWANCE_WRITE})
    } == GRANTS_BY_BODY


def test_an_officer_of_a_commune_reaches_only_the_commune(house: House) -> None:
    access = house.access("xa.baothanh.phunu")
    assert access.reaches(house.bao_thanh.path)
    assert not access.reaches(house.bao_thuan.path)
    assert list(Unit.objects.within(access)) == [house.bao_thanh]


def test_a_district_reaches_its_communes_and_no_twin_name_elsewhere(house: House) -> None:
    reached = Unit.objects.within(house.access("huyen.batri.phunu"))
    assert house.an_hiep in reached
    assert house.an_hiep_chau_thanh not in reached


def test_a_code_that_begins_like_another_is_not_below_it(house: House) -> None:
    make.unit("8361", "Ba Tri Đông", "district", house.province)
    assert not house.access("huyen.batri.phunu").reaches("83.8361.")


def test_postings_are_seen_within_the_area(house: House) -> None:
    seen = Posting.objects.within(house.access("huyen.batri.phunu"))
    assert {posting.user.username for posting in seen} == {
        "huyen.batri.phunu",
        "huyen.batri.mttq",
        "nhcsxh.batri",
        "xa.baothanh.phunu",
        "xa.baothuan.doan",
    }


def test_the_officer_of_a_merged_commune_reaches_the_records_of_the_old_ones(house: House) -> None:
    day = date(2025, 7, 1)
    new = make.unit("29125", "Bảo Thạnh", "commune", make.unit("86", "Vĩnh Long", "province"), valid_from=day)
    make.merge(house.bao_thanh, new, day)
    make.merge(house.bao_thuan, new, day)
    access = make.access(Role.OFFICER, house.organizations["phunu"], new)
    assert set(Unit.objects.within(access)) == {new, house.bao_thanh, house.bao_thuan}


def test_heirs_of_heirs_reach_back_to_the_first_commune(bentre: None) -> None:
    an_hoi = Unit.objects.on(date(2025, 7, 1)).get(code="28777")
    body = make.organization("thu")
    access = make.access(Role.OFFICER, body, an_hoi)
    names = set(Unit.objects.within(access).values_list("name", flat=True))
    assert {"Phường 1", "Phường 2", "Phường 3", "Phường 4", "Phường 5", "Xã Sơn Phú"} <= names
    assert "Phường 7" not in names


def test_a_unit_that_was_only_enlarged_does_not_go_round_in_circles(house: House) -> None:
    make.merge(house.bao_thanh, house.bao_thanh, date(2020, 2, 1), UnitSuccession.Kind.ENLARGE)
    assert house.access("xa.baothanh.phunu").paths == (house.bao_thanh.path,)


def test_a_posting_holds_until_the_end_of_its_last_day(house: House) -> None:
    posting = house.postings["tinh.phunu"]
    posting.valid_to = date(2020, 6, 30)
    posting.save()
    assert postings_of(posting.user_id, date(2020, 6, 30)) == [posting]
    assert postings_of(posting.user_id, date(2020, 7, 1)) == []


def test_a_revoked_posting_is_out_with_the_next_click(client_as: SignIn, house: House) -> None:
    client = client_as("tinh.phunu")
    assert client.get(reverse("campaigns:plan")).status_code == 200
    Posting.objects.filter(pk=house.postings["tinh.phunu"].pk).update(valid_to=date(2018, 1, 1))
    assert client.get(reverse("campaigns:plan")).status_code == 403


def test_somebody_with_two_postings_works_under_the_chosen_one(client_as: SignIn, house: House) -> None:
    second = make.posting(house.user("tinh.mttq"), Role.AUDITOR, house.organizations["mttq"], house.province)
    client = client_as("tinh.mttq")
    assert client.post(reverse("campaigns:posting-choose", args=[second.pk])).status_code == 302
    assert client.session[SESSION_KEY] == second.pk
    assert client.get(reverse("campaigns:target-new")).status_code == 403
    foreign = house.postings["quantri"].pk
    assert client.post(reverse("campaigns:posting-choose", args=[foreign])).status_code == 404


@pytest.mark.parametrize(
    ("username", "name", "grantor"),
    [
        ("tinh.phunu", "target-new", "the coordinator at the Fatherland Front"),
        ("tinh.mttq", "posting-new", "the administrator"),
        ("huyen.batri.phunu", "unit-merge", "the administrator"),
    ],
)
def test_a_refusal_names_who_can_grant_the_right(
    client_as: SignIn, username: str, name: str, grantor: str
) -> None:
    client = client_as(username)
    client.cookies["django_language"] = "en"
    answer = client.get(reverse(f"campaigns:{name}"))
    assert answer.status_code == 403
    assert grantor in answer.content.decode()


def test_a_refusal_leaves_a_trace(client_as: SignIn) -> None:
    client_as("tinh.phunu").get(reverse("campaigns:target-new"))
    entry = AuditEntry.objects.filter(kind=AuditEntry.Kind.DENY).latest("pk")
    assert entry.changes == {"right": "target_write", "page": "campaigns:target-new"}
    assert "tinh.phunu" in entry.actor_label


def test_a_missing_right_is_an_exception_that_says_what_is_missing(house: House) -> None:
    with pytest.raises(Forbidden) as refusal:
        house.access("lanhdao").require(Action.TARGET_WRITE)
    with translation.override("en"):
        assert str(refusal.value.granted_by) == "the coordinator at the Fatherland Front"


def test_the_labour_department_keeps_the_register_of_enterprises(house: House) -> None:
    assert house.access("tinh.sld").may(Action.PARTNER_WRITE)
    assert not house.access("tinh.phunu").may(Action.PARTNER_WRITE)


@time_machine.travel("2026-11-22")
def test_the_units_offered_are_those_of_the_last_day_of_a_merged_area(house: House) -> None:
    access = access_for(house.postings["quantri"])
    assert last_standing_day(access) == date(2026, 11, 22)
    Unit.objects.filter(pk=house.province.pk).update(valid_to=date(2025, 6, 30))
    assert last_standing_day(access) == date(2025, 6, 30)
