"""Texts beside the lessons, and the link in the head of every page."""

from datetime import timedelta

import pytest

from coursesite import clock
from lessons.models import Page
from tests.factories.lessons import make_course, make_started

pytestmark = pytest.mark.django_db


def make_page(course, slug="blatt", **fields):
    values = {"uid": f"seite-{slug}", "title": f"Das {slug}", "html": "<p>Zehn Merkmale</p>", **fields}
    return Page.objects.create(course=course, slug=slug, **values)


def test_a_page_shows_its_text(reader, learner):
    course = make_course(slug="kurs", access="assigned")
    make_started(learner, course)
    make_page(course, summary="Zum Nachschlagen")

    text = reader.get("/courses/kurs/pages/blatt/").content.decode()

    assert "<h1>Das blatt</h1>" in text
    assert "<p>Zehn Merkmale</p>" in text
    assert "Zum Nachschlagen" in text


def test_whoever_may_not_see_the_course_finds_no_page(reader):
    make_page(make_course(slug="kurs", access="assigned"), sheet=True)

    assert reader.get("/courses/kurs/pages/blatt/").status_code == 404
    assert reader.get("/sheet/", follow=True).redirect_chain == [("/", 302)]


def test_an_unknown_page_is_not_there(reader):
    make_course(slug="kurs")

    assert reader.get("/courses/kurs/pages/blatt/").status_code == 404


def test_the_head_of_every_page_leads_to_the_sheet_of_the_course_begun_last(reader, learner):
    first, last, never = (make_course(slug=slug) for slug in ("eins", "zwei", "drei"))
    for course in (first, last, never):
        make_page(course, sheet=True)
        make_page(course, slug="anderes")
    make_started(learner, first)
    run = make_started(learner, last)
    run.started_at = clock.now() + timedelta(minutes=1)
    run.save()

    assert '<a href="/sheet/">Merkblatt</a>' in reader.get("/me/").content.decode()
    assert reader.get("/sheet/").url == "/courses/zwei/pages/blatt/"


def test_before_the_first_start_any_sheet_will_do(reader):
    make_page(make_course(slug="kurs"), sheet=True)

    assert reader.get("/sheet/").url == "/courses/kurs/pages/blatt/"


def test_the_course_lists_its_pages(reader):
    course = make_course(slug="kurs")
    make_page(course, summary="Zum Nachschlagen")

    text = reader.get("/courses/kurs/").content.decode()

    assert '<a href="/courses/kurs/pages/blatt/">Das blatt</a>' in text
    assert "Zum Nachschlagen" in text
