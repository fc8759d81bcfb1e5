"""What somebody was sending when the session ended: carried through the sign-in page, signed, kept nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest

SALT = "accounts.draft"
OLDEST = 12 * 3600
LONGEST = 200_000  # characters; a form of the house is a tenth of it
NEVER = ("csrfmiddlewaretoken", "password", "draft")


@dataclass(frozen=True, slots=True)
class Draft:
    path: str
    fields: tuple[tuple[str, str], ...]
    username: str  # whose session it was; empty when that is not known
    had_files: bool

    def belongs_to(self, username: str) -> bool:
        return self.username in ("", username)


def keep(request: HttpRequest, username: str) -> str:
    """The draft of a POST that came too late, as signed text for a hidden field; empty when there is nothing to keep."""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if not any(word in name for word in NEVER)
        for value in values
    ]
    if request.method != "POST" or not fields or sum(len(n) + len(v) for n, v in fields) > LONGEST:
        return ""
    content = {"p": request.get_full_path(), "f": fields, "u": username, "files": bool(request.FILES)}
    return signing.dumps(content, salt=SALT, compress=True)


def read(text: str) -> Draft | None:
    """None for a missing, old or forged draft."""
    try:
        content: dict[str, Any] = signing.loads(text, salt=SALT, max_age=OLDEST)
    except signing.BadSignature:
        return None
    fields = tuple((name, value) for name, value in content["f"])
    return Draft(content["p"], fields, content["u"], content["files"])
