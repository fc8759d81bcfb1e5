"""Accounts, postings and names of bodies: who keeps them, and what nobody may do to oneself."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import AuditEntry, User
from campaigns.access import Forbidden
from campaigns.models import Posting, Role
from campaigns.services.accounts import accounts_within, create_account, reset_password, set_active
from campaigns.services.organizations import name_organization
from campaigns.services.postings import end_posting, grant_posting
from tests.factories import campaigns as make
from tests.factories.campaigns import House


def grant(house: House, by: str = "quantri", **changes: object) -> Posting:
    facts: dict[str, object] = {
        "user": make.user(),
        "organization": house.organizations["doan"],
        "unit": house.bao_thanh,
        "role": Role.OFFICER,
        "valid_from": date(2018, 1, 1),
    }
    return grant_posting(access=house.access(by), **{**facts, **changes})  # type: ignore[arg-type]


def test_the_administrator_posts_somebody(house: House) -> None:
    posting = grant(house)
    entry = AuditEntry.objects.get(action="posting.granted")
    assert (entry.changes["unit"], entry.changes["role"]) == ("29125", "officer")
    end_posting(access=house.access("quantri"), posting=posting, last_day=date(2018, 12, 31))
    assert Posting.objects.on(date(2019, 1, 1)).filter(pk=posting.pk).count() == 0


def test_nobody_else_grants_postings(house: House) -> None:
    with pytest.raises(Forbidden):
        grant(house, by="tinh.mttq")


def test_nobody_posts_or_ends_oneself(house: House) -> None:
    with pytest.raises(ValidationError):
        grant(house, user=house.user("quantri"), role=Role.AUDITOR, organization=house.organizations["mttq"])
    with pytest.raises(ValidationError):
        end_posting(
            access=house.access("quantri"), posting=house.postings["quantri"], last_day=date(2020, 1, 1)
        )


def test_a_posting_lies_in_the_own_area(house: House) -> None:
    elsewhere = make.unit("84", "Trà Vinh", "province")
    with pytest.raises(ValidationError):
        grant(house, unit=elsewhere)


@pytest.mark.parametrize(
    ("role", "body"),
    [
        (Role.COORDINATOR, "phunu"),
        (Role.BANK, "doan"),
        (Role.JOB_CENTRE, "sldtbxh"),
        (Role.OFFICER, "nhcsxh"),
    ],
)
def test_a_role_exists_only_where_it_means_something(house: House, role: str, body: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        grant(house, role=role, organization=house.organizations[body])
    assert refused.value.message_dict == {
        "role": ["This role does not exist at an organisation of this kind."]
    }


def test_a_new_account_must_change_its_one_time_password(house: House) -> None:
    user, password = create_account(
        access=house.access("quantri"), username="XA.TanThach.Doan", full_name="nguyễn văn mẫu"
    )
    assert (user.username, user.full_name) == ("xa.tanthach.doan", "Nguyễn Văn Mẫu")
    assert user.check_password(password)
    assert user.must_change_password
    assert password not in str(AuditEntry.objects.get(action="account.created").changes)


def test_a_reset_ends_the_old_password(house: House) -> None:
    _user, first = create_account(access=house.access("quantri"), username="moi", full_name="Người Mới")
    user, second = reset_password(access=house.access("quantri"), user=_user)
    assert user.check_password(second)
    assert not user.check_password(first)


def test_a_closed_account_cannot_act(house: House) -> None:
    user = house.user("tinh.phunu")
    set_active(access=house.access("quantri"), user=user, active=False, reason="Nghỉ hưu")
    assert not User.objects.get(pk=user.pk).is_active
    assert AuditEntry.objects.get(action="account.closed").changes["reason"] == "Nghỉ hưu"
    with pytest.raises(ValidationError):
        set_active(access=house.access("quantri"), user=house.user("quantri"), active=False)


def test_an_administrator_sees_accounts_of_the_own_area_and_unposted_ones(house: House) -> None:
    administrator = make.access(Role.ADMINISTRATOR, house.organizations["mttq"], house.ba_tri)
    loose = make.user("chua.phancong")
    names = set(accounts_within(administrator).values_list("username", flat=True))
    assert {"xa.baothanh.phunu", "huyen.batri.phunu", loose.username} <= names
    assert "huyen.chauthanh.nongdan" not in names
    assert list(accounts_within(administrator, "chua")) == [loose]


def test_a_new_name_ends_the_old_one_the_day_before(house: House) -> None:
    body = house.organizations["sldtbxh"]
    name_organization(
        access=house.access("quantri"),
        organization=body,
        name="Sở Nội vụ tỉnh Bến Tre",
        abbreviation="SNV",
        signatory_title="GIÁM ĐỐC",
        short_name="Sở Nội vụ",
        valid_from=date(2025, 3, 1),
    )
    old, new = body.name_on(date(2025, 2, 28)), body.name_on(date(2025, 3, 1))
    assert old is not None
    assert new is not None
    assert (old.abbreviation, new.abbreviation) == ("SLĐ-TB&XH", "SNV")
    with pytest.raises(ValidationError):
        name_organization(
            access=house.access("quantri"),
            organization=body,
            name="x",
            abbreviation="x",
            signatory_title="",
            valid_from=date(2025, 1, 1),
        )
