"""A service team's stacks: functions in one, the API of the company's construct in another."""

from pathlib import Path

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from .construct import CompanyRestApi
from .service.errors import ParcelError

HERE = Path(__file__).parent


class ParcelFunctionsStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self.parcels = lambda_.Function(
            self,
            "Parcels",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(HERE / "service")),
        )


class ParcelApiStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, parcels: lambda_.IFunction, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        api = CompanyRestApi(self, "Api")
        api.add_route("GET /parcels/{id}", handler=parcels, errors=[ParcelError])
        api.add_route("DELETE /parcels/{id}", handler=parcels, errors=[403, 404], success_status=204)
