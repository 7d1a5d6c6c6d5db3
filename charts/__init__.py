"""Frames to Plotly figures, one module per shape, named by shape and not by metric.

A chart draws a frame it did not compute: no sums, no filters, no sorting by value.
Every colour is explicit, so that a figure looks the same in the app and in a report.
"""
