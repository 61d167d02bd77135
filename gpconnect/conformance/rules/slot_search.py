"""Rules for the searchset of a slot search as a whole, held against what the consumer asked for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from gpconnect.conformance.local_time import instant
from gpconnect.conformance.reference import referenced_id, referenced_ids, references_at
from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.local_time import LONDON
from gpconnect.consumer.slot_search import INCLUDES

RULES: Final = RuleSet("slot search")

KINDS: Final = ("Slot", "Schedule", "Practitioner", "Location", "Organization")
# A server may add to any searchset what it has to say about the search.
REMARKS: Final = "OperationOutcome"

Placed = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Asked:
    """What a slot search asked for: the period, where it is one that can be told, and the includes."""

    start: datetime | None
    end: datetime | None
    includes: frozenset[str]

    @classmethod
    def by(cls, url: str) -> "Asked":
        """Read the URL of a search; percent-encoded or not makes no difference."""
        pairs = [pair.partition("=") for pair in urlsplit(url).query.split("&")]
        query = [(unquote(name), unquote(value)) for name, _, value in pairs]
        includes = frozenset(name for name, pair in INCLUDES.items() if pair in query)
        return cls(_bound(query, "start", "ge", days=0), _bound(query, "end", "le", days=1), includes)


class SlotSearchset:
    """The searchset that a slot search was answered with, and what the search asked for."""

    def __init__(self, searchset: Resource, url: str) -> None:
        self.searchset = searchset
        self.asked = Asked.by(url)

    @cached_property
    def resources(self) -> dict[str, Placed]:
        """The resources by their type, each with its path."""
        sorted_out: dict[str, Placed] = {kind: [] for kind in KINDS}
        for at, resource in resources_in(self.searchset):
            sorted_out.setdefault(str(resource.get("resourceType", "absent")), []).append((at, resource))
        return sorted_out

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The logical IDs of the resources, by type."""
        return {kind: {str(one.get("id")) for _, one in found} for kind, found in self.resources.items()}

    @property
    def locations_are_managed(self) -> bool:
        """Whether there are locations, and each names its organisation, so that these can be told by them."""
        managed = [
            referenced_ids(one, "managingOrganization", "Organization") for _, one in self.resources["Location"]
        ]
        return bool(managed) and all(managed)

    def named(self, kind: str, path: str, target: str) -> set[str]:
        """Return the logical IDs of the resources that those of one type name at an element path."""
        return {one for _, resource in self.resources[kind] for one in referenced_ids(resource, path, target)}

    def unresolved(self, kind: str, path: str, target: str) -> Iterator[Problem]:
        """Yield a problem for every reference at an element path to a resource that the searchset lacks."""
        for at, resource in self.resources[kind]:
            for place, reference in references_at(resource, path):
                logical_id = referenced_id(reference, target)
                if logical_id is not None and logical_id not in self.ids[target]:
                    yield Problem(f"{at}.{place}", f"a {target} in the searchset", str(reference))

    def unasked(self, kind: str, *, disputed: bool = False) -> Iterator[Problem]:
        """Yield a problem for every resource of a type that the search did not ask for."""
        for at, resource in self.resources[kind]:
            found = f"{kind}/{resource.get('id')}"
            yield Problem(at, f"no {kind}, which the search did not ask for", found, disputed=disputed)

    def unnamed(self, kind: str, named: set[str], by: str) -> Iterator[Problem]:
        """Yield a problem for every resource of a type whose ID is not among those that other resources name."""
        for at, resource in self.resources[kind]:
            if str(resource.get("id")) not in named:
                yield Problem(
                    at, f"only a {kind} that a {by} in the searchset names", f"{kind}/{resource.get('id')}"
                )


def _bound(query: list[tuple[str, str]], name: str, prefix: str, *, days: int) -> datetime | None:
    """Return the instant that bounds the period, or ``None`` when the parameter does not tell one.

    A date stands for its midnight, ``days`` later: the end of a period takes in its last day.
    """
    values = [value for key, value in query if key == name]
    if len(values) != 1 or not values[0].startswith(prefix):
        return None
    text = values[0].removeprefix(prefix)
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=days), time(), LONDON)
    except (ValueError, OverflowError):
        return instant(text)


@RULES.rule("SLOT-032")
def is_searchset(found: SlotSearchset) -> Iterator[Problem]:
    """Find a Bundle that is not of type searchset."""
    if found.searchset.get("type") != "searchset":
        yield Problem("type", "searchset", str(found.searchset.get("type", "absent")))


@RULES.rule("SLOT-034")
def slots_lie_within_period(found: SlotSearchset) -> Iterator[Problem]:
    """Find a slot that starts before the period or ends after it, or that ends before it starts."""
    for at, slot in found.resources["Slot"]:
        start, end = instant(slot.get("start")), instant(slot.get("end"))
        if start is not None and found.asked.start is not None and start < found.asked.start:
            yield Problem(f"{at}.start", f"not before {found.asked.start.isoformat()}", slot["start"])
        if end is not None and found.asked.end is not None and end > found.asked.end:
            yield Problem(f"{at}.end", f"not after {found.asked.end.isoformat()}", slot["end"])
        if start is not None and end is not None and end < start:
            yield Problem(f"{at}.end", f"not before the slot's start, {slot['start']}", slot["end"])


@RULES.rule("SLOT-038")
def schedules_are_there(found: SlotSearchset) -> Iterator[Problem]:
    """Find a slot whose schedule is not in the searchset."""
    for at, slot in found.resources["Slot"]:
        if not referenced_ids(slot, "schedule", "Schedule"):
            yield Problem(f"{at}.schedule", "a reference to Schedule", "absent")
    yield from found.unresolved("Slot", "schedule", "Schedule")


@RULES.rule("SLOT-039")
def practitioners_are_there(found: SlotSearchset) -> Iterator[Problem]:
    """Find a schedule whose practitioner was asked for and is not in the searchset."""
    if "practitioners" in found.asked.includes:
        yield from found.unresolved("Schedule", "actor", "Practitioner")


@RULES.rule("SLOT-041")
def locations_are_there(found: SlotSearchset) -> Iterator[Problem]:
    """Find a schedule whose location was asked for and is not in the searchset."""
    if "locations" in found.asked.includes:
        yield from found.unresolved("Schedule", "actor", "Location")


@RULES.rule("SLOT-045")
def organisation_is_there(found: SlotSearchset) -> Iterator[Problem]:
    """Find slots that come without the organisation, or a location whose organisation is not in the searchset."""
    if found.resources["Slot"] and not found.resources["Organization"]:
        yield Problem("entry", "an Organization, since there are slots", "absent")
    yield from found.unresolved("Location", "managingOrganization", "Organization")


@RULES.rule("SLOT-049")
def everything_belongs_to_a_slot(found: SlotSearchset) -> Iterator[Problem]:
    """Find a resource that belongs to no slot returned, or is of a type that a slot search does not return."""
    yield from found.unnamed("Schedule", found.named("Slot", "schedule", "Schedule"), "Slot")
    for kind in ("Practitioner", "Location"):
        yield from found.unnamed(kind, found.named("Schedule", "actor", kind), "Schedule")
    if found.locations_are_managed or not found.resources["Slot"]:
        managing = found.named("Location", "managingOrganization", "Organization")
        yield from found.unnamed("Organization", managing, "Location")
    for kind, resources in found.resources.items():
        if kind not in (*KINDS, REMARKS):
            yield from (Problem(at, " or ".join(KINDS), kind) for at, _ in resources)


@RULES.rule("SLOT-050")
def no_practitioner_unasked(found: SlotSearchset) -> Iterator[Problem]:
    """Find a practitioner that the search did not ask for."""
    if "practitioners" not in found.asked.includes:
        yield from found.unasked("Practitioner")


@RULES.rule("SLOT-051")
def no_location_unasked(found: SlotSearchset) -> Iterator[Problem]:
    """Find a location that the search did not ask for."""
    if "locations" not in found.asked.includes:
        yield from found.unasked("Location", disputed=True)


@RULES.rule("SLOT-052")
def nothing_stands_twice(found: SlotSearchset) -> Iterator[Problem]:
    """Find a resource that stands in the searchset more than once."""
    for kind, resources in found.resources.items():
        counted = Counter(str(one["id"]) for _, one in resources if one.get("id"))
        for logical_id, times in counted.items():
            if times > 1:
                yield Problem("entry", f"{kind}/{logical_id} once", f"{times} times")


@RULES.rule("AVL-040")
def locations_have_name_and_address(found: SlotSearchset) -> Iterator[Problem]:
    """Find a location of a schedule without its name or its address."""
    for at, location in found.resources["Location"]:
        yield from (one._replace(where=f"{at}.{one.where}") for one in must_have(location, "name", "address"))
