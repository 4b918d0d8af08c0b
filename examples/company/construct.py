"""What a platform team hands out: the construct with the company's error body."""

from cdk_apigateway_errors import NonProxyLambdaRestApi

from .service.errors import CompanyFormat


class CompanyRestApi(NonProxyLambdaRestApi):
    """A REST API whose own errors, and those that are declared by status code alone, have the company's body too."""

    def default_error_format(self):
        return CompanyFormat()
