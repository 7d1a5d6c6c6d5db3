"""The parts of the vintage page."""
