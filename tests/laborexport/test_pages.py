"""The frame of every page: what it shows to whom, what it never contains, how light it is."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.views.defaults import page_not_found, server_error

from campaigns.access import Access, Action, Forbidden
from campaigns.models import Campaign, Role
from laborexport.context import IN_LINE, NAVIGATION, House
from laborexport.errors import RIGHTS, forbidden
from laborexport.local.places import BASE
from tests.factories.campaigns import House as HouseOfTests

pytestmark = pytest.mark.django_db
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
OFFICIAL = 16 * 1024  # bytes of css, gzipped
SCRIPT = 8 * 1024


def access(role: Role) -> Access:
    return Access(
        user_id=1,
        username="a",
        full_name="Nguyễn Thị A",
        posting_id=1,
        role=role,
        organization_id=1,
        organization_code="PN",
        organization_name="Hội LHPN",
        organization_kind="union",
        sees_everyone=False,
        unit_id=1,
        unit_name="Huyện Ba Tri",
        unit_path="83.836.",
        unit_level=2,
        paths=("83.836.",),
    )


def asked(path: str = "/", role: Role | None = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.access = access(role) if role else None  # type: ignore[attr-defined]
    user = SimpleNamespace(is_authenticated=True, full_name="Nguyễn Thị A") if role else AnonymousUser()
    request.user = user  # type: ignore[assignment]
    return request


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE / "templates")))
def test_a_template_is_small_and_has_nothing_a_strict_policy_forbids(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]

    assert text.count("\n") <= 80
    for forbidden_text in (" style=", "<style", "hx-on", "js:", "|safe", "autoescape off", "javascript:"):
        assert forbidden_text not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_style_sheet_and_script_stay_light() -> None:
    static = BASE / "static"

    assert len(gzip.compress((static / "css/site.css").read_bytes(), 9)) <= OFFICIAL
    assert len(gzip.compress((static / "js/app.js").read_bytes(), 9)) <= SCRIPT
    assert not re.search(r"https?://|@import", (static / "css/site.css").read_text(encoding="utf-8"))


def test_the_script_stores_nothing_in_the_browser() -> None:
    script = (BASE / "static/js/app.js").read_text(encoding="utf-8")

    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|caches|innerHTML|eval\(", script
    )


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "token", ["ink", "muted", "brand", "brand-dark", "link", "ok", "warn", "err", "info"]
)
def test_text_colours_read_on_paper_and_on_wash(token: str) -> None:
    css = (BASE / "static/css/site.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))

    assert contrast(colours[token], "#ffffff") >= 4.5
    assert contrast(colours[token], colours["wash"]) >= 4.5
    assert contrast(colours["edge"], "#ffffff") >= 3


def test_the_letters_of_every_tag_read_on_their_ground() -> None:
    css = (BASE / "static/css/site.css").read_text(encoding="utf-8")
    pairs = re.findall(r"\.tag[^{]*{[^}]*color: (#[0-9a-f]{6}); background: (#[0-9a-f]{6})", css)

    assert len(pairs) == 5
    assert all(contrast(letters, ground) >= 4.5 for letters, ground in pairs)


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_offers_only_what_the_role_may(role: Role) -> None:
    from_house = House(asked(role=role))

    assert all(from_house.open_to(place) == access(role).may(place.action) for place in NAVIGATION)
    assert len(from_house.navigation) <= sum(access(role).may(place.action) for place in NAVIGATION)


def test_whoever_may_go_to_many_places_finds_the_seldom_used_under_one_more() -> None:
    many, few = House(asked("/doanh-nghiep/3/", Role.COORDINATOR)), House(asked(role=Role.LEADER))
    html = render(asked("/doanh-nghiep/3/", Role.COORDINATOR), "403.html").content.decode()
    _before, _open, folded = html.partition('<details class="menu">\n            <summary class="here">')

    assert len(many.navigation) - len(many.folded) <= IN_LINE < len(many.navigation)
    assert all(entry.url in folded.partition("</details>")[0] for entry in many.folded)
    assert "Thêm: Đối tác</summary>" in folded  # where one is stays in sight
    assert few.folded == []
    assert [entry.key for entry in many.navigation[:6]] == list("123456")


def test_a_page_belongs_to_the_nearest_place_only() -> None:
    here = House(asked("/nhap-excel/7/")).here

    assert here(["/", "/nhap-excel/", "/dang-ky/"]) == "/nhap-excel/"
    assert here(["/", "/n/", "/nhap-excel/7/"]) == "/nhap-excel/7/"
    assert here(["/", "/dang-ky/"]) == ""
    assert House(asked("/")).here(["/", "/dang-ky/"]) == "/"


def test_demo_data_is_announced_on_every_page_of_a_demo(house: HouseOfTests) -> None:
    before = render(asked(), "403.html").content.decode()
    Campaign.objects.update(is_demo=True)

    assert "Dữ liệu mẫu" not in before
    assert "Dữ liệu mẫu" in render(asked(), "403.html").content.decode()


def test_nobody_signed_in_gets_no_navigation_and_no_menu() -> None:
    html = render(asked(), "403.html").content.decode()

    assert "<nav" not in html
    assert "<details" not in html


def test_missing_and_foreign_records_answer_with_the_same_bytes() -> None:
    answers = {
        page_not_found(asked(path, Role.OFFICER), Http404(path)).content
        for path in ("/dang-ky/1/", "/dang-ky/2/?x=1")
    }

    assert len(answers) == 1
    assert "Hồ sơ không có trong địa bàn của bạn hoặc đã chuyển" in answers.pop().decode()


def test_the_fault_page_needs_nothing_that_may_be_broken() -> None:
    html = server_error(asked()).content.decode()

    assert "Hệ thống đang có sự cố" in html
    assert "<script" not in html


@pytest.mark.parametrize("action", list(Action))
def test_a_refusal_names_the_right_and_who_can_grant_it(action: Action) -> None:
    with translation.override("vi"):
        refusal = Forbidden(action)
        answer = forbidden(asked(role=Role.OFFICER), refusal)
        expected = f"<b>{RIGHTS[action]}</b>"
        assert answer.status_code == 403
        assert expected in answer.content.decode()
        assert str(refusal.granted_by) in answer.content.decode()


class Paper(forms.Form):
    name = forms.CharField(label="Họ tên", help_text="<b>đậm</b>")
    born = forms.DateField(label="Ngày sinh", required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("f", "Nữ"), ("m", "Nam")], widget=forms.RadioSelect)

    def clean(self) -> None:
        self.add_error(None, "Cả hồ sơ chưa ổn")


class Ids(HTMLParser):
    """Ids of a page, and what refers to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.wanted += (found.get(name) or "").split()
        if (found.get("href") or "").startswith("#"):
            self.wanted.append((found["href"] or "")[1:])


def filled() -> str:
    form = Paper({"name": "", "born": "x"})
    form.full_clean()
    with translation.override("vi"):
        return render_to_string("includes/form_page.html", {"form": form, "submit": "Lưu"}, request=asked())


def test_every_problem_stands_in_the_summary_and_at_its_field_in_the_same_words() -> None:
    html = filled()

    assert html.count("Nhập họ tên") == html.count("Chọn giới tính") == 2
    assert html.count("Cả hồ sơ chưa ổn") == 1
    assert "Có 4 chỗ cần sửa" in html


def test_labels_errors_and_summary_point_at_what_exists() -> None:
    page = Ids(filled())

    assert len(page.ids) == len(set(page.ids))
    assert set(page.wanted) <= set(page.ids)
    assert "id_name_error" in page.wanted


def test_fields_say_what_is_optional_and_never_use_an_asterisk() -> None:
    html = filled()

    assert html.count("(không bắt buộc)") == 1
    assert "asterisk" not in html
    assert 'inputmode="numeric"' in html
    assert "novalidate" in html


def test_a_hint_is_escaped() -> None:
    assert "&lt;b&gt;đậm" in filled()


def test_what_was_typed_comes_back() -> None:
    assert 'value="x"' in filled()


@pytest.mark.parametrize("kind", ["ok", "warn", "err", "dup", "none", "running", "locked", "info"])
def test_a_state_is_a_word_beside_a_shape_of_its_own(kind: str) -> None:
    shapes = {
        one: Template("{% load ui %}{% status_tag kind 'Đạt' %}").render(Context({"kind": one}))
        for one in (kind, "none")
    }

    assert "Đạt" in shapes[kind]
    assert kind == "none" or shapes[kind].split("<svg")[1] != shapes["none"].split("<svg")[1]


def test_a_finished_job_stops_asking() -> None:
    context = {"url": "/x/", "kind": "ok", "state": "Xong"}

    assert "hx-trigger" in render_to_string("includes/progress.html", {**context, "running": True})
    assert "hx-trigger" not in render_to_string("includes/progress.html", {**context, "running": False})


def test_paging_keeps_the_filter() -> None:
    page = SimpleNamespace(previous=None, next="k9", span="1–50", count_text="312 hồ sơ")
    html = render_to_string(
        "includes/pager.html", {"page": page}, request=asked("/dang-ky/?thi-truong=JP&before=k1")
    )

    assert "?thi-truong=JP&amp;after=k9" in html
    assert 'rel="prev"' not in html
