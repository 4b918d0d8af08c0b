"""Template rendering: ours, the same output written by hand in Jinja2, and airspeed.

    python -m benchmarks.templates [seconds per measurement]

Every template is compiled and every payload parsed beforehand; only rendering is measured. The ratios of one run can be
compared, times of two runs cannot. `pip install jinja2 airspeed` first.
"""

# ruff: noqa: E501  templates read better on long lines

from __future__ import annotations

import copy
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import airspeed
import jinja2

from cdk_apigateway_errors.velocity import compile_template
from cdk_apigateway_errors.velocity.json_text import write_json
from cdk_apigateway_errors.velocity.jsonpath import read_path
from cdk_apigateway_errors.velocity.mapping import mapping_variables

CONTEXT = {
    "requestId": "8f1c-77", "stage": "prod", "httpMethod": "POST", "resourcePath": "/orders/{id}", "apiId": "a1b2",
    "accountId": "123456789012", "identity": {"sourceIp": "192.0.2.7", "userAgent": "curl/8", "apiKey": "k"},
    "authorizer": {"principalId": "ann", "claims": {"sub": "42"}}, "responseOverride": {"header": {}},
}  # fmt: skip
PARAMS = {
    "path": {"id": "7"},
    "querystring": {"limit": "20", "q": "red shoes"},
    "header": {"Accept": "application/json", "Origin": "https://shop.example", "X-Trace": "abc"},
}
ORDER = {
    "id": 7, "customer": {"name": "Ann", "email": "ann@shop.example"}, "total": 59.9, "paid": True,
    "items": [{"sku": f"A-{n}", "quantity": n, "price": 9.5} for n in range(1, 9)],
}  # fmt: skip
ERROR = {
    "status": 400,
    "errors": [
        {"code": "123", "source": "/first-name", "message": "Value is too short", "detail": "Three characters."},
        {"code": "225", "source": "/password", "message": "Needs punctuation", "detail": "It is missing."},
        {"code": "226", "source": "/password", "message": "No match", "detail": ""},
    ],
}
ROWS = {
    "Count": 6,
    "Items": [{"pk": {"S": f"o#{n}"}, "total": {"N": str(n * 10)}, "open": {"BOOL": True}} for n in range(6)],
}


@dataclass(frozen=True)
class Case:
    """One template in both languages, and the payload that it reads."""

    name: str
    velocity: str
    jinja: str
    body: Any
    params: dict[str, dict[str, str]] = field(default_factory=lambda: PARAMS)


CASES = (
    Case("error text", "$input.path('$.errorMessage')", "{{ body.errorMessage }}", {"errorMessage": json.dumps(ERROR)}),
    Case(
        "constant error body",
        '{"status":500,"errors":[{"code":"INTERNAL","source":"$context.resourcePath","message":"Unexpected",'
        '"detail":"request $context.requestId"}]}',
        '{"status":500,"errors":[{"code":"INTERNAL","source":"{{ context.resourcePath }}","message":"Unexpected",'
        '"detail":"request {{ context.requestId }}"}]}',
        {"errorMessage": "boom"},
    ),
    Case(
        "declared or unhandled",
        "#set($m=$input.path('$.errorMessage'))#if($m.startsWith('{\"status\":')==true)$m#else"
        '{"status":500,"requestId":"$context.requestId"}#end',
        "{% set m = body.errorMessage %}{% if m.startswith('{\"status\":') %}{{ m }}{% else %}"
        '{"status":500,"requestId":"{{ context.requestId }}"}{% endif %}',
        {"errorMessage": "KeyError: 'id'"},
    ),
    Case(
        "problem details",
        "#set($e=$input.path('$'))\n"
        '{\n  "type": "about:blank",\n  "status": $e.status,\n  "instance": "$context.resourcePath",\n  "errors": [\n'
        "#foreach($i in $e.errors)\n"
        '    {"code": "$i.code", "pointer": "$i.source", "title": "$i.message"#if($i.detail != ""), '
        '"detail": "$i.detail"#end}#if($foreach.hasNext),#end\n\n'
        "#end\n  ]\n}\n",
        "{% set e = body %}\n"
        '{\n  "type": "about:blank",\n  "status": {{ e.status }},\n  "instance": "{{ context.resourcePath }}",\n'
        '  "errors": [\n{% for i in e.errors %}'
        '    {"code": "{{ i.code }}", "pointer": "{{ i.source }}", "title": "{{ i.message }}"{% if i.detail != "" %}, '
        '"detail": "{{ i.detail }}"{% endif %}}{% if not loop.last %},{% endif %}\n'
        "{% endfor %}\n  ]\n}\n",
        ERROR,
    ),
    Case(
        "CORS preflight",
        "#set($origin = $input.params().header.get('Origin'))#set($allowed = ['https://shop.example','https://admin.example'])"
        '#if($allowed.contains($origin))#set($ok = 204)#else#set($ok = 403)#end{"statusCode": $ok, "origin": "$origin"}',
        "{% set origin = params.header['Origin'] %}{% set allowed = ['https://shop.example','https://admin.example'] %}"
        '{% if origin in allowed %}{% set ok = 204 %}{% else %}{% set ok = 403 %}{% endif %}{"statusCode": {{ ok }}, '
        '"origin": "{{ origin }}"}',
        {},
    ),
    Case(
        "method request passthrough",
        "#set($all = $input.params())\n"
        '{\n"body" : $input.json(\'$\'),\n"params" : {\n'
        "#foreach($place in $all.keySet())\n#set($values = $all.get($place))\n"
        '"$place" : {\n#foreach($name in $values.keySet())\n'
        '"$name" : "$util.escapeJavaScript($values.get($name))"#if($foreach.hasNext),#end\n\n#end\n}#if($foreach.hasNext),#end\n\n#end\n},\n'
        '"context" : {"account" : "$context.accountId", "api" : "$context.apiId", "method" : "$context.httpMethod",\n'
        '"ip" : "$context.identity.sourceIp", "agent" : "$context.identity.userAgent", "stage" : "$context.stage",\n'
        '"principal" : "$context.authorizer.principalId", "request" : "$context.requestId", "path" : "$context.resourcePath"}\n}\n',
        "{% set all = params %}\n"
        '{\n"body" : {{ json(body) }},\n"params" : {\n'
        "{% for place in all %}{% set values = all[place] %}"
        '"{{ place }}" : {\n{% for name in values %}'
        '"{{ name }}" : "{{ escape(values[name]) }}"{% if not loop.last %},{% endif %}\n{% endfor %}\n}{% if not loop.last %},{% endif %}\n{% endfor %}\n},\n'
        '"context" : {"account" : "{{ context.accountId }}", "api" : "{{ context.apiId }}", "method" : "{{ context.httpMethod }}",\n'
        '"ip" : "{{ context.identity.sourceIp }}", "agent" : "{{ context.identity.userAgent }}", "stage" : "{{ context.stage }}",\n'
        '"principal" : "{{ context.authorizer.principalId }}", "request" : "{{ context.requestId }}", "path" : "{{ context.resourcePath }}"}\n}\n',
        {"id": 7, "name": "Ann"},
    ),
    Case(
        "order to lines",
        "#set($o = $input.path('$'))\n"
        '{"order": $o.id, "name": "$o.customer.name", "lines": [#foreach($i in $o.items){"n": $foreach.count, '
        '"sku": "$i.sku", "quantity": $i.quantity, "price": $i.price}#if($foreach.hasNext),#end#end], "paid": $o.paid}',
        "{% set o = body %}"
        '{"order": {{ o.id }}, "name": "{{ o.customer.name }}", "lines": [{% for i in o["items"] %}{"n": {{ loop.index }}, '
        '"sku": "{{ i.sku }}", "quantity": {{ i.quantity }}, "price": {{ i.price }}}{% if not loop.last %},{% endif %}'
        '{% endfor %}], "paid": {{ boolean(o.paid) }}}',
        ORDER,
    ),
    Case(
        "DynamoDB PutItem",
        '{"TableName": "orders-$context.stage", "Item": {"pk": {"S": "order#$input.path(\'$.id\')"}, '
        '"name": {"S": "$input.path(\'$.customer.name\')"}, "total": {"N": "$input.path(\'$.total\')"}, '
        '"by": {"S": "$context.authorizer.principalId"}, "items": {"L": [#foreach($i in $input.path(\'$.items\'))'
        '{"M": {"sku": {"S": "$i.sku"}, "q": {"N": "$i.quantity"}}}#if($foreach.hasNext),#end#end]}}}',
        '{"TableName": "orders-{{ context.stage }}", "Item": {"pk": {"S": "order#{{ body.id }}"}, '
        '"name": {"S": "{{ body.customer.name }}"}, "total": {"N": "{{ body.total }}"}, '
        '"by": {"S": "{{ context.authorizer.principalId }}"}, "items": {"L": [{% for i in body["items"] %}'
        '{"M": {"sku": {"S": "{{ i.sku }}"}, "q": {"N": "{{ i.quantity }}"}}}{% if not loop.last %},{% endif %}{% endfor %}]}}}',
        ORDER,
    ),
    Case(
        "DynamoDB Query result",
        "#set($rows = $input.path('$.Items'))\n"
        '{"count": $input.path(\'$.Count\'), "orders": [\n#foreach($row in $rows)\n'
        '  {"id": "$row.pk.S", "total": $row.total.N, "open": $row.open.BOOL}#if($foreach.hasNext),#end\n\n#end\n]}\n',
        "{% set rows = body['Items'] %}"
        '{"count": {{ body.Count }}, "orders": [\n{% for row in rows %}'
        '  {"id": "{{ row.pk.S }}", "total": {{ row.total.N }}, "open": {{ boolean(row.open.BOOL) }}}{% if not loop.last %},{% endif %}\n'
        "{% endfor %}\n]}\n",
        ROWS,
    ),
    Case(
        "SQS SendMessage",
        "Action=SendMessage&MessageBody=$util.urlEncode($input.json('$'))&MessageAttribute.1.Name=stage&"
        "MessageAttribute.1.Value.StringValue=$context.stage&MessageDeduplicationId=$context.requestId",
        "Action=SendMessage&MessageBody={{ url(json(body)) }}&MessageAttribute.1.Name=stage&"
        "MessageAttribute.1.Value.StringValue={{ context.stage }}&MessageDeduplicationId={{ context.requestId }}",
        {"id": 7, "note": "two red shoes"},
    ),
    Case(
        "conditions and sums",
        "#set($o = $input.path('$'))#set($count = 0)#foreach($i in $o.items)#set($count = $count + $i.quantity)#end"
        '{"count": $count, "size": "#if($count > 50)large#elseif($count > 10 && $o.paid)medium#{else}small#end", '
        '"label": "$o.customer.name.toUpperCase()-$count"}',
        "{% set o = body %}{% set ns = namespace(count=0) %}{% for i in o['items'] %}{% set ns.count = ns.count + i.quantity %}{% endfor %}"
        '{"count": {{ ns.count }}, "size": "{% if ns.count > 50 %}large{% elif ns.count > 10 and o.paid %}medium{% else %}small{% endif %}", '
        '"label": "{{ o.customer.name.upper() }}-{{ ns.count }}"}',
        ORDER,
    ),
    Case(
        "defined block",
        '#define($meta){"request": "$context.requestId", "stage": "$context.stage"}#end'
        '{"data": $input.json(\'$.customer\'), "meta": $meta}',
        '{% macro meta() %}{"request": "{{ context.requestId }}", "stage": "{{ context.stage }}"}{% endmacro %}'
        '{"data": {{ json(body.customer) }}, "meta": {{ meta() }}}',
        ORDER,
    ),
)


class Parameters(dict[str, Any]):
    """A map with the Java methods that the templates call, for airspeed."""

    keySet = dict.keys


class AirspeedInput:
    """`$input` for airspeed, over the same parsed payload and the same functions as ours."""

    def __init__(self, body: Any, params: dict[str, dict[str, str]]) -> None:
        self._body = body
        self._params = Parameters({place: Parameters(values) for place, values in params.items()})

    def path(self, path: str) -> Any:
        return self._body if path == "$" else read_path(path, self._body)

    def json(self, path: str) -> str:
        return write_json(self.path(path))

    def params(self) -> Any:
        return self._params


class AirspeedUtil:
    """`$util` for airspeed."""

    def urlEncode(self, text: str) -> str:
        return quote_plus(text)

    def escapeJavaScript(self, text: str) -> str:
        return escape(text)


_SLASHES = {ord("/"): "\\/", ord("'"): "\\'"}


def escape(text: str) -> str:
    """escapeJavaScript for the ASCII values above."""
    return json.dumps(text)[1:-1].translate(_SLASHES)


def compact(value: Any) -> str:
    """JSON as the service writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def boolean(value: bool) -> str:
    """A boolean as JSON."""
    return "true" if value else "false"


def our_renderer(case: Case) -> Callable[[], str]:
    """Ours, with the payload parsed."""
    template = compile_template(case.velocity, name=case.name)
    body = json.dumps(case.body)
    variables = mapping_variables(body=body, params=case.params, context=copy.deepcopy(CONTEXT), stage_variables={})
    variables["input"].document()  # type: ignore[attr-defined]
    return lambda: template.render(variables)


def jinja_renderer(case: Case) -> Callable[[], str]:
    """Jinja2, with the same values."""
    template = jinja2.Environment(keep_trailing_newline=True).from_string(case.jinja)
    functions = {"json": compact, "escape": escape, "url": quote_plus, "boolean": boolean}
    return lambda: template.render(body=case.body, params=case.params, context=CONTEXT, **functions)


def airspeed_renderer(case: Case) -> Callable[[], str]:
    """airspeed, with the same values."""
    template = airspeed.Template(case.velocity)
    values = {"input": AirspeedInput(case.body, case.params), "util": AirspeedUtil(), "context": copy.deepcopy(CONTEXT)}
    template.merge(values)
    return lambda: str(template.merge(values))


def seconds(render: Callable[[], str], duration: float) -> float:
    """Seconds for one rendering: the best of five rounds."""
    render()
    count, spent = 1, 0.0
    while spent < duration / 10:
        count *= 2
        start = time.perf_counter()
        for _ in range(count):
            render()
        spent = time.perf_counter() - start
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(count):
            render()
        rounds.append((time.perf_counter() - start) / count)
    return min(rounds)


def same(left: str, right: str) -> bool:
    """The same text but for white space."""
    return "".join(left.split()) == "".join(right.split())


def main() -> None:
    """Print one line per template and the geometric means."""
    duration = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
    print(f"{'template':28} {'ours':>9} {'/ Jinja2':>9} {'airspeed /':>10}")
    to_jinja, to_airspeed = [], []
    for case in CASES:
        ours, jinja = our_renderer(case), jinja_renderer(case)
        if not same(ours(), jinja()):
            raise SystemExit(f"{case.name}: different output\n{ours()}\n{jinja()}")
        own = seconds(ours, duration)
        to_jinja.append(own / seconds(jinja, duration))
        try:
            to_airspeed.append(seconds(airspeed_renderer(case), duration) / own)
            shown = f"{to_airspeed[-1]:9.1f}x"
        except Exception as error:  # it does not know all of the language
            shown = f"  fails: {type(error).__name__}"
        print(f"{case.name:28} {own * 1e6:7.1f}us {to_jinja[-1]:8.2f}x {shown}")
    for label, ratios in (("time / Jinja2's (aim <= 0.8)", to_jinja), ("speed / airspeed's (aim >= 3)", to_airspeed)):
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"{label:32} geometric mean {mean:.2f} of {len(ratios)}, range {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
