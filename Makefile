# The two commands are `make run` and `make test`; each does its own set-up. `make help` lists the rest.
# Recipes use relative paths only, so that a folder with spaces in its name works.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test setup setup-test lint audit lock bench faults soundness wheel clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: setup ## Serve a demo facility on http://localhost:8000 (PORT=, HOME_DIR=, ARGS=)
	@exec .venv/bin/bothy run --demo $(if $(PORT),--port "$(PORT)") $(if $(HOME_DIR),--home "$(HOME_DIR)") $(ARGS)

test: setup-test ## Check and test everything (ARGS= goes to pytest, for example ARGS="tests/care -x")
	@.venv/bin/python scripts/test.py $(ARGS)

setup: ## Virtual environment and browser modules, from the locks
	@scripts/setup.sh run

setup-test: ## The same for tests, with Debian's chromium and PostgreSQL where missing
	@scripts/setup.sh test

lint: setup-test ## ruff, import contracts, mypy
	@.venv/bin/python scripts/test.py --checks-only

audit: setup-test ## Known vulnerabilities in what the lock files name, where the network lets us ask
	@.venv/bin/python scripts/audit.py

faults: setup-test ## The long form of the fault tests: more kills, on both databases
	@.venv/bin/python scripts/test.py --no-checks tests/faults --long $(ARGS)

soundness: setup-test ## Are the methods of the evidence honest? The whole study, 2,000 worlds a cell
	@.venv/bin/python scripts/soundness.py $(ARGS)

bench: setup-test ## Measure the bars, each beside its peer or limit (ARGS= names scripts in bench/)
	@.venv/bin/python scripts/bench.py $(ARGS)

lock: setup-test ## Make the lock files anew after a change of pyproject.toml or package.json (UPGRADE=1)
	@UPGRADE="$(UPGRADE)" scripts/lock.sh

wheel: setup-test ## Build the package, browser modules included, into dist/
	@.venv/bin/python -m build --wheel --no-isolation

clean: ## Remove what set-up and tests made (never a facility's data)
	@rm -rf .venv .stamps .node node_modules src/bothy/floor/static/vendor dist build \
	    .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
