"""Chromium without a window, driven over a pipe by its DevTools protocol: enough to open a page, ask it, and look."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_browser() -> str | None:
    """The path of a Chromium, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab, and everything in its frames. `complaints` are errors of scripts, of loading, and of its
    policy; `requests` what was asked of the disk or the network, by number."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._buffer = b""
        self._number = 0
        self._session = ""
        self._loaded = False
        self.complaints: list[str] = []
        self.requests: dict[str, str] = {}
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._watch()

    def open(self, path: Path) -> float:
        """Load a file; the seconds until it has run and loaded."""
        self._loaded = False
        started = time.monotonic()
        self.call("Page.navigate", url=path.as_uri())
        while not self._loaded:
            self._take(self._receive())
        return time.monotonic() - started

    def ask(self, expression: str) -> Any:
        """The value of an expression of JavaScript, awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"].get("exception", answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait(self, expression: str, seconds: float = 60) -> None:
        """Until an expression is true."""
        end = time.monotonic() + seconds
        while not self.ask(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """A key, as a person presses it."""
        codes = {"Enter": 13, "Escape": 27}
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        code = codes.get(key, ord(key[0].upper()))
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def look(self, path: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Write a picture of the page as it is on such a screen."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))")
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol and its result."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": parameters}, self._session)
        while True:
            message = self._receive()
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result
            self._take(message)

    def _watch(self) -> None:
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)

    def _take(self, message: dict[str, Any]) -> None:
        method, values = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired" and message.get("sessionId") == self._session:
            self._loaded = True
        elif method == "Target.attachedToTarget":
            # A frame with a process of its own: watched from its start.
            for command in ("Runtime.enable", "Log.enable", "Network.enable", "Runtime.runIfWaitingForDebugger"):
                self._number += 1
                self._send({"id": self._number, "method": command}, values["sessionId"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(values["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and values["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(values["args"]))
        elif method == "Log.entryAdded" and values["entry"]["level"] in ("error", "warning"):
            self.complaints.append(values["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            if not values["request"]["url"].startswith("data:"):
                self.requests[values["requestId"]] = values["request"]["url"]
        elif method == "Network.loadingFailed" and values.get("blockedReason"):
            # It was never sent.
            self.requests.pop(values["requestId"], None)

    def _send(self, message: dict[str, Any], session: str) -> None:
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], 120)
            assert ready, "the browser says nothing any more"
            piece = os.read(self._read, 1 << 20)
            assert piece, "the browser is gone"
            self._buffer += piece
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message


@contextmanager
def browser(program: str) -> Iterator[Page]:
    """A browser with an empty profile, ended at the end."""
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    # Chromium reads commands at 3 and answers at 4: so neither may stand in the way of the other.
    far = [fcntl.fcntl(one, fcntl.F_DUPFD, 20) for one in (to_read, from_write)]
    os.close(to_read)
    os.close(from_write)

    def places() -> None:
        os.dup2(far[0], 3)
        os.dup2(far[1], 4)

    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]
        process = subprocess.Popen(
            [
                program,
                *options,
                "--disable-background-networking",
                f"--user-data-dir={profile}",
                "--remote-debugging-pipe",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=places,  # noqa: PLW1509
        )
        for one in far:
            os.close(one)
        try:
            yield Page(to_write, from_read)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(to_write)
            os.close(from_read)
