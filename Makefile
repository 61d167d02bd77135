# Every target sets itself up: a virtual environment in .venv with the locked packages.
# PYTHON names the Python (3.11 or newer) that the virtual environment is made with.
# ARGS is handed on to pytest: make conformance ARGS="--through 1".
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORTS := reports

.PHONY: conformance test check faults stability load bench lock clean

conformance: $(VENV)/installed
	@status=0; \
	$(BIN)/pytest --alluredir=$(REPORTS)/allure-results --clean-alluredir \
		--junitxml=$(REPORTS)/junit.xml --traceability=$(REPORTS) \
		--verdict=$(REPORTS)/verdict.json --evidence=$(REPORTS)/evidence $(ARGS) || status=$$?; \
	$(BIN)/gpconnect-conformance report || status=$$?; \
	$(BIN)/gpconnect-conformance summary || status=$$?; \
	$(BIN)/gpconnect-conformance bundle || status=$$?; \
	exit $$status

# The runs within the tests are not to appear on the page of a job.
test: $(VENV)/installed check
	GITHUB_STEP_SUMMARY= $(BIN)/pytest tests --numprocesses=auto --dist=loadfile $(ARGS)

check: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Every seeded fault of the reference provider against the scenarios that must notice it; writes docs/faults.md.
faults: $(VENV)/installed
	$(BIN)/python -m tests.faults

# The suite at many instants, each time in another order: nothing may fail. ARGS="--only midnight" picks instants,
# ARGS="--runs 20" makes 20 runs in a row at the present one.
stability: $(VENV)/installed
	$(BIN)/python -m tests.stability $(ARGS)

# The LOAD profile for a minute against the embedded provider; writes reports/load.html. ARGS="--seconds 600" wins.
load: $(VENV)/installed
	$(BIN)/gpconnect-conformance load --seconds 60 $(ARGS)

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks.judge_slots
	$(BIN)/python -m benchmarks.provider
	$(BIN)/python -m benchmarks.replay
	$(BIN)/python -m benchmarks.tls
	$(BIN)/python -m benchmarks.parallel

# Makes the lock anew from pyproject.toml: what CI and the two commands of the README install.
lock: $(VENV)/installed
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --quiet --upgrade --output-file requirements.lock

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

clean:
	rm -rf $(VENV) node_modules $(REPORTS)/allure-results $(REPORTS)/*.html $(REPORTS)/*.xml \
		$(REPORTS)/traceability.* $(REPORTS)/verdict.json $(REPORTS)/summary.md $(REPORTS)/evidence $(REPORTS)/evidence.zip
