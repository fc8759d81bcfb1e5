"""Tra mã số liệu: from a code on paper to the figure, and for those who may to the list of people."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from reports import tracing
from reports.documents import codes
from reports.forms import CodeForm
from reports.review.subject import is_told_whole

SIZE = 50


@requires(Action.REVIEW_READ)
@require_safe
def code_search(request: HouseRequest) -> HttpResponse:
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if form.is_valid():
        return redirect("reports:code", str(form.cleaned_data["ma"]))
    return render(request, "reports/codes/search.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Action.REVIEW_READ)
@require_safe
def code(request: HouseRequest, code: str) -> HttpResponse:
    """One figure with its people; a table, a column or a part with its figures; a review as itself."""
    asked = codes.read(code)
    named = tracing.print_named(request.access, asked) if asked else None
    if asked is None or named is None:
        return unknown(request, code)
    review, paper = named
    if not asked.rest:
        return redirect("reports:review-detail", review.pk)
    context = {"review": review, "paper": paper, "code": f"{paper.code}-{asked.rest}"}
    context["is_whole"] = is_told_whole(request.access, review)
    return shown(request, context, tracing.figures_named(paper, asked.rest), asked.rest)


def shown(
    request: HouseRequest, context: dict[str, Any], found: list[codes.Figure], rest: str
) -> HttpResponse:
    if not found:
        return unknown(request, context["code"])
    context["table"] = codes.table_of(context["paper"], rest) if context["is_whole"] else None
    if len(found) == 1 and found[0].code == rest and found[0].is_people:
        return people(request, context | {"figure": found[0]})
    return render(request, "reports/codes/figures.html", {**context, "figures": found})


def people(request: HouseRequest, context: dict[str, Any]) -> HttpResponse:
    """The list, 50 a page; who was shown is logged."""
    answer = tracing.answer(request.access, context["review"], context["figure"])
    page = Paginator(answer.rows, SIZE).get_page(request.GET.get("trang"))
    if answer.may:
        shown = [row.registration for row in page]
        audit.note("figure.opened", *shown, access=request.access, changes={"code": context["code"]})
    return render(request, "reports/codes/people.html", {**context, "answer": answer, "page": page})


def unknown(request: HouseRequest, text: str) -> HttpResponse:
    form = CodeForm({"ma": text[:40]})
    form.is_valid()
    form.say_unknown()
    return render(request, "reports/codes/search.html", {"form": form}, status=404)
