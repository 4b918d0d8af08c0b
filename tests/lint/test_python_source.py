"""Python source text as a syntax tree."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cdk_apigateway_errors.lint.python_source import parse_python

# Finalizers that give way to a thread which parses something itself: with `ast.parse` in the place of `parse_python`,
# nearly every round fails on Python 3.11.7.
BUSY = """
import ast, gc, threading, time
from cdk_apigateway_errors.lint.python_source import parse_python

class Garbage:
    def __init__(self):
        self.itself = self
    def __del__(self):
        time.sleep(0.001)

def parse_something():
    while True:
        ast.parse("f(a.b[1])")
        time.sleep(0)

threading.Thread(target=parse_something, daemon=True).start()
source = "def f(a):\\n    return [a.b(c) for c in a if c > 1]\\n" * 300
for _ in range(20):
    for _ in range(20):
        Garbage()
    parse_python(source)
"""


def test_a_finalizer_that_lets_another_thread_parse_disturbs_nothing():
    done = subprocess.run([sys.executable, "-c", BUSY], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_no_python_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        parse_python("def broken(:")
