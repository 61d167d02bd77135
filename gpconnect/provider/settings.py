"""How one reference provider is set up."""

from dataclasses import dataclass
from datetime import datetime

from gpconnect.spec import DEFAULT_EDITION, edition


@dataclass(frozen=True)
class Settings:
    """Who the provider is, where it keeps its data, which edition it speaks and which faults it has.

    ``slots`` and ``patients`` are how many a new database gets at least; the seed data have some of each anyway.
    """

    ods_code: str = "A20047"
    asid: str = "918999198993"
    edition: str = DEFAULT_EDITION
    database: str = ":memory:"
    now: datetime | None = None
    faults: tuple[str, ...] = ()
    slots: int = 0
    patients: int = 0

    @property
    def service_root(self) -> str:
        """The path of the service root URL, without a trailing slash (page: development_general_api_guidance)."""
        fhir_version = "stu3" if "service-root-in-lower-case" in self.faults else "STU3"
        return f"/{self.ods_code}/{fhir_version}/{edition(self.edition).major}/gpconnect"
