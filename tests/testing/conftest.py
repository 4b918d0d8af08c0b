"""The one assembly that the tests of this folder share: the orders API of the examples, as ``cdk synth`` makes it."""

import copy
import json
import sys
from pathlib import Path

import pytest

from cdk_apigateway_errors.testing.template_cache import TemplateCache

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))  # for the examples
SOURCE = "examples.orders.stack:OrdersStack"


@pytest.fixture(scope="session")
def assembly(request):
    """The cdk.out folder; ``apigateway_source`` gives the same one."""
    cache = TemplateCache(request.config)
    yield cache.synthesized(SOURCE).source
    cache.close()


@pytest.fixture(scope="session")
def apigateway_source(assembly):
    return assembly


@pytest.fixture
def template(assembly):
    """The template as a dict that a test may change."""
    return copy.deepcopy(json.loads((assembly / "OrdersStack.template.json").read_text(encoding="utf-8")))


@pytest.fixture
def methods(template):
    """The methods of the changeable template by route."""

    def path(reference):
        if "Fn::GetAtt" in reference:
            return ""
        properties = template["Resources"][reference["Ref"]]["Properties"]
        return f"{path(properties['ParentId'])}/{properties['PathPart']}"

    found = [r["Properties"] for r in template["Resources"].values() if r["Type"] == "AWS::ApiGateway::Method"]
    return {f"{method['HttpMethod']} {path(method['ResourceId'])}": method for method in found}
