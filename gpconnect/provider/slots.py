"""Search for free slots."""

from functools import lru_cache
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call
from gpconnect.provider.clock import wire
from gpconnect.provider.directory import location_resource, organisation_resource, practitioner_resource
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.parameters import Parameters
from gpconnect.provider.resource import Resource, coded, extension, heading, reference, searchset
from gpconnect.provider.slot_window import Window, slot_window
from gpconnect.provider.store import Row
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS, SLOT_INCLUDES


def search_for_free_slots(call: Call) -> Answer:
    """Answer with the free slots of a window, their schedules, and what else was asked for.

    Pages: appointments_use_case_search_for_free_slots, appointments_slotavailabilitymanagement.
    """
    window = slot_window(call.query, limited=not call.faults.on("slots-window-unlimited"))
    if not call.faults.on("slots-ignore-status-parameter"):
        _check_status(call.query)
    if SLOT_INCLUDES["schedule"] not in call.query.values("_include"):
        raise ProviderError("INVALID_PARAMETER", f"_include={SLOT_INCLUDES['schedule']} is needed and was not sent")
    slots = _free_slots(call, window)
    return Answer(200, searchset(_with_context(call, slots)))


def _check_status(query: Parameters) -> None:
    sent = query.values("status")
    if sent != ["free"]:
        shown = ", ".join(sent) if sent else "absent"
        raise ProviderError("INVALID_PARAMETER", f"the status parameter has to be free, once; it is {shown}")


def _free_slots(call: Call, window: Window) -> list[Row]:
    """Return the slots that the window, the practice's rules and the search filters leave.

    A restriction by organisation type (or ODS code) is met only by a search filter that names one of its values;
    without such a filter only slots without that restriction are left.
    """
    now = call.clock.epoch()
    types, codes = _filters(call.query)
    conditions = ["bookable = 1"]
    values: list[Any] = []
    if not call.faults.on("slots-not-free-returned"):
        conditions.append("status = 'free'")
    if call.faults.on("slots-straddle-window"):
        conditions.append("end > ? AND start < ?")
    else:
        conditions.append("start >= ? AND end <= ?")
    values += [_first_start(call, window), window.end]
    if not call.faults.on("slots-ignore-embargo"):
        conditions.append("(opens_at IS NULL OR opens_at <= ?) AND (closes_at IS NULL OR closes_at > ?)")
        values += [now, now]
    if call.faults.on("slots-restricted-never-returned"):
        types, codes = [], []
    for kind, sent in (("type", types), ("code", codes)):
        if not call.faults.on(f"slots-ignore-organisation-{kind}"):
            conditions.append(_open_to(sent))
            values += [kind, kind, *sent]
    where = " AND ".join(conditions)
    if types and codes and call.faults.on("slots-either-restriction-suffices"):
        where, values = _either(conditions, values, types, codes)
    return call.store.all(f"SELECT * FROM slot WHERE {where} ORDER BY start, id", *values)


def _first_start(call: Call, window: Window) -> int:
    hidden = call.faults.on("hidden-past-slots-booked")
    return max(window.start, call.clock.epoch()) if hidden else window.start


def _either(conditions: list[str], values: list[Any], types: list[str], codes: list[str]) -> tuple[str, list[Any]]:
    """Let those of the slots with both restrictions in as well of which one is met."""
    both, either = [], []
    for kind, sent in (("type", types), ("code", codes)):
        both.append(f"EXISTS (SELECT 1 FROM slot_access a WHERE a.slot_id = slot.id AND a.kind = '{kind}')")
        either.append(_open_to(sent))
        values = [*values, kind, kind, *sent]
    others, restrictions = " AND ".join(conditions[:-2]), " AND ".join(conditions[-2:])
    reserved = f"({' AND '.join(both)} AND ({' OR '.join(either)}))"
    return f"{others} AND (({restrictions}) OR {reserved})", values


def _open_to(sent: list[str]) -> str:
    unrestricted = "NOT EXISTS (SELECT 1 FROM slot_access a WHERE a.slot_id = slot.id AND a.kind = ?)"
    marks = ", ".join("?" for _ in sent)
    named = (
        f"EXISTS (SELECT 1 FROM slot_access a WHERE a.slot_id = slot.id AND a.kind = ? AND a.value IN ({marks}))"
    )
    return f"({unrestricted} OR {named})"


def _filters(query: Parameters) -> tuple[list[str], list[str]]:
    """Return organisation types and ODS codes of the search filters; filters of other systems are ignored."""
    wanted = {CODE_SYSTEMS["organisation_type"]: list[str](), IDENTIFIER_SYSTEMS["ods_organisation"]: list[str]()}
    for value in query.values("searchFilter"):
        for token in value.split(","):
            system, _, code = token.partition("|")
            if system in wanted and code:
                wanted[system].append(code)
    return wanted[CODE_SYSTEMS["organisation_type"]], wanted[IDENTIFIER_SYSTEMS["ods_organisation"]]


def _with_context(call: Call, slots: list[Row]) -> list[Resource]:
    """Return slots and schedules, practitioners and locations where asked for, and always the organisation."""
    asked = set(call.query.values("_include:recurse"))
    schedules = call.store.by_ids("schedule", (slot["schedule_id"] for slot in slots))
    if call.faults.on("slots-whole-practice-returned"):
        schedules = call.store.all("SELECT * FROM schedule WHERE horizon_start >= ?", call.clock.epoch())
    locations = call.store.by_ids("location", (one["location_id"] for one in schedules))
    # A fault may change the finished resources, which then have to be this answer's own.
    as_slot, as_schedule = (slot_resource, schedule_resource) if call.faults.any else (_SLOT, _SCHEDULE)
    found = [as_slot(slot) for slot in slots] + [as_schedule(one) for one in schedules]
    if SLOT_INCLUDES["practitioner"] in asked:
        working = (one["practitioner_id"] for one in schedules if one["practitioner_id"] is not None)
        staff = call.store.by_ids("practitioner", working)
        found += [practitioner_resource(one) for one in staff]
    if SLOT_INCLUDES["location"] in asked:
        found += [location_resource(one) for one in locations]
    if not _organisation_left_out(call, asked):
        organisations = call.store.by_ids("organisation", (one["organisation_id"] for one in locations))
        found += [organisation_resource(one) for one in organisations]
    return found


def _organisation_left_out(call: Call, asked: set[str]) -> bool:
    if call.faults.on("slots-organisation-only-when-asked"):
        return SLOT_INCLUDES["organisation"] not in asked
    return call.faults.on("slots-without-organisation")


def slot_resource(row: Row) -> Resource:
    """Return a slot as a GPConnect-Slot-1."""
    return {
        **heading("Slot", row),
        "extension": [extension("delivery_channel", valueCode=row["delivery_channel"])],
        "serviceType": [{"text": row["service_type"]}],
        "schedule": reference("Schedule", row["schedule_id"]),
        "status": row["status"],
        "start": wire(row["start"]),
        "end": wire(row["end"]),
    }


def schedule_resource(row: Row) -> Resource:
    """Return a schedule as a GPConnect-Schedule-1."""
    role = coded(CODE_SYSTEMS["sds_job_role"], row["role_code"], row["role_display"])
    actors = [reference("Location", row["location_id"])]
    if row["practitioner_id"] is not None:
        actors.append(reference("Practitioner", row["practitioner_id"]))
    return {
        **heading("Schedule", row),
        "extension": [extension("practitioner_role", valueCodeableConcept=role)],
        "serviceCategory": {"text": row["service_category"]},
        "actor": actors,
        "planningHorizon": {"start": wire(row["horizon_start"]), "end": wire(row["horizon_end"])},
    }


# Nearly all slots that one search finds, the next one finds as well. The whole row is the key, so that a changed
# slot is never answered as it was.
_SLOT = lru_cache(maxsize=16384)(slot_resource)
_SCHEDULE = lru_cache(maxsize=4096)(schedule_resource)
