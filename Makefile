# Needs python3 (3.11 or newer), make and git; everything else is installed into .venv.

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := $(BIN)/uv

SCENARIO ?= scenarios/pdu.json
PLAN ?= build/plan.json
SEED ?= 1
TIME_LIMIT ?= 40

# The interpreter is the one named above: uv must not fetch another.
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help setup compile plan serve test lint check bench lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: compile ## Make .venv with the locked dependencies and this project in it, its hot loops compiled

plan: setup ## Plan a scenario: SCENARIO, PLAN, SEED and TIME_LIMIT may be given
	@mkdir -p $(dir $(PLAN))
	$(BIN)/planner plan $(SCENARIO) -o $(PLAN) --seed $(SEED) --time-limit $(TIME_LIMIT)

serve: setup ## Serve the HTTP interface and the web page
	$(BIN)/planner serve

test: setup ## Run the tests, a process for each core
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: setup ## Check style, types, import rules and the checked-in schemas
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict models solver api scenarios
	$(BIN)/lint-imports
	$(BIN)/planner schema --check

check: lint test ## Run lint, then the tests

bench: setup ## Time the benchmark cases
	$(BIN)/python -m pytest benchmarks --benchmark-only

lock: $(UV) ## Resolve the dependencies anew into requirements.lock
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--extra dev --python-version 3.11 --output-file requirements.lock pyproject.toml

clean: ## Remove results and caches, but not .venv
	rm -rf build dist .benchmarks .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -path ./.venv -prune -o -path ./.git -prune -o -name __pycache__ -type d -exec rm -rf {} +

# uv does not read pip's settings, so an index that pip is configured with is passed on to it. The project is built
# without isolation because its build back end is in the lock.
.venv/.installed: pyproject.toml requirements.lock $(UV)
	@if [ -z "$${UV_DEFAULT_INDEX:-}" ]; then \
		index="$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true)}"; \
		if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	fi; \
	set -e; \
	$(UV) pip sync --python $(BIN)/python --require-hashes requirements.lock; \
	$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# The hot loops are compiled on first use and kept beside their sources; done here, no plan waits for it. Two processes
# compile side by side, each a part of its own. Where nothing has changed since, there is nothing to do.
compile: .venv/.installed
	@$(BIN)/python -m api.first_use allocation & first=$$!; $(BIN)/python -m api.first_use unpaid_work && wait $$first

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
