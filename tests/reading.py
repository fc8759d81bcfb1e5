"""Reads the code of the house for tests: its modules, its functions, its views, its templates."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from laborexport.local.places import BASE

FLOORS = [*settings.FLOORS, "laborexport"]  # from the ground up
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Route:
    """A named address of the site: where it lies and what answers it."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def action(self) -> str:
        return str(getattr(self.view, "action", ""))

    @property
    def arguments(self) -> list[str]:
        return [part.partition(":")[2] for part in self.pattern.replace("<", ">").split(">")[1::2]]


def routes() -> list[Route]:
    return list(_routes(get_resolver(), "", ""))


def _routes(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(namespace + (entry.name or pattern), pattern, entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _routes(entry, inner, pattern)


@cache
def sources(*, tests: bool = False) -> dict[str, ast.Module]:
    """Every module of the house (or of its tests) by its path; migrations are written by a machine."""
    tops = ["tests"] if tests else FLOORS
    files = sorted(path for top in tops for path in (BASE / top).rglob("*.py"))
    return {
        str(path.relative_to(BASE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in files
        if "migrations" not in path.parts
    }


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    """The lines of the body: what has to be read to know what it does."""
    return (node.end_lineno or 0) - node.body[0].lineno + 1


def lines(path: str) -> int:
    return (BASE / path).read_text(encoding="utf-8").count("\n")


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the name it calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            yield (target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")), node


def page_modules() -> set[str]:
    """Where requests are answered: the modules the resolver leads to, all beside them, and the forms of every floor."""
    views = {inspect.unwrap(route.view).__module__ for route in routes()}
    files = {
        str(Path(str(sys.modules[name].__file__)).relative_to(BASE))
        for name in views
        if name.split(".")[0] in FLOORS
    }
    rooms = {str(Path(file).parent) for file in files if Path(file).parent.name == "views"}
    return files | {
        path
        for path in sources()
        if str(Path(path).parent) in rooms or "forms" in Path(path).with_suffix("").parts
    }


def house_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in settings.FLOORS]


def is_scoped(model: type[models.Model]) -> bool:
    """Whether its rows are seen only within an access."""
    return hasattr(model._default_manager, "within")


def foreign_keys(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def templates() -> list[Path]:
    return sorted((BASE / "templates").rglob("*.html"))


def load(path: str) -> Any:
    return importlib.import_module(path.removesuffix(".py").replace("/", "."))
