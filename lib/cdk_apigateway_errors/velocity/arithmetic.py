"""Velocity's operators on Java's values (org.apache.velocity 1.7: MathUtils and the expression nodes).

An operation that has no result (`1 / 0`, `'a' - 1`) gives None, which `#set` does not assign.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from .values import (
    INTEGER_MAX,
    Big,
    Char,
    JavaError,
    Long,
    Value,
    equals,
    integer_rank,
    is_integer,
    is_number,
    limited,
    text_of,
)

MAX_BITS = 10_000  # a product in a loop would grow without end


def add(left: Value, right: Value, left_text: str = "", right_text: str = "") -> Value:
    """`left + right`: numbers add; a string on either side makes it a concatenation.

    The texts are printed for an operand without a result.

    >>> add(2147483647, 1), add("a", 1.0), add(1, True)
    (2147483648, 'a1.0', None)
    """
    if type(left) is int and type(right) is int:
        total = left + right
        if -INTEGER_MAX <= total <= INTEGER_MAX and -INTEGER_MAX <= left <= INTEGER_MAX:
            return total if -INTEGER_MAX <= right <= INTEGER_MAX else _sized(total, left, right)
        return _sized(total, left, right)
    if _is_string(left) or _is_string(right):
        one = left_text if left is None else text_of(left)
        return limited(one + (right_text if right is None else text_of(right)))
    return _numeric(left, right, lambda a, b: a + b)


def subtract(left: Value, right: Value) -> Value:
    """`left - right`"""
    return _numeric(left, right, lambda a, b: a - b)


def multiply(left: Value, right: Value) -> Value:
    """`left * right`"""
    return _numeric(left, right, lambda a, b: a * b)


def divide(left: Value, right: Value) -> Value:
    """`left / right`: integers towards zero; None for a division by zero.

    >>> divide(-5, 2), divide(5.0, 2), divide(1, 0)
    (-2, 2.5, None)
    """
    if not (is_number(left) and is_number(right)) or right == 0:
        return None
    if is_integer(left) and is_integer(right):
        quotient = abs(left) // abs(right)
        return _sized(quotient if (left < 0) == (right < 0) else -quotient, left, right)
    left, right = _same_base(left, right)
    if isinstance(left, Decimal):
        return _divide_decimals(left, right)
    return left / right


def modulo(left: Value, right: Value) -> Value:
    """`left % right`, with the sign of `left`; None for zero."""
    if not (is_number(left) and is_number(right)) or right == 0:
        return None
    if is_integer(left) and is_integer(right):
        if integer_rank(left) == 2 or integer_rank(right) == 2:
            if right < 0:
                raise JavaError("BigInteger: modulus not positive")
            return _sized(left % right, left, right)
        remainder = abs(left) % abs(right)
        return _sized(-remainder if left < 0 else remainder, left, right)
    left, right = _same_base(left, right)
    if isinstance(left, Decimal):
        raise JavaError("Cannot calculate the modulo of BigDecimals")
    return math.fmod(left, right) if math.isfinite(left) else math.nan


def equal(left: Value, right: Value) -> bool:
    """`left == right`: numbers by value, equal classes by equals(), everything else by what it prints.

    >>> equal(1, 1.0), equal(1, "1"), equal([1], "[1]")
    (True, True, True)
    """
    if type(left) is str and type(right) is str:
        return left == right
    if is_number(left) and is_number(right):
        return _compare(left, right) == 0
    if left is None or right is None:
        return left is right
    if _same_class(left, right):
        return equals(left, right)
    return text_of(left) == text_of(right)


def less(left: Value, right: Value) -> bool:
    """`left < right`: false unless both are numbers."""
    return is_number(left) and is_number(right) and _compare(left, right) < 0


def less_equal(left: Value, right: Value) -> bool:
    """`left <= right`: false unless both are numbers."""
    return is_number(left) and is_number(right) and _compare(left, right) <= 0


def greater(left: Value, right: Value) -> bool:
    """`left > right`: false unless both are numbers."""
    return less(right, left)


def greater_equal(left: Value, right: Value) -> bool:
    """`left >= right`: false unless both are numbers."""
    return less_equal(right, left)


def add_all(values: tuple[Value, ...], texts: tuple[str, ...], sums: tuple[str, ...]) -> Value:
    """`first + second + third …`, from the left, with the texts of the operands and of the sums so far."""
    total, total_text = values[0], texts[0]
    for position, value in enumerate(values[1:]):
        total = add(total, value, total_text, texts[position + 1])
        total_text = sums[position]
    return total


def _is_string(value: Value) -> bool:
    return isinstance(value, str) and not isinstance(value, Char)


def _numeric(left: Value, right: Value, operation: object) -> Value:
    assert callable(operation)
    if not (is_number(left) and is_number(right)):
        return None
    if is_integer(left) and is_integer(right):
        return _sized(operation(int(left), int(right)), left, right)
    return operation(*_same_base(left, right))


def _sized(result: int, left: int, right: int) -> int:
    """The result in the class that Java gives it: at least the wider operand's, wider where it would not fit."""
    rank = max(integer_rank(left), integer_rank(right))
    result = int(result)
    if result.bit_length() > MAX_BITS:
        raise JavaError(f"a number of more than {MAX_BITS} bits")
    if integer_rank(result) >= rank:
        return result
    return Long(result) if rank == 1 else Big(result)


def _same_base(left: Value, right: Value) -> tuple[Value, Value]:
    """Both as doubles; both as BigDecimals where one is one, or a BigInteger meets a double."""
    if any(isinstance(side, Decimal) or (is_integer(side) and integer_rank(side) == 2) for side in (left, right)):
        return _decimal(left), _decimal(right)
    return float(left), float(right)


def _decimal(number: Value) -> Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _divide_decimals(left: Decimal, right: Decimal) -> Decimal:
    exponent = left.as_tuple().exponent
    assert isinstance(exponent, int)
    return (left / right).quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)


def _compare(left: Value, right: Value) -> int:
    if not (is_integer(left) and is_integer(right)):
        left, right = _same_base(left, right)
    return -1 if left < right else 1 if left > right else 0


def _same_class(left: Value, right: Value) -> bool:
    for family in (dict, list):
        if isinstance(left, family) and isinstance(right, family):
            return True
    return type(left) is type(right)
