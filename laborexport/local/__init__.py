"""The local runner: embedded PostgreSQL and Valkey in var/, the site, a worker and beat. Knows no domain."""
