"""Typical requests: for every interaction one that is correct, to be sent as it is or altered on purpose."""

from collections.abc import Callable

from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.registration_body import Person, typical_registration
from gpconnect.consumer.slot_search import filters_of, slot_query, typical_dates
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS
from gpconnect.target.prerequisites import Prerequisites


class TypicalRequests:
    """Drafts a correct request to any interaction, from what has been established at the provider."""

    def __init__(self, consumer: Consumer, established: Prerequisites) -> None:
        self.consumer = consumer
        self.established = established
        self._drafts: dict[str, Callable[[], Draft]] = {
            "get-the-capability-statement": lambda: consumer.draft("get-the-capability-statement"),
            "find-a-patient": lambda: self.find(
                "find-a-patient", "nhs_number", established.data.nhs_number("registered")
            ),
            "read-a-patient": lambda: self.read("read-a-patient", established.patient()["id"]),
            "find-a-practitioner": lambda: self.find(
                "find-a-practitioner", "sds_user", established.data.code("practitioners", "one_role_profile")
            ),
            "read-a-practitioner": lambda: self.read("read-a-practitioner", established.practitioner()["id"]),
            "find-an-organisation": lambda: self.find(
                "find-an-organisation", "ods_organisation", established.data.code("organisations", "practice")
            ),
            "read-an-organisation": lambda: self.read("read-an-organisation", established.organisation()["id"]),
            "read-a-location": lambda: self.read("read-a-location", established.data.code("locations", "practice")),
            "search-for-free-slots": self.search_for_slots,
            "register-a-patient": lambda: self.register(established.candidates.free()),
        }

    def learn(self, key: str, make: Callable[[], Draft]) -> None:
        """Take over how to draft a request that this class knows too little of."""
        self._drafts[key] = make

    def draft(self, key: str) -> Draft:
        """Return a correct request to an interaction."""
        return self._drafts[key]()

    def find(self, key: str, system: str, value: str) -> Draft:
        """Return a search by identifier; ``system`` is a name in the vocabulary's identifier systems."""
        return self.consumer.draft(key, query=[("identifier", f"{IDENTIFIER_SYSTEMS[system]}|{value}")])

    def read(self, key: str, logical_id: str) -> Draft:
        """Return a read by logical ID."""
        return self.consumer.draft(key, logical_id=logical_id)

    def search_for_slots(self) -> Draft:
        """Return a search for the free slots of the next two weeks, with every include and both search filters."""
        query = slot_query(*typical_dates(), filters=filters_of(self.consumer.identity.organisation))
        return self.consumer.draft("search-for-free-slots", query=query)

    def register(self, person: Person) -> Draft:
        """Return a registration of this person, with what a consumer sends every day."""
        return self.consumer.draft("register-a-patient", body=typical_registration(person))
