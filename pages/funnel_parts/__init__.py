"""The sections of the funnel page."""
