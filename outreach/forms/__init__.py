"""Forms of the floor; they read what was typed and narrow the choices, the services act."""
