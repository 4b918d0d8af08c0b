"""What ``serve`` runs: one server per API, one Lambda service for all, reload, and an end that leaves nothing behind."""

from __future__ import annotations

import errno
import ipaddress
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..cloudformation import Application, RestApi
from ..gateway import Gateway
from ..gateway.server import GatewayApp, serving
from ..lambda_runtime import LambdaService
from .errors import BadInput
from .invoke import print_log
from .output import on_one_line, paint, say
from .report import Reporter, unsupported_lines
from .report import routes as route_lines
from .source import Source, chosen, label, load_application
from .watching import Changes

POLL_SECONDS = 0.5
SHARE = 20
"""The pause is so many times as long as the look at the files took: large folders cost 5 % of the time at most."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen; ``port`` 0 takes free ones."""

    host: str
    port: int

    def at(self, number: int) -> int:
        """The port of the API with this number, from 0."""
        return self.port + number if self.port else 0

    @property
    def is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True, slots=True)
class Served:
    """One API on its port."""

    url: str
    app: GatewayApp

    @property
    def rest_api(self) -> RestApi:
        return self.app.gateway.rest_api


def serve_until_stopped(source: Source, listening: Listening, *, traced: bool, watch: bool) -> None:
    """Serves until SIGINT or SIGTERM. Raises :class:`BadInput` for a source or an address that cannot be served."""
    application = load_application(source)
    rest_apis = chosen(application.rest_apis, source.api)
    with ExitStack() as stack, stop_signals() as stopped:
        service = stack.enter_context(LambdaService(log_sink=print_log))
        gateways = [Gateway(rest_api, service) for rest_api in rest_apis]
        served = [
            _start(stack, gateway, listening, number, traced=traced, several=len(gateways) > 1)
            for number, gateway in enumerate(gateways)
        ]
        changes = Changes(_watched(source, application)) if watch else None  # before anyone knows that it serves
        _announce(application, served, listening, watch=watch)
        if changes is not None:
            _reload_until(stopped, source, changes, served, service)
        else:
            stopped.wait()
        say(paint("Stopping.", dim=True))
        service.close()  # first, so that requests under way end now and not when the servers lose patience


def _start(
    stack: ExitStack, gateway: Gateway, listening: Listening, number: int, *, traced: bool, several: bool
) -> Served:
    reporter = Reporter(label(gateway.rest_api) if several else "")
    app = GatewayApp(gateway, on_answer=reporter, traced=traced)
    reporter.rest_api = lambda: app.gateway.rest_api
    port = listening.at(number)
    try:
        return Served(stack.enter_context(serving(app, host=listening.host, port=port)), app)
    except OSError as error:
        raise BadInput(_cannot_listen(listening.host, port, error)) from error
    except OverflowError:
        raise BadInput(f"port {port} does not exist; the APIs need consecutive ports, choose a lower --port") from None


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use on {host}; choose another with --port, or one API with --api"
    return f"cannot listen on {host}:{port}: {error.strerror or error}"


def _announce(application: Application, served: Sequence[Served], listening: Listening, *, watch: bool) -> None:
    if not listening.is_loopback:
        say(
            paint(
                f"WARNING: listening on {listening.host}. Everyone who reaches this machine can run these functions.",
                err=True,
                fg="red",
                bold=True,
            ),
            err=True,
        )
    for one in served:
        say(f"{paint(one.url, bold=True)}  {label(one.rest_api)} ({on_one_line(one.rest_api.name)})")
        for line in route_lines(one.rest_api):
            say(line)
    for line in _problems(application, served):
        say(line)
    say(paint("Ctrl-C stops." + (" Watching for changes." if watch else ""), dim=True))


def _problems(application: Application, served: Sequence[Served]) -> Iterator[str]:
    found = [item for one in served for item in one.app.gateway.problems]
    known = {(item.method, item.logical_id) for item in found}
    others = [item for item in application.unsupported if (item.method, item.logical_id) not in known]
    return unsupported_lines([*others, *found])


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, instead of ending the process."""
    stopped = threading.Event()
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, lambda *_: stopped.set()) for name in names}
    try:
        yield stopped
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _reload_until(
    stopped: threading.Event, source: Source, changes: Changes, served: Sequence[Served], service: LambdaService
) -> None:
    pause = POLL_SECONDS
    while not stopped.wait(pause):
        began = time.monotonic()
        settled = changes.settled()
        pause = max(POLL_SECONDS, SHARE * (time.monotonic() - began))
        if settled:
            loaded = _reload(source, served, service)
            if loaded is not None:
                changes.follow(_watched(source, loaded))


def _watched(source: Source, application: Application) -> list[Path]:
    """What was read, and the code that stands in for functions."""
    given = (Path(place) for _, place in source.functions if "://" not in place)
    return list(dict.fromkeys([*application.sources, *given]))


def _reload(source: Source, served: Sequence[Served], service: LambdaService) -> Application | None:
    """Exchanges the gateways; ``None`` where the source cannot be read, and the old ones go on."""
    try:
        application = load_application(source)
        found = {label(rest_api): rest_api for rest_api in chosen(application.rest_apis, source.api)}
    except BadInput as error:
        error.show()
        say(paint("The last version is still served.", err=True, fg="yellow"), err=True)
        return None
    for one in served:
        rest_api = found.pop(label(one.rest_api), None)
        if rest_api is None:
            say(paint(f"{label(one.rest_api)} is gone; its last version is still served.", fg="yellow"))
        else:
            one.app.gateway = Gateway(rest_api, service)
    for name in found:
        say(paint(f"{name} is new: start again to serve it.", fg="yellow"))
    routes = sum(len(one.app.gateway.routes) for one in served)
    say(paint(f"Reloaded: {routes} routes.", fg="cyan"))
    for line in _problems(application, served):
        say(line)
    return application
