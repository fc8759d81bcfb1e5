"""Forms of the plan and the directory: they read and narrow, services write."""
