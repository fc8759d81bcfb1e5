"""How the licence of an enterprise stands on a day, in a shape, a word and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.models import Enterprise, EnterpriseStatus

Status = EnterpriseStatus.Status
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Standing:
    """`kind` is a shape of the status tag; `why` is empty as long as the enterprise may work."""

    kind: str
    word: str | Promise
    why: str = ""

    @property
    def is_valid(self) -> bool:
        return not self.why


def standing(enterprise: Enterprise, day: date) -> Standing:
    """The licence on a day; reads `statuses`, so prefetch them for lists."""
    for act in enterprise.statuses.all():
        if act.status != Status.ACTIVE and _holds(act, day):
            return Standing("err", act.get_status_display(), _act_sentence(act))
    if day < enterprise.licence_from:
        return Standing("none", _("Not yet valid"), _from_sentence(enterprise))
    if enterprise.licence_to and day > enterprise.licence_to:
        return Standing("warn", _("Expired"), _expired_sentence(enterprise))
    if enterprise.licence_to and enterprise.licence_to - day <= SOON:
        return Standing("ok", gettext("Until %(day)s") % {"day": f"{enterprise.licence_to:%d/%m/%Y}"})
    return Standing("ok", _("Licence valid"))


def _holds(act: EnterpriseStatus, day: date) -> bool:
    return act.valid_from <= day and (act.valid_to is None or act.valid_to >= day)


def _act_sentence(act: EnterpriseStatus) -> str:
    sentences = {
        Status.SUSPENDED: _("its licence is suspended from %(day)s%(until)s"),
        Status.RETURNED: _("it returned its licence on %(day)s"),
        Status.REVOKED: _("its licence was revoked on %(day)s"),
    }
    until = gettext(" to %(day)s") % {"day": f"{act.valid_to:%d/%m/%Y}"} if act.valid_to else ""
    words = str(sentences[Status(act.status)]) % {"day": f"{act.valid_from:%d/%m/%Y}", "until": until}
    return f"{words} ({act.document})" if act.document else words


def _from_sentence(enterprise: Enterprise) -> str:
    return gettext("its licence is valid only from %(day)s") % {"day": f"{enterprise.licence_from:%d/%m/%Y}"}


def _expired_sentence(enterprise: Enterprise) -> str:
    return gettext("its licence expired on %(day)s") % {"day": f"{enterprise.licence_to:%d/%m/%Y}"}
