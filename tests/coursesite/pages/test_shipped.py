"""The texts that come with the site: each language asks its operator for the same, and the statement is whole."""

import pytest
from django.conf import settings

from coursesite.accounts.queries.setup import GAPS
from coursesite.pages.services.shipping import ORDER, SHIPPED

# What an accessibility statement needs: whose, how far, what not, how found, whom to tell, and who decides a dispute
# (Commission Implementing Decision (EU) 2018/1523; BITV 2.0, section 7).
STATEMENT = [
    "Ziel", "Stand der Vereinbarkeit", "Was fehlt oder noch nicht bewertet ist", "Wie bewertet wurde",
    "Barriere melden", "Mehr Zeit in Prüfungen", "Durchsetzungsverfahren",
]  # fmt: skip


def lines(language: str, slug: str) -> list[str]:
    return (SHIPPED / language / f"{slug}.md").read_text(encoding="utf-8").splitlines()


def outline(language: str, slug: str) -> list[int]:
    """How many gaps each section has; the first number is what stands above all sections."""
    counts = [0]
    for line in lines(language, slug):
        if line.startswith("## "):
            counts.append(0)
        counts[-1] += sum(line.count(gap) for gap in GAPS)
    return counts


@pytest.mark.parametrize("slug", ORDER)
def test_each_language_has_the_same_sections_and_gaps(slug: str) -> None:
    outlines = {language: outline(language, slug) for language, _name in settings.LANGUAGES}

    assert sum(outlines["de"]) > 0
    assert outlines == dict.fromkeys(outlines, outlines["de"])


def test_the_accessibility_statement_has_all_its_parts() -> None:
    written = lines("de", "barrierefreiheit")

    assert [line.removeprefix("## ") for line in written if line.startswith("## ")] == STATEMENT
    assert [line for line in written if "teilweise vereinbar" in line] != []
