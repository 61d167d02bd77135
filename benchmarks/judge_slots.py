"""Time to judge a searchset of 500 free slots by layers 1 and 2, and its ratio to ``json.loads`` alone.

Run: ``python -m benchmarks.judge_slots``. Cold: nothing judged before. Warm: the same answer once more. Fresh: new
slots with the practitioners, locations and organisation of an answer judged before, as in a run of the suite.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from gpconnect.conformance import base, profile
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, MIME_TYPES, PROFILES

SLOTS = 500
SCHEDULES = 20
ROUNDS = 7
BUDGET_SECONDS = 0.5


def searchset(first_slot: int) -> bytes:
    """Return an answer to Search for free slots, with slot IDs counted from ``first_slot``."""
    resources = [*_slots(first_slot), *_schedules(), *_practitioners(), *_locations(), _organisation()]
    entries = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode()


def _resource(resource_type: str, number: int, **elements: object) -> dict[str, Any]:
    meta = {"versionId": "1", "profile": [PROFILES[resource_type]]}
    return {"resourceType": resource_type, "id": str(number), "meta": meta, **elements}


def _slots(first: int) -> Iterator[dict[str, Any]]:
    opening = datetime.fromisoformat("2025-06-02T09:00:00+01:00")
    for number in range(first, first + SLOTS):
        start = opening + timedelta(minutes=10 * number)
        yield _resource(
            "Slot",
            number,
            extension=[{"url": EXTENSIONS["delivery_channel"], "valueCode": "In-person"}],
            serviceType=[{"text": "General GP Appointment"}],
            schedule={"reference": f"Schedule/{number % SCHEDULES}"},
            status="free",
            start=start.isoformat(),
            end=(start + timedelta(minutes=10)).isoformat(),
        )


def _schedules() -> Iterator[dict[str, Any]]:
    for number in range(SCHEDULES):
        yield _resource(
            "Schedule",
            number,
            serviceCategory={"text": "General GP Appointments"},
            actor=[{"reference": f"Location/{number % 4}"}, {"reference": f"Practitioner/{number % 10}"}],
            planningHorizon={"start": "2025-06-02T09:00:00+01:00", "end": "2025-06-14T18:00:00+01:00"},
        )


def _practitioners() -> Iterator[dict[str, Any]]:
    for number in range(10):
        yield _resource(
            "Practitioner",
            number,
            identifier=[{"system": IDENTIFIER_SYSTEMS["sds_user"], "value": f"1111222233{number:02}"}],
            name=[{"use": "official", "family": "Black", "given": ["Sarah"], "prefix": ["Dr"]}],
            gender="female",
        )


def _locations() -> Iterator[dict[str, Any]]:
    for number in range(4):
        yield _resource(
            "Location",
            number,
            name=f"Surgery {number}",
            address={"line": ["1 High Street"], "city": "Leeds", "postalCode": "LS1 6AE"},
            telecom=[{"system": "phone", "value": "03003035678", "use": "work"}],
            managingOrganization={"reference": "Organization/1"},
        )


def _organisation() -> dict[str, Any]:
    kind = {"system": CODE_SYSTEMS["organisation_type"], "code": "gp-practice", "display": "GP Practice"}
    return _resource(
        "Organization",
        1,
        identifier=[{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": "A00001"}],
        type=[{"coding": [kind]}],
        name="The Practice",
        telecom=[{"system": "phone", "value": "03003035678", "use": "work"}],
        address=[{"line": ["1 High Street"], "city": "Leeds", "postalCode": "LS1 6AE"}],
    )


def _forget() -> None:
    base._model_errors.cache_clear()
    profile._check_text.cache_clear()


def _judge(raw: bytes) -> None:
    problems = base.base_problems(raw, MIME_TYPES["json"])
    problems += profile.bundle_problems(base.parse_resource(raw, MIME_TYPES["json"]))
    if problems:
        raise SystemExit(f"the benchmark's own answer is not conformant: {problems[0]}")


def _seconds(action: Callable[[int], None], before: Callable[[], None] = lambda: None) -> float:
    """Return the median time of an action over several rounds, in seconds."""
    times = []
    for number in range(ROUNDS):
        before()
        began = time.perf_counter()
        action(number)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Measure, print, and fail when judging takes longer than the budget."""
    raws = [searchset(SLOTS * number) for number in range(ROUNDS + 1)]
    _judge(raws[-1])
    plain = _seconds(lambda _: json.loads(raws[0]))
    rows = {
        "cold": _seconds(lambda _: _judge(raws[0]), _forget),
        "fresh": _seconds(lambda number: _judge(raws[number])),
        "warm": _seconds(lambda _: _judge(raws[0])),
    }
    print(f"{SLOTS} slots, {len(raws[0]) / 1024:.0f} KiB; json.loads alone {plain * 1000:.2f} ms")
    for name, seconds in rows.items():
        print(f"{name:>6}: {seconds * 1000:7.1f} ms, {seconds / plain:6.1f} times json.loads")
    if rows["cold"] > BUDGET_SECONDS:
        raise SystemExit(f"judging takes longer than {BUDGET_SECONDS} s")


if __name__ == "__main__":
    main()
