"""What a person agrees to: recorded purpose by purpose, withdrawn, and the paper to sign."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import working_day
from registrations.forms.people import ConsentForm, DayForm, MemberConsentForm
from registrations.models import Affiliation, Consent, MemberConsent, Registration
from registrations.services import member_consents, people
from registrations.views.asking import ask
from registrations.views.milestones import held

# What the form asks, in the words of the form: an official paper, Vietnamese whatever the language of the pages.
PURPOSES = (
    (
        Consent.Purpose.CAMPAIGN,
        "Lưu và dùng thông tin của tôi để tư vấn, theo dõi quá trình đăng ký, xuất cảnh, về nước.",
    ),
    (Consent.Purpose.BANK, "Chuyển tên, nơi ở và nhu cầu vay của tôi cho ngân hàng nơi tôi đề nghị vay vốn."),
    (
        Consent.Purpose.ENTERPRISE,
        "Chuyển hồ sơ của tôi cho doanh nghiệp hoặc đơn vị đưa người lao động đi làm việc.",
    ),
    (Consent.Purpose.PUBLICATION, "Nêu tên, hình ảnh của tôi làm gương điển hình trong tuyên truyền."),
)
# What the member beside the person is asked, on the same paper, for themselves.
MEMBER_PURPOSES = (
    (
        MemberConsent.Purpose.NAME,
        "Ghi tên và tư cách đoàn viên, hội viên của tôi bên cạnh thông tin của người thân.",
    ),
    (MemberConsent.Purpose.CONTACT, "Gọi điện, gặp tôi để trao đổi về việc đi làm việc của người thân."),
)


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def consent_give(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Asked from the loan form it leads back there."""
    registration = held(request, pk)
    for_bank = request.GET.get("cho") == "vay"
    start = {"given_on": working_day(registration.campaign), "purpose": "bank" if for_bank else ""}
    form = ConsentForm(request.POST or None, initial=start)
    return ask(
        request,
        registration,
        form,
        lambda: people.give_consent(access=request.access, person=registration.person, **form.cleaned_data),
        title=_("Record a consent"),
        button=_("Save the consent"),
        done=_("The consent is recorded."),
        back=reverse("registrations:loan-refer", args=[pk]) if for_bank else "",
    )


@requires(Action.PERSON_WRITE)
@require_GET
def consent_form(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The paper that the person signs: every purpose by itself, nothing ticked beforehand."""
    registration = held(request, pk)
    audit.note("consent.printed", registration, registration.person, access=request.access)
    members = registration.person.affiliations.exclude(member_name="").select_related("organization")
    context = {"registration": registration, "person": registration.person, "purposes": PURPOSES}
    context |= {"members": members, "member_purposes": MEMBER_PURPOSES}
    return render(request, "registrations/consent_form.html", context)


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def consent_withdraw(request: HouseRequest, pk: UUID, consent: int) -> HttpResponse:
    registration = held(request, pk)
    given = get_object_or_404(registration.person.consents.filter(withdrawn_on__isnull=True), pk=consent)
    form = DayForm(request.POST or None, initial={"on": working_day(registration.campaign)})
    return ask(
        request,
        registration,
        form,
        lambda: people.withdraw_consent(access=request.access, consent=given, on=form.cleaned_data["on"]),
        title=_("Withdraw: %(purpose)s") % {"purpose": given.get_purpose_display()},
        button=_("Withdraw the consent"),
        done=_("The consent is withdrawn: nothing more leaves for this purpose."),
        names={"withdrawn_on": "on"},
        danger=True,
    )


def tie_of(registration: Registration, pk: int) -> Affiliation:
    return get_object_or_404(registration.person.affiliations.exclude(member_name=""), pk=pk)


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def member_consent_give(request: HouseRequest, pk: UUID, tie: int) -> HttpResponse:
    """The member is asked for themselves: what the child has signed says nothing about the parent."""
    registration = held(request, pk)
    bond = tie_of(registration, tie)
    form = MemberConsentForm(request.POST or None, initial={"given_on": working_day(registration.campaign)})
    return ask(
        request,
        registration,
        form,
        lambda: member_consents.give(access=request.access, tie=bond, **form.cleaned_data),
        title=_("Consent of %(name)s") % {"name": bond.member_name},
        button=_("Save the consent"),
        done=_("The consent is recorded."),
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def member_consent_withdraw(request: HouseRequest, pk: UUID, consent: int) -> HttpResponse:
    registration = held(request, pk)
    rows = MemberConsent.objects.filter(affiliation__person=registration.person, withdrawn_on__isnull=True)
    given = get_object_or_404(rows.select_related("affiliation"), pk=consent)
    form = DayForm(request.POST or None, initial={"on": working_day(registration.campaign)})
    return ask(
        request,
        registration,
        form,
        lambda: member_consents.withdraw(access=request.access, consent=given, on=form.cleaned_data["on"]),
        title=_("Withdraw: %(purpose)s") % {"purpose": given.get_purpose_display()},
        button=_("Withdraw the consent"),
        done=_("The consent is withdrawn; a name that was kept on its strength is gone."),
        names={"withdrawn_on": "on"},
        danger=True,
    )
