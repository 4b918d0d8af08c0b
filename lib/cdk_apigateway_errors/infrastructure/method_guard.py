"""Keeps the method responses of a method in one hand: ours for the status codes that we generate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import jsii
from aws_cdk import aws_apigateway as ag
from constructs import IValidation

from ..catalog import Response
from .crossings import node_of
from .problems import DeclarationError

# What CDK notes on a method whose status code comes twice; it goes on, and the service takes either of the two.
_DUPLICATE = "@aws-cdk/aws-apigateway:duplicateStatusCodes"

_OF_A_ROUTE: Final = "success_headers=, error_headers= or by overriding responses_for()"
_AT_THE_SEAM: Final = "success_headers= or error_headers="


def guard_method_responses(method: ag.Method, where: str, responses: Sequence[Response]) -> None:
    """Have ``method.add_method_response`` refuse the status codes of ``responses`` from now on; others are added.

    It guards the Python object that users get, and costs no call into Node.js.
    """
    generated = {str(response.status_code) for response in responses}
    add = method.add_method_response

    def add_method_response(*, status_code: str, **others: Any) -> None:
        if status_code in generated:
            raise DeclarationError(where, [_problem(status_code, generated, _OF_A_ROUTE)])
        add(status_code=status_code, **others)

    method.add_method_response = add_method_response  # type: ignore[method-assign]


@jsii.implements(IValidation)
class GuardedMethods:
    """Methods at CDK's own seam; at synthesis, a problem for every method response beside ours.

    There CDK hands out a Python object of its own for the method, which cannot be guarded.
    """

    def __init__(self) -> None:
        self._methods: list[tuple[ag.Method, Sequence[Response]]] = []

    def add(self, method: ag.Method, responses: Sequence[Response]) -> None:
        self._methods.append((method, responses))

    def validate(self) -> list[str]:
        return [
            f"{method.node.path}: {problem}"
            for method, responses in self._methods
            for problem in duplicate_problems(method, responses)
        ]


def duplicate_problems(method: ag.Method, responses: Sequence[Response]) -> list[str]:
    """Return a problem for every status code of which the user gave a method response beside ours."""
    noted = [str(entry.data) for entry in node_of(method).metadata if _DUPLICATE in str(entry.data)]
    generated = {str(response.status_code) for response in responses}
    return [
        _problem(code, generated, _AT_THE_SEAM)
        for code in sorted(generated)
        if any(f"statusCode={code}," in n for n in noted)
    ]


def _problem(status_code: str, generated: set[str], how: str) -> str:
    return (
        f"a method response for {status_code} was given, which is made from errors= and success_status= already; "
        f"allowed: status codes other than {', '.join(sorted(generated))}: leave it out, or change the generated one with "
        f"{how}"
    )
