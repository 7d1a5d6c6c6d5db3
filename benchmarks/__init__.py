"""Scripts that measure, run by hand as `python -m benchmarks.NAME`; never tests.

Each prints a Markdown table. Compare within one table only: another machine, or the
same one at another hour, gives other milliseconds.
"""
