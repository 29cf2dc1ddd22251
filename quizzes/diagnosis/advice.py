"""What helps most now: which lesson to read, what to practise?

A named pair gets the lesson that sets its two terms side by side, then questions of that contrast. Without a clear
pattern mixed questions help: they train to tell apart, and they show which pair it is.
"""

from dataclasses import dataclass
from typing import Literal

from quizzes.diagnosis.mastery import Pair, Verdict

Code = Literal["read-pair", "practise-pair", "mixed-practice", "nothing"]


@dataclass(frozen=True)
class Advice:
    """`pair` belongs to the first two codes; `direction` (expected, given) is given if one is named."""

    code: Code
    pair: Pair | None = None
    direction: Pair | None = None


def advice(verdict: Verdict | None) -> tuple[Advice, ...]:
    """What to do, in this order. None, where there are no hypotheses, is no pattern either."""
    if verdict is None:
        return (Advice("mixed-practice"),)
    if verdict.code == "mastered":
        return (Advice("nothing"),)
    if verdict.pair is None:
        return (Advice("mixed-practice"),)
    return tuple(Advice(code, verdict.pair, verdict.direction) for code in ("read-pair", "practise-pair"))
