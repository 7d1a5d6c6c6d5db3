"""The sections of the conversion page."""
