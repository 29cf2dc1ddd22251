import pytest

from coursesite.markup.context import Context, GlossaryEntry, TermLook


@pytest.fixture(scope="session")
def context() -> Context:
    """A small course: two glossary entries, one figure, one lesson, three terms, one question."""
    return Context(
        glossary=(
            GlossaryEntry(
                uid="journey",
                term="Customer Journey",
                aliases=("Kundenreise",),
                html="<p>Weg durch alle Erlebnisse.</p>",
                lang="en",
            ),
            GlossaryEntry(uid="leitbild", term="Leitbild", html="<p>Selbstverständnis.</p>"),
        ),
        images={"stufen.svg": "/courses/kz/figures/stufen.svg"},
        links={"lektion:l02": "/courses/kz/lessons/stufenmodell/", "glossar:": "/courses/kz/glossary/"},
        terms={
            "F": TermLook("Kundenfokus", "fernglas", "focus"),
            "O": TermLook("Kundenorientierung", "wegweiser", "orientation"),
            "Z": TermLook("Kundenzentrierung", "bauplan", "centricity"),
        },
        checks=frozenset({"l01-k1", "l01-k2"}),
        glossary_url="/courses/kz/glossary/",
    )
