"""The list, the calm form and the page of one registration, as a browser meets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.campaigns import House
from tests.factories.registrations import departed, registered

ClientAs = Callable[[str], Client]


def test_the_pages_open(house: House, client_as: ClientAs) -> None:
    made = departed(house)
    client = client_as("xa.baothanh.phunu")
    for name, args in [
        ("list", []),
        ("create", []),
        ("detail", [made.pk]),
        ("person-edit", [made.pk]),
        ("wish-edit", [made.pk]),
        ("reveal", [made.pk, "so-giay-to"]),
        ("identity-add", [made.pk]),
        ("phone-add", [made.pk]),
        ("group-add", [made.pk]),
        ("tie-add", [made.pk]),
        ("consent-give", [made.pk]),
        ("seen", [made.pk]),
        ("milestone-record", [made.pk, "returned"]),
        ("milestone-correct", [made.pk, made.milestones.first().pk]),
        ("milestone-annul", [made.pk, made.milestones.last().pk]),
        ("credit", [made.pk]),
        ("training-add", [made.pk]),
        ("support-add", [made.pk]),
        ("loan-refer", [made.pk]),
        ("loan-list", []),
    ]:
        response = client.get(reverse(f"registrations:{name}", args=args))
        assert response.status_code == 200, name
    boss = client_as("tinh.mttq")
    for name in ["export", "allowance-list", "rate-list", "list", "loan-list", "import-list"]:
        assert boss.get(reverse(f"registrations:{name}")).status_code == 200, name
