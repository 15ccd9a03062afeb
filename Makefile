# Every target sets up by itself: python3, make and a package index are all a machine needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

steps := lint unit contract functional faults sanity integration molecule conformance demo-check docs build

.PHONY: help setup demo demo-check test check format bench lock matrix matrix-faults matrix-artifact simulator simulator-stop clean $(steps)

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "make %-15s %s\n", $$1, $$2 }'

setup:
	@dev/setup.sh

demo: setup ## the main job on a simulated tenancy: keys assigned, checked, taken away
	@dev/demo.sh

test: setup ## everything below up to "build", three at a time
	@dev/test.sh

check: lint unit ## the quick loop: static checks and unit tests

lint: setup ## ruff, mypy, shellcheck, yamllint, changelog, ansible-lint
unit: setup ## unit tests; ARGS="-k name" goes to pytest
contract: setup ## every resource type against every promise; ARGS goes to pytest
functional: setup ## what each module does beyond the contract; ARGS goes to pytest
faults: setup ## some cells of the fault matrix, drawn by MATRIX_SEED
sanity: setup ## ansible-test sanity
integration: setup ## modules run by Ansible against the simulated tenancy; TARGET names one
molecule: setup ## roles and playbooks against the simulated tenancy
conformance: setup ## the oci CLI against the simulated tenancy
demo-check: setup ## the demo as one of the checks
docs: setup ## lint the documentation, build the site in build/docs/html
build: setup ## build the collection in build/, have galaxy-importer judge it

# What a step is given on the command line reaches the script as its arguments.
$(steps):
	@dev/step.sh $@ $(if $(filter unit contract functional,$@),$(ARGS)) $(if $(filter integration,$@),$(TARGET))

format: setup ## format the Python files
	@dev/format.sh

bench: setup ## what a task costs, and how fast the simulated tenancy is
	@dev/bench.sh

matrix: matrix-faults matrix-artifact ## what takes too long for every change: the next two

matrix-faults: setup ## the whole fault matrix; or the cells that CELL names
	@dev/step.sh matrix-faults

matrix-artifact: setup ## ansible-test sanity of the built artifact on the oldest and the newest ansible-core
	@dev/step.sh artifact

simulator: setup ## start a simulated tenancy in the background; use it with: . .simulator/env
	@. dev/environment.sh && python -m simulator start --directory .simulator

simulator-stop: setup ## end it
	@. dev/environment.sh && python -m simulator stop --directory .simulator

lock: setup ## renew requirements-dev.txt from pyproject.toml
	@dev/lock.sh

clean: ## remove everything the targets made, the environment included
	@dev/clean.sh
