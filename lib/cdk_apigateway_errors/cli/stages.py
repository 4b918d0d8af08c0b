"""The four stages of one request, as people see them: Code, Context, Regex, Mapping Template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus

from ..cloudformation import RestApi
from ..gateway import RenderedResponse, Response, Trace
from .output import folded, paint, visible, width, wrapped

NAMES = ("Code", "Context", "Regex", "Mapping Template")
_INDENT = 18
_COLOURS = {"Warning": "magenta", "Gateway Response": "red"}


def four_stages(trace: Trace, rest_api: RestApi, *, most: int | None = None) -> Iterator[str]:
    """The stages that the request came to as lines, each value in at most so many; what else there is to say last."""
    values = (trace.code, trace.context, _regex(trace), _mapping_template(trace, rest_api))
    for name, value in zip(NAMES, values, strict=True):
        if value is not None:
            yield from stage(name, value, most)
    yield from remarks(trace.response, trace.warnings)


def remarks(response: Response, warnings: Iterable[str] = ()) -> Iterator[str]:
    """Why the gateway itself answered, and what is worth a look though the request was answered."""
    if response.failure is not None:
        text = f"{response.failure.response_type}: {response.failure.log or response.failure.message}"
        yield from _remark("Gateway Response", text)
    diagnosis = response.selected.diagnosis if response.selected else ""
    for warning in dict.fromkeys([*([diagnosis] if diagnosis else []), *warnings]):
        yield from _remark("Warning", warning)


def _remark(name: str, text: str) -> Iterator[str]:
    return stage(name, "\n".join(wrapped(text, width() - _INDENT)))


def stage(name: str, value: str, most: int | None = None) -> Iterator[str]:
    """One stage: its name, and its value beside it."""
    margin = " " * (_INDENT - len(name))
    for line in folded(visible(value).expandtabs(4), width() - _INDENT, most):
        shown = paint(name, bold=True, fg=_COLOURS.get(name, "cyan")) if name else ""
        yield f"{shown}{margin}{line}".rstrip()
        name, margin = "", " " * _INDENT


def _regex(trace: Trace) -> str | None:
    selected = trace.regex
    if selected is None:
        return None
    pattern = selected.selection_pattern
    return f"{selected.status_code}  " + ("default integration response" if pattern is None else pattern)


def _mapping_template(trace: Trace, rest_api: RestApi) -> str | None:
    """The template and, below it, what it made."""
    rendered = trace.find("response template")
    if not isinstance(rendered, RenderedResponse):
        return None
    template = "(passed through)" if rendered.template is None else template_text(trace, rest_api, rendered.template)
    return f"{template.strip()}\n-> {trace.mapping_template}"


def template_text(trace: Trace, rest_api: RestApi, media_type: str) -> str:
    """The text of the response template that was used."""
    for method in rest_api.methods:
        if f"{method.http_method} {method.path}" == trace.find("route").route and method.integration:
            for response in method.integration.integration_responses:
                if trace.regex and response.status_code == trace.regex.status_code:
                    return response.response_templates.get(media_type, "")
    return ""


def status_line(response: Response) -> str:
    """``HTTP 404 Not Found``."""
    try:
        return f"HTTP {response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        return f"HTTP {response.status}"


def chosen_by(response: Response) -> str:
    """What made the answer: a pattern, the default integration response, or a type of gateway response."""
    if response.failure is not None:
        return response.failure.response_type
    if response.selected is None:
        return "proxy"
    return response.selected.selection_pattern or "default"
