"""Text on the pages of account, personnel department and works council, whose tables take a laptop's whole width."""

import pytest

from coursesite.accounts.models import WorksCouncilRole
from tests.factories.company import company, make_hr

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEASURE_PX = 600  # 37.5rem, --measure of tokens.css
PAGES = (
    "/me/", "/me/data/", "/me/disclosures/", "/me/hr/", "/reports/settings/", "/reports/evidence/", "/reports/effect/",
    "/reports/groups/", "/reports/certificates/", "/council/rules/", "/council/exports/", "/council/agreement/",
)  # fmt: skip
WIDE = """
() => [...document.querySelectorAll('main :is(p, :is(ul, ol):not([class]) > li, .form-control, .form-select)')]
  .filter(it => !it.closest('.actions, .filter-form, .section-pages, .table-region, .breadcrumb-line, dl, .stats'))
  .filter(it => it.getBoundingClientRect().width > MEASURE + 1)
  .map(it => it.innerText || it.name)
"""


def test_no_line_and_no_field_is_longer_than_it_reads_well(open_page, sign_in):
    person = make_hr(company())
    WorksCouncilRole.objects.create(user=person)
    page, found = sign_in(open_page(), person), {}
    for address in PAGES:
        response = page.goto(address)
        assert response.status == 200
        if wide := page.evaluate(WIDE.replace("MEASURE", str(MEASURE_PX))):
            found[address] = wide

    assert found == {}
