"""The snapshot extension hides what changes on its own, and nothing else."""

import json
from pathlib import Path

import pytest
from aws_cdk import Stack
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

from cdk_apigateway_errors.testing.snapshot import CloudFormationSnapshotExtension, masked

SHA256 = "97d78c9f35a03527ace5099f2a60cbf280a1e4cf558b08fa328b59f942fa4e28"
MD5 = "6d2a0b170b3451fe078750ef163c6aa7"


def serialized(value):
    return CloudFormationSnapshotExtension().serialize(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(f"{SHA256}.zip", "<asset hash>.zip", id="key of an asset"),
        pytest.param(f"asset.{SHA256}", "asset.<asset hash>", id="path of an asset"),
        pytest.param(f"s3://b/{SHA256}/x", "s3://b/<asset hash>/x", id="inside an address"),
        pytest.param(f"ApiDeployment9C2ED77D{MD5}", "ApiDeployment9C2ED77D<content hash>", id="deployment"),
        pytest.param({f"V7BCF01FD{MD5}": 1}, {"V7BCF01FD<content hash>": 1}, id="logical id as a key"),
        pytest.param([{"Ref": f"D9C2ED77D{MD5}"}], [{"Ref": "D9C2ED77D<content hash>"}], id="reference"),
        pytest.param("ApiRestApiE35FEAFE", "ApiRestApiE35FEAFE", id="an ordinary logical id stays"),
        pytest.param(MD5, MD5, id="an MD5 that ends no logical id stays"),
        pytest.param("a" * 65, "a" * 65, id="longer than a SHA-256 stays"),
        pytest.param({"MaxAge": 400, "On": True, "None": None}, {"MaxAge": 400, "On": True, "None": None}, id="values"),
    ],
)
def test_only_hashes_are_masked(value, expected):
    assert masked(value) == expected


def test_two_templates_that_differ_in_hashes_only_give_one_snapshot():
    other = json.loads(json.dumps(TEMPLATE).replace(SHA256, "0" * 64).replace(MD5, "1" * 32))
    assert other != TEMPLATE
    assert serialized(other) == serialized(TEMPLATE)


TEMPLATE = {
    "Resources": {
        f"Deployment9C2ED77D{MD5}": {"Type": "AWS::ApiGateway::Deployment"},
        "Function": {"Properties": {"Code": {"S3Key": f"{SHA256}.zip"}}},
        "Method": {"Properties": {"SelectionPattern": '(?s)\\s*\\{\\s*"status".*', "Header": "'no-store'"}},
    }
}


@pytest.mark.parametrize(
    ("old", "new"), [(".*", ".+"), ("no-store", "no-cache"), ("Method", "Methode"), ("(?s)", "(?is)")]
)
def test_a_changed_pattern_header_or_id_shows(old, new):
    resources = {name.replace(old, new): resource for name, resource in TEMPLATE["Resources"].items()}
    method = resources.popitem()[1]["Properties"]
    changed = {key: value.replace(old, new) for key, value in method.items()}
    other = {"Resources": {**resources, "Method".replace(old, new): {"Properties": changed}}}
    assert serialized(other) != serialized(TEMPLATE)


@pytest.mark.cdk
def test_a_changed_pattern_of_the_sample_differs_from_its_snapshot(templates):
    written = (Path(__file__).parent / "__snapshots__/test_snapshots").glob("*Blog*")
    text = next(written).read_text(encoding="utf-8")
    assert serialized(templates["Blog"]) == text
    changed = json.loads(json.dumps(templates["Blog"]).replace("400\\\\s*", "400\\\\s*+"))
    assert changed != templates["Blog"]
    assert serialized(changed) != text


def test_keys_are_sorted_and_lists_are_not():
    assert serialized({"b": [2, 1], "a": "ä"}) == '{\n  "a": "ä",\n  "b": [\n    2,\n    1\n  ]\n}\n'


@pytest.mark.cdk
def test_a_stack_and_a_template_of_cdk_are_taken():
    stack = Stack(None, "Taken")
    s3.CfnBucket(stack, "Bucket")
    template = Template.from_stack(stack)
    assert serialized(template) == serialized(template.to_json())
    assert '"AWS::S3::Bucket"' in serialized(template)


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match="allowed: a template as a mapping, a Template or a Stack"):
        serialized(["Resources"])
