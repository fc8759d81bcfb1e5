"""What every test gets. Subjects bring their own conftest.py beside their tests."""

from __future__ import annotations

from laborexport.local.catalogues import compile_catalogues


def pytest_configure() -> None:
    compile_catalogues()
