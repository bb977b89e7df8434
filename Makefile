# `make run` and `make test` need Python 3.11 or newer, make, and a package index. `make help` lists the rest.

PORT ?= 8000
DATA ?= var
ARGS ?=
RATE ?= 30
LIVES ?= 2000
PY = .venv/bin/python
SERVICES = $(PY) -m handoff.services

.DEFAULT_GOAL := help
.PHONY: help run simulate test check bench chaos attack backup restore lock clean run-env dev-env

help:
	@echo "make run      start Baton at http://localhost:$(PORT)/   PORT=8001 DATA=/some/folder ARGS=--verbose"
	@echo "              events are collected on the next port          COLLECTOR_PORT=9001, or 0 for none"
	@echo "make simulate keep events coming in the demo of a running Baton     RATE=30 events a minute, DATA=var"
	@echo "make test     run all tests                         ARGS='tests/accounts -x' CHROMIUM=/path/to/chromium"
	@echo "make check    style, types, imports, templates, migrations, compose file"
	@echo "make bench    measure                               ARGS=clock runs one"
	@echo "make chaos    kill -9 over everything while events come in  ARGS='--events 2000 --seed 7'"
	@echo "              then 2,000 whole lives of leads at random        LIVES=200"
	@echo "make attack   the proofs of docs/threats.md, row by row  ARGS='S1 S4'"
	@echo "make backup   keep everything in one file           DATA=var FILE=/backups/today.tar, while it runs or not"
	@echo "make restore  make a new data folder from a backup  DATA=/new/folder FILE=/backups/today.tar"
	@echo "make lock     renew requirements/*.lock             ARGS=--upgrade takes newer versions"
	@echo "make clean    remove the environment, the caches and the tests' data; var/ stays"

run: run-env
	@exec $(SERVICES) run --data "$(DATA)" --port "$(PORT)" $(ARGS)

test: dev-env
	@exec sh .ci/test $(ARGS)

check: dev-env
	@$(PY) .ci/check

bench: dev-env
	@$(SERVICES) exec --data .bench -- sh .ci/bench $(ARGS)

chaos: dev-env
	@$(PY) -m tests.chaos.storm $(ARGS)
	@LIVES=$(LIVES) $(SERVICES) exec --data .test --throwaway -- $(PY) -m pytest -q -s -p no:xdist tests/test_lives.py

attack: dev-env
	@$(SERVICES) exec --data .test --throwaway -- $(PY) .ci/attack $(ARGS)

simulate: run-env
	@exec $(SERVICES) within --data "$(DATA)" -- $(PY) manage.py simulate --rate "$(RATE)" $(ARGS)

backup restore: run-env
	@test -n "$(FILE)" || { echo "Name the file: make $@ FILE=/backups/today.tar"; exit 2; }
	@$(SERVICES) $@ --data "$(DATA)" "$(FILE)"

lock: dev-env
	@sh requirements/lock.sh $(ARGS)

clean:
	@rm -rf .venv .test .bench staticfiles .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

run-env dev-env: %-env:
	@sh requirements/install.sh $*
