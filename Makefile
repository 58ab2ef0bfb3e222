# The commands of this repository. Each sets up what it needs; all that it asks for is Python 3.11 or later.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
READY := .venv/ready
SOURCES := bot core workers tests
UI := bot/web/ui
PARTS := $(UI)/node_modules/.ready
PAGE := bot/web/page/index.html
NPM := .ci/node npm --prefix $(UI)
# More words for the program behind a target: make test ARGS="-k reminders", make up ARGS="--port 9000"
ARGS ?=

.PHONY: help setup page types up chat test test-deploy check bench bench-language train fmt lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## make the environment in .venv (the others do it by themselves)

# The rule runs when what is locked has changed, so a second call costs nothing.
$(READY): uv.lock pyproject.toml .ci/setup
	@.ci/setup && touch $(READY)

# What the page is made of, from its lock; and the page, made again when something of it has changed.
$(PARTS): $(UI)/package-lock.json $(UI)/.npmrc .ci/node | $(READY)
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $(PARTS)

$(PAGE): $(PARTS) $(UI)/index.html $(UI)/vite.config.ts $(shell find $(UI)/src -type f ! -name '*.test.*')
	@$(NPM) run --silent build -- --logLevel warn && touch $(PAGE)

page: $(PAGE) ## build the page that `make up` serves

types: $(PARTS) ## write the types of the page anew, after a change of the HTTP interface
	@mkdir -p .cache && $(BIN)/todobot openapi > .cache/openapi.json
	@cd $(UI) && ../../../.ci/node node node_modules/openapi-typescript/bin/cli.js ../../../.cache/openapi.json -o src/api/schema.d.ts

up: $(READY) $(PAGE) ## run everything: the API on http://localhost:8080, database included
	@exec $(BIN)/todobot up $(ARGS)

chat: $(READY) ## talk to the bot in this terminal
	@exec $(BIN)/todobot chat $(ARGS)

test: $(READY) $(PAGE) ## run every test, on a real PostgreSQL, Kafka and Dapr
	@$(BIN)/python tests/services/obtain.py
	@$(BIN)/python tests/services/charttools.py
	@exec $(BIN)/python -m pytest -n 2 --dist loadfile --durations=10 -m "not deploying" $(ARGS)

test-deploy: $(READY) ## build the image, install the chart in a real API server, restart under load
	@$(BIN)/python tests/services/charttools.py --heavy
	@exec $(BIN)/python -m pytest -n 2 --dist loadfile tests/deploy tests/faults -m deploying --durations=10 $(ARGS)

check: $(READY) $(PARTS) ## check style, types, import contracts and sizes
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tests/house.py
	$(NPM) run --silent check

bench: $(READY) $(PAGE) ## measure: commands, relay, lateness, memory, start, growth, the page
	@exec $(BIN)/python tests/bench/run.py $(ARGS)

# Other libraries that it measures beside, from their locks; one that cannot be had is reported as not there.
RIVALS := tests/bench/rivals
.cache/rivals/ready: uv.lock pyproject.toml $(RIVALS)/package-lock.json $(RIVALS)/.npmrc | $(READY)
	@UV_PROJECT_ENVIRONMENT=.cache/rivals .venv/uv/bin/uv sync --quiet --frozen --only-group bench --python $(BIN)/python \
	  && .ci/node npm --prefix $(RIVALS) ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@ \
	  || echo "bench-language: not every library beside it could be installed" >&2

bench-language: .cache/rivals/ready ## measure: what is read right of our own sentences, and how fast, beside other libraries
	@exec $(BIN)/python tests/bench/language.py $(ARGS)

train: $(READY) ## teach the classifier anew, from core/nlu/guessing/said; the same sentences give the same model
	@exec $(BIN)/python -m core.nlu.guessing.training

fmt: $(READY) $(PARTS) ## put the code in order
	$(BIN)/ruff check --fix-only --quiet $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(NPM) run --silent fmt

lock: $(READY) ## choose the newest versions that pyproject.toml allows (a week old at least)
	.venv/uv/bin/uv lock --upgrade

clean: ## remove what was made, but never your tasks (.data)
	rm -rf .venv .cache dist build bot/web/page $(UI)/node_modules $(RIVALS)/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
