"""The frame: which pages there are, and in what order.

Each page is a function that draws itself for a View; the frame brings the data, the
words, the filters and the menu.

`streamlit run app.py` imports this file once, as the server `app`, and runs it again as
a script for every reader.
"""

from pathlib import Path

import streamlit as st

from pages import (
    channel_roi,
    conversion,
    data,
    delinquency,
    funnel,
    glossary,
    history,
    overview,
    vintage,
)
from ui import frame, mishaps, operations

PAGES = (
    frame.Page("overview", ":material/dashboard:", overview.render),
    frame.Page("funnel", ":material/filter_alt:", funnel.render),
    frame.Page("conversion", ":material/trending_up:", conversion.render),
    frame.Page("vintage", ":material/stacked_line_chart:", vintage.render),
    frame.Page("delinquency", ":material/warning:", delinquency.render),
    frame.Page("channel_roi", ":material/payments:", channel_roi.render),
    frame.Page("history", ":material/history:", history.render),
    frame.Page("data", ":material/database:", data.render, filtered=False),
    frame.Page("glossary", ":material/menu_book:", glossary.render, filtered=False),
)


def main() -> None:
    """Draws the page that the URL names."""
    frame.run(PAGES)


if __name__ == "__main__":
    main()
else:
    app = st.App(
        Path(__file__),
        lifespan=operations.lifespan,
        on_script_error=mishaps.uncaught,
    )
