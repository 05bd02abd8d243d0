"""A light browser: one connection, cookies, no more parsing than needed, so that the load costs little itself."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

HEADER_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)


class BadAnswer(RuntimeError):
    """Raised for an answer that does not belong to a run without faults."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        found = _LOCATION.search(self.head)
        return found.group(1).decode() if found else ""

    @property
    def text(self) -> str:
        return self.body.decode()


class Wire:
    """One kept connection to the web server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> Answer:
        """Send a request and wait for the whole answer; a connection that was closed meanwhile is made anew."""
        if self.socket is not None:
            try:
                self.socket.sendall(request)
                return read_answer(self.socket)
            except (ConnectionError, BrokenPipeError):
                self.close()
        self.socket = connect(self._port)
        self.socket.sendall(request)
        return read_answer(self.socket)

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def connect(port: int) -> socket.socket:
    """A connection on which nothing waits for more."""
    found = socket.create_connection(("127.0.0.1", port), timeout=60)
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found


def read_answer(source: socket.socket) -> Answer:
    """The next answer on a connection."""
    received = b""
    while HEADER_END not in received:
        received += _more(source)
    head, _, body = received.partition(HEADER_END)
    wanted = length_of(head)
    while len(body) < wanted:
        body += _more(source)
    return Answer(status=int(head[9:12]), head=head, body=body)


def length_of(head: bytes) -> int:
    """The length of the body that follows this head."""
    found = _LENGTH.search(head)
    if found is None:
        raise BadAnswer(f"an answer without a length: {head[:200]!r}")
    return int(found.group(1))


def _more(source: socket.socket) -> bytes:
    chunk = source.recv(65536)
    if not chunk:
        raise ConnectionResetError("the server closed the connection")
    return chunk


@dataclass(slots=True)
class Browser:
    """A visitor on one host."""

    wire: Wire
    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._keep(self.wire.ask(self.request("GET", path)))

    def post(self, path: str, values: Mapping[str, object]) -> Answer:
        return self._keep(self.wire.ask(self.request("POST", path, values)))

    def request(self, method: str, path: str, values: Mapping[str, object] | None = None) -> bytes:
        """The bytes of a request as this visitor would send it now."""
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}",
            "Accept-Language: zh-CN",
            "Accept: text/html",
        ]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        body = b""
        if values is not None:
            token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            body = urlencode({**token, **values}, doseq=True).encode()
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join(head).encode() + HEADER_END + body

    def _keep(self, answer: Answer) -> Answer:
        for name, value in _COOKIE.findall(answer.head):
            if value in (b"", b'""'):
                self.cookies.pop(name.decode(), None)
            else:
                self.cookies[name.decode()] = value.decode()
        return answer
