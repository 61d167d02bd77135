"""The published page of the score, written from a run and read again to be held against the catalogues."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gpconnect.assurance.feature_files import WrittenScenario
from gpconnect.provider.faults import Fault
from gpconnect.spec import requirements
from tests.faults.score import FaultRun, Score

SCORE: Final = Path("docs/faults.md")
NOT_APPLICABLE: Final = "not applicable"
_SURVIVED: Final = "Faults that survived"
_MISATTRIBUTED: Final = "Faults that are misattributed"
_UNPROVEN: Final = "Automatic requirements without a killed fault"
_UNSEEN: Final = "Scenarios that no fault of these runs made fail"

Row = tuple[str, ...]


def score_page(score: Score) -> str:
    """Return the page as Markdown."""
    proven = len(score.automatic) - len(score.unproven)
    applicable = [case for case in score.baseline if case.outcome != NOT_APPLICABLE]
    lines = [
        "# Would the suite notice?",
        "",
        "Made by `make faults`: the reference provider with one seeded fault at a time, against scenarios that",
        "decide a requirement that the fault violates, and a sample of the others. Scenarios that have not failed",
        "yet, and faults that nothing has killed yet, meet again. A fault is *killed* when a scenario reports a",
        "requirement that the fault violates, by its ID; it is *misattributed* when a scenario fails and reports",
        "none of these. A requirement is proven when a scenario that kills a fault reports it or has its tag.",
        "",
        f"- faults: {len(score.runs)}, killed {score.count('killed')}, survived {score.count('survived')}, "
        f"misattributed {score.count('misattributed')}",
        f"- automatic requirements: {len(score.automatic)}, with a fault that is killed {proven}",
        f"- scenarios: {len(applicable)}, seen to fail {len(applicable) - len(score.unseen)}",
        "",
        *_section(_SURVIVED, [run.fault.name for run in score.runs if run.verdict == "survived"]),
        *_section(_MISATTRIBUTED, [run.fault.name for run in score.runs if run.verdict == "misattributed"]),
        *_section(_UNPROVEN, score.unproven),
        *_section(_UNSEEN, score.unseen),
        *_section(
            "Scenarios that are not applicable to the reference provider",
            [case.name for case in score.baseline if case.outcome == NOT_APPLICABLE],
        ),
        *_table("Requirements", "requirement | faults | killed", _requirement_rows(score)),
        *_table("Faults", "fault | breaks | violates | verdict | failed / ran", map(_fault_row, score.runs)),
        *_table("Scenarios", "feature | scenario | examples | seen to fail", _scenario_rows(score)),
        *_table(
            "By page",
            "prefix | page | automatic requirements | with a killed fault | faults | killed",
            _page_rows(score),
        ),
    ]
    return "\n".join(lines)


def _section(title: str, names: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *([f"- `{name}`" for name in names] or ["None."]), ""]


def _table(title: str, head: str, rows: Iterable[Row]) -> list[str]:
    rule = "|".join("---" for _ in head.split("|"))
    return [
        f"## {title}",
        "",
        f"| {head} |",
        f"|{rule}|",
        *(f"| {' | '.join(map(_cell, row))} |" for row in rows),
        "",
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _requirement_rows(score: Score) -> Iterator[Row]:
    automatic = set(score.automatic)
    for one in requirements():
        faults, killed = score.of(one)
        if faults or one in automatic:
            yield one, str(faults), str(killed)


def _fault_row(run: FaultRun) -> Row:
    fault = run.fault
    return (
        fault.name,
        fault.breaks,
        " ".join(fault.requirements),
        run.verdict,
        f"{len(run.killers)} / {len(run.met)}",
    )


def _scenario_rows(score: Score) -> Iterator[Row]:
    written = Counter((case.feature, case.scenario) for case in score.baseline)
    failed = Counter((case.feature, case.scenario) for case in score.baseline if case.name in score.seen)
    for (feature, scenario), examples in sorted(written.items()):
        yield feature, scenario, str(examples), str(failed[feature, scenario])


def _page_rows(score: Score) -> Iterator[Row]:
    unproven, automatic = set(score.unproven), set(score.automatic)
    prefixes: dict[str, list[str]] = {}
    for one in requirements():
        prefixes.setdefault(one.partition("-")[0], []).append(one)
    for prefix, members in prefixes.items():
        own = [one for one in members if one in automatic]
        runs = [run for run in score.runs if set(run.fault.requirements) & set(members)]
        if own or runs:
            pages = ", ".join(dict.fromkeys(requirements()[one].page for one in members))
            killed = sum(run.verdict == "killed" for run in runs)
            yield prefix, pages, str(len(own)), str(len(set(own) - unproven)), str(len(runs)), str(killed)


@dataclass(frozen=True)
class PublishedScore:
    """What a page says: sections by title, each with the names that it lists and the rows of its table."""

    lists: Mapping[str, Sequence[str]]
    tables: Mapping[str, Sequence[Row]]

    @classmethod
    def read(cls, text: str) -> "PublishedScore":
        """Return what a page says."""
        sections = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
        lists = {title: re.findall(r"^- `(.*)`$", body, re.MULTILINE) for title, body in sections.items()}
        return cls(lists, {title: _rows(body) for title, body in sections.items()})

    def disagreements(
        self, faults: Mapping[str, Fault], automatic: Iterable[str], written: Iterable[WrittenScenario]
    ) -> Iterator[str]:
        """Yield what the page does not know, or knows otherwise than the catalogues and the feature files say."""
        known = {row[0]: row[1:3] for row in self.tables["Faults"]}
        wanted = {name: (_cell(one.breaks), " ".join(one.requirements)) for name, one in faults.items()}
        yield from _differences("fault", known, wanted)
        decided = {row[0] for row in self.tables["Requirements"]}
        yield from (f"automatic requirement {one}: not on the page" for one in automatic if one not in decided)
        told = {row[:2]: row[2] for row in self.tables["Scenarios"]}
        yield from _differences("scenario", told, _examples(written))
        yield from self._contradictions()

    def _contradictions(self) -> Iterator[str]:
        for title, verdict in ((_SURVIVED, "survived"), (_MISATTRIBUTED, "misattributed")):
            marked = [row[0] for row in self.tables["Faults"] if row[3] == verdict]
            if marked != list(self.lists[title]):
                yield f"{title}: the list says {list(self.lists[title])}, the table {marked}"
        not_seen = sum(int(row[2]) - int(row[3]) for row in self.tables["Scenarios"])
        not_applicable = self.lists["Scenarios that are not applicable to the reference provider"]
        listed = set(self.lists[_UNSEEN])
        if not len(listed) <= not_seen <= len(listed.union(not_applicable)):
            yield f"{_UNSEEN}: {not_seen} by the table, {len(self.lists[_UNSEEN])} listed"


def _rows(section: str) -> list[Row]:
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [tuple(re.split(r" (?<!\\)\| ", line[2:-2])) for line in lines]


def _examples(written: Iterable[WrittenScenario]) -> dict[Row, str]:
    return {(one.file, _cell(one.title)): str(len(one.examples) or 1) for one in written}


def _differences(kind: str, told: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> Iterator[str]:
    for name in {**wanted, **told}:
        if told.get(name) != wanted.get(name):
            yield f"{kind} {name}: the page says {told.get(name, 'nothing')}, it is {wanted.get(name, 'none')}"
