"""References to other resources at the provider: whether they can be read where they lead."""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.reference import referenced_id, references_at
from gpconnect.conformance.rule import Problem, Resource
from gpconnect.consumer.client import Consumer
from gpconnect.spec import interaction

# Slot and Schedule have no endpoint to be read through (AMB-028).
READERS: Final = ("read-a-patient", "read-a-practitioner", "read-a-location", "read-an-organisation")


def unreadable_references(consumer: Consumer, resource: Resource, path: str) -> Iterator[Problem]:
    """Read every resource that the Reference elements at a path name; find those that cannot be read."""
    for at, reference in references_at(resource, path):
        for key in READERS:
            kind = interaction(key).resource
            logical_id = referenced_id(reference, kind)
            if logical_id is None:
                continue
            exchange = consumer.send(consumer.draft(key, logical_id=logical_id))
            read = resource_of(exchange)
            if exchange.status != 200 or read.get("resourceType") != kind or read.get("id") != logical_id:
                yield Problem(at, f"{reference} can be read", exchange.summary())
