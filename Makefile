# Two commands do everything, set-up included: `make serve` and `make test`.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
SET_UP := pyproject.toml constraints.txt hatch_build.py

.PHONY: help serve test lint bench format clean

help:
	@echo "make serve   set up, then serve the graph on http://127.0.0.1:8000 (options: ARGS='--port 8080')"
	@echo "make test    set up, then lint, type-check, test, build the wheel and test it"
	@echo "make lint    ruff, mypy --strict and the floors between packages"
	@echo "make bench   the benchmarks, each against a named alternative"
	@echo "make format  bring code and Turtle files into their one form"

$(BIN)/.ready-server: $(SET_UP)
	$(if $(PYTHON),,$(error Python 3.11 or newer is needed and was not found))
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[server]'
	@touch $@

$(BIN)/.ready-dev: $(SET_UP)
	$(if $(PYTHON),,$(error Python 3.11 or newer is needed and was not found))
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(BIN)/.ready-server

serve: $(BIN)/.ready-server
	$(BIN)/qualigraph serve $(ARGS)

lint: $(BIN)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/qualigraph format --check

test: lint
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

bench: $(BIN)/.ready-dev
	@for benchmark in benchmarks/*.py; do echo "== $$benchmark"; $(BIN)/python $$benchmark || exit 1; done

format: $(BIN)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/qualigraph format

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
