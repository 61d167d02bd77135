"""Test data files: both forms say the same, and what is wrong with one is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gpconnect.assurance.outcomes import UnmappedRole
from gpconnect.target.roles import roles
from gpconnect.target.settings import SettingsError
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import read_test_data, unknown_roles

TOML = """
[patients]
registered = ["9990000018", "9990000026"]
deceased = "9990000123"

[organisations]
practice = "A20047"

[[registration]]
role = "verified"
nhs_number = "9990001030"
family = "Öst, the"
given = "Glen"
birth_date = "2002-04-06"
gender = "male"
"""
CSV = """table,role,value,nhs_number,family,given,birth_date,gender
patients,registered,9990000018,,,,,
patients,registered,9990000026,,,,,
,,,,,,,
patients, deceased ,9990000123
organisations,practice,A20047,,,,,
registration,verified,,9990001030,"Öst, the",Glen,2002-04-06,male
"""


def data(folder: Path, text: str, suffix: str = "toml", practice: str | None = None) -> TestData:
    file = folder / f"data.{suffix}"
    file.write_text(text, encoding="utf-8")
    return read_test_data(file, practice)


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    made = data(tmp_path, TOML)
    assert made.nhs_number("registered", 1) == "9990000026"
    assert made.candidates("verified")[0].family == "Öst, the"
    assert data(tmp_path, CSV, "csv") == made
    assert data(tmp_path, "\ufeff" + CSV, "csv") == made


@pytest.mark.parametrize(
    ("text", "suffix", "told"),
    [
        ("[patient]\n", "toml", "there is no table [patient]; did you mean patients?"),
        ("[zebra]\n", "toml", "there is no table [zebra]; there are patients, patient_ids, organisations"),
        ("[organisations]\npractice = ['A1']", "toml", "[organisations] practice: must be an ODS code, as text"),
        ("[patients]\ndeceased = 999", "toml", "[patients] deceased: must be an NHS number, or a list of them"),
        ("patients = 1", "toml", "[patients] must be a table that maps roles"),
        ("[patients", "toml", "data.toml: Expected"),
        ("[[registration]]\nrole = 'verified'", "toml", "[[registration]] row 1: lacks nhs_number, family, given"),
        (TOML + "age = '5'", "toml", "row 1: there is no age; a person has role, nhs_number, family"),
        (TOML + "logical_id = 17", "toml", "row 1: logical_id must be text in quotes (got 17)"),
        (TOML.replace("2002-04-06", "6.4.2002"), "toml", "birth_date 6.4.2002 is no date such as 1980-12-31"),
        ("a,b\n1,2", "csv", "its first line lacks the columns table, role, value; it has ['a', 'b']"),
        (CSV + "organisations,practice,B1", "csv", "line 8: [organisations] practice stands twice"),
        (CSV + "organisations,,B1", "csv", "line 8: table, role and value are all needed"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, suffix: str, told: str) -> None:
    with pytest.raises(SettingsError) as raised:
        data(tmp_path, text, suffix)
    assert told in str(raised.value)
    assert f"data.{suffix}" in str(raised.value)


def test_what_is_known_of_a_record_may_stand_in_a_row(tmp_path: Path) -> None:
    assert data(tmp_path, TOML).candidates("verified")[0].logical_id == ""
    made = data(tmp_path, TOML + 'logical_id = "17"')
    assert made.candidates("verified")[0].logical_id == "17"
    written = CSV.replace(",gender\n", ",gender,logical_id\n").replace(",male\n", ",male,17\n")
    assert data(tmp_path, written, "csv") == made


def test_an_unmapped_role_is_told_in_words_that_reports_are_read_by(tmp_path: Path) -> None:
    made = data(tmp_path, TOML)
    for ask, role in (
        (lambda: made.nhs_number("registered", 2), "[patients] registered"),
        (lambda: made.nhs_number("sensitive"), "[patients] sensitive"),
        (lambda: made.code("locations", "branch"), "[locations] branch"),
        (lambda: made.candidates("mismatch"), "[registration] mismatch"),
    ):
        with pytest.raises(UnmappedRole) as raised:
            ask()
        assert UnmappedRole.named_in(f"not applicable: {raised.value}") == role
    assert UnmappedRole.named_in("not applicable: holds since edition 1.2.7") is None


def test_the_practice_may_stand_in_the_settings_and_in_one_place_only(tmp_path: Path) -> None:
    assert data(tmp_path, "", practice="B2").code("organisations", "practice") == "B2"
    with pytest.raises(SettingsError, match=r"B2 is not what the test data maps .* practice: A20047"):
        data(tmp_path, TOML, practice="B2")


def test_a_role_that_no_scenario_needs_is_told(tmp_path: Path) -> None:
    made = data(tmp_path, TOML.replace("registered", "regsitered"))
    told = "[patients] regsitered: no scenario needs this role; did you mean registered?"
    assert list(unknown_roles(made)) == [told]


def test_the_catalogue_of_roles_is_what_the_reference_provider_fills() -> None:
    import tomllib

    from gpconnect.provider.app import create_services
    from gpconnect.provider.data_file import data_file
    from gpconnect.provider.settings import Settings

    noon = datetime(2027, 1, 20, 12, tzinfo=UTC)  # later than the first appointment of a day
    seeded = tomllib.loads(data_file(create_services(Settings(now=noon)).store))
    people = {("registration", row["role"]) for row in seeded.pop("registration")}
    mapped = {(table, role) for table, rows in seeded.items() for role in rows} | people
    # A role that the provider maps for its own sake.
    assert mapped - {("appointments", "cancelled")} == {(one.table, one.name) for one in roles()}
