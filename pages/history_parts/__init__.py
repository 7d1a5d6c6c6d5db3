"""The sections of the history page."""
