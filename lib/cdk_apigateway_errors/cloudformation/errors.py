"""What the loader raises."""

from __future__ import annotations


class TemplateError(ValueError):
    """A template or cloud assembly that cannot be read: the text names the file, the logical id and what to change."""


class IntrinsicError(TemplateError):
    """A misused intrinsic function; the loader adds the file and the logical id before anyone else sees it."""


class CircularDependencyError(TemplateError):
    """Resources that need each other: CloudFormation refuses the template, CDK synthesizes it without a word."""
