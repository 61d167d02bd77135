"""A request as the handlers see it: checked, parsed, and together with the provider's services."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.clock import Clock
from gpconnect.provider.faults import Faults
from gpconnect.provider.parameters import Parameters
from gpconnect.provider.settings import Settings
from gpconnect.provider.store import Store
from gpconnect.spec import Edition


@dataclass(frozen=True)
class Services:
    """What every handler may use."""

    settings: Settings
    edition: Edition
    clock: Clock
    store: Store
    faults: Faults


@dataclass(frozen=True)
class Call:
    """One request that passed the checks common to all interactions.

    ``interactions`` holds the keys that the request can mean: one, or two where an edition gives one
    interaction ID to two interactions on one path (amend and cancel in 1.0.0), and then the body decides.
    ``ids`` are the values of the path template's placeholders; ``headers`` have lower-case names.
    """

    services: Services
    interactions: tuple[str, ...]
    ids: Mapping[str, str]
    query: Parameters
    headers: Mapping[str, str]
    claims: Mapping[str, Any]
    base_url: str
    body: dict[str, Any] | None = field(default=None)

    @property
    def store(self) -> Store:
        """The provider's store."""
        return self.services.store

    @property
    def clock(self) -> Clock:
        """The provider's clock."""
        return self.services.clock

    @property
    def faults(self) -> Faults:
        """The faults that the provider was started with."""
        return self.services.faults


Handled = Answer | Coroutine[Any, Any, Answer]
Handler = Callable[[Call], Handled]
