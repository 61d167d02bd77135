"""The seed data: every role is there, the same each time, and exported as a test-data file."""

import tomllib
from datetime import UTC, datetime

from gpconnect.provider.app import create_services
from gpconnect.provider.data_file import data_file
from gpconnect.provider.parameters import is_nhs_number
from gpconnect.provider.pds import pds_record
from gpconnect.provider.settings import Settings
from gpconnect.provider.store import Store

PATIENTS = {
    *("registered", "no_appointments", "temporary", "inactive", "deceased", "sensitive", "superseded"),
    *("invalid_on_pds", "not_in_system", "no_consent", "unverified_match", "unverified_partial_match"),
    *("unverified_mismatch", "unverified_deceased", "unverified_sensitive", "appointments_elsewhere"),
    *("appointments_earlier_today", "all_details", "incomplete"),
}


ALIASES = {"appointments_earlier_today", "all_details"}
_NOW = datetime(2026, 2, 3, 11, tzinfo=UTC)


def _store(now: datetime = _NOW) -> Store:
    return create_services(Settings(now=now)).store


def test_the_data_file_names_every_role() -> None:
    data = tomllib.loads(data_file(_store()))
    assert data["patients"].keys() == PATIENTS
    assert len(data["patients"]["registered"]) >= 5
    assert data["organisations"].keys() == {"practice", "other", "other_consumer", "unknown", "all_details"}
    profiles = {"no_role_profile", "one_role_profile", "two_role_profiles", "unknown", "all_details"}
    assert data["practitioners"].keys() == profiles
    assert data["locations"].keys() == {"practice", "branch", "all_details"}
    assert data["patient_ids"].keys() == {"sensitive", "inactive", "deceased", "incomplete"}
    assert data["appointments"].keys() == {
        "past",
        "past_body",
        "sensitive",
        "sensitive_body",
        "earlier_today",
        "earlier_today_date",
        "cancelled",
        "elsewhere",
    }
    assert data["slots"].items() >= {"restricted_type": "urgent-care", "restricted_code": "A11111"}.items()
    assert data["slots"].keys() >= {"past", "past_start", "past_end", "past_location"}
    assert data["slots"].keys() >= {"embargoed", "embargoed_start", "embargoed_end", "embargoed_location"}


def test_candidates_are_as_pds_knows_them() -> None:
    store = _store()
    candidates = tomllib.loads(data_file(store))["registration"]
    by_role: dict[str, int] = {}
    for one in candidates:
        by_role[one["role"]] = by_role.get(one["role"], 0) + 1
        known = {"inactive": {"logical_id"}, "verified": {"postcode"}}.get(one["role"], set())
        assert one.keys() == {"role", "nhs_number", "family", "given", "birth_date", "gender"} | known
        known = pds_record(store, one["nhs_number"])
        if one["role"] == "not_on_pds":
            assert known is None
        else:
            assert known is not None
            differs = one["role"] in ("mismatch", "unverified_mismatch")
            assert known.matches(one["family"], one["given"], one["birth_date"]) is not differs
            assert (known.birth_date == one["birth_date"]) is not (differs or one["role"] == "partial_match")
            assert ((known.family, known.given) == (one["family"], one["given"])) is not differs
            flags = {"deceased": known.deceased, "invalid": known.invalid, "sensitive": known.sensitive}
            flags["superseded"] = known.superseded
            assert [name for name, on in flags.items() if on] == [one["role"]] * (one["role"] in flags)
    assert by_role["verified"] >= 30
    assert by_role["inactive"] >= 1


def test_nhs_numbers_are_valid_and_used_once() -> None:
    data = tomllib.loads(data_file(_store()))
    numbers = [one["nhs_number"] for one in data["registration"]]
    for name, value in data["patients"].items():
        numbers += [] if name in ALIASES else value if isinstance(value, list) else [value]
    assert len(set(numbers)) == len(numbers)
    assert all(is_nhs_number(number) and number.startswith("9") for number in numbers)


def test_the_same_data_each_time() -> None:
    assert data_file(_store()) == data_file(_store())


def test_before_the_first_appointment_of_the_day_none_is_earlier_today() -> None:
    data = tomllib.loads(data_file(_store(_NOW.replace(hour=0))))
    assert not {"earlier_today", "earlier_today_date"} & data["appointments"].keys()
    assert "appointments_earlier_today" not in data["patients"]


def test_two_parts_of_the_date_of_birth_are_enough_where_the_names_agree() -> None:
    store = _store()
    row = store.one("SELECT * FROM pds LIMIT 1")
    assert row is not None
    known = pds_record(store, row["nhs_number"])
    assert known is not None
    year, month, day = known.birth_date.split("-")
    near, far = f"{int(year) - 1}-{month}-{day}", f"{int(year) - 1}-{month}-{int(day) % 28 + 1:02}"
    family, given = known.family.lower() + "x", known.given[0]
    assert known.matches(family, given, near)
    assert not known.matches(family, given, far)
    assert not known.matches("zzz", given, near)
    assert not known.matches(family, "?", near)
    assert known.matches("zzz", "?", known.birth_date)
