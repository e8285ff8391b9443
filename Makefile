# Everything a newcomer needs: `make studio` and `make test`. Both start from nothing and take seconds the second time.

SHELL := /bin/bash
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
# Workers: half of the time of a test is waiting, so that two cores bear four; more need more memory than small
# machines have. What runs in real time (sound, microphone) runs alone.
JOBS ?= 4
PYTEST := $(BIN)/python -m pytest
SHARED := --dist loadfile --no-loadscope-reorder
STAMPS := .stamps
TEMPLATES := backend/gradio_pianoroll/templates
FRONTEND_SOURCES := $(shell find frontend backend/gradio_pianoroll/i18n -path frontend/node_modules -prune -o -type f \
	\( -name '*.ts' -o -name '*.svelte' -o -name '*.js' -o -name '*.css' -o -name '*.json' \) -not -name '*.test.ts' -print)

.DEFAULT_GOAL := help
.PHONY: docs gallery help setup studio dev test lint check-python check-frontend test-frontend test-python test-browser format lock bench mutate search clean

help:
	@echo "make studio   set up what is missing and start the studio on http://127.0.0.1:$(PORT) (PORT=... changes it)"
	@echo "make dev      the studio from its sources: a change is on screen in a second (APP=demo/app.py shows another program)"
	@echo "make setup    environment in .venv, package, front end"
	@echo "make test     set up what is missing and run every check and test"
	@echo "make bench    set up what is missing and measure what things cost, beside other ways (two hours)"
	@echo "make mutate   set up what is missing, break score, wire, value and session a little and list what no test notices (an hour)"
	@echo "make search   set up what is missing and try every property with 1,000 examples that no run had before"
	@echo "make docs     build the documentation into site/ (open site/index.html)"
	@echo "make gallery  run the programs of docs/gallery.md and photograph them (two minutes)"
	@echo "make format   format the sources      make lock   renew the lock files      make clean   remove what was built"

setup: $(STAMPS)/package

studio: setup
	@GRADIO_ANALYTICS_ENABLED=False $(BIN)/gradio-pianoroll studio --port $(PORT)

dev: setup
	@cd frontend && PORT=$(PORT) PYTHON=$(abspath $(BIN))/python node dev/server.mjs $(if $(APP),$(abspath $(APP)))

test: setup $(STAMPS)/dev $(STAMPS)/browser lint test-frontend test-python

lint: check-python check-frontend

check-python: $(STAMPS)/dev $(STAMPS)/package
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@rm -f backend/gradio_pianoroll/component.pyi # Gradio writes it at import, for editors; it is not valid typing
	$(BIN)/mypy
	PYTHONPATH=backend $(BIN)/lint-imports

check-frontend: $(STAMPS)/node
	cd frontend && npm run --silent check
	cd frontend && npm run --silent lint

test-frontend: $(STAMPS)/node
	cd frontend && npm run --silent test

test-python: $(STAMPS)/dev $(STAMPS)/package $(STAMPS)/browser
	$(PYTEST) -n $(JOBS) $(SHARED) --ignore=tests/browser
	$(PYTEST) -n $(JOBS) $(SHARED) tests/browser -m "not real_time"
	$(PYTEST) tests/browser -m real_time

test-browser: $(STAMPS)/dev $(STAMPS)/package $(STAMPS)/browser
	$(PYTEST) -n $(JOBS) $(SHARED) tests/browser -m "not real_time"
	$(PYTEST) tests/browser -m real_time

bench: $(STAMPS)/dev $(STAMPS)/package $(STAMPS)/browser
	@mkdir -p .bench
	@for name in wire roll edit events f0 pitch resynthesis synth words analysis accuracy notes monitoring realtime batch memory load midi; do $(BIN)/gradio-pianoroll bench $$name --json .bench/$$name.json || exit 1; echo; done

mutate: $(STAMPS)/dev $(STAMPS)/package $(STAMPS)/node
	$(BIN)/python scripts/mutate.py

search: $(STAMPS)/dev $(STAMPS)/package
	cd frontend && VITE_SEARCH=1 npm run --silent test -- --reporter=dot
	$(PYTEST) -n $(JOBS) $(SHARED) --ignore=tests/browser -m hypothesis --hypothesis-profile=search

docs: $(STAMPS)/dev $(STAMPS)/package
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet && echo "site/index.html"

gallery: setup $(STAMPS)/dev $(STAMPS)/browser
	@GRADIO_ANALYTICS_ENABLED=False $(BIN)/python scripts/gallery.py

format: $(STAMPS)/dev $(STAMPS)/node
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	cd frontend && npm run --silent format

lock: $(STAMPS)/dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --group build --extra studio pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --group build --group dev --group docs --extra all pyproject.toml -c requirements/run.lock -o requirements/dev.lock

clean:
	rm -rf $(STAMPS) $(VENV) frontend/node_modules $(TEMPLATES) dist

# --- what the targets above need, each made once ---

$(STAMPS)/venv:
	@scripts/make_venv.sh $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements/run.lock | $(STAMPS)/venv
	@echo "Installing Python packages ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.lock
	@touch $@

$(STAMPS)/dev: requirements/dev.lock $(STAMPS)/run
	@scripts/check_compiler.sh
	@echo "Installing the development packages ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

$(STAMPS)/node: frontend/package-lock.json
	@scripts/check_node.sh
	@echo "Installing front-end packages ..."
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/frontend: $(STAMPS)/node $(FRONTEND_SOURCES)
	@echo "Building the front end ..."
	@cd frontend && npm run --silent build
	@touch $@

$(STAMPS)/package: $(STAMPS)/run $(STAMPS)/frontend pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/browser: $(STAMPS)/dev
	@scripts/install_browser.sh $(BIN)
	@touch $@
