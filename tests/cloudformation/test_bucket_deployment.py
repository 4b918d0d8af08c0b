"""Bodies that CDK's ``BucketDeployment`` copies; what its custom resource does is quoted from its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import TemplateError, load
from cdk_apigateway_errors.cloudformation.model import Application

from .builders import function, resource, rest_api, template

MARKER = "<<marker:0xbaba:0>>"
URI = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{MARKER}/invocations"
BODY = {
    "openapi": "3.0.1",
    "paths": {
        "/a": {
            "get": {
                "x-amazon-apigateway-integration": {
                    "type": "aws",
                    "uri": URI,
                    "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": "<1>é"}}},
                }
            }
        }
    },
}


def loaded(folder: Path, *, files: dict[str, str], key: str = "api.json", **properties: Any) -> Application:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    deployment = resource(
        "Custom::CDKBucketDeployment",
        **{
            "DestinationBucketName": {"Ref": "Bucket"},
            "SourceBucketNames": ["assets"],
            "SourceObjectKeys": ["files"],
            **properties,
        },
    )
    resources = {"Bucket": resource("AWS::S3::Bucket"), "Copy": deployment}
    api = rest_api(BodyS3Location={"Bucket": {"Ref": "Bucket"}, "Key": key})
    path = folder / "template.json"
    path.write_text(json.dumps(template(api, function(), resources)))
    return load(path)


def test_markers_get_the_values_of_the_deployment(tmp_path: Path) -> None:
    markers = [{MARKER: {"Fn::GetAtt": ["Fn", "Arn"]}}]
    application = loaded(tmp_path, files={"files/api.json": json.dumps(BODY)}, SourceMarkers=markers)
    (method,) = application.rest_apis[0].methods
    assert method.integration is not None
    assert method.integration.function == "Fn"
    assert application.unsupported == ()
    assert tmp_path / "files" / "api.json" in application.sources


@pytest.mark.parametrize(
    ("config", "value", "written"),
    [
        ([{"jsonEscape": "true"}], 'a "b"\\\n', 'a "b"\\\n'),
        ([{"jsonEscape": True}], "é", "é"),
        ([], "plain", "plain"),
    ],
    ids=["escaped", "flag", "as it is"],
)
def test_values_are_written_as_json_where_that_is_asked_for(
    tmp_path: Path, config: Any, value: str, written: str
) -> None:
    body = json.dumps(BODY, ensure_ascii=False).replace("<1>é", f"{MARKER}é")
    given = {"SourceMarkers": [{MARKER: value}], "SourceMarkersConfig": config}
    (method,) = loaded(tmp_path, files={"files/api.json": body}, **given).rest_apis[0].methods
    assert method.integration is not None
    (response,) = method.integration.integration_responses
    assert response.response_templates == {"application/json": f"{written}é"}


def test_a_value_that_breaks_the_document_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"api\.json: not valid JSON"):
        loaded(tmp_path, files={"files/api.json": json.dumps(BODY)}, SourceMarkers=[{MARKER: '"'}])


@pytest.mark.parametrize(
    ("key", "properties"),
    [
        ("other.json", {}),
        ("api.json", {"DestinationBucketName": "another"}),
        ("api.json", {"SourceObjectKeys": ["gone"]}),
    ],
    ids=["key", "bucket", "source"],
)
def test_a_file_that_no_deployment_copies_is_named(tmp_path: Path, key: str, properties: dict[str, Any]) -> None:
    application = loaded(tmp_path, files={"files/api.json": json.dumps(BODY)}, key=key, **properties)
    assert [u.reason for u in application.unsupported] == [
        f"BodyS3Location {key} is not on this machine; its methods are left out"
    ]


def test_api_keys_from_an_authorizer_are_named_in_a_body_too() -> None:
    body = {"openapi": "3.0.1", "paths": {}, "x-amazon-apigateway-api-key-source": "AUTHORIZER"}
    (unsupported,) = load(template(rest_api(Body=body))).unsupported
    assert "API keys from an authorizer" in unsupported.reason
