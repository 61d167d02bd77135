"""Participants: whether the actors that an appointment references are there to be read.

Page: development_fhir_api_guidance (resource references).
"""

from collections.abc import Iterator, Mapping
from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.reference import references_at
from gpconnect.conformance.rule import Problem, Resource
from gpconnect.consumer.client import Consumer

READ_BY: Final[Mapping[str, str]] = {
    "Patient": "read-a-patient",
    "Practitioner": "read-a-practitioner",
    "Location": "read-a-location",
}


class ParticipantReader:
    """Reads the actors of appointments, each of them once."""

    def __init__(self) -> None:
        self._seen: dict[str, str | None] = {}

    def unreadable(self, consumer: Consumer, appointment: Resource) -> Iterator[Problem]:
        """Find participants whose reference is not relative, or names nothing that can be read.

        Actors of types that no interaction reads are passed over.
        """
        for at, reference in references_at(appointment, "participant.actor"):
            kind, _, logical_id = str(reference).partition("/")
            if "://" in str(reference):
                yield Problem(at, "a relative reference", str(reference))
            elif kind in READ_BY:
                failure = self._failure_to_read(consumer, kind, logical_id)
                if failure is not None:
                    yield Problem(at, f"a {kind} that can be read", f"{reference}: {failure}")

    def _failure_to_read(self, consumer: Consumer, kind: str, logical_id: str) -> str | None:
        name = f"{kind}/{logical_id}"
        if name not in self._seen:
            exchange = consumer.send(consumer.draft(READ_BY[kind], logical_id=logical_id))
            found = resource_of(exchange)
            as_named = (found.get("resourceType"), found.get("id")) == (kind, logical_id)
            self._seen[name] = None if exchange.status == 200 and as_named else exchange.summary()
        return self._seen[name]
