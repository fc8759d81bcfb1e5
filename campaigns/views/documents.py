"""Văn bản: the papers that bind, with their scans."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.text import fold
from campaigns.access import Action, HouseRequest, requires
from campaigns.forms.plan import DocumentForm, ScanForm
from campaigns.models import LegalDocument
from campaigns.services.plan import add_document, attach_scan
from campaigns.views.pages import files, page, posted, submit


@requires(Action.PLAN_READ)
@require_safe
def document_list(request: HouseRequest) -> HttpResponse:
    return render(
        request, "campaigns/document_list.html", {"rows": LegalDocument.objects.order_by("-issued_on")}
    )


@requires(Action.PLAN_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HouseRequest) -> HttpResponse:
    form = DocumentForm(posted(request), files(request))

    def act() -> str:
        add_document(access=request.access, **form.cleaned_data)
        messages.success(request, _("The document is in the register."))
        return reverse("campaigns:document-list")

    return submit(request, form, act) or page(request, "campaigns/document_form.html", {}, form)


@requires(Action.PLAN_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def document_scan_new(request: HouseRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(LegalDocument, pk=pk)
    form = ScanForm(posted(request), files(request))

    def act() -> str:
        attach_scan(access=request.access, document=document, **form.cleaned_data)
        messages.success(request, _("The scan is kept with the document."))
        return reverse("campaigns:document-list")

    context = {"document": document}
    return submit(request, form, act) or page(request, "campaigns/scan_form.html", context, form)


@requires(Action.PLAN_READ)
@require_safe
def document_scan(request: HouseRequest, pk: int) -> FileResponse:
    """The scan as a download; files have no address of their own."""
    document = get_object_or_404(LegalDocument, pk=pk)
    if not document.file or not document.file.storage.exists(document.file.name or ""):
        raise Http404
    name = slugify(fold(document.number)) or "van-ban"
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"{name}.pdf",
        content_type="application/pdf",
    )
