"""The files that init and import-data write: complete, explained, and readable as they are."""

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gpconnect.cli import app
from gpconnect.target.roles import roles
from gpconnect.target.settings import NOT_IN_FILE, TargetSettings
from gpconnect.target.settings_loading import load_settings
from gpconnect.target.testdata_files import mapped_roles, read_test_data

OFFICIAL = {
    "NHSNoMap.csv": "NATIVE_NHS_NUMBER,PROVIDER_NHS_NUMBER\npatient1,9990000018\npatient2, 9990000026 \n"
    "patient9,9990000131\npatient13,9990000999\npatientNotInSystem,9990000239\n",
    "ODSCodeMap.csv": "NATIVE_ODS_CODE,PROVIDER_ODS_CODE\nORG1,A20047\nORG2,B82617\nSIT1,Z1\n",
    "PractitionerCodeMap.csv": "NATIVE_PRACTITIONER_CODE,PROVIDER_PRACTITIONER_CODE\npractitioner2,G222\n"
    "practitioner4,G999",
    "LocationLogicalIdentifierMap.csv": "Location,LogicalIdentifier\nSIT1,17\n",
    "RegisterPatients.csv": "SPINE_NHS_NUMBER,NAME_FAMILY,NAME_GIVEN,GENDER,DOB\n"
    "9990001030,YOUNG,Glen,MALE,2002-04-06\n9990001049,PEARSON,Louise,FEMALE,1993-09-26\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def uncommented(file: Path) -> str:
    """Return the file with every setting or role in it set, and the explanations left out."""
    lines = (line.removeprefix("# ") for line in file.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if " = " in line or line.startswith("["))


def test_init_writes_both_files_and_overwrites_none() -> None:
    first = run("init", "--provider-url", "https://mine.example/A1/STU3/1/gpconnect")
    assert first.exit_code == 0, first.output
    settings = load_settings()
    assert settings.provider_url == "https://mine.example/A1/STU3/1/gpconnect"
    assert settings.test_data == Path("test-data.toml")
    assert not mapped_roles(read_test_data(settings.test_data))
    Path("test-data.toml").unlink()
    second = run("init")
    assert second.exit_code == 2
    assert "gpconnect.toml: exists, and is not overwritten" in second.output
    assert not Path("test-data.toml").exists()


def test_every_setting_and_every_role_is_in_the_files_once() -> None:
    run("init")
    table = tomllib.loads(uncommented(Path("gpconnect.toml")))
    written = [*table, *table["targets"]["int"]]
    assert sorted([*written, *NOT_IN_FILE, "tls"]) == sorted(
        [*TargetSettings.model_fields, "targets", "default_target"]
    )
    data = tomllib.loads(uncommented(Path("test-data.toml")))
    people = {("registration", row["role"]) for row in data.pop("registration")}
    found = {(name, role) for name, rows in data.items() for role in rows} | people
    assert found == {(one.table, one.name) for one in roles()}


def test_the_data_of_the_official_suite_is_imported(folder: Path) -> None:
    source = folder / "Data"
    source.mkdir()
    for name, text in OFFICIAL.items():
        source.joinpath(name).write_text(text, encoding="utf-8")
    done = run("import-data", "Data", "--output", "mine/test-data.toml")
    assert done.exit_code == 0, done.output
    data = read_test_data(Path("mine/test-data.toml"))
    assert data.patients == {
        "registered": ["9990000018", "9990000026"],
        "sensitive": "9990000131",
        "not_in_system": "9990000239",
    }
    assert data.organisations == {"practice": "A20047", "other": "B82617"}
    assert data.practitioners == {"one_role_profile": "G222", "unknown": "G999"}
    assert data.locations == {"practice": "17"}
    assert [(one.role, one.given, one.gender) for one in data.registration] == [
        ("verified", "Glen", "male"),
        ("verified", "Louise", "female"),
    ]
    assert "NHSNoMap.csv: no role of ours for patient13" in done.output
    assert "ODSCodeMap.csv: no role of ours for SIT1" in done.output
    assert f"9 of {len(roles())} roles are mapped" in done.output
    assert run("import-data", "Data", "--output", "mine/test-data.toml").exit_code == 2


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("other.csv", "", "holds none of NHSNoMap.csv, ODSCodeMap.csv"),
        ("ODSCodeMap.csv", "a,b\n", "must name the columns NATIVE_ODS_CODE, PROVIDER_ODS_CODE; it has ['a', 'b']"),
        ("ODSCodeMap.csv", "", "must name the columns"),
        (
            "RegisterPatients.csv",
            OFFICIAL["RegisterPatients.csv"].replace("2002-04-06", "06/04/2002"),
            "DOB 06/04/2002 of 9990001030 is no date",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_is_told(folder: Path, name: str, text: str, told: str) -> None:
    folder.joinpath(name).write_text(text, encoding="utf-8")
    done = run("import-data", ".")
    assert done.exit_code == 2
    assert told in done.output
    assert not Path("test-data.toml").exists()
