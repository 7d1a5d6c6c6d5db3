"""Data is a promise (contract), a door in (publish) and a door out (store)."""
