"""Everything that changes the plan and the directory; each writes its audit entry in the same transaction."""
