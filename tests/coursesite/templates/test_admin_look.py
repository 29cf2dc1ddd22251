"""The workshop wears the site's own head, foot, theme and tokens; filters stand above a list, never beside it."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import display_for_field, flatten, label_for_field
from django.utils.translation import override

from tests.doors import client_of
from tests.factories.accounts import make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return client_of(make_operator())


def test_it_has_the_site_s_head_and_foot(operator):
    page = operator.get("/admin/").content.decode()

    for part in ('<header class="masthead">', 'class="mark"', '<footer class="colophon">', 'name="theme" value="dark"'):
        assert page.count(part) == 1, part
    assert 'id="site-name"' not in page


def test_its_styles_come_last_and_django_s_colours_of_the_dark_not_at_all(operator):
    styles = re.findall(
        r'<link rel="stylesheet" href="/static/([^"]+)">', operator.get("/admin/accounts/user/").content.decode()
    )

    assert styles[-1] == "css/admin.css"
    assert styles.index("css/tokens.css") < styles.index("admin/css/changelists.css")
    assert [name for name in styles if "dark_mode" in name] == []


@pytest.mark.parametrize("theme", ["light", "dark", ""])
def test_it_takes_the_theme_that_was_chosen_on_the_site(operator, theme):
    if theme:
        operator.post("/theme/", {"theme": theme})

    assert f'<meta name="theme" content="{theme}">' in operator.get("/admin/").content.decode()


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("?is_active__exact=1", True)])
def test_filters_are_folded_above_the_list_until_one_is_set(operator, query, is_open):
    page = operator.get(f"/admin/accounts/user/{query}").content.decode()

    (fold,) = re.findall(r'<details class="fold admin-filters"[^>]*>', page)
    assert fold.endswith(" open>") is is_open
    assert page.count('id="changelist-filter"') == 1
    assert page.index('id="changelist-filter"') < page.index('id="result_list"')


def test_a_list_has_the_name_of_what_it_lists_and_one_way_back(operator):
    page = operator.get("/admin/accounts/user/").content.decode()

    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Personen"]
    crumbs = re.search(r'<div class="breadcrumbs">(.*?)</div>', page, re.DOTALL)[1]
    assert re.sub(r"<[^>]+>|\s+", "", crumbs) == "Werkstatt&rsaquo;Personen"
    assert 'id="nav-sidebar"' not in page


def test_each_cell_of_a_list_has_the_words_of_its_column_but_the_box_that_selects(operator):
    page = operator.get("/admin/accounts/user/?o=-0").content.decode()

    heads = re.findall(r"<th scope=\"col\"([^>]*)>\s*<(?:a|span)[^>]*>(.*?)</", page)
    cells = re.findall(r"<t[dh]( data-label=\"[^\"]*\")? class=\"field-", page)
    assert [words for _attributes, words in heads] == [cell.split('"')[1] for cell in cells[: len(heads)]]
    assert [words for attributes, words in heads if "aria-sort" in attributes] == [heads[0][1]]
    assert 'aria-sort="descending"' in heads[0][0]


def test_the_search_of_a_list_has_its_word(operator):
    page = operator.get("/admin/accounts/user/").content.decode()

    assert '<label for="searchbar" class="visually-hidden">Suchen</label>' in page


def shown_fields(options) -> list[str]:
    """Without those that a form of ours declares."""
    sets = [entry["fields"] for _name, entry in options.fieldsets or ()] or [options.fields or ()]
    found = [*flatten(flatten(sets)), *getattr(options, "list_display", ())]
    return [name for name in found if name not in options.form.declared_fields]


def test_every_label_is_said_in_the_reader_s_language():
    pages = [
        part
        for model, page in admin.site._registry.items()
        for part in (page, *(kind(model, admin.site) for kind in page.inlines))
    ]
    english = set()
    for page in pages:
        for name in shown_fields(page):
            said = set()
            for language in ("de", "en"):
                with override(language):
                    said.add(str(label_for_field(name, page.model, page)))
            if len(said) == 1:
                english.add((page.model.__name__, name))

    assert english == {("QuizCell", "position")}  # one word in both


def test_one_thing_has_its_own_name_as_the_heading(operator):
    person = make_operator(name="Ada Minke")

    page = operator.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()

    assert re.findall(r"<h1>(.*?)</h1>", page) == [str(person)]


@pytest.mark.parametrize(("language", "words"), [("de", ["ja", "nein"]), ("en", ["yes", "no"])])
def test_a_sign_for_yes_or_no_is_said_in_the_reader_s_language(operator, language, words):
    """In lists and where a field is only shown; Django shows a sign alone, and says True and False of it."""
    gone = make_operator(name="Ada Minke", is_active=False)
    operator.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    listed = operator.get("/admin/accounts/user/?o=4").content.decode()
    with override(language):
        shown = str(display_for_field(None, gone._meta.get_field("is_active"), "–"))

    assert sorted(set(re.findall(r'icon-\w+\.svg" alt=""> (\w+)<', listed))) == sorted(words)
    assert re.findall(r'alt=""> (\w+)$', shown) == [{"de": "unbekannt", "en": "unknown"}[language]]


def test_what_is_empty_has_the_dash_of_all_other_pages(operator):
    page = operator.get("/admin/accounts/user/").content.decode()

    assert re.findall(r'class="field-personnel_number">([^<]*)<', page) == ["–"]


def test_on_paper_it_is_what_all_other_pages_are(operator):
    page = operator.get("/admin/accounts/user/").content.decode()

    assert page.index("css/admin.css") < page.index('css/print.css" media="print"')
