"""A headless Chromium, driven over its DevTools pipe, that reports every request that a page makes."""

import base64
import json
import os
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

_SECONDS = 120
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1100",
)


def find_chromium() -> str | None:
    """Return where Chromium is, or ``None``."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page:
    """One tab; ``requested`` holds the URL of every request it made, blocked ones too."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._number, self._session, self._buffer = 0, "", b""
        self.requested: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Network", "Page", "Runtime"):
            self._call(f"{domain}.enable")

    def open(self, file: Path, part: str = "") -> Self:
        """Go to a file, opened from the disk as a user does."""
        self._call("Page.navigate", url=f"{file.resolve().as_uri()}{part}")
        return self

    def evaluate(self, script: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return what a script comes to in the page, waiting for it when it is a promise."""
        told = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def click(self, text: str) -> None:
        """Click on what shows exactly this text."""
        self.wait_for(text)
        leaves = "[...document.querySelectorAll('*')].filter(one => one.children.length === 0)"
        chosen = f"{leaves}.find(one => one.textContent === {json.dumps(text)})"
        assert self.evaluate(f"{{ const one = {chosen}; one?.click(); Boolean(one) }}"), (
            f"nothing shows just {text!r}"
        )

    def wait_for(self, text: str, seconds: float = 60) -> str:
        """Return the page's visible text as soon as it holds ``text``; fail when it never does."""
        until = time.monotonic() + seconds
        while text not in (shown := self.evaluate("document.body ? document.body.innerText : ''")):
            assert time.monotonic() < until, f"{text!r} never appeared on the page, which shows:\n{shown}"
            time.sleep(0.1)
        return str(shown)

    def outside_requests(self, settle: float = 0) -> list[str]:
        """Return the requests that would have left this machine, waiting ``settle`` seconds for late ones."""
        until = time.monotonic() + settle
        while time.monotonic() < until:
            self.evaluate("1")
            time.sleep(0.1)
        return [url for url in self.requested if url.split(":")[0] in ("http", "https", "ws", "wss")]

    def seconds_until(self, file: Path, text: str) -> float:
        """Return how many seconds a page needs from its opening until this text is to be read.

        These are seconds in which its process was at work: on a machine with nothing else to do, as many pass.
        """
        self._call("Performance.enable")
        before = self._working_seconds()
        self.open(file).wait_for(text)
        return self._working_seconds() - before

    def _working_seconds(self) -> float:
        metrics = {one["name"]: one["value"] for one in self._call("Performance.getMetrics")["metrics"]}
        return float(metrics["ProcessTime"])

    def printed(self) -> bytes:
        """Return the page as the browser prints it: a PDF."""
        made = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(made["data"])

    def screenshot(self, file: Path) -> None:
        """Write what the page looks like as PNG."""
        file.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])
            if answer.get("method") == "Network.requestWillBeSent":
                self.requested.append(answer["params"]["request"]["url"][:200])
            if answer.get("method") == "Network.webSocketCreated":
                self.requested.append(answer["params"]["url"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], _SECONDS)
            assert ready, f"Chromium said nothing for {_SECONDS} seconds"
            data = os.read(self._from, 1 << 20)
            assert data, "Chromium ended before it answered"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def opened_browser(chromium: str) -> Iterator[Page]:
    """Start Chromium with a fresh profile and no way out: its proxy is a port that nobody listens on."""
    to_browser, from_browser = os.pipe(), os.pipe()
    with socket.socket() as nobody, TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        nobody.bind(("127.0.0.1", 0))
        proxy = [f"--proxy-server=http://127.0.0.1:{nobody.getsockname()[1]}", "--proxy-bypass-list=<-loopback>"]
        options = [*FLAGS, *proxy, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
        # DevTools reads commands from descriptor 3 and answers on 4; a shell puts ours there.
        plumbing = f'exec "$0" "$@" 3<&{to_browser[0]} 4>&{from_browser[1]}'
        process = subprocess.Popen(
            ["/bin/bash", "-c", plumbing, chromium, *options],
            pass_fds=(to_browser[0], from_browser[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser[0])
        os.close(from_browser[1])
        try:
            yield Page(to_browser[1], from_browser[0])
        finally:
            process.terminate()
            process.wait(timeout=30)
            os.close(to_browser[1])
            os.close(from_browser[0])
