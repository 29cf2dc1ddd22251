"""A table shows the columns that stand in code, all of them and in their order, or the page does not render."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from coursesite.tables.columns import Column, Kind
from coursesite.templatetags.tables import ColumnsError

COLUMNS = (Column("name", "Name"), Column("count", "Wie <oft>", Kind.INTEGER))
ROW = '<tr>{% cell "name" %} {{ name }} {% endcell %}{% cell "count" %}3{% endcell %}</tr>'


def rendered(text: str, **values) -> str:
    html = Template(text).render(Context({"columns": COLUMNS, **values}))
    return re.sub(r">\s+<", "><", html).strip()


def table(rows: str, **values) -> str:
    return rendered('{% datatable columns labelled_by="people" %}' + rows + "{% enddatatable %}", **values)


def test_headings_come_from_the_columns_and_the_first_cell_is_its_rows():
    assert table(ROW, name="<Ada>") == (
        '<div class="table-region" role="region" aria-labelledby="people" tabindex="0"><table class="table data-table">'
        '<thead><tr><th scope="col">Name</th><th scope="col" class="num">Wie &lt;oft&gt;</th></tr></thead>'
        '<tbody><tr><th scope="row" data-label="Name">&lt;Ada&gt;</th>'
        '<td data-label="Wie &lt;oft&gt;" class="num">3</td></tr></tbody></table></div>'
    )


def test_without_a_heading_above_it_has_a_label():
    html = rendered("{% datatable columns label=label %}{% enddatatable %}", label="Exporte & mehr")

    assert 'aria-label="Exporte &amp; mehr"' in html


@pytest.mark.parametrize(
    "rows",
    [
        '<tr>{% cell "name" %}{% endcell %}</tr>',
        ROW + '<tr>{% cell "name" %}{% endcell %}</tr>',
        '<tr>{% cell "count" %}{% endcell %}{% cell "name" %}{% endcell %}</tr>',
        '<tr>{% cell "score" %}{% endcell %}</tr>',
    ],
    ids=["too few", "too few in the last row", "another order", "a column that is not there"],
)
def test_a_row_has_all_of_its_columns_and_no_other(rows):
    with pytest.raises(ColumnsError):
        table(rows)


def test_pairs_name_known_columns_and_may_leave_some_out():
    html = rendered('{% pairs columns %}{% pair "count" %}{{ n }}{% endpair %}{% endpairs %}', n="<3")

    assert html == '<dl class="pairs"><dt>Wie &lt;oft&gt;</dt><dd>&lt;3</dd></dl>'
    with pytest.raises(ColumnsError, match="score is none of name, count"):
        rendered('{% pairs columns %}{% pair "score" %}{% endpair %}{% endpairs %}')


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("accounts.DatedRole", "accounts.<wbr>DatedRole"),
        ("is_active, name", "is_<wbr>active, name"),
        ("<b>_x", "&lt;b&gt;_<wbr>x"),
        ("Ende. ", "Ende. "),
    ],
)
def test_a_name_of_the_programs_breaks_after_its_parts(name, html):
    assert rendered("{{ name|breakable }}", name=name) == html.strip()


@pytest.mark.parametrize("tag", ["{% datatable columns %}", "{% datatable columns title=1 %}"])
def test_a_table_without_a_name_is_refused(tag):
    with pytest.raises(TemplateSyntaxError):
        rendered(tag + "{% enddatatable %}")


def test_a_name_goes_to_the_next_line_as_a_whole() -> None:
    assert rendered("{{ name|unbroken }}", name="ex-<1>") == '<span class="unbroken">ex-&lt;1&gt;</span>'


def test_the_dots_of_a_text_cut_off_begin_no_line() -> None:
    assert rendered("{{ stem|opening:12 }}", stem="Ein Büro mit Heizung") == "Ein Büro\N{NO-BREAK SPACE}…"


@pytest.mark.parametrize(("language", "written"), [("de", "90\N{NO-BREAK SPACE}%"), ("en", "90%")])
def test_per_cent_is_written_as_the_language_does(language, written):
    with translation.override(language):
        assert rendered("{{ share|percent }}", share=90) == written
