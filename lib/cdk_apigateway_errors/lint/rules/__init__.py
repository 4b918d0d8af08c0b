"""The rules, one per file; the list is in :mod:`..registry`."""
