"""What a refusal says, by field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError


def refusal(act: Callable[[], object]) -> dict[str, list[str]]:
    """The sentences with which something is refused; under the empty name what belongs to no field."""
    with pytest.raises(ValidationError) as refused:
        act()
    known = hasattr(refused.value, "error_dict")
    return refused.value.message_dict if known else {"": refused.value.messages}


def said(act: Callable[[], object]) -> str:
    return " ".join(text for texts in refusal(act).values() for text in texts)
