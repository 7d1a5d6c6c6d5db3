"""How long does a reader wait? From an address to the page, and from a filter to drawn.

    python benchmarks/pages.py --store STORE [--runs 20]

Starts a server of its own on the store, drives the system's Chromium, and prints the
median and the 95th percentile per page, in milliseconds. 'Drawn' is the last change of
the page's DOM after which nothing more moves for half a second.
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
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PAGES = (
    "overview",
    "funnel",
    "conversion",
    "vintage",
    "delinquency",
    "channel_roi",
    "data",
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WATCH = """() => {
    window.lastChange = performance.now();
    new MutationObserver(() => { window.lastChange = performance.now(); })
        .observe(document.body, {subtree: true, childList: true, attributes: true,
                                 characterData: true});
}"""

IS_STILL = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app !== null
        && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('h1') !== null
        && document.querySelector('[data-testid=stSkeleton]') === null
        && performance.now() - window.lastChange > 500;
}"""


def serve(store: Path) -> tuple[subprocess.Popen, str]:
    """A server on a free port, ready; the caller ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
        cwd=ROOT,
        env=os.environ | {"LOAN_DASHBOARD_STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health").read()
            return process, address
        except (URLError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    raise SystemExit("The server did not start.")


def wait(page: Page) -> float:
    """Waits until nothing moves; the time of the last change, on the page's clock."""
    page.wait_for_function(IS_STILL, polling=50, timeout=120_000)
    return page.evaluate("() => window.lastChange")


def opened(page: Page, address: str) -> float:
    """Milliseconds from the address to the page drawn."""
    page.goto(address, wait_until="commit")
    return wait(page)


def filtered(page: Page, number: int) -> float:
    """Milliseconds from choosing another period to the last chart drawn."""
    if page.get_by_test_id("stPopoverBody").count() == 0:
        page.locator("[class*=st-key-filter_period_]").get_by_role(
            "button"
        ).first.click()
    choices = page.get_by_test_id("stPopoverBody").locator(
        "[data-testid=stPills] button, [data-testid=stButtonGroup] button"
    )
    choice = choices.nth(number % 2)
    choice.wait_for()
    wait(page)
    started = page.evaluate("() => performance.now()")
    choice.click()
    page.wait_for_timeout(30)
    return wait(page) - started


def percentile(times: list[float], share: float) -> float:
    """The value that so many of the times do not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> None:
    """Measures every page and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=20)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    process, address = serve(asked.store.resolve())
    print("| page | first address | address, median | p95 | filter, median | p95 |")
    print("|---|---|---|---|---|---|")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=ARGUMENTS
            )
            for name in PAGES:
                context = browser.new_context(viewport={"width": 1440, "height": 1000})
                page = context.new_page()
                page.add_init_script(
                    "addEventListener('DOMContentLoaded', " + WATCH + ")"
                )
                first = opened(page, f"{address}/{name}")
                again = [opened(page, f"{address}/{name}") for _ in range(asked.runs)]
                cells = [first, statistics.median(again), percentile(again, 0.95)]
                if name != "data":
                    filtered(page, 1)
                    clicks = [filtered(page, n) for n in range(asked.runs)]
                    cells += [statistics.median(clicks), percentile(clicks, 0.95)]
                row = " | ".join(f"{cell:,.0f}" for cell in cells)
                print(f"| {name} | {row} |{'  |  |' if name == 'data' else ''}")
                context.close()
            browser.close()
    finally:
        process.terminate()


if __name__ == "__main__":
    main()
