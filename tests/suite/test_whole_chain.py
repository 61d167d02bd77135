"""All that lies between a supplier and a first run, at once, and from a settings file only.

Requests go over mutual TLS, through a slow network, to a stand-in for the Spine Secure Proxy, which goes on to the
provider over mutual TLS as well; the supplier maps the roles in a way of its own. A run is killed in the middle,
what it left is swept, and the next one succeeds.
"""

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gpconnect.target.booking_journal import NAMES
from gpconnect.target.embedded import EmbeddedProvider, embedded_provider
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata_files import read_test_data
from tests.suite.test_supplier_runs import WITHOUT, write_mapping
from tests.target.forwarding_proxy import ForwardingProxy, forwarding_proxy
from tests.target.hindered_network import hindered_network
from tests.target.practice_store import booked_slots

PROJECT = Path(__file__).parents[2]
LATENCY = 0.02
PATIENCE = 120.0
RUN = (
    "run",
    "--no-html",
    "-p",
    "no:cacheprovider",
    "--interaction=book-an-appointment",
    "-k=adjacent or registered",
)


@dataclass
class Supplier:
    """A folder with the settings and the test data of a supplier, and what becomes of the requests."""

    folder: Path
    store: Path
    proxy: ForwardingProxy
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command of the harness in the supplier's folder, with no setting but those of the file there."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GPCONNECT_")}
        return subprocess.Popen(
            [sys.executable, "-m", "gpconnect", *words],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def call(self, *words: str) -> tuple[int, str]:
        """Return the exit code of a command, and what it printed."""
        process = self.start(*words)
        printed, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, printed

    def hold_back_booking(self, number: int) -> None:
        """Let no consumer have the answer to this booking."""
        made: set[str] = set()

        def alter(body: bytes) -> bytes:
            if b'"Appointment"' in body and b'"booked"' in body:
                made.add(str(json.loads(body).get("id")))
                if len(made) == number:
                    self.held.set()
                    self.release.wait(PATIENCE)
            return body

        self.proxy.alters = alter


def server_side(provider: EmbeddedProvider) -> ssl.SSLContext:
    """Return what the stand-in shows to consumers: it lets in whom the authority vouches for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(provider.settings.tls_ca))
    folder = Path(str(provider.settings.tls_ca)).parent
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def client_side(provider: EmbeddedProvider) -> ssl.SSLContext:
    """Return what the stand-in shows to the provider: the certificate that bears the proxy's name."""
    context = ssl.create_default_context(cafile=str(provider.settings.tls_ca))
    context.load_cert_chain(str(provider.settings.tls_client_certificate), str(provider.settings.tls_client_key))
    return context


@contextmanager
def everything_between(folder: Path) -> Iterator[Supplier]:
    store = folder / "practice.sqlite"
    with (
        embedded_provider(TargetSettings(tls=True), options=("--database", str(store))) as provider,
        forwarding_proxy(server_side(provider), client_side(provider)) as proxy,
        hindered_network(proxy.root, LATENCY) as network,
    ):
        write_mapping(folder, read_test_data(provider.test_data))
        settings = provider.settings
        lines = [
            f'provider_url = "{provider.base_url}"',
            f'ssp_proxy = "{network.root}"',
            'test_data = "data.csv"',
            f'tls_ca = "{settings.tls_ca}"',
            f'tls_client_certificate = "{settings.tls_client_certificate}"',
            f'tls_client_key = "{settings.tls_client_key}"',
            'consumer_organisation_name = "Supplier"',
        ]
        (folder / "gpconnect.toml").write_text("\n".join(lines), encoding="utf-8")
        made = Supplier(folder, store, proxy)
        try:
            yield made
        finally:
            made.release.set()


@pytest.fixture(scope="module")
def supplier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supplier]:
    with everything_between(tmp_path_factory.mktemp("chain")) as made:
        yield made


def killed(supplier: Supplier, *options: str) -> None:
    """Start a run, and kill all its processes while the answer to its third booking is on its way."""
    supplier.hold_back_booking(3)
    process = supplier.start(*RUN, *options)
    try:
        assert supplier.held.wait(PATIENCE)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        supplier.proxy.alters = None
        supplier.release.set()


def test_a_run_that_was_killed_is_swept_and_the_next_one_succeeds(supplier: Supplier) -> None:
    before, reports = booked_slots(supplier.store), supplier.folder / "reports"
    killed(supplier, "-n=2")
    left = len(booked_slots(supplier.store) - before)
    assert left >= 1, "the third booking at least: earlier ones may be cancelled by then"
    assert list(reports.glob(NAMES))

    status, printed = supplier.call("sweep")
    assert (status, "left" in printed) == (0, True), printed
    assert ", 0 left" in printed
    assert booked_slots(supplier.store) == before
    assert not list(reports.glob(NAMES))

    status, printed = supplier.call(*RUN, "-n=2")
    assert status == 0, printed
    assert "CONFORMANT" in printed
    assert booked_slots(supplier.store) == before
    assert all(one.startswith("https://127.0.0.1:") for one in supplier.proxy.forwarded)


def test_the_doctor_sees_the_provider_by_the_same_way(supplier: Supplier) -> None:
    status, printed = supplier.call("doctor", "--allow-gaps")
    assert status == 0, printed
    shown = " ".join(printed.replace("|", " ").split())
    assert all(f"[patients] {role}" in shown for role in WITHOUT)
    assert "ready edition 1.2.7 is declared" in shown
