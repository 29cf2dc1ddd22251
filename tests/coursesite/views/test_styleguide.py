"""Every component is on the styleguide, in both themes, made by its own template; in production there is none."""

import re

import pytest

from coursesite.views.styleguide import EXAMPLES, TOKENS, UNSEEN, component_names, token_groups

PAGE = "/styleguide/"


def page_of(client, query="") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_component_has_its_examples() -> None:
    """Mend by adding its states to EXAMPLES in coursesite/views/styleguide.py."""
    assert sorted({*EXAMPLES, *UNSEEN}) == component_names()
    assert len(component_names()) >= 10


@pytest.mark.django_db
def test_every_example_is_shown_and_none_is_empty(client) -> None:
    page = page_of(client)
    parts = dict(re.findall(r'<h3 id="component-(\w+)">(.*?)(?=<h3 |</section>)', page, re.S))

    assert sorted(parts) == component_names()
    for name, states in EXAMPLES.items():
        figures = re.findall(r"</figcaption>(.*?)</figure>", parts[name], re.S)
        assert len(figures) == len(states()), name
        assert all(re.search(r"<\w+", figure) for figure in figures), name


@pytest.mark.django_db
def test_every_token_is_shown_in_both_themes(client) -> None:
    page = page_of(client)
    names = [token.name for _title, tokens in token_groups() for token in tokens]

    assert [name for name in names if page.count(f"<code>{name}</code>") != 2] == []
    assert len([name for name in names if name.startswith("--color-")]) == len(
        set(re.findall(r"^  (--color-[\w-]+):", TOKENS.read_text(encoding="utf-8"), re.M))
    )
    assert all(tokens for _title, tokens in token_groups())
    page_token = next(token for _title, tokens in token_groups() for token in tokens if token.name == "--color-page")
    assert (page_token.value, page_token.dark) == ("#fbfaf6", "#17191b")


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "theme"), [("", "light"), ("?theme=dark", "dark"), ("?theme=pink", "light")])
def test_its_theme_is_the_one_asked_for(client, query, theme) -> None:
    client.cookies["theme"] = "dark"

    page = page_of(client, query)
    assert '<html lang="de" data-bs-theme="light">' in page
    assert re.findall(r'<section class="wide styleguide__ground" data-bs-theme="(\w+)"', page) == [theme, theme]


@pytest.mark.django_db
def test_in_production_there_is_no_such_page(client, settings) -> None:
    settings.LOCAL = False

    assert client.get(PAGE).status_code == 404


@pytest.mark.django_db
def test_no_id_is_there_twice(client) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page_of(client))

    assert sorted({one for one in ids if ids.count(one) > 1}) == []


@pytest.mark.django_db
def test_each_landmark_has_a_name_of_its_own(client) -> None:
    names = re.findall(r'<(?:nav|form|section|aside|div)\b[^>]*\baria-label="([^"]+)"', page_of(client))

    assert len(names) > 8
    assert sorted(names) == sorted(set(names))
