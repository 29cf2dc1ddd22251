"""Pages of a course between files and database."""

import pytest

from lessons.models import Page
from lessons.queries.stored import stored_course
from lessons.services.loading import LoadRefused
from lessons.services.rerendering import rerender_course
from tests.factories.course_files import edited, small_course
from tests.factories.loading import in_files, load, the_course
from tests.lessons.files.test_page import OTHER, PAGE, PATH

pytestmark = pytest.mark.django_db


def with_page(text=PAGE):
    return {**small_course(), PATH: text}


def test_a_page_is_stored_with_its_html():
    load(with_page())

    page = Page.objects.get()
    assert (page.slug, page.title, page.sheet, page.summary) == ("blatt", "Das Blatt", True, "Auf einer Seite.")
    assert page.html == '<p>Zurück zum <a href="/courses/probe/lessons/anfang/">Anfang</a>.</p>'
    assert stored_course(the_course()) == in_files(with_page())


def test_loading_the_same_page_again_writes_nothing():
    load(with_page())

    assert not load(with_page()).changed


def test_a_page_follows_its_file_and_goes_with_it():
    load(with_page())
    load(with_page(PAGE.replace("title: Das Blatt", "title: Ein Blatt").replace("slug: blatt", "slug: anders")))
    assert list(Page.objects.values_list("slug", "title")) == [("anders", "Ein Blatt")]

    load(small_course())

    assert not Page.objects.exists()


def test_two_pages_exchange_their_addresses_and_the_sheet():
    other = OTHER.replace("sheet: true", "sheet: false")
    load({**with_page(), "pages/leitfaden.md": other})

    swapped = PAGE.replace("slug: blatt", "slug: leitfaden").replace("sheet: true", "sheet: false")
    load({**with_page(swapped), "pages/leitfaden.md": OTHER.replace("slug: leitfaden", "slug: blatt")})

    rows = list(Page.objects.order_by("uid").values_list("uid", "slug", "sheet"))
    assert rows == [("seite-blatt", "leitfaden", False), ("seite-leitfaden", "blatt", True)]


def test_a_link_in_a_page_moves_with_its_lesson():
    load(with_page())

    load(edited(with_page(), "01-anfang/lesson.md", "slug: anfang", "slug: beginn"))

    assert 'href="/courses/probe/lessons/beginn/"' in Page.objects.get().html


def test_a_lesson_links_to_a_page():
    load(edited(with_page(), "02-mitte/lesson.md", "Weiter nach", "[Blatt](seite:seite-blatt). Weiter nach"))

    assert 'href="/courses/probe/pages/blatt/"' in the_course().units.get(slug="mitte").lesson.published.html


def test_a_link_to_nowhere_refuses_the_load():
    with pytest.raises(LoadRefused):
        load(with_page(PAGE.replace("lektion-anfang", "lektion-weg")))

    assert not Page.objects.exists()


def test_rerendering_brings_pages_up_to_date():
    load(with_page())
    Page.objects.update(html="alt")

    rerender_course(course=the_course())

    assert Page.objects.get().html.startswith("<p>Zurück")
