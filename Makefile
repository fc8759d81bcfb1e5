PYTHON ?= python3
PY := .venv/bin/python

servers: ## PostgreSQL and Valkey in var/, until `make stop`
	$(PY) -m laborexport.local servers
stop:
	$(PY) -m laborexport.local stop
.PHONY: servers stop
