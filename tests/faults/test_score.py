"""What counts as killed, survived and misattributed, and how scenarios are dealt out."""

from gpconnect.provider.faults import Fault
from tests.faults.case import Case
from tests.faults.page import score_page
from tests.faults.plan import Plan
from tests.faults.score import FaultRun, Score

FAULT = Fault("etag-missing", "no response has an ETag header", ("GEN-040",))


def _case(name: str, outcome: str, *decided: str, found: str = "") -> Case:
    every = frozenset(decided)
    return Case(name, outcome, "read-a-location", frozenset(decided[:1]), every, frozenset(found.split()))


BASELINE = [
    _case("read", "passed", "RLOC-002", "GEN-040"),
    _case("refused", "passed", "RLOC-001"),
    _case("slow", "advisory", "GEN-040"),
]


def _run(*cases: Case) -> FaultRun:
    run = FaultRun(FAULT, BASELINE)
    run.add(cases)
    return run


def test_a_fault_is_killed_by_a_scenario_that_reports_what_it_violates() -> None:
    failed = _case("read", "failed", "RLOC-002", "GEN-040", found="GEN-040")
    run = _run(failed, _case("refused", "passed", "RLOC-001"))
    assert (run.verdict, run.killers, run.noticed) == ("killed", {"read"}, {"GEN-040"})


def test_a_fault_survives_when_nothing_does_worse_than_without_it() -> None:
    assert _run(_case("slow", "advisory", "GEN-040"), _case("read", "blocked", "RLOC-002")).verdict == "survived"


def test_a_scenario_that_passes_with_findings_notices_a_fault() -> None:
    assert _run(_case("read", "advisory", "RLOC-002", "GEN-040", found="GEN-040")).verdict == "killed"


def test_a_fault_is_misattributed_when_a_scenario_reports_nothing_of_it() -> None:
    killed = _case("read", "failed", "GEN-040", found="GEN-040")
    run = _run(killed, _case("refused", "failed", "RLOC-001", found="RLOC-001"))
    assert (run.verdict, run.strays) == ("misattributed", {"refused"})


def test_to_decide_what_a_fault_violates_is_not_to_report_it() -> None:
    """As when an answer is unreadable (FHIR-001), whatever the scenario was to decide."""
    run = _run(_case("read", "failed", "RLOC-002", "GEN-040", "FHIR-001", found="FHIR-001"))
    assert (run.verdict, run.strays, run.noticed) == ("misattributed", {"read"}, frozenset())


def test_an_error_of_the_harness_kills_nothing() -> None:
    assert _run(_case("read", "error", "GEN-040")).verdict == "misattributed"


def test_a_scenario_that_gets_no_answer_reports_what_its_tags_claim() -> None:
    assert _run(_case("slow", "failed", "GEN-040")).verdict == "killed"
    assert _run(_case("read", "failed", "RLOC-002", "GEN-040")).verdict == "misattributed"


def test_every_scenario_is_dealt_to_a_fault_whose_requirement_it_decides() -> None:
    (turn,) = Plan(BASELINE).first([FAULT])
    assert turn.scenarios == ("read", "refused", "slow")


def test_a_plan_is_the_same_every_time_and_deals_nothing_twice() -> None:
    plans = [Plan(BASELINE), Plan(BASELINE)]
    assert plans[0].first([FAULT]) == plans[1].first([FAULT])
    assert plans[0].more([FAULT], {"read"}) == []


def test_a_scenario_that_has_not_failed_meets_as_many_faults_at_a_time_as_is_said() -> None:
    faults = [Fault(f"f{number}", "y", ("GEN-040",)) for number in range(4)]
    for breadth, dealt in ((1, 1), (2, 2), (8, 4)):
        assert len(Plan(BASELINE).more(faults, {"read"}, breadth=breadth)) == dealt


def test_scenarios_of_interactions_that_a_fault_does_not_show_in_are_not_dealt_as_deciders() -> None:
    elsewhere = Fault("x", "y", ("GEN-040",), interactions=("read-a-patient",))
    (turn,) = Plan(BASELINE).first([elsewhere])
    assert turn.scenarios == ("refused",)


def test_the_page_lists_what_is_left_to_do() -> None:
    page = score_page(Score([_run(_case("read", "failed", "RLOC-002", "GEN-040", found="GEN-040"))], BASELINE))
    assert "- faults: 1, killed 1, survived 0, misattributed 0" in page
    assert "- scenarios: 3, seen to fail 1" in page
    assert "- `refused`" in page
    assert "| GEN-040 | 1 | 1 |" in page
