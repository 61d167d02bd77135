"""Prerequisites: what scenarios need to have worked before, tried once a run and remembered, failures too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.told import refusal_of
from gpconnect.conformance.well_shaped import misshapen
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.registration_body import typical_registration
from gpconnect.consumer.slot_search import filters_of, slot_query, typical_dates
from gpconnect.spec import interaction
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS
from gpconnect.target.free_slots import FreeSlot, free_slots
from gpconnect.target.registration import VERIFIED, Candidates, registered_patient
from gpconnect.target.shared_run import SLOT, SharedRun
from gpconnect.target.slot_searches import slot_apart
from gpconnect.target.testdata import TestData
from gpconnect.target.usable import require_usable

Resource = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class _Refusal:
    """Why something could not be established, in a form that can be kept in a file."""

    interaction: str | None
    reason: str


class Prerequisites:
    """Patients, organisations, practitioners and locations at the provider, found through its own endpoints.

    Every method raises ``Blocked`` when the endpoint it goes through does not answer as it must, and
    ``NotApplicable`` when the test data maps nothing to a role. What was tried once is not tried again.
    """

    def __init__(self, consumer: Consumer, data: TestData, shared: SharedRun | None = None) -> None:
        self.consumer = consumer
        self.data = data
        self.shared = shared if shared is not None else SharedRun()
        self.candidates = Candidates(consumer, data, self.shared)
        self._known: dict[tuple[str, ...], Any] = {}
        self._probes: dict[str, Callable[[], object]] = {
            "get-the-capability-statement": self.capability_statement,
            "find-a-patient": self.patient,
            "read-a-patient": lambda: self._read("read-a-patient", self.patient()),
            "find-a-practitioner": self.practitioner,
            "read-a-practitioner": lambda: self._read("read-a-practitioner", self.practitioner()),
            "find-an-organisation": self.organisation,
            "read-an-organisation": lambda: self._read("read-an-organisation", self.organisation()),
            "read-a-location": self.location,
            "search-for-free-slots": self.slots,
            "register-a-patient": self.registered_patient,
        }

    def learn(self, key: str, probe: Callable[[], object]) -> None:
        """Take over how to try an interaction that this class knows too little of; ``probe`` raises ``Blocked``."""
        self._probes[key] = probe

    def require_needs_of(self, key: str) -> None:
        """Make sure that everything an interaction needs works; raise ``Blocked`` naming what does not."""
        for need in interaction(key).needs:
            self.require(need)

    def require(self, key: str) -> None:
        """Make sure that an interaction, and all that it needs, works; raise ``Blocked`` when it does not."""
        self.require_needs_of(key)
        try:
            self._once((key, "works"), self._probes[key])
        except NotApplicable:
            return  # nothing is mapped to try it with, which says nothing about the provider

    def capability_statement(self) -> Resource:
        """Return the provider's CapabilityStatement."""
        key = "get-the-capability-statement"
        return self._once((key,), lambda: self._fetch(self.consumer.draft(key), "CapabilityStatement"))

    def edition_mismatch(self) -> str | None:
        """Return what to tell when the provider declares another edition than the one it is held to.

        ``None`` when it declares this one, or none at all (page: Get the FHIR capability statement).
        """
        try:
            declared = self.capability_statement().get("version")
        except Blocked:
            return None  # the scenarios about the capability statement tell what is wrong with it
        held_to = self.consumer.edition.version
        if declared is None or declared == held_to:
            return None
        return f"the provider seems to speak edition {declared} (CapabilityStatement.version), not {held_to}"

    def patient(self, role: str = "registered", place: int = 0) -> Resource:
        """Return the patient in a role, as the provider's Find a patient returns it."""
        value = self.data.nhs_number(role, place)
        return self._once((role, value), lambda: self._find("find-a-patient", "Patient", "nhs_number", value))

    def registered_patient(self) -> Resource:
        """Return a temporary patient whom the consumer registered, as the provider's Register a patient returns it.

        When every verified person of the test data is a patient already, that is one whom an earlier run
        registered.
        """
        return self._once(("register-a-patient",), self._register)

    def _register(self) -> Resource:
        try:
            person = self.candidates.free()
        except NotApplicable:
            return self._find(
                "find-a-patient", "Patient", "nhs_number", self.data.candidates(VERIFIED)[0].nhs_number
            )
        body = typical_registration(person)
        patient = registered_patient(self.consumer.send(self.consumer.draft("register-a-patient", body=body)))
        self.candidates.use_up(person)
        return patient

    def practitioner(self, role: str = "one_role_profile") -> Resource:
        """Return the practitioner in a role, as the provider's Find a practitioner returns it."""
        value = self.data.code("practitioners", role)
        return self._once(
            (role, value), lambda: self._find("find-a-practitioner", "Practitioner", "sds_user", value)
        )

    def organisation(self, role: str = "practice") -> Resource:
        """Return the organisation in a role, as the provider's Find an organisation returns it."""
        value = self.data.code("organisations", role)
        return self._once(
            (role, value), lambda: self._find("find-an-organisation", "Organization", "ods_organisation", value)
        )

    def location(self, role: str = "practice") -> Resource:
        """Return the location in a role, read by its logical ID."""
        logical_id = self.data.code("locations", role)
        return self._once((role, logical_id), lambda: self._read("read-a-location", {"id": logical_id}))

    def slots(self) -> list[FreeSlot]:
        """Return the free slots of the next two weeks, at least one, as they were when first searched for."""
        return self._once(("search-for-free-slots",), self._slots_to_look_at)

    def _slots_to_look_at(self) -> list[FreeSlot]:
        found = self.slots_now()
        with self.shared.alone_with_leases() as leases:
            taken = leases.taken(SLOT)
            lasting = [one for one in found if one.id not in taken] or found  # others are about to be booked
            leases.reserve(SLOT, slot_apart(lasting).id)
        return lasting

    def free_slot(self) -> FreeSlot:
        """Return the one of these slots that searches are written about: nobody books it in this run."""
        return self._once(("a free slot",), lambda: slot_apart(self.slots()))

    def slots_now(self) -> list[FreeSlot]:
        """Search for the free slots of the next two weeks and return them, at least one."""
        key = "search-for-free-slots"
        query = slot_query(*typical_dates(), filters=filters_of(self.consumer.identity.organisation))
        found = free_slots(self._fetch(self.consumer.draft(key, query=query), "Bundle"))
        if not found:
            raise Blocked(key, f"a search from {query[1][1]} to {query[2][1]} finds no slot that could be booked")
        return found

    def remembered(self, name: tuple[str, ...], establish: Callable[[], T]) -> T:
        """Return what was established under a name, establishing it first if that was not tried yet.

        Raises the same ``Blocked`` again when establishing it was blocked.
        """
        return self._once(name, establish)

    def _once(self, name: tuple[str, ...], establish: Callable[[], T]) -> T:
        if name not in self._known:
            self._known[name] = self.shared.once(name, lambda: _what_came_of(establish))
        known: T | _Refusal = self._known[name]
        if isinstance(known, _Refusal):
            raise Blocked(known.interaction, known.reason)
        return known

    def _read(self, key: str, resource: Resource) -> Resource:
        return self._fetch(self.consumer.draft(key, logical_id=resource["id"]), interaction(key).resource)

    def _find(self, key: str, kind: str, system: str, value: str) -> Resource:
        query = [("identifier", f"{IDENTIFIER_SYSTEMS[system]}|{value}")]
        found = resources_in(self._fetch(self.consumer.draft(key, query=query), "Bundle"), kind)
        if len(found) != 1:
            raise Blocked(key, f"{query[0][1]} should find one {kind}, found {len(found)}")
        return require_usable(key, query[0][1], found[0][1])

    def _fetch(self, draft: Draft, kind: str) -> Resource:
        exchange = self.consumer.send(draft)
        resource = resource_of(exchange)
        if exchange.status != 200 or resource.get("resourceType") != kind:
            raise Blocked(draft.interaction.key, f"{refusal_of(exchange)}, expected 200 and a {kind}")
        place = misshapen(resource)
        if place is not None and kind != "Bundle":  # of a Bundle only what scenarios take out of it counts
            raise Blocked(
                draft.interaction.key, f"{exchange.summary()}, but {place} has not the JSON form of its type"
            )
        return resource


def _what_came_of(establish: Callable[[], T]) -> T | _Refusal:
    try:
        return establish()
    except Blocked as blocked:
        return _Refusal(blocked.interaction, blocked.reason)
