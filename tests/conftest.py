"""What every test gets. Subjects bring their own conftest.py beside their tests."""

from __future__ import annotations
