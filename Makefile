# make run    the dashboard at http://localhost:8501 (EXTRACT=path publishes that first)
# make test   every test
# make check  format, lint and tests
# make docs   docs/metrics.md, from the same words as the pages

PYTHON ?= python3
BIN := .venv/bin
EXTRACT ?=
PORT ?= 8501

.PHONY: run test check docs clean

run: .venv/run.done
	$(BIN)/python -m data ready $(if $(EXTRACT),--extract "$(EXTRACT)")
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/dev.done
	$(BIN)/python -m pytest

check: .venv/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m pytest

docs: .venv/run.done
	$(BIN)/python -m metrics handbook > docs/metrics.md

clean:
	rm -rf .venv

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev.done: requirements-dev.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv/run.done $@
