"""The practice under load, as users of one process share it: whom to ask for, what to book, who can register."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zlib import crc32

import orjson

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.local_time import now
from gpconnect.load.bookings import Bookings
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS
from gpconnect.target.free_slots import FreeSlot, free_slots
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.registration import VERIFIED
from gpconnect.target.slot_pool import NOTICE
from gpconnect.target.testdata import RegistrationCandidate, TestData

Query = Sequence[tuple[str, str]]
_SAMPLE = 24


@dataclass(frozen=True)
class Share:
    """Which part of what can be used up belongs to one process: slots and people to register."""

    index: int = 0
    count: int = 1

    def has_slot(self, slot_id: str) -> bool:
        """Say whether a slot is for this process to book."""
        return crc32(slot_id.encode()) % self.count == self.index


@dataclass(frozen=True)
class Lookup:
    """A request that changes nothing, and that anybody can make at any time."""

    key: str
    logical_id: str = ""
    query: Query = ()


@dataclass
class Practice:
    """What the journeys of one process draw on."""

    nhs_numbers: Sequence[str]
    lookups: Sequence[Lookup]
    bookings: Bookings
    candidates: list[RegistrationCandidate]
    share: Share
    chance: random.Random = field(default_factory=random.Random)
    _reserved: set[str] = field(default_factory=set)

    def nhs_number(self) -> str:
        """Return the NHS number of any patient."""
        return self.chance.choice(self.nhs_numbers)

    def candidate(self) -> RegistrationCandidate | None:
        """Return somebody to register, each once; ``None`` when nobody is left."""
        return self.candidates.pop(self.chance.randrange(len(self.candidates))) if self.candidates else None

    def free_slot(self, search: Exchange) -> FreeSlot | None:
        """Return a slot of a search's answer that no other user of this test is about to book.

        Of a searchset with thousands of slots only a sample is looked at, to leave the processor to the users.
        """
        entries = _entries(search)
        schedules = [one for one in entries if one["resource"]["resourceType"] == "Schedule"]
        slots = [one for one in entries if self._is_ours(one["resource"])]
        sample = self.chance.sample(slots, min(_SAMPLE, len(slots)))
        found = free_slots({"resourceType": "Bundle", "entry": [*sample, *schedules]})
        usable = [one for one in found if one.start > now() + NOTICE and one.location_id]
        # Today's slots are for want of others: their booking windows close, and they may be past when cancelled.
        later = [one for one in usable if one.start.date() > now().date()] or usable
        if not later:
            return None
        chosen = self.chance.choice(later)
        self._reserved.add(chosen.id)
        return chosen

    def release(self, slot_id: str) -> None:
        """Let a slot be booked again: it was not booked, or its booking is cancelled."""
        self._reserved.discard(slot_id)

    def _is_ours(self, resource: dict[str, Any]) -> bool:
        name = resource.get("id")
        if resource["resourceType"] != "Slot" or not isinstance(name, str):
            return False
        return name not in self._reserved and self.share.has_slot(name)


def _entries(search: Exchange) -> list[dict[str, Any]]:
    """Return the entries of a searchset that hold a resource; none when the body is no searchset at all."""
    try:
        bundle = orjson.loads(search.response.body) if search.response else {}
    except orjson.JSONDecodeError:
        return []
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    known = entries if isinstance(entries, list) else []
    return [one for one in known if isinstance(one, dict) and "resourceType" in (one.get("resource") or {})]


FIXED: Final = (
    ("find-a-practitioner", "practitioner", "sds_user", "practitioners", "one_role_profile"),
    ("find-an-organisation", "organisation", "ods_organisation", "organisations", "practice"),
)


def lookups(established: Prerequisites) -> list[Lookup]:
    """Return the requests about the practice itself that the test data allow, one at least.

    Raises ``Blocked`` when an endpoint that is needed to make one does not answer as it must.
    """
    found = [Lookup("get-the-capability-statement")]
    for find, kind, system, table, role in FIXED:
        try:
            identifier = f"{IDENTIFIER_SYSTEMS[system]}|{established.data.code(table, role)}"
            logical_id = getattr(established, kind)()["id"]
        except NotApplicable:
            continue
        article = "an" if kind == "organisation" else "a"
        found += [Lookup(find, query=[("identifier", identifier)]), Lookup(f"read-{article}-{kind}", logical_id)]
    try:
        found.append(Lookup("read-a-location", established.location()["id"]))
    except NotApplicable:
        return found
    return found


def patients(data: TestData) -> list[str]:
    """Return the NHS numbers of the registered patients; raise ``Blocked`` when the test data have none."""
    mapped = data.patients.get("registered", [])
    numbers = [mapped] if isinstance(mapped, str) else list(mapped)
    if not numbers:
        raise Blocked(
            None, "the test data map no patient to the role 'registered' ([patients]): nobody to book for"
        )
    return numbers


def registrable(data: TestData, share: Share) -> list[RegistrationCandidate]:
    """Return the people whom this process may register."""
    verified = [one for one in data.registration if one.role == VERIFIED]
    return verified[share.index :: share.count]
