"""The evidence pack: what an auditor finds in it, and that a past day stays as it was."""

import csv
import re
import time
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import CommandError, call_command

from coursesite import registry
from coursesite.journal.models import Action, JournalEntry
from coursesite.outbox.models import MailState, OutboxMail
from lessons.enums import EnrolmentEventKind
from lessons.models import Certificate, CertificatePolicy, CourseVersion, Enrolment, EnrolmentEvent, Lesson, Unit
from lessons.services.acknowledging import acknowledge_change
from lessons.services.certifying import revoke_certificate
from lessons.services.offering import offer_differences
from lessons.services.progress import mark_read
from tests.factories.certificates import make_certificate
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.differences import change, make_holder
from tests.factories.lessons import make_course, make_enrolment, make_lesson, make_unit

pytestmark = pytest.mark.django_db
PAGE = "/reports/evidence/"
DAY, DONE = date(2026, 12, 31), date(2026, 12, 30)
AT = datetime(2026, 12, 30, 9, tzinfo=UTC)
NEW_YEAR, LATER = datetime(2027, 1, 1, 9, tzinfo=UTC), datetime(2027, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def course():
    made = make_course(slug="kurs", title="Drei Begriffe")
    make_unit(made, title="Lektion eins")
    for number, made_at in ((3, AT), (4, NEW_YEAR)):
        CourseVersion.objects.create(course=made, number=number, content_hash=f"{number}" * 64, made_at=made_at)
    return made


@pytest.fixture
def certificate(sales, course):
    """Mira completed on the 30th; a reminder was sent."""
    person = make_member(sales, "Mira Lindqvist", personnel_number="007")
    made = make_certificate(person, course, now=AT)
    Enrolment.objects.update(enrolled_on=DONE)
    OutboxMail.objects.create(user=person, kind="due", rule="due:1:0", day=DONE, state=MailState.SENT, sent_at=AT)
    return made


@pytest.fixture
def hr(client, sales):
    with time_machine.travel(NEW_YEAR, tick=False):
        user = make_hr(sales)
        client.force_login(user)
    return user


def packed(client, day: str = "2026-12-31") -> bytes:
    with time_machine.travel(NEW_YEAR, tick=False):
        response = client.post(PAGE, {"course": "kurs", "as_of": day, "purpose": "Prüfung 2026"})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="evidence-kurs-{day}.zip"'
    return b"".join(response.streaming_content)


def rows_of(content: bytes, name: str) -> list[list[str]]:
    text = ZipFile(BytesIO(content)).read(name).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))[1:]


def test_who_was_certified_on_31_december(client, hr, certificate):
    content = packed(client)

    [listed] = rows_of(content, "completions.csv")
    assert (listed[0], listed[1].strip(), listed[7], listed[9]) == (
        "Mira Lindqvist", "007", "abgeschlossen", "2026-12-30",
    )  # fmt: skip
    [row] = rows_of(content, "certificates.csv")
    assert (row[0], row[1], row[5], row[6]) == (certificate.number, certificate.code, "gültig", "Mira Lindqvist")
    assert row[7] == certificate.snapshot_hash
    assert [row[:2] for row in rows_of(content, "versions.csv")] == [["3", "2026-12-30"]]
    assert [row[0] for row in rows_of(content, "exams.csv")] == ["Lektion eins"]
    assert [row[0] for row in rows_of(content, "mails.csv")] == ["2026-12-30"]


@pytest.fixture
def renewed(sales, course, certificate) -> Certificate:
    """Beside Mira, who read the course, Ole: he read what had changed then, too. His first one."""
    lesson = make_lesson(course, "Alt.", slug="zwei", uid="zwei", title="Zwei")
    lesson.versions.update(published_at=AT - timedelta(days=30))
    CertificatePolicy.objects.create(course=course, valid_months=12, renew_by_substance=True)
    person = make_member(sales, "Ole Brandt")
    first = make_holder(person, course, now=AT)
    mark_read(enrolment=first, unit=Unit.objects.get(title="Lektion eins"), version=None, now=AT)
    change(lesson, "Neu.", now=AT + timedelta(hours=2))
    list(offer_differences(now=AT + timedelta(hours=4)))
    offered, lesson = Enrolment.objects.get(user=person, cycle=2), Lesson.objects.get(pk=lesson.pk)
    acknowledge_change(enrolment=offered, unit=lesson.unit, version=lesson.published, now=AT + timedelta(hours=5))
    Enrolment.objects.update(enrolled_on=DONE)
    return first.certificates.get()


def test_each_certificate_says_by_which_rule_it_was_issued_and_nothing_of_results(client, hr, renewed, tmp_path):
    output = tmp_path / "pack.zip"
    with time_machine.travel(NEW_YEAR, tick=False):
        call_command("export_evidence", course="kurs", as_of=DAY, output=output, language="en")
    german = [row[8] for row in rows_of(packed(client), "certificates.csv")]
    english = [row[8] for row in rows_of(output.read_bytes(), "certificates.csv")]

    assert english == 2 * ["required lessons completed"] + [f"changes since {renewed.number} read in 1 lesson"]
    assert german[2] == f"gelesen, was sich seit {renewed.number} geändert hat: 1 Lektion"
    assert german[0] == german[1] != ""


def shown(client, **data: str) -> tuple[int, list[str]]:
    """Status, and what the page says the file will hold."""
    with time_machine.travel(NEW_YEAR, tick=False):
        response = client.post(PAGE, {"course": "kurs", "as_of": "2026-12-31", "show": "yes", **data})
    part = re.findall(r'<h2 id="extent">(.*?)</section>', response.content.decode(), re.DOTALL)
    lines = re.findall(r"<(?:p|li)>(.*?)</", "".join(part), re.DOTALL)
    return response.status_code, [" ".join(line.split()) for line in lines]


def test_what_the_file_will_hold_is_told_before_and_not_logged(client, hr, certificate, sales, course):
    stranger = make_member(make_department("Einkauf"))
    make_enrolment(make_member(sales), course, enrolled_on=DONE)
    make_enrolment(stranger, course, enrolled_on=DONE)

    assert shown(client) == (
        200,
        [
            "Drei Begriffe, Stand am Ende des 31. Dezember 2026:",
            "2 Zeilen in der Liste zu 2 Personen; abgeschlossen: 1",
            "1 bis dahin ausgestelltes Zertifikat dieser Personen",
            "1 bis dahin gesendete Mail an diese Personen",
            "1 Fassung des Kurses",
        ],
    )
    assert not JournalEntry.objects.filter(action=Action.EXPORT_EVIDENCE).exists()
    content = packed(client)
    held = [len(rows_of(content, f"{name}.csv")) for name in ("completions", "certificates", "mails", "versions")]
    assert held == [2, 1, 1, 1]


def test_a_day_without_anything_is_told_before_too(client, hr, certificate):
    assert shown(client, as_of="2026-12-01")[1][1] == "0 Zeilen in der Liste zu 0 Personen; abgeschlossen: 0"
    assert shown(client, as_of="2027-01-01") == (400, [])


def test_the_cover_names_each_file_with_its_digest(client, hr, certificate):
    pikepdf = pytest.importorskip("pikepdf")
    archive = ZipFile(BytesIO(packed(client)))

    cover = pikepdf.open(BytesIO(archive.read("00-cover.pdf")))
    assert str(cover.Root.Lang) == "de"
    assert archive.namelist()[-1] == "00-cover.pdf"
    assert len(archive.namelist()) == 8


def test_digests_are_those_of_the_files(client, hr, certificate, monkeypatch):
    covered = []
    monkeypatch.setattr(
        "lessons.reports.audit_pack.write_pdf", lambda _columns, rows, _about: covered.extend(rows) or [b"%PDF"]
    )

    archive = ZipFile(BytesIO(packed(client)))

    files = [name for name in archive.namelist() if name != "00-cover.pdf"]
    assert [(name, digest) for name, _holds, digest in covered] == [
        (name, sha256(archive.read(name)).hexdigest()) for name in files
    ]


def test_the_same_day_gives_the_same_bytes_whatever_happens_later(client, hr, certificate):
    first, run = packed(client), certificate.enrolment

    revoke_certificate(certificate=certificate, hr=hr, reason="Irrtum", now=LATER)
    OutboxMail.objects.create(
        user=run.user, kind="due", rule="due:1:7", day=LATER.date(), state=MailState.SENT, sent_at=LATER
    )
    EnrolmentEvent.objects.create(enrolment=run, kind=EnrolmentEventKind.CLOSED, day=LATER.date(), at=LATER)

    time.sleep(1.1)  # whatever notes the time of making, notes another second

    assert packed(client) == first


def test_people_of_others_are_not_in_it(client, hr, certificate, course):
    make_certificate(make_member(company(), "Carla"), course, now=AT)
    Enrolment.objects.update(enrolled_on=DONE)

    content = packed(client)

    assert "Carla" not in "".join(
        ZipFile(BytesIO(content)).read(name).decode(errors="replace")
        for name in ("completions.json", "certificates.csv")
    )


def test_the_journal_names_everybody_in_it(client, hr, certificate):
    packed(client)

    entry = JournalEntry.objects.get(action=Action.EXPORT_EVIDENCE)
    assert (entry.actor, entry.purpose, entry.details["format"]) == (hr, "Prüfung 2026", "zip")
    logged = entry.details["columns"]
    assert [logged[0], logged[11]] == ["name", "certificate"]
    assert logged[12:14] == ["certificates.number", "certificates.code"]
    assert logged[-2:] == ["mails.name", "mails.personnel_number"]
    words = registry.journal_words[entry.action]
    assert [str(words[key]) for key in ("certificates.code", "mails.sent_on")] == [
        "Zertifikat: Prüfcode", "Mail: Gesendet am",
    ]  # fmt: skip
    assert list(entry.subjects.values_list("user__name", flat=True)) == ["Mira Lindqvist"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"as_of": "2027-01-01", "purpose": "x"}, "Dieser Tag ist noch nicht vorbei."),
        ({"as_of": "32.1.2026", "purpose": "x"}, "Bitte geben Sie einen Tag an"),
        ({"as_of": "2026-12-31", "purpose": ""}, "Bitte ausfüllen."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(client, hr, course, values, sentence):
    with time_machine.travel(NEW_YEAR, tick=False):
        response = client.post(PAGE, {"course": "kurs", **values})

    assert response.status_code == 400
    assert sentence in re.sub(r"<[^>]+>", " ", response.content.decode())
    assert not JournalEntry.objects.filter(action=Action.EXPORT_EVIDENCE).exists()


def test_command(certificate, tmp_path):
    output = tmp_path / "pack.zip"
    with time_machine.travel(NEW_YEAR, tick=False):
        call_command("export_evidence", course="kurs", as_of=DAY, output=output)
        with pytest.raises(CommandError):
            call_command("export_evidence", course="kurs", as_of=NEW_YEAR.date(), output=output)

    assert rows_of(output.read_bytes(), "certificates.csv")[0][1] == certificate.code
    assert JournalEntry.objects.get(action=Action.EXPORT_EVIDENCE).actor is None


def test_the_page_says_that_the_file_holds_all_who_were_enrolled(client, hr):
    assert "auch wer ihn noch nicht abgeschlossen hatte" in client.get(PAGE).content.decode()
