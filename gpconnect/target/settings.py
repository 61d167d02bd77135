"""Settings of the provider under test: a TOML file, overridden by environment variables, overridden by options."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, SecretStr
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from gpconnect import __version__
from gpconnect.consumer.connection import BODY_LIMIT_BYTES, Endpoint
from gpconnect.consumer.identity import ConsumerIdentity, ConsumerOrganisation, ConsumerUser
from gpconnect.consumer.tls import ClientCertificate, TlsFileError, Trust, client_context
from gpconnect.consumer.web_proxy import WebProxy
from gpconnect.spec import DEFAULT_EDITION, known_editions
from gpconnect.spec.live import TEST_NUMBERS
from gpconnect.target.settings_file import SETTINGS_FILE, FileSettings, SettingsError, file_settings

__all__ = [
    "BAD_CERTIFICATES",
    "SETTINGS_FILE",
    "CertificateKind",
    "SettingsError",
    "TargetSettings",
    "in_file",
]

CertificateKind = Literal["client", "untrusted", "expired", "revoked", "wrong_name"]
BAD_CERTIFICATES: tuple[CertificateKind, ...] = ("untrusted", "expired", "revoked", "wrong_name")

PREFIX: Final = "GPCONNECT_"
"""What the names of environment variables begin with."""

# These say which file is read, and which part of it: they cannot stand in it.
NOT_IN_FILE: Final = ("config", "target")


def _a_known_edition(version: object) -> object:
    if isinstance(version, str) and version not in known_editions():
        raise ValueError(f"there is no such edition; known are {', '.join(known_editions())}")
    return version


class TargetSettings(BaseSettings):
    """What the harness must know of the provider under test, and of the consumer that it plays.

    Without a ``provider_url`` the embedded reference provider is tested. Every description says what the setting
    takes; messages, ``gpconnect.toml`` as ``init`` writes it, and docs/settings.md rest on them.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid")

    config: Path | None = Field(None, description=f"the settings file, where it is not {SETTINGS_FILE} here")
    target: str | None = Field(None, description="the name of the target in the settings file that is tested")

    provider_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+(/[^/\s]+)*$",
        description="a service root URL such as https://provider.example/A20047/STU3/1/gpconnect, no trailing /",
    )
    edition: Annotated[str, BeforeValidator(_a_known_edition)] = Field(
        DEFAULT_EDITION, description="the edition of the specification that the provider is held to"
    )
    provider_asid: str = Field("918999198993", description="the provider's ASID, sent as Ssp-To, in quotes")
    provider_ods_code: str | None = Field(
        None,
        pattern=r"^[A-Z0-9]{3,10}$",
        description="the ODS code of the practice; the test data's [organisations] practice need not repeat it",
    )
    test_data: Path | None = Field(
        None, description="a TOML or CSV file that says who plays which role at the provider (docs/test-data.md)"
    )

    nhs_number_ranges: list[str] = Field(
        [TEST_NUMBERS], description="the NHS numbers that may be sent: single ones, or two with a hyphen between"
    )
    ods_codes: list[str] = Field(
        [], description="ODS codes that may be named besides the consumer's own and those of the test data"
    )
    test_hosts: list[str] = Field(
        [], description="hosts in nhs.uk or nhs.net that belong to a test environment; the live Spine's never do"
    )

    connect_timeout: float = Field(10.0, gt=0, description="seconds until a connection must stand")
    read_timeout: float = Field(30.0, gt=0, description="seconds without a byte after which a response is given up")
    total_timeout: float = Field(60.0, gt=0, description="seconds for a whole response")
    body_limit: int = Field(
        BODY_LIMIT_BYTES, gt=0, description="the most bytes that a response's body may have, decompressed"
    )
    delay: float = Field(0.0, ge=0, description="seconds to wait after each response before the next request")
    pace: float | None = Field(
        None, gt=0, description="the most requests that are begun in a second, by all workers together"
    )

    ssp_proxy: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+/?$",
        description="the root of a Spine Secure Proxy such as https://proxy.example, with nothing behind the host",
    )
    web_proxy: str | None = Field(
        None,
        pattern=r"^http://[^/\s@]+/?$",
        description="the HTTP proxy that leads out of this network, such as http://proxy.example:3128",
    )
    web_proxy_user: str | None = Field(None, description="the user that the web proxy asks for")
    web_proxy_password: SecretStr | None = Field(
        None, description="the password of that user; better in the environment than in a file"
    )

    tls: bool = Field(False, description="true lets the embedded provider speak TLS; of no use for another")
    tls_ca: Path | None = Field(
        None, description="a PEM file with the authority of the provider's certificate; without, the system's"
    )
    tls_strict: bool = Field(
        True, description="false lets certificates of a private authority fall short of RFC 5280"
    )
    tls_server_name: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9.-]+$",
        description="the FQDN that the provider's certificate must carry, where it is not the host of the URL",
    )
    tls_password: SecretStr | None = Field(
        None, description="the password of keys and PKCS#12 files; better in the environment than in a file"
    )
    tls_client_certificate: Path | None = Field(
        None,
        description="the client certificate that the provider accepts: PEM, or PKCS#12 (.p12, .pfx)",
    )
    tls_client_key: Path | None = Field(None, description="its key in PEM, where it is not in the same file")
    tls_untrusted_certificate: Path | None = Field(
        None, description="a certificate of an authority that the provider must not trust"
    )
    tls_untrusted_key: Path | None = Field(None, description="the key of the untrusted certificate")
    tls_expired_certificate: Path | None = Field(None, description="a certificate that has expired")
    tls_expired_key: Path | None = Field(None, description="the key of the expired certificate")
    tls_revoked_certificate: Path | None = Field(None, description="a certificate that was revoked")
    tls_revoked_key: Path | None = Field(None, description="the key of the revoked certificate")
    tls_wrong_name_certificate: Path | None = Field(
        None, description="a certificate that names another system than the proxy"
    )
    tls_wrong_name_key: Path | None = Field(None, description="the key of the certificate with the wrong name")

    consumer_asid: str = Field("200000000359", description="the consumer's ASID, sent as Ssp-From, in quotes")
    consumer_endpoint: str = Field("https://consumer.example/", description="the issuer of the audit token, a URL")
    consumer_ods_code: str = Field("A11111", description="the ODS code of the organisation that requests and books")
    consumer_organisation_name: str = Field("Conformance Test Consumer", description="that organisation's name")
    consumer_organisation_type: str = Field("gp-practice", description="its GPConnect-OrganisationType-1 code")
    consumer_organisation_phone: str = Field("01132000000", description="its telephone number")
    user_id: str = Field("10019", description="the user's local ID in the audit token")
    user_family: str = Field("Tester", description="the user's family name")
    user_given: str = Field("Conformance", description="the user's given name")
    user_prefix: str = Field("Dr", description="the user's title")
    user_sds_id: str = Field("111222333444", description="the user's SDS user ID; UNK without a smartcard")
    user_sds_role_profile_id: str = Field(
        "444555666777", description="the user's SDS role profile ID; UNK without a smartcard"
    )

    _places: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings fixes the signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let options win over environment variables, and these over the file; raise ``SettingsError`` for it."""
        found = in_file({**env_settings(), **init_settings()})
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(found.values))

    def place(self, name: str) -> str:
        """Return where a setting was set, to be put behind its name: in parentheses, empty for a default."""
        return f" ({self._places[name]})" if name in self._places else ""

    def remember(self, places: Mapping[str, str]) -> None:
        """Keep where the settings were set, by name, for messages about them."""
        self._places.update(places)

    def endpoint(self, root: str) -> Endpoint:
        """Return where and how the provider with this service root URL is reached.

        Raises ``SettingsError`` when a file for TLS cannot be used.
        """
        secured = (self.ssp_proxy or root).startswith("https://")
        return Endpoint(
            root=root,
            asid=self.provider_asid,
            proxy_root=self.ssp_proxy,
            web_proxy=self.way_out,
            ssl_context=self.ssl_context(self.certificate("client")) if secured else None,
            connect_timeout=self.connect_timeout,
            read_timeout=self.read_timeout,
            total_timeout=self.total_timeout,
            body_limit=self.body_limit,
            server_name=self.tls_server_name,
            delay=self.delay,
            pace=self.pace,
        )

    @property
    def way_out(self) -> WebProxy | None:
        """The web proxy that leads out of this network, if any."""
        if self.web_proxy is None:
            return None
        password = self.web_proxy_password.get_secret_value() if self.web_proxy_password else ""
        return WebProxy.of(self.web_proxy, self.web_proxy_user, password)

    def certificate(self, kind: CertificateKind) -> ClientCertificate | None:
        """Return the files of a client certificate, or ``None`` when the settings name none of this kind.

        Raises ``SettingsError`` when only its key is named.
        """
        certificate: Path | None = getattr(self, f"tls_{kind}_certificate")
        key: Path | None = getattr(self, f"tls_{kind}_key")
        if certificate is None:
            if key is not None:
                raise SettingsError(
                    f"setting tls_{kind}_key{self.place(f'tls_{kind}_key')}: means nothing without "
                    f"tls_{kind}_certificate; set that too"
                )
            return None
        password = self.tls_password.get_secret_value() if self.tls_password else None
        return ClientCertificate(certificate, key, password, name=f"tls_{kind}")

    def ssl_context(self, client: ClientCertificate | None, *, strict: bool | None = None) -> ssl.SSLContext:
        """Return a context of its own for TLS 1.2 with this client certificate, or with none.

        ``strict`` stands in for the setting ``tls_strict``. Raises ``SettingsError`` when a file cannot be used.
        """
        try:
            return client_context(Trust(self.tls_ca, self.tls_strict if strict is None else strict), client)
        except TlsFileError as error:
            raise SettingsError(f"setting {error.setting}{self.place(error.setting)}: {error}") from None

    def check_certificates(self) -> None:
        """Raise ``SettingsError`` when a file that a TLS setting names cannot be used."""
        for kind in ("client", *BAD_CERTIFICATES):
            self.ssl_context(self.certificate(kind))

    @property
    def identity(self) -> ConsumerIdentity:
        """Who the consumer says it is."""
        organisation = ConsumerOrganisation(
            self.consumer_ods_code,
            self.consumer_organisation_name,
            self.consumer_organisation_type,
            self.consumer_organisation_phone,
        )
        user = ConsumerUser(
            id=self.user_id,
            family=self.user_family,
            given=self.user_given,
            prefix=self.user_prefix,
            sds_user_id=self.user_sds_id,
            sds_role_profile_id=self.user_sds_role_profile_id,
            local_id=f"user-{self.user_id}",
        )
        return ConsumerIdentity(
            asid=self.consumer_asid,
            endpoint=self.consumer_endpoint,
            device_id="GPCONNECT-CONFORMANCE",
            product="GP Connect conformance",
            version=__version__,
            organisation=organisation,
            user=user,
        )


def in_file(chosen: Mapping[str, Any]) -> FileSettings:
    """Return what the settings file says; ``chosen`` may name the file (``config``) and the ``target`` in it.

    Files that it names are looked for from its own folder. Raises ``SettingsError`` when it cannot be used.
    """
    config, target = chosen.get("config"), chosen.get("target")
    known = [name for name in TargetSettings.model_fields if name not in NOT_IN_FILE]
    found = file_settings(Path(config) if config else None, target, known)
    folder = Path(config).parent if config else Path()
    values = {name: _from_folder(folder, name, value) for name, value in found.values.items()}
    return FileSettings(values, found.places)


def _from_folder(folder: Path, name: str, value: object) -> object:
    names_file = TargetSettings.model_fields[name].annotation == Path | None
    return str(folder / value) if names_file and isinstance(value, str) else value
