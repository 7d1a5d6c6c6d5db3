"""How long does a reader wait? From an address to the page, and from a filter to drawn.

    python -m benchmarks.pages --store STORE [--runs 20]
    python -m benchmarks.pages --store STORE --beside CHECKOUT STORE

Starts a server of its own per store, drives the system's Chromium, and prints the
median and the 95th percentile per page, in milliseconds. With `--beside`, another
checkout of the project is measured in turn with this one, run by run, so that both see
the same machine. 'Drawn' is the last change of what is seen, after which nothing more
moves for half a second.
"""

import argparse
import shutil
import statistics
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import ROOT, serving

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
    const unseen = 'canvas, [data-testid=stToolbar], [data-testid=stStatusWidget]';
    new MutationObserver((changes) => {
        const isSeen = ({target, attributeName}) =>
            attributeName !== 'data-test-script-state'
            && !(target.closest ? target : target.parentElement)?.closest(unseen);
        if (changes.some(isSeen)) window.lastChange = performance.now();
    }).observe(document.body, {subtree: true, childList: true, attributes: true,
                               characterData: true});
}"""
"""Notes changes that a reader could see: not the copy of a table's cells that it keeps
for screen readers and writes a while later, nor the sign that the server is at work."""

IS_STILL = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app !== null
        && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('h1') !== null
        && document.querySelector('[data-testid=stSkeleton]') === null
        && performance.now() - window.lastChange > 500;
}"""


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


class Side:
    """One server and one window on it."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self.address = f"http://{address}"
        self.cells: list[float] = []

    def begin(self, browser: Browser) -> None:
        """A window of its own for one page."""
        self.context = browser.new_context(viewport={"width": 1440, "height": 1000})
        self.page = self.context.new_page()
        self.page.add_init_script("addEventListener('DOMContentLoaded', " + WATCH + ")")
        self.cells = []

    def note(self, times: list[float]) -> None:
        """Median and 95th percentile of some times."""
        self.cells += [statistics.median(times), percentile(times, 0.95)]


def measure(sides: list[Side], name: str, runs: int) -> None:
    """One page on every side, in turn, run by run."""
    for side in sides:
        side.cells = [opened(side.page, f"{side.address}/{name}")]
    in_turn(sides, runs, lambda side, n: opened(side.page, f"{side.address}/{name}"))
    if name == "data":
        return
    for side in sides:
        filtered(side.page, 1)
    in_turn(sides, runs, lambda side, n: filtered(side.page, n))


def in_turn(sides: list[Side], runs: int, once: Callable[[Side, int], float]) -> None:
    """So many runs of each side, alternating."""
    times: dict[str, list[float]] = {side.name: [] for side in sides}
    for number in range(runs):
        for side in sides:
            times[side.name].append(once(side, number))
    for side in sides:
        side.note(times[side.name])


def main() -> None:
    """Measures every page and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--beside", type=Path, nargs=2, metavar=("CHECKOUT", "STORE"))
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--pages", nargs="+", default=PAGES)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    served = [("this", ROOT, asked.store)]
    if asked.beside:
        served.append(("beside", *asked.beside))
    print("| page | code | first address | address, median | p95 | filter | p95 |")
    print("|---|---|---|---|---|---|---|")
    with ExitStack() as stack:
        sides = []
        for name, checkout, store in served:
            _, address = stack.enter_context(serving(store, checkout))
            sides.append(Side(name, address))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=ARGUMENTS
            )
            for name in asked.pages:
                for side in sides:
                    side.begin(browser)
                measure(sides, name, asked.runs)
                for side in sides:
                    cells = [f"{cell:,.0f}" for cell in side.cells] + ["", ""]
                    print(f"| {name} | {side.name} | {' | '.join(cells[:5])} |")
                    side.context.close()
                sys.stdout.flush()
            browser.close()


if __name__ == "__main__":
    main()
