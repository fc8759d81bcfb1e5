from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.conflicts import Conflict
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from outreach.forms.events import CancelForm
from outreach.forms.materials import DistributeForm, MaterialForm, WithdrawForm, WitnessForm
from outreach.models import Distribution, Material, Witness
from outreach.services import materials, witnesses
from outreach.views.answers import attempt, done, page, two_versions


@require_GET
@requires(Action.EVENT_READ)
def material_list(request: HouseRequest) -> HttpResponse:
    rows = Material.objects.with_stock().select_related("issued_by")
    return render(request, "outreach/material_list.html", {"rows": rows})


@require_GET
@requires(Action.EVENT_READ)
def material_detail(request: HouseRequest, pk: int) -> HttpResponse:
    material = get_object_or_404(Material.objects.select_related("issued_by"), pk=pk)
    given = Distribution.objects.within(request.access).filter(material=material)
    context = {
        "material": material,
        "stock": materials.stock(material),
        "given": given.select_related("unit", "event", "organization")[:200],
        "ours": set(
            Distribution.objects.editable(request.access)
            .filter(material=material)
            .values_list("pk", flat=True)
        ),
        "counted": material.kind != Material.Kind.BROADCAST,
    }
    return render(request, "outreach/material_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.MATERIAL_WRITE)
def material_new(request: HouseRequest) -> HttpResponse:
    initial = {"issued_by": request.access.organization_id}
    form = MaterialForm(request.POST or None, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: materials.add_material(access=request.access, **form.values()))
        if made:
            messages.success(request, _("The material is on the list."))
            return redirect("outreach:material-detail", made.pk)
    return page(request, "outreach/material_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Action.MATERIAL_WRITE)
def material_change(request: HouseRequest, pk: int) -> HttpResponse:
    access = request.access
    material = get_object_or_404(Material, pk=pk)
    form = MaterialForm(request.POST or None, row=material)
    if form.is_valid():
        try:
            given = {"access": access, "material": material, **form.values()}
            saved = attempt(form, lambda: materials.change_material(**given))
        except Conflict as conflict:
            return two_versions(request, form, conflict)
        if saved:
            messages.success(request, _("The material is changed."))
            return redirect("outreach:material-detail", pk)
    return page(request, "outreach/material_form.html", form, material=material)


@require_http_methods(["GET", "POST"])
@requires(Action.MATERIAL_WRITE)
def material_distribute(request: HouseRequest, pk: int) -> HttpResponse:
    access, campaign = request.access, current_campaign()
    material = get_object_or_404(Material, pk=pk)
    initial = {"on": working_day(campaign)}
    form = DistributeForm(request.POST or None, access=access, campaign=campaign, initial=initial)
    if form.is_valid() and done(
        form, lambda: materials.distribute(access=access, material=material, **form.values())
    ):
        messages.success(request, _("The copies are recorded."))
        return redirect("outreach:material-detail", pk)
    return page(
        request,
        "outreach/material_distribute.html",
        form,
        material=material,
        stock=materials.stock(material),
    )


@require_http_methods(["GET", "POST"])
@requires(Action.MATERIAL_WRITE)
def distribution_take_back(request: HouseRequest, pk: int) -> HttpResponse:
    """Copies recorded by mistake."""
    rows = Distribution.objects.editable(request.access).standing()
    row = get_object_or_404(rows.select_related("material", "unit"), pk=pk)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, lambda: materials.take_back(access=request.access, given=row, reason=reason)):
            messages.success(request, _("The copies are in store again."))
            return redirect("outreach:material-detail", row.material_id)
    return page(request, "outreach/distribution_take_back.html", form, material=row.material, given=row)


@require_GET
@requires(Action.EVENT_WRITE)
def witness_list(request: HouseRequest) -> HttpResponse:
    rows = Witness.objects.within(request.access).filter(withdrawn_on__isnull=True)
    context = {"rows": rows.select_related("unit", "unit__parent", "market", "organization")}
    return render(request, "outreach/witness_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def witness_new(request: HouseRequest) -> HttpResponse:
    access = request.access
    form = WitnessForm(request.POST or None, access=access, campaign=current_campaign())
    if form.is_valid() and done(form, lambda: witnesses.add_witness(access=access, **form.values())):
        messages.success(request, _("The returnee is on the list."))
        return redirect("outreach:witness-list")
    return page(request, "outreach/witness_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def witness_withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    witness = get_object_or_404(Witness.objects.within(request.access), pk=pk)
    form = WithdrawForm(request.POST or None, initial={"on": working_day(current_campaign())})
    if form.is_valid():
        given = {"access": request.access, "witness": witness, **form.values()}
        if done(form, lambda: witnesses.withdraw_witness(**given)):
            messages.success(request, _("The agreement is withdrawn; nobody will be sent to this person."))
            return redirect("outreach:witness-list")
    return page(request, "outreach/witness_withdraw.html", form, witness=witness)
