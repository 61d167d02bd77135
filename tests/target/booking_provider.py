"""A provider of a few slots, small enough to be seen through: what the appointment book talks to in its tests."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Endpoint
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.local_time import LONDON, local_text, today
from gpconnect.spec import edition
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS
from gpconnect.target.settings import TargetSettings

Resource = dict[str, Any]

ROOT = "https://provider.example/A20047/STU3/1/gpconnect"
MINUTES = timedelta(minutes=10)


def slot(name: str, days: int = 1, place: int = 0, *, schedule: str = "sc1", **changes: str) -> Resource:
    """Return a Slot so many days from today, the ``place``-th of that day."""
    nine = datetime.combine(today() + timedelta(days=days), datetime.min.time(), LONDON).replace(hour=9)
    start = nine + place * MINUTES
    channel = changes.get("channel", "In-person")
    return {
        "resourceType": "Slot",
        "id": name,
        "extension": [{"url": EXTENSIONS["delivery_channel"], "valueCode": channel}],
        "serviceType": [{"text": changes.get("service_type", "Routine")}],
        "schedule": {"reference": f"Schedule/{schedule}"},
        "status": "free",
        "start": local_text(start),
        "end": local_text(start + MINUTES),
    }


def schedule(name: str = "sc1") -> Resource:
    """Return a Schedule with a location and a practitioner."""
    actors = [{"reference": "Location/l1"}, {"reference": "Practitioner/pr1"}]
    return {"resourceType": "Schedule", "id": name, "actor": actors}


def refusal(code: str, diagnostics: str) -> Resource:
    """Return an OperationOutcome with a Spine error code."""
    coding = [{"system": CODE_SYSTEMS["spine_error"], "code": code}]
    issue = {"severity": "error", "code": "invalid", "details": {"coding": coding}, "diagnostics": diagnostics}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


TAKEN = refusal("DUPLICATE_REJECTED", "the slot is not free any more")


class BookingProvider:
    """Answers searches for slots, bookings, reads and changes of appointments; stands in for a ``Connection``.

    Slots named in ``restricted`` are found only by searches with a filter; ``spoil`` may replace a status, ``rule``
    an answer to a booking.
    """

    def __init__(self, slots: Sequence[Resource], *, restricted: Sequence[str] = ()) -> None:
        self.endpoint = Endpoint(ROOT, "918999198993")
        self.slots = {one["id"]: one for one in slots}
        self.restricted = set(restricted)
        self.appointments: dict[str, Resource] = {}
        self.requests: list[Request] = []
        self.spoil: Callable[[Request], int | None] = lambda _: None
        self.rule: Callable[[Resource], tuple[int, Resource] | None] = lambda _: None

    def consumer(self) -> Consumer:
        """Return a consumer that talks to this provider."""
        return Consumer(self, edition(), TargetSettings().identity)  # type: ignore[arg-type]

    def exchange(self, request: Request) -> Exchange:
        """Answer one request."""
        self.requests.append(request)
        spoilt = self.spoil(request)
        status, body = (spoilt, {}) if spoilt else self._answer(request)
        response = Response(status, [("Content-Type", "application/fhir+json")], json.dumps(body).encode())
        return Exchange(request, response, datetime.now(UTC), 1.0)

    def free(self) -> list[str]:
        """Return the IDs of the slots that no appointment holds."""
        held = {
            reference["reference"].removeprefix("Slot/")
            for one in self.appointments.values()
            if one["status"] != "cancelled"
            for reference in one["slot"]
        }
        return [name for name in self.slots if name not in held]

    def _answer(self, request: Request) -> tuple[int, Resource]:
        path = urlsplit(request.url).path.removeprefix(urlsplit(ROOT).path)
        if path == "/Slot":
            return 200, self._searchset(request)
        if request.method == "POST":
            body = json.loads(request.body)
            return self.rule(body) or self._book(body)
        name = path.removeprefix("/Appointment/")
        if request.method == "PUT":
            return self._change(name, request)
        return (200, self.appointments[name]) if name in self.appointments else (404, {})

    def _searchset(self, request: Request) -> Resource:
        query = parse_qs(urlsplit(request.url).query)
        first, last = (query[name][0][2:] for name in ("start", "end"))
        hidden = set() if "searchFilter" in query else self.restricted
        found = [self.slots[name] for name in self.free() if name not in hidden]
        found = [one for one in found if first <= one["start"][:10] <= last]
        schedules = [schedule(name) for name in {one["schedule"]["reference"].split("/")[1] for one in found}]
        entries = [{"resource": one} for one in [*found, *schedules]]
        return {"resourceType": "Bundle", "type": "searchset", "entry": entries}

    def _book(self, body: Resource) -> tuple[int, Resource]:
        if any(one["reference"].removeprefix("Slot/") not in self.free() for one in body["slot"]):
            return 409, TAKEN
        made = {**body, "id": f"a{len(self.appointments) + 1}", "meta": {**body["meta"], "versionId": "1"}}
        self.appointments[made["id"]] = made
        return 201, made

    def _change(self, name: str, request: Request) -> tuple[int, Resource]:
        there = self.appointments[name]
        if dict(request.headers).get("If-Match") != f'W/"{there["meta"]["versionId"]}"':
            return 409, {}
        version = str(int(there["meta"]["versionId"]) + 1)
        self.appointments[name] = json.loads(request.body)
        self.appointments[name]["meta"]["versionId"] = version
        return 200, self.appointments[name]
