"""Pages: what of the specification was walked for requirements, and why a page holds none."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gpconnect.spec._data import read_toml


@dataclass(frozen=True)
class Page:
    """One page of the specification.

    ``without`` says why the catalogue has no requirement from it; it is empty for a page that has some.
    ``published_as`` is the name in its address, where that is another.
    """

    name: str
    without: str = ""
    published_as: str = ""

    @property
    def address(self) -> str:
        """The name that the page has in its address."""
        return self.published_as or self.name


@cache
def pages() -> Mapping[str, Page]:
    """Return every page that can bind a provider of Foundations and Appointment Management, by its name."""
    return {name: Page(name=name, **row) for name, row in read_toml("pages.toml").items()}
