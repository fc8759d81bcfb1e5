"""Pages of the floor; each states the right it needs and fetches within the access."""
