"""The sections of the channel page."""
