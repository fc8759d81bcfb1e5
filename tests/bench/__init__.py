"""`make bench`: what pages, counts, prints and lists cost, each beside its floor, measured in one run. Read the ratios, not the seconds."""

from __future__ import annotations

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laborexport.settings")
if not apps.ready:  # `python -m tests.bench` comes here first
    django.setup()
