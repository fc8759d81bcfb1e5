"""A target divided by a rule, and targets moved to the units that took over: first shown, then written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import matrix
from campaigns.access import Action, HouseRequest, requires
from campaigns.apportion import apportion_range
from campaigns.forms.targets import CellPlace, MoveForm, PartsForm, name_of
from campaigns.models import Organization, Target, TargetChange
from campaigns.services.allotting import Overtaken, Series, write_cells
from campaigns.services.moving import Move, Range, move_targets, moves, text
from campaigns.views.matrix import overtaken
from campaigns.views.pages import campaign_here, page, posted, submit
from reports.indicators.shares import Basis, Rule, basis_of_bodies, basis_of_units

UNITS, BODIES = "don-vi", "to-chuc"


SPLIT, MOVE = "reports/target_split.html", "reports/target_move.html"


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def target_split(request: HouseRequest, pk: int) -> HttpResponse:
    related = ("campaign__province", "unit", "organization", "document")
    target = get_object_or_404(Target.objects.in_force().select_related(*related), pk=pk)
    form, context = offered(request, target)
    looks = "xem" in request.POST  # the parts are only added up
    try:
        done = None if looks else submit(request, form, lambda: write(request, target, form, context["rule"]))
    except Overtaken as told:
        form.look_again(told.standing)
        context |= {"form": form, "overtaken": overtaken(form, told)}
        return render(request, SPLIT, context, status=409)
    return done or page(request, SPLIT, {**context, "left": left_of(target, form)}, form)


def offered(request: HouseRequest, target: Target) -> tuple[PartsForm, dict[str, Any]]:
    """The parts as the rule gives them, and what the page says of the rule."""
    among, rule = asked(request, target)
    parts = parts_of(target, among)
    basis = basis_for(target, among, rule, parts)
    shares = apportion_range(target.minimum, target.maximum, basis.weights) if basis.weights else []
    form = PartsForm(posted(request), parts=parts, proposed=proposed(parts, shares, rule))
    return form, {
        "target": target,
        "among": among,
        "rule": rule,
        "basis": basis,
        "rules": Rule.choices,
        "may_bodies": target.organization_id is None,
        "lines": lines(form, basis),
    }


def asked(request: HouseRequest, target: Target) -> tuple[str, str]:
    """Among whom and by which rule; to begin with, units by last year's result."""
    below = matrix.units_below(target.unit, matrix.day_of(target.campaign, target.year))
    among = request.GET.get("giua", UNITS if below else BODIES)
    if among not in (UNITS, BODIES) or (among == BODIES and target.organization_id is not None):
        among = UNITS
    rule = request.GET.get("theo", Rule.LAST_YEAR)
    return among, rule if rule in Rule.values else Rule.LAST_YEAR


def series_of(target: Target) -> Series:
    return Series(
        target.campaign, target.year, target.document, target.force, target.indicator, target.clause
    )


def parts_of(target: Target, among: str) -> list[CellPlace]:
    """The cells that get a part: the units below for the same body, or the bodies in the same unit."""
    table = matrix.matrix_of(series_of(target), target.unit)
    if among == BODIES:
        pairs = zip(table.columns[1:], table.own.cells[1:], strict=True)
        return [(table.own, column, cell) for column, cell in pairs]
    at = next(n for n, column in enumerate(table.columns) if column.key == (target.organization_id or 0))
    return [(line, table.columns[at], line.cells[at]) for line in table.lines]


def basis_for(target: Target, among: str, rule: str, parts: list[CellPlace]) -> Basis:
    if among == BODIES:
        found = Organization.objects.in_bulk([column.key for _line, column, _target in parts])
        bodies = [found[column.key] for _line, column, _target in parts]
        return basis_of_bodies(rule, target.campaign, target.year, target.indicator, bodies, target.unit)
    units = [line.unit for line, _column, _target in parts]
    day = matrix.day_of(target.campaign, target.year)
    return basis_of_units(rule, target.campaign, target.year, target.indicator, units, day)


def proposed(parts: list[CellPlace], shares: list[Range], rule: str) -> dict[str, str]:
    """What the rule gives; by hand, what stands already."""
    names = [name_of(line.unit.pk, column.key) for line, column, _target in parts]
    if rule == Rule.BY_HAND:
        return {name: cell.label if cell else "" for name, (_l, _c, cell) in zip(names, parts, strict=True)}
    return {name: text(share) for name, share in zip(names, shares, strict=False)}


def lines(form: PartsForm, basis: Basis) -> list[tuple[str, Any, Target | None, Any]]:
    """Recipient, weight, what stands, the field."""
    weights = basis.weights or (None,) * len(form.places)
    return [
        (line.unit.name if len({p[1].key for p in form.places}) == 1 else column.name, weight, cell, form[name_of(line.unit.pk, column.key)])
        for (line, column, cell), weight in zip(form.places, weights, strict=True)
    ]  # fmt: skip


def left_of(target: Target, form: PartsForm) -> matrix.Gap | None:
    total = form.total()
    return matrix.gap(target, total) if total else None


def write(request: HouseRequest, target: Target, form: PartsForm, rule: str) -> str:
    words = _("Divided %(whole)s: %(rule)s") % {"whole": target.label, "rule": Rule(rule).label}
    data = form.cleaned_data
    change = write_cells(
        access=request.access,
        series=series_of(target),
        cells=form.cells(),
        reason=data["reason"] or words,
        amended_by=data["amended_by"],
        kind=TargetChange.Kind.SPLIT,
        rule=rule,
    )
    if change is None:
        messages.info(request, _("Nothing was changed, so nothing was written."))
        return reverse("campaigns:target-matrix", args=[target.year])
    messages.success(request, _("The target is divided."))
    return reverse("campaigns:target-change", args=[change.pk])


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def target_move(request: HouseRequest, year: int) -> HttpResponse:
    """Targets whose units ended within the year go to the heirs; the sum stays."""
    campaign = campaign_here()
    if year not in campaign.years:
        raise Http404
    day, asked_for = matrix.day_of(campaign, year), request.GET.get("theo", "")
    found, rule = moves(campaign, year, day), asked_for if asked_for in Rule.values else Rule.EQUAL
    shares, lacking = divided(found, rule)
    acts = {"reason": ", ".join(sorted({act for m in found for act in m.acts}))}
    form = MoveForm(posted(request), moves=found, proposed=shares, initial=acts)
    context = {"year": year, "day": day, "rule": rule, "rules": Rule.choices, "lacking": lacking}
    context |= {"orphans": [m for m in found if not m.heirs], "whole": sum(m.amount[0] for m in form.moves)}
    return submit(request, form, lambda: carry_out(request, year, day, form, rule)) or page(
        request, MOVE, context, form
    )


def carry_out(request: HouseRequest, year: int, day: date, form: MoveForm, rule: str) -> str:
    change = move_targets(
        access=request.access,
        campaign=campaign_here(),
        year=year,
        day=day,
        parts=form.parts(),
        reason=form.cleaned_data["reason"],
        rule=rule if form.divided() else "",
    )
    messages.success(request, _("The targets have gone to the units that took over."))
    return reverse("campaigns:target-change", args=[change.pk])


def divided(found: list[Move], rule: str) -> tuple[dict[tuple[int, int], Range], list[str]]:
    """What the rule gives each heir where there are several; and why it gives nothing."""
    shares: dict[tuple[int, int], Range] = {}
    lacking: dict[str, None] = {}
    bases: dict[tuple[int, str], Basis] = {}
    for m in found:
        if len(m.heirs) < 2:
            continue
        t, key = m.target, (m.target.unit_id, m.target.indicator)
        if key not in bases:
            day = matrix.day_of(t.campaign, t.year)
            bases[key] = basis_of_units(rule, t.campaign, t.year, t.indicator, m.heirs, day)
        if bases[key].weights:
            parts = apportion_range(m.amount[0], m.amount[1], bases[key].weights)
            shares |= {(t.pk, heir.pk): part for heir, part in zip(m.heirs, parts, strict=True)}
        elif bases[key].lacking:
            lacking[f"{t.unit}: {bases[key].lacking}"] = None
    return shares, list(lacking)
