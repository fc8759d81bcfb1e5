"""Tổ chức: the bodies of the plan with their names over time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import Action, HouseRequest, requires
from campaigns.dates import today_vn
from campaigns.forms.directory import OrganizationNameForm
from campaigns.models import Organization
from campaigns.services.organizations import name_organization
from campaigns.views.pages import page, posted, submit


@requires(Action.DIRECTORY_READ)
@require_safe
def organization_list(request: HouseRequest) -> HttpResponse:
    bodies = Organization.objects.prefetch_related("names")
    rows = [(body, body.name_on(today_vn())) for body in bodies]
    return render(request, "campaigns/organization_list.html", {"rows": rows})


@requires(Action.DIRECTORY_READ)
@require_safe
def organization_detail(request: HouseRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(Organization, pk=pk)
    context = {
        "body": body,
        "names": body.names.order_by("-valid_from"),
        "before": body.predecessions.select_related("old"),
        "after": body.successions.select_related("new"),
    }
    return render(request, "campaigns/organization_detail.html", context)


@requires(Action.DIRECTORY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_rename(request: HouseRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(Organization, pk=pk)
    form = OrganizationNameForm(posted(request), initial={"short_name": body.short_name})

    def act() -> str:
        name_organization(access=request.access, organization=body, **form.cleaned_data)
        messages.success(request, _("The new name is kept; papers of before keep the old one."))
        return reverse("campaigns:organization-detail", args=[body.pk])

    return submit(request, form, act) or page(
        request, "campaigns/organization_form.html", {"body": body}, form
    )
