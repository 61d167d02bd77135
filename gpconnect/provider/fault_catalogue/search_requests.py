"""Faults of searches that read their parameters wrongly: more is accepted, or less, or some of it ignored."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call, Handled, Handler
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.fault_catalogue.building import of_type, without
from gpconnect.provider.fault_catalogue.handling import (
    Pairs,
    afterwards,
    altering,
    handling_fault,
    passing,
    querying,
    refusing,
)
from gpconnect.provider.faults import Handling
from gpconnect.provider.resource import searchset
from gpconnect.provider.seed_practice import SURGERY_OF_ANOTHER
from gpconnect.provider.seed_slots import RESTRICTED_CODE, RESTRICTED_TYPE, TELEPHONE_SESSION
from gpconnect.spec import interactions
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS, LIMITS, SLOT_INCLUDES

SEARCH = "search-for-free-slots"
RETRIEVE = "retrieve-a-patients-appointments"
FINDS = "find-a-patient find-a-practitioner find-an-organisation"
READS = "read-a-patient read-a-practitioner read-an-organisation read-a-location read-an-appointment"
_TABLES = {
    "read-a-patient": "patient",
    "read-a-practitioner": "practitioner",
    "read-an-organisation": "organisation",
    "read-a-location": "location",
    "read-an-appointment": "appointment",
}
_SYSTEM_OF = {
    "find-a-patient": IDENTIFIER_SYSTEMS["nhs_number"],
    "find-a-practitioner": IDENTIFIER_SYSTEMS["sds_user"],
    "find-an-organisation": IDENTIFIER_SYSTEMS["ods_organisation"],
}
_KNOWN = frozenset(
    {"start", "end", "status", "searchFilter", "_include", "_include:recurse", "identifier", "_format"}
)
_FILTERS = (CODE_SYSTEMS["organisation_type"], IDENTIFIER_SYSTEMS["ods_organisation"])


def _values(changes: dict[str, Callable[[str], str]]) -> Callable[[Pairs], Pairs]:
    return lambda pairs: [(name, changes.get(name, str)(value)) for name, value in pairs]


def _first_of_each(pairs: Pairs) -> Pairs:
    single = ("start", "end", "identifier")
    return [pair for place, pair in enumerate(pairs) if pair[0] not in single or _is_first(pairs, place)]


def _is_first(pairs: Pairs, place: int) -> bool:
    return pairs[place][0] not in [name for name, _ in pairs[:place]]


def _with_prefix(prefix: str) -> Callable[[str], str]:
    return lambda value: prefix + re.sub(r"^[a-z]{2}", "", value)


def _date_only(value: str) -> str:
    return value[: len("ge2020-01-01")]


def _moved(days: int) -> Callable[[str], str]:
    def change(value: str) -> str:
        found = re.fullmatch(r"(ge|le)(\d{4}-\d{2}-\d{2})", value)
        try:
            if found is None or (days < 0 and date.fromisoformat(found[2]) <= date.today()):
                return value
            return f"{found[1]}{date.fromisoformat(found[2]) + timedelta(days)}"
        except ValueError:
            return value

    return change


def _moved_bound(prefix: str, days: int) -> Callable[[Pairs], Pairs]:
    move = _moved(days)
    return _values({"start": lambda value: move(value) if value.startswith(prefix) else value})


def _plus(name: str, value: str) -> Callable[[Pairs], Pairs]:
    return lambda pairs: pairs if (name, value) in pairs else [*pairs, (name, value)]


def _swapped(pairs: Pairs) -> Pairs:
    bounds = {name: value[2:] for name, value in pairs if name in ("start", "end")}
    if bounds.get("end", "9") >= bounds.get("start", "0"):
        return pairs
    others = [pair for pair in pairs if pair[0] not in bounds]
    return [*others, ("start", f"ge{bounds['end']}"), ("end", f"le{bounds['start']}")]


def _has_time(call: Call) -> bool:
    return any("T" in value for name, value in call.query.pairs if name in ("start", "end"))


def _includes(include: str) -> Callable[[Call], bool]:
    return lambda call: include in (*call.query.values("_include"), *call.query.values("_include:recurse"))


def _branch(call: Call) -> bool:
    row = call.store.by_id("location", call.ids["id"])
    return row is not None and row["role"] == "branch"


def _in_the_past(call: Call) -> bool:
    return any(value[2:12] < call.clock.today().isoformat() for value in call.query.values("start"))


def _two_weeks(call: Call) -> bool:
    bounds = [value[2:12] for name in ("start", "end") for value in call.query.values(name)]
    try:
        first, last = map(date.fromisoformat, bounds)
    except ValueError:
        return False
    return last - first == timedelta(days=LIMITS["slot_search_days"])


def _as_of_somebody(pairs: Pairs) -> Pairs:
    if any(name == "searchFilter" for name, _ in pairs):
        return pairs
    restricted = zip(_FILTERS, (RESTRICTED_TYPE, RESTRICTED_CODE), strict=True)
    return [*pairs, *(("searchFilter", f"{system}|{value}") for system, value in restricted)]


def _unfiltered_if_by_both(pairs: Pairs) -> Pairs:
    sent = {value.partition("|")[0] for name, value in pairs if name == "searchFilter"}
    return [pair for pair in pairs if pair[0] != "searchFilter"] if sent.issuperset(_FILTERS) else pairs


def _one_slot_less(call: Call, answer: Answer) -> None:
    asked = call.query.values("_include:recurse")
    if SLOT_INCLUDES["organisation"] in asked and SLOT_INCLUDES["location"] not in asked and answer.resource:
        answer.resource["entry"] = answer.resource.get("entry", [])[1:]


def _by_todays_offset(call: Call, answer: Answer) -> None:
    zone = timezone(call.clock.now().utcoffset() or timedelta())
    for one in of_type(answer, "Slot"):
        for name in ("start", "end"):
            one[name] = datetime.fromisoformat(one[name]).astimezone(zone).isoformat()


def _unusual_prefix(call: Call) -> bool:
    bounds = [value for name in ("start", "end") for value in call.query.values(name)]
    return any(value[:2] not in ("ge", "le") for value in bounds)


def _one_day(call: Call) -> bool:
    bounds = [value[2:] for value in call.query.values("start")]
    return len(bounds) == 2 and bounds[0] == bounds[1]


def _unknown_parameter(call: Call) -> bool:
    return any(name not in _KNOWN for name, _ in call.query.pairs)


def _unknown_filter(call: Call) -> bool:
    return any(value.partition("|")[0] not in _FILTERS for value in call.query.values("searchFilter"))


def _finding_nothing(applies: Callable[[Call], bool]) -> Handling:
    return lambda handler, call: _nothing(call) if applies(call) else handler(call)


def _only_unknown_filters(call: Call) -> bool:
    systems = {value.partition("|")[0] for value in call.query.values("searchFilter")}
    return bool(systems) and systems.isdisjoint(_FILTERS)


def _filter_without_scheme(call: Call) -> bool:
    return any(":" not in value.partition("|")[0] for value in call.query.values("searchFilter"))


def _nothing(_call: Call) -> Answer:
    return Answer(200, searchset([]))


def _of_another_practice(call: Call) -> Call:
    moved = "UPDATE schedule SET location_id = ? WHERE service_category = ?"
    call.store.run(moved, SURGERY_OF_ANOTHER, TELEPHONE_SESSION)
    return call


def _own_system(call: Call) -> Call:
    wanted = _SYSTEM_OF[call.interactions[0]]
    change = _values({"identifier": lambda value: f"{wanted}|{value.partition('|')[2]}"})
    return replace(call, query=call.query.replaced(change(call.query.pairs)))


def _any_case(call: Call) -> Call:
    table = _TABLES[call.interactions[0]]
    row = call.store.one(f"SELECT id FROM {table} WHERE lower(id) = ?", call.ids["id"].lower())
    return replace(call, ids={"id": row["id"]}) if row else call


def _with_range(pairs: Pairs) -> Pairs:
    if any(name == "start" for name, _ in pairs):
        return pairs
    today = date.today()
    return [*pairs, ("start", f"ge{today}"), ("start", f"le{today + timedelta(days=7)}")]


def _upright(pairs: Pairs) -> Pairs:
    """Give a range whose second bound comes first, or has the same prefix, the prefixes of a sound one."""
    bounds = sorted(value[2:] if value[:2].isalpha() else value for name, value in pairs if name == "start")
    if len(bounds) != 2:
        return pairs
    others = [pair for pair in pairs if pair[0] != "start"]
    return [*others, ("start", f"ge{bounds[0]}"), ("start", f"le{bounds[1]}")]


def _unreversed(pairs: Pairs) -> Pairs:
    bounds = {value[:2]: value[2:] for name, value in pairs if name == "start"}
    return _upright(pairs) if bounds.get("le", "9") < bounds.get("ge", "0") else pairs


def _unexplained(handler: Handler, call: Call) -> Handled:
    if not _in_the_past(call):
        return handler(call)
    refusal = ProviderError("BAD_REQUEST", "the range is in the past").answer()
    for outcome in of_type(refusal, "OperationOutcome"):
        without("issue.diagnostics")(outcome)
    return refusal


_SLOTS = {
    "slots-includes-not-required": (
        "a slot search that includes no schedules is answered",
        querying(_plus("_include", SLOT_INCLUDES["schedule"])),
    ),
    "slots-window-too-short": (
        "a slot search over exactly 14 days is refused",
        refusing(_two_weeks, "INVALID_PARAMETER"),
    ),
    "slots-last-day-left-out": (
        "the last day of a slot search is left out",
        querying(_values({"end": _moved(-1)})),
    ),
    "slots-times-of-bounds-ignored": (
        "a slot search with times covers the whole days",
        querying(_values({"start": _date_only, "end": _date_only})),
    ),
    "slots-repeated-bounds-accepted": ("the first of several bounds counts", querying(_first_of_each)),
    "slots-prefixes-not-checked": (
        "start and end may have any prefix",
        querying(_values({"start": _with_prefix("ge"), "end": _with_prefix("le")})),
    ),
    "slots-end-before-start-accepted": ("a slot search that ends before it starts is answered", querying(_swapped)),
    "slots-restricted-returned-unasked": (
        "a slot search without a filter finds slots that are kept for some",
        querying(_as_of_somebody),
    ),
    "slots-restricted-hidden-from-both": (
        "a slot search with both filters finds no slots that are kept for some",
        querying(_unfiltered_if_by_both),
    ),
    "slots-of-other-practices-returned": (
        "a slot search also finds the slots of another practice",
        altering(_of_another_practice),
    ),
    "slots-fewer-with-organisations": (
        "the include of organisations, without that of locations, makes a search find one slot less",
        afterwards(_one_slot_less),
    ),
    "slot-times-by-todays-offset": (
        "slot times have the offset of today, also beyond a change of the clocks",
        afterwards(_by_todays_offset),
    ),
    "slots-unusual-prefixes-fail": (
        "a slot search whose bounds have other prefixes than ge and le, or none, is answered with 500",
        refusing(_unusual_prefix, "INTERNAL_SERVER_ERROR"),
    ),
    "slots-times-refused": (
        "a slot search whose bounds have a time is refused",
        refusing(_has_time, "INVALID_PARAMETER"),
    ),
    "slots-past-refused": ("a slot search in the past is refused", refusing(_in_the_past, "INVALID_PARAMETER")),
    "slots-unknown-parameters-refused": (
        "an unknown parameter is refused",
        refusing(_unknown_parameter, "INVALID_PARAMETER"),
    ),
    **{
        f"slots-include-of-{name}s-refused": (
            f"the include of {name}s is refused",
            refusing(_includes(include), "INVALID_PARAMETER"),
        )
        for name, include in SLOT_INCLUDES.items()
    },
    "slots-unknown-filters-refused": (
        "an unknown search filter is refused",
        refusing(_unknown_filter, "INVALID_PARAMETER"),
    ),
    "unknown-filter-alone-finds-nothing": (
        "a slot search with no search filter but an unknown one finds nothing",
        _finding_nothing(_only_unknown_filters),
    ),
    "filter-system-must-be-url": (
        "a search filter whose system has no scheme is refused",
        refusing(_filter_without_scheme, "INVALID_PARAMETER"),
    ),
    "slots-parameters-not-checked": (
        "corrupt parameters find nothing instead of being refused",
        passing("INVALID_PARAMETER", _nothing),
    ),
    "slots-filters-ignored": (
        "search filters make no difference",
        querying(lambda pairs: [pair for pair in pairs if pair[0] != "searchFilter"]),
    ),
    "slots-practitioners-unasked": (
        "practitioners are returned whether asked for or not",
        querying(_plus("_include:recurse", SLOT_INCLUDES["practitioner"])),
    ),
    "slots-locations-unasked": (
        "locations are returned whether asked for or not",
        querying(_plus("_include:recurse", SLOT_INCLUDES["location"])),
    ),
}
_RANGES = {
    "range-end-ignored": ("a retrieval has no end", querying(_moved_bound("le", 3650))),
    "day-before-range-returned": ("a retrieval begins one day early", querying(_moved_bound("ge", -1))),
    "day-after-range-returned": ("a retrieval ends one day late", querying(_moved_bound("le", 1))),
    "first-day-left-out": ("a retrieval begins one day late", querying(_moved_bound("ge", 1))),
    "single-day-range-refused": ("a retrieval of a single day is refused", refusing(_one_day, "INVALID_PARAMETER")),
    "reversed-range-accepted": ("a range that ends before it begins is turned round", querying(_unreversed)),
    "range-prefixes-not-checked": ("the prefixes of a range are not looked at", querying(_upright)),
    "retrieval-without-range-answered": ("a retrieval without a range is answered", querying(_with_range)),
    "past-range-without-diagnostics": (
        "a retrieval of a range that begins in the past is refused without a word of explanation",
        _unexplained,
    ),
    "ranges-not-checked": (
        "corrupt ranges find nothing instead of being refused",
        passing("INVALID_PARAMETER", _nothing),
    ),
    "unknown-patients-without-appointments": (
        "a patient who is not there has no appointments",
        passing("PATIENT_NOT_FOUND", _nothing),
    ),
    "retrieval-unknown-parameters-refused": (
        "an unknown parameter is refused",
        refusing(_unknown_parameter, "INVALID_PARAMETER"),
    ),
}

FAULTS = (
    *(
        handling_fault(
            f"{key}-unavailable",
            "every request is answered with 500",
            refusing(lambda _call: True, "INTERNAL_SERVER_ERROR"),
            key,
        )
        for key in interactions()
    ),
    handling_fault(
        "find-a-patient-value-not-checked",
        "what has to be refused as INVALID_NHS_NUMBER finds nothing",
        passing("INVALID_NHS_NUMBER", _nothing),
        "find-a-patient",
    ),
    handling_fault(
        "branch-surgery-unknown",
        "a branch surgery cannot be read",
        refusing(_branch, "NO_RECORD_FOUND"),
        "read-a-location",
    ),
    *(handling_fault(name, breaks, handling, SEARCH) for name, (breaks, handling) in _SLOTS.items()),
    *(handling_fault(name, breaks, handling, RETRIEVE) for name, (breaks, handling) in _RANGES.items()),
    *(
        handling_fault(
            f"{key}-system-not-checked", "an identifier of any system is looked for", altering(_own_system), key
        )
        for key in FINDS.split()
    ),
    *(
        handling_fault(
            f"{key}-{name}", f"what has to be refused as {code} finds nothing", passing(code, _nothing), key
        )
        for key in FINDS.split()
        for name, code in (
            ("parameter-not-checked", "INVALID_PARAMETER"),
            ("number-of-identifiers-not-checked", "BAD_REQUEST"),
        )
    ),
    *(
        handling_fault(
            f"{key}-repeated-identifiers-accepted", "the first identifier counts", querying(_first_of_each), key
        )
        for key in FINDS.split()
    ),
    *(
        handling_fault(
            f"{key}-unknown-parameters-refused",
            "an unknown parameter is refused",
            refusing(_unknown_parameter, "INVALID_PARAMETER"),
            key,
        )
        for key in (*FINDS.split(), "get-the-capability-statement")
    ),
    *(
        handling_fault(
            f"{key}-in-any-case", "logical IDs are looked up without regard to case", altering(_any_case), key
        )
        for key in READS.split()
    ),
)
