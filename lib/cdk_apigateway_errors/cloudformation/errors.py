"""What the loader raises."""

from __future__ import annotations


class TemplateError(ValueError):
    """A template or cloud assembly that cannot be read: the text names the file, the logical id and what to change."""


class IntrinsicError(TemplateError):
    """A misused intrinsic function; the loader adds the file and the logical id before anyone else sees it."""
