"""Accounts, sessions and jobs for tests."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from accounts.models import Job, User

PASSWORD = "con trau di truoc cai cay"
_numbers = count(1)


def user(
    username: str = "", *, password: str = PASSWORD, full_name: str = "Nguyễn Thị Mẫu", **fields: Any
) -> User:
    return User.objects.create_user(
        username or f"can.bo.{next(_numbers)}", password=password, full_name=full_name, **fields
    )


@dataclass(frozen=True)
class Somebody:
    """An actor without a posting, as the ground floor sees one."""

    user_id: int | None = None
    label: str = "Người thử"
    organization_code: str = ""
    role_code: str = ""
    unit_path: str = ""


def actor(of: User | None = None, role_code: str = "") -> Somebody:
    return Somebody(of.pk if of else None, str(of or "Người thử"), role_code=role_code)


def job(of: User | None = None, **fields: Any) -> Job:
    return Job.objects.create(**{"kind": "tests.nothing", "title": "Việc thử", "requested_by": of, **fields})
