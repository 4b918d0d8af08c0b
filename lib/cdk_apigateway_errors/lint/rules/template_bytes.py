from collections.abc import Iterator
from pathlib import Path

from ...catalog.quotas import TEMPLATE_BYTES
from ...cloudformation.model import Application, TemplateFile
from ..finding import Problem, Severity
from ..forecasts import templates, use
from ..rule import ApplicationRule, Example
from ..sources import STACK_QUOTAS


def _check(application: Application) -> Iterator[Problem]:
    fix = (
        "declare fewer status codes per route, set the context '@aws-cdk/core:suppressTemplateIndentation' if it is not "
        "set, or move routes to nested stacks"
    )
    for one in templates(application):
        what = f"the template {one.path.name} has {one.size:,} bytes"
        yield from use(what, one.size, TEMPLATE_BYTES, fix, template=str(one.path))


def _of(size: int) -> Application:
    return Application(templates=(TemplateFile(Path("Orders.template.json"), "Orders", {}, size),))


RULE = ApplicationRule(
    id="template-bytes",
    severity=Severity.ERROR,
    summary="A template has more bytes than CloudFormation takes.",
    why="CloudFormation takes 1,000,000 bytes from S3. CDK writes larger ones without a word. With many status codes this "
    "comes before the number of resources. From four fifths on it is a warning.",
    source=STACK_QUOTAS,
    check=_check,
    bad=(Example("1,000,001 bytes", _of(TEMPLATE_BYTES + 1), "1,000,001"),),
    good=(Example("800,000 bytes", _of(800_000)),),
)
