"""The handler of the article, in Python: it fails with three errors at once."""

from cdk_apigateway_errors.runtime import ApiError

ERRORS = [
    {
        "code": "123",
        "source": "/data/attributes/first-name",
        "message": "Value is too short",
        "detail": "First name must contain at least three characters.",
    },
    {
        "code": "225",
        "source": "/data/attributes/password",
        "message": "Passwords must contain a letter, number, and punctuation character.",
        "detail": "The password provided is missing a punctuation character.",
    },
    {
        "code": "226",
        "source": "/data/attributes/password",
        "message": "Password and password confirmation do not match.",
    },
]


def handler(event, context):
    raise ApiError(status=400, errors=ERRORS)
