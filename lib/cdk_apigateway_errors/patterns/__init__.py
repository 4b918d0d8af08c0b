"""Java's regular expressions, as API Gateway uses them in selection patterns: read, translated, compared.

Standard library only; the third-party ``regex`` is used for look-behind of varying length where it is installed."""

from .compiled import CompiledPattern, compile_pattern, python_pattern
from .decide import Question, hole, matches_empty, outside, overlap
from .errors import NotDecided, PatternError, UnsupportedPattern
from .parser import parse
from .translate import Translation, escape, to_python

__all__ = [
    "CompiledPattern",
    "NotDecided",
    "PatternError",
    "Question",
    "Translation",
    "UnsupportedPattern",
    "compile_pattern",
    "escape",
    "hole",
    "matches_empty",
    "outside",
    "overlap",
    "parse",
    "python_pattern",
    "to_python",
]
