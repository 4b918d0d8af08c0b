"""What was checked in the templates of an app in the present synthesis, so that nothing is reported twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import aws_cdk as cdk
from constructs import Construct

from .crossings import node_of

FINDINGS_FAIL_SYNTHESIS: Final = hasattr(cdk, "PolicyValidationStack")
"""Whether CDK is 2.262 or newer: the failure of a plugin fails a Python app, and its findings can be acknowledged."""

_ID: Final = "ApigatewayErrorsChecks"


class CheckedTemplates(Construct):
    """Stands in the construct tree below the app: jsii may hand out a new Python object for the app at any time."""

    def __init__(self, app: Construct) -> None:
        super().__init__(app, _ID)
        self.reported: dict[str, set[tuple[str, str]]] = {}

    def note(self, template_path: str, reported: Iterable[tuple[str, str]]) -> None:
        """Note rule and severity of all that a plugin reports of a template, found or not."""
        self.reported.setdefault(template_path, set()).update(reported)


def checked_templates(app: Any) -> CheckedTemplates | None:
    """Return what stands below an app, or ``None``: constructs of ours put it there."""
    found = node_of(app).try_find_child(_ID)
    return found if isinstance(found, CheckedTemplates) else None


_annotated: Final[dict[str, set[tuple[str, str]]]] = {}


def note_annotated(stack: cdk.Stack, found: Iterable[tuple[str, str]]) -> None:
    """Note logical id and rule of findings that are annotations of the constructs in ``stack``.

    By file, not by app: below aws-cdk-lib 2.256 a plugin is told the files only.
    """
    stage = cdk.Stage.of(stack)
    assert stage is not None  # a stack has an app
    _annotated[f"{stage.outdir}/{stack.template_file}"] = set(found)


def forget_annotated(stage: cdk.Stage) -> None:
    """Forget the findings in a stage's folder: an app of before wrote there, in this process."""
    if _annotated:  # asking for the folder is a call into Node.js
        folder = stage.outdir
        for path in [path for path in _annotated if path.rpartition("/")[0] == folder]:
            del _annotated[path]


def annotated(template: str, logical_id: str, rule_id: str) -> bool:
    return (logical_id, rule_id) in _annotated.get(template, ())
