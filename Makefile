# Two commands on a fresh machine: `make demo` and `make test`.
# Both make .venv from the pinned, hashed locks in requirements/ when it is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
# One more than cores: many tests wait for processes of their own.
WORKERS ?= 3
# The tests' stores wait for the disk at each step: where memory has room for their files,
# these are there. Who is killed loses nothing of them all the same.
IN_MEMORY = $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'END { print $$4 }')" \
	-gt 3000000 ] 2>/dev/null && echo TMPDIR=/dev/shm)
PYTEST = $(IN_MEMORY) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal \
	-o tmp_path_retention_policy=failed -o tmp_path_retention_count=1
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

# What is compiled stays so, whatever the machine says: the tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo train test coverage packages audit compiled lint format lock bench docs clean

help:  ## what can be made here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

$(VENV)/run: pyproject.toml requirements/build.txt requirements/run.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Team Compass Bot needs Python 3.11 or newer; say which: make PYTHON=python3.12 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/build.txt
	$(PIP) -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	$(PIP) --no-compile -r requirements/dev.txt  # most of it is never imported
	touch $@

train: $(VENV)/run requirements/train.txt  ## add what `compass-bot train` needs beside the bot
	$(PIP) -r requirements/train.txt

demo: $(VENV)/run  ## the bot and a playground GitHub on 127.0.0.1 (SCRIPT=1: play a quarter and end)
	$(BIN)/compass-bot demo $(if $(SCRIPT),--script)

test:  ## the whole test suite, as CI runs it
	$(MAKE) --no-print-directory --jobs lint packages audit compiled
	$(PYTEST) $(ARGS)

coverage: $(VENV)/dev packages  ## the same tests with the branches that they take, half as long again
	$(PYTEST) --cov --cov-report=term $(ARGS)

packages:  # what the tests need besides Python's: npm's, Chromium and PostgreSQL
	tests/browser/install
	tests/postgres/install
	tests/npm/install

audit:  ## ask whether anything that the locks pin is known to be vulnerable
	$(PYTHON) requirements/audit.py

# Beside the other steps, which mostly wait: else each process of pytest takes twenty
# seconds to compile all tests. What does not compile is told by pytest itself.
compiled: $(VENV)/dev
	@$(BIN)/python -m pytest -n 0 -p no:cacheprovider --collect-only >/dev/null 2>&1 || true

lint: $(VENV)/dev  ## only the fast checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/dev  ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev  ## make docs/reference from the code
	$(BIN)/python -m docs.generate

bench: $(VENV)/dev  ## the ratios of bench/README.md, measured here and now
	$(BIN)/python -m bench

lock:  ## resolve the dependencies anew
	echo flit_core | $(COMPILE) - -o requirements/build.txt
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra train -o requirements/train.txt
	$(COMPILE) pyproject.toml --extra train --group dev -o requirements/dev.txt

clean:  ## remove what was made here
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
