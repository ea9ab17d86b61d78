# Everything a reader or a developer does with this tree. Needs Python >= 3.11, pip and make; no compiler.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The build of our own package is held to the same versions; older pips read the first name, newer ones the second.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports format bench bench-identity bench-search bench-ir bench-export bench-site bench-triage axe fixtures docs clean
.DELETE_ON_ERROR:

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## /\1: /p' Makefile | while IFS=: read -r name what; do printf '  make %-15s%s\n' "$$name" "$$what"; done

# --- environments: one .venv, and a stamp for each set of packages installed into it -------------------------------

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "papertriage needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# Installed editable, so that a changed source needs no new install; a changed dependency does. Compiled here, as an
# ordinary install compiles: where PYTHONDONTWRITEBYTECODE is set, every start would compile a hundred modules.
$(VENV)/installed: $(VENV)/made pyproject.toml constraints.txt
	$(PIP) --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/installed-%: $(VENV)/installed
	$(PIP) --editable '.[$*]'
	@touch $@

# --- for readers ---------------------------------------------------------------------------------------------------

demo: export PAPERTRIAGE_HOME := .demo
demo: $(VENV)/installed  ## read an invented dump into a throw-away library; search, show and export it
	@rm -rf .demo
	$(BIN)/papertriage ingest fixtures/demo/daily.txt
	$(BIN)/papertriage search quantization
	$(BIN)/papertriage search --topic kv-cache --why --limit 3
	$(BIN)/papertriage show "Ledgerline: Evicting Keys and Values by the Regret of Forgetting Them"
	$(BIN)/papertriage export "diffusion transformer" --format md
	@echo "The library of this demo lies in .demo; 'make clean' removes it."

# --- for developers ------------------------------------------------------------------------------------------------

test: lint types imports  ## everything that CI runs: lint, types, import layers, metadata, tests
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/installed-dev  ## ruff, its format, and the project file itself
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/validate-pyproject pyproject.toml

types: $(VENV)/installed-dev  ## mypy --strict
	$(BIN)/mypy

imports: $(VENV)/installed-dev  ## the layers of docs/decisions, held by import-linter
	$(BIN)/lint-imports --no-cache

format: $(VENV)/installed-dev  ## rewrite the sources as ruff would have them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-bench  ## measure on 200,000 invented papers (some minutes); writes docs/bench*.md
	$(BIN)/python bench/run.py
	$(BIN)/python bench/sources.py
	$(BIN)/python bench/next_list.py

bench-identity: $(VENV)/installed-bench  ## measure how papers are found to be one; writes docs/bench-identity.md
	$(BIN)/python bench/identity.py

bench-search: $(VENV)/installed-bench  ## measure search on a million papers (half an hour, 10 GB; FULL="--full --alone": 2.7 million)
	$(BIN)/python bench/search_speed.py $(FULL)

bench-ir: $(VENV)/installed-bench  ## measure how well search ranks (half an hour), on the test collections of ../shared
	$(BIN)/python bench/ir.py --again

bench-export: $(VENV)/installed-dev $(VENV)/installed-bench  ## measure exports of 100,000 invented papers; writes docs/bench-export.md
	$(BIN)/python bench/export.py

# ASReview has an environment of its own: what it needs may clash with ours. Without it, papertriage stands alone.
$(VENV)/asreview/installed:
	$(PYTHON) -m venv --clear $(VENV)/asreview
	-env -u PIP_CONSTRAINT $(VENV)/asreview/bin/pip install --quiet --disable-pip-version-check 'asreview>=3,<4' && touch $@

bench-triage: $(VENV)/installed-dev $(VENV)/asreview/installed  ## ranking beside ASReview's (minutes); writes docs/bench-triage.md
	$(BIN)/python bench/triage.py --write docs/bench-triage.md

fixtures: $(VENV)/installed-fixtures  ## make the converter matrix again, with the converters installed here
	@for make in fixtures/*/make.py; do echo "$$make"; $(BIN)/python "$$make" || exit 1; done

bench-site: $(VENV)/installed-bench  ## measure `site build` on 10,000 invented papers; writes docs/bench-site.md
	$(BIN)/python bench/site_build.py

axe: $(VENV)/installed-dev  ## look at a site in Chromium with axe-core, and use it by keyboard (needs node, npm, Chromium)
	npm install --silent --no-save --no-fund --no-audit --prefix .axe axe-core@4 playwright-core@1
	$(BIN)/python -m pytest tests/test_site_browser.py

docs: $(VENV)/installed  ## make the generated pages of docs/ again
	$(BIN)/python docs/build.py

clean:  ## remove what make made
	rm -rf $(VENV) .axe .demo bench/work dist build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests bench fixtures -name __pycache__ -type d -prune -exec rm -rf {} +
