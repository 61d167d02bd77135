"""The verdict on one scenario."""

import pytest

from gpconnect.assurance.outcomes import NonConformance, Outcome
from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.finding import Finding
from gpconnect.conformance.rule import Judgement
from gpconnect.spec import edition, requirements

LATER = next(one for one in requirements().values() if one.since and one.since > "1.0.0" and one.level == "SHALL")


def finding(requirement: str | None, **changes: str) -> Finding:
    return Finding(requirement, "id", "an id", "absent", **changes)  # type: ignore[arg-type]


def test_one_failing_finding_fails_the_scenario_with_all_of_them_and_comes_first() -> None:
    verdict = Verdict(["ERR-001"], edition())
    findings = [finding("ERR-005", level="SHOULD"), finding("ERR-001")]
    with pytest.raises(NonConformance) as raised:
        verdict.deliver(Judgement(findings, {"ERR-001", "ERR-005"}))
    assert raised.value.findings == tuple(reversed(findings))
    assert str(raised.value).index("ERR-001") < str(raised.value).index("ERR-005")
    assert verdict.decided == {"ERR-001", "ERR-005"}


@pytest.mark.parametrize("changes", [{"level": "SHOULD"}, {"level": "MAY"}, {"ambiguity": "AMB-001"}])
def test_what_is_no_undisputed_shall_is_advisory(changes: dict[str, str]) -> None:
    verdict = Verdict(["ERR-001"], edition())
    verdict.deliver(Judgement([finding("ERR-001", **changes)], {"ERR-001"}))
    assert verdict.result().outcome is Outcome.ADVISORY


def test_what_an_edition_does_not_ask_for_is_no_finding_in_it() -> None:
    verdict = Verdict([LATER.id], edition("1.0.0"))
    verdict.deliver(Judgement([finding(LATER.id)], {LATER.id}))
    assert verdict.result().outcome is Outcome.PASSED
    assert not verdict.decided
    with pytest.raises(NonConformance):
        Verdict([LATER.id], edition()).deliver(Judgement([finding(LATER.id)], {LATER.id}))


def test_base_fhir_holds_in_every_edition() -> None:
    with pytest.raises(NonConformance):
        Verdict([], edition("1.0.0")).deliver(Judgement([finding(None)]))


def test_a_scenario_must_claim_a_requirement() -> None:
    with pytest.raises(LookupError, match="claims no requirement"):
        _ = Verdict([], edition()).main_requirement
