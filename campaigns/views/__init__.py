"""Pages of the plan and the directory."""
