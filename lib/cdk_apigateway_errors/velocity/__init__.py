"""The template language of API Gateway's mapping templates: Velocity 1.7 as the service runs it.

`compile_template(text)` compiles once, `Template.render(variables)` renders. `mapping` builds `$input`, `$util`,
`$context` and `$stageVariables`; everything else here knows nothing of API Gateway.
"""

from .errors import TemplateRenderError, TemplateSyntaxError, VelocityError
from .rendering import Options
from .template import Template, compile_template

__all__ = ["Options", "Template", "TemplateRenderError", "TemplateSyntaxError", "VelocityError", "compile_template"]
