"""Traceability: for every requirement the scenarios and the code that decide it, without running the suite."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gpconnect.assurance.deciding_code import DecidingCode, deciding_code
from gpconnect.assurance.feature_files import WrittenScenario, read_features
from gpconnect.spec import Requirement, interaction, requirement, requirements
from gpconnect.spec.edition import version_number


@dataclass(frozen=True)
class Traced:
    """One requirement with the scenarios whose tags claim it, and the rules and judges that name it.

    ``elsewhere`` is what the requirements that it restates are traced to.
    """

    requirement: Requirement
    scenarios: tuple[WrittenScenario, ...] = ()
    code: tuple[DecidingCode, ...] = ()
    elsewhere: tuple["Traced", ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether any scenario or rule decides the requirement, or all of those that it restates."""
        restated = bool(self.elsewhere) and all(one.is_decided for one in self.elsewhere)
        return bool(self.scenarios or self.code) or restated


def traced(features: Path) -> Mapping[str, Traced]:
    """Return every requirement of the catalogue by its ID, with what decides it.

    ``features`` is the folder of the feature files; the package and the steps are looked for beside it. Raises
    ``FeatureFilesError`` when the feature files cannot be read.
    """
    claims: dict[str, list[WrittenScenario]] = defaultdict(list)
    for scenario in read_features(features):
        for identity in scenario.requirement_ids:
            claims[identity].append(scenario)
    code = deciding_code(features.resolve().parent)

    def trace(entry: Requirement) -> Traced:
        elsewhere = tuple(trace(requirement(one)) for one in entry.restates)
        return Traced(entry, tuple(claims[entry.id]), tuple(code.get(entry.id, ())), elsewhere)

    return {identity: trace(entry) for identity, entry in requirements().items()}


@dataclass(frozen=True)
class Wanted:
    """Which requirements are asked for; what is ``None`` leaves none out.

    ``page`` may be a part of a page's name; ``since`` keeps those that this edition or a later one brought.
    """

    page: str | None = None
    level: str | None = None
    decided: str | None = None
    interaction: str | None = None
    prefix: str | None = None
    since: str | None = None

    def includes(self, one: Traced) -> bool:
        """Say whether a requirement is asked for; raise ``LookupError`` for an interaction that does not exist."""
        return all(self._conditions(one))

    def _conditions(self, one: Traced) -> Iterator[bool]:
        entry = one.requirement
        yield self.page is None or self.page in entry.page
        yield self.level in (None, entry.level)
        yield self.decided in (None, entry.decided)
        yield self.prefix in (None, entry.prefix)
        yield self.interaction is None or _concerns(one, self.interaction)
        yield self.since is None or _brought(entry, self.since)


def _concerns(one: Traced, key: str) -> bool:
    by_page = one.requirement.page == interaction(key).page
    return by_page or any(key in scenario.interaction_keys for scenario in one.scenarios)


def _brought(entry: Requirement, version: str) -> bool:
    return entry.since is not None and version_number(entry.since) >= version_number(version)
