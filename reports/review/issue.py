from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Job
from accounts.text import nfc
from campaigns.access import Access
from campaigns.dates import VIETNAM, today_vn
from reports.models import AnnualReview
from reports.review import subject
from reports.review.jobs import start

SIGNED = ("authority", "title", "name")


@transaction.atomic
def issue(
    *,
    access: Access,
    review: AnnualReview,
    number: str,
    issued_on: date,
    signers: Sequence[Mapping[str, str]] = (),
) -> Job:
    """Give number, date and signatories; the worker prints the final documents once from the figures frozen before."""
    subject.require(access, review)
    row = AnnualReview.objects.within(access).select_for_update(of=("self",)).get(pk=review.pk)
    if row.state != AnnualReview.State.BUILT or row.number:
        raise ValidationError(
            _("Only a review whose draft documents are ready can be issued, and only once.")
        )
    row.number = full_number(number, row.paper["symbol"])
    row.issued_on = check_day(row, issued_on)
    row.paper = {**row.paper, "parties": signed(row.paper["parties"], signers)}
    row.version += 1
    row.full_clean(exclude=["figures"])
    row.save()
    changes = {"number": row.number, "issued_on": issued_on}
    audit.record("review.numbered", row, access=access, changes=changes)
    return start(access=access, review=row)


def full_number(text: str, symbol: str) -> str:
    """7 → 07/BC-MTTQ-…: what is more than a number stays as it was written (Decree 30/2020, annex I.II.3)."""
    clean = nfc(text).strip()
    if not re.search(r"\d", clean):
        raise ValidationError({"number": _("Write the number given by the registry, for example 45.")})
    return f"{int(clean):02d}/{symbol}" if re.fullmatch(r"\d{1,6}", clean) else clean


def check_day(review: AnnualReview, day: date) -> date:
    frozen = review.as_of.astimezone(VIETNAM).date() if review.as_of else None
    if frozen and day < frozen:
        words = _("The figures were frozen on %(day)s; the review cannot be older than its figures.")
        raise ValidationError({"issued_on": words % {"day": f"{frozen:%d/%m/%Y}"}})
    if day > today_vn():
        raise ValidationError({"issued_on": _("This day is still to come.")})
    return day


def signed(
    parties: Sequence[Mapping[str, str]], signers: Sequence[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """The bodies in their order, with what was written for each; a name may stay blank for the pen."""
    written = {signer["code"]: signer for signer in signers}
    return [
        {
            **party,
            **{key: nfc(written.get(party["code"], party).get(key, party[key])).strip() for key in SIGNED},
        }
        for party in parties
    ]
