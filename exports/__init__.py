"""What a reader takes away: a workbook, a page as HTML, a picture of a chart.

Each is made from the report of a page, which the page fills while it draws itself, so
that a file says what the screen said. Nothing here knows Streamlit.
"""
