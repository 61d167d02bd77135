"""Search for free slots: window, filters, includes, refusals, local time, clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from provider_caller import ODS_CODE, Caller, calling, found, refused

from gpconnect.provider.clock import UK
from gpconnect.provider.settings import Settings

TYPE = "https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1"
NOW = datetime(2026, 2, 3, 11, 0, tzinfo=UTC)
TODAY = date(2026, 2, 3)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    """A caller of a provider for which it is a winter morning."""
    with calling(Settings(now=NOW)) as one:
        yield one


def _query(start: str, end: str, *more: str) -> str:
    given = [f"start={start}", f"end={end}", "status=free", "_include=Slot:schedule", *more]
    return "/Slot?" + "&".join(quote(one, safe="=:/|") for one in given)


def _search(caller: Caller, start: object, end: object, *more: str) -> dict[str, list[dict[str, Any]]]:
    response = caller.send("search-for-free-slots", _query(f"ge{start}", f"le{end}", *more))
    by_type: dict[str, list[dict[str, Any]]] = {}
    for resource in found(response):
        by_type.setdefault(resource["resourceType"], []).append(resource)
    return by_type


def _day(number: int) -> date:
    return TODAY + timedelta(days=number)


def _slots(caller: Caller, start: object, end: object, *more: str) -> list[dict[str, Any]]:
    return _search(caller, start, end, *more).get("Slot", [])


def _ids(slots: list[dict[str, Any]]) -> set[str]:
    return {slot["id"] for slot in slots}


def _rows(caller: Caller, condition: str) -> set[str]:
    return {row["id"] for row in caller.provider.services.store.all(f"SELECT id FROM slot WHERE {condition}")}


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UK).timestamp())


def test_several_hundred_free_slots_lie_in_the_next_13_days(caller: Caller) -> None:
    result = _search(caller, TODAY, _day(13))
    assert len(result["Slot"]) > 400
    channels = {slot["extension"][0]["valueCode"] for slot in result["Slot"]}
    assert channels == {"In-person", "Telephone", "Video"}
    assert all(slot["status"] == "free" for slot in result["Slot"])
    schedules = {f"Schedule/{one['id']}" for one in result["Schedule"]}
    assert {slot["schedule"]["reference"] for slot in result["Slot"]} == schedules


def test_whole_slots_lie_inside_a_window_of_dates(caller: Caller) -> None:
    slots = _slots(caller, _day(2), _day(3))
    starts = [datetime.fromisoformat(slot["start"]) for slot in slots]
    ends = [datetime.fromisoformat(slot["end"]) for slot in slots]
    assert {moment.date() for moment in [*starts, *ends]} == {_day(2), _day(3)}
    over_midnight = _rows(caller, f"start < {_epoch(_day(3))} AND end > {_epoch(_day(3))}")
    assert over_midnight
    assert over_midnight <= _ids(slots)
    at_the_edges = _rows(caller, f"start < {_epoch(_day(2))} AND end > {_epoch(_day(2))}")
    assert not at_the_edges & _ids(slots)


def test_whole_slots_lie_inside_a_window_of_times(caller: Caller) -> None:
    day = _day(2)
    slots = _slots(caller, f"{day}T09:30:00+00:00", f"{day}T09:50:00+00:00")
    assert [(slot["start"], slot["end"]) for slot in slots] == [
        (f"{day}T09:30:00+00:00", f"{day}T09:40:00+00:00"),
        (f"{day}T09:40:00+00:00", f"{day}T09:50:00+00:00"),
    ]
    assert len(_slots(caller, f"{day}T09:30:01+00:00", f"{day}T09:50:00+00:00")) == 1
    assert len(_slots(caller, f"{day}T09:30:00+00:00", f"{day}T09:49:59+00:00")) == 1


def test_a_plus_sign_need_not_be_encoded(caller: Caller) -> None:
    window = f"start=ge{_day(2)}T09:30:00+00:00&end=le{_day(2)}T09:50:00+00:00"
    response = caller.send("search-for-free-slots", f"/Slot?{window}&status=free&_include=Slot:schedule")
    assert len([one for one in found(response) if one["resourceType"] == "Slot"]) == 2


def test_past_windows_may_be_searched(caller: Caller) -> None:
    slots = _slots(caller, _day(-5), _day(-4))
    assert slots
    assert all(slot["end"] < str(TODAY) for slot in slots)


def test_nothing_found_is_an_empty_bundle(caller: Caller) -> None:
    assert _search(caller, _day(200), _day(201)) == {}


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ((), {"Slot", "Schedule", "Organization"}),
        (("Schedule:actor:Practitioner",), {"Slot", "Schedule", "Organization", "Practitioner"}),
        (("Schedule:actor:Location",), {"Slot", "Schedule", "Organization", "Location"}),
        (("Location:managingOrganization",), {"Slot", "Schedule", "Organization"}),
    ],
)
def test_includes(caller: Caller, asked: tuple[str, ...], types: set[str]) -> None:
    result = _search(caller, _day(1), _day(2), *(f"_include:recurse={one}" for one in asked))
    assert result.keys() == types
    actors = {actor["reference"] for schedule in result["Schedule"] for actor in schedule["actor"]}
    for kind in ("Practitioner", "Location"):
        sent = {f"{kind}/{one['id']}" for one in result.get(kind, [])}
        assert sent == ({one for one in actors if one.startswith(kind)} if kind in types else set())


def _restricted(caller: Caller) -> dict[str, set[str]]:
    """Return the restricted slots of a day by what they are restricted to."""
    day = f"start >= {_epoch(_day(4))} AND end < {_epoch(_day(5))}"
    kinds: dict[str, set[str]] = {}
    for identity in _rows(caller, day):
        access = caller.provider.services.store.all("SELECT * FROM slot_access WHERE slot_id = ?", identity)
        kinds.setdefault(" ".join(sorted(row["value"] for row in access)), set()).add(identity)
    return kinds


def test_search_filters_decide_which_restricted_slots_are_returned(caller: Caller) -> None:
    kinds = _restricted(caller)
    assert kinds.keys() >= {"urgent-care", "A11111 B22222", "A11111 urgent-care", "gp-practice", "B22222"}
    by_type, by_code = f"searchFilter={TYPE}|urgent-care", f"searchFilter={ODS_CODE}|A11111"
    expected = {
        (): set(),
        (by_type,): kinds["urgent-care"],
        (by_code,): kinds["A11111 B22222"],
        (by_type, by_code): kinds["urgent-care"] | kinds["A11111 B22222"] | kinds["A11111 urgent-care"],
        ("searchFilter=https://example.org/other|x",): set(),
        (f"searchFilter={TYPE}|",): set(),
        (by_code, "searchFilter=https://example.org/other|x"): kinds["A11111 B22222"],
    }
    restricted = set().union(*(slots for kind, slots in kinds.items() if kind))
    for filters, slots in expected.items():
        assert _ids(_slots(caller, _day(4), _day(4), *filters)) & restricted == slots, filters


def test_slots_that_are_not_on_offer_are_never_returned(caller: Caller) -> None:
    returned = _ids(_slots(caller, _day(-2), _day(12)))
    now = int(NOW.timestamp())
    for condition in (
        "bookable = 0",
        "status <> 'free'",
        f"opens_at > {now + 60}",
        f"closes_at < {now}",
    ):
        hidden = _rows(caller, condition)
        assert hidden
        assert not hidden & returned, condition
    assert _rows(caller, f"opens_at <= {now} AND closes_at > {now + 60}") & returned


def test_neighbours_break_each_rule_of_adjacency_alone(caller: Caller) -> None:
    store = caller.provider.services.store
    day = f"start >= {_epoch(_day(4))} AND end < {_epoch(_day(5))}"
    rows = store.all(f"SELECT * FROM slot WHERE {day} AND start >= {_epoch(_day(4)) + 17 * 3600} ORDER BY start")
    broken = set()
    for one, other in pairwise(rows):
        rules = {
            "gap": one["end"] != other["start"],
            "schedule": one["schedule_id"] != other["schedule_id"],
            "channel": one["delivery_channel"] != other["delivery_channel"],
            "service": one["service_type"] != other["service_type"],
        }
        broken.add(tuple(name for name, breaks in rules.items() if breaks))
    assert broken >= {(), ("gap",), ("schedule",), ("channel",), ("service",)}


@pytest.mark.parametrize(("days", "status"), [(0, 200), (13, 200), (14, 200), (15, 422), (31, 422), (-1, 422)])
def test_the_longest_window_in_days(caller: Caller, days: int, status: int) -> None:
    response = caller.send("search-for-free-slots", _query(f"ge{TODAY}", f"le{_day(days)}"))
    assert response.status_code == status


@pytest.mark.parametrize(("end", "status"), [("09:00:00", 200), ("09:00:01", 422)])
def test_the_longest_window_in_time(caller: Caller, end: str, status: int) -> None:
    query = _query(f"ge{TODAY}T09:00:00+00:00", f"le{_day(14)}T{end}+00:00")
    assert caller.send("search-for-free-slots", query).status_code == status


FIRST, LAST = f"ge{TODAY}", f"le{TODAY}"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        *((value, LAST) for value in ("", "ge", str(TODAY), f"gt{TODAY}", f"le{TODAY}", f"eq{TODAY}", "ge2026")),
        *((value, LAST) for value in ("ge2026-02", "ge2026-02-30", "ge2026-2-3", "gewhenever", f"ge {TODAY}")),
        *((f"ge{TODAY}T{time}", LAST) for time in ("09:00:00", "09:00:00Z", "09:00+00:00", "25:00:00+00:00")),
        (f"ge{TODAY}T09:00:00+01:00", LAST),
        (f"ge{TODAY}T09:00:00.000+00:00", LAST),
        *((FIRST, value) for value in ("", str(TODAY), f"ge{TODAY}", f"lt{TODAY}", "le2026", f"le{TODAY}T09:00")),
        (f"ge{TODAY}T09:00:00+00:00", f"le{TODAY}T08:59:59+00:00"),
    ],
)
def test_malformed_windows_are_refused(caller: Caller, start: str, end: str) -> None:
    refused(caller.send("search-for-free-slots", _query(start, end)), 422, "INVALID_PARAMETER")


@pytest.mark.parametrize(
    "query",
    [
        f"end={LAST}&status=free&_include=Slot:schedule",
        f"start={FIRST}&status=free&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&status=free",
        f"start={FIRST}&end={LAST}&status=busy&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&status=Free&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&status=&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&status=free&status=busy&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&status=free&_include=Schedule:actor:Location",
        f"start={FIRST}&start={FIRST}&end={LAST}&status=free&_include=Slot:schedule",
        f"start={FIRST}&end={LAST}&end={LAST}&status=free&_include=Slot:schedule",
        f"Start={FIRST}&end={LAST}&status=free&_include=Slot:schedule",
    ],
)
def test_missing_and_repeated_parameters_are_refused(caller: Caller, query: str) -> None:
    refused(caller.send("search-for-free-slots", f"/Slot?{query}"), 422, "INVALID_PARAMETER")


@pytest.mark.parametrize(
    ("now", "day", "offsets"),
    [
        (datetime(2026, 3, 27, 23, 59, 50, tzinfo=UTC), date(2026, 3, 29), {"+00:00", "+01:00"}),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), date(2026, 10, 25), {"+00:00", "+01:00"}),
        (datetime(2027, 12, 31, 23, 59, 50, tzinfo=UTC), date(2028, 1, 1), {"+00:00"}),
        (datetime(2028, 2, 28, 12, tzinfo=UTC), date(2028, 2, 29), {"+00:00"}),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), date(2026, 7, 2), {"+01:00"}),
    ],
)
def test_times_are_uk_local_times_on_every_day(now: datetime, day: date, offsets: set[str]) -> None:
    with calling(Settings(now=now)) as caller:
        result = _search(caller, day, day)
        texts = [slot[name] for slot in result["Slot"] for name in ("start", "end")]
        texts += [one["planningHorizon"][name] for one in result["Schedule"] for name in ("start", "end")]
        for text in texts:
            moment = datetime.fromisoformat(text)
            assert moment.astimezone(UK).isoformat() == text
        assert {text[-6:] for text in texts} == offsets
        assert {text[:10] for text in texts} <= {str(day), str(day + timedelta(days=1))}
        expected = _rows(caller, f"start >= {_epoch(day)} AND end < {_epoch(day + timedelta(days=1))}")
        assert _ids(result["Slot"]) <= expected


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31")),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ("2026-10-25", "2027-03-28", "2027-10-31", "2028-03-26")),
        (datetime(2026, 10, 26, 12, tzinfo=UTC), ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31")),
    ],
)
def test_slots_lie_on_both_sides_of_every_change_of_the_clocks_within_a_year(
    now: datetime, changes: tuple[str, ...]
) -> None:
    with calling(Settings(now=now)) as caller:
        for change in map(date.fromisoformat, changes):
            found = _slots(caller, change - timedelta(days=1), change + timedelta(days=1))
            assert {slot["start"][-6:] for slot in found} == {"+00:00", "+01:00"}


def test_slot_times_can_be_seeded_with_the_offset_of_today() -> None:
    with calling(Settings(now=NOW, faults=("slot-times-by-todays-offset",))) as caller:
        found = _slots(caller, "2026-03-28", "2026-03-30")
        assert {slot[name][-6:] for slot in found for name in ("start", "end")} == {"+00:00"}
        right = {row["id"]: row for row in caller.provider.services.store.all("SELECT * FROM slot")}
        assert all(datetime.fromisoformat(one["start"]).timestamp() == right[one["id"]]["start"] for one in found)


@pytest.mark.parametrize("faults", [(), ("needless-encoding-not-understood",)])
def test_percent_encoded_letters_are_decoded(faults: tuple[str, ...]) -> None:
    query = _query(f"ge{TODAY}", f"le{TODAY}").replace("status=free", "%73tatus=fre%65")
    with calling(Settings(now=NOW, faults=faults)) as caller:
        assert caller.send("search-for-free-slots", query).status_code == (422 if faults else 200)


def test_a_fortnight_over_a_clock_change_is_a_fortnight() -> None:
    with calling(Settings(now=datetime(2026, 10, 20, 8, tzinfo=UTC))) as caller:
        start, end = "ge2026-10-20T09:00:00+01:00", "le2026-11-03T09:00:00+00:00"
        assert caller.send("search-for-free-slots", _query(start, end)).status_code == 200
        over = "le2026-11-03T09:00:01+00:00"
        refused(caller.send("search-for-free-slots", _query(start, over)), 422, "INVALID_PARAMETER")
