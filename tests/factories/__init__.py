"""Rows for tests: explicit, small, without chance."""
