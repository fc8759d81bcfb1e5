"""The member whose name stands beside a person is asked for themselves: recorded, shown, printed, withdrawn, kept through a merge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from registrations.models import Affiliation, MemberConsent, Registration
from registrations.services import member_consents, merging, people
from tests.factories.campaigns import House
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import registered

ClientAs = Callable[[str], Client]
OFFICER, FRONT = "xa.baothanh.phunu", "tinh.mttq"
MOTHER = "Trần Thị Mẹ"


def tied(house: House, to: Registration, name: str = MOTHER, who: str = OFFICER) -> Affiliation:
    body = house.organizations["nongdan"]
    return people.add_affiliation(
        access=house.access(who), person=to.person, organization=body, relation="child", member_name=name
    )


def agreed(house: House, tie: Affiliation, who: str = OFFICER, **given: Any) -> MemberConsent:
    values: dict[str, Any] = {"purpose": "name", "given_on": date(2018, 3, 5), "evidence": "HV 01", **given}
    return member_consents.give(access=house.access(who), tie=tie, **values)


def url(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def test_the_page_says_that_the_member_has_not_been_asked_and_then_what_was_agreed(
    house: House, client_as: ClientAs
) -> None:
    made, client = registered(house), client_as(OFFICER)
    tie = tied(house, made)
    before = client.get(url("detail", made.pk)).content.decode()
    asked = client.get(url("member-consent-give", made.pk, tie.pk))
    form = {
        "purpose": "name",
        "given_on": "05/03/2018",
        "channel": "spoken",
        "evidence": "Nhân chứng: tổ trưởng",
    }
    sent = client.post(url("member-consent-give", made.pk, tie.pk), form)
    after = client.get(url("detail", made.pk)).content.decode()

    assert "Chưa hỏi ý kiến hội viên" in before
    assert not asked.context["form"]["purpose"].value()  # nothing is ticked beforehand
    assert sent.status_code == 302
    assert "Chưa hỏi ý kiến hội viên" not in after
    assert "05/03/2018" in after
    assert "Nhân chứng: tổ trưởng" in after
    entry = AuditEntry.objects.get(action="member_consent.given")
    assert entry.changes["purpose"] == "name"
    assert MOTHER not in str(entry.changes)


def test_the_form_to_sign_has_a_part_for_the_member(house: House, client_as: ClientAs) -> None:
    alone, made = registered(house), registered(house)
    tied(house, made)
    client = client_as(OFFICER)
    page, other = (client.get(url("consent-form", one.pk)).content.decode() for one in (made, alone))

    assert MOTHER in page
    assert page.count("<td>☐</td><td>☐</td>") == 6  # four purposes of the person, two of the member
    assert "Phần của đoàn viên, hội viên" not in other
    assert "phải có sự đồng ý riêng" in other


def test_the_name_goes_when_its_consent_is_withdrawn_and_the_tie_still_counts(
    house: House, client_as: ClientAs
) -> None:
    made, client = registered(house), client_as(OFFICER)
    given = agreed(house, tied(house, made))
    address = url("member-consent-withdraw", made.pk, given.pk)
    early = client.post(address, {"on": "01/03/2018"})
    client.post(address, {"on": "06/04/2018"})

    assert early.status_code == 422
    tie = Affiliation.objects.get(person=made.person)
    assert (tie.member_name, tie.relation) == ("", "child")
    assert MOTHER not in client.get(url("detail", made.pk)).content.decode()
    assert client.post(address, {"on": "07/04/2018"}).status_code == 404


def test_one_consent_per_purpose_and_none_without_a_name_or_in_the_future(house: House) -> None:
    made, nameless = registered(house), registered(house)
    tie, empty = tied(house, made), tied(house, nameless, "")
    agreed(house, tie)

    agreed(house, tie, purpose="contact")
    for wrong, one in ((tie, {}), (empty, {}), (tie, {"purpose": "contact", "given_on": date(2090, 1, 1)})):
        with pytest.raises(ValidationError):
            agreed(house, wrong, **one)
    assert MemberConsent.objects.count() == 2


def test_another_body_s_tie_is_not_found(house: House, client_as: ClientAs) -> None:
    made, mine = registered(house), registered(house)
    tie, own = tied(house, made), tied(house, mine)

    assert client_as(OFFICER).get(url("member-consent-give", mine.pk, tie.pk)).status_code == 404
    assert (
        client_as("huyen.chauthanh.nongdan").get(url("member-consent-give", mine.pk, own.pk)).status_code
        == 404
    )


@pytest.mark.parametrize("side", ["kept", "absorbed"])
def test_what_a_member_agreed_to_goes_where_the_name_goes_and_back(house: House, side: str) -> None:
    mine, theirs = women(house), farmers(house)
    ours = tied(house, mine)
    other = tied(house, theirs, "Lê Văn Cha", "huyen.chauthanh.nongdan")
    agreed(house, ours, evidence="của mẹ")
    agreed(house, other, "huyen.chauthanh.nongdan", evidence="của cha")
    agreed(house, other, "huyen.chauthanh.nongdan", purpose="contact", evidence="của cha")
    before = standing()
    row = merged(house, mine.person, theirs.person, **{f"tie_{ours.organization_id}": side})

    name = MOTHER if side == "kept" else "Lê Văn Cha"
    assert {said for who, said in standing() if who == name} == {"của mẹ" if side == "kept" else "của cha"}
    assert Affiliation.objects.get(pk=ours.pk).member_name == name
    merging.undo(access=house.access(FRONT), proposal=row)
    assert standing() == before


def standing() -> set[tuple[str, str]]:
    """Whose name stands beside which paper."""
    return {*MemberConsent.objects.values_list("affiliation__member_name", "evidence")}
