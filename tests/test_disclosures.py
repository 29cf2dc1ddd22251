"""Is each page and file that tells HR of people by name among those that the works council reads, with what it tells?

HR opens every address that opens for her. A person of hers has values that stand nowhere else; where her name is found
there must be a disclosure, and of her data no more than its columns.
"""

import csv
import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coursesite import clock, policy
from coursesite.accounts.enums import Role
from coursesite.accounts.models import User
from coursesite.accounts.services.inviting import invite_again
from lessons.models import Cohort, Course, Enrolment
from lessons.services.export_jobs import make_exports
from tests.doors import ROLES, Address, addresses, path_of
from tests.factories.certificates import make_certificate
from tests.factories.company import make_department, make_hr, make_member
from tests.test_doors import row_of

pytestmark = pytest.mark.django_db
NAME, EMAIL, NUMBER = "Kanarina Vogelsang", "kanarina@example.org", "KV-4711"
CANARIES = {
    "name": [NAME],
    "email": [EMAIL],
    "personnel_number": [NUMBER],
    "entry_date": ["29.\N{NO-BREAK SPACE}März 1987", "1987-03-29", "29.03.1987"],
    "time_factor": ["die Hälfte mehr Zeit"],
}
# Which columns say the same of a person under another key.
SAME = {"certified_name": "name"}


@pytest.fixture
def person() -> User:
    sales = make_department("Vertrieb")
    made = make_member(
        sales, NAME, email=EMAIL, personnel_number=NUMBER, entry_date=date(1987, 3, 29), time_factor="1.5",
        public_id="kanarina",
    )  # fmt: skip
    make_certificate(made, now=clock.now() - timedelta(days=9))
    Enrolment.objects.update(enrolled_on=clock.today() - timedelta(days=9))
    invite_again(person=made, actor=None, now=clock.now())
    Cohort.objects.create(name="Neue", department=sales)
    return made


@pytest.fixture
def opened(client, person, monkeypatch, settings, tmp_path) -> dict[str, str]:
    """Name of the address → what HR reads there, of all that open for her."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("lessons.views.reports.LONG_ROWS", 0)
    sales = person.memberships.get().department
    client.force_login(make_hr(sales))
    found = {}
    for address in [address for address in addresses() if opens_for_hr(address)]:
        path = path_of(address, _values(person))
        if address.name in BESIDES:
            found[address.name] = BESIDES[address.name](client, path, person)
        elif (response := client.get(path)).status_code == 200:
            found[address.name] = _text(response)
    return found


def opens_for_hr(address: Address) -> bool:
    """By the table of doors; what is sent by a form opens by one."""
    return row_of(address).get[ROLES.index("HR")] == "o" or address.name in BESIDES


def _values(person: User) -> dict[str, object]:
    certificate = person.enrolments.get().certificates.get()
    return {
        "person": person.public_id, "group": Cohort.objects.get().pk, "number": certificate.number,
        "code": certificate.code, "file_format": "csv", "course": Course.objects.get().slug,
    }  # fmt: skip


def _text(response) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if response["Content-Type"] == "application/zip":
        book = zipfile.ZipFile(io.BytesIO(data))
        return "".join(book.read(name).decode() for name in book.namelist() if not name.endswith(".pdf"))
    text = data.decode("utf-8-sig", "replace")
    return re.sub(r"<option(?! value=\"[^\"]*\" selected)[^>]*>[^<]*", " ", text.partition("<main")[2] or text)


def _merging(client, path, person) -> str:
    other = make_member(person.memberships.get().department, "Otto Fremdmann")
    return _text(client.get(f"{path}?keep={person.public_id}&other={other.public_id}"))


def _checked_import(client, path, person) -> str:
    """A file in which she is missing, so that she would have left."""
    file = SimpleUploadedFile("personen.csv", b"email;name\nneu@example.org;Nora Neu\n")
    department = person.memberships.get().department_id
    return _text(client.post(path, {"file": file, "department": department}, follow=True))


def _waiting(client, path, person) -> str:
    return _text(client.get(f"{path}?state=waiting"))


def _long_export(client, path, person) -> str:
    client.post("/reports/exports/", {"file_format": "csv", "purpose": "Audit", "course": Course.objects.get().slug})
    assert list(make_exports(now=clock.now()))
    page = client.get("/reports/exports/").content.decode()
    return _text(client.get(re.search(r'href="(/reports/exports/[^"]+/)"', page)[1]))


def _evidence(client, path, person) -> str:
    day = (clock.today() - timedelta(days=1)).isoformat()
    asked = {"course": Course.objects.get().slug, "as_of": day, "language": "de", "purpose": "Audit"}
    return _text(client.post(path, asked))


# What a plain visit does not show.
def _file_for_a_purpose(client, path, person) -> str:
    return _text(client.get(f"{path}?purpose=Audit"))


BESIDES = {
    "lessons:report-completions-file": _file_for_a_purpose,
    "lessons:report-people-merge": _merging,
    "lessons:report-people-import": _checked_import,
    "lessons:report-outbox": _waiting,
    "lessons:report-export": _long_export,
    "lessons:report-evidence": _evidence,
}


def disclosed() -> dict[str, set[str]]:
    """Name of the address → keys of what HR is said to see there."""
    found: dict[str, set[str]] = {}
    for shown in policy.disclosures:
        if shown.role == Role.HR:
            for name in shown.addresses:
                found.setdefault(name, set()).update(SAME.get(column.key, column.key) for column in shown.columns)
    return found


def told_in(text: str) -> set[str]:
    return {key for key, spellings in CANARIES.items() if any(spelling in text for spelling in spellings)}


def test_where_a_person_is_told_of_there_is_a_disclosure_with_all_that_is_told(opened):
    """Mend in the floor's policy.py: the page's columns, and its address."""
    told = {name: found for name, text in opened.items() if (found := told_in(text))}

    assert {
        name: found - disclosed().get(name, set())
        for name, found in told.items()
        if found - disclosed().get(name, set())
    } == {}


def test_no_disclosure_is_of_a_page_that_tells_of_nobody(opened):
    assert {name for name in disclosed() if "name" not in told_in(opened.get(name, ""))} == set()


def test_what_is_disclosed_of_her_is_told(opened):
    """Nor is more promised than is shown."""
    promised = {name: keys & CANARIES.keys() for name, keys in disclosed().items()}
    # An address only where somebody has no name.
    unshown = {"lessons:report-people": {"email"}, "lessons:report-people-import": {"email"}}

    assert {
        name: keys - told_in(opened[name]) for name, keys in promised.items() if keys - told_in(opened[name])
    } == unshown


def test_the_headings_of_a_table_are_those_that_were_disclosed(opened):
    """The list of completions as a file, whose first line names its columns."""
    [shown] = [found for found in policy.disclosures if "lessons:report-completions-file" in found.addresses]

    headings = next(csv.reader(io.StringIO(opened["lessons:report-completions-file"]), delimiter=";"))

    assert headings == [str(column.title) for column in shown.columns]


def test_the_works_council_reads_all_of_them_once():
    names = [name for shown in policy.disclosures for name in shown.addresses]

    assert len(names) == len(set(names)) >= 13
    assert all(shown.addresses for shown in policy.disclosures)
