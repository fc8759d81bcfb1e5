"""What a program that forks racers reads in before (`forking.py`): Django, and what they will call."""

from __future__ import annotations

import django

django.setup()

import tests.factories.reports  # noqa: E402,F401
