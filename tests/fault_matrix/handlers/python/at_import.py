"""Fails while it is loaded."""

raise ValueError("unseen-7f3a: while the module loads")
