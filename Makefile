# One short verb per job. `make run` and `make test` set up everything themselves (Python >= 3.11, Node.js >= 20).
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CDK := node_modules/.bin/cdk
WORKERS ?= 2

# jsii, which CDK for Python runs on, warns at every start about Node.js releases that reached their end of life.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ?= 18,20
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION ?= 1
export CDK_DISABLE_CLI_TELEMETRY ?= 1

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/.ready: pyproject.toml requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.judges: requirements-judges.txt requirements-cdk-nag-2.txt $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-judges.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade --target $(CURDIR)/.cache/judges/cdk-nag-2 -r requirements-cdk-nag-2.txt
	@touch $@

node_modules/.ready: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: install synth run serve test judges test-range audit test-deploy check bench build deploy lock clean
install: $(VENV)/.ready node_modules/.ready ## make .venv and node_modules

synth: install ## run the real `cdk synth` on app.py
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(CDK) synth --quiet --no-notices

run: synth ## synthesize the sample, start the local gateway on it and follow the seed error through all four stages
	@$(BIN)/python -m examples.run cdk.out

serve: synth ## serve the sample on http://127.0.0.1:3000 until Ctrl-C
	@$(BIN)/apigateway-errors serve cdk.out

test: install ## all tests but the deployment
	@$(BIN)/python -m pytest -n 2 --dist loadscope $(TESTS)

judges: install $(VENV)/.judges ## cdk-nag, cfn-lint, CDK's own validation and Java judge everything that the constructs make
	@RUN_JUDGES=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope tests/judges -m judge

test-range: install ## both ends of the supported range: oldest and newest Python, aws-cdk-lib and the rest
	@$(BIN)/python tests/packaging/supported_range.py

audit: install $(VENV)/.judges ## known vulnerabilities in what is pinned, where pip-audit and npm reach their services
	@$(BIN)/python tests/packaging/audit.py

test-deploy: install $(VENV)/.judges ## deploy the sample to LocalStack on loopback and compare what is there
	@RUN_DEPLOY=1 $(BIN)/python -m pytest tests/deploy -m deploy

check: install ## ruff, format, mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: install $(VENV)/.judges ## measure, as ratios within one run
	@$(BIN)/python -m benchmarks

build: install ## wheel and sdist in dist/
	@$(BIN)/python -m build --quiet --no-isolation --outdir dist .

deploy: install ## the real `cdk deploy` of the sample, to the account of your credentials
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(CDK) deploy --all

lock: ## pin requirements-dev.txt and requirements-judges.txt anew, with hashes
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --unsafe-package cdk-apigateway-errors --strip-extras --extra dev --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements-dev.txt requirements-dev.in pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements-judges.txt requirements-judges.in

clean: ## remove what the other targets made
	rm -rf $(VENV) node_modules cdk.out dist build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
