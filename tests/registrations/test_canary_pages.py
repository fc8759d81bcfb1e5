"""No byte of another body's or another area's person reaches a page, a header, a hint, a file or an error."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registrations.models import AllowanceEntry, LoanReferral, Registration
from registrations.services import credit, loans
from tests.factories.campaigns import House
from tests.factories.registrations import agreed, branch, day, market, number, rate, registered, step
from tests.factories.sheets import HEAD, someone, xlsx

ClientAs = Callable[[str], Client]
NAME, HAMLET, NOTE = "Hoàng Yến Phụng", "Ấp Kim Tước", "Ghi chú Bí Ẩn"
PHONE = "0933777111"


@pytest.fixture
def canary(house: House) -> Iterator[tuple[Registration, LoanReferral, AllowanceEntry, list[str]]]:
    """Somebody of the Farmers' Union in Châu Thành, with something in every table."""
    rate(market())
    own = number()
    access = house.access("huyen.chauthanh.nongdan")
    made = registered(
        house,
        access,
        unit=house.tan_thach,
        identity=own,
        full_name=NAME,
        hamlet=HAMLET,
        phones=(PHONE,),
        consents=(agreed(),),
    )
    step(house, made, "selected", "01/06/2018", market=market(), through_centre=True, note=NOTE)
    office = branch(house, house.chau_thanh)
    loan = loans.refer(
        access=access, registration=made, branch=office, requested=81_234_567, on=day("05/06/2018").on
    )
    entry = AllowanceEntry.objects.get()
    boss = house.organizations["mttq"]
    credit.add_mobiliser(registration=made, organization=boss, note=NOTE, access=house.access("tinh.mttq"))
    yield (
        made,
        loan,
        entry,
        [NAME, HAMLET, NOTE, PHONE, own, own[-6:], "81.234.567", str(made.pk), str(made.person_id)],
    )


def pages(made: Registration, loan: LoanReferral, entry: AllowanceEntry) -> list[tuple[str, list[Any]]]:
    steps = list(made.milestones.values_list("pk", flat=True))
    consent, asked = made.person.consents.get().pk, made.credit_proposals.get().pk
    plain = ["list", "create", "outcome", "export", "loan-list", "allowance-list", "rate-list", "import-list"]
    plain += ["credit-waiting", "credit-disputes"]
    of_one = [
        "detail",
        "person-edit",
        "wish-edit",
        "identity-add",
        "phone-add",
        "group-add",
        "tie-add",
        "consent-give",
        "consent-form",
        "seen",
        "credit",
        "credit-join",
        "training-add",
        "support-add",
        "loan-refer",
    ]
    return [
        *((name, []) for name in plain),
        *((name, [made.pk]) for name in of_one),
        ("reveal", [made.pk, "so-giay-to"]),
        ("reveal", [made.pk, "dien-thoai"]),
        ("milestone-record", [made.pk, "departed"]),
        ("milestone-correct", [made.pk, steps[-1]]),
        ("milestone-annul", [made.pk, steps[-1]]),
        ("consent-withdraw", [made.pk, consent]),
        ("credit-answer", [asked]),
        ("credit-decide", [asked]),
        ("credit-withdraw", [asked]),
        ("loan-detail", [loan.pk]),
        ("loan-answer", [loan.pk, "da-nhan"]),
        ("loan-resend", [loan.pk]),
        ("loan-follow-up", [loan.pk]),
        ("loan-withdraw", [loan.pk]),
        ("allowance-pay", [entry.pk]),
    ]


def said(response: HttpResponse, address: str) -> str:
    """Everything in an answer but the address that was asked for."""
    text = response.content.decode(errors="replace") + str(dict(response.headers))
    return text.replace(address, "")


@pytest.mark.parametrize(
    "username",
    [
        "xa.baothanh.phunu",
        "xa.baothuan.doan",
        "huyen.batri.phunu",
        "huyen.batri.mttq",
        "tinh.phunu",
        "lanhdao",
        "nhcsxh.batri",
        "kiemtra",
        "quantri",
    ],
)
def test_no_page_tells_of_somebody_elses_person(
    house: House, client_as: ClientAs, canary: Any, username: str
) -> None:
    made, loan, entry, secrets = canary
    client = client_as(username)
    before = Registration.objects.get(pk=made.pk).version
    for name, args in pages(made, loan, entry):
        address = reverse(f"registrations:{name}", args=args)
        for response in (client.get(address), client.post(address, {"purpose": "thử", "on": "01/07/2018"})):
            assert response.status_code < 500, name
            if args:
                assert response.status_code in {403, 404, 405}, (name, response.status_code)
            for secret in secrets:
                assert secret not in said(response, address), (name, secret)
    assert Registration.objects.get(pk=made.pk).version == before


@pytest.mark.parametrize("text", [NAME, "phung yen", PHONE, "own"])
def test_search_finds_nobody_of_another_body(
    house: House, client_as: ClientAs, canary: Any, text: str
) -> None:
    made, _loan, _entry, secrets = canary
    text = secrets[4] if text == "own" else text
    response = client_as("tinh.phunu").post(reverse("registrations:search"), {"text": text}, follow=True)
    assert response.context["rows"] == []
    assert str(made.pk) not in response.content.decode()


def test_the_hint_of_a_known_number_gives_body_unit_and_initials_only(
    house: House, client_as: ClientAs, canary: Any
) -> None:
    _made, _loan, _entry, secrets = canary
    client, own = client_as("xa.baothanh.phunu"), secrets[4]
    form = {"identity": own, "full_name": "Lê Thị Khác", "birth": "", "sex": "unknown", "on": "01/07/2018"}
    form |= {"unit": house.bao_thanh.pk, "form_key": str(uuid.uuid4())}
    for name in ("check", "create"):
        text = client.post(reverse(f"registrations:{name}"), form).content.decode()
        assert "Xã Tân Thạch" in text
        for secret in (NAME, HAMLET, NOTE, PHONE, *secrets[6:]):
            assert secret not in text, (name, secret)


def test_an_imported_row_that_is_known_elsewhere_gives_body_and_unit_only(
    house: House, client_as: ClientAs, canary: Any, tmp_path: Any
) -> None:
    _made, _loan, _entry, secrets = canary
    file = tmp_path / "ds.xlsx"
    file.write_bytes(xlsx(HEAD, someone(1, **{"Số CCCD": secrets[4], "Họ và tên": "Hoàng Thị Khác"})))
    out = StringIO()
    call_command("import_candidates", file, "--as", "xa.baothanh.phunu", "--json", stdout=out)
    assert "Tân Thạch" in out.getvalue()
    for secret in (NAME, HAMLET, NOTE, PHONE, *secrets[6:]):
        assert secret not in out.getvalue()


def test_a_figure_tells_a_number_of_people_beyond_the_view_and_no_name(
    house: House, client_as: ClientAs, canary: Any
) -> None:
    made, _loan, _entry, secrets = canary
    query = {"nam": "2018", "moc": "selected", "to-chuc": "nongdan", "don-vi": "831"}
    response = client_as("xa.baothanh.phunu").get(reverse("registrations:list"), query)
    assert response.context["figure"]["outside"] == 1
    for secret in secrets:
        assert secret not in response.content.decode()
    neighbour = client_as("xa.baothanh.phunu").get(reverse("registrations:list"), {"after": str(made.pk)})
    assert neighbour.context["rows"] == []
