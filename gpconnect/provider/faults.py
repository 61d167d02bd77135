"""Seeded faults: named ways in which the provider can be made to break the specification, one line each.

A fault works in one of four ways. A *rule* fault is asked for by name at the line that decides
(``if call.faults.on("slots-ignore-embargo")``); a *handling* fault stands around the handler (``Handling``: it sees
the request before and the store after); an *answer* fault changes the finished answer (``Mutator``); a *gate* fault
fails over a whole kind of requests (``Gate``). Which faults exist, what each breaks and which requirements that
violates is all in ``KNOWN``.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gpconnect.provider.answer import Answer
from gpconnect.provider.errors import ProviderError

if TYPE_CHECKING:
    from starlette.requests import Request

    from gpconnect.provider.call import Call, Handled, Handler

Mutator = Callable[[Answer, str | None], None]
Gate = Callable[["Request", bytes], bool]
Handling = Callable[["Handler", "Call"], "Handled"]


@dataclass(frozen=True)
class Fault:
    """One way to be wrong: ``breaks`` says in one line what, ``requirements`` holds the IDs that it violates.

    ``interactions`` holds the keys of those that it shows in, where that is not all of them.
    """

    name: str
    breaks: str
    requirements: tuple[str, ...] = ()
    mutate: Mutator | None = None
    interactions: tuple[str, ...] = ()
    handling: Handling | None = None
    gate: Gate | None = None


class Faults:
    """The faults that one provider was started with."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Raise ``LookupError`` naming the known faults when one of ``names`` is not among them."""
        from gpconnect.provider.fault_catalogue import KNOWN

        self._known = KNOWN
        self._active = frozenset(names)
        unknown = sorted(self._active - KNOWN.keys())
        if unknown:
            raise LookupError(f"there is no fault {unknown[0]!r}; known: {', '.join(sorted(KNOWN))}")
        self._mutators = [KNOWN[name].mutate for name in sorted(self._active)]

    @property
    def any(self) -> bool:
        """Whether the provider was started with a fault at all."""
        return bool(self._active)

    def on(self, name: str) -> bool:
        """Say whether a fault is switched on; raise ``LookupError`` when the catalogue has none of this name."""
        if name not in self._known:
            raise LookupError(f"the code asks for a fault {name!r} that the catalogue does not have")
        return name in self._active

    @contextmanager
    def lifting(self, name: str) -> Iterator[None]:
        """Let what is refused inside pass when the fault is switched on; raise ``LookupError`` as ``on`` does."""
        lifted = self.on(name)
        try:
            yield
        except ProviderError:
            if not lifted:
                raise

    def around(self, handler: "Handler") -> "Handler":
        """Return a handler with every active handling fault around it."""
        for name in sorted(self._active):
            handling = self._known[name].handling
            if handling is not None:
                handler = partial(handling, handler)
        return handler

    def guard(self, request: "Request", body: bytes) -> None:
        """Fail over a request of a kind that an active gate fault names."""
        for name in sorted(self._active):
            gate = self._known[name].gate
            if gate is not None and gate(request, body):
                raise ProviderError("INTERNAL_SERVER_ERROR", "the provider cannot cope with this request")

    def spoil(self, answer: Answer, interaction: str | None) -> None:
        """Apply every active answer fault; ``interaction`` is a key, or nothing where the request matched none."""
        for mutate in self._mutators:
            if mutate is not None:
                mutate(answer, interaction)
