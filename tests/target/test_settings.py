"""Settings: what wins over what, and what is told of a wrong one: its name, where it was set, what it takes."""

from pathlib import Path

import pytest

from gpconnect.target.settings import SettingsError, TargetSettings
from gpconnect.target.settings_loading import OPTIONS, load_settings

URL = "https://provider.example/A20047/STU3/1/gpconnect"
TARGETS = f"""
read_timeout = 20
default_target = "int"

[targets.int]
provider_url = "{URL}"
test_data = "data/int.toml"

[targets.dev]
provider_url = "http://127.0.0.1:8080/A20047/STU3/1/gpconnect"
read_timeout = 5
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "gpconnect.toml") -> Path:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return Path(name)


def error(**options: object) -> str:
    with pytest.raises(SettingsError) as raised:
        load_settings(**options)
    return str(raised.value)


def test_without_a_file_the_embedded_provider_is_tested() -> None:
    assert load_settings().provider_url is None


def test_options_win_over_variables_and_these_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write("read_timeout = 1\nconnect_timeout = 1\ntotal_timeout = 1\n")
    monkeypatch.setenv("GPCONNECT_READ_TIMEOUT", "2")
    monkeypatch.setenv("GPCONNECT_CONNECT_TIMEOUT", "2")
    made = load_settings(read_timeout=3.0)
    assert (made.read_timeout, made.connect_timeout, made.total_timeout) == (3, 2, 1)


def test_a_target_says_what_is_different_there(monkeypatch: pytest.MonkeyPatch) -> None:
    write(TARGETS)
    assert (load_settings().provider_url, load_settings().read_timeout) == (URL, 20)
    assert load_settings(target="dev").read_timeout == 5
    monkeypatch.setenv("GPCONNECT_TARGET", "dev")
    assert load_settings().read_timeout == 5


def test_files_are_looked_for_from_the_folder_of_the_settings_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(TARGETS, "elsewhere/own.toml")
    assert load_settings(config=file).test_data == Path("elsewhere/data/int.toml")
    monkeypatch.setenv("GPCONNECT_CONFIG", str(file))
    assert load_settings().test_data == Path("elsewhere/data/int.toml")
    assert load_settings(test_data=Path("mine.toml")).test_data == Path("mine.toml")


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        (
            "read_timeout = -1",
            {},
            "setting read_timeout (gpconnect.toml): Input should be greater than 0 (got -1)",
        ),
        ("read_timeout = -1", {}, "give seconds without a byte after which a response is given up"),
        (TARGETS + "pace = 0", {"target": "dev"}, "setting pace (gpconnect.toml [targets.dev]): Input should be"),
        ("", {"provider_url": "no url"}, "setting provider_url (option --provider-url): String should match"),
        (
            "",
            {"edition": "9.9.9"},
            "setting edition (option --spec): there is no such edition; known are 1.0.0",
        ),
        ("provider_asid = 918", {}, "the provider's ASID, sent as Ssp-To, in quotes"),
        ('provider_ulr = "x"', {}, "gpconnect.toml: there is no setting provider_ulr; did you mean provider_url?"),
        ("zebra = 1", {}, "gpconnect.toml: there is no setting zebra; docs/settings.md lists all there are"),
        (
            "[targets.a]\nedtion = '1'",
            {"target": "a"},
            "gpconnect.toml [targets.a]: there is no setting edtion",
        ),
        ("[dev]\nedition = '1'", {}, "there is no table [dev]; targets are written [targets.NAME]"),
        ("config = 'x'", {}, "there is no setting config"),
        (
            TARGETS,
            {"target": "itn"},
            "setting target (itn): gpconnect.toml has no [targets.itn], its targets are int",
        ),
        (TARGETS, {"target": "itn"}, "did you mean int?"),
        ("default_target = 'x'\n[targets.a]", {}, "gpconnect.toml: default_target (x): gpconnect.toml has no"),
        ("default_target = 1", {}, "default_target must be the name of a target, in quotes"),
        ("[targets.a]\n[targets.b]", {}, "which of its targets (a, b)? Name one with --target or GPCONNECT_TARGET"),
        ("targets = 1", {}, "[targets] holds tables only"),
        ("edition = 1.2.7", {}, "gpconnect.toml: is no TOML: "),
        (
            "",
            {"config": Path("absent.toml")},
            "setting config: absent.toml cannot be read (No such file",
        ),
    ],
)
def test_a_wrong_setting_is_told_with_its_place_and_the_fix(
    text: str, options: dict[str, object], told: str
) -> None:
    write(text)
    assert told in error(**options)


def test_a_target_without_a_file_is_told() -> None:
    assert "setting target (int): there is no gpconnect.toml in this folder" in error(target="int")


def test_a_wrong_variable_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPCONNECT_DELAY", "long")
    assert "setting delay (environment variable GPCONNECT_DELAY): Input should be a valid number" in error()


def test_a_misspelt_variable_is_told_and_a_foreign_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPCONNECT_DEFINITIONS", "elsewhere")
    assert load_settings().provider_url is None
    monkeypatch.setenv("GPCONNECT_PROVIDER_ULR", URL)
    assert "environment variable GPCONNECT_PROVIDER_ULR: there is no setting provider_ulr; did you mean" in error()


def test_secrets_are_not_told() -> None:
    write("tls_password = 4711\nweb_proxy_password = 4712")
    assert "471" not in error()
    assert "setting tls_password (gpconnect.toml): Input should be a valid string; give the password" in error()


def test_a_wrong_file_is_told_with_the_place_of_its_setting() -> None:
    write("[targets.a]\ntls_ca = 'absent.pem'\ntls_untrusted_key = 'key.pem'")
    made = load_settings(target="a")
    with pytest.raises(SettingsError, match=r"setting tls_ca \(gpconnect.toml \[targets.a\]\): absent.pem: "):
        made.check_certificates()
    with pytest.raises(SettingsError, match=r"tls_untrusted_key \(gpconnect.toml \[targets.a\]\): means nothing"):
        made.certificate("untrusted")


def test_the_way_out_knows_its_user() -> None:
    made = load_settings(web_proxy="http://proxy.example:3128", web_proxy_user="tester", web_proxy_password="x")
    way = made.endpoint(URL).web_proxy
    assert way is not None
    assert (way.host, way.port, way.authorization) == ("proxy.example", 3128, "Basic dGVzdGVyOng=")
    assert "dGVz" not in repr(way)


def test_every_setting_says_what_it_takes_and_every_option_is_a_setting() -> None:
    assert all(one.description for one in TargetSettings.model_fields.values())
    assert OPTIONS.keys() <= TargetSettings.model_fields.keys()
