"""A real HTTP server on loopback whose answers are scripted, byte for byte where that is wanted."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple


class Asked(NamedTuple):
    """A request as it came."""

    target: str
    headers: dict[str, str]
    """Names in lower case."""


Answer = Callable[[Asked, socket.socket], bool]
"""Writes an answer; True when the connection may go on."""


class Loopback:
    """Answers of a path are given in their order; the last is repeated. What has none is 404."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self.at_once = self.most_at_once = 0
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    connection = self.request
                    if context is not None:
                        connection = context.wrap_socket(connection, server_side=True)
                    while outer._serve(connection):
                        pass
                except OSError:
                    return

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 64

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.home = f"{'https' if context else 'http'}://{self.host}"

    def __enter__(self) -> Loopback:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def on(self, path: str, *answers: Answer) -> str:
        """Script a path; returns its address."""
        self._answers[path] = list(answers)
        return self.home + path

    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]

    def _serve(self, connection: socket.socket) -> bool:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(4096)
            if not received:
                return False
            head += received
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        asked = Asked(first.split(" ")[1], {name.lower(): value for name, value in headers.items()})
        with self._lock:
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            waiting = self._answers.get(asked.target.partition("?")[0], [status(404)])
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        try:
            return answer(asked, connection)
        finally:
            with self._lock:
                self.at_once -= 1


def reply(body: bytes, *, code: int = 200, **headers: str) -> Answer:
    """A whole answer. Names of headers with `_` for `-`; `content_length` overrules the true one."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        lines = {"content_length": str(len(body)), **headers}
        connection.sendall(_head(code, lines) + body)
        return True

    return answer


def status(code: int, **headers: str) -> Answer:
    """An answer with a page that says nothing."""
    return reply(b"<html><body>Sorry</body></html>", code=code, content_type="text/html", **headers)


def redirect(to: str, code: int = 302) -> Answer:
    return reply(b"", code=code, location=to)


def cut(body: bytes, at: int, **headers: str) -> Answer:
    """Promises all of the body, and closes the connection after a part of it."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        connection.sendall(_head(200, {"content_length": str(len(body)), **headers}) + body[:at])
        return False

    return answer


def without_length(body: bytes) -> Answer:
    """Only the end of the connection says that it is the end."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        connection.sendall(_head(200, {"connection": "close"}) + body)
        return False

    return answer


def ranged(body: bytes, **headers: str) -> Answer:
    """Honours `Range` where `If-Range` names this version."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        wanted = asked.headers.get("range", "")
        if wanted and asked.headers.get("if-range") in headers.values():
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            part = {"content_range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            return reply(body[start:], code=206, **part, **headers)(asked, connection)
        return reply(body, **headers)(asked, connection)

    return answer


def hang(server: Loopback, start: bytes = b"", length: int = 0, **headers: str) -> Answer:
    """Sends a beginning, if any, and then nothing until the server closes."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        if start:
            connection.sendall(_head(200, {"content_length": str(length), **headers}) + start)
        server.closing.wait(30)
        return False

    return answer


def endless(start: bytes) -> Answer:
    """A body without an end, in chunks."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        connection.sendall(_head(200, {"transfer_encoding": "chunked"}))
        piece = start + bytes(60_000)
        while True:
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))

    return answer


def raw(answer_bytes: bytes) -> Answer:
    """Whatever it is."""

    def answer(asked: Asked, connection: socket.socket) -> bool:
        connection.sendall(answer_bytes)
        return False

    return answer


def _head(code: int, headers: dict[str, str]) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {code} Said\r\n{lines}\r\n".encode("latin-1")
