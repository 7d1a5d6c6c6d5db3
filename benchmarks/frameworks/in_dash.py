"""Dash: one callback that draws six charts in two columns."""

import sys

from dash import Dash, Input, Output, dcc, html

from benchmarks.frameworks.six import CHARTS, figures, products

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.RadioItems(list(products()), products()[0], id="product", inline=True),
        html.Div(
            [dcc.Graph(id=f"chart_{number}") for number in range(len(CHARTS))],
            style={"display": "grid", "gridTemplateColumns": "1fr 1fr"},
        ),
    ]
)


@app.callback(
    [Output(f"chart_{number}", "figure") for number in range(len(CHARTS))],
    Input("product", "value"),
)
def draw(product: str) -> list[dict]:
    """All six, as one answer."""
    return figures(product)


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]))
