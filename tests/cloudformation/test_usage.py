from typing import Any

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.cloudformation.model import ApiKey
from cloudformation.builders import resource, rest_api, template

STAGE = {"S": resource("AWS::ApiGateway::Stage", RestApiId={"Ref": "Api"}, StageName="dev")}


def parts(key: dict[str, Any], stage: str = "dev") -> dict[str, Any]:
    return {
        "K": resource("AWS::ApiGateway::ApiKey", **key),
        "P": resource("AWS::ApiGateway::UsagePlan", ApiStages=[{"ApiId": {"Ref": "Api"}, "Stage": stage}]),
        "L": resource("AWS::ApiGateway::UsagePlanKey", KeyId={"Ref": "K"}, KeyType="API_KEY", UsagePlanId={"Ref": "P"}),
    }


def test_the_keys_of_a_usage_plan_that_holds_the_stage_count() -> None:
    (api,) = load(template(rest_api(), STAGE, parts({"Value": "x" * 20, "Name": "team", "Enabled": True}))).rest_apis
    assert api.api_keys == (ApiKey("x" * 20, "team", True, "K"),)


def test_the_keys_of_another_stage_do_not_count() -> None:
    (api,) = load(template(rest_api(), STAGE, parts({"Value": "x" * 20}, stage="prod"))).rest_apis
    assert api.api_keys == ()


def test_a_key_without_a_value_gets_a_stable_one_of_forty_characters() -> None:
    first, second = (load(template(rest_api(), STAGE, parts({"Enabled": True}))).rest_apis[0] for _ in range(2))
    assert first.api_keys == second.api_keys
    assert len(first.api_keys[0].value) == 40


def test_a_key_whose_value_only_the_cloud_knows_is_named() -> None:
    application = load(template(rest_api(), STAGE, parts({"Value": "{{resolve:secretsmanager:key}}"})))
    assert "secretsmanager:key" in application.unsupported[0].reason
    assert len(application.rest_apis[0].api_keys[0].value) == 40


def test_a_plan_of_another_api_does_not_count() -> None:
    other = parts({"Value": "x" * 20})
    other["P"]["Properties"]["ApiStages"][0]["ApiId"] = "another"
    (api,) = load(template(rest_api(), STAGE, other)).rest_apis
    assert api.api_keys == ()
