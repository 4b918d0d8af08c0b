from collections.abc import Iterator
from pathlib import Path

from ...catalog.quotas import STACK_RESOURCES
from ...cloudformation.model import Application, TemplateFile
from ..finding import Problem, Severity
from ..forecasts import templates, use
from ..rule import ApplicationRule, Example
from ..sources import STACK_QUOTAS


def _check(application: Application) -> Iterator[Problem]:
    fix = (
        "move routes to nested stacks by their first path segment, share permissions and models, or use an OpenAPI body"
    )
    for one in templates(application):
        number = len(one.resources)
        what = f"the template {one.path.name} has {number:,} resources"
        yield from use(what, number, STACK_RESOURCES, fix, template=str(one.path))


def _with(number: int) -> Application:
    resources = {f"R{n}": "AWS::ApiGateway::Resource" for n in range(number)}
    return Application(templates=(TemplateFile(Path("Orders.template.json"), "Orders", resources, 1000),))


RULE = ApplicationRule(
    id="stack-resources",
    severity=Severity.ERROR,
    summary="A stack has more resources than CloudFormation takes.",
    why="A template holds 500 resources; a route costs one for the method, up to one for each path part and, as CDK's own "
    "LambdaIntegration makes it, two permissions. From four fifths on it is a warning.",
    source=STACK_QUOTAS,
    check=_check,
    bad=(Example("501 resources", _with(501), "501"),),
    good=(Example("400 resources", _with(400)),),
)
