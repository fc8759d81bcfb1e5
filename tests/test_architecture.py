"""The suite keeps the conventions of the house: what the floors, the code and the models must look like.

What pages and tests must look like stands in tests/test_conventions.py.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import models

from tests.reading import (
    FLOORS,
    Function,
    calls,
    foreign_keys,
    functions,
    house_models,
    is_scoped,
    length,
    lines,
    page_modules,
    routes,
    sources,
)

# Read by everybody who signs in: the directory of units. Everything else with `within` is somebody's.
OPEN_TO_ALL = {"Unit"}
READS_WITHIN = {"within", "editable", "none"}
WRITES = {"save", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
SENDS = {"delay", "apply_async", "delay_on_commit", "send_task"}
SENDER = "accounts/jobs.py"
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "base_views"}

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 300, 50, 20
SPANS = [("valid_from", "valid_to"), ("starts_on", "ends_on"), ("started_on", "ended_on"), ("licence_from", "licence_to"),
         ("given_on", "withdrawn_on"), ("consent_on", "withdrawn_on"), ("due_from", "due_to"), ("opened_on", "deadline")]  # fmt: skip


def floor(model: type[models.Model]) -> int:
    return FLOORS.index(model._meta.app_label)


# --- floors -----------------------------------------------------------------------------------------------------------


def test_the_floors_are_the_ones_the_linter_holds(pytestconfig: pytest.Config) -> None:
    contract = (pytestconfig.rootpath / "pyproject.toml").read_text(encoding="utf-8")

    assert f"layers = {[*reversed(FLOORS)]}".replace("'", '"') in contract


def test_foreign_keys_point_down() -> None:
    """A key given as «app.Model» is no import: the linter of imports cannot see it."""
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in house_models()
        for field in [*foreign_keys(model), *model._meta.many_to_many]
        if field.related_model._meta.app_label in settings.FLOORS
        and floor(field.related_model) > floor(model)
    ]

    assert upward == []


def test_shared_rows_have_no_back_door_to_people() -> None:
    """`campaign.registrations` would read everybody's rows past every access."""
    private = {model for model in house_models() if is_scoped(model) and model.__name__ not in OPEN_TO_ALL}
    while grown := {
        model
        for model in house_models()
        if model not in private and any(key.related_model in private for key in foreign_keys(model))
    }:
        private |= grown
    doors = [
        f"{model._meta.label}.{key.name} ← {key.related_model._meta.label}.{key.remote_field.related_name}"
        for model in private
        for key in foreign_keys(model)
        if key.related_model not in private and key.remote_field.related_name != "+"
    ]

    assert sorted(doors) == sorted(KNOWN_DOORS)


# The account's own open browsers (within = the reader's); copies of a material are no secret.
KNOWN_DOORS = [
    "accounts.UserSession.user ← accounts.User.sessions_open",
    "outreach.Distribution.material ← outreach.Material.distributions",
]


@pytest.mark.parametrize("path", sorted(sources()))
def test_a_module_is_named_after_what_it_holds_and_stays_small(path: str) -> None:
    assert Path(path).stem not in VAGUE
    assert lines(path) <= LONGEST_FILE


# --- code -------------------------------------------------------------------------------------------------------------


def test_functions_are_short_and_views_shorter() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} ({length(node)} lines)"
        for path, tree in sources().items()
        for node in functions(tree)
        if length(node) > (LONGEST_VIEW if answers_requests(path, node) else LONGEST_FUNCTION)
    ]

    assert long == []


def answers_requests(path: str, node: Function) -> bool:
    first = node.args.args[0].arg if node.args.args else ""
    return "views" in Path(path).parts and first == "request"


def test_most_functions_are_seen_at_a_glance() -> None:
    sizes = sorted(length(node) for tree in sources().values() for node in functions(tree))

    assert sizes[len(sizes) // 2] <= 8


def test_nothing_is_imported_inside_a_function() -> None:
    """It hides a cycle between modules."""
    hidden = [
        f"{path}:{inner.lineno}"
        for path, tree in sources().items()
        for node in functions(tree)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_nothing_happens_through_signals() -> None:
    names = {
        f"{path}: {alias.name}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if "django.dispatch" in (module := getattr(node, "module", None) or alias.name)
        or "db.models.signals" in module
    }

    assert names == set()


def test_only_jobs_ring_the_worker() -> None:
    """A message sent before the commit, or without a row, would be work that nobody can find again."""
    senders = {path for path, tree in sources().items() for name, _call in calls(tree) if name in SENDS}

    assert senders == {SENDER}


def test_only_the_press_and_what_quickens_it_know_the_printer() -> None:
    named = [
        (path, getattr(node, "module", None) or node.names[0].name)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    press, swift = "reports/documents/press.py", "reports/documents/swift.py"

    assert {path for path, name in named if "weasyprint" in name} == {press, swift}
    assert {path for path, name in named if name == "reports.documents.swift"} == {press}


def test_nothing_is_declared_safe_for_html() -> None:
    unsafe = [
        f"{path}: {name}"
        for path, tree in sources().items()
        for name, _ in calls(tree)
        if name == "mark_safe"
    ]

    assert unsafe == []


# --- scope ------------------------------------------------------------------------------------------------------------


def test_pages_read_what_belongs_to_somebody_only_within_the_access() -> None:
    """In views and forms a scoped model stands only as `Model.objects.within(…)`, an inner name, or a type."""
    scoped = {model.__name__ for model in house_models() if is_scoped(model)} - OPEN_TO_ALL
    leaks = [
        leak for path in sorted(page_modules()) for leak in unscoped_reads(path, sources()[path], scoped)
    ]

    assert leaks == []


def test_the_reader_of_code_sees_a_read_past_the_access() -> None:
    """The net itself, broken on purpose."""
    source = """
def one(request): return get_object_or_404(Person, pk=1)
def two(request): return Person.objects.filter(pk=1)
def three(request): return Person._default_manager.all()
def four(request, rows: Person) -> Person: return Person.objects.within(request.access)
def five(request): return Person.Sex.FEMALE
def six(request): return reads(Person)
"""
    found = unscoped_reads("x.py", ast.parse(source), {"Person"})

    assert [leak.split(":")[1] for leak in found] == ["2", "3", "4", "7"]


def unscoped_reads(path: str, tree: ast.Module, scoped: set[str]) -> list[str]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    typed = {id(inner) for note in annotations(tree) for inner in ast.walk(note)}
    return [
        f"{path}:{node.lineno}: {node.id}"
        for node in sorted((n for n in ast.walk(tree) if isinstance(n, ast.Name)), key=lambda n: n.lineno)
        if node.id in scoped and id(node) not in typed and not is_within(node, parents)
    ]


def annotations(tree: ast.Module) -> list[ast.AST]:
    """Types in signatures and assignments, and what `isinstance`, `cast`, `except` and class bases name."""
    found: list[ast.AST | None] = []
    for node in ast.walk(tree):
        match node:
            case ast.arg() | ast.AnnAssign():
                found.append(node.annotation)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found.append(node.returns)
            case ast.ClassDef():
                found += node.bases
            case ast.ExceptHandler():
                found.append(node.type)
            case ast.Subscript():  # QuerySet[Person]
                found.append(node)
            case ast.Call(func=ast.Name(id="isinstance" | "cast")):
                found.append(node)
    return [node for node in found if node is not None]


def is_within(node: ast.Name, parents: dict[ast.AST, ast.AST]) -> bool:
    first = parents[node]
    if not isinstance(first, ast.Attribute):
        return False
    if first.attr != "objects":
        return first.attr[0].isupper()  # an inner class, a constant, DoesNotExist
    second = parents[first]
    return isinstance(second, ast.Attribute) and second.attr in READS_WITHIN


def test_pages_do_not_write() -> None:
    """Views and forms call services; a row saved here would have no audit entry and no rule."""
    writers = [
        f"{path}:{call.lineno} .{name}()"
        for path in sorted(page_modules())
        for name, call in calls(sources()[path])
        if name in WRITES and isinstance(call.func, ast.Attribute) and not is_mapping(call.func.value)
    ]

    assert writers == []


def is_mapping(value: ast.expr) -> bool:
    """`attrs.update(…)`, `form.data.update(…)`, `super().save(…)`: no row."""
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    return name in {
        "attrs",
        "data",
        "context",
        "kwargs",
        "initial",
        "fields",
        "session",
        "headers",
        "values",
        "params",
    }


def test_every_view_says_what_it_does_or_is_open_on_purpose() -> None:
    open_on_purpose = {"accounts:sign_in", "health_live", "health_ready", "set_language"}

    assert {route.name for route in routes() if not route.action} == open_on_purpose


# --- models -----------------------------------------------------------------------------------------------------------


def test_a_span_cannot_end_before_it_starts() -> None:
    loose = [
        f"{model._meta.label}: {start}–{end}"
        for model in house_models()
        for start, end in SPANS
        if {start, end} <= {field.name for field in model._meta.concrete_fields}
        and not is_held(model, start, end)
    ]

    assert loose == []


def is_held(model: type[models.Model], start: str, end: str) -> bool:
    checks = [c.condition for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    return any({start, end} <= names(check) for check in checks)


def names(node: Any) -> set[str]:
    """The fields that a condition speaks of."""
    if isinstance(node, models.Q):
        return set().union(*(names(child) for child in node.children))
    if isinstance(node, tuple):
        return {node[0].partition("__")[0]} | names(node[1])
    return {node.name} if isinstance(node, models.F) else set()


def test_superseded_rows_keep_when_they_were_recorded() -> None:
    fields = {model._meta.label: {f.name for f in model._meta.concrete_fields} for model in house_models()}

    assert [
        label for label, has in fields.items() if "superseded_at" in has and "recorded_at" not in has
    ] == []


def test_what_is_addressed_in_public_has_no_number_to_count_on() -> None:
    """People, registrations, loans, imports and reviews are addressed by random ids."""
    counted = [
        model._meta.label
        for model in house_models()
        if model.__name__
        in {"Person", "Registration", "LoanReferral", "Batch", "Event", "AnnualReview", "Job"}
        and not isinstance(model._meta.pk, models.UUIDField)
    ]

    assert counted == []
