"""One's own account: the password, and the browsers it is signed in on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services, sessions, throttle
from accounts.forms import PasswordForm
from accounts.models import UserSession
from accounts.own import OwnRequest, own
from accounts.views.sign_in import refusal


@sensitive_post_parameters("old_password", "new_password", "again_password")
@require_http_methods(["GET", "HEAD", "POST"])
@own("own_account")
def password_change(request: OwnRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid() and old_password_holds(request, form):
        services.change_password(
            request, request.user, password=form.cleaned_data["new_password"], access=request.actor
        )
        messages.success(request, _("The password is changed. All other devices are signed out."))
        return redirect("/")
    context = {"form": form, "forced": request.user.must_change_password}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


def old_password_holds(request: OwnRequest, form: PasswordForm) -> bool:
    """Asked with the waits of the sign-in page: an open session must not be a place for guessing."""
    key = throttle.key_of(request.user.username, "password")
    wait = throttle.count(key)
    if wait:
        form.add_error("old_password", refusal(wait))
    elif not request.user.check_password(form.cleaned_data["old_password"]):
        form.add_error("old_password", _("This is not the password you use now."))
    else:
        throttle.forgive(key)
    return form.is_valid()


@require_safe
@own("own_account")
def session_list(request: OwnRequest) -> HttpResponse:
    rows = sessions.open_of(request.actor)
    context = {"rows": rows, "here": request.session.session_key, "others": len(rows) - 1}
    return render(request, "accounts/session_list.html", context)


@require_POST
@own("own_account")
def session_end(request: OwnRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession.objects.within(request.actor), pk=pk)
    if session.session_key == request.session.session_key:
        services.sign_out(request, access=request.actor)
        return redirect("accounts:sign_in")
    sessions.end([session], access=request.actor)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:session-list")


@require_POST
@own("own_account")
def session_end_others(request: OwnRequest) -> HttpResponse:
    others = UserSession.objects.within(request.actor).exclude(session_key=request.session.session_key)
    n = sessions.end(others, access=request.actor)
    messages.success(
        request,
        ngettext("%(n)s other device is signed out.", "%(n)s other devices are signed out.", n) % {"n": n},
    )
    return redirect("accounts:session-list")
