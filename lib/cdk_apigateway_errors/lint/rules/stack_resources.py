import json
from collections.abc import Callable, Iterator
from pathlib import Path

from ...cloudformation.model import Application
from ..finding import Problem, Severity
from ..forecasts import templates, use
from ..rule import ApplicationRule, Example
from ..sources import STACK_QUOTAS

LIMIT = 500


def _check(application: Application) -> Iterator[Problem]:
    fix = (
        "move routes to nested stacks by their first path segment, share permissions and models, or use an OpenAPI body"
    )
    for measured in templates(application):
        number = measured.resources or 0
        yield from use(f"the template {measured.name} has {number:,} resources", number, LIMIT, fix)


def _with(number: int) -> Callable[[Path], Application]:
    def made(folder: Path) -> Application:
        path = folder / "Orders.template.json"
        path.write_text(
            json.dumps({"Resources": {f"R{n}": {"Type": "AWS::ApiGateway::Resource"} for n in range(number)}})
        )
        return Application(sources=(path,))

    return made


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
