# make run    the dashboard at http://localhost:8501 (EXTRACT=path publishes that first)
# make test   every test
# make check  format, lint and tests
# make bench  the tables of docs/performance.md (LOANS="100000 1000000" for larger books)
# make docs   docs/metrics.md, from the same words as the pages

PYTHON ?= python3
BIN := .venv/bin
EXTRACT ?=
PORT ?= 8501
LOANS ?= 100000
BENCH := .bench

.PHONY: run test check bench docs clean

run: .venv/run.done
	$(BIN)/python -m data ready $(if $(EXTRACT),--extract "$(EXTRACT)")
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/dev.done
	$(BIN)/python -m pytest

check: .venv/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m pytest

bench: .venv/dev.done
	$(BIN)/python -m data sample $(BENCH)/extract
	$(BIN)/python -m data publish $(BENCH)/extract --store $(BENCH)/store
	$(BIN)/python benchmarks/publishing.py --loans $(LOANS)
	$(BIN)/python benchmarks/questions.py --loans $(LOANS) --keep $(BENCH)
	$(BIN)/python benchmarks/first_question.py --store $(BENCH)/store
	$(BIN)/python benchmarks/pages.py --store $(BENCH)/store
	$(BIN)/python benchmarks/load.py --store $(BENCH)/store

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
