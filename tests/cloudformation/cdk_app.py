"""The CDK app of the ``cdk_out`` fixture, written the way users write theirs (L2 constructs, defaults)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as la
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

PYTHON = la.Runtime.PYTHON_3_12
OK = [ag.MethodResponse(status_code="200")]
BAD = ag.IntegrationResponse(
    status_code="400",
    selection_pattern='(?s).*"status":400.*',
    response_templates={"application/json": "$input.path('$.errorMessage')"},
)


def integration(function: la.IFunction) -> ag.LambdaIntegration:
    responses = [ag.IntegrationResponse(status_code="200"), BAD]
    return ag.LambdaIntegration(function, proxy=False, integration_responses=responses)


class Shared(cdk.Stack):
    """A function and a layer that another stack uses."""

    def __init__(self, scope: Construct, name: str, folder: Path) -> None:
        super().__init__(scope, name)
        self.layer = la.LayerVersion(self, "Layer", code=la.Code.from_asset(str(folder / "layer")))
        self.function = la.Function(
            self, "Fn", runtime=PYTHON, handler="index.handler", code=la.Code.from_asset(str(folder / "fn"))
        )


class Reports(cdk.NestedStack):
    """A nested stack that imports the API by its attributes."""

    def __init__(self, scope: Construct, name: str, api: ag.RestApi, function: la.IFunction) -> None:
        super().__init__(scope, name)
        imported = ag.RestApi.from_rest_api_attributes(
            self, "Api", rest_api_id=api.rest_api_id, root_resource_id=api.rest_api_root_resource_id
        )
        imported.root.add_resource("reports").add_method("GET", integration(function), method_responses=OK)


class Orders(cdk.Stack):
    """The API with everything around it."""

    def __init__(self, scope: Construct, name: str, folder: Path, shared: Shared) -> None:
        super().__init__(scope, name)
        self.folder = folder
        self.function = self.make_function(shared)
        self.api = self.make_api()
        self.add_methods(shared)
        self.add_key()
        Reports(self, "Reports", self.api, self.function)
        self.add_spec_apis()

    def make_function(self, shared: Shared) -> la.Function:
        own_layer = la.LayerVersion(self, "Own", code=la.Code.from_asset(str(self.folder / "other")))
        table = dynamodb.Table(
            self, "Table", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        )
        return la.Function(
            self,
            "Fn",
            runtime=PYTHON,
            handler="index.handler",
            code=la.Code.from_asset(str(self.folder / "fn")),
            layers=[shared.layer, own_layer],
            environment={"TABLE": table.table_name, "ARN": table.table_arn},
            timeout=cdk.Duration.seconds(7),
            memory_size=256,
        )

    def make_api(self) -> ag.RestApi:
        api = ag.RestApi(
            self,
            "Api",
            rest_api_name="orders",
            default_cors_preflight_options=ag.CorsOptions(allow_origins=["https://shop.example"]),
            deploy_options=ag.StageOptions(stage_name="dev", variables={"colour": "blue"}, tracing_enabled=True),
        )
        api.add_gateway_response(
            "NotFound",
            type=ag.ResponseType.MISSING_AUTHENTICATION_TOKEN,
            status_code="404",
            templates={"application/json": "{}"},
            response_headers={"X-From": "'gateway'"},
        )
        return api

    def add_methods(self, shared: Shared) -> None:
        item = self.api.add_model("Item", model_name="Item", schema=ag.JsonSchema(type=ag.JsonSchemaType.STRING))
        url = f"https://apigateway.amazonaws.com/restapis/{self.api.rest_api_id}/models/{item.model_id}"
        schema = ag.JsonSchema(type=ag.JsonSchemaType.OBJECT, properties={"item": ag.JsonSchema(ref=url)})
        model = self.api.add_model("Order", model_name="Order", schema=schema)
        order = self.api.root.add_resource("orders").add_resource("{id}")
        order.add_method("GET", integration(self.function), method_responses=OK)
        order.add_method("PUT", integration(shared.function), method_responses=OK)
        order.add_method(
            "POST",
            integration(self.function.add_alias("live")),
            method_responses=OK,
            api_key_required=True,
            request_models={"application/json": model},
            request_validator_options=ag.RequestValidatorOptions(validate_request_body=True),
        )
        order.add_method("DELETE", ag.HttpIntegration("https://shop.example"))

    def add_key(self) -> None:
        plan = self.api.add_usage_plan("Plan")
        plan.add_api_key(self.api.add_api_key("Key", value="0123456789012345678901"))
        plan.add_api_stage(stage=self.api.deployment_stage)

    def add_spec_apis(self) -> None:
        path = str(self.folder / "api.json")
        ag.SpecRestApi(self, "SpecAsset", api_definition=ag.ApiDefinition.from_asset(path))
        include = {"Name": "AWS::Include", "Parameters": {"Location": assets.Asset(self, "A", path=path).s3_object_url}}
        definition = ag.ApiDefinition.from_inline({"Fn::Transform": include})
        ag.SpecRestApi(self, "SpecInclude", api_definition=definition)
        ag.SpecRestApi(self, "SpecInline", api_definition=ag.ApiDefinition.from_inline(self.inline()))

    def inline(self) -> dict[str, Any]:
        prefix = f"arn:aws:apigateway:{self.region}:lambda:path/2015-03-31/functions"
        get = {
            "responses": {},
            "x-amazon-apigateway-integration": {
                "type": "aws",
                "uri": f"{prefix}/{self.function.function_arn}/invocations",
                "responses": {"default": {"statusCode": "200"}},
            },
        }
        return {"openapi": "3.0.1", "info": {"title": "inline", "version": "1"}, "paths": {"/inline": {"get": get}}}


def synthesize(folder: Path) -> Path:
    """Write the assembly and return its folder."""
    context = {"aws:cdk:enable-asset-metadata": True, "aws:cdk:enable-path-metadata": True}
    app = cdk.App(outdir=str(folder / "cdk.out"), context=context)
    shared = Shared(app, "Shared", folder)
    Orders(app, "Orders", folder, shared)
    beta = cdk.Stage(app, "Beta", env=cdk.Environment(account="111122223333", region="eu-west-1"))
    stack = cdk.Stack(beta, "Api")
    code = la.Code.from_asset(str(folder / "fn"))
    function = la.Function(stack, "Fn", runtime=PYTHON, handler="index.handler", code=code)
    ag.RestApi(stack, "Api").root.add_method("GET", integration(function), method_responses=OK)
    return Path(app.synth().directory)
