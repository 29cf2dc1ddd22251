# Each target does its own set-up. The stamp is written last: a set-up that was stopped half way is repaired.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.requirements.stamp
DEV_STAMP := $(VENV)/.requirements-dev.stamp

.PHONY: run test lint bench screenshots audit simulate messages lock

run: $(STAMP)
	@SITE_PROFILE=local $(PY) manage.py start --port $(PORT)

# Each worker begins with its share of the files in one piece, so that what a file makes once is made by one worker.
test: $(STAMP)
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

lint: $(DEV_STAMP)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djlint --lint --quiet coursesite/templates coursesite/accounts/templates lessons/templates quizzes/templates
	@SECRET_KEY=lint $(VENV)/bin/mypy
	@SECRET_KEY=lint $(PY) manage.py makemigrations --check --dry-run --settings tests.settings

bench: $(STAMP)
	@$(PY) -m tests.bench $(ARGS)

screenshots: $(STAMP)
	@$(PY) -m tests.screenshots $(ARGS)

audit: $(STAMP)
	@$(PY) -m tests.screenshots --audit $(ARGS)

simulate: $(STAMP)
	@$(PY) manage.py simulate_exam lessons/content/kundenzentrierung --settings tests.settings $(ARGS)
	@$(PY) manage.py simulate_check lessons/content/kundenzentrierung --settings tests.settings

messages: $(STAMP)
	@$(PY) manage.py makemessages --all --no-location --ignore .venv --ignore var --settings tests.settings
	@$(PY) manage.py compilemessages --ignore .venv --settings tests.settings

lock: $(DEV_STAMP)
	@for set in "requirements.txt --group test" "requirements-prod.txt --group prod" "requirements-dev.txt --group dev -c requirements.txt"; do \
	  set -- $$set; file=$$1; shift; \
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11.2 --generate-hashes \
	    --no-emit-index-url --custom-compile-command "make lock" pyproject.toml "$$@" --output-file $$file || exit 1; done

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Trennscharf needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(STAMP)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
