"""``make run``: the synthesized sample behind the real local gateway, asked over HTTP.

``python -m examples.run cdk.out`` prints the routes and status codes, follows the article's error through the four stages
with the Python and the Node.js handler, sends one request for each status that the orders API declares, and ends with 1
where an answer is not the declared one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlsplit

from cdk_apigateway_errors.cli.errors import BadInput
from cdk_apigateway_errors.cli.output import paint, say, status_colour
from cdk_apigateway_errors.cli.source import Source, chosen, label, load_application
from cdk_apigateway_errors.cli.stages import four_stages, stage
from cdk_apigateway_errors.cli.table import table
from cdk_apigateway_errors.cloudformation import RestApi
from cdk_apigateway_errors.gateway import Gateway
from cdk_apigateway_errors.gateway.server import Answered, GatewayApp, serving
from cdk_apigateway_errors.lambda_runtime import LambdaService

SEED = (
    b'{"status":400,"errors":['
    b'{"code":"123","source":"/data/attributes/first-name","message":"Value is too short",'
    b'"detail":"First name must contain at least three characters."},'
    b'{"code":"225","source":"/data/attributes/password",'
    b'"message":"Passwords must contain a letter, number, and punctuation character.",'
    b'"detail":"The password provided is missing a punctuation character."},'
    b'{"code":"226","source":"/data/attributes/password",'
    b'"message":"Password and password confirmation do not match."}]}'
)
"""What the article's client gets, byte for byte."""


@dataclass(frozen=True)
class Asked:
    """A request, and what the sample declares for it."""

    method: str
    path: str
    status: int
    code: str = ""
    """Of the first error in the body; ``""`` for a success."""
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expected_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


SHOP, ADMIN = "https://shop.example", "https://admin.shop.example"
ORIGIN = "access-control-allow-origin"


def order(product: str, times: int = 1) -> object:
    return {"items": [{"product": product, "count": 1}] * times}


ORDERS = (
    Asked("GET", "/orders", 200, headers={"Origin": ADMIN}, expected_headers={ORIGIN: ADMIN}),
    Asked("POST", "/orders", 201, body=order("tea"), expected_headers={"location": "/orders/10"}),
    Asked("PUT", "/orders/7", 202, headers={"If-Match": "3"}),
    Asked("DELETE", "/orders/7", 204),
    Asked("GET", "/orders?limit=two", 400, "BAD_ORDER", expected_headers={"cache-control": "no-store"}),
    Asked("GET", "/orders/77", 404, "ORDER_NOT_FOUND", headers={"Origin": ADMIN}, expected_headers={ORIGIN: ADMIN}),
    Asked("PUT", "/orders/8", 409, "ALREADY_SHIPPED"),
    Asked("GET", "/orders/9", 410, "ORDER_GONE", headers={"Origin": SHOP}, expected_headers={ORIGIN: SHOP}),
    Asked("PUT", "/orders/7", 412, "OUTDATED_ORDER", headers={"If-Match": "1"}),
    Asked("POST", "/orders", 422, "UNKNOWN_PRODUCT", body=order("moon")),
    Asked("POST", "/orders", 429, "SLOW_DOWN", body=order("tea", 101), expected_headers={"retry-after": "60"}),
    Asked("GET", "/orders/7/position", 503, "WAREHOUSE_CLOSED", expected_headers={"retry-after": "120"}),
    Asked("GET", f"/orders?limit={'9' * 5000}", 500, "INTERNAL_ERROR"),  # int() refuses: an exception nobody declared
    Asked("POST", "/orders", 400, "BAD_REQUEST_BODY", body={"items": "none"}),  # the gateway's own: the model says no
    Asked("OPTIONS", "/orders/7", 204, headers={"Origin": SHOP, "Access-Control-Request-Method": "PUT"}),
)


def main(source: Path) -> int:
    """Runs the sample; returns the exit code."""
    rest_apis = load_application(Source(source)).rest_apis
    for rest_api in rest_apis:
        _heading(f"{label(rest_api)}: routes and status codes")
        for line in table(rest_api):
            say(line)
    with ExitStack() as stack:
        service = stack.enter_context(LambdaService())
        problems = [
            *seed_error(stack, service, _one(rest_apis, "Blog/Python"), "Python"),
            *seed_error(stack, service, _one(rest_apis, "Blog/Node"), "Node.js"),
            *declared_statuses(stack, service, _one(rest_apis, "Orders/Api")),
        ]
    return _summary(problems)


def _one(rest_apis: tuple[RestApi, ...], name: str) -> RestApi:
    return chosen(rest_apis, name)[0]


def _heading(text: str) -> None:
    say()
    say(paint(text, bold=True))


def seed_error(stack: ExitStack, service: LambdaService, rest_api: RestApi, language: str) -> Iterator[str]:
    """The article's error over HTTP, with its four stages; yields what is not as declared."""
    answered: SimpleQueue[Answered] = SimpleQueue()
    url = _serve(stack, service, rest_api, answered.put)
    _heading(f"The seed error through the {language} handler: GET {url}/")
    answer = ask(url, Asked("GET", "/", 400))
    trace = answered.get(timeout=10).trace  # the server reports an answer just after it went out
    assert trace is not None
    for line in [*four_stages(trace, rest_api, most=4), *stage(f"HTTP {answer.status}", answer.body.decode())]:
        say(line)
    if (answer.status, answer.body) != (400, SEED):
        yield f"{language}: GET / answered {answer.status} {answer.body!r}, declared is 400 and the error as raised"


def _serve(stack: ExitStack, service: LambdaService, rest_api: RestApi, on_answer: Callable[[Answered], None]) -> str:
    gateway = stack.enter_context(Gateway(rest_api, service))
    return stack.enter_context(serving(GatewayApp(gateway, on_answer=on_answer, traced=True)))


def declared_statuses(stack: ExitStack, service: LambdaService, rest_api: RestApi) -> Iterator[str]:
    """One request for each declared status of the orders API; yields what is not as declared."""
    url = _serve(stack, service, rest_api, lambda _: None)
    _heading(f"The orders API, each declared status: {url}")
    for asked in ORDERS:
        answer = ask(url, asked)
        problems = list(differences(asked, answer))
        mark = paint("!!", fg="red", bold=True) if problems else paint("ok", fg="green")
        status = paint(str(answer.status), fg=status_colour(answer.status))
        path = asked.path if len(asked.path) < 30 else f"{asked.path[:29]}…"
        say(f"  {mark}  {asked.method:<7} {path:<31} {status}  {asked.code}".rstrip())
        yield from (f"{asked.method} {path}: {problem}" for problem in problems)


def ask(url: str, asked: Asked) -> Answer:
    """Sends one request over HTTP."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    body = None if asked.body is None else json.dumps(asked.body)
    headers = {**asked.headers, **({"Content-Type": "application/json"} if body else {})}
    try:
        connection.request(asked.method, asked.path, body, headers)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, response.read())
    finally:
        connection.close()


def differences(asked: Asked, answer: Answer) -> Iterator[str]:
    """What is not as declared."""
    if answer.status != asked.status:
        yield f"answered {answer.status}, declared is {asked.status}: {answer.body.decode()[:200]}"
    elif asked.code:
        yield from _body_differences(asked, answer.body)
    for name, value in asked.expected_headers.items():
        if answer.headers.get(name) != value:
            yield f"header {name} is {answer.headers.get(name)!r}, declared is {value!r}"


def _body_differences(asked: Asked, body: bytes) -> Iterator[str]:
    try:
        error = json.loads(body)
        found = error["status"], error["errors"][0]["code"]
    except (ValueError, LookupError, TypeError):
        yield f"the body is not in the declared format: {body.decode()[:200]}"
        return
    if found != (asked.status, asked.code):
        yield f"the body says {found}, declared is {(asked.status, asked.code)}"


def _summary(problems: list[str]) -> int:
    say()
    for problem in problems:
        say(f"{paint('!!', fg='red', bold=True)}  {problem}")
    asked = len(ORDERS) + 2
    if problems:
        say(paint(f"{len(problems)} differences in {asked} requests.", fg="red", bold=True))
        return 1
    say(paint(f"{asked} requests over HTTP, {asked} answered as declared.", fg="green", bold=True))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "cdk.out")))
    except BadInput as error:
        error.show()
        sys.exit(error.exit_code)
