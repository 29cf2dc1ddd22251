"""The report over HTTP: who may open it, what the page says, what the file holds, what the journal keeps."""

import csv
import io
import re
import time
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coursesite.journal.models import JournalEntry, JournalSubject
from lessons.models import Enrolment
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
PAGE, FILE = "/reports/completions/", "/reports/completions.csv"
STARTED = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(client, sales):
    user = make_hr(sales, password="ein langes Passwort")
    client.force_login(user)
    return user


def read(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def names_on(page):
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]*">\s*([^<]*?)\s*</a></th>', page.content.decode())


def links_on(page):
    return re.findall(r'<th scope="row"[^>]*><a href="([^"]*)">', page.content.decode())


def test_addresses():
    file = reverse("lessons:report-completions-file", kwargs={"file_format": "csv"})

    assert [reverse("lessons:report-completions"), file] == [PAGE, FILE]


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_signed_out_goes_to_the_sign_in(client, address):
    response = client.get(f"{address}?status=completed")

    assert (response.status_code, response["Location"]) == (
        302,
        f"/accounts/login/?next={address}%3Fstatus%3Dcompleted",
    )


@pytest.mark.parametrize("address", [PAGE, FILE])
@pytest.mark.parametrize("fields", [{}, {"is_superuser": True}])
def test_others_find_no_such_page(client, sales, address, fields):
    make_enrolment(make_member(sales, "Geheime Person"))
    client.force_login(make_member(sales, **fields))

    response = client.get(address)

    assert response.status_code == 404
    assert "Geheime Person" not in response.content.decode()
    assert JournalEntry.objects.count() == 0


@pytest.mark.parametrize("address", [PAGE, FILE])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(client, hr, address, method):
    assert getattr(client, method)(address).status_code == 405
    assert JournalEntry.objects.count() == 0


def test_page_shows_the_agreed_columns_of_her_people(client, hr, sales):
    course = make_course(slug="kundenzentrierung", title="Kundenzentrierung")
    done = {"enrolled_on": date(2026, 10, 1), "started_at": STARTED, "completed_on": date(2026, 11, 2)}
    make_enrolment(
        make_member(sales, "Jörg Müller", personnel_number="007"), course, **done, passed_on=date(2026, 11, 2)
    )
    make_enrolment(make_member(company(), "Andere Person"), course)

    client.cookies["language"] = "en"
    page = client.get(PAGE)

    html = re.sub(r"</?time[^>]*>", "", page.content.decode())
    table = html.partition('id="enrolments"')[2]
    cells = re.findall(r'data-label="([^"]*)">(?:<a [^>]*>)?\s*([^<]*?)\s*(?:</a>)?</t[hd]>', table)
    assert cells == [
        ("Name", "Jörg Müller"),
        ("Personnel number", "007"),
        ("Department", "Vertrieb"),
        ("Course", "Kundenzentrierung"),
        ("Course version", "–"),
        ("Enrolled on", "1 Oct 2026"),
        ("Due on", "–"),
        ("Status", "completed"),
        ("Passed", "yes"),
        ("Completed on", "2 Nov 2026"),
        ("Valid until", "–"),
        ("Certificate", "–"),
    ]
    assert "Andere Person" not in html
    assert "(Berlin time)" in html
    assert page["Cache-Control"] == "no-store"


def test_names_lead_to_the_people_and_back_to_the_selection(client, hr, sales):
    make_enrolment(make_member(sales, "Jörg Müller", public_id="joerg"))

    plain, narrowed = client.get(PAGE), client.get(f"{PAGE}?status=not-started&sort=-name")

    assert links_on(plain) == ["/reports/people/joerg/?next=%2Freports%2Fcompletions%2F"]
    assert links_on(narrowed) == [
        "/reports/people/joerg/?next=%2Freports%2Fcompletions%2F%3Fstatus%3Dnot-started%26sort%3D-name"
    ]
    assert "joerg" not in b"".join(client.get(f"{FILE}?purpose=Audit").streaming_content).decode()


def test_page_in_english_names_figures_note_and_download(client, hr, sales):
    client.cookies["language"] = "en"
    make_enrolment(make_member(sales, "A"))
    make_enrolment(make_member(sales, "B"), started_at=STARTED)
    make_enrolment(make_member(sales, "C"), completed_on=date(2026, 11, 2))
    make_enrolment(make_member(sales, "D"), completed_on=date(2026, 11, 2))

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()))

    for sentence in [
        "Enrolled 4 This selection contains 4 enrolments.",
        "In progress 1 One of them is in progress.",
        "Completed 2 2 of them are completed.",
        "Overdue 0 0 of them were due before that day and are still open. One of them has not been started yet.",
        "CSV: 4 rows, 12 columns",
        "Excel (XLSX): 4 rows, 12 columns",
        "PDF: 4 rows, 12 columns",
        "JSON: 4 rows, 12 columns",
        "This export will be recorded in the audit log;",
    ]:
        assert sentence in text


def test_the_status_on_the_page_says_overdue_and_the_file_stays_as_agreed(client, hr, sales):
    late, soon = date(2000, 1, 1), date(2999, 1, 1)
    make_enrolment(make_member(sales, "A"), started_at=STARTED, due_on=late)
    make_enrolment(make_member(sales, "B"), due_on=late)
    make_enrolment(make_member(sales, "C"), started_at=STARTED, due_on=soon)
    make_enrolment(make_member(sales, "D"), started_at=STARTED, due_on=late, completed_on=date(2026, 11, 2))

    shown = re.findall(r'data-label="Status">([^<]+)<', client.get(PAGE).content.decode())

    assert shown == ["in Bearbeitung, überfällig", "nicht begonnen, überfällig", "in Bearbeitung", "abgeschlossen"]
    header, *rows = read(client.get(f"{FILE}?purpose=Audit"))
    place = header.index("Status")
    assert [row[place] for row in rows] == ["in Bearbeitung", "nicht begonnen", "in Bearbeitung", "abgeschlossen"]


def test_columns_that_say_nothing_are_left_out_on_the_page_alone(client, hr, sales):
    course = make_course(slug="kz", title="Drei Begriffe")
    for name in ("A", "B"):
        make_enrolment(make_member(sales, name), course, due_on=date(2026, 11, 3))

    one = client.get(PAGE)
    filtered = client.get(f"{PAGE}?course=kz")
    make_enrolment(make_member(sales, "C", personnel_number="007"), make_course(title="Anderer Kurs"))
    several = client.get(PAGE)

    def keys(page):
        return [heading.column.key for heading in page.context["headings"]]

    assert [column for column in keys(several) if column not in keys(one)] == ["personnel_number", "course"]
    assert keys(filtered) == keys(one)
    assert [len(row.cells) for row in several.context["rows"]] == [12, 12, 12]
    assert "Alle gehören zum Kurs Drei Begriffe." in one.content.decode()
    assert "Alle gehören zum Kurs" not in several.content.decode()
    assert len(read(client.get(f"{FILE}?course=kz&purpose=Audit"))[0]) == 12


def test_days_in_the_table_are_short_and_do_not_break(client, hr, sales):
    make_enrolment(make_member(sales, "A"), due_on=date(2026, 11, 3))

    html = client.get(PAGE).content.decode()

    assert '<td data-label="Fällig am"><time datetime="2026-11-03">03.11.2026</time></td>' in html


def test_there_are_four_figures_and_a_sentence_for_who_is_exempt(client, hr, sales):
    make_enrolment(make_member(sales, "A"))

    html = client.get(PAGE).content.decode()

    assert len(re.findall('class="stat"', html)) == 4
    assert "befreit oder" not in html


def test_the_preview_is_the_beginning_of_the_file(client, hr, sales):
    for number in range(12):
        make_enrolment(make_member(sales, f"Person {number:02}"))

    html = client.get(f"{PAGE}?sort=-name").content.decode()

    preview = html.partition('aria-label="Vorschau der Datei"')[2].partition("</table>")[0]
    shown = [re.findall(r"<td>([^<]*)</td>", row) for row in preview.split("<tr>")[2:]]
    header, *rows = read(client.get(f"{FILE}?purpose=Audit"))
    assert re.findall(r'<th scope="col">([^<]+)</th>', preview) == header
    assert [row[0] for row in shown] == [row[0] for row in rows][:10]
    assert "die ersten 10 Zeilen der Datei" in html


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("?status=completed", True), ("?status=nonsense", True)])
def test_filters_are_unfolded_where_one_is_set(client, hr, query, is_open):
    html = client.get(f"{PAGE}{query}").content.decode()

    (fold,) = re.findall(r'<details class="fold wide-fold"[^>]*>', html)
    assert fold.endswith(" open>") is is_open


def test_page_writes_nothing(client, hr, sales):
    make_enrolment(make_member(sales))

    client.get(PAGE)

    assert JournalEntry.objects.count() == 0


def test_filters_come_from_the_address_and_stay_in_links_and_export(client, hr, sales):
    south = make_department("Süd", sales)
    course = make_course(slug="kz")
    make_enrolment(make_member(south, "A"), course, completed_on=date(2026, 11, 2))
    make_enrolment(make_member(south, "B"), course)
    make_enrolment(make_member(sales, "C"), course, completed_on=date(2026, 11, 2))

    query = f"course=kz&department={south.pk}&status=completed&from=2026-11-01&to=2026-11-30"
    page = client.get(f"{PAGE}?{query}")

    html = page.content.decode()
    assert names_on(page) == ["A"]
    assert f'href="{PAGE}?{query.replace("&", "&amp;")}&amp;sort=-name#enrolments"' in html
    export = html.partition('class="export-form"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', export)
    assert "&".join(f"{name}={value}" for name, value in hidden) == query
    assert [row[0] for row in read(client.get(f"{FILE}?{query}&purpose=Audit"))[1:]] == ["A"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("course=nix", "There is no course “nix”."),
        ("cohort=4711", "There is no group “4711” among your groups."),
        ("department=4711", "There is no department “4711” among your departments."),
        (
            "department=99999999999999999999999",
            "There is no department “99999999999999999999999” among your departments.",
        ),
        ("department=Vertrieb", "There is no department “Vertrieb” among your departments."),
        ("status=bestanden", "There is no status “bestanden”."),
        ("from=31.02.2026", "Please give a date such as 23.11.2026."),
        ("from=2026-11-02&to=2026-11-01", "The last day is before the first."),
        ("due-from=2026-11-02&due-to=2026-11-01", "The last day is before the first."),
        ("as_of=2999-01-01", "That day is in the future."),
    ],
)
def test_wrong_filter_is_said_and_shows_nobody(client, hr, sales, query, message):
    client.cookies["language"] = "en"
    make_enrolment(make_member(sales, "Geheime Person"))

    for address, status in [(PAGE, 200), (FILE, 400)]:
        response = client.get(f"{address}?{query}")
        assert response.status_code == status
        assert message in response.content.decode()
        assert "Geheime Person" not in response.content.decode()
    assert JournalEntry.objects.count() == 0


def test_a_department_she_does_not_hold_is_as_unknown_as_one_that_does_not_exist(client, hr):
    plant = make_department("Werk")

    response = client.get(f"{PAGE}?department={plant.pk}")

    assert not response.context["form"].is_valid()
    assert "Werk" not in response.content.decode()


def test_what_was_typed_wrongly_is_kept(client, hr):
    html = client.get(f"{PAGE}?from=2026-11-02&to=2026-11-01&status=completed").content.decode()

    assert 'value="2026-11-02"' in html
    assert 'value="2026-11-01"' in html
    assert '<option value="completed" selected>' in html


def test_days_may_be_written_in_german(client, hr, sales):
    make_enrolment(make_member(sales, "A"), completed_on=date(2026, 11, 2))

    assert names_on(client.get(f"{PAGE}?from=2.11.2026&to=02.11.2026")) == ["A"]


@pytest.mark.parametrize(
    ("sort", "expected", "order"),
    [("", ["A", "B"], "ascending"), ("-name", ["B", "A"], "descending"), ("user__email", ["A", "B"], "ascending")],
)
def test_headings_sort(client, hr, sales, sort, expected, order):  # noqa: PLR0917
    for name in ["B", "A"]:
        make_enrolment(make_member(sales, name))

    page = client.get(f"{PAGE}?sort={sort}")

    assert names_on(page) == expected
    assert [heading.order for heading in page.context["headings"]] == [
        order,
        *["none"] * 10,
    ]  # nobody has a personnel number
    assert page.content.decode().count(f'aria-sort="{order}"') == 1


def test_page_holds_fifty_rows(client, hr, sales):
    course = make_course()
    for number in range(51):
        make_enrolment(make_member(sales, f"Person {number:02}"), course)

    first, second = client.get(f"{PAGE}?status=not-started"), client.get(f"{PAGE}?status=not-started&page=2")

    assert (len(names_on(first)), names_on(second)) == (50, ["Person 50"])
    assert f"{PAGE}?status=not-started&amp;sort=name&amp;page=2#enrolments" in first.content.decode()
    assert names_on(client.get(f"{PAGE}?page=seven")) == names_on(first)


@pytest.mark.parametrize(
    ("query", "sentence", "action"),
    [
        ("", "Nobody in your departments is enrolled in a course so far.", 'href="/"'),
        ("?status=completed", "No enrolment matches this selection.", f'href="{PAGE}"'),
    ],
)
def test_empty_page_says_why_and_what_next(client, hr, query, sentence, action):
    client.cookies["language"] = "en"

    html = client.get(PAGE + query).content.decode()

    assert sentence in html
    assert action in html
    assert "<table" not in html


def test_page_needs_as_many_queries_for_three_people_as_for_one(client, hr, sales):
    counts = []
    for number in [1, 2]:
        for _person in range(number):
            make_enrolment(make_member(sales), completed_on=date(2026, 11, 2))
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))

    assert Enrolment.objects.count() == 3
    assert counts[0] == counts[1]


def test_names_cannot_break_out_of_the_page(client, hr, sales):
    make_enrolment(make_member(sales, '<script>alert("x")</script>'))

    html = client.get(f"{PAGE}?course=%22%3E%3Cscript%3E").content.decode() + client.get(PAGE).content.decode()

    assert "<script>" not in html


def test_csv_bytes(client, hr, sales):
    client.cookies["language"] = "en"
    course = make_course(slug="kz", title="Kundenzentrierung")
    done = {"enrolled_on": date(2026, 10, 1), "started_at": STARTED, "completed_on": date(2026, 11, 2)}
    make_enrolment(
        make_member(sales, "Jörg Müller", personnel_number="007"), course, **done, passed_on=date(2026, 11, 2)
    )
    make_enrolment(make_member(sales, "=1+1", personnel_number="1001"), course, enrolled_on=date(2026, 10, 2))

    response = client.get(f"{FILE}?purpose=Audit")

    assert b"".join(response.streaming_content) == (
        b"\xef\xbb\xbf"
        + '"Name";"Personnel number";"Department";"Course";"Course version";"Enrolled on";"Due on";"Status";"Passed";'
        '"Completed on";"Valid until";"Certificate"\r\n'
        '"\'=1+1";"1001";"Vertrieb";"Kundenzentrierung";;2026-10-02;;"not started";"no";;;\r\n'
        '"Jörg Müller";"007\t";"Vertrieb";"Kundenzentrierung";;2026-10-01;;"completed";"yes";2026-11-02;;\r\n'.encode()
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="completions-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"])
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_csv_is_in_the_journal_before_its_first_byte(client, hr, sales):
    people = [make_member(sales, "A"), make_member(sales, "B")]
    for person in people:
        make_enrolment(person)
    make_enrolment(people[0])
    make_enrolment(make_member(company(), "nicht dabei"))

    response = client.get(f"{FILE}?status=not-started&purpose=Audit")

    entry = JournalEntry.objects.get()  # nothing was read from the response yet
    assert (entry.actor, entry.actor_role, entry.action) == (hr, "hr", "export-completions")
    assert entry.purpose == "Audit"
    assert entry.details == {
        "format": "csv",
        "columns": [
            "name", "personnel_number", "department", "course", "version", "enrolled_on", "due_on", "status", "passed",
            "completed_on", "valid_until", "certificate",
        ],
        "filters": {
            "course": "", "cohort": None, "department": None, "status": "not-started", "from": "", "to": "", "due_from": "",
            "due_to": "", "as_of": "",
        },
    }  # fmt: skip
    assert sorted(entry.subjects.values_list("user", flat=True)) == sorted(person.pk for person in people)
    assert len(read(response)) == 1 + 3


def test_csv_writes_the_subjects_with_one_statement_however_many(client, hr, sales):
    counts = []
    for number in [1, 2]:
        for _person in range(number):
            make_enrolment(make_member(sales))
        with CaptureQueriesContext(connection) as captured:
            assert len(read(client.get(f"{FILE}?purpose=Audit"))) == 1 + Enrolment.objects.count()
        counts.append(len(captured))
        assert sum("INSERT INTO" in query["sql"] and "subject" in query["sql"] for query in captured) == 1

    assert counts[0] == counts[1]
    assert JournalSubject.objects.count() == 1 + 3


def test_the_purpose_is_what_she_types(client, hr, sales):
    make_enrolment(make_member(sales))

    client.get(f"{FILE}?purpose=Audit+2026")

    assert JournalEntry.objects.get().purpose == "Audit 2026"


def test_no_purpose_is_filled_in_for_her(client, hr, sales):
    make_enrolment(make_member(sales))

    for page in (PAGE, "/reports/evidence/"):
        html = client.get(page).content.decode()
        (field,) = re.findall(r'<input[^>]*name="purpose"[^>]*>', html)
        assert "value=" not in field
        assert "required" in field
        assert "Pflichtangabe. Alle Personen in der Datei können sie lesen. Zum Beispiel:" in html


@pytest.mark.parametrize("query", ["", "?purpose=", "?purpose=+++"])
def test_without_a_purpose_there_is_no_file(client, hr, sales, query):
    make_enrolment(make_member(sales))

    response = client.get(FILE + query)

    assert (response.status_code, response.context["export_form"].errors.keys()) == (400, {"purpose"})
    assert JournalEntry.objects.count() == 0


@pytest.mark.parametrize("purpose", ["x" * 201, "zwei%0AZeilen"])
def test_purpose_that_cannot_be_logged_makes_no_file(client, hr, sales, purpose):
    make_enrolment(make_member(sales))

    response = client.get(f"{FILE}?purpose={purpose}")

    assert response.status_code == 400
    assert response.context["export_form"].errors.keys() == {"purpose"}
    assert "invalid-feedback" in response.content.decode()
    assert JournalEntry.objects.count() == 0


def test_head_gives_the_headers_and_logs_nothing(client, hr, sales):
    make_enrolment(make_member(sales))

    response = client.head(f"{FILE}?purpose=Audit")

    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert b"".join(response) == b""
    assert JournalEntry.objects.count() == 0


def test_empty_csv_is_a_header(client, hr):
    assert len(read(client.get(f"{FILE}?purpose=Audit"))) == 1


class TestReauthentication:
    """In production an old sign-in must be confirmed before people's data leaves."""

    @pytest.fixture(autouse=True)
    def production(self, settings):
        settings.REAUTHENTICATE_FOR_EXPORT = True

    def signed_in(self, client, user, minutes_ago):
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() - minutes_ago * 60}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    @pytest.mark.parametrize("minutes_ago", [31, 24 * 60])
    def test_old_sign_in_is_sent_to_confirm_and_back(self, client, hr, sales, minutes_ago):
        make_enrolment(make_member(sales))
        self.signed_in(client, hr, minutes_ago)

        response = client.get(f"{FILE}?status=completed")

        assert response.status_code == 302
        assert response["Location"].endswith("/reauthenticate/?next=%2Freports%2Fcompletions.csv%3Fstatus%3Dcompleted")
        assert JournalEntry.objects.count() == 0

    def test_sign_in_without_a_record_counts_as_old(self, client, hr):
        assert client.get(FILE).status_code == 302

    def test_fresh_sign_in_is_enough(self, client, hr):
        self.signed_in(client, hr, 29)

        assert client.get(f"{FILE}?purpose=Audit").status_code == 200

    def test_page_needs_no_confirmation(self, client, hr):
        self.signed_in(client, hr, 31)

        assert client.get(PAGE).status_code == 200

    def test_local_profile_does_not_ask(self, client, hr, settings):
        settings.REAUTHENTICATE_FOR_EXPORT = False
        self.signed_in(client, hr, 31)

        assert client.get(f"{FILE}?purpose=Audit").status_code == 200
