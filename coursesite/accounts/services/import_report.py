"""What an import of people did, or would do; and what of it somebody said yes to."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from coursesite.accounts.people_file import Problem
from coursesite.accounts.services.import_plan import Planned

MAX_PROBLEMS = 1000  # named; the others are counted


@dataclass
class Report:
    """`stopped`: why nothing after its line was read or written; line 0 = the file as a whole."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    bad_rows: int = 0
    new_departments: dict[str, None] = field(default_factory=dict)  # in order
    unknown: tuple[str, ...] = ()
    leavers: list[int] = field(default_factory=list)
    left: int = 0
    stopped: Problem | None = None

    @property
    def is_clean(self) -> bool:
        return not self.bad_rows and self.stopped is None

    @property
    def rows(self) -> int:
        return sum(self.counts.values()) + self.bad_rows

    def as_json(self) -> dict[str, Any]:
        """To show it later, on another page."""
        stored = {name: getattr(self, name) for name in ("bad_rows", "leavers", "left")}
        return stored | {
            "counts": dict(self.counts),
            "problems": [list(astuple(problem)) for problem in self.problems],
            "new_departments": list(self.new_departments),
            "unknown": list(self.unknown),
            "stopped": list(astuple(self.stopped)) if self.stopped else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Report":
        values = dict(stored) | {
            "counts": Counter(stored["counts"]),
            "problems": [Problem(*problem) for problem in stored["problems"]],
            "new_departments": dict.fromkeys(stored["new_departments"]),
            "unknown": tuple(stored["unknown"]),
            "stopped": Problem(*stored["stopped"]) if stored["stopped"] else None,
        }
        return cls(**values)

    def add(self, planned: Iterable[Planned]) -> None:
        for each in planned:
            if each.row.problems:
                self.bad_rows += 1
                self.problems += each.row.problems[: MAX_PROBLEMS - len(self.problems)]
            else:
                self.counts[each.state] += 1
                self.counts["returned"] += "is_active" in each.changes


@dataclass(frozen=True)
class Confirmed:
    """What was said yes to. None: whatever is found."""

    departments: Collection[str] | None = None
    leavers: Collection[int] | None = ()
