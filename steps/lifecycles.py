"""Lifecycles: walks at random, each answer of which has to agree with what was done before."""

from pytest_bdd import then, when

from gpconnect.assurance.shown import Evidence
from gpconnect.assurance.verdict import Verdict
from gpconnect.consumer.client import Consumer
from gpconnect.target.lifecycles import Walks, summary, walk_at_random


@when("consumers register, search, book, amend, cancel, read and retrieve, one after the other, at random")
def walk(walks: Walks, lifecycle_seed: int, notes: list[str]) -> None:
    walk_at_random(walks, lifecycle_seed)
    notes.append(summary(walks, lifecycle_seed))


@then("every answer agrees with what was done before")
def agrees(walks: Walks, consumer: Consumer, lifecycle_seed: int, evidence: Evidence, verdict: Verdict) -> None:
    for exchange in walks.shown.exchanges():
        consumer.recorder.add(exchange)
    evidence.show("a walk", f"{walks.shown.text()}\n\n{summary(walks, lifecycle_seed)}")
    verdict.deliver(walks.found())
