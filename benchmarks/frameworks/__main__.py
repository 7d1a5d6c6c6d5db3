"""From a click to six charts drawn: plain Streamlit, Dash, and a page of ours.

    python -m benchmarks.frameworks --store STORE [--runs 20]

The same six charts, drawn by the same code from the same answers, in a plain Streamlit
script and in a plain Dash app; beside them the delinquency page, which shows cards and
charts of its own. Sides take turns, click by click; answers are asked before, so that
frameworks are compared and not questions. Milliseconds, median and 95th percentile.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages import ARGUMENTS, WATCH, filtered, percentile
from benchmarks.serving import ROOT, serving

STILL = "() => performance.now() - window.lastChange > 500"


@contextmanager
def running(store: Path, *command: str) -> Iterator[str]:
    """A server of a framework on a free port, until it answers: its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, *(part.replace("PORT", port) for part in command)],
        cwd=ROOT,
        env=os.environ | {"LOAN_DASHBOARD_STORE": str(store), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/", timeout=1).read()
                break
            except (URLError, OSError):
                time.sleep(0.1)
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait()


def clicked(page: Page, number: int) -> float:
    """Milliseconds from choosing another product to the last change on the screen."""
    choice = page.locator("label:has(input[type=radio])").nth(number % 3)
    started = page.evaluate("() => performance.now()")
    choice.click()
    page.wait_for_timeout(30)
    page.wait_for_function(STILL, polling=50, timeout=60_000)
    return page.evaluate("() => window.lastChange") - started


def main() -> None:
    """Measures every side in turn and prints a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    store = given.store.resolve()
    folder = "benchmarks/frameworks"
    plain = ("-m", "streamlit", "run", f"{folder}/in_streamlit.py")
    plain += ("--server.port=PORT", "--server.headless=true")
    with ExitStack() as stack:
        addresses = {
            "Streamlit, plain": stack.enter_context(running(store, *plain)),
            "Dash, plain": stack.enter_context(
                running(store, "-m", "benchmarks.frameworks.in_dash", "PORT")
            ),
        }
        _, ours = stack.enter_context(serving(store))
        addresses["the delinquency page"] = f"http://{ours}/delinquency"
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        pages, times = {}, {name: [] for name in addresses}
        for name, address in addresses.items():
            page = browser.new_page(viewport={"width": 1440, "height": 2600})
            page.add_init_script("addEventListener('DOMContentLoaded', " + WATCH + ")")
            page.goto(address)
            page.wait_for_selector(".js-plotly-plot .points", state="attached")
            page.wait_for_function(STILL, polling=50)
            pages[name] = page
        for number in range(given.runs + 3):
            for name, page in pages.items():
                click = filtered if "page" in name else clicked
                took = click(page, number + 1)
                if number >= 3:
                    times[name].append(took)
        charts = {n: p.locator(".js-plotly-plot").count() for n, p in pages.items()}
    print("| side | charts | median | p95 |")
    print("|---|---|---|---|")
    for name, values in times.items():
        middle, late = statistics.median(values), percentile(values, 0.95)
        print(f"| {name} | {charts[name]} | {middle:,.0f} | {late:,.0f} |")


if __name__ == "__main__":
    main()
