"""The file of waivers: what it may say, and what is told of one that is wrong."""

import datetime as dt
from pathlib import Path

import pytest
from gated_suite import waiver

from gpconnect.assurance.fingerprint import fingerprint
from gpconnect.assurance.waivers import Waivers, WaiversError, read_waivers
from gpconnect.conformance.finding import Finding

TODAY = dt.date(2026, 11, 22)
FINDING = Finding("RORG-003", "name", "a name", "absent")
FINGERPRINT = f'"{fingerprint(FINDING)}"'


def waivers(folder: Path, *entries: str) -> Waivers:
    file = folder / "waivers.toml"
    file.write_text("# Accepted for a time.\n\n" + "\n".join(entries), encoding="utf-8")
    return read_waivers(file, TODAY)


def test_a_waiver_covers_its_finding_wherever_it_is_made(tmp_path: Path) -> None:
    known = waivers(tmp_path, waiver(fingerprint=FINGERPRINT))
    covering = known.covering(FINDING, ["any"])
    assert covering is not None
    assert covering.place == "waivers.toml, entry 1 (line 3)"
    assert covering.reference == "CHANGE-1042"


@pytest.mark.parametrize("name", ["0f3a", "a.feature: It is read"])
def test_a_waiver_of_a_scenario_covers_no_other(tmp_path: Path, name: str) -> None:
    known = waivers(tmp_path, waiver(fingerprint=FINGERPRINT, requirement="", scenario=f'"{name}"'))
    assert known.covering(FINDING, ["0f3a", "a.feature: It is read"]) is not None
    assert known.covering(FINDING, ["1e2b", "a.feature: It is found"]) is None


@pytest.mark.parametrize(
    "other",
    [
        Finding("RORG-003", "name", "a name", "wrong"),
        Finding("RORG-002", "name", "a name", "absent"),
        Finding("RORG-003", "name", "a name", "absent", level="SHOULD"),
        Finding("RORG-003", "name", "a name", "absent", ambiguity="AMB-001"),
    ],
)
def test_a_waiver_covers_no_other_finding(tmp_path: Path, other: Finding) -> None:
    assert waivers(tmp_path, waiver(fingerprint=FINGERPRINT)).covering(other, ["any"]) is None


@pytest.mark.parametrize(("expires", "covers"), [("2026-11-22", True), ("2026-11-21", False)])
def test_a_waiver_holds_to_the_end_of_its_last_day(tmp_path: Path, expires: str, covers: bool) -> None:
    known = waivers(tmp_path, waiver(fingerprint=FINGERPRINT, expires=expires))
    assert (known.covering(FINDING, ["any"]) is not None) is covers


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"owner": ""}, 'owner is missing: write owner = "..."'),
        ({"reason": '"  "'}, "reason is '  '"),
        ({"reference": "1042"}, "reference is 1042"),
        ({"requirement": ""}, "name what it is about"),
        ({"requirement": '"RORG-03"'}, "there is no requirement 'RORG-03': is 'RORG-013' meant?"),
        ({"fingerprint": '"BOOK"'}, "fingerprint 'BOOK': 16 hexadecimal digits are needed"),
        ({"expires": ""}, "expires is missing: write the last day on which it holds"),
        ({"expires": '"2027-01-31"'}, "expires is '2027-01-31': write the last day"),
        ({"expires": "2027-01-31T00:00:00"}, "write the last day"),
        ({"expiry": "2027-01-31"}, "'expiry' is not known: is 'expires' meant?; known: requirement"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line_and_the_remedy(
    tmp_path: Path, members: dict[str, str], complaint: str
) -> None:
    with pytest.raises(WaiversError) as raised:
        waivers(
            tmp_path,
            waiver(),
            waiver(fingerprint=FINGERPRINT, **members) if "fingerprint" not in members else waiver(**members),
        )
    assert str(raised.value).startswith("waivers.toml, entry 2 (line 11): ")
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[waiver]]\nowner = x\n", "cannot be read: Invalid value (at line 2"),
        ("[[waivers]]\n", "['waivers'] is not known here: write each waiver below [[waiver]]"),
        ("waiver = 1\n", "write each waiver below [[waiver]]"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WaiversError) as raised:
        read_waivers(file, TODAY)
    assert complaint in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WaiversError, match=r"absent\.toml: cannot be read"):
        read_waivers(tmp_path / "absent.toml", TODAY)


def test_the_same_waiver_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        WaiversError, match=r"entry 2 \(line 11\): says the same as waivers\.toml, entry 1 \(line 3\)"
    ):
        waivers(tmp_path, waiver(), waiver(reason='"another"'))


def test_an_empty_file_waives_nothing(tmp_path: Path) -> None:
    assert waivers(tmp_path).entries == ()
