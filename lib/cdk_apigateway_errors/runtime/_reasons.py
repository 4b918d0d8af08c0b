"""Reason phrases of the error status codes (IANA HTTP Status Code Registry, RFC 9110).

A table of our own: `http.HTTPStatus` costs an import and its phrases differ between Python versions (413, 416, 422).
"""

from __future__ import annotations

_PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    417: "Expectation Failed",
    418: "I'm a Teapot",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    425: "Too Early",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable For Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates",
    507: "Insufficient Storage",
    508: "Loop Detected",
    510: "Not Extended",
    511: "Network Authentication Required",
}


def reason_phrase(status: int) -> str:
    """The phrase for a status code: the title of an error that has none of its own.

    >>> reason_phrase(404), reason_phrase(499), reason_phrase(599)
    ('Not Found', 'Client Error', 'Server Error')
    """
    return _PHRASES.get(status) or ("Client Error" if status < 500 else "Server Error")


def code_for(status: int) -> str:
    """An error code made of the phrase, for errors that only have a status code.

    >>> code_for(504), code_for(418)
    ('GATEWAY_TIMEOUT', 'IM_A_TEAPOT')
    """
    return reason_phrase(status).upper().replace("'", "").replace(" ", "_").replace("-", "_")
