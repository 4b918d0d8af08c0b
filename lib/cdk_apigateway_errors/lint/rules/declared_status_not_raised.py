from collections.abc import Iterator

from ...cloudformation.model import RestApi
from ..declared_statuses import handled
from ..finding import Problem, Severity
from ..rule import ApiRule, Example
from ..sources import HANDLE_ERRORS
from .undeclared_status_raised import handling


def _check(rest_api: RestApi) -> Iterator[Problem]:
    for one in handled(rest_api):
        missing = sorted(one.members - one.code.mentioned)
        if missing and one.code.raised:
            listed = ", ".join(map(str, missing))
            yield Problem(
                f"{listed} is declared ({one.declaring(missing)}), and nothing in the code of "
                f"{one.function.logical_id} mentions it",
                "leave the declaration out if nobody raises it",
                str(missing[0]) if len(missing) == 1 else "",
                route=one.routes[0] if len(one.routes) == 1 else "",
                logical_id=one.function.logical_id,
            )


RULE = ApiRule(
    id="declared-status-not-raised",
    severity=Severity.INFO,
    summary="A declared status is mentioned nowhere in the handler's code.",
    why="Documentation and SDKs promise an error that never comes. Only where the code is a local asset and raises some "
    "status; errors that come from a library or a layer are not seen.",
    source=HANDLE_ERRORS,
    check=_check,
    bad=(
        Example(
            "400 declared, 404 raised",
            handling("class Gone(ApiError):\n    status = 404\nraise Gone\n"),
            "400 is declared (GET /)",
        ),
    ),
    good=(
        Example("400 raised", handling("raise ApiError(status=400, code='BAD')\n")),
        Example("`HTTPStatus.BAD_REQUEST`", handling("raise ApiError(status=HTTPStatus.BAD_REQUEST)\n")),
        Example("a handler that raises nothing", handling("def handler(e, c):\n    return e\n")),
    ),
)
