"""The Runtime API of a worker, asked by the handler itself."""

from __future__ import annotations

import json
import sys
import threading

import pytest

from cdk_apigateway_errors.lambda_runtime import LambdaService

ASK = """
import http.client, json, os, sys
def ask(method, path, body=None, headers={}, encode_chunked=False):
    link = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"], timeout=5)
    link.request(method, "/2018-06-01/runtime" + path, body, headers, encode_chunked=encode_chunked)
    answer = link.getresponse()
    return answer.status, answer.read().decode()
def handler(event, context):
    own = f"/invocation/{context.aws_request_id}/response"
    return ask(**{**event, "path": event["path"].replace("OWN", own)})[0]
"""


@pytest.mark.parametrize(
    ("question", "status"),
    [
        pytest.param(
            {"method": "GET", "path": "/invocation/next", "headers": {"Origin": "http://x"}}, 403, id="browser"
        ),
        pytest.param(
            {"method": "GET", "path": "/invocation/next", "headers": {"Sec-Fetch-Site": "cross-site"}}, 403, id="page"
        ),
        pytest.param({"method": "POST", "path": "OWN", "body": "1", "headers": {"Origin": "http://x"}}, 403, id="form"),
        pytest.param({"method": "GET", "path": "/restore/next"}, 404, id="unknown operation"),
        pytest.param({"method": "DELETE", "path": "/invocation/next"}, 404, id="unknown method"),
        pytest.param(
            {"method": "POST", "path": "/invocation/other/response", "body": "1"}, 202, id="another invocation"
        ),
        pytest.param(
            {"method": "POST", "path": "OWN", "body": "1", "headers": {"Transfer-Encoding": "chunked"}},
            400,
            id="chunked",
        ),
    ],
)
def test_what_is_not_this_invocations_answer_does_not_end_it(service, function, question, status):
    result = service.invoke(function(ASK), json.dumps(question).encode())
    assert (result.payload, result.function_error) == (str(status).encode(), None)


@pytest.mark.skipif(sys.platform != "linux", reason="only 127.0.0.1 is loopback here")
def test_workers_have_addresses_that_cannot_be_guessed(function):
    code = "import os\ndef handler(event, context):\n    return os.environ['AWS_LAMBDA_RUNTIME_API']\n"
    with LambdaService() as service:
        addresses = [
            json.loads(service.invoke(function(code, name=f"function-{number}"), b"{}").payload) for number in range(3)
        ]
    hosts = {address.partition(":")[0] for address in addresses}
    assert len(hosts) == 3
    assert all(host.startswith("127.") and host != "127.0.0.1" for host in hosts)


def test_output_reaches_the_sink_while_the_handler_runs(function, tmp_path):
    seen = threading.Event()
    code = """
        import os, time
        def handler(event, context):
            print("working")
            while not os.path.exists(event): time.sleep(0.01)
    """

    def sink(_: object, text: str) -> None:
        if "working" in text:
            seen.set()
            (tmp_path / "go").touch()

    with LambdaService(log_sink=sink) as service:
        result = service.invoke(function(code, timeout=20.0), json.dumps(str(tmp_path / "go")).encode())
    assert seen.is_set()
    assert (result.payload, result.logs) == (b"null", "working\n")


def test_the_file_descriptors_of_a_worker_are_given_back(function):
    code = "import os\ndef handler(event, context):\n    os._exit(1)\n"

    def descriptors(service: LambdaService) -> int:
        service.invoke(function(code), b"{}")
        probe = json.loads(service.invoke(lambda event, context: _open_descriptors(), b"{}").payload)
        return int(probe)

    with LambdaService() as service:
        first = descriptors(service)
        assert [descriptors(service) for _ in range(3)] == [first] * 3


def _open_descriptors() -> int:
    with open("/dev/null") as probe:
        return probe.fileno()  # the lowest that is free
