"""Handlers of the documented examples, written with the library."""

from document_errors import InternalServerError, Malformed, NoSuchKey, Renamed, RenamedBadRequest

from cdk_apigateway_errors.runtime import error_responses


@error_responses(errors=[Renamed])
def renamed(event, context):
    raise RenamedBadRequest(detail="too short")


@error_responses(errors=[Malformed])
def malformed(event, context):
    raise Malformed


@error_responses(errors=[Malformed])
def undeclared(event, context):
    raise Exception("Malformed input ...")


@error_responses(errors=[InternalServerError])
def custom(event, context):
    trace = {"function": "abc()", "line": 123, "file": "abc.js"}
    raise InternalServerError(detail=trace, headers={"X-Error-Type": "InternalServerError"})


@error_responses(errors=[NoSuchKey], proxy="text/plain")
def formatted(event, context):
    raise NoSuchKey


@error_responses(errors=[NoSuchKey])
def raised(event, context):
    raise NoSuchKey
