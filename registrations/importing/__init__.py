"""What the rows of a candidate list mean: columns, cells, people already known, and how a row goes in."""

from registrations.importing.importer import CandidateImporter

__all__ = ["CandidateImporter"]
