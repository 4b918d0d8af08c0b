"""Imports what is not there."""

import nothing_of_that_name_unseen_7f3a  # noqa: F401
