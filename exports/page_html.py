"""A page as one HTML file that opens anywhere, offline, and asks nothing of anyone."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from charts import theme
from exports import light, stamping
from exports.excel_cells import NUMBERS
from exports.report import Report, Shown
from metrics.telling import PARTS
from texts import Words, words

ROWS = 200
"""A longer table makes a page that no one scrolls through; Excel has all of it."""

_TEMPLATE = "page.html.j2"

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "displayModeBar": "hover",
    "modeBarButtons": [["toImage"]],
    "responsive": True,
}
"""No logo, nothing that uploads, and one button: the chart as a picture."""


def page(report: Report, made_at: datetime) -> bytes:
    """The report as HTML in UTF-8, with its charts alive; `made_at` in UTC.

    Everything that it needs is in the file, and its policy lets the browser load
    nothing else. Text from data is text: it is escaped wherever it stands.
    """
    t = words(report.stamp.language)
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            t=t,
            stamp=report.stamp,
            stamped=stamping.lines(report.stamp, made_at),
            look=theme.light(),
            font=theme.FONT,
            cards=report.cards,
            parts=[_part(shown, t) for shown in report.figures],
            definitions=[_definition(name, t) for name in report.metrics()],
            plotly_js=_plotly_js(),
            config=_json(CONFIG),
        )
        .encode()
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
    )


@cache
def _plotly_js() -> str:
    """The library itself; a closing tag in one of its texts must not close ours."""
    return get_plotlyjs().replace("</script", "<\\/script")


def _json(value: object) -> str:
    """JSON for inside a script element: it can't hold a tag, opening or closing."""
    return _tagless(json.dumps(value, ensure_ascii=False))


def _tagless(text: str) -> str:
    escapes = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
    for letter, escape in (
        escapes | {"\u2028": "\\u2028", "\u2029": "\\u2029"}
    ).items():
        text = text.replace(letter, escape)
    return text


def _part(shown: Shown, t: Words) -> dict:
    """What the template asks of one figure."""
    frame = shown.frame
    numeric = {c: shown.units.get(c) in NUMBERS for c in frame.columns}
    first = frame.head(ROWS)
    figure = shown.chart()
    return {
        "title": shown.title,
        "basis": shown.basis,
        "notes": shown.notes,
        "figure": _tagless(light.light(figure).to_json()) if figure else "",
        "columns": [(shown.heading(c), numeric[c]) for c in frame.columns],
        "rows": [
            [(shown.written(c, row[c]), numeric[c]) for c in frame.columns]
            for row in first.to_dict("records")
        ],
        "cut": t(
            "exports.first_rows", shown=t.count(len(first)), total=t.count(len(frame))
        )
        if len(frame) > len(first)
        else "",
    }


def _definition(metric: str, t: Words) -> tuple[str, list[tuple[str, str]]]:
    return t(f"metrics.{metric}.label"), [
        (t(f"metrics.part.{part}"), t(f"metrics.{metric}.{part}")) for part in PARTS
    ]
