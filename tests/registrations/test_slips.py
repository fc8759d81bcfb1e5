"""What was entered about somebody by mistake is taken off: no figure counts it from then on, and those of before stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns.access import Forbidden
from registrations import doctor
from registrations.models import Affiliation, AllowanceEntry, Person, Registration
from registrations.services import allowances, member_consents, people, slips, supports, trainings
from registrations.services.candidates import GroupClaim
from registrations.services.merging import doing
from reports.indicators import figures
from tests.factories import merging
from tests.factories.campaigns import House
from tests.factories.registrations import departed, market, number, rate, registered, selected
from tests.registrations.sentences import said
from tests.registrations.test_allowances import entry, pay

WHY = "Ghi nhầm người cùng tên"


def officer(house: House) -> Any:
    return house.access("huyen.batri.phunu")


def take_off(house: House, made: Registration, kind: str, pk: int, who: str = "", why: str = WHY) -> None:
    access = house.access(who) if who else officer(house)
    if kind in slips.OF_PERSON:
        slips.take_off_person(access=access, person=made.person, kind=kind, pk=pk, why=why)
    else:
        slips.take_off_registration(access=access, registration=made, kind=kind, pk=pk, why=why)


def poor(house: House, **asked: Any) -> int:
    rows = figures(house.campaign, 2018, **asked).by_group
    return next(row.departed for row in rows if row.code == "poor")


def test_who_was_never_poor_is_not_counted_as_poor_any_more_and_what_was_told_stays(house: House) -> None:
    made = departed(house, groups=(GroupClaim("poor", date(2018, 1, 1), "Sổ hộ nghèo"),))
    then = timezone.now()
    assert poor(house) == 1
    take_off(house, made, "doi-tuong", made.person.groups.get().pk)
    assert not made.person.groups.exists()
    assert (poor(house), poor(house, as_of=then)) == (0, 1)
    trace = AuditEntry.objects.get(action="groupstatus.taken_off")
    assert (trace.purpose, trace.changes["group"]) == (WHY, ["poor", None])
    assert "Sổ hộ nghèo" not in str(trace.changes)


def test_a_wrong_tie_is_taken_off_and_the_right_one_is_entered(house: House) -> None:
    made = departed(house)
    union = house.organizations["phunu"]

    def tie(relation: str) -> Affiliation:
        return people.add_affiliation(
            access=officer(house), person=made.person, organization=union, relation=relation
        )

    wrong = tie("self")
    row = next(one for one in figures(house.campaign, 2018).by_organization if one.code == "phunu")
    assert (row.member, row.child) == (1, 0)
    assert "ghi" in said(lambda: tie("child"))
    take_off(house, made, "quan-he", wrong.pk)
    tie("child")
    row = next(one for one in figures(house.campaign, 2018).by_organization if one.code == "phunu")
    assert (row.member, row.child) == (0, 1)


def test_a_tie_whose_member_has_agreed_to_something_is_not_taken_off_over_it(house: House) -> None:
    made = registered(house)
    tie = people.add_affiliation(
        access=officer(house),
        person=made.person,
        organization=house.organizations["phunu"],
        relation="child",
        member_name="Lê Thị Hội Viên",
    )
    member_consents.give(
        access=officer(house), tie=tie, purpose="name", given_on=date(2018, 3, 5), evidence="Mẫu 02"
    )
    assert "dựa vào" in said(lambda: take_off(house, made, "quan-he", tie.pk))
    assert Affiliation.objects.filter(pk=tie.pk).exists()


def test_a_wrong_telephone_goes_and_can_be_entered_again(house: House) -> None:
    made = registered(house, phones=("0912345678", "0987654321"))
    for phone in made.person.phones.all():
        if phone.value == "0987654321":
            take_off(house, made, "dien-thoai", phone.pk)
    assert [phone.value for phone in made.person.phones.all()] == ["0912345678"]
    people.add_phone(access=officer(house), person=made.person, number="0987654321")
    assert "0987654321" not in str(AuditEntry.objects.get(action="phone.taken_off").changes)


def test_a_number_typed_of_somebody_else_holds_nobody_up(house: House) -> None:
    key = number()
    made = registered(house, identity=key, full_name="Nguyễn Thị Quý")
    wrong = made.person.identities.get()
    take_off(house, made, "giay-to", wrong.pk)
    wrong.refresh_from_db()
    assert wrong.superseded_at and doctor.problems() == []
    assert key not in str(AuditEntry.objects.get(action="identitynumber.taken_off").changes)
    hers = registered(house, identity=key, full_name="Trần Thị Hồng")
    assert hers.person_id != made.person_id
    assert "vừa được gỡ" in said(lambda: take_off(house, made, "giay-to", wrong.pk))


def test_a_course_nobody_went_to_and_a_payment_nobody_made(house: House) -> None:
    made = registered(house)
    course = trainings.begin(
        access=officer(house), registration=made, kind="language", started_on=date(2018, 4, 1)
    )
    money = supports.pay(
        access=officer(house),
        registration=made,
        kind="language",
        amount=3_000_000,
        paid_on=date(2018, 4, 1),
        payer="Phòng LĐ",
    )
    take_off(house, made, "dao-tao", course.pk)
    take_off(house, made, "ho-tro", money.pk)
    assert not made.trainings.exists() and not made.supports.exists()
    assert AuditEntry.objects.get(action="support.taken_off").changes["amount"] == [3_000_000, None]


def test_it_is_done_once_with_a_reason_by_those_who_may_enter(house: House) -> None:
    made = registered(house, groups=(GroupClaim("poor", date(2018, 1, 1)),))
    pk = made.person.groups.get().pk
    assert "lý do" in said(lambda: take_off(house, made, "doi-tuong", pk, why=" "))
    with pytest.raises(Forbidden):
        take_off(house, made, "doi-tuong", pk, "lanhdao")
    with pytest.raises(Person.DoesNotExist):
        take_off(house, made, "doi-tuong", pk, "huyen.chauthanh.nongdan")
    take_off(house, made, "doi-tuong", pk)
    assert "vừa được gỡ" in said(lambda: take_off(house, made, "doi-tuong", pk))


def test_an_allowance_paid_by_mistake_is_due_again(house: House) -> None:
    rate(market())
    due = pay(house, entry(selected(house)))
    with pytest.raises(Forbidden):
        allowances.unpay(access=officer(house), entry=due, why=WHY)
    back = allowances.unpay(access=house.access("ttdvvl"), entry=due, why=WHY)
    assert (back.paid_on, back.receipt, back.cancelled_on) == (None, "", None)
    assert AuditEntry.objects.get(action="allowance.unpaid").purpose == WHY
    assert "chưa ghi nhận" in said(
        lambda: allowances.unpay(access=house.access("ttdvvl"), entry=due, why=WHY)
    )
    assert pay(house, back).paid_on and doctor.problems() == []


def test_of_somebody_who_withdrew_nothing_is_due_again(house: House) -> None:
    rate(market())
    due = pay(house, entry(selected(house)))
    Registration.objects.filter(pk=due.registration_id).update(stage="withdrawn")
    assert allowances.unpay(access=house.access("ttdvvl"), entry=due, why=WHY).cancelled_on


def test_a_merge_is_not_undone_over_what_was_taken_off_since(house: House) -> None:
    one = merging.women(house, groups=(GroupClaim("poor", date(2018, 1, 1)),))
    done = merging.merged(house, one.person, merging.farmers(house).person)
    kept = Person.objects.get(pk=done.kept_id)
    slips.take_off_person(
        access=house.access("tinh.mttq"), person=kept, kind="doi-tuong", pk=kept.groups.get().pk, why=WHY
    )
    with pytest.raises(ValidationError):
        doing.undo(access=house.access("tinh.mttq"), proposal=done)


def test_the_page_asks_why_and_keeps_everything_else(house: House, client: Client) -> None:
    made = registered(house, groups=(GroupClaim("poor", date(2018, 1, 1)),))
    detail = reverse("registrations:detail", args=[made.pk])
    page = reverse("registrations:fact-take-off", args=[made.pk, "doi-tuong", made.person.groups.get().pk])
    client.force_login(house.user("huyen.batri.phunu"))
    assert page in client.get(detail).content.decode()
    assert "Hộ nghèo" in client.get(page).content.decode()
    assert client.post(page, {"why": ""}).status_code == 422
    assert client.post(page, {"why": WHY}).url == detail
    assert client.get(page).status_code == 404
    assert client.get(page.replace("doi-tuong", "dao-tao")).status_code == 404


def test_the_list_of_allowances_leads_to_the_payment_that_was_a_mistake(house: House, client: Client) -> None:
    rate(market())
    due = pay(house, entry(selected(house)))
    page = reverse("registrations:allowance-unpay", args=[due.pk])
    client.force_login(house.user("ttdvvl"))
    assert page in client.get(reverse("registrations:allowance-list") + "?trang-thai=da-chi").content.decode()
    assert client.post(page, {"why": WHY}).status_code == 302
    assert AllowanceEntry.objects.get(pk=due.pk).paid_on is None
