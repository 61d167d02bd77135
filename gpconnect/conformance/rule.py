"""Rules: what no schema can say, each tied to the requirement that it decides."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from gpconnect.conformance.finding import Finding
from gpconnect.spec import requirement

Resource = Mapping[str, Any]

LONGEST_REMEMBERED: Final = 256 * 1024
"""How long a text may be by which it is remembered what was found in it: thousands of them must fit in memory."""


class Problem(NamedTuple):
    """What a rule complains of: a place below the thing it looked at, what was expected, what came.

    ``disputed`` marks an expectation that the requirement's ambiguity leaves open; ``also`` holds the IDs of other
    requirements that the same thing breaks.
    """

    where: str
    expected: str
    actual: str
    disputed: bool = False
    also: tuple[str, ...] = ()


Check = Callable[..., Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """A check and the requirement it decides: one ID for every interaction, or one per interaction key."""

    requirement: str | Mapping[str, str]
    check: Check

    def requirement_for(self, interaction: str) -> str | None:
        """Return the requirement that this rule decides in an interaction, or ``None`` when it decides none."""
        return self.requirement if isinstance(self.requirement, str) else self.requirement.get(interaction)


@dataclass
class Judgement:
    """What a judge found: the findings, and the requirements that were looked at whether met or not."""

    findings: list[Finding] = field(default_factory=list)
    decided: set[str] = field(default_factory=set)

    def add(self, identity: str, problems: Iterable[Problem], at: str = "") -> None:
        """Record that a requirement was looked at, with a finding for every problem.

        ``at`` is the path of the thing that the problems' places are relative to.
        """
        self.decided.add(identity)
        self.findings.extend(violation(identity, problem, at) for problem in problems)

    def leave_out(self, *identities: str) -> None:
        """Take back all that was said of these requirements, as they do not hold here after all."""
        self.findings = [finding for finding in self.findings if finding.requirement not in identities]
        self.decided.difference_update(identities)

    def merge(self, other: "Judgement") -> "Judgement":
        """Take over all that another judgement holds, and return this one."""
        self.findings.extend(other.findings)
        self.decided |= other.decided
        return self


def judged(identity: str, problems: Iterable[Problem], at: str = "") -> Judgement:
    """Return the judgement of one requirement: a finding for every problem below the path ``at``."""
    judgement = Judgement()
    judgement.add(identity, problems, at)
    return judgement


class RuleSet:
    """The rules for one kind of thing (a resource type, a bundle, a response), in the order they were written."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rules: list[Rule] = []
        self._deciding: dict[str, list[tuple[str, Check]]] = {}

    def rule(self, identity: str | Mapping[str, str]) -> Callable[[Check], Check]:
        """Register the decorated function as the check of a requirement.

        The function takes what the rule set is about (and the context that the caller hands on) and yields a
        ``Problem`` for every violation.
        """

        def register(check: Check) -> Check:
            self._rules.append(Rule(identity, check))
            self._deciding.clear()
            return check

        return register

    def judge(self, interaction: str, at: str, *subject: Any) -> Judgement:  # noqa: ANN401
        """Apply every rule that decides a requirement in this interaction to the subject found at a path."""
        judgement = Judgement()
        for identity, check in self._checks(interaction):
            judgement.add(identity, check(*subject), at)
        return judgement

    def _checks(self, interaction: str) -> list[tuple[str, Check]]:
        if interaction not in self._deciding:
            named = [(rule.requirement_for(interaction), rule.check) for rule in self._rules]
            self._deciding[interaction] = [(identity, check) for identity, check in named if identity is not None]
        return self._deciding[interaction]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)


def violation(identity: str, problem: Problem, at: str = "") -> Finding:
    """Return the finding for a problem, with the level and the ambiguity that the catalogue gives.

    Raises ``ValueError`` for a disputed problem with a requirement that is not: a provider would fail for it.
    """
    entry = requirement(identity)
    if problem.disputed and entry.ambiguity is None:
        raise ValueError(f"{identity} has no ambiguity, but {problem.where or 'the answer'} is disputed under it")
    return Finding(
        requirement=identity,
        where=join_path(at, problem.where),
        expected=problem.expected,
        actual=problem.actual,
        level=entry.level,
        ambiguity=entry.ambiguity if problem.disputed else None,
        also=tuple(one for one in problem.also if one != identity),
    )


def join_path(*parts: str) -> str:
    """Join element paths: ``Bundle.entry[0]`` and ``resource.id``; empty parts do not count."""
    return ".".join(part for part in parts if part)


def values_at(thing: Any, path: str) -> list[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    """Return every value at a dotted element path with its indexed path; lists on the way are walked through."""
    found: list[tuple[str, Any]] = [("", thing)]
    for name in path.split("."):
        found = [(join_path(at, name), one[name]) for at, one in found if isinstance(one, dict) and name in one]
        found = [item for at, one in found for item in _items(at, one)]
    return found


def objects_at(thing: Any, path: str) -> list[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - any JSON value
    """Return the objects among the values at a path; layer 1 complains of what stands there besides."""
    return [(at, one) for at, one in values_at(thing, path) if isinstance(one, dict)]


def _items(at: str, value: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(value, list):
        return [(f"{at}[{place}]", one) for place, one in enumerate(value)]
    return [(at, value)]


def must_have(resource: Resource, *paths: str) -> Iterator[Problem]:
    """Yield a problem for every element path at which the resource holds nothing."""
    for path in paths:
        if not values_at(resource, path):
            yield Problem(path, "populated", "absent")


def must_not_have(resource: Resource, *paths: str) -> Iterator[Problem]:
    """Yield a problem for every value found at an element path that must not be populated."""
    for path in paths:
        for at, value in values_at(resource, path):
            yield Problem(at, "not populated", shorten(value))


def extensions(resource: Resource, url: str) -> list[tuple[str, Resource]]:
    """Return the extensions of an element with this URL, each with its path."""
    return [
        (at, one) for at, one in values_at(resource, "extension") if isinstance(one, dict) and one.get("url") == url
    ]


def shorten(value: Any, limit: int = 120) -> str:  # noqa: ANN401
    """Return a value as short text for a finding."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
