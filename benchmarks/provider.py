"""How fast the reference provider answers: requests per second, and how its slowest answers stand to the limits.

Run: ``python -m benchmarks.provider``, for a practice of 10,000 slots and 5,000 patients; ``--small`` takes the one
that the suite is run against. A bare HTTP server with the same engine, which answers a few fixed bytes, is measured
beside it, with every interaction anew as other programs come and go: the ratios to it say what the provider itself
costs, on whatever machine. ``CONSUMERS`` send at a time.
"""

import http.client
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from gpconnect.conformance.judge import resource_of
from gpconnect.consumer.appointment_body import amended, appointment_to_book, cancelled
from gpconnect.consumer.appointment_search import day_named, retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.local_time import now
from gpconnect.spec import edition, interaction
from gpconnect.spec.vocabulary import RESPONSE_TIME_MILLISECONDS
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.requests import TypicalRequests
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata_files import read_test_data

CONSUMERS = 4
REQUESTS = 400
SEARCHES = 80
SLOTS, PATIENTS = 10_000, 5_000
_QUERIES = (
    "get-the-capability-statement",
    "find-a-patient",
    "read-a-patient",
    "find-a-practitioner",
    "read-an-organisation",
    "read-a-location",
)
_SEARCH = "search-for-free-slots"
_BARE = """
import sys
import uvicorn
async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1024")]})
    await send({"type": "http.response.body", "body": b"x" * 1024})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), http="h11", ws="none", lifespan="off", log_level="error")
"""


@dataclass(frozen=True)
class Measured:
    """What came of sending requests: seconds that all took, and milliseconds of each."""

    seconds: float
    milliseconds: Sequence[float]

    @property
    def per_second(self) -> float:
        """Requests answered in a second, from all consumers together."""
        return len(self.milliseconds) / self.seconds

    @property
    def p95(self) -> float:
        """The 95th percentile, in milliseconds."""
        return statistics.quantiles(self.milliseconds, n=20)[-1]


def measure(requests: Sequence[Request]) -> Measured:
    """Send the requests from ``CONSUMERS`` connections at a time, each answer awaited before the next is sent."""
    times: list[float] = []
    threads = [
        threading.Thread(target=_send_all, args=(requests[number::CONSUMERS], times)) for number in range(CONSUMERS)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if len(times) < len(requests):
        raise SystemExit(
            f"{len(requests) - len(times)} of {len(requests)} requests were not answered as they should"
        )
    return Measured(seconds, times)


def _send_all(requests: Sequence[Request], times: list[float]) -> None:
    address = urlsplit(requests[0].url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    for request in requests:
        target = request.url.partition(address.netloc)[2]
        began = time.perf_counter()
        connection.request(request.method, target, request.body or None, dict(request.headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status in (200, 201):
            times.append((time.perf_counter() - began) * 1000)
    connection.close()


@contextmanager
def bare_server() -> Iterator[str]:
    """Run the HTTP server without a provider, and give its address."""
    with subprocess.Popen([sys.executable, "-c", _BARE, str(_free_port())]) as process:
        try:
            address = f"http://127.0.0.1:{process.args[-1]}/"  # type: ignore[index]
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_for(address: str) -> None:
    import httpx

    for _ in range(200):
        try:
            httpx.get(address, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"no server at {address}")


class Bench:
    """Drafts the requests of each endpoint against one provider, and measures them."""

    def __init__(self, consumer: Consumer, established: Prerequisites) -> None:
        self._consumer = consumer
        self._established = established
        self._typical = TypicalRequests(consumer, established)

    def results(self) -> Iterator[tuple[str, Measured]]:
        """Yield the key of every interaction measured, with what came of it; nothing stays booked."""
        for key in _QUERIES:
            yield key, self._repeated(lambda key=key: self._typical.draft(key), REQUESTS)
        yield _SEARCH, self._repeated(lambda: self._typical.draft(_SEARCH), SEARCHES)
        yield from self._appointments()

    def _appointments(self) -> Iterator[tuple[str, Measured]]:
        consumer, patient = self._consumer, self._established.patient()
        bodies = list(self._bodies(patient["id"]))
        yield "book-an-appointment", self._sent([consumer.draft("book-an-appointment", body=one) for one in bodies])
        held = self._held(patient["id"])
        reads = [consumer.draft("read-an-appointment", logical_id=one["id"]) for one in held]
        yield "read-an-appointment", self._sent(reads)
        yield "retrieve-a-patients-appointments", self._repeated(lambda: self._list(patient["id"]), SEARCHES)
        changed = [self._change("amend-an-appointment", amended(one, comment="Later")) for one in held]
        yield "amend-an-appointment", self._sent(changed)
        held = self._held(patient["id"])
        changed = [self._change("cancel-an-appointment", cancelled(one, "Benchmark")) for one in held]
        yield "cancel-an-appointment", self._sent(changed)

    def _bodies(self, patient: str) -> Iterator[Resource]:
        free = [slot for slot in self._established.slots_now() if slot.start > now() and slot.location_id]
        for slot in free[-2 * SEARCHES :]:
            organisation, place = self._consumer.identity.organisation, str(slot.location_id)
            yield appointment_to_book(
                patient, [slot.slot], place, slot.practitioner_id, organisation, now(), "Benchmark"
            )

    def _list(self, patient: str) -> Draft:
        query = retrieval_query(day_named("today"), day_named("in a year"))
        return self._consumer.draft("retrieve-a-patients-appointments", logical_id=patient, query=query)

    def _held(self, patient: str) -> list[Resource]:
        entries = resource_of(self._consumer.send(self._list(patient))).get("entry", [])
        held = [entry["resource"] for entry in entries]
        return [one for one in held if one["status"] == "booked"]

    def _change(self, key: str, body: Resource) -> Draft:
        return self._consumer.draft(key, logical_id=body["id"], version=body["meta"]["versionId"], body=body)

    def _repeated(self, draft: Callable[[], Draft], number: int) -> Measured:
        return self._sent([draft() for _ in range(number)])

    def _sent(self, drafts: Sequence[Draft]) -> Measured:
        return measure([draft.request() for draft in drafts])


def main() -> int:
    """Measure, print a table of ratios, and return 1 when an answer is slower than the specification allows."""
    small = "--small" in sys.argv
    size = () if small else ("--slots", str(SLOTS), "--patients", str(PATIENTS))
    print(f"{'small practice' if small else f'{SLOTS} slots, {PATIENTS} patients'}; {CONSUMERS} requests at a time")
    print(f"{'interaction':<34}{'per second':>11}{'p95 ms':>9}{'p95 to limit':>14}{'times bare':>12}")
    settings = TargetSettings()
    with bare_server() as address, embedded_provider(settings, options=size) as provider:
        connection = Connection(settings.endpoint(provider.base_url))
        consumer = Consumer(connection, edition(), settings.identity)
        bench = Bench(consumer, Prerequisites(consumer, read_test_data(provider.test_data)))
        bare = [Request("", "GET", address, ())] * REQUESTS
        measure(bare)
        slow = [key for key, measured in bench.results() if _told(key, measured, measure(bare))]
        connection.close()
    return int(bool(slow))


def _told(key: str, measured: Measured, bare: Measured) -> bool:
    """Print a line of the table; return whether the 95th percentile is beyond the limit."""
    limit = RESPONSE_TIME_MILLISECONDS[interaction(key).kind]["shall"]
    ratios = f"{measured.p95 / limit:>14.3f}{bare.per_second / measured.per_second:>12.1f}"
    print(f"{key:<34}{measured.per_second:>11.0f}{measured.p95:>9.1f}{ratios}", flush=True)
    return measured.p95 >= limit


if __name__ == "__main__":
    sys.exit(main())
