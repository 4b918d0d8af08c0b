"""The errors of the documented examples, declared once: imported by the stack and by the handlers."""

from cdk_apigateway_errors.runtime import ApiError, ErrorFormat, ErrorList


class Renamed(ApiError):
    """The article's "rename the status field", as one line."""

    format = ErrorList(status_field="statusCode")


class RenamedBadRequest(Renamed):
    status, code = 400, "123"


class Malformed(ApiError):
    """The standard error of the developer guide."""

    status, code, message = 400, "MALFORMED", "Malformed input ..."


class CustomObject(ErrorFormat):
    """The custom error object of the developer guide; the status comes first."""

    status_field = "httpStatus"

    def members(self, status, errors):
        return {"errorType": errors[0].code, "trace": errors[0].detail}


class InternalServerError(ApiError):
    format = CustomObject()
    status, code, headers = 500, "InternalServerError", ("X-Error-Type",)


class NoSuchKey(ApiError):
    """The formatted error of the developer guide of Lambda."""

    status, code, message = 404, "NoSuchKey", "no such key"
