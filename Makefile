# Every target sets up what it needs: Python 3.11 or newer and make are enough to begin with.

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help try demo test check format bench tools clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

try: $(READY) ## Serve a Slack-like page with the bot connected (PORT=3000).
	@$(BIN)/handoff try

demo: $(READY) ## Play one whole handoff in the terminal.
	@$(BIN)/handoff demo

test: $(READY) ## Run the tests (ARGS="tests/flows -k lock", WORKERS=0 for one process).
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: $(READY) ## Check formatting, lint, types and architecture, as CI does.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_style.py tests/test_requirements.py

format: $(READY) ## Format the code and repair what ruff can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## Run the benchmarks and print the ratios.
	$(BIN)/python -m benchmarks $(ARGS)

tools: ## Install Chromium and PostgreSQL for the tests (Debian), or say how.
	@.ci/tools

clean: ## Remove caches and builds (to start over, remove .venv as well).
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# Done again only when the pins or the project's own description change.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Name one that you have: make PYTHON=python3.12 ..."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
	  { echo "Python could not make $(VENV). On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (only when something changed) ..."
	@$(PIP) install --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
