"""What axe-core finds wrong with a page for who can't see or point."""

from functools import cache
from pathlib import Path

import axe_playwright_python

_RUN = """() => axe.run(document, {resultTypes: ['violations']}).then(r =>
    r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.target.join(' '))]))"""

SERIOUS = ("serious", "critical")


@cache
def _axe() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text("utf-8")


def faults(page) -> list[list]:
    """Impact, rule and elements of each finding on the page as it stands."""
    page.evaluate(_axe())
    return page.evaluate(_RUN)


def serious(page) -> list[list]:
    """Those that keep somebody from using the page."""
    return [fault for fault in faults(page) if fault[0] in SERIOUS]
