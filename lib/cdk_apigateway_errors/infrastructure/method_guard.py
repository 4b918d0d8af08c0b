"""Keeps the method responses of a method in one hand: ours for the status codes that we generate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aws_cdk import aws_apigateway as ag

from ..catalog import Response
from .problems import DeclarationError

# What CDK notes on a method whose status code comes twice; it goes on, and the service takes either of the two.
_DUPLICATE = "@aws-cdk/aws-apigateway:duplicateStatusCodes"


def guard_method_responses(method: ag.Method, where: str, responses: Sequence[Response]) -> None:
    """Have ``method.add_method_response`` refuse the status codes of ``responses`` from now on; others are added."""
    generated = {str(response.status_code) for response in responses}
    add = method.add_method_response

    def add_method_response(*, status_code: str, **others: Any) -> None:
        if status_code in generated:
            raise DeclarationError(where, [_problem(status_code, generated)])
        add(status_code=status_code, **others)

    method.add_method_response = add_method_response  # type: ignore[method-assign]


def duplicate_problems(method: ag.Method, responses: Sequence[Response]) -> list[str]:
    """Return a problem for every status code of which the user gave a method response beside ours."""
    noted = [str(entry.data) for entry in method.node.metadata if _DUPLICATE in str(entry.data)]
    generated = {str(response.status_code) for response in responses}
    return [_problem(code, generated) for code in sorted(generated) if any(f"statusCode={code}," in n for n in noted)]


def _problem(status_code: str, generated: set[str]) -> str:
    return (
        f"a method response for {status_code} was given, which is made from errors= and success_status= already; "
        f"allowed: status codes other than {', '.join(sorted(generated))}: leave it out, or change the generated one with "
        "success_headers=, error_headers= or by overriding responses_for()"
    )
