"""References: everything that a returned resource refers to is there."""

from pytest_bdd import then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.searches import returned
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.references import References


@then("everything that it refers to can be read")
def references_resolve(exchange: Exchange, verdict: Verdict, established: Prerequisites) -> None:
    for at, resource in returned(exchange):
        verdict.deliver(References(established).judge(verdict.main_requirement, at, resource))
