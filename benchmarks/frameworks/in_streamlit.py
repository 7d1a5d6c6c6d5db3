"""Streamlit, as plain as it gets: a choice and six charts in two columns."""

import streamlit as st

from benchmarks.frameworks.six import figures, products

st.set_page_config(layout="wide")
product = st.radio("Product", products(), horizontal=True)
columns = st.columns(2)
for number, figure in enumerate(figures(product)):
    columns[number % 2].plotly_chart(figure, key=f"chart_{number}", theme=None)
