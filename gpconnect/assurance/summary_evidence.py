"""What the assurance summary says of the evidence of a run."""

from dataclasses import dataclass
from pathlib import Path

from gpconnect.assurance.bundle import weighty_fingerprint
from gpconnect.assurance.evidence import EvidenceError, evidence_file, read_evidence
from gpconnect.assurance.verdict_json import VerdictJson


@dataclass(frozen=True)
class SummaryEvidence:
    """The fingerprint of a run's evidence, and the shortest network round trip, in milliseconds."""

    fingerprint: str
    redacted: bool
    round_trip: float | None


def evidence_of(verdict: VerdictJson, reports: Path, evidence: Path) -> SummaryEvidence | None:
    """Return what is to be said of the evidence in a folder, or ``None`` when there is none.

    Raises ``EvidenceError`` when it cannot be read, or is that of another run.
    """
    if not any(evidence.glob(evidence_file(Path(), "run", "*").name)):
        return None
    processes = read_evidence(evidence)
    known = {one.id for process in processes for one in process.scenarios}
    strange = {one["id"] for one in verdict["scenarios"]} - known
    if strange or not any(process.facts.provider == verdict["provider"]["root"] for process in processes):
        raise EvidenceError(
            f"the evidence in {evidence} is that of another run than the verdict in {reports}: "
            f"run pytest --verdict={reports / 'verdict.json'} --evidence={evidence} again"
        )
    times = [one.facts.round_trip for one in processes if one.facts.round_trip is not None]
    return SummaryEvidence(
        fingerprint=weighty_fingerprint(reports, evidence),
        redacted=any(process.facts.redacted for process in processes),
        round_trip=min(times, default=None),
    )
