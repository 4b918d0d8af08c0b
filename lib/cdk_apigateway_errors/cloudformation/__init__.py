"""Load a synthesized template: ``cdk.out``, a template file or a dict becomes plain REST API values.

>>> from cdk_apigateway_errors.cloudformation import load
>>> load({"Resources": {}}).rest_apis
()
"""

from .cycles import find_cycles
from .errors import CircularDependencyError, TemplateError
from .loader import load
from .model import Application, Function, RestApi, Unsupported

__all__ = [
    "Application",
    "CircularDependencyError",
    "Function",
    "RestApi",
    "TemplateError",
    "Unsupported",
    "find_cycles",
    "load",
]
