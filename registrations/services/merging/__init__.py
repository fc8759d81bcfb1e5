"""Two records that turn out to be one person: proposed, agreed, merged whole, undone within 30 days."""

from registrations.services.merging.choices import ABSORBED, KEPT, Line, lines
from registrations.services.merging.doing import both_in_view, merge, preview, undo
from registrations.services.merging.proposing import (
    Side,
    agree,
    distinct,
    may_answer,
    may_refuse,
    may_withdraw,
    propose,
    refuse,
    side_of,
)
from registrations.services.merging.unite import matched

__all__ = [
    "ABSORBED",
    "KEPT",
    "Line",
    "Side",
    "agree",
    "both_in_view",
    "distinct",
    "lines",
    "matched",
    "may_answer",
    "may_refuse",
    "may_withdraw",
    "merge",
    "preview",
    "propose",
    "refuse",
    "side_of",
    "undo",
]
