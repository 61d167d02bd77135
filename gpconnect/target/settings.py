"""Settings of the provider under test: a TOML file, overridden by environment variables, overridden by options."""

import ssl
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from gpconnect import __version__
from gpconnect.consumer.connection import BODY_LIMIT_BYTES, Endpoint
from gpconnect.consumer.identity import ConsumerIdentity, ConsumerOrganisation, ConsumerUser
from gpconnect.consumer.tls import ClientCertificate, TlsFileError, Trust, client_context
from gpconnect.spec import DEFAULT_EDITION
from gpconnect.spec.live import TEST_NUMBERS

SETTINGS_FILE = "gpconnect.toml"


CertificateKind = Literal["client", "untrusted", "expired", "revoked", "wrong_name"]
BAD_CERTIFICATES: tuple[CertificateKind, ...] = ("untrusted", "expired", "revoked", "wrong_name")


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which, where it can be set, and what it takes."""


class TargetSettings(BaseSettings):
    """What the harness must know of the provider under test, and of the consumer that it plays.

    Without a ``provider_url`` the embedded reference provider is tested.
    """

    model_config = SettingsConfigDict(env_prefix="GPCONNECT_", toml_file=SETTINGS_FILE, extra="forbid")

    provider_url: str | None = Field(None, pattern=r"^https?://[^/\s]+(/[^/\s]+)*$")
    edition: str = DEFAULT_EDITION
    provider_asid: str = "918999198993"
    test_data: Path | None = None
    connect_timeout: float = Field(10.0, gt=0)
    read_timeout: float = Field(30.0, gt=0)
    total_timeout: float = Field(60.0, gt=0)
    body_limit: int = Field(BODY_LIMIT_BYTES, gt=0)

    ssp_proxy: str | None = Field(None, pattern=r"^https?://[^/\s]+/?$")
    tls: bool = False
    tls_ca: Path | None = None
    tls_strict: bool = True
    tls_password: SecretStr | None = None
    tls_client_certificate: Path | None = None
    tls_client_key: Path | None = None
    tls_untrusted_certificate: Path | None = None
    tls_untrusted_key: Path | None = None
    tls_expired_certificate: Path | None = None
    tls_expired_key: Path | None = None
    tls_revoked_certificate: Path | None = None
    tls_revoked_key: Path | None = None
    tls_wrong_name_certificate: Path | None = None
    tls_wrong_name_key: Path | None = None

    nhs_number_ranges: list[str] = Field(
        [TEST_NUMBERS], description="the NHS numbers that may be sent: single ones, or two with a hyphen between"
    )
    ods_codes: list[str] = Field(
        [], description="ODS codes that may be named besides the consumer's own and those of the test data"
    )
    test_hosts: list[str] = Field(
        [], description="hosts in nhs.uk or nhs.net that belong to a test environment; the live Spine's never do"
    )

    consumer_asid: str = "200000000359"
    consumer_endpoint: str = "https://consumer.example/"
    consumer_ods_code: str = "A11111"
    consumer_organisation_name: str = "Conformance Test Consumer"
    consumer_organisation_type: str = "gp-practice"
    consumer_organisation_phone: str = "01132000000"
    user_id: str = "10019"
    user_family: str = "Tester"
    user_given: str = "Conformance"
    user_prefix: str = "Dr"
    user_sds_id: str = "111222333444"
    user_sds_role_profile_id: str = "444555666777"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings fixes the signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let options win over environment variables, and these over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def endpoint(self, root: str) -> Endpoint:
        """Return where and how the provider with this service root URL is reached.

        Raises ``SettingsError`` when a file for TLS cannot be used.
        """
        secured = (self.ssp_proxy or root).startswith("https://")
        return Endpoint(
            root=root,
            asid=self.provider_asid,
            proxy_root=self.ssp_proxy,
            ssl_context=self.ssl_context(self.certificate("client")) if secured else None,
            connect_timeout=self.connect_timeout,
            read_timeout=self.read_timeout,
            total_timeout=self.total_timeout,
            body_limit=self.body_limit,
        )

    def certificate(self, kind: CertificateKind) -> ClientCertificate | None:
        """Return the files of a client certificate, or ``None`` when the settings name none of this kind.

        Raises ``SettingsError`` when only its key is named.
        """
        certificate: Path | None = getattr(self, f"tls_{kind}_certificate")
        key: Path | None = getattr(self, f"tls_{kind}_key")
        if certificate is None:
            if key is not None:
                raise SettingsError(f"setting tls_{kind}_key: means nothing without tls_{kind}_certificate")
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
            raise SettingsError(f"setting {error.setting}: {error}") from None

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


def load_settings(**options: Any) -> TargetSettings:  # noqa: ANN401 - pydantic validates them
    """Return the settings; options that are ``None`` do not override.

    Raises ``SettingsError`` with one line per wrong or missing setting.
    """
    try:
        return TargetSettings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(problem) for problem in error.errors())) from None


def _explain(problem: Any) -> str:  # noqa: ANN401 - pydantic's own mapping
    name = ".".join(str(part) for part in problem["loc"])
    where = f"set it in {SETTINGS_FILE}, as GPCONNECT_{name.upper()}, or as an option"
    if name == "ssp_proxy":
        where += "; the proxy's root such as https://proxy.example, with nothing behind the host"
    if name == "provider_url":
        where += "; a service root URL such as https://provider.example/A20047/STU3/1/gpconnect, no trailing /"
    return f"setting {name}: {problem['msg']} (got {problem['input']!r}); {where}"
