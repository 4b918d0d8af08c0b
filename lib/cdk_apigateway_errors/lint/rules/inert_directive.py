import re
from collections.abc import Iterator

from ..examples import templated
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import TEMPLATES
from ..subject import Subject
from ..template_tree import templates

_HIDDEN = re.compile(r"#\[\[.*?\]\]#|#\*.*?\*#|##[^\n]*", re.DOTALL)
_DIRECTIVE = re.compile(r"(?<!\\)#\{?(macro|evaluate|parse|include)\}?\s*\(")
_WHAT = {
    "macro": "defines nothing: calls of the macro stay as text",
    "evaluate": "is printed as it stands",
    "parse": "fails: the request is answered 500",
    "include": "fails: the request is answered 500",
}


def _check(subject: Subject) -> Iterator[Problem]:
    for placed in templates(subject):
        for name in dict.fromkeys(_DIRECTIVE.findall(_HIDDEN.sub("", placed.text))):
            message = f"#{name} in the {placed.name} {_WHAT[name]}"
            yield Problem(message, "write it out where it is used, or use #define or #set", placed.status_code)


RULE = MethodRule(
    id="inert-directive",
    severity=Severity.WARNING,
    summary="A template uses a directive that the service does not run.",
    why="Velocity knows #macro, #evaluate, #parse and #include; the service prints the first two (recorded by LocalStack's "
    "airspeed on AWS, 2023-08) and fails on the others.",
    source=TEMPLATES,
    check=_check,
    bad=(
        templated('#macro(body $m){"m":"$m"}#end#body(\'x\')', says="stay as text"),
        templated("#evaluate('$x')", says="printed"),
        templated("#parse('a.vm')", says="500"),
    ),
    good=(templated("#define($body){}#end$body"), templated("## #macro(a)\n{}"), templated("\\#evaluate('x')")),
)
