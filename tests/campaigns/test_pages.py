"""Every page of the plan and the directory opens for those who may, and says why to those who may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

SignIn = Callable[[str], Client]
OPEN = [
    "plan",
    "target-list",
    "document-list",
    "work-plan-list",
    "unit-list",
    "organization-list",
    "posting-choices",
]
COORDINATOR = ["plan-edit", "target-new", "document-new", "work-plan-new"]
ADMINISTRATOR = ["unit-new", "unit-merge", "posting-list", "posting-new", "account-list", "account-new"]


@pytest.mark.parametrize("name", OPEN + COORDINATOR)
def test_the_coordinator_reads_and_changes_the_plan(client_as: SignIn, name: str) -> None:
    assert client_as("tinh.mttq").get(reverse(f"campaigns:{name}")).status_code == 200


@pytest.mark.parametrize("name", ADMINISTRATOR)
def test_the_administrator_keeps_the_directory(client_as: SignIn, name: str) -> None:
    assert client_as("quantri").get(reverse(f"campaigns:{name}")).status_code == 200
