"""Pages of refusal that say why, and who can help."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found

from campaigns.access import Action, Forbidden
from registrations.merges import Moved
from registrations.services.duplicates import TooManySearches

RIGHTS = {
    Action.FIGURES_READ: _("see the figures"),
    Action.PERSON_READ: _("see registered people"),
    Action.PERSON_WRITE: _("enter and change registrations"),
    Action.PERSON_REVEAL: _("see full identity and telephone numbers"),
    Action.PERSON_MERGE: _("merge two records into one"),
    Action.CALLS_PRINT: _("print the list of calls with telephone numbers"),
    Action.ENTRY_OVERSEE: _("see how many lines the officers have entered"),
    Action.MILESTONE_WRITE: _("record milestones of a registration"),
    Action.CREDIT_WRITE: _("change who is credited with a registration"),
    Action.CREDIT_DECIDE: _("decide how disputed credit is shared"),
    Action.CANDIDATE_IMPORT: _("import candidates from Excel"),
    Action.EXPORT: _("export lists"),
    Action.TABLE_EXPORT: _("export tables that name nobody"),
    Action.AUDIT_EXPORT: _("export the audit trail"),
    Action.POSTING_EXPORT: _("export accounts and postings"),
    Action.LOAN_READ: _("see loan referrals"),
    Action.LOAN_REFER: _("refer people to a bank"),
    Action.LOAN_ANSWER: _("answer loan referrals"),
    Action.ALLOWANCE_READ: _("see referral allowances"),
    Action.ALLOWANCE_WRITE: _("record referral allowances"),
    Action.EVENT_READ: _("see events"),
    Action.EVENT_WRITE: _("hold and change events"),
    Action.PARTNER_READ: _("see enterprises, banks and job orders"),
    Action.PARTNER_WRITE: _("change enterprises, banks and job orders"),
    Action.MATERIAL_WRITE: _("record information materials"),
    Action.PLAN_READ: _("see the plan and its targets"),
    Action.PLAN_WRITE: _("change the plan"),
    Action.TARGET_WRITE: _("set targets"),
    Action.WORK_PLAN_WRITE: _("write the yearly plan of the organisation"),
    Action.DUTY_WRITE: _("report on duties of the plan"),
    Action.DIRECTORY_READ: _("see units and organisations"),
    Action.DIRECTORY_WRITE: _("change units and organisations"),
    Action.POSTING_WRITE: _("grant and end postings"),
    Action.REVIEW_READ: _("read annual reviews"),
    Action.REVIEW_BUILD: _("build annual reviews"),
    Action.REVIEW_CONFIRM: _("confirm the figures of your organisation"),
    Action.REPORT_READ: _("read reports of organisations and districts"),
    Action.REPORT_BUILD: _("make the report of your organisation or district"),
    Action.AUDIT_READ: _("read the audit trail"),
    Action.JOB_READ: _("see background work"),
    Action.OWN_ACCOUNT: _("manage the own account"),
}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An old address of a merged record leads to the same page of the one that stayed; a form sent there has to be sent anew."""
    match = request.resolver_match
    if not isinstance(exception, Moved) or match is None:
        return page_not_found(request, exception)
    if request.method == "POST":
        text = gettext(
            "This record was merged into the one below. Nothing was saved: enter it here once more."
        )
        messages.warning(request, text)
        return redirect("registrations:detail", exception.survivor.pk)
    return redirect(reverse(match.view_name, kwargs=match.kwargs | {"pk": exception.survivor.pk}))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TooManySearches):
        answer = render(request, "429.html", {"retry_after": exception.retry_after}, status=429)
        answer["Retry-After"] = str(exception.retry_after)
        return answer
    if isinstance(exception, Forbidden) and getattr(request, "access", None) is None:
        return render(request, "accounts/no_posting.html", status=403)
    context = (
        {"right": exception.right or RIGHTS[exception.action], "granted_by": exception.granted_by}
        if isinstance(exception, Forbidden)
        else {}
    )
    return render(request, "403.html", context, status=403)
