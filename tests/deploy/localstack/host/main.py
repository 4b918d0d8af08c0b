"""Runs LocalStack in this process: on loopback only, Lambda functions as child processes, no Docker.

Started by ``server.py`` with LocalStack's own Python; the folder of this file is first on ``sys.path``.
"""

import os
import threading

import cloudformation_updates
import java_engines
import mapping_templates
import process_executor
from localstack.runtime.main import main
from localstack.services.lambda_.invocation import plugins
from twisted.internet import endpoints


def listen_on_loopback() -> None:
    """LocalStack drops the host of GATEWAY_LISTEN when it makes the endpoint, which then listens on every interface."""
    original = endpoints.TCP4ServerEndpoint.__init__

    def patched(self, reactor, port, backlog=50, interface=""):  # type: ignore[no-untyped-def]
        original(self, reactor, port, backlog, interface or "127.0.0.1")

    endpoints.TCP4ServerEndpoint.__init__ = patched


def run_functions_as_processes() -> None:
    plugins.DockerRuntimeExecutorPlugin.load = lambda *_args, **_options: process_executor.ProcessExecutor


def end_with_parent() -> None:
    """The parent holds the other end of standard input: when it is gone, however it went, so are we."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        process_executor.kill_all()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


listen_on_loopback()
run_functions_as_processes()
cloudformation_updates.install()
mapping_templates.install()
java_engines.install()
end_with_parent()
main()
