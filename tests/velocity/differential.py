"""One template through Apache Velocity 1.7 and through ours."""

from __future__ import annotations

import copy
import re
from typing import Any

from cdk_apigateway_errors.velocity import VelocityError, compile_template
from cdk_apigateway_errors.velocity.json_text import java_values
from cdk_apigateway_errors.velocity.mapping import mapping_variables
from java.judge import Judge

ERROR = "(error)"
_ADDRESS = re.compile(r"(?:\[L?[\w.$;]+|[\w.$]+)@[0-9a-f]+")


def judged(judge: Judge, template: str, **inputs: Any) -> str:
    """What Velocity prints, or ERROR."""
    return str(judge.render(template, **inputs).get("output", ERROR))


def ours(template: str, **inputs: Any) -> str:
    """What we print, or ERROR; inputs as for the judge. A crash is not an error: it comes through."""
    inputs = copy.deepcopy(inputs)
    variables = mapping_variables(
        body=inputs.get("body", ""),
        params=inputs.get("params", {}),
        context=java_values(inputs.get("context", {})),
        stage_variables=inputs.get("stageVariables", {}),
    )
    variables |= java_values(inputs.get("vars", {}))
    try:
        return compile_template(template).render(variables)
    except VelocityError:
        return ERROR


def comparable(text: str) -> str:
    """Without the addresses that Java prints for arrays and iterators."""
    return _ADDRESS.sub("@", text)
