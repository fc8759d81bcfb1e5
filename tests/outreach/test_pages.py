"""Every page of the floor: who sees it, what it never shows, how it answers, how many questions it asks the database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from outreach.models import BankBranch, Enterprise, Event, Invitee, JobOrder, Material, Witness
from outreach.services import counts, events, invitations
from outreach.urls import urlpatterns
from tests.factories import outreach as make
from tests.factories.campaigns import House

SignIn = Callable[[str], Client]
CANARY = "Hoàng Yến Chim Báo"
QUERIES = 12  # of the page itself; session, account and posting of the request come on top
OVERHEAD = 8


@pytest.fixture
def event(house: House) -> Event:
    made = make.event(
        house.campaign,
        house.bao_thanh,
        house.organizations["phunu"],
        kind=Event.Kind.CONSULTATION,
        title="Tư vấn xã Bảo Thạnh",
        adviser=make.enterprise(),
    )
    make.invitee(made, CANARY)
    return made


def address(name: str, *args: object) -> str:
    return reverse(f"outreach:{name}", args=args)


def pages(house: House, event: Event) -> list[str]:
    """Every page that opens with GET, with an object where it needs one."""
    witness = {"unit": house.bao_thanh, "market": make.market(), "consent_on": date(2019, 1, 1)}
    material = make.material(house.organizations["sldtbxh"])
    objects = {
        "enterprise": Enterprise.objects.first() or make.enterprise(),
        "job-order": make.job_order(costs=(("training", 5_000_000),)),
        "branch": make.branch(house.organizations["nhcsxh"], house.ba_tri),
        "material": material,
        "distribution": material.distributions.create(
            unit=house.ba_tri, organization=house.organizations["sldtbxh"], copies=5, on=date(2018, 3, 2)
        ),
        "witness": _witness(witness),
    }
    found = []
    for pattern in urlpatterns:
        name = str(pattern.name)
        if name in POST_ONLY:
            continue
        kind = next((k for k in objects if name.startswith(k)), None)
        args = () if "<" not in str(pattern.pattern) else ((objects[kind] if kind else event).pk,)
        found.append(address(name, *args))
    return found


POST_ONLY = {
    "partner-answer",
    "invitee-remove",
    "attendance-tick",
    "attendance-find",
    "attendance-paper",
    "attendance-walk-in",
    "attendance-untick",
}


def _witness(values: dict[str, object]) -> object:

    return Witness.objects.create(full_name="Phạm Văn Nhật", **values)


def test_every_page_opens_for_the_labour_department_in_few_queries(
    house: House, event: Event, client_as: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = client_as("tinh.sld")
    for page in pages(house, event):
        client.get(page)
        with django_assert_max_num_queries(QUERIES + OVERHEAD):  # type: ignore[attr-defined]
            answer = client.get(page)
        assert answer.status_code == 200, page


def test_lists_ask_as_little_for_fifty_rows_as_for_one(
    house: House, client_as: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for n in range(60):
        event = make.event(house.campaign, house.ba_tri, house.organizations["phunu"], title=f"Sự kiện {n}")
        make.job_order(costs=(("training", n + 1),))
    for n in range(60):
        make.invitee(event, f"Khách Số {n}")
    client = client_as("tinh.mttq")
    for page in [
        address("event-list"),
        address("enterprise-list"),
        address("job-order-list"),
        address("attendance", event.pk),
        address("invitee-list", event.pk),
        address("attendance-sheet", event.pk),
    ]:
        with django_assert_max_num_queries(QUERIES + OVERHEAD):  # type: ignore[attr-defined]
            assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "username",
    ["tinh.nongdan", "xa.baothuan.doan", "lanhdao", "huyen.chauthanh.nongdan", "kiemtra", "nhcsxh.batri"],
)
def test_names_of_another_bodys_list_are_on_no_page(
    house: House, event: Event, client_as: SignIn, username: str
) -> None:
    client = client_as(username)
    for page in pages(house, event):
        assert CANARY not in client.get(page).content.decode()
    for name in POST_ONLY:
        args = {
            "partner-answer": (event.pk, 1),
            "invitee-remove": (event.pk, 1),
            "attendance-untick": (event.pk, 1),
        }
        answer = client.post(
            address(name, *args.get(name, (event.pk,))), {"number": "1", "who": "Hoàng", "numbers": "1"}
        )
        assert answer.status_code in (403, 404)
        assert CANARY not in answer.content.decode()
    assert not Invitee.objects.filter(attended_at__isnull=False).exists()


def test_another_body_reads_the_event_without_its_list(house: House, event: Event, client_as: SignIn) -> None:
    client = client_as("tinh.nongdan")
    assert client.get(address("event-detail", event.pk)).status_code == 200
    assert client.get(address("attendance", event.pk)).status_code == 404
    assert client.get(address("invitee-list", event.pk)).status_code == 404
    assert client_as("huyen.chauthanh.nongdan").get(address("event-detail", event.pk)).status_code == 404


def test_who_may_not_write_is_told_who_grants_it(house: House, client_as: SignIn) -> None:
    answer = client_as("tinh.phunu").get(address("enterprise-new"))
    assert answer.status_code == 403
    assert "Sở Lao động" in answer.content.decode() or "DOLISA" in answer.content.decode()


def test_a_consultation_without_adviser_comes_back_with_all_that_was_typed(
    house: House, client_as: SignIn
) -> None:
    sent = {
        "kind": "consultation",
        "title": "Tư vấn đêm trăng",
        "on": "12/04/2019",
        "unit": house.bao_thanh.pk,
        "lead": house.organizations["phunu"].pk,
    }
    answer = client_as("huyen.batri.phunu").post(address("event-new"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("đoàn thể thông tin, không tư vấn") == 2  # above the form and at the field
    assert "Tư vấn đêm trăng" in page
    answer = client_as("huyen.batri.phunu").post(address("event-new"), {**sent, "kind": "information"})
    assert answer.status_code == 302
    assert Event.objects.get().title == "Tư vấn đêm trăng"


def test_a_foreign_unit_cannot_be_posted(house: House, client_as: SignIn) -> None:
    sent = {
        "kind": "information",
        "title": "X",
        "on": "12/04/2019",
        "unit": house.tan_thach.pk,
        "lead": house.organizations["phunu"].pk,
    }
    assert client_as("huyen.batri.phunu").post(address("event-new"), sent).status_code == 422
    assert not Event.objects.exists()


def test_two_editors_see_three_columns_and_nothing_typed_is_lost(
    house: House, event: Event, client_as: SignIn
) -> None:
    client, change = client_as("huyen.batri.phunu"), address("event-change", event.pk)
    page = client.get(change).content.decode()
    opened = json.dumps(
        {"title": event.title, "place": event.place, "kind": event.kind, "on": "12/04/2019"},
        ensure_ascii=False,
    )
    assert 'name="version" value="1"' in page
    events.change_event(access=house.access("tinh.phunu"), event=event, title="Tên của người kia")
    sent = {
        "kind": event.kind,
        "title": "Tên của tôi",
        "on": "12/04/2019",
        "starts_at": "07:30",
        "unit": event.unit_id,
        "place": event.place,
        "adviser_enterprise": event.adviser_enterprise_id,
        "version": 1,
        "opened": opened,
    }
    answer = client.post(change, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("Tư vấn xã Bảo Thạnh", "Tên của người kia", "Tên của tôi"))
    assert len(re.findall(r'type="radio"', page)) == 2
    assert client.post(change, {**sent, "version": 2}).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.version) == ("Tên của tôi", 3)


def test_attendance_works_without_a_script(house: House, event: Event, client_as: SignIn) -> None:
    make.invitee(event, "Lê Hoàng Nam")
    client = client_as("huyen.batri.phunu")
    answer = client.post(address("attendance-tick", event.pk), {"number": "1"}, follow=True)
    assert "Số 1: Hoàng Yến Chim Báo có mặt." in answer.content.decode()
    answer = client.post(address("attendance-find", event.pk), {"who": "nam le"}, follow=True)
    assert "Số 2: Lê Hoàng Nam có mặt." in answer.content.decode()
    assert event.invitees.filter(attended_at__isnull=False).count() == 2


def test_several_people_who_fit_are_offered(house: House, event: Event, client_as: SignIn) -> None:
    make.invitee(event, "Lê Hoàng Nam")
    answer = client_as("huyen.batri.phunu").post(address("attendance-find", event.pk), {"who": "hoang"})
    assert answer.status_code == 422
    assert "Là ai?" in answer.content.decode()
    assert not event.invitees.filter(attended_at__isnull=False).exists()
    nobody = client_as("huyen.batri.phunu").post(address("attendance-find", event.pk), {"who": "Xuân"})
    assert "Không có ai trong danh sách khớp" in nobody.content.decode()


def test_a_script_gets_only_the_row(house: House, event: Event, client_as: SignIn) -> None:
    answer = client_as("huyen.batri.phunu").post(
        address("attendance-tick", event.pk), {"number": "1"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="present" hx-swap-oob="true">1<' in page


def test_paper_numbers_walk_ins_and_taking_back(house: House, event: Event, client_as: SignIn) -> None:
    client = client_as("huyen.batri.phunu")
    page = client.post(
        address("attendance-paper", event.pk), {"numbers": "1, 9"}, follow=True
    ).content.decode()
    assert "Ghi thêm 1 người có mặt" in page
    assert "Không có trong danh sách: số 9." in page
    assert client.post(address("attendance-paper", event.pk), {"numbers": "x"}).status_code == 422
    assert client.post(address("attendance-walk-in", event.pk), {"full_name": ""}).status_code == 422
    client.post(address("attendance-walk-in", event.pk), {"full_name": "Ngô Thị Khách", "birth_year": "1997"})
    client.post(address("attendance-untick", event.pk, 1))
    assert [(i.number, i.walked_in, i.attended_at is None) for i in event.invitees.all()] == [
        (1, False, True),
        (2, True, False),
    ]


def test_a_pasted_list_comes_back_whole_when_a_line_is_bad(
    house: House, event: Event, client_as: SignIn
) -> None:
    client, paste = client_as("huyen.batri.phunu"), address("invitee-paste", event.pk)
    answer = client.post(paste, {"lines": "Trần Đúng; 1990\nLê Sai; 90"})
    assert answer.status_code == 422
    assert "Trần Đúng; 1990" in answer.content.decode()
    assert event.invitees.count() == 1
    client.post(paste, {"lines": "Trần Đúng; 1990\nLê Sai; 1990"})
    assert event.invitees.count() == 3


def test_people_are_put_on_the_list_and_taken_off(house: House, event: Event, client_as: SignIn) -> None:
    client, names = client_as("huyen.batri.phunu"), address("invitee-list", event.pk)
    assert client.post(names, {"full_name": "lê thị mới", "number": "7"}).status_code == 302
    assert client.post(names, {"full_name": "Lê Văn Cũ", "number": "7"}).status_code == 422
    client.post(address("invitee-remove", event.pk, 7))
    assert not event.invitees.filter(number=7).exists()
    client.post(address("attendance-tick", event.pk), {"number": "1"})
    client.post(address("invitee-remove", event.pk, 1))
    assert event.invitees.filter(number=1).exists()


def test_an_expired_enterprise_is_refused_on_the_page(house: House, event: Event, client_as: SignIn) -> None:
    client, partners = client_as("huyen.batri.phunu"), address("event-partners", event.pk)
    answer = client.post(partners, {"enterprise": make.expired_enterprise().pk})
    assert answer.status_code == 422
    assert "giấy phép hết hạn ngày 31/12/2018" in answer.content.decode()
    assert client.post(partners, {"enterprise": make.enterprise("Công ty Khác").pk}).status_code == 302
    partner = event.partners.get()
    client.post(address("partner-answer", event.pk, partner.pk), {"answer": "declined"})
    assert event.partners.get().answer == "declined"
    client.post(address("partner-answer", event.pk, partner.pk), {"answer": "withdraw"})
    assert not event.partners.exists()


def test_the_result_the_bodies_and_the_end_of_an_event(house: House, event: Event, client_as: SignIn) -> None:
    client = client_as("huyen.batri.phunu")
    result = {"turns": "1.061", "turns_female": "40", "minutes": "Đã họp", "version": 1}
    assert client.post(address("event-result", event.pk), result).status_code == 302
    assert client.post(address("event-result", event.pk), {**result, "turns": "2"}).status_code == 409
    assert event.counts.get().turns == 1061
    bodies = {"lead": house.organizations["phunu"].pk, "others": [house.organizations["doan"].pk]}
    assert client.post(address("event-organizers", event.pk), bodies).status_code == 302
    assert event.organizers.count() == 2
    assert client.post(address("event-cancel", event.pk), {"reason": "Nhầm"}).status_code == 422
    other = make.event(house.campaign, house.ba_tri, house.organizations["phunu"])
    assert client.post(address("event-cancel", other.pk), {"reason": "Mưa"}).status_code == 302


def test_a_corrected_head_count_shows_what_it_was(house: House, event: Event, client_as: SignIn) -> None:
    for turns in (61, 58):
        counts.set_counts(access=house.access("tinh.phunu"), event=event, turns=turns)
    page = client_as("lanhdao").get(address("event-detail", event.pk)).content.decode()
    assert "58" in page
    assert "số ghi là 61 lượt" in page


def test_copies_handed_out_at_an_event(house: House, event: Event, client_as: SignIn) -> None:
    client, material = client_as("huyen.batri.phunu"), make.material(house.organizations["phunu"], printed=50)
    page = address("event-materials", event.pk)
    assert client.post(page, {"material": material.pk, "copies": "51"}).status_code == 422
    assert client.post(page, {"material": material.pk, "copies": "45"}).status_code == 302
    assert "45" in client.get(address("event-detail", event.pk)).content.decode()


def test_events_are_filtered_and_paged_by_fifty(house: House, client_as: SignIn) -> None:
    for n in range(55):
        make.event(house.campaign, house.ba_tri, house.organizations["phunu"], title=f"Sự kiện {n:02}")
    make.event(
        house.campaign,
        house.chau_thanh,
        house.organizations["nongdan"],
        title="Cuộc khác",
        on=date(2018, 5, 5),
    )
    client, page = client_as("tinh.mttq"), address("event-list")
    first = client.get(page)
    assert len(first.context["page"].rows) == 50
    second = client.get(page, {"after": first.context["page"].next})
    assert len(second.context["page"].rows) == 6
    back = client.get(page, {"before": second.context["page"].previous})
    assert [e.pk for e in back.context["page"].rows] == [e.pk for e in first.context["page"].rows]
    assert client.get(page, {"after": "nonsense"}).status_code == 200
    chosen = {
        "year": 2018,
        "kind": "information",
        "unit": house.chau_thanh.pk,
        "organizer": house.organizations["nongdan"].pk,
        "state": "planned",
    }
    for name in ("year", "unit", "organizer"):
        assert [e.title for e in client.get(page, {name: chosen[name]}).context["page"].rows] == ["Cuộc khác"]
    assert not client.get(page, {**chosen, "kind": "training"}).context["page"].rows
    assert not client.get(page, {**chosen, "state": "held"}).context["page"].rows
    assert [e.title for e in client.get(page, chosen).context["page"].rows] == ["Cuộc khác"]


def test_a_licence_is_read_off_the_list(house: House, client_as: SignIn) -> None:
    make.enterprise("Công ty Còn Hạn")
    make.revoked_enterprise("Công ty Bị Thu Hồi")
    client, page = client_as("tinh.phunu"), address("enterprise-list")
    text = client.get(page).content.decode()
    assert "bị thu hồi giấy phép từ ngày 01/06/2018" in text
    assert "Công ty Bị Thu Hồi" not in client.get(page, {"licence": "valid"}).content.decode()
    assert "Công ty Còn Hạn" not in client.get(page, {"licence": "barred"}).content.decode()


def test_a_look_alike_is_asked_about_and_then_taken(house: House, client_as: SignIn) -> None:
    make.enterprise("Công ty Cổ phần Hoa Sen Mẫu", licence_number="1/GP")
    client, page = client_as("tinh.sld"), address("enterprise-new")
    sent = {
        "name": "Công ty TNHH Hoa Sen Mẫu",
        "licence_number": "2/GP",
        "licence_from": "01/01/2018",
        "markets": [make.market().pk],
    }
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert 'type="checkbox" name="meant"' in answer.content.decode()
    assert client.post(page, {**sent, "meant": "on"}).status_code == 302
    made = Enterprise.objects.get(licence_number="2/GP")
    assert "giống" in client.get(address("enterprise-detail", made.pk)).content.decode()
    change = address("enterprise-change", made.pk)
    assert client.post(change, {**sent, "phone": "0275 111 222", "version": 1}).status_code == 302
    assert (
        client.post(change, {**sent, "phone": "0275 333 444", "version": 1, "opened": "x"}).status_code == 409
    )
    act = {"status": "revoked", "valid_from": "01/03/2019", "document": "9/QĐ"}
    assert client.post(address("enterprise-status", made.pk), act).status_code == 302
    assert "9/QĐ" in client.get(address("enterprise-detail", made.pk)).content.decode()


def test_an_order_is_entered_with_its_costs(house: House, client_as: SignIn) -> None:
    client = client_as("ttdvvl")
    sent = {
        "through_centre": house.organizations["ttdvvl"].pk,
        "market": make.market("TW").pk,
        "channel": make.channel().pk,
        "occupation": "Công nhân nhà máy",
        "places": "30",
        "wage": "26.400,50",
        "wage_currency": "TWD",
        "opened_on": "01/03/2019",
    }
    assert client.post(address("job-order-new"), sent).status_code == 302
    order = JobOrder.objects.get()
    assert str(order.wage) == "26400.50"
    costs = address("job-order-costs", order.pk)
    lines = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "version": "1"}
    lines |= {"form-0-kind": "deposit", "form-0-amount": "80tr", "form-0-payer": "worker"}
    lines |= {"form-1-kind": "training", "form-1-amount": "", "form-1-payer": "worker"}
    answer = client.post(costs, lines)
    assert answer.status_code == 422
    assert "Đài Loan tối đa 12.000.000" in answer.content.decode()
    assert "80tr" in answer.content.decode()
    assert client.post(costs, {**lines, "form-0-amount": "tám mươi"}).status_code == 422
    assert client.post(costs, {**lines, "form-0-amount": "12tr"}).status_code == 302
    conflict = client.post(costs, {**lines, "form-0-amount": "11tr"})
    assert conflict.status_code == 409
    assert "11tr" in conflict.content.decode()
    assert order.costs.get().amount == 12_000_000
    change = address("job-order-change", order.pk)
    assert client.post(change, {**sent, "places": "31", "version": 2}).status_code == 302
    assert client.post(change, {**sent, "places": "32", "version": 2}).status_code == 409
    listed = client.get(address("job-order-list"), {"market": order.market_id, "state": "open"})
    assert "12.000.000" in listed.content.decode()
    assert "Công nhân" not in client.get(address("job-order-list"), {"state": "closed"}).content.decode()


def test_the_short_lists_are_kept(house: House, client_as: SignIn) -> None:
    client = client_as("tinh.sld")
    assert client.post(address("market-new"), {"code": "xx", "name": "Thị trường Mới"}).status_code == 302
    assert client.post(address("market-new"), {"code": "1", "name": "Sai"}).status_code == 422
    programme = {
        "code": "jp-moi",
        "name": "Chương trình mới",
        "market": make.market().pk,
        "channel": make.channel().pk,
    }
    assert client.post(address("programme-new"), programme).status_code == 302
    page = client.get(address("market-list")).content.decode()
    assert "Thị trường Mới" in page
    assert "Chương trình mới" in page
    branch = {"organization": house.organizations["nhcsxh"].pk, "unit": house.ba_tri.pk, "name": "PGD Ba Tri"}
    assert client.post(address("branch-new"), branch).status_code == 302
    assert client.post(address("branch-new"), branch).status_code == 422
    pk = house.organizations["nhcsxh"].pk

    made = BankBranch.objects.get(organization=pk)
    change = address("branch-change", made.pk)
    assert client.post(change, {"name": "PGD huyện Ba Tri", "version": 1}).status_code == 302
    assert client.post(change, {"name": "Khác", "version": 1}).status_code == 409


def test_materials_and_witnesses_are_kept(house: House, client_as: SignIn) -> None:
    client = client_as("huyen.batri.phunu")
    body = house.organizations["phunu"].pk
    sent = {
        "title": "Tờ rơi",
        "kind": "leaflet",
        "issued_by": body,
        "issued_on": "01/03/2018",
        "printed": "100",
    }
    assert client.post(address("material-new"), sent).status_code == 302

    made = Material.objects.get()
    given = {"unit": house.bao_thanh.pk, "copies": "100", "on": "02/03/2018"}
    assert client.post(address("material-distribute", made.pk), given).status_code == 302
    assert client.post(address("material-distribute", made.pk), given).status_code == 422
    assert "Trong kho đã hết" in client.get(address("material-detail", made.pk)).content.decode()
    change = address("material-change", made.pk)
    assert client.post(change, {**sent, "printed": "99", "version": 1}).status_code == 422
    assert client.post(change, {**sent, "printed": "200", "version": 1}).status_code == 302
    assert client.post(change, {**sent, "printed": "300", "version": 1}).status_code == 409
    told = {
        "full_name": "phạm nhật",
        "unit": house.bao_thuan.pk,
        "market": make.market().pk,
        "consent_on": "02/01/2019",
    }
    assert client.post(address("witness-new"), told).status_code == 302
    witness = Witness.objects.get()
    assert "Phạm Nhật" in client.get(address("witness-list")).content.decode()
    assert client.post(address("witness-withdraw", witness.pk), {"on": "01/06/2019"}).status_code == 302
    assert "Phạm Nhật" not in client.get(address("witness-list")).content.decode()


def test_reading_a_list_of_names_is_logged(house: House, event: Event, client_as: SignIn) -> None:

    client = client_as("huyen.batri.phunu")
    for page in ("attendance", "invitee-list", "attendance-sheet"):
        client.get(address(page, event.pk))
    read = AuditEntry.objects.filter(object_ids=[str(event.pk)]).values_list("action", flat=True)
    assert set(read) == {"event.attendance_list", "event.invited_list", "event.attendance_sheet"}


def test_the_task_list_says_what_is_open(house: House, event: Event, client_as: SignIn) -> None:
    invitations.invite_enterprise(
        access=house.access("tinh.phunu"), event=event, enterprise=make.enterprise("Công ty Được Mời")
    )
    client = client_as("huyen.batri.phunu")
    words = [str(step.word) for step in client.get(address("event-detail", event.pk)).context["steps"]]
    assert words == ["Hoàn thành", "Hoàn thành", "Hoàn thành", "Hoàn thành", "Cần làm", "Cần làm", "Trễ hạn"]
