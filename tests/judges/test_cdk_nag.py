"""cdk-nag's AwsSolutions rules, as version 2's aspect and as version 3's validation plugin, on examples and features.

What is left is what only the user can decide; each line says why, and each must still be found.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path

import pytest

from judges.conftest import ROOT, Synthesize

pytestmark = [pytest.mark.judge, pytest.mark.cdk]
VERSION_2 = ROOT / ".cache" / "judges" / "cdk-nag-2"
PARTS = ("examples", "features", "definitions")


@dataclass(frozen=True, order=True)
class Finding:
    rule: str
    construct: str


@dataclass(frozen=True)
class Left:
    """Findings that stay: a rule, the constructs as a file name pattern, and why it is the user's to decide."""

    rule: str
    constructs: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        # "[" of the path of a construct is no character class
        return finding.rule == self.rule and fnmatchcase(finding.construct, self.constructs)


LEFT = [
    Left("IAM4", "*/ServiceRole/Resource", "the role of the user's lambda.Function has AWS's basic execution policy"),
    Left("IAM4", "*/CloudWatchRole/Resource", "API Gateway's documented way to write logs is AWS's managed policy"),
    Left("L1", "*", "the runtime of the user's function"),
    Left("APIG3", "*/DeploymentStage.*/Resource", "a web ACL is bought and ruled by the user"),
    *(
        Left(
            rule, methods, "who may call is what only the user knows; COG4 wants Cognito beside another authorizer too"
        )
        for rule in ("APIG4", "COG4")
        for methods in ("*/Default/*/Resource", "Nested/*/NestedStacks/*/Routes/*/Resource")
    ),
    *(
        Left("APIG2", f"{api}/Resource", "no route has a model or a required parameter: nothing to validate")
        for api in (
            *("Blog/PythonApi/RestApi", "Blog/NodeApi/RestApi", "ParcelApi/Api/RestApi"),
            *("Plain/Api/RestApi", "OneOrigin/Api/RestApi", "ImportedFunctions/Api/RestApi", "Seam/Api"),
        )
    ),
    *(
        Left(
            "APIG2",
            f"{stack}/*/RestApi/Resource",
            "the request validators are in the body, which the rule does not read",
        )
        for stack in ("Body", "Asset")
    ),
    Left(
        "S1",
        "Asset/*/BodyBucket/Resource",
        "where a bucket's access is logged to is the user's; it holds one API's body",
    ),
    Left("IAM5", "Asset/Custom::CDKBucketDeployment*", "CDK's own BucketDeployment, which copies the body at deploy"),
    *(
        Left(rule, "Shop/Users/Resource", "the user pool of the test, not of the construct")
        for rule in ("COG1", "COG2")
    ),
    Left("COG8", "Shop/Users/Resource", "the user pool of the test, not of the construct"),
    Left("APIG1", "Seam/Api/DeploymentStage.prod/Resource", "the stage of CDK's own RestApi; ours has an access log"),
    Left("APIG6", "Seam/Api/DeploymentStage.prod/Resource", "the stage of CDK's own RestApi; ours logs errors"),
]
AUTHORIZED = ("*/people/GET/Resource", "*/tokens/GET/Resource", "*/signed/GET/Resource")


@pytest.fixture(scope="module")
def by_aspect(synthesize: Synthesize) -> set[Finding]:
    """What version 2 reports: one file a stack."""
    if not (VERSION_2 / "cdk_nag").is_dir():
        pytest.skip("no cdk-nag 2 here (make judges installs it)")
    folder = synthesize(*PARTS, variables={"JUDGE": "cdk-nag-2"}, first=(VERSION_2,))
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("AwsSolutions-*-NagReport.json")]
    lines = [line for report in reports for line in report["lines"] if line["compliance"] != "Compliant"]
    return {Finding(line["ruleId"].removeprefix("AwsSolutions-"), line["resourceId"]) for line in lines}


@pytest.fixture(scope="module")
def by_plugin(synthesize: Synthesize) -> set[Finding]:
    """What version 3 reports: one file for the app, findings of a rule apart in brackets behind its name."""
    if find_spec("cdk_nag") is None:
        pytest.skip("no cdk-nag 3 here (make judges installs it)")
    folder = synthesize(*PARTS, variables={"JUDGE": "cdk-nag-3"})
    report = json.loads((folder / "validation-report.json").read_text(encoding="utf-8"))
    (plugin,) = [each for each in report["pluginReports"] if each["pluginName"] == "AwsSolutions"]
    return {
        Finding(re.sub(r"\[.*\]$", "", violation["ruleName"].removeprefix("AwsSolutions-")), each["constructPath"])
        for violation in plugin["violations"]
        for each in violation["violatingConstructs"]
    }


@pytest.fixture(scope="module", params=["by_aspect", "by_plugin"])
def findings(request: pytest.FixtureRequest) -> set[Finding]:
    found: set[Finding] = request.getfixturevalue(request.param)
    return found


def test_nothing_is_left_but_what_the_user_decides(findings):
    assert sorted(each for each in findings if not any(left.covers(each) for left in LEFT)) == []


def test_every_line_of_the_list_is_still_needed(findings):
    assert [left for left in LEFT if not any(left.covers(each) for each in findings)] == []


def test_a_method_with_an_authorizer_is_authorized(findings):
    methods = {each.construct for each in findings if each.rule == "APIG4"}
    assert methods
    assert [each for each in methods if any(fnmatchcase(each, pattern) for pattern in AUTHORIZED)] == []


def test_both_versions_find_the_same(by_aspect, by_plugin):
    assert by_aspect == by_plugin


def test_the_policies_that_are_managed_by_aws_are_these_two(synthesize):
    """The rule's name in version 2 does not say which policy; the templates do."""
    policies: set[str] = set()
    for path in Path(synthesize(*PARTS)).glob("*.template.json"):
        policies |= set(re.findall(r"policy/service-role/(\w+)", path.read_text(encoding="utf-8")))
    assert policies == {"AWSLambdaBasicExecutionRole", "AmazonAPIGatewayPushToCloudWatchLogs"}
