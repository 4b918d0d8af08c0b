"""The answers of the Lambda API that are not the function's: it refused to run it.

::

    InvocationRefused
    ├── ResourceNotFound         404  no such function, or no code for it here
    ├── AccessDenied             403  the caller may not invoke it
    ├── TooManyRequests          429  reserved concurrency used up
    ├── InvalidRequestContent    400  the payload is not JSON
    ├── RequestTooLarge          413  the payload is larger than 6 MB
    └── ServiceError             500  Lambda itself failed
        └── UnsupportedRuntime        the function's runtime cannot run on this machine

API Gateway makes its own errors of all of these and never tries a selection pattern on them
(D: developer guide, "Handle Lambda errors in API Gateway").
"""

from __future__ import annotations

from typing import ClassVar


class InvocationRefused(Exception):
    """Lambda refused the invocation; the function was not called.

    ``status`` is the HTTP status and ``code`` the error name of the Lambda API, ``str()`` its message. A Python
    callable that stands in for a function raises one of these to answer as the Lambda API would.

    >>> TooManyRequests().status, str(TooManyRequests())
    (429, 'Rate Exceeded.')
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "ServiceException"
    default_message: ClassVar[str] = "Lambda could not run the function."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(self.default_message if message is None else message)


class ResourceNotFound(InvocationRefused):
    """There is no such function."""

    status, code = 404, "ResourceNotFoundException"
    default_message = "Function not found."


class AccessDenied(InvocationRefused):
    """The caller has no permission to invoke the function."""

    status, code = 403, "AccessDeniedException"
    default_message = "The caller is not authorized to perform: lambda:InvokeFunction."


class TooManyRequests(InvocationRefused):
    """The function runs as many times at once as it may (S: ``{"Type":"User","message":"Rate Exceeded."}``)."""

    status, code = 429, "TooManyRequestsException"
    default_message = "Rate Exceeded."


class InvalidRequestContent(InvocationRefused):
    """The payload is not JSON."""

    status, code = 400, "InvalidRequestContentException"
    default_message = "Could not parse request body into json"


class RequestTooLarge(InvocationRefused):
    """The payload is larger than a synchronous invocation takes."""

    status, code = 413, "RequestEntityTooLargeException"
    default_message = "The payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"


class ServiceError(InvocationRefused):
    """The function could not be started, or its runtime broke off."""


class UnsupportedRuntime(ServiceError):
    """The function's runtime cannot run on this machine."""


class StillRunning(Exception):
    """The caller's own patience ended (``wait_seconds``); the function goes on until its timeout.

    API Gateway's integration timeout is of this kind: the client gets 504 while the function may still succeed.
    """
