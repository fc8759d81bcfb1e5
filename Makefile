# Every target works from a bare clone with Python >= 3.11 and make.
PORT ?= 8000
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
PY := .venv/bin/python
# Modules, and the assertions of tests, are compiled once, not at every start of every program.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.PHONY: help setup run servers stop test bench e2e check fix messages lock

help: ## What can be made
	@grep -hE '^[a-z0-9]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/setup.stamp ## Virtual environment and system libraries
.venv/setup.stamp: requirements-dev.lock
	@$(PYTHON) -m laborexport.local.bootstrap

run: setup ## The whole house at http://127.0.0.1:$(PORT)
	@$(PY) -m laborexport.local run --port $(PORT)

servers: setup ## PostgreSQL and Valkey in var/, until `make stop`
	@$(PY) -m laborexport.local servers

stop: setup ## Stop them
	@$(PY) -m laborexport.local stop

test: setup ## The whole suite, random order, warnings as errors, coverage floor
	@$(PY) -m laborexport.local within $(PY) -m pytest -p tests.measure -n 2 --dist worksteal -m "not journey"

bench: setup ## Measured beside floors, as ratios
	@$(PY) -m laborexport.local within $(PY) -m tests.bench

e2e: setup ## Journeys in Chromium
	@$(PY) -m laborexport.local chromium
	@$(PY) -m laborexport.local within $(PY) -m pytest -m journey -p no:randomly

check: setup ## Linters, types, floors, migrations, deployment, catalogues
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html') && .venv/bin/djhtml --tabwidth 2 --check templates
	@.venv/bin/mypy && .venv/bin/lint-imports && $(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m laborexport.local production && $(PY) manage.py messages --check

fix: setup ## The same, mending what can be mended
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .
	@.venv/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html') ; .venv/bin/djhtml --tabwidth 2 templates

lock: setup ## Resolve pyproject.toml anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements-dev.lock
