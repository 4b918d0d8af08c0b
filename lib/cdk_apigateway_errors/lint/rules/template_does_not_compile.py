from collections.abc import Iterator

from ...velocity import TemplateSyntaxError
from ..examples import answering, response, templated
from ..finding import Problem, Severity
from ..rendering import compiled
from ..rule import MethodRule
from ..sources import TEMPLATES
from ..subject import Subject
from ..template_tree import templates


def _check(subject: Subject) -> Iterator[Problem]:
    for placed in templates(subject):
        error = compiled(placed.text)
        if isinstance(error, TemplateSyntaxError):
            place = f" at line {error.line}, column {error.column}" if error.line else ""
            message = f"Velocity cannot read the {placed.name}: {error.message}{place}"
            fix = "correct it there; each request that needs the template is answered 500"
            yield Problem(message, fix, placed.status_code)


RULE = MethodRule(
    id="template-does-not-compile",
    severity=Severity.ERROR,
    summary="A mapping template is no Velocity template.",
    why="The service takes the template at deploy and answers 500 each time it is rendered.",
    source=TEMPLATES,
    check=_check,
    bad=(
        templated("#if($x)no end", says="line 1"),
        templated('#set($a = "\\"x\\"")$a'),
        answering(
            "a request template", response(200), integration={"request_templates": {"application/json": "#foreach("}}
        ),
    ),
    good=(templated("#if($x)$x#end"), templated("$input.path('$.errorMessage')"), templated("costs $5")),
)
