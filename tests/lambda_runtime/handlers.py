"""Python handlers that end in every way; run by AWS's client, by the stand-in and in process."""

import decimal
import json
from collections import OrderedDict, namedtuple
from enum import Enum, IntEnum, StrEnum
from types import SimpleNamespace

Point = namedtuple("Point", "x y")
Colour = StrEnum("Colour", "RED")
Level = IntEnum("Level", "LOW")
Plain = Enum("Plain", "ONE")


class OrderNotFound(Exception):
    def __init__(self, text, status):
        super().__init__(text)
        self.status = status


class Odd(Exception):
    def __str__(self):
        return "odd: ü \u2028 \x7f \x00 😀"


def raises(error):
    def case():
        raise error

    return case


def caused():
    try:
        {}["inner"]
    except KeyError as error:
        raise RuntimeError("outer") from error


def deep(n=30):
    return deep(n - 1) if n else 1 / 0


def recursion():
    return recursion()


def circular_list():
    made = []
    made.append(made)
    return made


def circular_dict():
    made = {}
    made["self"] = made
    return made


def multi_line():
    raise ValueError("first line\nsecond line")


ERRORS = {
    "plain": raises(ValueError("no")),
    "empty": raises(Exception()),
    "key error": raises(KeyError("x")),
    "object": raises(Exception({"status": 400})),
    "two arguments": raises(Exception("a", 1)),
    "own class": raises(OrderNotFound("no such order", 404)),
    "own text": raises(Odd()),
    "lone surrogate": raises(ValueError("\ud800")),
    "JSON": raises(Exception(json.dumps({"status": 400, "errors": [{"message": "ü"}]}, separators=(",", ":")))),
    "cause": caused,
    "deep": deep,
    "group": raises(ExceptionGroup("several", [ValueError("1"), KeyError("2")])),
    "several lines": multi_line,
    "assertion": raises(AssertionError()),
    "unicode error": b"\xff".decode,
    "stop iteration": raises(StopIteration(1)),
    "os error": lambda: open("no/such/file"),  # noqa: SIM115
    "recursion": recursion,
    "unknown name": lambda: nope,  # noqa: F821
    "large": raises(ValueError("x" * 100_000)),
}

RESULTS = {
    "none": lambda: None,
    "true": lambda: True,
    "text": lambda: 'ü \u2028 \x7f \x00 " \\ / 😀',
    "lone surrogate": lambda: "\ud800",
    "numbers": lambda: [0, -1, 10**30, 0.1, 1e300, -0.0, 1.0],
    "not numbers": lambda: [float("nan"), float("inf"), float("-inf")],
    "decimals": lambda: [
        decimal.Decimal("1.10"),
        decimal.Decimal("NaN"),
        decimal.Decimal("1E+5"),
        decimal.Decimal("-0"),
    ],
    "nested": lambda: {"a": [{"b": ()}, {}, []], "c": OrderedDict(d=1)},
    "keys": lambda: {2: "a", 1.5: "b", None: "c", True: "d", "e": 1},
    "bad key": lambda: {(1, 2): 3},
    "named tuple": lambda: Point(1, [2]),
    "bytes": lambda: b'{"raw": 1}',
    "bytes inside": lambda: {"a": b"text", b"key": 1},
    "bytes that are no text": lambda: {"a": b"\xff"},
    "text enum": lambda: {"colour": Colour.RED},
    "number enum": lambda: [Level.LOW],
    "plain enum": lambda: Plain.ONE,
    "set": lambda: {1, 2},
    "object": object,
    "function": lambda: print,
    "generator": lambda: (n for n in range(3)),
    "object with members": lambda: SimpleNamespace(a=1),
    "complex": lambda: 1j,
    "exception": lambda: ValueError("returned"),
    "circular list": circular_list,
    "circular dict": circular_dict,
    "the same twice": lambda: [Point(1, 2)] * 2,
}

CASES = {**{f"raises {name}": case for name, case in ERRORS.items()}, **{f"returns {n}": c for n, c in RESULTS.items()}}


def handler(event, context):
    return CASES[event]()
