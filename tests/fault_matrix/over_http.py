"""A target that speaks HTTP, with nothing but the standard library: what is sent and received is what the rows say."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection

from .model import Answer, Request

SECONDS = 30.0


@dataclass(frozen=True)
class HttpTarget:
    """An API at a host and port; ``prefix`` stands before every path, without a slash at the end."""

    host: str
    port: int
    prefix: str = ""

    def send(self, request: Request) -> Answer:
        connection = HTTPConnection(self.host, self.port, timeout=SECONDS)
        try:
            connection.request(request.method, self.prefix + request.path, request.content, dict(request.headers))
            response = connection.getresponse()
            return Answer(response.status, tuple(response.getheaders()), response.read())
        finally:
            connection.close()
