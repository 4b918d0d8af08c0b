from collections.abc import Iterator

from ...catalog.quotas import API_RESOURCES
from ...cloudformation.model import Application, RestApi
from ..examples import api, method, response
from ..finding import Problem, Severity
from ..forecasts import use
from ..rule import ApiRule, Example
from ..sources import QUOTAS


def _check(rest_api: RestApi) -> Iterator[Problem]:
    number = len({prefix for one in rest_api.methods for prefix in _prefixes(one.path)})
    what = f"the paths need {number:,} resources of the REST API"
    fix = "split the API, join paths with {proxy+}, or have the quota raised"
    yield from use(what, number, API_RESOURCES, fix, rest_api.logical_id)


def _prefixes(path: str) -> Iterator[str]:
    parts = [part for part in path.split("/") if part]
    yield from ("/".join(parts[:length]) for length in range(len(parts) + 1))


def _with(number: int) -> Application:
    """The root counts as well."""
    return api(*(method(response(200), path=f"/r{n}") for n in range(number - 1)))


RULE = ApiRule(
    id="api-resources",
    severity=Severity.ERROR,
    summary="The paths of a REST API need more resources than an API has.",
    why="An API has 300 resources, each a part of a path, unless the quota has been raised. It is a warning from 240 on.",
    source=QUOTAS,
    check=_check,
    bad=(Example("301 resources", _with(301), "301"),),
    good=(Example("240 resources", _with(240)),),
)
