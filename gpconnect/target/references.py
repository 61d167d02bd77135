"""References that resources hold, followed to the end: read through the provider's own endpoints."""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.reference import RELATIVE_REFERENCE, literal_references
from gpconnect.conformance.rule import Judgement, Problem, Resource, shorten
from gpconnect.spec import interactions
from gpconnect.target.prerequisites import Prerequisites

READS: Final = {
    row.resource: key
    for key, row in interactions().items()
    if row.capability == "Foundations" and row.path == f"{row.resource}/{{id}}"
}


class References:
    """Follows references; what was read once is not read again, as prerequisites are."""

    def __init__(self, established: Prerequisites) -> None:
        self.established = established

    def follow(self, reference: str) -> tuple[str, dict[str, Any]]:
        """Return the summary of the read that a relative reference leads to, and the resource it returned.

        The resource is empty when there is none. Raises ``Blocked`` when the endpoint that reads such resources
        does not work at all, and ``LookupError`` when Foundations has no read for this type.
        """
        kind, logical_id = split_reference(reference)
        if kind not in READS:
            raise LookupError(f"Foundations has no interaction that reads a {kind}")
        self.established.require(READS[kind])
        return self.established.remembered(("reference", kind, logical_id), lambda: self._read(kind, logical_id))

    def judge(self, requirement: str, at: str, resource: Resource) -> Judgement:
        """Judge that every reference in a resource, found at a path, leads to a resource of its type.

        Only types that Foundations can read are followed, and none into the resource itself.
        """
        judgement = Judgement()
        judgement.add(requirement, self._dangling(resource), at)
        return judgement

    def _dangling(self, resource: Resource) -> Iterator[Problem]:
        for at, reference in literal_references(resource):
            if not RELATIVE_REFERENCE.fullmatch(reference):
                continue  # the rules for references say what is wrong with it
            kind, logical_id = split_reference(reference)
            if kind in READS:
                summary, found = self.follow(reference)
                if found.get("resourceType") != kind or found.get("id") != logical_id:
                    yield Problem(at, f"a reference to a {kind} that can be read", f"{reference}: {summary}")

    def _read(self, kind: str, logical_id: str) -> tuple[str, dict[str, Any]]:
        consumer = self.established.consumer
        exchange = consumer.send(consumer.draft(READS[kind], logical_id=logical_id))
        return shorten(exchange.summary(), 300), resource_of(exchange) if exchange.status == 200 else {}


def split_reference(reference: str) -> tuple[str, str]:
    """Return resource type and logical ID of a relative reference."""
    kind, logical_id, *_ = reference.split("/")
    return kind, logical_id
