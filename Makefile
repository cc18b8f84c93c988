# Everything runs in .venv, which `make setup` builds from requirements.lock.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
TORCH ?= 2.13.0

.PHONY: demo setup setup-tune setup-hub test check bench lock clean

demo: .venv/ready          ## train on the shipped codings and code the shipped example survey
	@$(BIN)/textcoder demo

setup: .venv/ready         ## build the environment only

setup-tune: .venv/tune     ## also what `textcoder train --tune-encoder` needs; never needed to use a model

.venv/tune: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==$(TORCH)"
	@touch $@

setup-hub: .venv/hub       ## also what `--encoder NAME` needs for encoders from a model hub

.venv/hub: .venv/tune
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "sentence-transformers>=5.0"
	@touch $@

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "textcoder needs Python 3.11 or newer; found none. Set PYTHON=/path/to/python3."; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version) (about a minute, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

test: .venv/ready          ## the whole test suite
	@$(BIN)/python -m pytest

check: .venv/ready         ## formatting, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/ready         ## speed and quality against peers: the quick ones (SIB200=FOLDER for the topics too)
	@$(BIN)/python benchmarks/classify_speed.py
	@$(BIN)/python benchmarks/quality/voices.py --only "textcoder fast" --only SVM
	@$(BIN)/python benchmarks/quality/training_time.py --only fast
	@$(BIN)/python benchmarks/redaction/measure.py
	@$(BIN)/python benchmarks/language/pipeline_speed.py
	@$(BIN)/python benchmarks/quality/sib200.py $(if $(SIB200),--data "$(SIB200)")

lock: .venv/ready          ## resolve requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --group dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv out models/trained
