"""Tài khoản: made, closed and helped by the administrator."""

from __future__ import annotations

from base64 import b64decode, b64encode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.crypto import CannotUnseal, seal, unseal
from accounts.models import User
from accounts.paging import keyset
from campaigns.access import Action, HouseRequest, requires
from campaigns.dates import today_vn
from campaigns.forms.directory import AccountFilter, AccountForm, Empty, ReasonForm
from campaigns.models import Posting
from campaigns.services.accounts import accounts_within, create_account, reset_password, set_active
from campaigns.views.pages import page, posted, submit

ONCE = "one_time_password"


@requires(Action.POSTING_WRITE)
@require_safe
def account_list(request: HouseRequest) -> HttpResponse:
    filters = AccountFilter(request.GET)
    words = filters.cleaned_data["q"] if filters.is_valid() else ""
    rows = accounts_within(request.access, words)
    context = {"filters": filters, "page": keyset(rows, request.GET, order=("username",))}
    return render(request, "campaigns/account_list.html", context)


@requires(Action.POSTING_WRITE)
@never_cache
@require_safe
def account_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """The account; a password just made is shown here this one time."""
    account = get_object_or_404(accounts_within(request.access), pk=pk)
    postings = Posting.objects.within(request.access).filter(user=account)
    context = {
        "account": account,
        "own": account.pk == request.access.user_id,
        "postings": postings.select_related("organization", "unit"),
        "password": take_password(request, account),
        "day": today_vn(),
    }
    return render(request, "campaigns/account_detail.html", context)


@requires(Action.POSTING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HouseRequest) -> HttpResponse:
    form = AccountForm(posted(request))

    def act() -> str:
        user, password = create_account(access=request.access, **form.cleaned_data)
        keep_password(request, user, password)
        messages.success(request, _("The account is made. Now post it."))
        return address(user)

    return submit(request, form, act) or page(request, "campaigns/account_form.html", {}, form)


@requires(Action.POSTING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def account_switch(request: HouseRequest, pk: int) -> HttpResponse:
    """Close an open account or open a closed one."""
    account = get_object_or_404(accounts_within(request.access), pk=pk)
    form = ReasonForm(posted(request))

    def act() -> str:
        user = set_active(
            access=request.access, user=account, active=not account.is_active, **form.cleaned_data
        )
        messages.success(
            request, _("The account is open.") if user.is_active else _("The account is closed.")
        )
        return address(user)

    context = {"account": account}
    return submit(request, form, act) or page(request, "campaigns/account_switch.html", context, form)


@requires(Action.POSTING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def account_password(request: HouseRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(accounts_within(request.access), pk=pk)
    form = Empty(posted(request))

    def act() -> str:
        user, password = reset_password(access=request.access, user=account)
        keep_password(request, user, password)
        return address(user)

    context = {"account": account}
    return submit(request, form, act) or page(request, "campaigns/account_password.html", context, form)


def address(user: User) -> str:
    return reverse("campaigns:account-detail", args=[user.pk])


def keep_password(request: HouseRequest, user: User, password: str) -> None:
    """Sealed in the administrator's own session until the next page has shown it."""
    sealed = b64encode(seal(password, context=f"{ONCE}:{user.pk}")).decode()
    request.session[ONCE] = [user.pk, sealed]


def take_password(request: HouseRequest, user: User) -> str:
    owner, sealed = request.session.get(ONCE) or (None, "")
    if owner != user.pk:
        return ""
    del request.session[ONCE]
    try:
        return unseal(b64decode(sealed), context=f"{ONCE}:{user.pk}")
    except CannotUnseal:
        return ""
