"""Nhập nhanh: sixty paper forms from the keyboard; the number first, the draft on the server, ten minutes to take a line back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.views.pages import page, posted, submit
from registrations import entering, identity
from registrations.forms.entry import EntryForm, OpenForm, drafted, is_begun
from registrations.models import EntryLine, EntrySession
from registrations.services import entry, undo
from registrations.services.duplicates import find_duplicates
from registrations.views.create import Namesakes, ask_about_namesakes, hints_for, read, same_as

SEAT = "entry_seat"  # of this sign-in: which browser types
MOST_SESSIONS, BLANK_LINES = 40, 30


@requires(Action.PERSON_WRITE)
@require_GET
def entry_list(request: HouseRequest) -> HttpResponse:
    """The officer's own sessions, the open ones first."""
    rows = EntrySession.objects.within(request.access)
    context = {"rows": entering.listed(rows)[:MOST_SESSIONS]}
    return render(request, "registrations/entry_list.html", context)


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def entry_new(request: HouseRequest) -> HttpResponse:
    """Commune, date and length of the paper list; the session gets its number."""
    campaign = current_campaign()
    form = OpenForm(posted(request), access=request.access, campaign=campaign, day=working_day(campaign))

    def act() -> str:
        session = entry.open_session(
            access=request.access, campaign=campaign, seat=seat_of(request), **form.cleaned_data
        )
        return reverse("registrations:entry", args=[session.pk])

    return submit(request, form, act) or page(request, "registrations/entry_new.html", {}, form)


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def entry_line(request: HouseRequest, pk: int) -> HttpResponse:
    """The screen itself: one line typed, saved, the next one empty."""
    session = own(request, pk)
    try:
        if request.method == "POST":
            return typed_line(request, session)
        return shown(request, session)
    except entry.Elsewhere:
        return elsewhere(request, session)


def own(request: HouseRequest, pk: int) -> EntrySession:
    rows = EntrySession.objects.within(request.access)
    whole = rows.select_related("campaign__document", "organization", "unit", "event", "market", "draft")
    session = get_object_or_404(whole, pk=pk)
    request.campaign = session.campaign  # type: ignore[attr-defined] # the frame need not read it again
    return session


def shown(request: HouseRequest, session: EntrySession) -> HttpResponse:
    """The whole page, or after a save only what has changed on it."""
    entered = entering.entered(session, request.access)
    if request.htmx:
        return render(request, "registrations/_entry_entered.html", entered)
    if not session.is_open:
        return render(request, "registrations/entry_closed.html", entered)
    seat = seat_of(request)
    if session.seat != seat and not entry.sit_down(access=request.access, session=session, seat=seat):
        raise entry.Elsewhere
    draft = entering.draft_of(session)
    typed = draft.content if draft else {}
    form = entering.next_form(session, request.access, entered["next"], typed)
    return render(request, "registrations/entry.html", {**entered, "form": form, "draft": draft})


def typed_line(request: HouseRequest, session: EntrySession) -> HttpResponse:
    form = entering.form_of(request.POST, session, request.access)
    act = request.POST.get("act", "save")
    if act == "check":
        return checked(request, session, form)
    form.fields["full_name"].required = act != "together"
    return saved(request, session, form, act) or again(request, session, form)


def saved(request: HouseRequest, session: EntrySession, form: EntryForm, act: str) -> HttpResponse | None:
    try:
        return submit(request, form, lambda: write(request, session, form, act))
    except Namesakes:
        form.ask_whether_same(find_duplicates(form.candidate(), request.access))
        return None


def write(request: HouseRequest, session: EntrySession, form: EntryForm, act: str) -> str:
    candidate = form.candidate()
    if act == "together":
        candidate = entry.recognised(candidate, session.campaign, request.access)
    else:
        ask_about_namesakes(request, candidate)
    typed = entry.Typed(
        position=form.cleaned_data["position"],
        candidate=candidate,
        wish=form.wish(),
        on=form.cleaned_data["on"],
        organization=form.cleaned_data.get("organization"),
        same_as=same_as(request),
    )
    done = entry.enter_line(access=request.access, session=session, seat=seat_of(request), typed=typed)
    for warning in done.warnings:
        messages.warning(request, warning)
    return reverse("registrations:entry", args=[session.pk])


def again(
    request: HouseRequest, session: EntrySession, form: EntryForm, status: int = 422, **extra: Any
) -> HttpResponse:
    """The line as it was typed, with what is to be mended."""
    entered = entering.entered(session, request.access)
    template = "registrations/_entry_fields.html" if request.htmx else "registrations/entry.html"
    return render(request, template, {**entered, "form": form, **extra}, status=status)


def checked(request: HouseRequest, session: EntrySession, form: EntryForm) -> HttpResponse:
    """Without script: is somebody known by this number? Nothing typed is called an error yet."""
    form.is_valid()
    number = identity.normalise(request.POST.get("identity", ""))
    hints = hints_for(request.access, form, number)
    fresh = entering.next_form(session, request.access, 1, drafted(request.POST.dict()))
    return again(request, session, fresh, 200, hints=hints, number=read(number), checked=True)


@requires(Action.PERSON_WRITE)
@require_POST
def entry_draft(request: HouseRequest, pk: int) -> HttpResponse:
    """Keep what stands in the fields, or clear it; asked for by the page a second after the last letter."""
    session = own(request, pk)
    typed = drafted(request.POST.dict())
    keep = is_begun(typed) and request.POST.get("act") != "clear"
    try:
        draft = entry.save_draft(
            access=request.access,
            session=session,
            seat=seat_of(request),
            typed=typed if keep else {},
            version=number_in(request.POST.get("version", "")),
        )
    except entry.Elsewhere:
        return elsewhere(request, session)
    if request.htmx:
        return render(request, "registrations/_entry_draft.html", {"draft": draft})
    return to(session)


@requires(Action.PERSON_WRITE)
@require_POST
def entry_take(request: HouseRequest, pk: int) -> HttpResponse:
    """«Lấy phiên»: type on here; the other machine is told with its next letter."""
    session = own(request, pk)
    entry.sit_down(access=request.access, session=session, seat=seat_of(request), take=True)
    return to(session)


@requires(Action.PERSON_WRITE)
@require_POST
def entry_keys(request: HouseRequest, pk: int) -> HttpResponse:
    session = own(request, pk)
    entry.set_enter(access=request.access, session=session, moves=request.POST.get("enter") == "on")
    return to(session)


@requires(Action.PERSON_WRITE)
@require_POST
def entry_undo(request: HouseRequest, pk: int, line: int) -> HttpResponse:
    """Within ten minutes a line counts as never entered."""
    session = own(request, pk)
    row = get_object_or_404(EntryLine.objects.filter(session=session), pk=line)
    try:
        undo.undo_line(access=request.access, line=row)
        messages.success(
            request, _("Line %(line)s is taken back; it no longer counts.") % {"line": row.position}
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return to(session)


@requires(Action.PERSON_WRITE)
@require_POST
def entry_close(request: HouseRequest, pk: int) -> HttpResponse:
    session = own(request, pk)
    try:
        entry.close_session(access=request.access, session=session)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return to(session)
    return to(session)


@requires(Action.PERSON_WRITE)
@require_GET
def entry_paper(request: HouseRequest, pk: int) -> HttpResponse:
    """The paper list of a session, to print: its number, its lines counted from one."""
    session = own(request, pk)
    lines = range(1, (session.planned or BLANK_LINES) + 1)
    return render(request, "registrations/entry_paper.html", {"session": session, "lines": lines})


@requires(Action.PERSON_WRITE)
@require_GET
def entry_blank(request: HouseRequest) -> HttpResponse:
    """The same sheet before there is a session."""
    lines = range(1, BLANK_LINES + 1)
    return render(request, "registrations/entry_paper.html", {"lines": lines})


def elsewhere(request: HouseRequest, session: EntrySession) -> HttpResponse:
    template = "registrations/_entry_elsewhere.html" if request.htmx else "registrations/entry_elsewhere.html"
    session.refresh_from_db(fields=["seat_at"])
    return render(request, template, {"session": session}, status=409)


def to(session: EntrySession) -> HttpResponseRedirect:
    return redirect("registrations:entry", session.pk)


def seat_of(request: HouseRequest) -> UUID:
    """The browser of this sign-in."""
    return UUID(request.session.setdefault(SEAT, uuid4().hex))


def number_in(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
