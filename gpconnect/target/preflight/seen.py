"""What a search or a read found, and whether somebody or something plays its role."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import Problem, Resource
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import interaction
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.roles import Role

Rule = Callable[[Resource], Iterable[Problem]]

_MISMAPPED: Final = "Map the role to another one, or correct the record at the provider."

_LOGGED: Final = "See what the provider logged for this request."


def send(consumer: Consumer, draft: Draft) -> Exchange | str:
    """Send a request; return its exchange, or why there is no answer of the provider."""
    try:
        exchange = consumer.send(draft)
    except (Blocked, NotApplicable) as stopped:  # the Spine Secure Proxy answered in the provider's place
        return str(stopped)
    return exchange if exchange.response is not None else exchange.summary()


def find(consumer: Consumer, key: str, system: str, value: str) -> list[Resource] | str:
    """Return what a search by identifier finds, or why it was not carried out."""
    exchange = send(consumer, consumer.draft(key, query=[("identifier", f"{IDENTIFIER_SYSTEMS[system]}|{value}")]))
    if isinstance(exchange, str):
        return exchange
    bundle = resource_of(exchange)
    if exchange.status != 200 or bundle.get("resourceType") != "Bundle":
        return exchange.summary()
    kind = interaction(key.replace("find-", "read-")).resource
    return [resource for _, resource in resources_in(bundle, kind)]


def plays(role: Role, value: str, key: str, found: Sequence[Resource] | str, rules: Iterable[Rule]) -> Check:
    """Return whether exactly one was found that breaks none of the rules, as the role needs it."""
    who = f"{role.label} ({value})"
    # What most scenarios of an endpoint rest on is what a run tries the endpoint with.
    blocker = key if role.needs else None
    if isinstance(found, str):
        return Check(State.PROBLEM, who, found, f"{_MISMAPPED} {_LOGGED}", interaction=blocker, role=role)
    if len(found) != 1:
        told = f"found {len(found)}, must find one"
        return Check(State.PROBLEM, who, told, _MISMAPPED, interaction=blocker, role=role)
    lacking = [f"{one.where}: {one.actual}" for rule in rules for one in rule(found[0])]
    if lacking:
        return Check(State.PROBLEM, who, f"found, but {'; '.join(lacking)}", _MISMAPPED, role=role)
    return Check(State.READY, who, "found, as the role says")


def is_absent(role: Role, value: str, found: Sequence[Resource] | str) -> Check:
    """Return whether a search found nobody and nothing, as the role needs it."""
    who = f"{role.label} ({value})"
    if isinstance(found, str):
        advice = f"A search that finds nobody must answer 200 with an empty Bundle. {_LOGGED}"
        return Check(State.PROBLEM, who, found, advice, role=role)
    if found:
        return Check(State.PROBLEM, who, f"found {len(found)}, must find nobody", _MISMAPPED, role=role)
    return Check(State.READY, who, "not found, as the role says")
