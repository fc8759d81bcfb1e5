"""The door: asking for name and password, and carrying what was being sent across it."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import devices, drafts, services
from accounts.forms import SignInForm
from accounts.models import User
from accounts.own import OwnRequest, own
from accounts.services import Attempt
from accounts.throttle import Wait


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = safe_target(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    form = SignInForm(request.POST if request.method == "POST" else None)
    attempt = services.sign_in(request, **form.cleaned_data) if form.is_valid() else Attempt()
    if attempt.user:
        response = welcome(request, attempt.user, target)
        devices.remember(response, devices.read(request), attempt.user.username)
        return response
    if form.is_bound and not form.errors:
        form.add_error(None, refusal(attempt.wait))
    return door(request, form, target, wait=attempt.wait, draft=request.POST.get("draft", ""))


@require_POST
@own("own_account")
def sign_out(request: OwnRequest) -> HttpResponse:
    services.sign_out(request, access=request.actor)
    messages.success(request, _("You are signed out."))
    response = redirect(settings.LOGIN_URL)
    response["Clear-Site-Data"] = '"storage"'
    return response


def door(
    request: HttpRequest,
    form: SignInForm,
    target: str,
    *,
    wait: Wait | None = None,
    draft: str = "",
    lapsed: bool = False,
) -> HttpResponse:
    """The page of the sign-in form; what was being sent rides along in it."""
    context = {
        "form": form,
        "next": target,
        "draft": draft if drafts.read(draft) else "",
        "lapsed": lapsed or "het-phien" in request.GET,
    }
    status = 429 if wait else 422 if form.errors else 200
    response = render(request, "accounts/sign_in.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait.seconds)
    return response


def welcome(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """Where the person wanted to go; with a draft of the same person first the page that sends it."""
    text = request.POST.get("draft", "")
    draft = drafts.read(text) if text else None
    if draft is None:
        return redirect(target)
    if not draft.belongs_to(user.username):
        messages.warning(request, _("What was typed before belongs to another account and was not sent."))
        return redirect(target)
    return render(request, "accounts/resume.html", {"draft": draft})


def refusal(wait: Wait | None) -> str:
    if wait is None:
        return _("The user name or the password is wrong. Check both and try again.")
    moment = f"{timezone.localtime(wait.until):%H:%M:%S}"
    return ngettext(
        "Too many wrong tries. You can try again at %(moment)s (in %(n)s second). The account is not locked.",
        "Too many wrong tries. You can try again at %(moment)s (in %(n)s seconds). The account is not locked.",
        wait.seconds,
    ) % {"moment": moment, "n": wait.seconds}


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The answer to a request without a session: never a sign-in page inside a fragment, never a lost form."""
    lapsed_user: str = getattr(request, "lapsed_user", "")
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return HttpResponse(
            status=401, headers={"HX-Redirect": way_in(page.path or "/", page.query, lapsed_user)}
        )
    draft = drafts.keep(request, lapsed_user)
    if draft:
        return door(request, SignInForm(), safe_path(request, request.path), draft=draft, lapsed=True)
    if request.method not in ("GET", "HEAD"):
        return redirect(way_in("/", "", lapsed_user))
    return redirect(way_in(request.path, request.META.get("QUERY_STRING", ""), lapsed_user))


def way_in(path: str, query: str, lapsed_user: str) -> str:
    parameters = {"next": f"{path}?{query}" if query else path, **({"het-phien": "1"} if lapsed_user else {})}
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(parameters)}"


def safe_target(request: HttpRequest) -> str:
    return safe_path(request, request.POST.get("next") or request.GET.get("next") or "")


def safe_path(request: HttpRequest, path: str) -> str:
    """A path of this house, never of another one, and not the door again."""
    here = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    door_again = path.startswith(resolve_url(settings.LOGIN_URL))
    return path if path and here and not door_again else resolve_url(settings.LOGIN_REDIRECT_URL)
