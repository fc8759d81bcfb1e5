"""Phân công: who works where as what; and which of several postings somebody uses now."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.paging import keyset
from campaigns.access import Action, HouseRequest, requires
from campaigns.dates import today_vn
from campaigns.forms.directory import AccountFilter, EndForm, PostingForm
from campaigns.middleware import SESSION_KEY
from campaigns.models import Posting
from campaigns.postings import postings_of
from campaigns.roles import ROLES
from campaigns.services.postings import end_posting, grant_posting
from campaigns.views.pages import page, posted, submit


@requires(Action.POSTING_WRITE)
@require_safe
def posting_list(request: HouseRequest) -> HttpResponse:
    filters = AccountFilter(request.GET)
    words = filters.cleaned_data["q"] if filters.is_valid() else ""
    rows = Posting.objects.within(request.access).about(words).select_related("user", "organization", "unit")
    context = {
        "filters": filters,
        "page": keyset(rows, request.GET, order=("user_id", "pk")),
        "day": today_vn(),
    }
    return render(request, "campaigns/posting_list.html", context)


@requires(Action.POSTING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def posting_new(request: HouseRequest) -> HttpResponse:
    form = PostingForm(posted(request), access=request.access, initial={"user": request.GET.get("tai-khoan")})

    def act() -> str:
        posting = grant_posting(access=request.access, **form.cleaned_data)
        messages.success(request, _("%s is posted.") % posting.user.full_name)
        return reverse("campaigns:posting-list")

    return submit(request, form, act) or page(request, "campaigns/posting_form.html", {"roles": ROLES}, form)


@requires(Action.POSTING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def posting_end(request: HouseRequest, pk: int) -> HttpResponse:
    rows = Posting.objects.within(request.access).select_related("user", "organization", "unit")
    posting = get_object_or_404(rows, pk=pk)
    form = EndForm(posted(request))

    def act() -> str:
        end_posting(access=request.access, posting=posting, **form.cleaned_data)
        messages.success(request, _("The posting has an end; what was done under it stays."))
        return reverse("campaigns:posting-list")

    return submit(request, form, act) or page(
        request, "campaigns/posting_end.html", {"posting": posting}, form
    )


@requires(Action.OWN_ACCOUNT)
@require_safe
def posting_choices(request: HouseRequest) -> HttpResponse:
    """The postings of the reader, to work under another one."""
    postings = postings_of(request.access.user_id, today_vn())
    return render(request, "campaigns/posting_choices.html", {"postings": postings})


@requires(Action.OWN_ACCOUNT)
@require_POST
def posting_choose(request: HouseRequest, pk: int) -> HttpResponse:
    if pk not in {posting.pk for posting in postings_of(request.access.user_id, today_vn())}:
        raise Http404
    request.session[SESSION_KEY] = pk
    return redirect("/")
