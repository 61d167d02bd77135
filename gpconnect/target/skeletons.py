"""The files that a run needs, to be filled in: the settings, and the test data with every role explained."""

import json
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final

from gpconnect.assurance.feature_files import WrittenScenario
from gpconnect.target.roles import Role, roles, table_contents
from gpconnect.target.settings import NOT_IN_FILE, PREFIX, TargetSettings
from gpconnect.target.testdata import RegistrationCandidate, TestData
from gpconnect.target.testdata_files import OPTIONAL, PERSON, REGISTRATION

_EXAMPLE_URL: Final = "https://provider.example/A20047/STU3/1/gpconnect"
_WIDTH: Final = 110
# What differs from one system under test to the next; all else stands above the targets, for all of them.
_OF_A_TARGET: Final = (
    "provider_url",
    "edition",
    "provider_asid",
    "provider_ods_code",
    "test_data",
    "ssp_proxy",
    "tls_ca",
    "tls_server_name",
    "tls_client_certificate",
    "tls_client_key",
)
_EXAMPLES: Final = {"pace": 10}
_FILLED_IN: Final = ("provider_url", "provider_asid", "test_data")


def settings_skeleton(provider_url: str | None = None, test_data: str = "test-data.toml") -> str:
    """Return a ``gpconnect.toml``: every setting, what it takes, and its default behind a comment sign."""
    values = {"provider_url": provider_url or _EXAMPLE_URL, "test_data": test_data}
    known = [name for name in TargetSettings.model_fields if name not in (*NOT_IN_FILE, "tls")]
    shared = [name for name in known if name not in _OF_A_TARGET]
    lines = [
        "# Settings of gpconnect-conformance. Lines that begin with # are comments: take the sign away to set one.",
        f"# Environment variables ({PREFIX} and the name in capitals) win over this file, and options over both.",
        "# Files are looked for from the folder of this file. See docs/settings.md.",
        "",
        "# The target that is tested when no --target names another.",
        'default_target = "int"',
        "",
        "# For every target, unless it says otherwise:",
        *_settings(shared, {}),
        "",
        "# A target is one system under test; add as many as you have.",
        "[targets.int]",
        *_settings(_OF_A_TARGET, values),
    ]
    return "\n".join(lines) + "\n"


def _settings(names: Sequence[str], values: dict[str, str]) -> Iterator[str]:
    for name in names:
        field = TargetSettings.model_fields[name]
        default = values.get(name, field.default)
        sign = "" if name in _FILLED_IN else "# "
        yield ""
        yield from wrap(
            str(field.description), _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
        )
        yield f"{sign}{name} = {_toml(_EXAMPLES.get(name, default))}"


def _toml(value: object) -> str:
    """Return a value as TOML writes it; nothing at all is an empty text, to be filled in."""
    return json.dumps("" if value is None else value, ensure_ascii=False)


def role_skeleton(scenarios: Iterable[WrittenScenario], data: TestData | None = None) -> str:
    """Return a test data file: what ``data`` maps, and every other role behind a comment sign, each explained."""
    written = list(scenarios)
    data = data or TestData()
    lines = [
        "# Test data of gpconnect-conformance: who and what at your provider plays which role. Test patients only.",
        "# A scenario whose role is not mapped is not applicable. See docs/test-data.md.",
    ]
    for table, holds in table_contents().items():
        of_table = [role for role in roles() if role.table == table]
        lines += ["", "", f"# Each role is mapped to {holds}."]
        if table == REGISTRATION:
            lines += _people(of_table, data, written)
        else:
            lines += [f"[{table}]", *_rows(of_table, data, written)]
    return "\n".join(lines) + "\n"


def _rows(of_table: Sequence[Role], data: TestData, written: Sequence[WrittenScenario]) -> Iterator[str]:
    for role in of_table:
        mapping = getattr(data, role.table)
        yield from _explained(role, written)
        if role.name in mapping:
            yield f"{role.name} = {_toml(mapping[role.name])}"
        else:
            yield f"# {role.name} = {_toml([''] * role.rows if role.rows > 1 else '')}"


def _people(of_table: Sequence[Role], data: TestData, written: Sequence[WrittenScenario]) -> Iterator[str]:
    for role in of_table:
        yield from _explained(role, written)
        found = [one for one in data.registration if one.role == role.name]
        for person in found:
            yield from (f"[[{REGISTRATION}]]", *_person(person), "")
        if not found:
            blank = RegistrationCandidate(role.name, "", "", "", "", "")
            yield from (f"# {line}" for line in (f"[[{REGISTRATION}]]", *_person(blank)))


def _person(person: RegistrationCandidate) -> list[str]:
    told = [name for name in OPTIONAL if getattr(person, name)]
    return [f"{name} = {_toml(getattr(person, name))}" for name in ("role", *PERSON, *told)]


def _explained(role: Role, written: Sequence[WrittenScenario]) -> Iterator[str]:
    number = sum(map(role.needed_by, written))
    several = f" ({role.rows} of them)" if role.rows > 1 else ""
    needed = f"{number} scenarios" if number != 1 else "1 scenario"
    text = f"{role.name}: {role.means}{several}. Needed by {needed}: {', '.join(role.interactions(written))}."
    yield ""
    yield from wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)
