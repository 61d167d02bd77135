"""The embedded reference provider: started as a program of its own, so that requests cross a real socket."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gpconnect.target.certificates import PROXY_NAME, MadeCertificates, make_certificates
from gpconnect.target.settings import BAD_CERTIFICATES, TargetSettings

START_TIMEOUT_SECONDS = 60.0


class EmbeddedProviderError(Exception):
    """The reference provider did not start; the message holds what it printed."""


@dataclass(frozen=True)
class EmbeddedProvider:
    """A running reference provider: its service root URL and the test data that it was seeded with.

    ``settings`` are those it was started with, and where it speaks TLS the certificates to reach it with.
    """

    base_url: str
    test_data: Path
    settings: TargetSettings


@contextmanager
def embedded_provider(
    settings: TargetSettings,
    faults: Sequence[str] = (),
    now: datetime | None = None,
    options: Sequence[str] = (),
) -> Iterator[EmbeddedProvider]:
    """Run the reference provider on a free port for as long as the context lasts.

    ``now`` is an aware datetime at which its clock starts; without it the clock shows the computer's time.
    ``options`` are further ones of the command ``serve``.
    Raises ``EmbeddedProviderError`` when it does not start within ``START_TIMEOUT_SECONDS``.
    """
    with tempfile.TemporaryDirectory(prefix="gpconnect-provider-") as folder:
        ready, data, log = (Path(folder, name) for name in ("ready.json", "test-data.toml", "log.txt"))
        command = [sys.executable, "-m", "gpconnect", "serve", "--port", "0", "--edition", settings.edition]
        command += ["--asid", settings.provider_asid]
        command += ["--ready-file", str(ready), "--write-test-data", str(data)]
        # It listens on this machine, under its own name, whatever leads to other targets.
        settings = settings.model_copy(update={"web_proxy": None, "tls_server_name": None})
        if settings.tls:
            made = make_certificates(Path(folder))
            command += _tls_options(made)
            settings = settings.model_copy(update=tls_settings(made))
        command += ["--now", now.isoformat()] if now else []
        command += [word for fault in faults for word in ("--fault", fault)]
        command += options
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield EmbeddedProvider(_await_ready(process, ready, log), data, settings)
        finally:
            process.terminate()
            process.wait(timeout=START_TIMEOUT_SECONDS)


def _tls_options(made: MadeCertificates) -> list[str]:
    options = ["--tls-cert", str(made.certificate("server")), "--tls-key", str(made.key("server"))]
    options += ["--tls-client-ca", str(made.authority), "--tls-crl", str(made.revocations)]
    return [*options, "--tls-client-name", PROXY_NAME]


def tls_settings(made: MadeCertificates) -> dict[str, Path]:
    """Return the settings that name these certificates, for whoever is to reach a provider that has them."""
    kinds = ("client", *BAD_CERTIFICATES)
    files = {f"tls_{kind}_certificate": made.certificate(kind) for kind in kinds}
    return {"tls_ca": made.authority, **files, **{f"tls_{kind}_key": made.key(kind) for kind in kinds}}


def _await_ready(process: subprocess.Popen[bytes], ready: Path, log: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if ready.exists() and (text := ready.read_text(encoding="utf-8")).endswith("\n"):
            return str(json.loads(text)["base_url"])
        time.sleep(0.02)
    printed = log.read_text(encoding="utf-8", errors="replace")
    raise EmbeddedProviderError(f"the reference provider did not start; it printed:\n{printed}")
