"""Editions: the published versions of the specification that a provider may implement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gpconnect.spec._data import SPEC, read_toml
from gpconnect.spec.page import pages

DEFAULT_EDITION = "1.2.7"


@dataclass(frozen=True)
class Edition:
    """One version of the specification: its interaction IDs and where its pages are published."""

    version: str
    pages: str
    fhir_version: str
    interaction_ids: Mapping[str, str]

    @property
    def number(self) -> tuple[int, ...]:
        """The version as integers, so that editions can be compared."""
        return version_number(self.version)

    @property
    def major(self) -> int:
        """The major version, which a provider's service root URL carries."""
        return self.number[0]

    def interaction_id(self, key: str) -> str:
        """Return the interaction ID of the interaction with this key (page: integration_interaction_ids)."""
        return self.interaction_ids[key]

    def page_url(self, page: str) -> str:
        """Return the address of one page of this edition; a page that is given by its address stays as it is."""
        if page.startswith(("http://", "https://")):
            return page
        known = pages().get(page)
        return f"{self.pages}{known.address if known else page}.html"

    def includes(self, since: str | None = None, until: str | None = None) -> bool:
        """Say whether something that holds from ``since`` up to and including ``until`` holds in this edition."""
        after_start = since is None or version_number(since) <= self.number
        return after_start and (until is None or self.number <= version_number(until))


def version_number(version: str) -> tuple[int, ...]:
    """Return ``"1.2.7"`` as ``(1, 2, 7)``; raise ``ValueError`` for anything else than dotted integers."""
    return tuple(int(part) for part in version.split("."))


def known_editions() -> list[str]:
    """Return the versions of the editions that this harness knows, oldest first."""
    names = [entry.name for entry in SPEC.joinpath("editions").iterdir()]
    return sorted((name.removesuffix(".toml") for name in names if name.endswith(".toml")), key=version_number)


@cache
def edition(version: str = DEFAULT_EDITION) -> Edition:
    """Return one edition; raise ``LookupError`` naming the known editions when there is none of this version."""
    if version not in known_editions():
        raise LookupError(f"there is no edition {version!r} here; known: {', '.join(known_editions())}")
    return Edition(**read_toml("editions", f"{version}.toml"))
