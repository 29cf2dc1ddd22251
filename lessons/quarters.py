"""Which quarter is a day in, and when is it over? Fixed groups are people who began in the same one."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 3
QUARTERS = 4
_CODE = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """`number` from 1 to 4. As text "2026-Q3": so it stands in addresses."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @classmethod
    def parse(cls, code: str) -> "Quarter":
        """Raises ValueError."""
        found = _CODE.fullmatch(code)
        if not found:
            raise ValueError(f"no quarter: {code}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.later(1).first - timedelta(days=1)

    def later(self, count: int) -> "Quarter":
        """The one so many quarters later. 2026-Q3 later by 2: 2027-Q1."""
        year, place = divmod(self.year * QUARTERS + self.number - 1 + count, QUARTERS)
        return Quarter(year, place + 1)
