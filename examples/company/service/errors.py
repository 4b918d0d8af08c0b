"""The company's error body, and the errors of this service; imported by the stack and by the handler."""

from cdk_apigateway_errors.runtime import ApiError, ErrorFormat


class CompanyFormat(ErrorFormat):
    """The body that every API of the company answers with; its status field is called ``statusCode``.

    >>> from cdk_apigateway_errors.runtime import ErrorItem
    >>> CompanyFormat().document(404, [ErrorItem(code="NO_PARCEL", message="No such parcel", source="/path/id")])
    {'statusCode': 404, 'error': 'NO_PARCEL', 'text': 'No such parcel', 'where': ['/path/id']}
    """

    status_field = "statusCode"

    def members(self, status, errors):  # noqa: ARG002
        first = errors[0]
        return {"error": first.code, "text": first.message, "where": [e.source for e in errors if e.source]}

    def schema(self):
        return {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "type": "object",
            "required": ["statusCode", "error", "text"],
            "properties": {
                "statusCode": {"type": "integer", "minimum": 400, "maximum": 599},
                "error": {"type": "string"},
                "text": {"type": "string"},
                "where": {"type": "array"},
                "requestId": {"type": "string"},
            },
        }


class CompanyError(ApiError):
    """Base class of all errors in the company: sets the format once."""

    format = CompanyFormat()


class ParcelError(CompanyError):
    """Base class of this service's errors: declaring it declares every error below."""


class NoParcel(ParcelError):
    status, code, message = 404, "NO_PARCEL", "No such parcel"


class ParcelLost(ParcelError):
    status, code, message = 410, "PARCEL_LOST", "The parcel was lost"
