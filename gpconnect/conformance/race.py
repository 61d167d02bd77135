"""Races: requests that were released at one instant, what came of each, and the timeline of their interleaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.told import outcome_of
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import interaction

BAR: Final = 40


@dataclass(frozen=True)
class Entrant:
    """One consumer of a race, with the exchange that it made."""

    name: str
    exchange: Exchange

    @property
    def succeeded(self) -> bool:
        """Whether the provider says that it did what was asked for."""
        return 200 <= (self.exchange.status or 0) < 300

    @property
    def sent(self) -> datetime:
        """When the first byte of the request was sent."""
        return self.exchange.started

    @property
    def answered(self) -> datetime:
        """When the last byte of the answer had come."""
        return self.sent + timedelta(milliseconds=self.exchange.milliseconds)

    @property
    def outcome(self) -> str:
        """What came of the request: status, and the Spine error codes or the resource."""
        told = outcome_of(self.exchange)
        return f"{told} {_told(resource_of(self.exchange))}" if self.succeeded else told

    def __str__(self) -> str:
        """Name the consumer, what it did and what came of it."""
        return f"{self.name} ({interaction(self.exchange.request.interaction).title}): {self.outcome}"


@dataclass(frozen=True)
class Race:
    """Consumers whose requests were released at one instant, in the order that they were named."""

    entrants: tuple[Entrant, ...]

    def of(self, *keys: str) -> "Race":
        """Return the same race with the requests to these interactions alone."""
        return Race(tuple(one for one in self.entrants if one.exchange.request.interaction in keys))

    @property
    def winners(self) -> list[Entrant]:
        """The consumers who were told that they succeeded."""
        return [one for one in self.entrants if one.succeeded]

    @property
    def losers(self) -> list[Entrant]:
        """The consumers who were refused, or not answered."""
        return [one for one in self.entrants if not one.succeeded]

    def timeline(self) -> str:
        """Return a chart of the race: when each request was sent, when its answer had come, and what it was."""
        start, end = min(one.sent for one in self.entrants), max(one.answered for one in self.entrants)
        span = max((end - start) / timedelta(milliseconds=1), 0.001)
        ordered = sorted(self.entrants, key=lambda one: one.answered)
        width = max(len(_label(one)) for one in ordered)
        lines = [f"{'':{width}}  0 ms {f'{span:.1f} ms':>{BAR - 3}}"]
        lines += [f"{_label(one):{width}}  |{_bar(one, start, span)}| {_times(one, start)}" for one in ordered]
        return "\n".join(lines)


def in_order(names: Sequence[str], exchanges: Sequence[Exchange]) -> Race:
    """Return the race of these consumers; both sequences are of one length."""
    return Race(tuple(Entrant(name, exchange) for name, exchange in zip(names, exchanges, strict=True)))


def _label(one: Entrant) -> str:
    return f"{one.name}: {interaction(one.exchange.request.interaction).title}"


def _bar(one: Entrant, start: datetime, span: float) -> str:
    first, last = (int(_offset(moment, start) / span * (BAR - 1)) for moment in (one.sent, one.answered))
    return f"{' ' * first}{'=' * (last - first + 1)}".ljust(BAR)[:BAR]


def _times(one: Entrant, start: datetime) -> str:
    sent, answered = _offset(one.sent, start), _offset(one.answered, start)
    return f"{sent:6.1f} to {answered:6.1f} ms  {one.outcome}"


def _offset(moment: datetime, start: datetime) -> float:
    return (moment - start) / timedelta(milliseconds=1)


def _told(body: dict[str, object]) -> str:
    found = [one for _, one in resources_in(body)] if body.get("resourceType") == "Bundle" else [body]
    return ", ".join(_name(one) for one in found) or "an empty body"


def _name(resource: dict[str, object]) -> str:
    meta = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    name = f"{resource.get('resourceType')}/{resource.get('id')}"
    return f"{name} version {version}" if version is not None else name
