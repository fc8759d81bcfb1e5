"""Units change by a resolution from a day on; nothing is deleted, every change leaves an edge to follow."""

from campaigns.services.units.change import add_unit, close_unit, rename_unit
from campaigns.services.units.merge import Merger, Preview, merge_units, preview

__all__ = ["Merger", "Preview", "add_unit", "close_unit", "merge_units", "preview", "rename_unit"]
