"""The provider's own port: what is tried there, and when an attempt decides nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance import transport
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection
from gpconnect.provider.server import Address, running
from gpconnect.provider.settings import Settings
from gpconnect.provider.tls import Tls
from gpconnect.spec import edition
from gpconnect.target.certificates import PROXY_NAME, MadeCertificates, make_certificates
from gpconnect.target.embedded import tls_settings
from gpconnect.target.secure_port import SecurePort
from gpconnect.target.settings import TargetSettings


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeCertificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def _provider(made: MadeCertificates, *faults: str) -> Iterator[str]:
    tls = Tls(made.certificate("server"), made.key("server"), made.authority, made.revocations, (PROXY_NAME,))
    with running(Settings(faults=faults), Address(tls=tls)) as provider:
        yield provider.base_url


def _settings(made: MadeCertificates, **changes: object) -> TargetSettings:
    return TargetSettings(**{**tls_settings(made), "connect_timeout": 2.0, **changes})  # type: ignore[arg-type]


def _consumer(settings: TargetSettings, root: str) -> Consumer:
    return Consumer(Connection(settings.endpoint(root)), edition(settings.edition), settings.identity)


def _port(settings: TargetSettings, root: str) -> SecurePort:
    return SecurePort(_consumer(settings, root), settings)


@pytest.fixture(scope="module")
def sound(made: MadeCertificates) -> Iterator[str]:
    with _provider(made) as root:
        yield root


def test_evidence_of_the_connection_is_kept_with_the_response(made: MadeCertificates, sound: str) -> None:
    consumer = _consumer(_settings(made), sound)
    for exchange in (
        consumer.send(consumer.draft("get-the-capability-statement")),
        SecurePort(consumer, _settings(made)).answers().exchange,
    ):
        assert exchange.response is not None
        assert exchange.response.tls == "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384"


@pytest.mark.parametrize("kind", ["untrusted", "expired", "revoked", "wrong_name"])
def test_a_sound_provider_refuses_bad_certificates(made: MadeCertificates, sound: str, kind: str) -> None:
    judgement = transport.judge_refused_certificate(
        *_port(_settings(made), sound).with_certificate(kind),  # type: ignore[arg-type]
        ["SEC-113"],
    )
    assert judgement.findings == []


@pytest.mark.parametrize("missing", ["tls_client_certificate", "tls_expired_certificate"])
def test_without_a_certificate_nothing_could_run(made: MadeCertificates, sound: str, missing: str) -> None:
    settings = _settings(made, **{missing: None, missing.replace("certificate", "key"): None})
    with pytest.raises(NotApplicable, match=f"could not run: the setting {missing} is not set"):
        _port(settings, sound).with_certificate("expired")


def test_a_bad_certificate_that_is_bad_otherwise_could_not_run(made: MadeCertificates, sound: str) -> None:
    files = {"tls_revoked_certificate": made.certificate("expired"), "tls_revoked_key": made.key("expired")}
    with pytest.raises(NotApplicable, match=r"tls_revoked_certificate\) does not fit: it expired on"):
        _port(_settings(made, **files), sound).with_certificate("revoked")


def test_ciphers_that_our_own_library_has_not_could_not_run(made: MadeCertificates, sound: str) -> None:
    with pytest.raises(NotApplicable, match="could not run: OpenSSL"):
        _port(_settings(made), sound).with_ciphers("NO-SUCH-CIPHER")


def test_a_provider_that_does_not_answer_the_good_certificate_blocks(made: MadeCertificates) -> None:
    with _provider(made) as root:
        port = _port(_settings(made), root)
        port.answers()
    for attempt in (
        port.in_plain_http,
        lambda: port.offered_version("TLS 1.1"),
        lambda: port.with_certificate("expired"),
    ):
        with pytest.raises(Blocked, match=r"with the good client certificate|nothing listens"):
            attempt()


@pytest.mark.parametrize(("fault", "findings"), [((), 0), (("tls-preference-ignored",), 1)])
def test_the_preferred_family_is_chosen_unless_the_provider_ignores_it(
    made: MadeCertificates, fault: tuple[str, ...], findings: int
) -> None:
    with _provider(made, *fault) as root:
        answer = _port(_settings(made), root).offered_families()
    assert len(transport.judge_preferred_family(answer, ["SEC-110"]).findings) == findings


@pytest.mark.parametrize(
    ("root", "proxy", "why"),
    [
        ("http://provider.example/A1/STU3/1/gpconnect", None, "the provider's URL is http://"),
        (
            "https://provider.example/A1/STU3/1/gpconnect",
            "https://proxy.example",
            "stands before the provider's own",
        ),
    ],
)
def test_there_is_nothing_to_test_without_a_port_of_its_own(
    made: MadeCertificates, root: str, proxy: str | None, why: str
) -> None:
    with pytest.raises(NotApplicable, match=why):
        _port(_settings(made, ssp_proxy=proxy), root)


def test_settings_say_what_is_wrong_with_files(made: MadeCertificates, tmp_path: Path) -> None:
    from gpconnect.target.settings import SettingsError

    with pytest.raises(SettingsError, match=r"setting tls_revoked_key: .*absent.key: cannot be read"):
        _settings(made, tls_revoked_key=tmp_path / "absent.key").check_certificates()
    with pytest.raises(SettingsError, match="setting tls_expired_key: means nothing without"):
        _settings(made, tls_expired_certificate=None).check_certificates()
    with pytest.raises(SettingsError, match=r"setting tls_ca: .*absent.pem: cannot be read"):
        _settings(made, tls_ca=tmp_path / "absent.pem").endpoint("https://provider.example")
