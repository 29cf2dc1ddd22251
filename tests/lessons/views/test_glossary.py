import pytest

from lessons.models import GlossaryTerm, Term
from tests.factories.lessons import make_course, make_started

pytestmark = pytest.mark.django_db


def test_words_stand_in_the_order_of_a_dictionary(reader, learner):
    course = make_course(slug="kurs", access="assigned")
    make_started(learner, course)
    for position, word in enumerate(["Zentrierung", "Öffnung", "Orientierung", "fokus"]):
        GlossaryTerm.objects.create(course=course, uid=f"w{position}", term=word, html=f"<p>zu {word}</p>")
    GlossaryTerm.objects.create(course=course, uid="alt", term="Weg", html="", retired_at="2026-01-01T00:00Z")

    response = reader.get("/courses/kurs/glossary/")

    letters = [(letter, [term["term"] for term in terms]) for letter, terms in response.context["letters"]]
    assert letters == [("F", ["fokus"]), ("O", ["Öffnung", "Orientierung"]), ("Z", ["Zentrierung"])]
    assert '<dt id="term-w1">Öffnung</dt>' in response.content.decode()


def test_the_terms_that_the_course_tells_apart_have_their_signs(reader):
    course = make_course(slug="kurs")
    Term.objects.create(course=course, key="F", name="Kundenfokus", glyph="fernglas", colour="focus", definition="–")
    for word in ("Kundenfokus", "Leitbild"):
        GlossaryTerm.objects.create(course=course, uid=word.lower(), term=word, html="<p>Erklärung</p>")

    text = reader.get("/courses/kurs/glossary/").content.decode()

    sign = '<span class="glyph glyph--fernglas" aria-hidden="true"></span>'
    assert f'<dt id="term-kundenfokus" class="term-mark term-mark--focus">{sign}Kundenfokus</dt>' in text
    assert '<dt id="term-leitbild">Leitbild</dt>' in text


def test_a_course_that_is_not_hers_has_no_glossary(reader):
    make_course(slug="kurs", access="assigned")

    assert reader.get("/courses/kurs/glossary/").status_code == 404


def test_an_empty_glossary_says_so(reader):
    make_course(slug="kurs")

    assert "noch kein Glossar" in reader.get("/courses/kurs/glossary/").content.decode()
