"""Who works where as what: granted and ended by the administrator, never for oneself."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from campaigns.access import Access, Action
from campaigns.models import Organization, Posting, Role, Unit

# A bank's officer answers for a bank, the job centre's for the job centre; a coordinator works at the Front.
BODIES_OF_ROLE = {
    Role.BANK: {Organization.Kind.BANK},
    Role.JOB_CENTRE: {Organization.Kind.JOB_CENTRE},
    Role.COORDINATOR: {Organization.Kind.FRONT},
    Role.OFFICER: {Organization.Kind.FRONT, Organization.Kind.UNION, Organization.Kind.LABOUR},
    Role.MANAGER: {Organization.Kind.FRONT, Organization.Kind.UNION, Organization.Kind.LABOUR},
}


@transaction.atomic
def grant_posting(
    *,
    access: Access,
    user: User,
    organization: Organization,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Posting:
    access.require(Action.POSTING_WRITE)
    if user.pk == access.user_id:
        raise ValidationError(_("Nobody posts himself or herself. Ask another administrator."))
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("This unit lies outside your area.")})
    allowed = BODIES_OF_ROLE.get(Role(role))
    if allowed is not None and organization.kind not in allowed:
        raise ValidationError({"role": _("This role does not exist at an organisation of this kind.")})
    posting = Posting(
        user=user,
        organization=organization,
        unit=unit,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    posting.full_clean()
    posting.save(force_insert=True)
    audit.record("posting.granted", posting, access=access, changes=facts(posting))
    return posting


@transaction.atomic
def end_posting(*, access: Access, posting: Posting, last_day: date) -> Posting:
    """The posting holds until the end of its last day; what was done under it stays."""
    access.require(Action.POSTING_WRITE)
    row = Posting.objects.within(access).select_for_update(of=("self",)).get(pk=posting.pk)
    if row.user_id == access.user_id:
        raise ValidationError(_("Nobody ends an own posting. Ask another administrator."))
    before = row.valid_to
    row.valid_to = last_day
    row.full_clean()
    row.save(update_fields=["valid_to"])
    audit.record("posting.ended", row, access=access, changes={"valid_to": [before, last_day]})
    return row


def facts(posting: Posting) -> dict[str, object]:
    return {
        "user": posting.user.username,
        "organization": posting.organization.code,
        "unit": posting.unit.code,
        "role": posting.role,
        "valid_from": posting.valid_from,
        "valid_to": posting.valid_to,
    }
