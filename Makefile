# make run    the dashboard at http://localhost:8501 (EXTRACT=path publishes that first)
# make test   every test
# make check  format, lint and tests
# make docs   docs/metrics.md, from the same words as the pages
# make spark  what publishing on Spark and its tests need, beside Java 17
# make other-duckdb       DuckDB 1.5 beside the pinned one, for the tests of both
# make test-other-duckdb  the metrics' arithmetic on it
# make postgresql         what `python -m data extract` needs; its tests also a server
# make bench  every benchmark (BENCH_LOANS="16000 100000", samples kept in BENCH)

PYTHON ?= python3
BIN := .venv/bin
EXTRACT ?=
PORT ?= 8501
BENCH ?= .bench
BENCH_LOANS ?= 16000 100000

.PHONY: run test check docs bench spark postgresql other-duckdb test-other-duckdb clean

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

spark: .venv/dev.done .venv/spark.done

other-duckdb: .venv/other-duckdb/done

test-other-duckdb: .venv/dev.done other-duckdb
	PYTHONPATH=.venv/other-duckdb $(BIN)/python -m pytest \
		$(addprefix tests/metrics/test_,worked.py borders.py recount.py last_digit.py)

postgresql: .venv/run.done .venv/postgresql.done

bench: LARGEST = $(BENCH)/store-$(lastword $(BENCH_LOANS))
bench: .venv/bench.done
	$(BIN)/python -m benchmarks.publishing --loans $(BENCH_LOANS)
	$(BIN)/python -m benchmarks.questions --loans $(BENCH_LOANS) --keep $(BENCH)
	$(BIN)/python -m benchmarks.first_question --loans $(BENCH_LOANS) --keep $(BENCH)
	$(BIN)/python -m benchmarks.load --store $(LARGEST)
	$(BIN)/python -m benchmarks.soak --store $(LARGEST) --minutes 1
	$(BIN)/python -m benchmarks.memory --store $(LARGEST) --times 100
	$(BIN)/python -m benchmarks.pages --store $(LARGEST)
	-$(BIN)/python -m benchmarks.frameworks --store $(LARGEST)

clean:
	rm -rf .venv $(BENCH)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev.done: requirements-dev.txt requirements.txt requirements-postgresql.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv/run.done $@

.venv/spark.done: requirements-spark.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt
	touch $@

.venv/postgresql.done: requirements-postgresql.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-postgresql.txt
	touch $@

# Beside the environment, not in it: PYTHONPATH chooses it for one process.
.venv/other-duckdb/done: requirements-other-duckdb.txt | .venv/bin/python
	rm -rf .venv/other-duckdb
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--target .venv/other-duckdb -r requirements-other-duckdb.txt
	touch $@

# An engine that can't be installed here is absent from the tables, and said to be.
.venv/bench.done: benchmarks/requirements.txt .venv/dev.done
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	touch $@
