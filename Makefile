# Convolab: everything starts here. `make help` lists what there is.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.NOTPARALLEL:

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --retries 10
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-annotate

# The first Python on the path that fits; `make PYTHON=/path/to/python3.12 run` chooses another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$name && break; done)

.PHONY: help run test check lint types imports messages messages-update components bench format lock docker-check clean

help: ## list the targets
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "%-18s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the virtual environment -------------------------------------------------------------------------------------
# A stamp carries the pins it was installed from, so that a fresh checkout with the same pins installs nothing.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Convolab needs Python 3.11, 3.12 or 3.13 on the path; none was found."; exit 1; }
	@echo "Making the virtual environment $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "python -m venv failed. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }

.PHONY: environment dev-environment
environment: $(BIN)/python
	@cmp -s requirements.txt $(VENV)/.installed || cmp -s requirements-dev.txt $(VENV)/.installed-dev || { \
		echo "Installing the app's requirements (a few minutes and gigabytes the first time) …"; \
		$(call install,requirements.txt) && cp requirements.txt $(VENV)/.installed; }

dev-environment: $(BIN)/python
	@cmp -s requirements-dev.txt $(VENV)/.installed-dev || { \
		echo "Installing the requirements for development (a few minutes and gigabytes the first time) …"; \
		$(call install,requirements-dev.txt) && cp requirements-dev.txt $(VENV)/.installed-dev; }

# TORCH_INDEX=<PyTorch's CPU index> takes torch and torchvision from there and leaves CUDA out (README).
CUDA := ^(nvidia-|cuda-|triton==|torch(vision)?==)
ifeq ($(TORCH_INDEX),)
install = $(PIP_INSTALL) -r $(1)
else
install = grep -E '^torch(vision)?==' $(1) > $(VENV)/torch.txt && grep -vE '$(CUDA)' $(1) > $(VENV)/others.txt && \
	$(PIP_INSTALL) --index-url '$(TORCH_INDEX)' -r $(VENV)/torch.txt && $(PIP_INSTALL) -r $(VENV)/others.txt
endif

# The browser is opened where there is a screen to open it on.
HEADLESS := $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),false,true)

# --- using it ----------------------------------------------------------------------------------------------------

run: environment ## set everything up and open the app
	$(BIN)/streamlit run app.py --server.headless $(HEADLESS) --server.showEmailPrompt false $(ARGS)

test: dev-environment ## set everything up and run the tests (browser tests need Chromium)
	$(BIN)/python -m pytest $(ARGS)

check: lint types imports messages components test ## everything that must hold before a commit is pushed

lint: dev-environment ## style of the Python code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev-environment ## mypy --strict on the core
	$(BIN)/mypy

imports: dev-environment ## the floors of the house (import-linter)
	$(BIN)/lint-imports

messages: dev-environment ## every sentence has its translation
	$(BIN)/python scripts/messages.py check

messages-update: dev-environment ## add new sentences to the catalogues, drop those no longer used
	$(BIN)/python scripts/messages.py update

components: ## the browser components' logic, with Node's own test runner
	@command -v node >/dev/null || { echo "Node 18 or newer is missing (Debian and Ubuntu: sudo apt-get install nodejs)."; exit 1; }
	node --test tests/components/*.test.mjs

bench: dev-environment ## how fast training is, as one table
	$(BIN)/python -m benchmarks

format: dev-environment ## rewrite the Python code in the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: dev-environment ## compile the pins anew from pyproject.toml (UPGRADE=--upgrade takes newer releases)
	$(UV_COMPILE) --custom-compile-command "make lock" $(UPGRADE) pyproject.toml -o requirements.txt
	$(UV_COMPILE) --custom-compile-command "make lock" $(UPGRADE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

docker-check: $(BIN)/python ## run the Dockerfile's steps without an engine and ask the app whether it is well
	$(BIN)/python scripts/run_dockerfile_steps.py

clean: ## remove what the tools made, the virtual environment included
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist ./*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
